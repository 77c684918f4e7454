// SPDX-License-Identifier: MIT
/*
 * Answers as JSON: the value, then only what is unusual, and the path.
 */
#include "fuzz/explain/html_answer.h"

#include "fuzz/explain/html_escape.h"
#include "fuzz/explain/path_text.h"
#include "fuzz/lockstep/names.h"

enum { EVENTS_SHOWN = 48, BAD_SHOWN = 16 };

/* Is a value of zero worth showing, too? */
static bool gives_number(enum op_kind kind)
{
	return kind == OP_GET_PAGE || kind == OP_ISOLATE || kind == OP_ISOLATE_FREE ||
	       kind == OP_REPORT_FREE || kind == OP_UNRESERVE_HIGHATOMIC || kind == OP_WMARK_OK || kind == OP_CONTIG;
}

static void print_references(int64_t left, FILE *out)
{
	if (left == 0)
		fputs("\"freed\"", out);
	else
		fprintf(out, "\"%lld left\"", (long long)left);
}

static void print_text(enum op_kind kind, const struct answer *answer, FILE *out)
{
	if (answer->status != STATUS_OK)
		fprintf(out, "\"%s\"", status_name(answer->status));
	else if (op_gives_page(kind) && answer->value == (int64_t)PFN_NONE)
		fputs("\"no page\"", out);
	else if (op_gives_page(kind))
		fprintf(out, "\"page %lld\"", (long long)answer->value);
	else if (kind == OP_FREE || kind == OP_FREE_AT)
		print_references(answer->value, out);
	else if (answer->value == 0 && !gives_number(kind))
		fputs("\"ok\"", out);
	else
		fprintf(out, "\"%lld\"", (long long)answer->value);
}

static void print_number(const char *name, uint64_t value, FILE *out)
{
	if (value != 0)
		fprintf(out, ",[\"%s\",\"%llu\"]", name, (unsigned long long)value);
}

static void print_event(const struct path_event *event, FILE *out)
{
	char text[PATH_TEXT];

	path_event_text(event, text, sizeof(text));
	fprintf(out, "%s%s%s", path_name(event->kind), text[0] ? " " : "", text);
}

static void print_path(const struct answer *answer, FILE *out)
{
	if (answer->nr_path == 0)
		return;
	fputs(",[\"path\",\"", out);
	for (uint32_t i = 0; i < answer->nr_path && i < EVENTS_SHOWN; i++) {
		fputs(i > 0 ? ", " : "", out);
		print_event(&answer->path[i], out);
	}
	fprintf(out, "%s\"]", answer->nr_path > EVENTS_SHOWN ? ", ..." : "");
}

static void print_bad(const struct answer *answer, FILE *out)
{
	if (answer->nr_bad == 0)
		return;
	fputs(",[\"bad pages\",\"", out);
	for (uint32_t i = 0; i < answer->nr_bad && i < BAD_SHOWN; i++)
		fprintf(out, "%s%u", i > 0 ? " " : "", answer->bad[i]);
	fprintf(out, "%s\"]", answer->nr_bad > BAD_SHOWN ? " ..." : "");
}

static void print_pages(const struct answer *answer, FILE *out)
{
	if (answer->nr_pages == 0)
		return;
	fputs(",[\"pages\",\"", out);
	for (uint32_t i = 0; i < answer->nr_pages && i < BULK_MAX; i++)
		fprintf(out, "%s%u", i > 0 ? " " : "", answer->page[i]);
	fputs("\"]", out);
}

static void print_corruption(const struct answer *answer, FILE *out)
{
	if (answer->nr_corrupt == 0)
		return;
	fputs(",[\"memory corruption\",\"", out);
	for (uint32_t i = 0; i < answer->nr_corrupt && i < BAD_SHOWN; i++) {
		const struct corruption *found = &answer->corrupt[i];

		fprintf(out, "%spage %u bytes %u..%u%s", i > 0 ? ", " : "", found->pfn, found->first, found->last, found->single_bit ? " (single bit)" : "");
	}
	fprintf(out, "%s\"]", answer->nr_corrupt > BAD_SHOWN ? " ..." : "");
}

static void print_request(const struct request *request, FILE *out)
{
	fprintf(out, "[\"asked of\",\"cpu %u", request->cpu);
	if (request->node != 0)
		fprintf(out, ", node %u", request->node);
	if (request->pfn != 0)
		fprintf(out, ", page %u", request->pfn);
	if (request->end_pfn != 0)
		fprintf(out, " to %u", request->end_pfn);
	fputs("\"]", out);
}

void answer_print(enum op_kind kind, const struct request *request, const struct answer *answer, FILE *out)
{
	fprintf(out, "{\"ok\":%d,\"text\":", answer->status == STATUS_OK);
	print_text(kind, answer, out);
	fputs(",\"rows\":[", out);
	print_request(request, out);
	print_number("kswapd woken", answer->wake, out);
	print_number("pages zeroed", answer->zeroed, out);
	print_number("compound order", answer->comp_order, out);
	print_number("pfmemalloc", answer->pfmemalloc, out);
	print_pages(answer, out);
	print_bad(answer, out);
	print_corruption(answer, out);
	print_path(answer, out);
	fputs("]}", out);
}
