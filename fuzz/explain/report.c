// SPDX-License-Identifier: MIT
/*
 * The report, from top to bottom. Its parts share nothing but the divergence and the two views that exec holds.
 */
#include "fuzz/explain/report.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz/explain/history.h"
#include "fuzz/explain/path_text.h"
#include "fuzz/explain/picture.h"
#include "fuzz/explain/replay.h"
#include "fuzz/language/arg.h"
#include "fuzz/language/memory.h"
#include "fuzz/lockstep/compare.h"
#include "fuzz/lockstep/invariants.h"
#include "fuzz/lockstep/names.h"
#include "fuzz/lockstep/signature.h"

enum { PICTURE_ROWS = 6, PATH_SHOWN = 24, TEXT = 96 };

/* The kernel function that does what an op asks for, as v5.10 names it. */
static const char *const kernel_function[NR_OPS] = {
	[OP_SET] = "the sysctl's handler", [OP_ALLOC] = "__alloc_pages_nodemask", [OP_RMQ] = "get_page_from_freelist", [OP_FREE] = "__free_pages",
	[OP_FREE_AT] = "__free_pages", [OP_FREELIST] = "free_unref_page_list", [OP_SPLIT] = "split_page", [OP_GET_PAGE] = "get_page",
	[OP_DRAIN] = "drain_pages", [OP_DRAIN_ALL] = "drain_all_pages", [OP_DRAIN_BATCH] = "drain_zone_pages", [OP_DECAY] = "decay_pcp_high", [OP_ISOLATE] = "start_isolate_page_range",
	[OP_UNISOLATE] = "undo_isolate_page_range", [OP_ISOLATE_FREE] = "__isolate_free_page",
	[OP_REPORT_FREE] = "__isolate_free_page and __putback_isolated_page", [OP_UNRESERVE_HIGHATOMIC] = "unreserve_highatomic_pageblock",
	[OP_WMARK_OK] = "zone_watermark_ok", [OP_SETUP_PAGESET] = "setup_per_cpu_pageset", [OP_CPU_DEAD] = "page_alloc_cpu_dead",
	[OP_PCP_BUSY] = "pcp_spin_trylock", [OP_RECLAIM_ACTIVE] = "set_reclaim_active", [OP_ALLOC_EXACT] = "alloc_pages_exact_nid", [OP_FOLD] = "refresh_cpu_vm_stats", [OP_KSWAPD] = "set_pgdat_percpu_threshold", [OP_ALLOC_BULK] = "__alloc_pages_bulk",
	[OP_CONTIG] = "alloc_contig_range", [OP_CONTIG_PAGES] = "alloc_contig_pages", [OP_FREE_CONTIG] = "free_contig_range",
	[OP_HOTADD] = "online_pages", [OP_INIT_LATE] = "page_alloc_init_late", [OP_INIT_WMARKS] = "init_per_zone_wmark_min",
};

/* Other names in other kernels, from profile first to profile last. */
static const struct renamed {
	enum profile first, last;
	enum op_kind kind;
	const char *function;
} renamed[] = {
	{PROFILE_LINUX_4_14, PROFILE_LINUX_4_14, OP_FREELIST, "free_hot_cold_page_list"},
	{PROFILE_LINUX_6_1, PROFILE_LINUX_6_1, OP_ALLOC, "__alloc_pages"},
	{PROFILE_LINUX_6_12, PROFILE_LINUX_7_3, OP_ALLOC, "__alloc_pages_noprof"},
	{PROFILE_LINUX_6_12, PROFILE_LINUX_7_3, OP_ALLOC_BULK, "alloc_pages_bulk_noprof"},
	{PROFILE_LINUX_6_12, PROFILE_LINUX_7_3, OP_FREELIST, "free_unref_folios"},
	{PROFILE_LINUX_6_12, PROFILE_LINUX_7_3, OP_CONTIG, "alloc_contig_range_noprof"},
	{PROFILE_LINUX_6_12, PROFILE_LINUX_7_3, OP_CONTIG_PAGES, "alloc_contig_pages_noprof"},
};

const char *report_kernel_function(const struct report *report, enum op_kind kind)
{
	const enum profile profile = (enum profile)report->seq->profile;

	if (kind >= NR_OPS || report->oracle->judge)
		return NULL;
	for (size_t i = 0; i < sizeof(renamed) / sizeof(renamed[0]); i++)
		if (renamed[i].first <= profile && profile <= renamed[i].last && renamed[i].kind == kind)
			return renamed[i].function;
	return kernel_function[kind];
}

static bool field_is(const struct divergence *diff, const char *name)
{
	const size_t length = strlen(name);

	return strncmp(diff->field, name, length) == 0 && (diff->field[length] == ' ' || diff->field[length] == '\0');
}

/* Are the two values of the divergence pfns? */
static bool has_pfns(const struct divergence *diff)
{
	if (diff->class == DIFF_VALUE || (diff->class == DIFF_EXPECT && field_is(diff, "value")))
		return op_gives_page(diff->kind);
	return field_is(diff, "list") || field_is(diff, "pcp") || field_is(diff, "bad");
}

void report_print_value(const struct divergence *diff, int64_t value, FILE *out)
{
	char text[PATH_TEXT];

	if (has_pfns(diff) && value == (int64_t)PFN_NONE)
		fprintf(out, "no page");
	else if (has_pfns(diff))
		fprintf(out, "page %lld (0x%llx)", (long long)value, (long long)value);
	else if (field_is(diff, "status"))
		fprintf(out, "%s", status_name((unsigned)value));
	else if (diff->class == DIFF_VIEW && field_is(diff, "pageblock"))
		fprintf(out, "%s", migratetype_name((unsigned)value));
	else if (diff->class == DIFF_VIEW && field_is(diff, "page"))
		fprintf(out, "%s of order %lld", page_state_name((unsigned)value & 0xf), (long long)value >> 4);
	else if (diff->class == DIFF_PATH && (field_is(diff, "event") || field_is(diff, "end")))
		fprintf(out, "%s", value < 0 ? "nothing more" : path_name((unsigned)value));
	else if (diff->class == DIFF_PATH && path_argument_text(diff->field, (uint32_t)value, text, sizeof(text)))
		fputs(text, out);
	else if (diff->class == DIFF_ASSERTION && value != 0)
		fprintf(out, "fails in line %lld", (long long)value);
	else if (diff->class == DIFF_ASSERTION)
		fputs("holds", out);
	else if (field_is(diff, "digest"))
		fprintf(out, "%016llx", (unsigned long long)value);
	else
		fprintf(out, "%lld", (long long)value);
}

static void print_place(const struct report *report, const struct divergence *diff, FILE *out)
{
	if (diff->kind == OP_MACHINE) {
		fprintf(out, "at boot%s%s, before the first op\n", report->oracle->judge ? "" : " of ",
			report->oracle->judge ? "" : profile_names[report->seq->profile]);
	} else if (diff->op >= report->seq->nr_ops) {
		fprintf(out, "at the end, after %u ops\n", report->seq->nr_ops);
	} else {
		fprintf(out, "op %u of %u:  ", diff->op, report->seq->nr_ops);
		seq_print_op(report->seq, diff->op, out);
		fprintf(out, "\n");
		if (report_kernel_function(report, diff->kind))
			fprintf(out, "  in %s: %s\n", profile_names[report->seq->profile], report_kernel_function(report, diff->kind));
	}
}

static int number_in(const char *field)
{
	const char *number = strstr(field, "number=");

	return number ? atoi(number + strlen("number=")) : 0;
}

static const char *expected_word(const struct report *report, enum diff_class class)
{
	if (class == DIFF_INVARIANT)
		return "should be";
	return diff_expected_name(class, strchr(report->oracle->name, '/') ? subject_label(report->oracle) : "expected");
}

/* Width of the longest of "expected" and both names, which may be file names. */
static int name_width(const struct report *report)
{
	const int subject = (int)strlen(subject_label(report->subject)), oracle = (int)strlen(oracle_name(report->oracle));
	const int longer = subject > oracle ? subject : oracle;

	return longer > 9 ? longer : 9;
}

/* Every block allocated so far, and the op that allocated it. */
struct gifts {
	uint32_t nr;
	struct gift {
		pfn_t pfn;
		uint32_t op;
	} gift[];
};

static void note_gift(void *ctx, uint32_t op, const struct request *request, const struct answer *answer, uint64_t digest)
{
	struct gifts *gifts = ctx;

	(void)digest;
	if (request->kind == REQ_ALLOC && answer->status == STATUS_OK && answer->value != PFN_NONE)
		gifts->gift[gifts->nr++] = (struct gift){(pfn_t)answer->value, op};
}

/* The ledger did not allow the block that was allocated; its status says why. */
static bool gave_wrong_block(const struct report *report, const struct divergence *diff)
{
	return report->oracle->judge && diff->class == DIFF_STATUS && op_gives_page(diff->kind);
}

/* The first page of the allocated block that was not free; PFN_NONE if something else is wrong with it. */
static pfn_t taken_page(const struct exec *exec)
{
	const pfn_t first = (pfn_t)exec_answer(exec, false)->value;

	for (uint32_t i = 0; exec_view(exec, true) && i < UINT32_C(1) << exec_request(exec)->order; i++) {
		const unsigned state = view_page(exec_view(exec, true), exec_machine(exec), first + i) & 0xf;

		if (state != PAGE_FREE_HEAD && state != PAGE_FREE_TAIL)
			return first + i;
	}
	return PFN_NONE;
}

/* The op that allocated the block that contains the page: the latest one of those recorded. */
static uint32_t owner_of(const struct exec *exec, const struct gifts *gifts, pfn_t page)
{
	uint32_t i = gifts->nr;

	while ((view_page(exec_view(exec, true), exec_machine(exec), page) & 0xf) == PAGE_ALLOC_TAIL)
		page--;
	while (i > 0 && gifts->gift[i - 1].pfn != page)
		i--;
	return i > 0 ? gifts->gift[i - 1].op : UINT32_MAX;
}

static void print_wrong_block(const struct report *report, const struct exec *exec, const struct divergence *diff, const struct gifts *gifts, FILE *out)
{
	const long long given = (long long)exec_answer(exec, false)->value;
	const unsigned order = exec_request(exec)->order;
	const pfn_t taken = diff->oracle == STATUS_NOT_FREE ? taken_page(exec) : PFN_NONE;
	const uint32_t owner = taken == PFN_NONE ? UINT32_MAX : owner_of(exec, gifts, taken);

	fprintf(out, "  %s gave page %lld (0x%llx) of order %u", subject_label(report->subject), given, (unsigned long long)given, order);
	if (owner != UINT32_MAX && taken == given)
		fprintf(out, ", which op %u (", owner);
	else if (owner != UINT32_MAX)
		fprintf(out, ", of which page %u is what op %u (", taken, owner);
	if (owner != UINT32_MAX) {
		seq_print_op(report->seq, owner, out);
		fprintf(out, ") owns\n");
		return;
	}
	fprintf(out, diff->oracle == STATUS_RESERVED    ? ", which was reserved at boot\n"
		     : diff->oracle == STATUS_BAD_ORDER ? ", which is no multiple of its size\n"
							: ", which is not all memory of one zone\n");
}

static void print_difference(const struct report *report, const struct exec *exec, const struct divergence *diff, const struct gifts *gifts, FILE *out)
{
	const char *expected = expected_word(report, diff->class), *came = diff_came_name(diff->class, subject_label(report->subject));
	const int least = name_width(report), width = (int)strlen(expected) > least ? (int)strlen(expected) : least;

	if (gave_wrong_block(report, diff)) {
		print_wrong_block(report, exec, diff, gifts, out);
		return;
	}
	if (field_is(diff, diff_class_name(diff->class)))
		fprintf(out, "  %s\n", diff->field);
	else
		fprintf(out, "  %s: %s\n", diff_class_name(diff->class), diff->field);
	if (diff->class == DIFF_INVARIANT)
		fprintf(out, "  broken: %s\n", invariant_name(number_in(diff->field)));
	if (diff->class == DIFF_STEPS) {
		fprintf(out, "  %s%s did not finish this request within its budget of steps\n", diff->subject ? "the " : "",
			diff->subject ? subject_label(report->subject) : the_oracle(report->oracle));
		return;
	}
	fprintf(out, "  %-*s ", width, expected);
	report_print_value(diff, diff->oracle, out);
	/* a ledger does not say which block it should have been */
	if (report->oracle->judge && diff->class == DIFF_VALUE && diff->oracle != (int64_t)PFN_NONE)
		fprintf(out, ", or any other block of that order");
	fprintf(out, "\n  %-*s ", width, came);
	report_print_value(diff, diff->subject, out);
	fprintf(out, "\n");
}

/* Counters that differ, and the free counters (free, free_cma) unless both are zero. */
static void print_counters(const struct report *report, const struct machine *machine, const struct view *subject, const struct view *oracle,
			   FILE *out)
{
	fprintf(out, "\n%-28s %12s %12s\n", "counters", oracle_name(report->oracle), subject_label(report->subject));
	for (uint32_t zone = 0; zone < machine->nr_zones; zone++) {
		int64_t ours[NR_COUNTERS], theirs[NR_COUNTERS];

		counter_values(&subject->counters[zone], ours);
		counter_values(&oracle->counters[zone], theirs);
		for (uint32_t i = 0; i < NR_COUNTERS; i++)
			if (ours[i] != theirs[i] || (ours[i] != 0 && i < 2))
				fprintf(out, "  zone %u %-19s %12lld %12lld%s\n", zone, counter_name(i), (long long)theirs[i], (long long)ours[i],
					ours[i] != theirs[i] ? "   <--" : "");
	}
}

static void print_event(const struct path_event *event, FILE *out)
{
	char text[PATH_TEXT];

	path_event_text(event, text, sizeof(text));
	fprintf(out, strchr(text, ' ') ? " %s:{%s}" : text[0] ? " %s:%s" : " %s", path_name(event->kind), text);
}

static void print_path(const char *name, int width, const struct answer *answer, FILE *out)
{
	fprintf(out, "  %-*s", width, name);
	for (uint32_t i = 0; i < answer->nr_path && i < PATH_SHOWN; i++)
		print_event(&answer->path[i], out);
	fprintf(out, "%s\n", answer->nr_path > PATH_SHOWN ? " ..." : answer->nr_path == 0 ? " (none)" : "");
}

/* The zones for which kswapd was woken, if the number of wake-ups differs. */
static void print_woken(const char *name, int width, const struct answer *answer, FILE *out)
{
	fprintf(out, "  %-*s", width, name);
	for (unsigned zone = 0; zone < MAX_ZONES; zone++)
		if (answer->woken >> zone & 1)
			fprintf(out, " %u", zone);
	fprintf(out, "%s\n", answer->woken == 0 ? " (none)" : "");
}

/* The paths of both sides, if they explain the answer. Unknown for a subject checked against the ledger. */
static void print_paths(const struct report *report, const struct exec *exec, const struct divergence *diff, FILE *out)
{
	const struct answer *oracle = exec_answer(exec, true), *subject = exec_answer(exec, false);
	const int width = name_width(report);

	if (report->oracle->judge || (diff->class != DIFF_PATH && diff->class != DIFF_ANSWER && !(diff->class == DIFF_VALUE && diff->kind == OP_ALLOC)))
		return;
	if (diff->class == DIFF_ANSWER && field_is(diff, "wake")) {
		fprintf(out, "\nkswapd woken for zones\n");
		print_woken(oracle_name(report->oracle), width, oracle, out);
		print_woken(subject_label(report->subject), width, subject, out);
	}
	if ((diff->class == DIFF_ANSWER || report->oracle->silent) && oracle->nr_path == 0 && subject->nr_path == 0)
		return;
	fprintf(out, "\npath\n");
	print_path(oracle_name(report->oracle), width, oracle, out);
	print_path(subject_label(report->subject), width, subject, out);
}

static void add_page(pfn_t *pages, uint32_t *count, int64_t pfn)
{
	for (uint32_t i = 0; i < *count; i++)
		if (pages[i] == pfn)
			return;
	if (*count < HISTORY_PAGES && pfn >= 0 && pfn < (int64_t)PFN_NONE)
		pages[(*count)++] = (pfn_t)pfn;
}

static void add_first_difference(pfn_t *pages, uint32_t *count, const struct machine *machine, const struct view *subject, const struct view *oracle)
{
	size_t at = 0;

	for (uint32_t zone = 0; zone < machine->nr_zones; zone++)
		for (pfn_t pfn = oracle->zone[zone].start_pfn; pfn < oracle->zone[zone].end_pfn; pfn++, at++)
			if (subject->page[at] != oracle->page[at]) {
				add_page(pages, count, pfn);
				return;
			}
}

/* The pages that the divergence names, else those that the op used, else the first that looks different. */
static uint32_t choose_pages(const struct report *report, const struct divergence *diff, const struct exec *exec, pfn_t pages[HISTORY_PAGES])
{
	const struct view *subject = diff_is_unsound(diff->class) ? NULL : exec_view(exec, false), *oracle = exec_view(exec, true);
	const char *pfn = strstr(diff->field, "pfn=");
	uint32_t count = 0;

	if (has_pfns(diff)) {
		add_page(pages, &count, diff->oracle);
		add_page(pages, &count, diff->subject);
	}
	if (pfn)
		add_page(pages, &count, strtoll(pfn + strlen("pfn="), NULL, 10));
	if (count == 0 && subject && oracle)
		add_first_difference(pages, &count, exec_machine(exec), subject, oracle);
	if (oracle && gave_wrong_block(report, diff))
		add_page(pages, &count, taken_page(exec));
	if (count == 0 && op_gives_page(diff->kind))
		add_page(pages, &count, exec_answer(exec, true)->value);
	if (count == 0 && exec_request(exec)->pfn != 0)
		add_page(pages, &count, exec_request(exec)->pfn);
	return count;
}

static void print_views(const struct report *report, const struct exec *exec, const struct divergence *diff, FILE *out)
{
	const struct picture_options picture = {.color = report->color, .rows = PICTURE_ROWS};
	const struct view *subject = exec_view(exec, false), *oracle = exec_view(exec, true);

	if (!oracle)
		return;
	/* The subject's view would be old, or of structures that cannot be walked. */
	if (!subject || diff_is_unsound(diff->class) || diff->class == DIFF_STEPS) {
		fprintf(out, "\nmemory of %s\n", the_oracle(report->oracle));
		picture_print(exec_machine(exec), oracle, &picture, out);
		fprintf(out, "  %s\n", picture_legend);
		return;
	}
	print_counters(report, exec_machine(exec), subject, oracle, out);
	fprintf(out, "\nmemory (O %s, S %s)\n", the_oracle(report->oracle), subject_label(report->subject));
	picture_print_two(exec_machine(exec), subject, oracle, &picture, out);
	fprintf(out, "  %s\n", picture_legend);
}

void report_print_both(const struct divergence *diff, const struct subject *subject, const struct subject *oracle, FILE *out)
{
	fprintf(out, "%s: %s ", diff->field, diff_expected_name(diff->class, oracle->judge ? "expected" : oracle_name(oracle)));
	report_print_value(diff, diff->oracle, out);
	fprintf(out, ", %s ", diff_came_name(diff->class, subject_label(subject)));
	report_print_value(diff, diff->subject, out);
}

void report_print_replay(const struct report *report, FILE *out)
{
	fputs("\nreplay: ", out);
	replay_print(report->subject, report->oracle, report->path, out);
	fputc('\n', out);
}

bool report_print(const struct report *report, FILE *out)
{
	struct gifts *gifts = need_memory(calloc(1, sizeof(*gifts) + report->seq->nr_ops * sizeof(gifts->gift[0])));
	const struct exec_options options = {.subject = report->subject, .oracle = report->oracle, .view_period = VIEW_EACH_OP,
		.step_limit = report->step_limit, .on_op = note_gift, .ctx = gifts};
	struct exec *exec = exec_new(&options);
	struct exec_result result;
	char signature[SIGNATURE_MAX];
	pfn_t pages[HISTORY_PAGES];

	exec_run(exec, report->seq, &result);
	if (result.divergence.class != DIFF_NONE) {
		uint32_t nr_pages;

		signature_make(&result.divergence, report->seq, signature, sizeof(signature));
		fprintf(out, "%s%s%s\n", report->color ? "\033[1m" : "", signature, report->color ? "\033[0m" : "");
		print_place(report, &result.divergence, out);
		print_difference(report, exec, &result.divergence, gifts, out);
		print_paths(report, exec, &result.divergence, out);
		print_views(report, exec, &result.divergence, out);
		nr_pages = choose_pages(report, &result.divergence, exec, pages);
		fprintf(out, "%s", nr_pages > 0 ? "\n" : "");
		history_print(report->seq, &options, pages, nr_pages, out);
		report_print_replay(report, out);
	}
	exec_free(exec);
	free(gifts);
	return result.divergence.class != DIFF_NONE;
}
