// SPDX-License-Identifier: MIT
/*
 * The canonical form: every field in the order of its declaration, 1, 4 or 8 bytes little-endian. Lists have no length prefix, because
 * their lengths have been packed before them. Left out are answer.steps (each side has its own unit), answer.woken (younger than the form,
 * which has answer.wake), and array entries beyond the counts.
 */
#include "fuzz/lockstep/digest.h"

#include <string.h>

#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>

#include "fuzz/language/seq.h"
#include "fuzz/lockstep/compare.h"
#include "fuzz/lockstep/view.h"

/* Bytes are packed into a buffer and hashed when it is full; its size has no influence on the digest. */
struct packer {
	XXH3_state_t state;
	uint32_t used;
	uint8_t buffer[4096];
};

static void packer_start(struct packer *packer, uint64_t seed)
{
	XXH3_INITSTATE(&packer->state); /* the reset reads the state's old seed, so it must be initialised */
	XXH3_64bits_reset_withSeed(&packer->state, seed);
	packer->used = 0;
}

static void packer_flush(struct packer *packer)
{
	XXH3_64bits_update(&packer->state, packer->buffer, packer->used);
	packer->used = 0;
}

static uint64_t packer_end(struct packer *packer)
{
	packer_flush(packer);
	return XXH3_64bits_digest(&packer->state);
}

static void pack_int(struct packer *packer, uint64_t value, uint32_t bytes)
{
	if (packer->used + bytes > sizeof(packer->buffer))
		packer_flush(packer);
	for (uint32_t i = 0; i < bytes; i++)
		packer->buffer[packer->used++] = (uint8_t)(value >> (8 * i));
}

static void pack_u8(struct packer *packer, uint8_t value)
{
	pack_int(packer, value, 1);
}

static void pack_u32(struct packer *packer, uint32_t value)
{
	pack_int(packer, value, 4);
}

static void pack_u64(struct packer *packer, uint64_t value)
{
	pack_int(packer, value, 8);
}

static void pack_u32s(struct packer *packer, const uint32_t *values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		pack_u32(packer, values[i]);
}

static void pack_bytes(struct packer *packer, const uint8_t *bytes, size_t count)
{
	packer_flush(packer);
	if (count > 0)
		XXH3_64bits_update(&packer->state, bytes, count);
}

/* Fields that only some machines and requests can have are packed only then, so that the form of the others is unchanged. */
static void pack_corruption(struct packer *packer, const struct answer *answer)
{
	if (answer->nr_corrupt == 0)
		return;
	pack_u32(packer, answer->nr_corrupt);
	for (uint32_t i = 0; i < answer->nr_corrupt && i < CORRUPT_MAX; i++) {
		pack_u32(packer, answer->corrupt[i].pfn);
		pack_u32(packer, answer->corrupt[i].first);
		pack_u32(packer, answer->corrupt[i].last);
		pack_u8(packer, answer->corrupt[i].single_bit);
	}
}

static void pack_pages(struct packer *packer, const struct answer *answer)
{
	if (answer->nr_pages == 0)
		return;
	pack_u8(packer, answer->nr_pages);
	pack_u32s(packer, answer->page, answer->nr_pages < BULK_MAX ? answer->nr_pages : BULK_MAX);
}

static void pack_answer(struct packer *packer, const struct answer *answer)
{
	pack_u8(packer, answer->status);
	pack_u8(packer, answer->comp_order);
	pack_u8(packer, answer->pfmemalloc);
	pack_u64(packer, (uint64_t)answer->value);
	pack_u32(packer, answer->wake);
	pack_u32(packer, answer->zeroed);
	pack_u32(packer, answer->nr_bad);
	pack_u32(packer, answer->nr_path);
	pack_u32s(packer, answer->bad, answer->nr_bad < BAD_MAX ? answer->nr_bad : BAD_MAX);
	for (uint32_t i = 0; i < answer->nr_path && i < PATH_EVENTS_MAX; i++) {
		pack_u8(packer, answer->path[i].kind);
		pack_u8(packer, answer->path[i].b);
		pack_u32(packer, answer->path[i].a);
		pack_u32(packer, answer->path[i].pfn);
	}
	pack_corruption(packer, answer);
	pack_pages(packer, answer);
}

static void pack_counters(struct packer *packer, const struct zone_counters *counters)
{
	pack_u64(packer, (uint64_t)counters->free);
	pack_u64(packer, (uint64_t)counters->free_cma);
	pack_u32(packer, counters->managed);
	pack_u32(packer, counters->reserved_highatomic);
	pack_u32(packer, counters->isolated_blocks);
	pack_u32s(packer, counters->wmark, NR_WMARK);
	pack_u32(packer, counters->boost);
	pack_u8(packer, counters->boosted);
	pack_u32s(packer, counters->nr_free, MAX_ORDER_LIMIT);
}

/* Fields that only linux-6.12 and later have, packed only for them, so that the digests of older profiles are unchanged. */
static void pack_counters_6_12(struct packer *packer, const struct zone_counters *counters)
{
	pack_u64(packer, (uint64_t)counters->free_highatomic);
	pack_u8(packer, counters->below_high);
}

static void pack_pcp_6_12(struct packer *packer, const struct pcp_view *pcp)
{
	pack_u32(packer, pcp->high_min);
	pack_u32(packer, pcp->high_max);
	pack_u32(packer, pcp->alloc_factor);
	pack_u32(packer, pcp->free_count);
	pack_u8(packer, pcp->prev_free_high_order);
	pack_u8(packer, pcp->free_high_batch);
}

/* Packed only for machines whose counters drift, so that other digests are unchanged. */
static void pack_drift(struct packer *packer, const struct pcp_view *pcp)
{
	pack_u32(packer, (uint32_t)pcp->free_drift);
	pack_u32(packer, (uint32_t)pcp->cma_drift);
	pack_u32(packer, pcp->drift_limit);
}

static void pack_zone(struct packer *packer, const struct zone_view *zone)
{
	pack_u32(packer, zone->start_pfn);
	pack_u32(packer, zone->end_pfn);
	pack_u32s(packer, zone->lowmem_reserve, MAX_NR_ZONES);
	pack_u64(packer, zone->numa_hit);
	pack_u64(packer, zone->numa_miss);
	pack_u64(packer, zone->numa_foreign);
	pack_u64(packer, zone->numa_local);
	pack_u64(packer, zone->numa_other);
	for (uint32_t order = 0; order < MAX_ORDER_LIMIT; order++)
		pack_u32s(packer, zone->list_len[order], MIGRATE_TYPES);
}

static void pack_node(struct packer *packer, const struct node_view *node)
{
	pack_u32(packer, node->totalreserve);
	pack_u32(packer, node->min_unmapped);
	pack_u32(packer, node->min_slab);
	pack_u32(packer, node->first_deferred);
	for (uint32_t which = 0; which < 2; which++) {
		pack_u8(packer, node->zonelist_len[which]);
		for (uint32_t i = 0; i < node->zonelist_len[which] && i < MAX_ZONES; i++)
			pack_u8(packer, node->zonelist[which][i]);
	}
}

static void pack_events(struct packer *packer, const struct events_view *events)
{
	pack_u64(packer, events->pgfree);
	for (uint32_t kind = 0; kind < MAX_NR_ZONES; kind++)
		pack_u64(packer, events->pgalloc[kind]);
	pack_u64(packer, events->compact_stall);
	pack_u64(packer, events->compact_fail);
	pack_u64(packer, events->compact_success);
	pack_u64(packer, events->node_reclaim_failed);
}

static void pack_pcp(struct packer *packer, const struct pcp_view *pcp)
{
	pack_u32(packer, pcp->count);
	pack_u32(packer, pcp->high);
	pack_u32(packer, pcp->batch);
	pack_u32(packer, pcp->free_factor);
	pack_u32s(packer, pcp->len, PCP_LISTS_MAX);
}

static void pack_view(struct packer *packer, const struct machine *machine, const struct view *view)
{
	const bool has_6_12 = machine->profile >= PROFILE_LINUX_6_12;
	size_t pageblocks = 0, pages = 0;

	for (uint32_t zone = 0; zone < machine->nr_zones; zone++) {
		pack_counters(packer, &view->counters[zone]);
		if (has_6_12)
			pack_counters_6_12(packer, &view->counters[zone]);
		if (machine->vmstat_percpu)
			pack_u32(packer, view->zone[zone].drift_mark);
		pack_zone(packer, &view->zone[zone]);
		pageblocks += view_nr_pageblocks(view, machine, zone);
		pages += view_nr_pages(view, zone);
	}
	for (uint32_t node = 0; node < machine->nr_nodes; node++)
		pack_node(packer, &view->node[node]);
	pack_events(packer, &view->events);
	pack_u32(packer, view->min_free_kbytes);
	pack_u8(packer, view->mobility);
	for (uint32_t i = 0; i < (uint32_t)machine->nr_zones * machine->nr_cpus; i++) {
		pack_pcp(packer, &view->pcp[i]);
		if (has_6_12)
			pack_pcp_6_12(packer, &view->pcp[i]);
		if (machine->vmstat_percpu)
			pack_drift(packer, &view->pcp[i]);
	}
	pack_u32s(packer, view->pcp_pfns, view_nr_cached(view, machine));
	pack_u32s(packer, view->free_pfns, view_nr_free_blocks(view, machine));
	pack_bytes(packer, view->pageblock, pageblocks);
	pack_bytes(packer, view->page, pages);
	pack_bytes(packer, view->memory, pages * machine->page_bytes);
}

uint64_t digest_boot(const struct machine *machine, const struct view *view)
{
	struct packer packer;

	packer_start(&packer, DIGEST_VERSION);
	pack_u8(&packer, seq_profile_code(machine->profile));
	pack_view(&packer, machine, view);
	return packer_end(&packer);
}

uint64_t digest_op(uint64_t digest, const struct answer *answer, const struct machine *machine, const struct view *view)
{
	struct packer packer;

	packer_start(&packer, digest);
	pack_answer(&packer, answer);
	pack_view(&packer, machine, view);
	return packer_end(&packer);
}
