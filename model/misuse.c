// SPDX-License-Identifier: MIT
/*
 * Is a request to be carried out or refused? The rules of contract/request.h, checked in the order of enum status.
 *
 * Nothing is changed here. References, compound and damage of a block are checked only after its pfn has been found to be that of a block.
 */
#include "model/model.h"

enum { REFERENCES_MAX = 1000, VALUE_24 = 1 << 24, VALUE_20 = 1 << 20, VALUE_16 = 1 << 16 };

static bool online(const struct world *w, uint8_t cpu)
{
	return cpu < w->machine.nr_cpus && w->online >> cpu & 1;
}

static bool zone_ok(const struct world *w, uint8_t zone)
{
	return zone < w->machine.nr_zones;
}

static bool within(int64_t value, int64_t least, int64_t most)
{
	return value >= least && value <= most;
}

static uint8_t value_status(bool ok)
{
	return ok ? STATUS_OK : STATUS_BAD_VALUE;
}

/* Is this page memory, in a block whose state lets the allocator talk about it? */
static uint8_t state_status(const struct page *page, uint8_t state)
{
	if (page->zone == NO_ZONE || state == BLOCK_ABSENT)
		return STATUS_FOREIGN_PFN;
	if (state == BLOCK_RESERVED)
		return STATUS_RESERVED;
	return state == BLOCK_LOST ? STATUS_LOST : STATUS_OK;
}

static uint8_t memory_status(const struct world *w, pfn_t pfn)
{
	const struct page *page = m_page_const(w, pfn);

	return state_status(page, m_head_of(w, pfn, page)->state);
}

/* Is the page at pfn the head of an allocated block? */
static uint8_t head_status(const struct world *w, pfn_t pfn, const struct page *page)
{
	const struct page *head = m_head_of(w, pfn, page);
	uint8_t state = head->state, status = state_status(page, state);

	if (status != STATUS_OK)
		return status;
	if (state == BLOCK_FREE || state == BLOCK_GUARD)
		return STATUS_ALREADY_FREE;
	if (state == BLOCK_CACHED)
		return STATUS_CACHED;
	return head == page ? STATUS_OK : STATUS_NOT_HEAD;
}

static uint8_t block_status(const struct world *w, pfn_t pfn, uint8_t order)
{
	const struct page *page = m_page_const(w, pfn);
	uint8_t status;

	if (order >= w->machine.max_order)
		return STATUS_BAD_ORDER;
	status = head_status(w, pfn, page);
	if (status != STATUS_OK)
		return status;
	return page->order == order ? STATUS_OK : STATUS_WRONG_ORDER;
}

/* At most one kind of zone by name, at most one migratetype. */
static bool gfp_ok(uint32_t gfp)
{
	uint32_t kinds = gfp & (GFP_BIT_DMA | GFP_BIT_HIGHMEM | GFP_BIT_DMA32), types = gfp & (GFP_BIT_MOVABLE | GFP_BIT_RECLAIMABLE);

	return (kinds & (kinds - 1)) == 0 && (types & (types - 1)) == 0;
}

uint8_t m_free_status(const struct world *w, uint8_t cpu, pfn_t pfn, uint8_t order)
{
	return online(w, cpu) ? block_status(w, pfn, order) : STATUS_BAD_CPU;
}

static uint8_t alloc_status(const struct world *w, const struct request *r)
{
	if (!online(w, r->cpu))
		return STATUS_BAD_CPU;
	if (r->node >= w->machine.nr_nodes)
		return STATUS_BAD_NODE;
	if (!gfp_ok(r->gfp))
		return STATUS_BAD_GFP;
	if (r->kind == REQ_ALLOC_BULK)
		return value_status(r->count <= BULK_MAX);
	if (r->kind == REQ_ALLOC_EXACT)
		return value_status(within(r->count, 1, VALUE_20));
	return value_status(r->kind != REQ_RMQUEUE || (r->alloc_flags & ALLOC_WMARK_MASK) < NR_WMARK);
}

/* The order with which an entry of a free list is freed. */
static uint8_t listed_order(const struct world *w, const struct request *r, uint32_t entry)
{
	return w->policy->free_list_of_blocks && r->orders ? r->orders[entry] : 0;
}

static bool may_be_listed(const struct page *page)
{
	return page->refs == 1 && (page->order == 0 || page->compound);
}

/* An entry is a duplicate if an earlier entry took its page's reference; all references are restored at the end. */
static uint8_t free_list_status(struct world *w, const struct request *r)
{
	uint8_t status = STATUS_OK;
	uint32_t seen = 0;

	if (!online(w, r->cpu))
		return STATUS_BAD_CPU;
	for (uint32_t i = 0; i < r->count && status == STATUS_OK; i++) {
		status = block_status(w, r->pfns[i], listed_order(w, r, i));
		if (status == STATUS_OK)
			status = value_status(may_be_listed(m_page(w, r->pfns[i])));
		if (status == STATUS_OK) {
			m_page(w, r->pfns[i])->refs = 0;
			seen++;
		}
	}
	for (uint32_t i = 0; i < seen; i++)
		m_page(w, r->pfns[i])->refs = 1;
	return status;
}

static uint8_t split_status(const struct world *w, const struct request *r)
{
	uint8_t status = block_status(w, r->pfn, r->order);
	const struct page *page = m_page_const(w, r->pfn);

	return status != STATUS_OK ? status : value_status(!page->compound && page->refs == 1);
}

static uint8_t get_page_status(const struct world *w, const struct request *r)
{
	const struct page *page = m_page_const(w, r->pfn);
	uint8_t status = head_status(w, r->pfn, page);

	return status != STATUS_OK ? status : value_status(page->refs < REFERENCES_MAX);
}

static uint8_t drain_status(const struct world *w, const struct request *r)
{
	if (r->kind != REQ_DRAIN_ALL && !online(w, r->cpu))
		return STATUS_BAD_CPU;
	return zone_ok(w, r->zone) || (r->zone == ZONE_ALL && r->kind != REQ_DRAIN_BATCH && r->kind != REQ_DECAY) ? STATUS_OK : STATUS_BAD_ZONE;
}

static uint8_t pcp_busy_status(const struct world *w, const struct request *r)
{
	uint8_t status = drain_status(w, r);

	return status != STATUS_OK ? status : value_status(r->count <= VALUE_16 && within(r->value, 0, VALUE_16));
}

static uint8_t range_status(const struct world *w, const struct request *r)
{
	uint8_t zone = m_zone_of_memory(w, r->pfn);

	if (r->pfn >= r->end_pfn || zone == NO_ZONE || r->end_pfn > w->zone[zone].end)
		return STATUS_BAD_VALUE;
	return r->end_pfn > w->node[w->zone[zone].node].first_deferred ? STATUS_FOREIGN_PFN : STATUS_OK;
}

static uint8_t isolate_status(const struct world *w, const struct request *r)
{
	pfn_t block = m_pageblock_pages(w);

	if (!m_type_is_plain(r->migratetype) && r->migratetype != MIGRATE_CMA)
		return STATUS_BAD_VALUE;
	return r->pfn % block == 0 && r->end_pfn % block == 0 ? range_status(w, r) : STATUS_BAD_VALUE;
}

static uint8_t contig_status(const struct world *w, const struct request *r)
{
	if (!online(w, r->cpu))
		return STATUS_BAD_CPU;
	if (r->kind == REQ_CONTIG_PAGES && r->node >= w->machine.nr_nodes)
		return STATUS_BAD_NODE;
	if (!gfp_ok(r->gfp))
		return STATUS_BAD_GFP;
	if (r->kind == REQ_CONTIG_PAGES)
		return value_status(within(r->count, 1, VALUE_20));
	return r->migratetype == MIGRATE_MOVABLE || r->migratetype == MIGRATE_CMA ? range_status(w, r) : STATUS_BAD_VALUE;
}

static uint8_t free_contig_status(const struct world *w, const struct request *r)
{
	uint8_t status = online(w, r->cpu) ? STATUS_OK : STATUS_BAD_CPU;

	for (uint32_t i = 0; i < r->count && status == STATUS_OK; i++)
		status = r->pfn + (uint64_t)i < PFN_NONE ? block_status(w, r->pfn + i, 0) : STATUS_FOREIGN_PFN;
	return status;
}

static uint8_t free_block_status(const struct world *w, const struct request *r)
{
	if (r->order >= w->machine.max_order)
		return STATUS_BAD_ORDER;
	if (memory_status(w, r->pfn) == STATUS_FOREIGN_PFN)
		return STATUS_FOREIGN_PFN;
	return m_is_block(w, r->pfn, BLOCK_FREE, r->order) ? STATUS_OK : STATUS_NOT_FREE;
}

static uint8_t unreserve_status(const struct world *w, const struct request *r)
{
	if (r->node >= w->machine.nr_nodes)
		return STATUS_BAD_NODE;
	return value_status(r->hzi < MAX_NR_ZONES && m_type_is_plain(r->migratetype));
}

static uint8_t wmark_status(const struct world *w, const struct request *r)
{
	if (!zone_ok(w, r->zone))
		return STATUS_BAD_ZONE;
	if (r->order >= w->machine.max_order)
		return STATUS_BAD_ORDER;
	return value_status(r->hzi < MAX_NR_ZONES && within(r->value, 0, INT32_MAX));
}

static uint8_t zone_value_status(bool zone_is_ok, const struct request *r, int64_t most)
{
	return zone_is_ok ? value_status(within(r->value, 0, most)) : STATUS_BAD_ZONE;
}

static uint8_t setup_pageset_status(const struct world *w)
{
	return value_status(w->machine.pcp_mode == PCP_BOOT);
}

static uint8_t cpu_dead_status(const struct world *w, const struct request *r)
{
	return online(w, r->cpu) && (w->online & (w->online - 1)) != 0 ? STATUS_OK : STATUS_BAD_CPU;
}

static uint8_t cpu_up_status(const struct world *w, const struct request *r)
{
	return r->cpu < w->machine.nr_cpus && !online(w, r->cpu) ? STATUS_OK : STATUS_BAD_CPU;
}

static bool some_node_left(const struct world *w, bool given, uint32_t nodes)
{
	return !given || (nodes & ((UINT32_C(1) << w->machine.nr_nodes) - 1)) != 0;
}

static bool answer_value_ok(const struct request *r)
{
	switch ((enum question)r->question) {
	case ASK_RECLAIM:
	case ASK_NODE_RECLAIM:
		return within(r->value, 0, INT32_MAX);
	case ASK_COMPACT:
		return within(r->value, 0, NR_COMPACT_RESULTS - 1);
	case ASK_OOM:
	case ASK_OOM_LOCK:
		return within(r->value, 0, 1);
	case ASK_MIGRATE:
		return r->value == 0 || r->value == -16 || r->value == -4;
	case NR_QUESTIONS:
		break;
	}
	return false;
}

static uint8_t answer_status(const struct world *w, const struct request *r)
{
	if (!online(w, r->cpu))
		return STATUS_BAD_CPU;
	if (r->zone != ZONE_ALL && !zone_ok(w, r->zone))
		return STATUS_BAD_ZONE;
	if (w->nr_answers >= ANSWERS_PER_REQUEST || r->count > FREES_PER_ANSWER)
		return STATUS_BAD_VALUE;
	return value_status(answer_value_ok(r) && some_node_left(w, r->has_mems, r->mems));
}

static uint8_t task_status(const struct world *w, const struct request *r)
{
	return value_status(some_node_left(w, r->has_mems, r->mems) && some_node_left(w, r->has_hardwall, r->hardwall));
}

static uint8_t mark_bad_status(const struct world *w, const struct request *r)
{
	const struct page *around = m_page_const(w, m_block_around(w, r->pfn));
	uint8_t status;

	if (r->damage >= NR_DAMAGES)
		return STATUS_BAD_VALUE;
	status = memory_status(w, r->pfn);
	if (status != STATUS_OK)
		return status;
	if (around->state == BLOCK_GUARD)
		return STATUS_BAD_VALUE;
	return value_status(r->damage != DAMAGE_MAPCOUNT || m_page_const(w, r->pfn)->state != BLOCK_FREE);
}

static uint8_t write_status(const struct world *w, const struct request *r)
{
	if (!within(r->value, 0, 255) || w->machine.page_bytes == 0 || r->at > w->machine.page_bytes || r->count == 0)
		return STATUS_BAD_VALUE;
	for (uint32_t i = 0; i < r->count; i++)
		if (memory_status(w, r->pfn + i) == STATUS_FOREIGN_PFN)
			return STATUS_FOREIGN_PFN;
	return STATUS_OK;
}

static uint8_t hotadd_status(const struct world *w, const struct request *r)
{
	uint32_t section = w->machine.section_pages;
	const struct zone *z;

	if (!zone_ok(w, r->zone))
		return STATUS_BAD_ZONE;
	z = &w->zone[r->zone];
	if (w->machine.deferred && !w->late)
		return STATUS_BAD_VALUE;
	if (r->pfn % section != 0 || r->end_pfn % section != 0 || r->pfn >= r->end_pfn || r->end_pfn > w->machine.hot_end)
		return STATUS_BAD_VALUE;
	if (z->start != z->end && r->pfn != z->end)
		return STATUS_BAD_VALUE;
	for (uint32_t i = 0; i < w->machine.nr_zones; i++) {
		const struct zone *other = &w->zone[i];

		if (other->start == other->end || other == z)
			continue;
		if (z->start == z->end ? r->pfn < other->end : r->pfn < other->end && other->start < r->end_pfn)
			return STATUS_BAD_VALUE;
	}
	return STATUS_OK;
}

uint8_t m_misuse(struct world *w, const struct request *r)
{
	switch ((enum request_kind)r->kind) {
	case REQ_NOP:
	case REQ_INIT_WMARKS:
		return STATUS_OK;
	case REQ_ALLOC:
	case REQ_RMQUEUE:
	case REQ_ALLOC_BULK:
	case REQ_ALLOC_EXACT:
		return alloc_status(w, r);
	case REQ_FREE:
		return m_free_status(w, r->cpu, r->pfn, r->order);
	case REQ_FREE_LIST:
		return free_list_status(w, r);
	case REQ_SPLIT:
		return split_status(w, r);
	case REQ_GET_PAGE:
		return get_page_status(w, r);
	case REQ_DRAIN:
	case REQ_DRAIN_ALL:
	case REQ_DRAIN_BATCH:
	case REQ_DECAY:
		return drain_status(w, r);
	case REQ_ISOLATE:
	case REQ_UNISOLATE:
		return isolate_status(w, r);
	case REQ_ISOLATE_FREE:
	case REQ_REPORT_FREE:
		return free_block_status(w, r);
	case REQ_UNRESERVE_HIGHATOMIC:
		return unreserve_status(w, r);
	case REQ_WMARK_OK:
		return wmark_status(w, r);
	case REQ_SET_BOOST:
		return zone_value_status(zone_ok(w, r->zone), r, VALUE_24);
	case REQ_MIN_FREE_KBYTES:
		return value_status(within(r->value, 0, VALUE_24));
	case REQ_SCALE_FACTOR:
		return value_status(within(r->value, 1, 1000));
	case REQ_BOOST_FACTOR:
	case REQ_FRACTION:
		return value_status(within(r->value, 0, VALUE_20));
	case REQ_LOWMEM_RATIO:
		return zone_value_status(r->zone < MAX_NR_ZONES, r, VALUE_20);
	case REQ_SETUP_PAGESET:
		return setup_pageset_status(w);
	case REQ_CPU_DEAD:
		return cpu_dead_status(w, r);
	case REQ_CPU_UP:
		return cpu_up_status(w, r);
	case REQ_ANSWER:
		return answer_status(w, r);
	case REQ_TASK:
		return task_status(w, r);
	case REQ_NODESTAT:
		return r->node < w->machine.nr_nodes ? STATUS_OK : STATUS_BAD_NODE;
	case REQ_ZONESTAT:
		return zone_ok(w, r->zone) ? STATUS_OK : STATUS_BAD_ZONE;
	case REQ_MARK_BAD:
		return mark_bad_status(w, r);
	case REQ_CONTIG:
	case REQ_CONTIG_PAGES:
		return contig_status(w, r);
	case REQ_FREE_CONTIG:
		return free_contig_status(w, r);
	case REQ_HOTADD:
		return hotadd_status(w, r);
	case REQ_WRITE:
		return write_status(w, r);
	case REQ_INIT_LATE:
		return value_status(w->machine.deferred && !w->late);
	case REQ_FOLD:
		return online(w, r->cpu) ? STATUS_OK : STATUS_BAD_CPU;
	case REQ_KSWAPD:
		return r->node < w->machine.nr_nodes ? value_status(within(r->value, 0, 1)) : STATUS_BAD_NODE;
	case REQ_PCP_BUSY:
		return pcp_busy_status(w, r);
	case REQ_RECLAIM_ACTIVE:
		return zone_value_status(r->zone == ZONE_ALL || zone_ok(w, r->zone), r, 1);
	case NR_REQUESTS:
		break;
	}
	return STATUS_BAD_VALUE;
}
