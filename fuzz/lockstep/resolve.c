// SPDX-License-Identifier: MIT
/*
 * Ops to requests, one small function per shape of request. resolve_args.c gives the arguments their meaning.
 */
#include "fuzz/lockstep/resolve.h"

#include <string.h>

#include "fuzz/language/machine_size.h"
#include "fuzz/lockstep/resolve_args.h"

/* The blocks of a run of slots, at most RESOLVE_MAX. listed: only those of slots that free lists take. */
static void run_blocks(const struct context *c, bool listed)
{
	const uint32_t first = arg(c, ARG_SLOT) % NR_SLOTS, slots = arg(c, ARG_SLOTS);
	uint32_t count = 0;

	for (uint32_t s = first; s < first + slots && s < NR_SLOTS; s++) {
		const struct slot *from = &c->slots->slot[s];
		if (listed && !slot_is_listed(c->slots, from))
			continue;
		for (uint32_t i = 0; i < from->nr && count < RESOLVE_MAX; i++) {
			c->pfns[count] = from->pfn + (i << from->order);
			c->orders[count++] = from->order;
		}
	}
	c->out->count = count;
	c->out->pfns = c->pfns;
	c->out->orders = c->orders;
}

/* False: the slot is empty. */
static bool first_block(const struct context *c, const struct slot *of)
{
	c->out->pfn = of->pfn;
	c->out->order = of->order;
	return of->nr > 0;
}

static bool resolve_free(const struct context *c)
{
	c->out->kind = REQ_FREE;
	return first_block(c, slot(c));
}

static bool resolve_freelist(const struct context *c)
{
	c->out->kind = REQ_FREE_LIST;
	run_blocks(c, true);
	if (arg(c, ARG_PFN) == 0 || c->out->count == RESOLVE_MAX)
		return true;
	c->orders[c->out->count] = 0;
	return pfn_arg(c, &c->pfns[c->out->count++]);
}

static bool resolve_alloc(const struct context *c, enum request_kind kind)
{
	c->out->kind = (uint8_t)kind;
	c->out->lru = arg(c, ARG_LRU) & 1;
	c->out->spread = arg(c, ARG_SPREAD) & 1;
	c->out->alloc_flags = alloc_flags_arg(c, arg(c, ARG_ALLOC_FLAGS));
	nodes_arg(c, arg(c, ARG_NODEMASK), &c->out->nodemask, &c->out->has_nodemask);
	return true;
}

/* A request about the slot's first block, or about pfn and order if pfn is given. */
static bool resolve_block(const struct context *c, enum request_kind kind)
{
	c->out->kind = (uint8_t)kind;
	return arg(c, ARG_PFN) ? pfn_arg(c, &c->out->pfn) : first_block(c, slot(c));
}

static bool resolve_at(const struct context *c, enum request_kind kind)
{
	c->out->kind = (uint8_t)kind;
	return pfn_arg(c, &c->out->pfn);
}

/* Pageblocks of a zone, counted from the one in which its first page lies. */
static bool resolve_blocks(const struct context *c, enum request_kind kind)
{
	const struct machine_zone *zone = &c->machine->zone[zone_arg(c) % c->machine->nr_zones];
	const uint32_t order = c->machine->pageblock_order;
	const pfn_t first = zone->start_pfn >> order;
	const uint32_t blocks = (c->slots->zone_end[zone - c->machine->zone] >> order) - first + 1;

	c->out->kind = (uint8_t)kind;
	c->out->pfn = (first + reduce(arg(c, ARG_BLOCK), blocks)) << order;
	c->out->end_pfn = c->out->pfn + (count_arg(c, blocks, 8) << order);
	c->out->migratetype = index_arg(c, ARG_MIGRATETYPE, MIGRATE_TYPES);
	return true;
}

static bool resolve_drain(const struct context *c, enum request_kind kind)
{
	c->out->kind = (uint8_t)kind;
	c->out->zone = zone_or_all(c);
	return true;
}

static bool resolve_value(const struct context *c, enum request_kind kind)
{
	c->out->kind = (uint8_t)kind;
	c->out->value = reduce_quantity(arg(c, ARG_VALUE), machine_pages(c->machine));
	return true;
}

static bool resolve_wmark_ok(const struct context *c)
{
	c->out->hzi = index_arg(c, ARG_HZI, MAX_NR_ZONES);
	c->out->alloc_flags = alloc_flags_arg(c, arg(c, ARG_ALLOC_FLAGS));
	return resolve_value(c, REQ_WMARK_OK);
}

static bool resolve_unreserve(const struct context *c)
{
	c->out->kind = REQ_UNRESERVE_HIGHATOMIC;
	c->out->hzi = index_arg(c, ARG_HZI, MAX_NR_ZONES);
	c->out->migratetype = index_arg(c, ARG_MIGRATETYPE, MIGRATE_TYPES);
	c->out->force = arg(c, ARG_FORCE) & 1;
	return true;
}

static bool resolve_task(const struct context *c)
{
	c->out->kind = REQ_TASK;
	c->out->task_flags = arg(c, ARG_TASK_FLAGS) & TASK_FLAGS_ALL;
	nodes_arg(c, arg(c, ARG_MEMS), &c->out->mems, &c->out->has_mems);
	nodes_arg(c, arg(c, ARG_HARDWALL), &c->out->hardwall, &c->out->has_hardwall);
	return true;
}

static bool resolve_plain(const struct context *c, enum request_kind kind)
{
	c->out->kind = (uint8_t)kind;
	return true;
}

static bool resolve_kswapd(const struct context *c)
{
	c->out->kind = REQ_KSWAPD;
	c->out->value = arg(c, ARG_AWAKE) & 1;
	return true;
}

static bool resolve_pcp_busy(const struct context *c)
{
	c->out->value = arg(c, ARG_TRIES);
	c->out->count = arg(c, ARG_AFTER);
	return resolve_drain(c, REQ_PCP_BUSY);
}

static bool resolve_reclaim_active(const struct context *c)
{
	c->out->value = arg(c, ARG_ON) & 1;
	return resolve_drain(c, REQ_RECLAIM_ACTIVE);
}

/* A `set` after the machine ops: the sysctl of that name. */
static bool resolve_set(const struct context *c)
{
	const uint32_t value = arg(c, ARG_KEY_VALUE), key = arg(c, ARG_KEY);
	uint32_t reduced = 0;

	switch (key) {
	case SET_MIN_FREE_KBYTES:
		c->out->kind = REQ_MIN_FREE_KBYTES;
		reduced = reduce_quantity(value, 4 * machine_pages(c->machine));
		break;
	case SET_WATERMARK_SCALE_FACTOR:
		c->out->kind = REQ_SCALE_FACTOR;
		reduced = reduce(value, 1001);
		break;
	case SET_WATERMARK_BOOST_FACTOR:
		c->out->kind = REQ_BOOST_FACTOR;
		reduced = reduce_quantity(value, 30001);
		break;
	case SET_LOWMEM_RESERVE_RATIO_DMA:
	case SET_LOWMEM_RESERVE_RATIO_DMA32:
	case SET_LOWMEM_RESERVE_RATIO_NORMAL:
	case SET_LOWMEM_RESERVE_RATIO_MOVABLE:
		c->out->kind = REQ_LOWMEM_RATIO;
		c->out->zone = (uint8_t)(key - SET_LOWMEM_RESERVE_RATIO_DMA);
		reduced = reduce_quantity(value, 512);
		break;
	case SET_PERCPU_PAGELIST_FRACTION:
		c->out->kind = REQ_FRACTION;
		reduced = reduce_quantity(value, 1024);
		break;
	default:
		return false;
	}
	c->out->value = reduced;
	return true;
}

/* An answer in the range of its question. Just beyond the last compaction result is misuse, and so is any answer to no question. */
static int64_t answer_value(uint32_t question, uint32_t value)
{
	switch (question) {
	case ASK_RECLAIM:
	case ASK_NODE_RECLAIM:
		return value % (1 << 16);
	case ASK_COMPACT:
		return reduce(value, NR_COMPACT_RESULTS);
	case ASK_MIGRATE:
		if (value == (uint32_t)-16 || value == (uint32_t)-4)
			return (int32_t)value;
		return (int32_t[]){0, -16, -4}[value % 3];
	default:
		return value & 1;
	}
}

static bool resolve_answer(const struct context *c)
{
	const uint32_t question = reduce(arg(c, ARG_QUESTION), NR_QUESTIONS);

	c->out->kind = REQ_ANSWER;
	c->out->question = (uint8_t)question;
	c->out->value = answer_value(question, arg(c, ARG_ANSWER));
	c->out->zone = zone_or_all(c);
	c->out->victim = arg(c, ARG_VICTIM) & 1;
	nodes_arg(c, arg(c, ARG_MEMS), &c->out->mems, &c->out->has_mems);
	run_blocks(c, false);
	return true;
}

static bool resolve_nodestat(const struct context *c)
{
	static const uint8_t id[NR_NODE_STATS] = {
		[NODE_INACTIVE_FILE] = ARG_INACTIVE_FILE, [NODE_ACTIVE_FILE] = ARG_ACTIVE_FILE, [NODE_FILE_PAGES] = ARG_FILE_PAGES,
		[NODE_FILE_MAPPED] = ARG_FILE_MAPPED,     [NODE_FILE_DIRTY] = ARG_FILE_DIRTY,   [NODE_WRITEBACK] = ARG_WRITEBACK,
		[NODE_SLAB] = ARG_SLAB,
	};
	c->out->kind = REQ_NODESTAT;
	for (unsigned i = 0; i < NR_NODE_STATS; i++)
		c->out->stat[i] = arg(c, id[i]);
	return true;
}

/* Statistics are pages of the zone's page cache, bounded so that sums do not come near 32 bits. */
static bool resolve_zonestat(const struct context *c)
{
	const uint32_t natural = 1 << 24;

	c->out->kind = REQ_ZONESTAT;
	c->out->stat[ZONE_INACTIVE_FILE] = arg(c, ARG_INACTIVE_FILE) % natural;
	c->out->stat[ZONE_ACTIVE_FILE] = arg(c, ARG_ACTIVE_FILE) % natural;
	c->out->stat[ZONE_WRITE_PENDING] = arg(c, ARG_WRITE_PENDING) % natural;
	return true;
}

static bool resolve_contig(const struct context *c)
{
	c->out->kind = REQ_CONTIG;
	c->out->migratetype = index_arg(c, ARG_MIGRATETYPE, MIGRATE_TYPES);
	if (arg(c, ARG_MIGRATETYPE) == 0) /* contig of unmovable memory is misuse; an omitted argument must not be */
		c->out->migratetype = MIGRATE_MOVABLE;
	if (!pfn_arg(c, &c->out->pfn))
		return false;
	c->out->end_pfn = c->out->pfn + count_arg(c, machine_pages(c->machine), 64);
	return true;
}

static bool resolve_alloc_bulk(const struct context *c)
{
	c->out->kind = REQ_ALLOC_BULK;
	c->out->count = reduce(arg(c, ARG_COUNT), BULK_MAX + 1);
	c->out->filled = arg(c, ARG_FILLED);
	c->out->list = arg(c, ARG_LIST) & 1;
	nodes_arg(c, arg(c, ARG_NODEMASK), &c->out->nodemask, &c->out->has_nodemask);
	return true;
}

/* Contiguous pages anywhere. */
static bool resolve_row(const struct context *c, enum request_kind kind)
{
	const uint32_t count = arg(c, ARG_COUNT);

	c->out->kind = (uint8_t)kind;
	c->out->count = count == 0 ? 1 : reduce_quantity(count, machine_pages(c->machine));
	return true;
}

/* From a slot of single pages; with blocks of another order the request is refused. */
static bool resolve_free_contig(const struct context *c)
{
	const uint32_t count = arg(c, ARG_COUNT);

	c->out->kind = REQ_FREE_CONTIG;
	if (arg(c, ARG_PFN)) {
		c->out->count = reduce(count, machine_pages(c->machine));
		return pfn_arg(c, &c->out->pfn);
	}
	c->out->pfn = slot(c)->pfn;
	c->out->count = count == 0 || count > slot(c)->nr ? slot(c)->nr : count;
	return slot(c)->nr > 0;
}

/* The end of the zone; for an empty zone the first section above all memory. */
static pfn_t hotadd_start(const struct context *c, unsigned zone)
{
	const uint32_t section = c->machine->section_pages;
	pfn_t end = c->slots->zone_end[zone];

	if (end > c->machine->zone[zone].start_pfn)
		return end;
	for (unsigned z = 0; z < c->machine->nr_zones; z++)
		if (c->slots->zone_end[z] > end)
			end = c->slots->zone_end[z];
	return (end + section - 1) & ~(section - 1);
}

static bool resolve_hotadd(const struct context *c)
{
	c->out->kind = REQ_HOTADD;
	c->out->pfn = hotadd_start(c, c->out->zone % c->machine->nr_zones);
	if (arg(c, ARG_PFN) && !pfn_arg(c, &c->out->pfn))
		return false;
	c->out->end_pfn = c->out->pfn + count_arg(c, 8, 4) * c->machine->section_pages;
	return true;
}

static bool resolve_mark_bad(const struct context *c)
{
	c->out->kind = REQ_MARK_BAD;
	c->out->damage = (uint8_t)reduce(arg(c, ARG_DAMAGE), NR_DAMAGES);
	return pfn_arg(c, &c->out->pfn);
}

/* Pages of a slot's first block, or one page anywhere. The offset just beyond the last is misuse. */
static bool resolve_write(const struct context *c)
{
	const uint32_t bytes = c->machine->page_bytes, at = reduce(arg(c, ARG_AT), bytes + 1);

	c->out->at = at == 0 ? bytes : at - 1 + (at > bytes);
	c->out->value = arg(c, ARG_BYTE) & 0xff;
	if (!resolve_block(c, REQ_WRITE))
		return false;
	c->out->count = arg(c, ARG_PFN) ? 1 : 1u << slot(c)->order;
	return true;
}

static bool resolve(const struct context *c)
{
	switch ((enum op_kind)c->op->kind) {
	case OP_SET: return resolve_set(c);
	case OP_ALLOC: return resolve_alloc(c, REQ_ALLOC);
	case OP_RMQ: return resolve_alloc(c, REQ_RMQUEUE);
	case OP_FREE: return resolve_free(c);
	case OP_FREE_AT: return resolve_at(c, REQ_FREE);
	case OP_FREELIST: return resolve_freelist(c);
	case OP_SPLIT: return resolve_block(c, REQ_SPLIT);
	case OP_GET_PAGE: return resolve_block(c, REQ_GET_PAGE);
	case OP_DRAIN: return resolve_drain(c, REQ_DRAIN);
	case OP_DRAIN_ALL: return resolve_drain(c, REQ_DRAIN_ALL);
	case OP_DRAIN_BATCH: return resolve_plain(c, REQ_DRAIN_BATCH);
	case OP_DECAY: return resolve_plain(c, REQ_DECAY);
	case OP_FOLD: return resolve_plain(c, REQ_FOLD);
	case OP_KSWAPD: return resolve_kswapd(c);
	case OP_PCP_BUSY: return resolve_pcp_busy(c);
	case OP_RECLAIM_ACTIVE: return resolve_reclaim_active(c);
	case OP_ISOLATE: return resolve_blocks(c, REQ_ISOLATE);
	case OP_UNISOLATE: return resolve_blocks(c, REQ_UNISOLATE);
	case OP_ISOLATE_FREE: return resolve_at(c, REQ_ISOLATE_FREE);
	case OP_REPORT_FREE: return resolve_at(c, REQ_REPORT_FREE);
	case OP_UNRESERVE_HIGHATOMIC: return resolve_unreserve(c);
	case OP_WMARK_OK: return resolve_wmark_ok(c);
	case OP_SETBOOST: return resolve_value(c, REQ_SET_BOOST);
	case OP_SETUP_PAGESET: return resolve_plain(c, REQ_SETUP_PAGESET);
	case OP_CPU_DEAD: return resolve_plain(c, REQ_CPU_DEAD);
	case OP_CPU_UP: return resolve_plain(c, REQ_CPU_UP);
	case OP_ANSWER: return resolve_answer(c);
	case OP_TASK: return resolve_task(c);
	case OP_NODESTAT: return resolve_nodestat(c);
	case OP_ZONESTAT: return resolve_zonestat(c);
	case OP_MARK_BAD: return resolve_mark_bad(c);
	case OP_CONTIG: return resolve_contig(c);
	case OP_CONTIG_PAGES: return resolve_row(c, REQ_CONTIG_PAGES);
	case OP_ALLOC_EXACT: return resolve_row(c, REQ_ALLOC_EXACT);
	case OP_FREE_CONTIG: return resolve_free_contig(c);
	case OP_HOTADD: return resolve_hotadd(c);
	case OP_INIT_LATE: return resolve_plain(c, REQ_INIT_LATE);
	case OP_INIT_WMARKS: return resolve_plain(c, REQ_INIT_WMARKS);
	case OP_WRITE: return resolve_write(c);
	case OP_ALLOC_BULK: return resolve_alloc_bulk(c);
	case OP_NOP:
	case OP_MACHINE:
	case OP_CPU_NODE:
	case OP_ZONE:
	case OP_HOLE:
	case OP_RESERVED:
	case OP_CMA:
	case OP_DISTANCE:
	case NR_OPS: return false;
	}
	return false;
}

/* In two halves, because compilers call memset() for the whole but clear a half inline. */
static void clear(struct request *out)
{
	enum { HALF = sizeof(*out) / 2 };

	memset(out, 0, HALF);
	memset((uint8_t *)out + HALF, 0, sizeof(*out) - HALF);
}

bool request_gives_page(enum request_kind kind)
{
	return kind == REQ_ALLOC || kind == REQ_RMQUEUE || kind == REQ_ALLOC_EXACT || kind == REQ_CONTIG_PAGES;
}

bool request_asks(enum request_kind kind)
{
	return request_gives_page(kind) || kind == REQ_ALLOC_BULK || kind == REQ_CONTIG;
}

bool op_resolve(struct slots *slots, const struct machine *machine, const struct sequence *seq, uint32_t index, struct request *out,
		pfn_t *pfns, uint8_t *orders)
{
	struct context c;

	c.slots = slots;
	c.machine = machine;
	c.op = &seq->op[index];
	c.out = out;
	c.pfns = pfns;
	c.orders = orders;
	find_args(&c);
	clear(out);
	common_args(&c);
	if (resolve(&c))
		return true;
	clear(out);
	return false;
}
