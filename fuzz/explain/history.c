// SPDX-License-Identifier: MIT
/*
 * Histories of pages: the sequence is replayed with a view after each op, and each change in a page's description is recorded.
 */
#include "fuzz/explain/history.h"

#include <string.h>

#include "fuzz/lockstep/names.h"
#include "fuzz/lockstep/view.h"

enum { WORDS = 96 };

struct line {
	uint32_t op;
	char words[WORDS];
};

struct page_history {
	pfn_t pfn;
	uint32_t count; /* changes seen; the last HISTORY_LINES are kept */
	char boot[WORDS];
	struct line line[HISTORY_LINES];
};

struct recording {
	struct exec *exec;
	uint32_t nr_pages;
	struct page_history page[HISTORY_PAGES];
};

/* The list on which the block is; NULL if it is on none. */
static const char *list_name(const struct machine *machine, const struct view *view, pfn_t head)
{
	const pfn_t *next = view->free_pfns;

	for (uint32_t zone = 0; zone < machine->nr_zones; zone++)
		for (uint32_t order = 0; order < machine->max_order; order++)
			for (uint32_t mt = 0; mt < MIGRATE_TYPES; mt++)
				for (uint32_t i = 0; i < view->zone[zone].list_len[order][mt]; i++)
					if (*next++ == head)
						return migratetype_name(mt);
	return NULL;
}

static bool is_inside(enum page_state state)
{
	return state == PAGE_FREE_TAIL || state == PAGE_GUARD_TAIL || state == PAGE_ALLOC_TAIL;
}

static pfn_t head_of(const struct machine *machine, const struct view *view, pfn_t pfn)
{
	pfn_t head = pfn;

	while (head > 0 && pfn - head < 1u << MAX_ORDER_LIMIT && is_inside((enum page_state)(view_page(view, machine, head) & 0xf)))
		head--;
	return head;
}

/* A page's state in words: "free, block 1024 of order 10 on the MOVABLE list". */
static void page_describe(const struct machine *machine, const struct view *view, pfn_t pfn, char *out, size_t size)
{
	const enum page_state state = (enum page_state)(view_page(view, machine, pfn) & 0xf);
	const pfn_t head = head_of(machine, view, pfn);
	const unsigned order = view_page(view, machine, head) >> 4;

	if ((state == PAGE_FREE_HEAD || state == PAGE_FREE_TAIL) && !list_name(machine, view, head))
		snprintf(out, size, "free, on no list");
	else if (state == PAGE_FREE_HEAD || state == PAGE_FREE_TAIL)
		snprintf(out, size, "free, block %u of order %u on the %s list", head, order, list_name(machine, view, head));
	else if (state == PAGE_ALLOC_LRU)
		snprintf(out, size, "allocated, block %u of order %u, on the LRU", head, order);
	else if (state == PAGE_ALLOC_HEAD || state == PAGE_ALLOC_TAIL)
		snprintf(out, size, "allocated, block %u of order %u", head, order);
	else if (state == PAGE_GUARD_HEAD || state == PAGE_GUARD_TAIL)
		snprintf(out, size, "guard, block %u of order %u", head, order);
	else
		snprintf(out, size, "%s", page_state_name((unsigned)state));
}

static const char *last_words(const struct page_history *page)
{
	return page->count == 0 ? page->boot : page->line[(page->count - 1) % HISTORY_LINES].words;
}

static void note(struct page_history *page, uint32_t op, const char *words)
{
	struct line *line = &page->line[page->count % HISTORY_LINES];

	if (strcmp(last_words(page), words) == 0)
		return;
	line->op = op;
	snprintf(line->words, sizeof(line->words), "%s", words);
	page->count++;
}

static void record(void *ctx, uint32_t op, const struct request *request, const struct answer *answer, uint64_t digest)
{
	struct recording *recording = ctx;
	const struct view *view = exec_view(recording->exec, true);
	char words[WORDS];

	(void)request;
	(void)answer;
	(void)digest;
	for (uint32_t i = 0; view && i < recording->nr_pages; i++) {
		page_describe(exec_machine(recording->exec), view, recording->page[i].pfn, words, sizeof(words));
		note(&recording->page[i], op, words);
	}
}

static void print_page(const struct sequence *seq, const struct subject *oracle, const struct page_history *page, FILE *out)
{
	const uint32_t first = page->count > HISTORY_LINES ? page->count - HISTORY_LINES : 0;

	fprintf(out, "history of page %u, as %s has it\n", page->pfn, the_oracle(oracle));
	if (first > 0)
		fprintf(out, "  ... %u earlier changes\n", first);
	else
		fprintf(out, "  at boot: %s\n", page->boot);
	for (uint32_t i = first; i < page->count; i++) {
		const struct line *line = &page->line[i % HISTORY_LINES];

		fprintf(out, "  op %u  ", line->op);
		if (line->op < seq->nr_ops)
			seq_print_op(seq, line->op, out);
		fprintf(out, "\n      %s\n", line->words);
	}
}

/* Record the pages before the first op, by running the machine ops alone. */
static void record_boot(struct recording *recording, const struct sequence *seq)
{
	struct exec_result result;
	struct sequence front = *seq;
	struct machine machine;

	front.nr_ops = seq_machine(seq, &machine);
	front.has_digest = false;
	exec_run(recording->exec, &front, &result);
	for (uint32_t i = 0; exec_view(recording->exec, true) && i < recording->nr_pages; i++)
		page_describe(exec_machine(recording->exec), exec_view(recording->exec, true), recording->page[i].pfn, recording->page[i].boot, WORDS);
}

void history_print(const struct sequence *seq, const struct exec_options *options, const pfn_t *pages, uint32_t nr_pages, FILE *out)
{
	struct recording recording = {.nr_pages = nr_pages < HISTORY_PAGES ? nr_pages : HISTORY_PAGES};
	struct exec_options each = *options;
	struct exec_result result;

	each.view_period = VIEW_EACH_OP;
	each.on_op = record;
	each.ctx = &recording;
	for (uint32_t i = 0; i < recording.nr_pages; i++)
		recording.page[i].pfn = pages[i];
	recording.exec = exec_new(&each);
	record_boot(&recording, seq);
	exec_run(recording.exec, seq, &result);
	if (result.divergence.class != DIFF_BOOT && result.divergence.op < seq->nr_ops)
		record(&recording, result.divergence.op, NULL, NULL, 0);
	for (uint32_t i = 0; i < recording.nr_pages; i++)
		print_page(seq, options->oracle, &recording.page[i], out);
	exec_free(recording.exec);
}
