// SPDX-License-Identifier: MIT
/*
 * Dispatch: one row per request kind, with the function that carries it out.
 */
#include "model/model.h"
#include "model/certain.h"

static int64_t nothing(struct world *w, const struct request *r)
{
	(void)w;
	(void)r;
	return 0;
}

static uint32_t known_nodes(const struct world *w)
{
	return (UINT32_C(1) << w->machine.nr_nodes) - 1;
}

static bool is_cold(const struct world *w, const struct request *r)
{
	return w->policy->pcp_cold && r->gfp & GFP_BIT_COLD;
}

static int64_t allocate(struct world *w, const struct request *r)
{
	pfn_t pfn = r->kind == REQ_ALLOC ? m_alloc_pages(w, r) : m_rmqueue_request(w, r);

	if (pfn != PFN_NONE)
		m_page(w, pfn)->lru = r->lru;
	return pfn;
}

static int64_t alloc_exact(struct world *w, const struct request *r)
{
	return m_alloc_exact(w, r);
}

static int64_t free_block(struct world *w, const struct request *r)
{
	return m_put_block(w, r->pfn, is_cold(w, r));
}

static int64_t free_list(struct world *w, const struct request *r)
{
	m_free_list(w, r->pfns, r->count, is_cold(w, r));
	return 0;
}

static int64_t split(struct world *w, const struct request *r)
{
	m_split_block(w, r->pfn, r->order);
	return 0;
}

static int64_t get_page(struct world *w, const struct request *r)
{
	return ++m_page(w, r->pfn)->refs;
}

static int64_t isolate(struct world *w, const struct request *r)
{
	return m_isolate_range(w, r->pfn, r->end_pfn, r->migratetype);
}

static int64_t unisolate(struct world *w, const struct request *r)
{
	m_unisolate_range(w, r->pfn, r->end_pfn, r->migratetype);
	return 0;
}

static int64_t isolate_free(struct world *w, const struct request *r)
{
	uint32_t pages = m_isolate_free_page(w, r->pfn, r->order);
	struct page *page;

	if (pages == 0)
		return 0;
	page = m_page(w, r->pfn);
	m_set_block(page, BLOCK_ALLOCATED, r->order);
	page->refs = 1;
	return pages;
}

/* __isolate_free_page(), then __putback_isolated_page(). */
static int64_t report_free(struct world *w, const struct request *r)
{
	uint32_t pages = m_isolate_free_page(w, r->pfn, r->order);

	if (pages > 0)
		m_free_one_page(w, m_zone_of(w, r->pfn), r->pfn, r->order, m_pageblock_type(w, r->pfn), PLACE_AT_TAIL);
	return pages;
}

static int64_t contig(struct world *w, const struct request *r)
{
	return m_alloc_contig_range(w, r->pfn, r->end_pfn, r->migratetype, r->gfp);
}

static int64_t contig_pages(struct world *w, const struct request *r)
{
	return m_alloc_contig_pages(w, r->count, r->gfp, r->node);
}

static int64_t free_contig(struct world *w, const struct request *r)
{
	m_free_contig_range(w, r->pfn, r->count);
	return 0;
}

static int64_t drain(struct world *w, const struct request *r)
{
	if (r->zone == ZONE_ALL)
		m_drain_cpu(w, r->cpu);
	else
		m_drain(w, &w->zone[r->zone], r->cpu);
	return 0;
}

static int64_t drain_all(struct world *w, const struct request *r)
{
	m_drain_all(w, r->zone == ZONE_ALL ? NULL : &w->zone[r->zone]);
	return 0;
}

static int64_t drain_batch(struct world *w, const struct request *r)
{
	m_drain_batch(w, &w->zone[r->zone], r->cpu);
	return 0;
}

static int64_t decay(struct world *w, const struct request *r)
{
	if (w->policy->high_follows_load)
		m_pcp_decay(w, &w->zone[r->zone], r->cpu);
	return 0;
}

static int64_t fold(struct world *w, const struct request *r)
{
	m_fold(w, r->cpu);
	return 0;
}

static int64_t unreserve(struct world *w, const struct request *r)
{
	struct walk walk = { .zonelist = m_zonelist(w, r->node, 0), .hzi = r->hzi };

	return m_unreserve_highatomic(w, &walk, r->migratetype, r->force);
}

static int64_t watermark_ok(struct world *w, const struct request *r)
{
	const struct zone *z = &w->zone[r->zone];

	return m_watermark_ok(w, z, r->order, r->value, r->hzi, r->alloc_flags, m_free_pages(z));
}

static int64_t set_boost(struct world *w, const struct request *r)
{
	w->zone[r->zone].boost = r->value;
	return 0;
}

static int64_t set_min_free_kbytes(struct world *w, const struct request *r)
{
	w->min_free_kbytes = w->machine.user_min_free_kbytes = (int32_t)r->value;
	m_setup_wmarks(w);
	return 0;
}

static int64_t set_scale_factor(struct world *w, const struct request *r)
{
	w->machine.watermark_scale_factor = (uint32_t)r->value;
	m_setup_wmarks(w);
	return 0;
}

static int64_t set_boost_factor(struct world *w, const struct request *r)
{
	w->machine.watermark_boost_factor = (uint32_t)r->value;
	return 0;
}

static int64_t set_lowmem_ratio(struct world *w, const struct request *r)
{
	w->machine.lowmem_reserve_ratio[r->zone] = (uint32_t)r->value;
	m_setup_lowmem_reserve(w);
	return 0;
}

static int64_t set_fraction(struct world *w, const struct request *r)
{
	if (r->value >= 1 && r->value < 8)
		return ERROR_INVALID;
	if (r->value == w->fraction) /* no change: sizes fixed by machine.pcp_mode stay in force */
		return 0;
	w->fraction = (uint32_t)r->value;
	w->override_pcp = false;
	m_resize_all_pcps(w);
	return 0;
}

static int64_t setup_pageset(struct world *w, const struct request *r)
{
	(void)r;
	w->machine.pcp_mode = PCP_NATURAL;
	for (uint32_t i = 0; i < w->machine.nr_zones; i++) {
		if (w->zone[i].boot_pageset) /* a hot-added zone may have left the boot page sets already */
			m_forget_load(w, &w->zone[i]);
		w->zone[i].boot_pageset = false;
	}
	m_resize_all_pcps(w);
	m_look_at_caches(w, 0, w->machine.nr_cpus - 1);
	return 0;
}

static int64_t init_wmarks(struct world *w, const struct request *r)
{
	(void)r;
	w->initcalls_over = true;
	m_init_wmark_min(w);
	return 0;
}

static int64_t cpu_dead(struct world *w, const struct request *r)
{
	m_cpu_dead(w, r->cpu);
	return 0;
}

static int64_t cpu_up(struct world *w, const struct request *r)
{
	m_cpu_up(w, r->cpu);
	return 0;
}

static int64_t hot_add(struct world *w, const struct request *r)
{
	m_hot_add(w, &w->zone[r->zone], r->pfn, r->end_pfn);
	return 0;
}

static int64_t init_late(struct world *w, const struct request *r)
{
	(void)r;
	m_init_late(w);
	return 0;
}

static int64_t queue_answer(struct world *w, const struct request *r)
{
	struct scripted_answer *a = &w->answers[w->nr_answers++];

	a->question = r->question;
	a->cpu = r->cpu;
	a->zone = r->zone;
	a->taken = false;
	a->has_mems = r->has_mems;
	a->victim = r->victim;
	a->value = r->value;
	a->mems = r->mems & known_nodes(w);
	a->count = r->count;
	if (r->count > 0) {
		memcpy(a->pfn, r->pfns, r->count * sizeof(a->pfn[0]));
		memcpy(a->order, r->orders, r->count * sizeof(a->order[0]));
	}
	return 0;
}

static int64_t set_task(struct world *w, const struct request *r)
{
	w->task.flags = r->task_flags;
	if (r->has_mems) {
		w->task.mems = r->mems & known_nodes(w);
		w->task.mems_sequence++;
	}
	if (r->has_hardwall)
		w->task.hardwall = r->hardwall & known_nodes(w);
	return 0;
}

static int64_t nodestat(struct world *w, const struct request *r)
{
	memcpy(w->node[r->node].stat, r->stat, sizeof(w->node[0].stat));
	return 0;
}

static int64_t zonestat(struct world *w, const struct request *r)
{
	memcpy(w->zone[r->zone].stat, r->stat, sizeof(w->zone[0].stat));
	return 0;
}

static int64_t kswapd(struct world *w, const struct request *r)
{
	m_kswapd(w, r->node, r->value != 0);
	return 0;
}

/* The next r->count trylocks of the cpu's page set (in this zone, or in all) succeed; the r->value after those fail. */
static int64_t pcp_busy(struct world *w, const struct request *r)
{
	for (uint32_t i = 0; i < w->machine.nr_zones && w->policy->pcp_is_trylocked; i++)
		if (r->zone == ZONE_ALL || r->zone == i)
			w->zone[i].tries[r->cpu] = (struct tries){ .succeed = r->count, .fail = (uint32_t)r->value };
	return 0;
}

static int64_t reclaim_active(struct world *w, const struct request *r)
{
	for (uint32_t i = 0; i < w->machine.nr_zones && w->policy->reclaim_limits_pcp; i++)
		if (r->zone == ZONE_ALL || r->zone == i)
			w->zone[i].reclaim_active = r->value != 0;
	return 0;
}

static int64_t mark_bad(struct world *w, const struct request *r)
{
	w->damaged = true;
	m_page(w, r->pfn)->damage |= (uint8_t)(1u << r->damage);
	return 0;
}

static int64_t write_pages(struct world *w, const struct request *r)
{
	m_write_pages(w, r->pfn, r->count, r->at, (uint8_t)r->value);
	return 0;
}

struct row {
	int64_t (*answer)(struct world *w, const struct request *r);
	bool on_its_cpu; /* true: the request's cpu does the work; false: the lowest online one, which shows only in counters that drift */
	bool asks;       /* consumes the answers queued by REQ_ANSWER */
};

static const struct row rows[NR_REQUESTS] = {
	[REQ_NOP] = { .answer = nothing },
	[REQ_ALLOC] = { .answer = allocate, .on_its_cpu = true, .asks = true },
	[REQ_RMQUEUE] = { .answer = allocate, .on_its_cpu = true, .asks = true },
	[REQ_ALLOC_BULK] = { .answer = m_alloc_bulk, .on_its_cpu = true, .asks = true },
	[REQ_ALLOC_EXACT] = { .answer = alloc_exact, .on_its_cpu = true, .asks = true },
	[REQ_FREE] = { .answer = free_block, .on_its_cpu = true },
	[REQ_FREE_LIST] = { .answer = free_list, .on_its_cpu = true },
	[REQ_SPLIT] = { .answer = split },
	[REQ_GET_PAGE] = { .answer = get_page },
	[REQ_DRAIN] = { .answer = drain, .on_its_cpu = true },
	[REQ_DRAIN_ALL] = { .answer = drain_all },
	[REQ_DRAIN_BATCH] = { .answer = drain_batch, .on_its_cpu = true },
	[REQ_DECAY] = { .answer = decay, .on_its_cpu = true },
	[REQ_FOLD] = { .answer = fold },
	[REQ_ISOLATE] = { .answer = isolate },
	[REQ_UNISOLATE] = { .answer = unisolate },
	[REQ_ISOLATE_FREE] = { .answer = isolate_free },
	[REQ_REPORT_FREE] = { .answer = report_free },
	[REQ_CONTIG] = { .answer = contig, .on_its_cpu = true, .asks = true },
	[REQ_CONTIG_PAGES] = { .answer = contig_pages, .on_its_cpu = true, .asks = true },
	[REQ_FREE_CONTIG] = { .answer = free_contig, .on_its_cpu = true },
	[REQ_UNRESERVE_HIGHATOMIC] = { .answer = unreserve },
	[REQ_WMARK_OK] = { .answer = watermark_ok },
	[REQ_SET_BOOST] = { .answer = set_boost },
	[REQ_MIN_FREE_KBYTES] = { .answer = set_min_free_kbytes },
	[REQ_SCALE_FACTOR] = { .answer = set_scale_factor },
	[REQ_BOOST_FACTOR] = { .answer = set_boost_factor },
	[REQ_LOWMEM_RATIO] = { .answer = set_lowmem_ratio },
	[REQ_FRACTION] = { .answer = set_fraction },
	[REQ_SETUP_PAGESET] = { .answer = setup_pageset },
	[REQ_INIT_WMARKS] = { .answer = init_wmarks },
	[REQ_CPU_DEAD] = { .answer = cpu_dead },
	[REQ_CPU_UP] = { .answer = cpu_up },
	[REQ_HOTADD] = { .answer = hot_add },
	[REQ_INIT_LATE] = { .answer = init_late },
	[REQ_ANSWER] = { .answer = queue_answer },
	[REQ_TASK] = { .answer = set_task },
	[REQ_NODESTAT] = { .answer = nodestat },
	[REQ_ZONESTAT] = { .answer = zonestat },
	[REQ_KSWAPD] = { .answer = kswapd },
	[REQ_PCP_BUSY] = { .answer = pcp_busy },
	[REQ_RECLAIM_ACTIVE] = { .answer = reclaim_active },
	[REQ_MARK_BAD] = { .answer = mark_bad },
	[REQ_WRITE] = { .answer = write_pages },
};

int64_t m_answer(struct world *w, const struct request *r)
{
	const struct row *row = &rows[r->kind];
	int64_t value;

	w->cpu = row->on_its_cpu ? r->cpu : m_lowest_online(w);
	value = row->answer(w, r);
	if (row->asks)
		w->nr_answers = 0;
	return value;
}
