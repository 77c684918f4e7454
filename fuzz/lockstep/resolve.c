// SPDX-License-Identifier: MIT
/*
 * Ops to requests: slots looked up, arguments reduced, one small function per shape of request.
 *
 * Reduction keeps misuse reachable without letting it drown the rest: an index just beyond its limit is passed on to be refused, a wild
 * one is taken modulo the limit. Values of gfp and flags that no kernel names are mapped to ones it does.
 */
#include "fuzz/lockstep/resolve.h"

#include <string.h>

#include "fuzz/language/machine_size.h"

/* Below twice the limit as it is, otherwise modulo the limit. */
static uint32_t reduce(uint32_t value, uint32_t limit)
{
	return value < 2 * limit ? value : value % limit;
}

/* A quantity: the values around what is natural and the topmost 2^16 as they are (those are misuse), otherwise modulo natural. */
static uint32_t reduce_quantity(uint32_t value, uint32_t natural)
{
	return value < 2 * natural || value >= 0xffff0000u ? value : value % natural;
}

/* As much as compilers clear on the spot. */
enum { AT_ONCE = 16, ARGS_ROOM = (NR_ARGS + AT_ONCE - 1) / AT_ONCE * AT_ONCE };

/* What an op is resolved with. */
struct context {
	const struct slots *slots;
	const struct machine *machine;
	const struct op *op;
	struct request *out;
	pfn_t *pfns;
	uint8_t *orders;
	uint32_t arg[ARGS_ROOM]; /* by what they mean; 0 if the op has none of that meaning */
};

static uint32_t arg(const struct context *c, enum arg_id id)
{
	return c->arg[id];
}

/* Each argument is asked for where it is wanted, so that no branch depends on which ones an op has. In a row, without loops. */
static void find_args(struct context *c)
{
	const struct op_arg *row = op_table[c->op->kind].arg;

#pragma GCC unroll 8
	for (unsigned i = 0; i < ARGS_ROOM; i += AT_ONCE)
		memset(&c->arg[i], 0, AT_ONCE * sizeof(c->arg[0]));
#pragma GCC unroll 8
	for (unsigned i = 0; i < OP_ARGS_MAX; i++) /* ARG_NONE, which nobody asks for, takes what is left over */
		c->arg[row[i].id] = c->op->arg[i];
}

static const struct slot *slot(const struct context *c)
{
	return &c->slots->slot[arg(c, ARG_SLOT) % NR_SLOTS];
}

/* A pfn argument. False: it is relative to a slot that never held anything. */
static bool pfn_arg(const struct context *c, pfn_t *pfn)
{
	const uint32_t value = arg(c, ARG_PFN);

	if (!(value & PFN_OF_SLOT(0, 0))) {
		*pfn = reduce(value, machine_end(c->machine));
		return true;
	}
	const struct slot *of = &c->slots->slot[value >> 16 & 0xff];
	const uint32_t offset = value & 0xffff;
	*pfn = (of->pfn + offset - (offset & 0x8000 ? 0x10000 : 0)) & INT32_MAX;
	return of->used;
}

static uint8_t zone_arg(const struct context *c)
{
	return (uint8_t)reduce(arg(c, ARG_ZONE), c->machine->nr_zones);
}

static uint8_t zone_or_all(const struct context *c)
{
	const uint32_t zone = arg(c, ARG_ZONE_OR_ALL);
	return zone == 0 ? ZONE_ALL : (uint8_t)reduce(zone - 1, c->machine->nr_zones);
}

/* At least one; below twice what is natural as it is, otherwise folded into 1..few. */
static uint32_t count_arg(const struct context *c, uint32_t natural, uint32_t few)
{
	const uint32_t count = arg(c, ARG_COUNT);
	return count == 0 ? 1 : count < 2 * natural ? count : 1 + count % few;
}

/* Masks that kernels use; GFP_KERNEL comes first. */
enum {
	RECLAIM = GFP_BIT_DIRECT_RECLAIM | GFP_BIT_KSWAPD_RECLAIM,
	KERNEL = RECLAIM | GFP_BIT_IO | GFP_BIT_FS,
	USER = KERNEL | GFP_BIT_HARDWALL,
	MOVABLE = USER | GFP_BIT_HIGHMEM | GFP_BIT_MOVABLE,
	ATOMIC = GFP_BIT_HIGH | GFP_BIT_ATOMIC | GFP_BIT_KSWAPD_RECLAIM,
	HUGE = (MOVABLE | GFP_BIT_COMP | GFP_BIT_NOMEMALLOC | GFP_BIT_NOWARN) & ~(GFP_BIT_KSWAPD_RECLAIM),
};

static const uint32_t usual_gfp[] = {
	KERNEL, MOVABLE, KERNEL | GFP_BIT_RECLAIMABLE, ATOMIC,
	USER, GFP_BIT_KSWAPD_RECLAIM, KERNEL | GFP_BIT_DMA32, HUGE,
	MOVABLE | GFP_BIT_ZERO, KERNEL | GFP_BIT_COMP, KERNEL | GFP_BIT_NORETRY, KERNEL | GFP_BIT_RETRY_MAYFAIL,
	ATOMIC | GFP_BIT_NOMEMALLOC, ATOMIC | GFP_BIT_MEMALLOC, KERNEL | GFP_BIT_THISNODE, MOVABLE | GFP_BIT_WRITE,
};

/* A mask with bits that no kernel has stands for a usual one, picked by its top byte. */
static uint32_t gfp_arg(uint32_t gfp)
{
	return gfp <= GFP_BITS_ALL ? gfp : usual_gfp[(gfp >> 24) % (sizeof(usual_gfp) / sizeof(*usual_gfp))];
}

/* Bits without a name go, and the watermark index 3, which is none, is read as HIGH, but not where it is all there is: that is misuse. */
static uint32_t alloc_flags_arg(const struct context *c, uint32_t value)
{
	const uint32_t named = ALLOC_WMARK_MASK | ALLOC_NO_WATERMARKS | ALLOC_OOM | ALLOC_HARDER | ALLOC_HIGH | ALLOC_CPUSET | ALLOC_CMA |
			       ALLOC_NOFRAGMENT | ALLOC_KSWAPD | (c->machine->profile >= PROFILE_LINUX_6_1 ? ALLOC_HIGHATOMIC : 0);
	const uint32_t flags = value & named;
	return (flags & ALLOC_WMARK_MASK) == ALLOC_WMARK_MASK && flags != ALLOC_WMARK_MASK ? flags & ~1u : flags;
}

/* A mask without any of the machine's nodes stands for one of them, except the one node just beyond: that is misuse. */
static void nodes_arg(const struct context *c, uint32_t value, uint32_t *mask, bool *given)
{
	const uint32_t nodes = c->machine->nr_nodes;
	const bool some = value & ((1u << nodes) - 1);

	*given = value != 0;
	*mask = !*given || some || value == 1u << nodes ? value : 1u << value % nodes;
}

static uint8_t index_arg(const struct context *c, enum arg_id id, uint32_t limit)
{
	return (uint8_t)reduce(arg(c, id), limit);
}

/* What most requests take alike: into the field of its name. The others are taken by whom they concern. */
static void common_args(const struct context *c)
{
	const struct machine *machine = c->machine;
	struct request *out = c->out;

	out->cpu = index_arg(c, ARG_CPU, machine->nr_cpus);
	out->node = index_arg(c, ARG_NODE, machine->nr_nodes);
	out->zone = index_arg(c, ARG_ZONE, machine->nr_zones);
	out->order = index_arg(c, ARG_ORDER, machine->max_order);
	out->gfp = gfp_arg(arg(c, ARG_GFP)) | (arg(c, ARG_COLD) & 1 ? GFP_BIT_COLD : 0); /* no op has both */
}

/* The blocks of a run of slots, at most RESOLVE_MAX; with listed, only of slots that lists of pages take. */
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

/* False: there is none. */
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

/* A request about the slot's first block, or about pfn and order where pfn is given. */
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

/* Pageblocks of a zone, counted from the one its first page lies in. */
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

/* A set after the machine: the sysctl of that name. */
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

/* Answers that mean something to the question; a compaction result just beyond the last is misuse, and so is any to no question. */
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

/* Statistics are pages of the zone's page cache: bounded so that sums stay far from 32 bits. */
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
	if (arg(c, ARG_MIGRATETYPE) == 0) /* a contig of unmovable memory is misuse; what is not given shall not be */
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

/* Pages in a row, wherever they are. */
static bool resolve_row(const struct context *c, enum request_kind kind)
{
	const uint32_t count = arg(c, ARG_COUNT);

	c->out->kind = (uint8_t)kind;
	c->out->count = count == 0 ? 1 : reduce_quantity(count, machine_pages(c->machine));
	return true;
}

/* Out of a slot of single pages; blocks of another order are left to the refusal. */
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

/* The end of the zone; for a zone without memory the first section above everything. */
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

/* Pages of a slot's first block, or one page wherever it is. The offset beyond the last is misuse. */
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

/* In two parts, neither too long for compilers to write it on the spot. */
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
