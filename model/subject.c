// SPDX-License-Identifier: MIT
/*
 * The oracle as a subject: requests to functions, one case each.
 */
#include "contract/subject.h"

#include "model/model.h"
#include "model/certain.h"

/* Where the work of a request is done that does not say so is seen in what has drifted alone. */
static uint8_t executing_cpu(const struct world *w, const struct request *r)
{
	switch ((enum request_kind)r->kind) {
	case REQ_ALLOC:
	case REQ_RMQUEUE:
	case REQ_ALLOC_BULK:
	case REQ_ALLOC_EXACT:
	case REQ_FREE:
	case REQ_FREE_LIST:
	case REQ_DRAIN:
	case REQ_DRAIN_BATCH:
	case REQ_DECAY:
	case REQ_CONTIG:
	case REQ_CONTIG_PAGES:
	case REQ_FREE_CONTIG:
		return r->cpu;
	default:
		return m_lowest_online(w);
	}
}

static uint32_t known_nodes(const struct world *w)
{
	return (UINT32_C(1) << w->machine.nr_nodes) - 1;
}

/* --- requests that need more than one call -------------------------------------------------------------------------------- */

static int64_t allocate(struct world *w, const struct request *r)
{
	pfn_t pfn = r->kind == REQ_ALLOC ? m_alloc_pages(w, r) : m_rmqueue_request(w, r);

	if (pfn != PFN_NONE)
		m_page(w, pfn)->lru = r->lru;
	return pfn;
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

static void drain(struct world *w, const struct request *r)
{
	if (r->zone == ZONE_ALL)
		m_drain_cpu(w, r->cpu);
	else
		m_drain(w, &w->zone[r->zone], r->cpu);
}

static int64_t unreserve(struct world *w, const struct request *r)
{
	struct walk walk = { .zonelist = m_zonelist(w, r->node, 0), .hzi = r->hzi };

	return m_unreserve_highatomic(w, &walk, r->migratetype, r->force);
}

static int64_t watermark_ok(const struct world *w, const struct request *r)
{
	const struct zone *z = &w->zone[r->zone];

	return m_watermark_ok(w, z, r->order, r->value, r->hzi, r->alloc_flags, m_free_pages(z));
}

static int64_t set_fraction(struct world *w, const struct request *r)
{
	if (r->value >= 1 && r->value < 8)
		return ERROR_INVALID;
	if (r->value == w->fraction) /* no change: fixed sizes stay, too */
		return 0;
	w->fraction = (uint32_t)r->value;
	w->override_pcp = false;
	m_resize_all_pcps(w);
	return 0;
}

static void setup_pageset(struct world *w)
{
	w->machine.pcp_mode = PCP_NATURAL;
	for (uint32_t i = 0; i < w->machine.nr_zones; i++) {
		if (w->zone[i].boot_pageset) /* memory that has been added may have brought its own already */
			m_forget_load(w, &w->zone[i]);
		w->zone[i].boot_pageset = false;
	}
	m_resize_all_pcps(w);
	m_look_at_caches(w, 0, w->machine.nr_cpus - 1);
}

static void queue_answer(struct world *w, const struct request *r)
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
	if (r->count == 0)
		return;
	memcpy(a->pfn, r->pfns, r->count * sizeof(a->pfn[0]));
	memcpy(a->order, r->orders, r->count * sizeof(a->order[0]));
}

/* Somebody else will have the lock of the cpu's page set, or of each, when it is tried for. */
static void pcp_busy(struct world *w, const struct request *r)
{
	for (uint32_t i = 0; i < w->machine.nr_zones && w->policy->pcp_is_trylocked; i++)
		if (r->zone == ZONE_ALL || r->zone == i)
			w->zone[i].tries[r->cpu] = (struct tries){ .succeed = r->count, .fail = (uint32_t)r->value };
}

static void reclaim_active(struct world *w, const struct request *r)
{
	for (uint32_t i = 0; i < w->machine.nr_zones && w->policy->reclaim_limits_pcp; i++)
		if (r->zone == ZONE_ALL || r->zone == i)
			w->zone[i].reclaim_active = r->value != 0;
}

static void set_task(struct world *w, const struct request *r)
{
	w->task.flags = r->task_flags;
	if (r->has_mems) {
		w->task.mems = r->mems & known_nodes(w);
		w->task.mems_sequence++;
	}
	if (r->has_hardwall)
		w->task.hardwall = r->hardwall & known_nodes(w);
}

static void mark_bad(struct world *w, const struct request *r)
{
	w->damaged = true;
	m_page(w, r->pfn)->damage |= (uint8_t)(1u << r->damage);
}

static void set_min_free_kbytes(struct world *w, const struct request *r)
{
	w->min_free_kbytes = w->machine.user_min_free_kbytes = (int32_t)r->value;
	m_setup_wmarks(w);
}

/* --- dispatch ------------------------------------------------------------------------------------------------------------- */

static int64_t other_requests(struct world *w, const struct request *r)
{
	switch ((enum request_kind)r->kind) {
	case REQ_DRAIN:
		drain(w, r);
		return 0;
	case REQ_DRAIN_ALL:
		m_drain_all(w, r->zone == ZONE_ALL ? NULL : &w->zone[r->zone]);
		return 0;
	case REQ_DRAIN_BATCH:
		m_drain_batch(w, &w->zone[r->zone], r->cpu);
		return 0;
	case REQ_DECAY:
		if (w->policy->high_follows_load)
			m_pcp_decay(w, &w->zone[r->zone], r->cpu);
		return 0;
	case REQ_UNRESERVE_HIGHATOMIC:
		return unreserve(w, r);
	case REQ_WMARK_OK:
		return watermark_ok(w, r);
	case REQ_SET_BOOST:
		w->zone[r->zone].boost = r->value;
		return 0;
	case REQ_MIN_FREE_KBYTES:
		set_min_free_kbytes(w, r);
		return 0;
	case REQ_SCALE_FACTOR:
		w->machine.watermark_scale_factor = (uint32_t)r->value;
		m_setup_wmarks(w);
		return 0;
	case REQ_BOOST_FACTOR:
		w->machine.watermark_boost_factor = (uint32_t)r->value;
		return 0;
	case REQ_LOWMEM_RATIO:
		w->machine.lowmem_reserve_ratio[r->zone] = (uint32_t)r->value;
		m_setup_lowmem_reserve(w);
		return 0;
	case REQ_FRACTION:
		return set_fraction(w, r);
	case REQ_SETUP_PAGESET:
		setup_pageset(w);
		return 0;
	case REQ_CPU_DEAD:
		m_cpu_dead(w, r->cpu);
		return 0;
	case REQ_CPU_UP:
		m_cpu_up(w, r->cpu);
		return 0;
	case REQ_ANSWER:
		queue_answer(w, r);
		return 0;
	case REQ_TASK:
		set_task(w, r);
		return 0;
	case REQ_NODESTAT:
		memcpy(w->node[r->node].stat, r->stat, sizeof(w->node[0].stat));
		return 0;
	case REQ_ZONESTAT:
		memcpy(w->zone[r->zone].stat, r->stat, sizeof(w->zone[0].stat));
		return 0;
	case REQ_MARK_BAD:
		mark_bad(w, r);
		return 0;
	case REQ_HOTADD:
		m_hot_add(w, &w->zone[r->zone], r->pfn, r->end_pfn);
		return 0;
	case REQ_INIT_LATE:
		m_init_late(w);
		return 0;
	case REQ_WRITE:
		m_write_pages(w, r->pfn, r->count, r->at, (uint8_t)r->value);
		return 0;
	case REQ_INIT_WMARKS:
		w->initcalls_over = true;
		m_init_wmark_min(w);
		return 0;
	case REQ_FOLD:
		m_fold(w, r->cpu);
		return 0;
	case REQ_KSWAPD:
		m_kswapd(w, r->node, r->value != 0);
		return 0;
	case REQ_PCP_BUSY:
		pcp_busy(w, r);
		return 0;
	case REQ_RECLAIM_ACTIVE:
		reclaim_active(w, r);
		return 0;
	default:
		return 0;
	}
}

static int64_t page_requests(struct world *w, const struct request *r)
{
	bool cold = w->policy->pcp_cold && r->gfp & GFP_BIT_COLD;

	switch ((enum request_kind)r->kind) {
	case REQ_ALLOC:
	case REQ_RMQUEUE:
		return allocate(w, r);
	case REQ_ALLOC_BULK:
		return m_alloc_bulk(w, r);
	case REQ_ALLOC_EXACT:
		return m_alloc_exact(w, r);
	case REQ_FREE:
		return m_put_block(w, r->pfn, cold);
	case REQ_FREE_LIST:
		m_free_list(w, r->pfns, r->count, cold);
		return 0;
	case REQ_SPLIT:
		m_split_block(w, r->pfn, r->order);
		return 0;
	case REQ_GET_PAGE:
		return ++m_page(w, r->pfn)->refs;
	case REQ_ISOLATE:
		return m_isolate_range(w, r->pfn, r->end_pfn, r->migratetype);
	case REQ_UNISOLATE:
		m_unisolate_range(w, r->pfn, r->end_pfn, r->migratetype);
		return 0;
	case REQ_ISOLATE_FREE:
		return isolate_free(w, r);
	case REQ_REPORT_FREE:
		return report_free(w, r);
	case REQ_CONTIG:
		return m_alloc_contig_range(w, r->pfn, r->end_pfn, r->migratetype, r->gfp);
	case REQ_CONTIG_PAGES:
		return m_alloc_contig_pages(w, r->count, r->gfp, r->node);
	case REQ_FREE_CONTIG:
		m_free_contig_range(w, r->pfn, r->count);
		return 0;
	default:
		return other_requests(w, r);
	}
}

static bool asks(uint8_t kind)
{
	return kind == REQ_ALLOC || kind == REQ_RMQUEUE || kind == REQ_ALLOC_BULK || kind == REQ_ALLOC_EXACT || kind == REQ_CONTIG ||
	       kind == REQ_CONTIG_PAGES;
}

static void clear(struct answer *answer)
{
	answer->status = STATUS_OK;
	answer->comp_order = 0;
	answer->pfmemalloc = false;
	answer->nr_pages = 0;
	answer->value = 0;
	answer->wake = answer->woken = answer->zeroed = answer->nr_bad = answer->nr_corrupt = answer->nr_path = 0;
	answer->steps = 0;
}

static void model_apply(void *self, const struct request *request, struct answer *answer)
{
	struct world *w = self;

	clear(answer);
	answer->status = m_misuse(w, request);
	if (answer->status != STATUS_OK)
		return;
	w->answer = answer;
	w->cpu = executing_cpu(w, request);
	w->steps = 0;
	m_step(w);
	answer->value = page_requests(w, request);
	answer->steps = w->steps;
	w->answer = NULL;
	if (asks(request->kind))
		w->nr_answers = 0;
}

static size_t model_size(const struct machine *machine)
{
	struct {
		struct world world;
		struct zone zone[MAX_ZONES];
	} room;
	uint64_t bytes, cleared;

	if (!m_machine_ok(machine))
		return 0;
	bytes = m_layout(&room.world, machine, NULL, &cleared);
	return ALWAYS(bytes <= SIZE_MAX / 2) ? (size_t)bytes : 0; /* where size_t has 64 bits */
}

static bool model_boot(void *self, const struct machine *machine)
{
	struct world *w = self;
	uint64_t cleared;

	if (!m_machine_ok(machine))
		return false;
	w->machine = *machine;
	memset(&w->policy, 0, sizeof(*w) - offsetof(struct world, policy) + machine->nr_zones * sizeof(struct zone));
	m_layout(w, machine, self, &cleared);
	memset(w->node, 0, (size_t)cleared);
	m_boot(w);
	return true;
}

static void model_counters(const void *self, struct zone_counters *zones)
{
	m_counters(self, zones);
}

static void model_view(const void *self, struct view *view)
{
	m_view(self, view);
}

static int model_check(const void *self)
{
	return m_check(self);
}

static void model_step_limit(void *self, uint64_t limit, void (*stop)(void *ctx), void *ctx)
{
	struct world *w = self;

	w->step_limit = limit;
	w->stop = stop;
	w->stop_ctx = ctx;
}

const struct subject subject_model = {
	.name = "model",
	.size = model_size,
	.boot = model_boot,
	.apply = model_apply,
	.counters = model_counters,
	.view = model_view,
	.check = model_check,
	.step_limit = model_step_limit,
};
