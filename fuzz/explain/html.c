// SPDX-License-Identifier: MIT
/*
 * The page: a template whose places between '@' are filled in, with everything from outside escaped.
 */
#include "fuzz/explain/html.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz/explain/html_escape.h"
#include "fuzz/explain/html_steps.h"
#include "fuzz/language/arg.h"
#include "fuzz/language/memory.h"
#include "fuzz/lockstep/invariants.h"
#include "fuzz/lockstep/names.h"
#include "fuzz/lockstep/signature.h"

extern const char report_page_html[], report_page_css[], report_memory_js[], report_page_js[]; /* cmake/embed.cmake */

enum { MACHINE_SHOWN = 64, REST_SHOWN = 64 /* machine ops listed, and ops listed after the last one carried out */ };

/* What the template's places are filled with. */
struct page {
	const struct report *report;
	struct divergence diff;
	uint32_t first_op; /* the first op that has a step */
	char signature[SIGNATURE_MAX];
	char *data;        /* JSON of the steps */
	char *explanation; /* as from buddycheck explain; "" if all agree */
};

static void put_title(const struct page *page, FILE *out)
{
	if (page->diff.class != DIFF_NONE)
		html_text(page->signature, out);
	else
		fputs("no divergence", out);
}

static void put_path(const struct page *page, FILE *out)
{
	html_text(page->report->path, out);
}

static void put_op(const struct sequence *seq, uint32_t op, FILE *out)
{
	char *text = NULL;
	size_t size;
	FILE *memory = open_memstream(&text, &size);

	if (!memory)
		return;
	seq_print_op(seq, op, memory);
	fclose(memory);
	html_text(text, out);
	free(text);
}

static void put_value(const struct divergence *diff, int64_t value, FILE *out)
{
	char *text = NULL;
	size_t size;
	FILE *memory = open_memstream(&text, &size);

	if (!memory)
		return;
	report_print_value(diff, value, memory);
	fclose(memory);
	html_text(text, out);
	free(text);
}

static void put_place(const struct page *page, FILE *out)
{
	const struct divergence *diff = &page->diff;
	const char *kernel = report_kernel_function(page->report, diff->kind);

	if (diff->kind == OP_MACHINE) {
		fputs("<p class=\"op\">At boot, before the first op.</p>\n", out);
	} else if (diff->op >= page->report->seq->nr_ops) {
		fprintf(out, "<p class=\"op\">At the end, after %u ops.</p>\n", page->report->seq->nr_ops);
	} else {
		fprintf(out, "<p class=\"op\">Op %u of %u: <code>", diff->op, page->report->seq->nr_ops);
		put_op(page->report->seq, diff->op, out);
		fputs("</code>", out);
		if (kernel) {
			fprintf(out, " <span class=\"aside\">in %s: ", profile_names[page->report->seq->profile]);
			html_text(kernel, out);
			fputs("</span>", out);
		}
		fputs("</p>\n", out);
	}
}

static void put_row(const char *name, const char *class, const struct divergence *diff, int64_t value, FILE *out)
{
	fputs("<div><dt>", out);
	html_text(name, out);
	fprintf(out, "</dt><dd class=\"%s\">", class);
	put_value(diff, value, out);
	fputs("</dd></div>\n", out);
}

static void put_difference(const struct page *page, FILE *out)
{
	const struct divergence *diff = &page->diff;
	const char *number = strstr(diff->field, "number=");
	const char *expected = strchr(page->report->oracle->name, '/') ? subject_label(page->report->oracle) : "expected";

	fprintf(out, "<dl class=\"verdict\">\n<div><dt>%s</dt><dd><code>", diff_class_name(diff->class));
	if (strcmp(diff->field, diff_class_name(diff->class)) != 0)
		html_text(diff->field, out);
	fputs("</code></dd></div>\n", out);
	if (diff->class == DIFF_INVARIANT && number) {
		fputs("<div><dt>broken</dt><dd>", out);
		html_text(invariant_name(atoi(number + strlen("number="))), out);
		fputs("</dd></div>\n", out);
	}
	if (diff->class == DIFF_STEPS) {
		fputs("<div><dt>hang</dt><dd>", out);
		html_text(diff->subject ? subject_label(page->report->subject) : the_oracle(page->report->oracle), out);
		fputs(" did not finish this request within its budget of steps</dd></div>\n", out);
	} else {
		put_row(diff_expected_name(diff->class, expected), "expected", diff, diff->oracle, out);
		put_row(diff_came_name(diff->class, subject_label(page->report->subject)), "came", diff, diff->subject, out);
	}
	fputs("</dl>\n", out);
}

static void put_verdict(const struct page *page, FILE *out)
{
	if (page->diff.class == DIFF_NONE) {
		fputs("<p class=\"agree\">No divergence: ", out);
		html_text(subject_label(page->report->subject), out);
		fputs(" and ", out);
		html_text(the_oracle(page->report->oracle), out);
		fprintf(out, " agree on all %u ops.</p>\n", page->report->seq->nr_ops);
		return;
	}
	put_place(page, out);
	put_difference(page, out);
}

static void put_item(const struct page *page, uint32_t op, const char *class, FILE *out)
{
	const struct divergence *diff = &page->diff;
	const bool diverged = diff->class != DIFF_NONE && diff->kind != OP_MACHINE && op == diff->op;

	fprintf(out, "<li data-op=\"%u\" class=\"%s%s\"><button type=\"button\"><span class=\"nr\">%u</span> <code>", op, class,
		diverged ? " diverged" : "", op);
	put_op(page->report->seq, op, out);
	fputs("</code><span class=\"gave\"></span></button></li>\n", out);
}

static void put_omission(uint32_t from, uint32_t to, FILE *out)
{
	if (from < to)
		fprintf(out, "<li class=\"omission\">ops %u to %u are left out</li>\n", from, to - 1);
}

/* Machine ops precede the world: they are listed, but have no step. */
static void put_ops(const struct page *page, FILE *out)
{
	const struct sequence *seq = page->report->seq;
	const bool at_op = page->diff.class != DIFF_NONE && page->diff.kind != OP_MACHINE && page->diff.op < seq->nr_ops;
	struct machine machine;
	const uint32_t front = seq_machine(seq, &machine), listed = front < MACHINE_SHOWN ? front : MACHINE_SHOWN;
	const uint32_t first = page->first_op > front ? page->first_op : front, behind = at_op ? page->diff.op + 1 : seq->nr_ops;
	const uint32_t end = seq->nr_ops - behind > REST_SHOWN ? behind + REST_SHOWN : seq->nr_ops;

	for (uint32_t op = 0; op < listed; op++)
		put_item(page, op, "machine", out);
	put_omission(listed, first, out);
	for (uint32_t op = first; op < end; op++)
		put_item(page, op, op >= behind ? "after" : "", out);
	put_omission(end, seq->nr_ops, out);
}

static void put_explanation(const struct page *page, FILE *out)
{
	if (!page->explanation[0])
		return;
	fputs("<details id=\"explanation\"><summary>The same as text</summary>\n<pre>", out);
	html_text(page->explanation, out);
	fputs("</pre></details>\n", out);
}

static void put_data(const struct page *page, FILE *out)
{
	fputs(page->data, out);
}

static void put_style(const struct page *page, FILE *out)
{
	(void)page;
	fputs(report_page_css, out);
}

static void put_memory(const struct page *page, FILE *out)
{
	(void)page;
	fputs(report_memory_js, out);
}

static void put_script(const struct page *page, FILE *out)
{
	(void)page;
	fputs(report_page_js, out);
}

static const struct place {
	const char *name;
	void (*put)(const struct page *page, FILE *out);
} places[] = {
	{"@TITLE@", put_title}, {"@PATH@", put_path}, {"@VERDICT@", put_verdict}, {"@OPS@", put_ops}, {"@EXPLANATION@", put_explanation},
	{"@DATA@", put_data}, {"@STYLE@", put_style}, {"@MEMORY@", put_memory}, {"@SCRIPT@", put_script},
};

static const struct place *place_at(const char *text)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (strncmp(text, places[i].name, strlen(places[i].name)) == 0)
			return &places[i];
	return NULL;
}

static void fill_template(const struct page *page, FILE *out)
{
	for (const char *c = report_page_html; *c;) {
		const struct place *place = *c == '@' ? place_at(c) : NULL;

		if (!place) {
			fputc(*c++, out);
			continue;
		}
		place->put(page, out);
		c += strlen(place->name);
	}
}

bool html_report(const struct report *report, FILE *out)
{
	struct page page = {.report = report};
	struct report plain = *report;
	size_t size;
	FILE *memory = need_memory(open_memstream(&page.data, &size));

	page.first_op = steps_print(report, &page.diff, memory);
	fclose(memory);
	if (page.diff.class != DIFF_NONE)
		signature_make(&page.diff, report->seq, page.signature, sizeof(page.signature));
	memory = need_memory(open_memstream(&page.explanation, &size));
	plain.color = false;
	report_print(&plain, memory);
	fclose(memory);
	fill_template(&page, out);
	free(page.data);
	free(page.explanation);
	return page.diff.class != DIFF_NONE;
}
