// SPDX-License-Identifier: MIT
/*
 * The comparison that goes on after the first difference.
 *
 * Packed buffers of a view are walked with an index for each side, because lengths may differ. Of lists with different lengths only the
 * lengths are compared; lists of equal length are compared entry by entry, and an equal set of blocks in another order is told from other
 * blocks.
 */
#include "fuzz/lockstep/differences.h"

#include <stdio.h>
#include <string.h>

#include "fuzz/lockstep/compare.h"
#include "fuzz/lockstep/resolve.h"
#include "fuzz/lockstep/view.h"

/* Field numbers; names are below. The first are the counters of a zone in the order of counter_values(), with all nr_free as one. */
enum field {
	F_FREE, F_FREE_CMA, F_NR_FREE = NR_ZONE_COUNTERS, F_SPAN, F_LIST_LEN, F_LIST, F_LIST_ORDER,
	F_PCP_COUNT, F_PCP_HIGH, F_PCP_BATCH, F_PCP_FACTOR, F_PCP_LEN, F_PCP, F_PCP_ORDER, F_PAGEBLOCK, F_MEMORY, F_LOWMEM_RESERVE,
	F_NUMA, F_TOTALRESERVE = F_NUMA + 5, F_MIN_RATIO, F_FIRST_DEFERRED, F_ZONELIST, F_MIN_FREE_KBYTES, F_MOBILITY,
	F_PGFREE, F_PGALLOC, F_COMPACT, F_NODE_RECLAIM_FAILED, F_CHECK, F_INVARIANT,
	F_PAGE, F_STATUS, F_VALUE, F_COMP_ORDER, F_PFMEMALLOC, F_WAKE, F_ZEROED, F_BAD, F_CORRUPT, F_PATH, NR_FIELDS = F_PATH + PATH_EXTFRAG + 1,
};

enum { WORD = 64 };

_Static_assert(NR_FIELDS <= DIFFERENCES_WORDS * WORD, "a bit each");

static const char *const names[NR_FIELDS] = {
	"free", "free_cma", "managed", "reserved_highatomic", "isolated_blocks", "wmark_min", "wmark_low", "wmark_high", "boost", "boosted",
	"free_highatomic", "below_high", "nr_free", "span", "list_len", "list", "list_order",
	"pcp_count", "pcp_high", "pcp_batch", "pcp_factor", "pcp_len", "pcp", "pcp_order", "pageblock", "memory", "lowmem_reserve",
	"numa_hit", "numa_miss", "numa_foreign", "numa_local", "numa_other", "totalreserve", "min_ratio", "first_deferred",
	"zonelist", "min_free_kbytes", "mobility",
	"pgfree", "pgalloc", "compact", "node_reclaim_failed", "check", "invariant",
	"page", "status", "value", "comp_order", "pfmemalloc", "wake", "zeroed", "bad", "corrupt",
	"path_attempt", "path_reclaim", "path_compact", "path_unreserve", "path_drain", "path_oom", "path_oom_lock", "path_congestion",
	"path_dirty", "path_node_reclaim", "path_migrate", "path_extfrag",
};

static void add(uint64_t words[DIFFERENCES_WORDS], unsigned field, bool differs)
{
	words[field / WORD] |= (uint64_t)differs << field % WORD;
}

static void note(struct differences *set, unsigned field, int64_t subject, int64_t oracle)
{
	add(set->more, field, subject > oracle);
	add(set->less, field, subject < oracle);
}

static void note_other(struct differences *set, unsigned field, bool differs)
{
	add(set->other, field, differs);
}

static bool holds(const pfn_t *list, uint32_t count, pfn_t pfn)
{
	for (uint32_t i = 0; i < count; i++)
		if (list[i] == pfn)
			return true;
	return false;
}

/* Compare two lists of equal length: the same blocks in another order, or other blocks? */
static void note_list(struct differences *set, unsigned field, unsigned order, const pfn_t *a, const pfn_t *b, uint32_t count)
{
	if (count == 0 || memcmp(a, b, sizeof(*a) * count) == 0)
		return;
	for (uint32_t i = 0; i < count; i++)
		if (!holds(b, count, a[i])) {
			note_other(set, field, true);
			return;
		}
	note_other(set, order, true);
}

static void find_in_counters(struct differences *set, uint32_t nr_zones, const struct zone_counters *a, const struct zone_counters *b)
{
	for (uint32_t zone = 0; zone < nr_zones; zone++) {
		int64_t subject[NR_COUNTERS], oracle[NR_COUNTERS];

		counter_values(&a[zone], subject);
		counter_values(&b[zone], oracle);
		for (uint32_t i = 0; i < NR_COUNTERS; i++)
			note(set, i < F_NR_FREE ? F_FREE + i : F_NR_FREE, subject[i], oracle[i]);
	}
}

static void find_in_zones(struct differences *set, const struct machine *machine, const struct view *a, const struct view *b)
{
	for (uint32_t zone = 0; zone < machine->nr_zones; zone++) {
		const struct zone_view *x = &a->zone[zone], *y = &b->zone[zone];
		const uint64_t ours[] = {x->numa_hit, x->numa_miss, x->numa_foreign, x->numa_local, x->numa_other};
		const uint64_t theirs[] = {y->numa_hit, y->numa_miss, y->numa_foreign, y->numa_local, y->numa_other};

		note_other(set, F_SPAN, x->start_pfn != y->start_pfn || x->end_pfn != y->end_pfn);
		for (uint32_t kind = 0; kind < MAX_NR_ZONES; kind++)
			note(set, F_LOWMEM_RESERVE, x->lowmem_reserve[kind], y->lowmem_reserve[kind]);
		note(set, F_PCP_FACTOR, x->drift_mark, y->drift_mark);
		for (uint32_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
			note(set, F_NUMA + i, (int64_t)ours[i], (int64_t)theirs[i]);
	}
}

/* A broken subject may claim more blocks than there are pages; then its buffers cannot be walked. */
static bool is_sane(const struct machine *machine, const struct view *view)
{
	return (uint64_t)view_nr_free_blocks(view, machine) + view_nr_cached(view, machine) <= view_all_pages(view, machine);
}

static void find_in_lists(struct differences *set, const struct machine *machine, const struct view *a, const struct view *b)
{
	const pfn_t *x = a->free_pfns, *y = b->free_pfns;

	for (uint32_t zone = 0; zone < machine->nr_zones; zone++)
		for (uint32_t order = 0; order < machine->max_order; order++)
			for (uint32_t mt = 0; mt < MIGRATE_TYPES; mt++) {
				const uint32_t ours = a->zone[zone].list_len[order][mt], theirs = b->zone[zone].list_len[order][mt];

				note(set, F_LIST_LEN, ours, theirs);
				if (ours == theirs)
					note_list(set, F_LIST, F_LIST_ORDER, x, y, ours);
				x += ours;
				y += theirs;
			}
}

static void find_in_pcps(struct differences *set, const struct machine *machine, const struct view *a, const struct view *b)
{
	const pfn_t *x = a->pcp_pfns, *y = b->pcp_pfns;

	for (uint32_t i = 0; i < (uint32_t)machine->nr_zones * machine->nr_cpus; i++) {
		note(set, F_PCP_COUNT, a->pcp[i].count, b->pcp[i].count);
		note(set, F_PCP_HIGH, a->pcp[i].high, b->pcp[i].high);
		note(set, F_PCP_HIGH, a->pcp[i].high_min, b->pcp[i].high_min);
		note(set, F_PCP_HIGH, a->pcp[i].high_max, b->pcp[i].high_max);
		note(set, F_PCP_BATCH, a->pcp[i].batch, b->pcp[i].batch);
		note(set, F_PCP_FACTOR, a->pcp[i].free_factor, b->pcp[i].free_factor);
		note(set, F_PCP_FACTOR, a->pcp[i].alloc_factor, b->pcp[i].alloc_factor);
		note(set, F_PCP_FACTOR, a->pcp[i].free_count, b->pcp[i].free_count);
		note(set, F_PCP_FACTOR, a->pcp[i].prev_free_high_order, b->pcp[i].prev_free_high_order);
		note(set, F_PCP_FACTOR, a->pcp[i].free_high_batch, b->pcp[i].free_high_batch);
		note(set, F_PCP_FACTOR, a->pcp[i].drift_limit, b->pcp[i].drift_limit);
		note(set, F_FREE, a->pcp[i].free_drift, b->pcp[i].free_drift); /* drift is part of the counter */
		note(set, F_FREE_CMA, a->pcp[i].cma_drift, b->pcp[i].cma_drift);
		for (uint32_t list = 0; list < PCP_LISTS_MAX; list++) {
			const uint32_t ours = a->pcp[i].len[list], theirs = b->pcp[i].len[list];

			note(set, F_PCP_LEN, ours, theirs);
			if (ours == theirs)
				note_list(set, F_PCP, F_PCP_ORDER, x, y, ours);
			x += ours;
			y += theirs;
		}
	}
}

static bool is_allocated(uint8_t page)
{
	return (page & 0xf) == PAGE_ALLOC_HEAD || (page & 0xf) == PAGE_ALLOC_LRU || (page & 0xf) == PAGE_ALLOC_TAIL;
}

/* Only allocated pages are compared: the other states follow from the lists. */
static bool allocated_otherwise(const uint8_t *a, const uint8_t *b, uint32_t pages)
{
	for (uint32_t i = 0; i < pages; i++)
		if (a[i] != b[i] && is_allocated(a[i]) && is_allocated(b[i]))
			return true;
	return false;
}

/* Pageblock types, kinds of allocated blocks, and bytes. Zones with different spans are not compared. */
static void find_in_memory(struct differences *set, const struct machine *machine, const struct view *a, const struct view *b)
{
	const uint8_t *x = a->pageblock, *y = b->pageblock, *p = a->memory, *q = b->memory, *state = a->page, *wanted = b->page;

	for (uint32_t zone = 0; zone < machine->nr_zones; zone++) {
		const uint32_t ours = view_nr_pageblocks(a, machine, zone), theirs = view_nr_pageblocks(b, machine, zone);
		const uint32_t pages = view_nr_pages(a, zone), other_pages = view_nr_pages(b, zone);
		const size_t bytes = (size_t)pages * machine->page_bytes, others = (size_t)other_pages * machine->page_bytes;

		note_other(set, F_PAGEBLOCK, ours == theirs && memcmp(x, y, ours) != 0);
		note_other(set, F_PAGE, pages == other_pages && allocated_otherwise(state, wanted, pages));
		note_other(set, F_MEMORY, bytes > 0 && bytes == others && memcmp(p, q, bytes) != 0);
		x += ours;
		y += theirs;
		p += bytes;
		q += others;
		state += pages;
		wanted += other_pages;
	}
}

static void find_in_nodes(struct differences *set, const struct machine *machine, const struct view *a, const struct view *b)
{
	for (uint32_t node = 0; node < machine->nr_nodes; node++) {
		const struct node_view *x = &a->node[node], *y = &b->node[node];

		note(set, F_TOTALRESERVE, x->totalreserve, y->totalreserve);
		note(set, F_MIN_RATIO, (int64_t)x->min_unmapped + x->min_slab, (int64_t)y->min_unmapped + y->min_slab);
		note_other(set, F_FIRST_DEFERRED, x->first_deferred != y->first_deferred);
		for (uint32_t which = 0; which < 2; which++) {
			note(set, F_ZONELIST, x->zonelist_len[which], y->zonelist_len[which]);
			note_other(set, F_ZONELIST, x->zonelist_len[which] == y->zonelist_len[which] &&
				   memcmp(x->zonelist[which], y->zonelist[which], x->zonelist_len[which]) != 0);
		}
	}
}

static void find_in_events(struct differences *set, const struct view *a, const struct view *b)
{
	const struct events_view *x = &a->events, *y = &b->events;

	note(set, F_MIN_FREE_KBYTES, a->min_free_kbytes, b->min_free_kbytes);
	note(set, F_MOBILITY, a->mobility, b->mobility);
	note(set, F_PGFREE, (int64_t)x->pgfree, (int64_t)y->pgfree);
	for (uint32_t kind = 0; kind < MAX_NR_ZONES; kind++)
		note(set, F_PGALLOC, (int64_t)x->pgalloc[kind], (int64_t)y->pgalloc[kind]);
	note(set, F_COMPACT, (int64_t)x->compact_stall, (int64_t)y->compact_stall);
	note(set, F_COMPACT, (int64_t)x->compact_fail, (int64_t)y->compact_fail);
	note(set, F_COMPACT, (int64_t)x->compact_success, (int64_t)y->compact_success);
	note(set, F_NODE_RECLAIM_FAILED, (int64_t)x->node_reclaim_failed, (int64_t)y->node_reclaim_failed);
}

static uint32_t kept(uint32_t count)
{
	return count < PATH_EVENTS_MAX ? count : PATH_EVENTS_MAX;
}

static void add_event(uint64_t words[DIFFERENCES_WORDS], const struct path_event *event)
{
	if (event && event->kind <= PATH_EXTFRAG)
		add(words, F_PATH + event->kind, true);
}

/*
 * The first event in which the paths differ: the subject's event is "more", the oracle's "less"; the same event with other values is
 * "other".
 */
static void find_in_path(struct differences *set, const struct answer *a, const struct answer *b)
{
	const uint32_t ours = kept(a->nr_path), theirs = kept(b->nr_path);

	for (uint32_t i = 0; i < ours || i < theirs; i++) {
		const struct path_event *x = i < ours ? &a->path[i] : NULL, *y = i < theirs ? &b->path[i] : NULL;

		if (x && y && x->kind == y->kind && x->a == y->a && x->b == y->b && x->pfn == y->pfn)
			continue;
		if (x && y && x->kind == y->kind) {
			add_event(set->other, x);
		} else {
			add_event(set->more, x);
			add_event(set->less, y);
		}
		return;
	}
}

/* A page instead of none is "more", none instead of a page is "less". */
static void find_value(struct differences *set, const struct request *request, const struct answer *a, const struct answer *b)
{
	if (!request_gives_page(request->kind))
		note(set, F_VALUE, a->value, b->value);
	else if (a->value == PFN_NONE || b->value == PFN_NONE)
		note(set, F_VALUE, a->value != PFN_NONE, b->value != PFN_NONE);
	else
		note_other(set, F_VALUE, a->value != b->value);
}

/* nr_pages of a broken subject may exceed the array. */
static bool gives_other_pages(const struct answer *a, const struct answer *b)
{
	const size_t kept = a->nr_pages < BULK_MAX ? a->nr_pages : BULK_MAX;

	return a->nr_pages != b->nr_pages || memcmp(a->page, b->page, kept * sizeof(a->page[0])) != 0;
}

static void find_in_answers(struct differences *set, const struct request *request, const struct answer *a, const struct answer *b)
{
	note(set, F_STATUS, a->status, b->status);
	find_value(set, request, a, b);
	note_other(set, F_VALUE, gives_other_pages(a, b));
	note(set, F_COMP_ORDER, a->comp_order, b->comp_order);
	note(set, F_PFMEMALLOC, a->pfmemalloc, b->pfmemalloc);
	note(set, F_WAKE, a->wake, b->wake);
	note_other(set, F_WAKE, a->wake == b->wake && a->woken != b->woken);
	note(set, F_ZEROED, a->zeroed, b->zeroed);
	note(set, F_BAD, a->nr_bad, b->nr_bad);
	note(set, F_CORRUPT, a->nr_corrupt, b->nr_corrupt);
	find_in_path(set, a, b);
}

static void find_in_views(struct differences *set, const struct machine *machine, const struct view *a, const struct view *b)
{
	find_in_zones(set, machine, a, b);
	if (is_sane(machine, a)) {
		find_in_lists(set, machine, a, b);
		find_in_pcps(set, machine, a, b);
	}
	find_in_memory(set, machine, a, b);
	find_in_nodes(set, machine, a, b);
	find_in_events(set, a, b);
}

void differences_find(const struct exec *exec, const struct divergence *divergence, struct differences *out)
{
	const struct view *subject = exec_view_after(exec, false), *oracle = exec_view_after(exec, true);
	const struct machine *machine = exec_machine(exec);

	*out = (struct differences){0};
	if (divergence->class == DIFF_NONE || divergence->class == DIFF_BOOT || divergence->class == DIFF_STEPS ||
	    divergence->class == DIFF_SLOW || divergence->class == DIFF_EXPECT)
		return;
	note_other(out, F_INVARIANT, divergence->class == DIFF_INVARIANT);
	if (divergence->kind != OP_MACHINE)
		find_in_answers(out, exec_request(exec), exec_answer(exec, false), exec_answer(exec, true));
	if (exec_counters_after(exec, true))
		find_in_counters(out, machine->nr_zones, exec_counters_after(exec, false), exec_counters_after(exec, true));
	note_other(out, F_CHECK, divergence->class == DIFF_CHECK || (oracle && !subject));
	if (subject && oracle)
		find_in_views(out, machine, subject, oracle);
}

bool differences_none(const struct differences *a)
{
	static const struct differences none;

	return differences_within(a, &none);
}

bool differences_meet(const struct differences *a, const struct differences *b)
{
	bool meet = false;

	for (uint32_t i = 0; i < DIFFERENCES_WORDS; i++)
		meet |= (a->more[i] & b->more[i]) || (a->less[i] & b->less[i]) || (a->other[i] & b->other[i]);
	return meet;
}

bool differences_within(const struct differences *part, const struct differences *whole)
{
	uint64_t outside = 0;

	for (uint32_t i = 0; i < DIFFERENCES_WORDS; i++)
		outside |= (part->more[i] & ~whole->more[i]) | (part->less[i] & ~whole->less[i]) | (part->other[i] & ~whole->other[i]);
	return outside == 0;
}

void differences_text(const struct differences *set, char out[DIFFERENCES_TEXT])
{
	const uint64_t *const words_of[] = {set->more, set->less, set->other};
	static const char *const words[] = {"more", "less", "other"};
	size_t used = 0;

	out[0] = '\0';
	for (uint32_t field = 0; field < NR_FIELDS; field++)
		for (uint32_t how = 0; how < 3; how++)
			if (words_of[how][field / WORD] >> field % WORD & 1 && used < DIFFERENCES_TEXT)
				used += (size_t)snprintf(out + used, DIFFERENCES_TEXT - used, "%s%s-%s", used ? " " : "", names[field], words[how]);
}
