// SPDX-License-Identifier: MIT
/*
 * Differences between two views of one machine, in the form that the page's script reads.
 *
 * Every part walks both views side by side. Zones may grow and move between the two (hot-add), so pages are matched by pfn.
 */
#include "fuzz/explain/html_delta.h"

#include <string.h>

#include "fuzz/lockstep/compare.h"
#include "fuzz/lockstep/view.h"

enum { ZONE_NUMBERS = 2 + NR_COUNTERS + MAX_NR_ZONES + 6, PCP_NUMBERS = 13, NODE_NUMBERS = 4, REST_NUMBERS = 7 + MAX_NR_ZONES };

static const char *const numa_names[] = {"numa_hit", "numa_miss", "numa_foreign", "numa_local", "numa_other"};
static const char *const pcp_names[PCP_NUMBERS] = {"count", "high", "batch", "free_factor",
	"high_min", "high_max", "alloc_factor", "free_count", "prev_free_high_order", "free_high_batch",
	"free_drift", "cma_drift", "drift_limit"};
static const char *const node_names[NODE_NUMBERS] = {"totalreserve", "min_unmapped", "min_slab", "first_deferred"};
static const char *const rest_names[REST_NUMBERS] = {"min_free_kbytes", "mobility", "pgfree", "pgalloc DMA", "pgalloc DMA32", "pgalloc NORMAL",
	"pgalloc MOVABLE", "compact_stall", "compact_fail", "compact_success", "node_reclaim_failed"};

static void print_names(const char *key, const char *const *name, uint32_t count, FILE *out)
{
	fprintf(out, "\"%s\":[", key);
	for (uint32_t i = 0; i < count; i++)
		fprintf(out, "%s\"%s\"", i > 0 ? "," : "", name[i]);
	fputc(']', out);
}

void delta_names(FILE *out)
{
	fputs("\"zoneNames\":[\"start_pfn\",\"end_pfn\"", out);
	for (uint32_t i = 0; i < NR_COUNTERS; i++)
		fprintf(out, ",\"%s\"", counter_name(i));
	fputs(",\"reserve DMA\",\"reserve DMA32\",\"reserve NORMAL\",\"reserve MOVABLE\"", out);
	for (uint32_t i = 0; i < sizeof(numa_names) / sizeof(numa_names[0]); i++)
		fprintf(out, ",\"%s\"", numa_names[i]);
	fputs(",\"drift_mark\"],", out);
	print_names("pcpNames", pcp_names, PCP_NUMBERS, out);
	fputc(',', out);
	print_names("nodeNames", node_names, NODE_NUMBERS, out);
	fputc(',', out);
	print_names("restNames", rest_names, REST_NUMBERS, out);
}

/* Prints the numbers that changed, with their indices; a NULL list stands for zeroes. `more` tracks commas. */
struct number_list {
	uint32_t index;
	bool more;
	FILE *out;
};

static void compare_numbers(struct number_list *list, const int64_t *from, const int64_t *to, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++, list->index++) {
		if (from[i] == to[i])
			continue;
		fprintf(list->out, "%s%u,%lld", list->more ? "," : "\"n\":[", list->index, (long long)to[i]);
		list->more = true;
	}
}

static void zone_numbers(const struct view *view, uint32_t zone, int64_t value[ZONE_NUMBERS])
{
	const struct zone_view *z = &view->zone[zone];
	const uint64_t numa[] = {z->numa_hit, z->numa_miss, z->numa_foreign, z->numa_local, z->numa_other};

	value[0] = z->start_pfn;
	value[1] = z->end_pfn;
	counter_values(&view->counters[zone], value + 2);
	for (uint32_t i = 0; i < MAX_NR_ZONES; i++)
		value[2 + NR_COUNTERS + i] = z->lowmem_reserve[i];
	for (uint32_t i = 0; i < 5; i++)
		value[2 + NR_COUNTERS + MAX_NR_ZONES + i] = (int64_t)numa[i];
	value[ZONE_NUMBERS - 1] = z->drift_mark;
}

static void pcp_numbers(const struct view *view, uint32_t index, int64_t value[PCP_NUMBERS])
{
	const struct pcp_view *pcp = &view->pcp[index];

	value[0] = pcp->count;
	value[1] = pcp->high;
	value[2] = pcp->batch;
	value[3] = pcp->free_factor;
	value[4] = pcp->high_min;
	value[5] = pcp->high_max;
	value[6] = pcp->alloc_factor;
	value[7] = pcp->free_count;
	value[8] = pcp->prev_free_high_order;
	value[9] = pcp->free_high_batch;
	value[10] = pcp->free_drift;
	value[11] = pcp->cma_drift;
	value[12] = pcp->drift_limit;
}

static void node_numbers(const struct view *view, uint32_t node, int64_t value[NODE_NUMBERS])
{
	const struct node_view *n = &view->node[node];

	value[0] = n->totalreserve;
	value[1] = n->min_unmapped;
	value[2] = n->min_slab;
	value[3] = n->first_deferred == PFN_NONE ? -1 : (int64_t)n->first_deferred;
}

static void rest_numbers(const struct view *view, uint32_t unused, int64_t value[REST_NUMBERS])
{
	const struct events_view *events = &view->events;

	(void)unused;
	value[0] = view->min_free_kbytes;
	value[1] = view->mobility;
	value[2] = (int64_t)events->pgfree;
	for (uint32_t i = 0; i < MAX_NR_ZONES; i++)
		value[3 + i] = (int64_t)events->pgalloc[i];
	value[3 + MAX_NR_ZONES] = (int64_t)events->compact_stall;
	value[4 + MAX_NR_ZONES] = (int64_t)events->compact_fail;
	value[5 + MAX_NR_ZONES] = (int64_t)events->compact_success;
	value[6 + MAX_NR_ZONES] = (int64_t)events->node_reclaim_failed;
}

static void compare_group(struct number_list *list, const struct view *from, const struct view *to, uint32_t groups, uint32_t count,
			  void (*fill)(const struct view *view, uint32_t index, int64_t *value))
{
	for (uint32_t i = 0; i < groups; i++) {
		int64_t old[ZONE_NUMBERS] = {0}, new[ZONE_NUMBERS];

		if (from)
			fill(from, i, old);
		fill(to, i, new);
		compare_numbers(list, old, new, count);
	}
}

static void print_numbers(const struct machine *machine, const struct view *from, const struct view *to, FILE *out)
{
	struct number_list list = {.out = out};

	compare_group(&list, from, to, machine->nr_zones, ZONE_NUMBERS, zone_numbers);
	compare_group(&list, from, to, (uint32_t)machine->nr_zones * machine->nr_cpus, PCP_NUMBERS, pcp_numbers);
	compare_group(&list, from, to, machine->nr_nodes, NODE_NUMBERS, node_numbers);
	compare_group(&list, from, to, 1, REST_NUMBERS, rest_numbers);
	fputs(list.more ? "]" : "\"n\":[]", out);
}

/* One zone's bytes: pages by pfn, or pageblocks by number. */
struct strip {
	uint64_t start, end;
	const uint8_t *byte;
};

static uint8_t byte_at(const struct strip *strip, uint64_t at)
{
	return at >= strip->start && at < strip->end ? strip->byte[at - strip->start] : 0;
}

static uint64_t run_end(const struct strip *from, const struct strip *to, uint64_t at)
{
	const uint8_t byte = byte_at(to, at);

	while (at < to->end && byte_at(to, at) == byte && byte_at(from, at) != byte)
		at++;
	return at;
}

/* Returns whether anything was printed. */
static bool print_strip(const struct strip *from, const struct strip *to, uint32_t zone, const char *before, FILE *out)
{
	uint64_t last = 0;
	bool any = false;

	for (uint64_t at = to->start, end; at < to->end; at = end) {
		end = run_end(from, to, at);
		if (end == at) {
			end++;
			continue;
		}
		if (!any)
			fprintf(out, "%s[%u", before, zone);
		fprintf(out, ",%llu,%llu,%u", (unsigned long long)(at - last), (unsigned long long)(end - at), byte_at(to, at));
		last = end;
		any = true;
	}
	if (any)
		fputc(']', out);
	return any;
}

static void next_strip(struct strip *strip, const struct machine *machine, const struct view *view, uint32_t zone, bool pageblocks)
{
	if (!view)
		return;
	strip->byte += strip->end - strip->start;
	strip->start = view->zone[zone].start_pfn;
	strip->end = view->zone[zone].end_pfn;
	if (!pageblocks)
		return;
	strip->start >>= machine->pageblock_order;
	strip->end = strip->start + view_nr_pageblocks(view, machine, zone);
}

static void print_strips(const struct machine *machine, const struct view *from, const struct view *to, bool pageblocks, FILE *out)
{
	struct strip old = {.byte = !from ? NULL : pageblocks ? from->pageblock : from->page};
	struct strip new = {.byte = pageblocks ? to->pageblock : to->page};
	bool any = false;

	for (uint32_t zone = 0; zone < machine->nr_zones; zone++) {
		next_strip(&old, machine, from, zone, pageblocks);
		next_strip(&new, machine, to, zone, pageblocks);
		any |= print_strip(&old, &new, zone, any ? "," : pageblocks ? ",\"b\":[" : ",\"p\":[", out);
	}
	if (any)
		fputc(']', out);
}

/* The common beginning and end of two lists stay; what lies between is replaced. */
static bool print_splice(const pfn_t *from, uint32_t removed, const pfn_t *to, uint32_t added, uint32_t list, const char *before, FILE *out)
{
	uint32_t at = 0;

	while (at < removed && at < added && from[at] == to[at])
		at++;
	while (removed > at && added > at && from[removed - 1] == to[added - 1]) {
		removed--;
		added--;
	}
	if (removed == at && added == at)
		return false;
	fprintf(out, "%s[%u,%u,%u", before, list, at, removed - at);
	for (uint32_t i = at; i < added; i++)
		fprintf(out, ",%u", to[i]);
	fputc(']', out);
	return true;
}

static void print_free_lists(const struct machine *machine, const struct view *from, const struct view *to, FILE *out)
{
	const pfn_t *old = from ? from->free_pfns : NULL, *new = to->free_pfns;
	bool any = false;

	for (uint32_t zone = 0; zone < machine->nr_zones; zone++)
		for (uint32_t order = 0; order < machine->max_order; order++)
			for (uint32_t mt = 0; mt < MIGRATE_TYPES; mt++) {
				const uint32_t removed = from ? from->zone[zone].list_len[order][mt] : 0;
				const uint32_t added = to->zone[zone].list_len[order][mt];

				any |= print_splice(old, removed, new, added, (zone * MAX_ORDER_LIMIT + order) * MIGRATE_TYPES + mt,
						    any ? "," : ",\"l\":[", out);
				old = from ? old + removed : NULL;
				new += added;
			}
	if (any)
		fputc(']', out);
}

static void print_pcp_lists(const struct machine *machine, const struct view *from, const struct view *to, FILE *out)
{
	const pfn_t *old = from ? from->pcp_pfns : NULL, *new = to->pcp_pfns;
	bool any = false;

	for (uint32_t i = 0; i < (uint32_t)machine->nr_zones * machine->nr_cpus; i++)
		for (uint32_t list = 0; list < PCP_LISTS_MAX; list++) {
			const uint32_t removed = from ? from->pcp[i].len[list] : 0, added = to->pcp[i].len[list];

			any |= print_splice(old, removed, new, added, i * PCP_LISTS_MAX + list, any ? "," : ",\"c\":[", out);
			old = from ? old + removed : NULL;
			new += added;
		}
	if (any)
		fputc(']', out);
}

void delta_print(const struct machine *machine, const struct view *from, const struct view *to, bool bare, FILE *out)
{
	fputc('{', out);
	print_numbers(machine, from, to, out);
	if (!bare) {
		print_strips(machine, from, to, false, out);
		print_strips(machine, from, to, true, out);
		print_free_lists(machine, from, to, out);
		print_pcp_lists(machine, from, to, out);
	}
	fputc('}', out);
}

void delta_copy_view(const struct machine *machine, struct view *to, const struct view *from)
{
	struct view copy = *from;

	copy.pcp = to->pcp;
	copy.pcp_pfns = to->pcp_pfns;
	copy.free_pfns = to->free_pfns;
	copy.pageblock = to->pageblock;
	copy.page = to->page;
	copy.memory = to->memory;
	memcpy(copy.pcp, from->pcp, (size_t)machine->nr_zones * machine->nr_cpus * sizeof(*copy.pcp));
	memcpy(copy.pcp_pfns, from->pcp_pfns, view_nr_cached(from, machine) * sizeof(*copy.pcp_pfns));
	memcpy(copy.free_pfns, from->free_pfns, view_nr_free_blocks(from, machine) * sizeof(*copy.free_pfns));
	memcpy(copy.pageblock, from->pageblock, view_all_pageblocks(from, machine));
	memcpy(copy.page, from->page, view_all_pages(from, machine));
	memcpy(copy.memory, from->memory, (size_t)view_all_pages(from, machine) * machine->page_bytes);
	*to = copy;
}
