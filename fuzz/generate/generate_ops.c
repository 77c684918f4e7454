// SPDX-License-Identifier: MIT
/*
 * How single ops are made, one function per group of similar ones. Most arguments make sense together; some are wrong on purpose.
 *
 * Each random draw is a statement of its own, or sequenced by the language, because the order of draws is part of what a seed means.
 */
#include "fuzz/generate/generate_pick.h"
#include "fuzz/generate/mutate.h"

/* An offline cpu, if there is one. */
static void make_cpu_up(struct generator *g, struct op *op)
{
	uint32_t cpu = 0;

	while (cpu + 1 < g->machine.nr_cpus && !(g->offline >> cpu & 1))
		cpu++;
	op_set(op, ARG_CPU, cpu);
	g->offline &= ~((uint64_t)1 << cpu);
}

static void make_cpu_dead(struct generator *g, struct op *op)
{
	const uint64_t all = g->machine.nr_cpus == 64 ? ~(uint64_t)0 : ((uint64_t)1 << g->machine.nr_cpus) - 1;
	const uint32_t cpu = random_below(g, g->machine.nr_cpus);

	op_set(op, ARG_CPU, cpu);
	if ((g->offline | (uint64_t)1 << cpu) != all)
		g->offline |= (uint64_t)1 << cpu;
}

static void make_alloc(struct generator *g, struct op *op)
{
	const uint32_t gfp = pick_gfp(g), order = pick_order(g);

	op->dst = (int16_t)empty_slot(g);
	op_set(op, ARG_ORDER, order);
	op_set(op, ARG_GFP, gfp);
	op_set(op, ARG_LRU, gfp & GFP_BIT_MOVABLE ? percent(g, 70) : percent(g, 5));
	op_set(op, ARG_SPREAD, percent(g, 20));
	if (op->kind == OP_RMQ) {
		static const uint32_t flags[] = {
			WMARK_LOW, WMARK_LOW | ALLOC_CMA, WMARK_LOW | ALLOC_NOFRAGMENT | ALLOC_KSWAPD, 0, ALLOC_HARDER, ALLOC_HARDER | ALLOC_HIGH,
			ALLOC_NO_WATERMARKS, WMARK_HIGH | ALLOC_CPUSET, ALLOC_OOM, ALLOC_CMA | ALLOC_HARDER,
		};
		op_set(op, ARG_ALLOC_FLAGS, flags[random_below(g, sizeof(flags) / sizeof(*flags))]);
	}
	set_cpu(g, op);
	set_node(g, op);
	hold(g, op->dst, 1, order);
}

static void make_free(struct generator *g, struct op *op)
{
	const int slot = held_slot(g);

	op_set(op, ARG_SLOT, (uint32_t)slot);
	op_set(op, ARG_COLD, g->machine.profile == PROFILE_LINUX_4_14 && percent(g, 30));
	set_cpu(g, op);
	if (g->held[slot].nr > 0)
		hold(g, slot, g->held[slot].nr - 1, g->held[slot].order);
}

static void make_free_at(struct generator *g, struct op *op)
{
	op_set(op, ARG_PFN, pick_page(g));
	op_set(op, ARG_ORDER, random_below(g, g->machine.max_order));
	set_cpu(g, op);
}

static void make_freelist(struct generator *g, struct op *op)
{
	const uint32_t slots = 1 + random_below(g, g->locks && percent(g, 20) ? 64 : 4);
	const uint32_t first = (uint32_t)held_slot(g);

	op_set(op, ARG_SLOT, first);
	op_set(op, ARG_SLOTS, slots);
	if (percent(g, 5))
		op_set(op, ARG_PFN, pick_page(g));
	op_set(op, ARG_COLD, g->machine.profile == PROFILE_LINUX_4_14 && percent(g, 30));
	set_cpu(g, op);
	for (uint32_t slot = first; slot < first + slots && slot < NR_SLOTS; slot++)
		if (g->held[slot].order == 0)
			hold(g, (int)slot, 0, 0);
}

static void make_split(struct generator *g, struct op *op)
{
	const int slot = held_slot(g);
	const struct held held = g->held[slot];

	op_set(op, ARG_SLOT, (uint32_t)slot);
	if (percent(g, 3)) {
		op_set(op, ARG_PFN, pick_page(g));
		op_set(op, ARG_ORDER, random_below(g, 4));
	} else if (held.nr == 1) {
		hold(g, slot, 1u << held.order, 0);
	}
}

static void make_get_page(struct generator *g, struct op *op)
{
	op_set(op, ARG_SLOT, (uint32_t)held_slot(g));
	if (percent(g, 5))
		op_set(op, ARG_PFN, pick_page(g));
}

static void make_blocks(struct generator *g, struct op *op)
{
	static const uint8_t types[] = {MIGRATE_MOVABLE, MIGRATE_MOVABLE, MIGRATE_MOVABLE, MIGRATE_CMA, MIGRATE_UNMOVABLE};
	const uint32_t zone = random_below(g, g->machine.nr_zones);
	const struct machine_zone *of = &g->machine.zone[zone];
	const uint32_t blocks = ((of->end_pfn - of->start_pfn) >> g->machine.pageblock_order) + 1;

	op_set(op, ARG_ZONE, zone);
	/* Few places, so that isolations and their undoing meet. */
	op_set(op, ARG_BLOCK, percent(g, 70) ? random_below(g, blocks < 8 ? blocks : 8) : random_below(g, blocks));
	op_set(op, ARG_COUNT, percent(g, 50) ? 0 : 1 + random_below(g, blocks < 4 ? blocks : 4));
	op_set(op, ARG_MIGRATETYPE, types[random_below(g, sizeof(types))]);
}

/* A block freed before, if there is one: it may still be whole. */
static void make_free_block(struct generator *g, struct op *op)
{
	const int slot = freed_slot(g);
	uint32_t order = g->held[slot].order, pfn = PFN_OF_SLOT(slot, 0);

	if (order == 0 || percent(g, 30)) {
		order = random_below(g, g->machine.max_order);
		pfn = percent(g, 30) ? pick_page(g) : pick_pfn(g) & ~((1u << order) - 1);
	}
	op_set(op, ARG_PFN, pfn);
	op_set(op, ARG_ORDER, order);
	if (op->kind == OP_ISOLATE_FREE)
		op->dst = (int16_t)empty_slot(g);
}

static void make_wmark(struct generator *g, struct op *op)
{
	const uint32_t pages = machine_size(&g->machine);

	set_zone(g, op);
	op_set(op, ARG_NODE, random_below(g, g->machine.nr_nodes));
	op_set(op, ARG_ORDER, pick_order(g));
	op_set(op, ARG_VALUE, percent(g, 50) ? random_below(g, pages / 8 + 1) : random_below(g, pages + 1));
	op_set(op, ARG_HZI, random_below(g, MAX_NR_ZONES));
	op_set(op, ARG_MIGRATETYPE, random_below(g, 3));
	op_set(op, ARG_FORCE, percent(g, 50));
	op_set(op, ARG_ALLOC_FLAGS, (uint32_t[]){0, ALLOC_HARDER, ALLOC_HIGH, ALLOC_CMA, ALLOC_OOM, ALLOC_HARDER | ALLOC_HIGH}[random_below(g, 6)]);
}

static void make_drain(struct generator *g, struct op *op)
{
	set_cpu(g, op);
	set_zone(g, op);
}

static uint32_t pick_answer(struct generator *g, uint32_t question)
{
	static const int32_t migrate[] = {0, -16, -4};

	switch (question) {
	case ASK_RECLAIM: return random_below(g, 5);
	case ASK_COMPACT: return random_below(g, NR_COMPACT_RESULTS);
	case ASK_NODE_RECLAIM: return random_below(g, 40);
	case ASK_MIGRATE: return (uint32_t)migrate[random_below(g, 3)];
	default: return random_below(g, 2);
	}
}

static uint32_t pick_question(struct generator *g)
{
	uint32_t question = random_below(g, NR_QUESTIONS);

	while (g->scenario->asks && !(g->scenario->asks >> question & 1))
		question = random_below(g, NR_QUESTIONS);
	return question;
}

static void make_answer(struct generator *g, struct op *op)
{
	const uint32_t question = pick_question(g);

	op_set(op, ARG_QUESTION, question);
	op_set(op, ARG_ANSWER, pick_answer(g, question));
	set_cpu(g, op);
	if (question == ASK_COMPACT && percent(g, 60))
		set_zone(g, op);
	if (percent(g, 60)) {
		const uint32_t first = (uint32_t)held_slot(g), slots = 1 + random_below(g, 3);
		op_set(op, ARG_SLOT, first);
		op_set(op, ARG_SLOTS, slots);
		for (uint32_t slot = first; slot < first + slots && slot < NR_SLOTS; slot++)
			hold(g, (int)slot, 0, 0);
	}
	if (g->machine.cpusets && percent(g, 20))
		op_set(op, ARG_MEMS, 1 + random_below(g, (1u << g->machine.nr_nodes) - 1));
	op_set(op, ARG_VICTIM, question == ASK_OOM && percent(g, 30));
}

static void make_task(struct generator *g, struct op *op)
{
	if (percent(g, 70))
		op_set(op, ARG_TASK_FLAGS, 1u << random_below(g, 12));
	if (percent(g, 20))
		op_set(op, ARG_TASK_FLAGS, op_get(op, ARG_TASK_FLAGS) | 1u << random_below(g, 12));
	if (percent(g, 15)) /* the task's flags mean something else in interrupt context */
		op_set(op, ARG_TASK_FLAGS, op_get(op, ARG_TASK_FLAGS) | (percent(g, 50) ? TASK_IRQ : TASK_SOFTIRQ));
	if (!g->machine.cpusets || percent(g, 40))
		return;
	op_set(op, ARG_MEMS, 1 + random_below(g, (1u << g->machine.nr_nodes) - 1));
	op_set(op, ARG_HARDWALL, 1 + random_below(g, (1u << g->machine.nr_nodes) - 1));
}

static void make_stat(struct generator *g, struct op *op)
{
	static const uint8_t ids[] = {
		ARG_INACTIVE_FILE, ARG_ACTIVE_FILE, ARG_FILE_PAGES, ARG_FILE_MAPPED, ARG_FILE_DIRTY, ARG_WRITEBACK, ARG_SLAB, ARG_WRITE_PENDING,
	};
	op_set(op, ARG_NODE, random_below(g, g->machine.nr_nodes));
	set_zone(g, op);
	for (unsigned i = 0; i < sizeof(ids); i++)
		if (percent(g, 60))
			op_set(op, (enum arg_id)ids[i], random_below(g, machine_size(&g->machine) / 4 + 1));
}

static void make_mark_bad(struct generator *g, struct op *op)
{
	op_set(op, ARG_DAMAGE, random_below(g, NR_DAMAGES));
	op_set(op, ARG_PFN, pick_page(g));
}

/* Mostly the owner of a block fills its pages; now and then a stray byte or bit is written anywhere. */
static void make_write(struct generator *g, struct op *op)
{
	static const uint8_t bytes[] = {0x11, 0x22, 0xff, 0, 0xaa, 0xab};

	op_set(op, ARG_SLOT, (uint32_t)held_slot(g));
	if (percent(g, 30))
		op_set(op, ARG_PFN, percent(g, 50) ? PFN_OF_SLOT(freed_slot(g), 0) : pick_page(g));
	if (percent(g, 40))
		op_set(op, ARG_AT, 1 + random_below(g, g->machine.page_bytes + 1));
	op_set(op, ARG_BYTE, bytes[random_below(g, sizeof(bytes))]);
}

static void make_contig(struct generator *g, struct op *op)
{
	const uint32_t drawn = 1 + random_below(g, percent(g, 50) ? 16 : 128);
	const uint32_t count = op->kind == OP_CONTIG_PAGES ? search_count(drawn) : drawn;

	op->dst = (int16_t)empty_slot(g);
	op_set(op, ARG_PFN, pick_pfn(g));
	op_set(op, ARG_COUNT, count);
	op_set(op, ARG_MIGRATETYPE, percent(g, 75) ? MIGRATE_MOVABLE : MIGRATE_CMA);
	op_set(op, ARG_GFP, pick_gfp(g));
	op_set(op, ARG_NODE, random_below(g, g->machine.nr_nodes));
	set_cpu(g, op);
	if (percent(g, 40)) /* it often fails */
		hold(g, op->dst, count, 0);
}

/* Often most of a block, so that the surplus is freed in pieces. */
static void make_exact(struct generator *g, struct op *op)
{
	const uint32_t count = 1 + random_below(g, percent(g, 70) ? 12 : 100);

	op->dst = (int16_t)empty_slot(g);
	op_set(op, ARG_COUNT, count);
	op_set(op, ARG_GFP, pick_gfp(g));
	op_set(op, ARG_NODE, random_below(g, g->machine.nr_nodes));
	set_cpu(g, op);
	hold(g, op->dst, count, 0);
}

/* Up to a few more pages than a refill brings; now and then an entry of the array already has its page. */
static void make_alloc_bulk(struct generator *g, struct op *op)
{
	const uint32_t count = 1 + random_below(g, percent(g, 70) ? 6 : BULK_MAX);

	op->dst = (int16_t)empty_slot(g);
	op_set(op, ARG_COUNT, percent(g, 97) ? count : random_below(g, 2) * (BULK_MAX + 1));
	op_set(op, ARG_GFP, pick_gfp(g));
	op_set(op, ARG_NODE, random_below(g, g->machine.nr_nodes));
	if (percent(g, 20))
		op_set(op, ARG_LIST, 1);
	else if (percent(g, 30))
		op_set(op, ARG_FILLED, random_below(g, 1u << (count < 16 ? count : 16)));
	if (percent(g, 10))
		op_set(op, ARG_NODEMASK, 1 + random_below(g, (1u << g->machine.nr_nodes) - 1));
	set_cpu(g, op);
	for (uint32_t i = 0; i < count && op->dst + (int)i < NR_SLOTS; i++)
		hold(g, op->dst + (int)i, 1, 0);
}

static void make_free_contig(struct generator *g, struct op *op)
{
	int slot = held_slot(g);
	for (int i = 0; i < 4 && g->held[slot].order > 0; i++)
		slot = held_slot(g);
	const uint32_t nr = g->held[slot].nr, count = nr > 1 && percent(g, 50) ? 1 + random_below(g, nr) : 0;

	op_set(op, ARG_SLOT, (uint32_t)slot);
	op_set(op, ARG_COUNT, count);
	set_cpu(g, op);
	hold(g, slot, count ? nr - count : 0, g->held[slot].order);
}

static void make_kswapd(struct generator *g, struct op *op)
{
	op_set(op, ARG_NODE, random_below(g, g->machine.nr_nodes));
	op_set(op, ARG_AWAKE, percent(g, 60));
}

static void make_pcp_busy(struct generator *g, struct op *op)
{
	set_cpu(g, op);
	if (percent(g, 70))
		op_set(op, ARG_ZONE_OR_ALL, 1 + random_below(g, g->machine.nr_zones));
	op_set(op, ARG_TRIES, percent(g, 90) ? 1 + random_below(g, 4) : random_below(g, 40));
	op_set(op, ARG_AFTER, percent(g, 60) ? 0 : random_below(g, 6));
}

static void make_reclaim_active(struct generator *g, struct op *op)
{
	if (percent(g, 70))
		op_set(op, ARG_ZONE_OR_ALL, 1 + random_below(g, g->machine.nr_zones));
	op_set(op, ARG_ON, percent(g, 60));
}

static void make_set(struct generator *g, struct op *op)
{
	static const uint8_t sysctls[] = {
		SET_MIN_FREE_KBYTES, SET_MIN_FREE_KBYTES, SET_WATERMARK_SCALE_FACTOR, SET_WATERMARK_BOOST_FACTOR, SET_LOWMEM_RESERVE_RATIO_DMA,
		SET_LOWMEM_RESERVE_RATIO_DMA32, SET_LOWMEM_RESERVE_RATIO_NORMAL, SET_PERCPU_PAGELIST_FRACTION, SET_PERCPU_PAGELIST_FRACTION,
	};
	const uint32_t pages = machine_size(&g->machine), key = sysctls[random_below(g, sizeof(sysctls))];
	uint32_t value = random_below(g, 512);

	if (key == SET_MIN_FREE_KBYTES)
		value = percent(g, 80) ? random_below(g, pages / 2 + 1) : random_below(g, 4 * pages);
	else if (key == SET_WATERMARK_SCALE_FACTOR)
		value = 1 + random_below(g, 1000);
	else if (key == SET_WATERMARK_BOOST_FACTOR)
		value = random_below(g, 30001);
	else if (key == SET_PERCPU_PAGELIST_FRACTION && percent(g, 30))
		value = random_below(g, 9);
	op_set(op, ARG_KEY, key);
	op_set(op, ARG_KEY_VALUE, value);
}

void make(struct generator *g, enum op_kind kind)
{
	struct op *op = add_op(g, kind);

	switch (kind) {
	case OP_ALLOC:
	case OP_RMQ: make_alloc(g, op); break;
	case OP_FREE: make_free(g, op); break;
	case OP_FREE_AT: make_free_at(g, op); break;
	case OP_FREELIST: make_freelist(g, op); break;
	case OP_SPLIT: make_split(g, op); break;
	case OP_GET_PAGE: make_get_page(g, op); break;
	case OP_DRAIN:
	case OP_DRAIN_ALL:
	case OP_DRAIN_BATCH:
	case OP_DECAY: make_drain(g, op); break;
	case OP_FOLD: set_cpu(g, op); break;
	case OP_KSWAPD: make_kswapd(g, op); break;
	case OP_PCP_BUSY: make_pcp_busy(g, op); break;
	case OP_RECLAIM_ACTIVE: make_reclaim_active(g, op); break;
	case OP_CPU_DEAD: make_cpu_dead(g, op); break;
	case OP_CPU_UP: make_cpu_up(g, op); break;
	case OP_ISOLATE:
	case OP_UNISOLATE: make_blocks(g, op); break;
	case OP_ISOLATE_FREE:
	case OP_REPORT_FREE: make_free_block(g, op); break;
	case OP_WMARK_OK:
	case OP_SETBOOST:
	case OP_UNRESERVE_HIGHATOMIC: make_wmark(g, op); break;
	case OP_ANSWER: make_answer(g, op); break;
	case OP_TASK: make_task(g, op); break;
	case OP_NODESTAT:
	case OP_ZONESTAT: make_stat(g, op); break;
	case OP_MARK_BAD: make_mark_bad(g, op); break;
	case OP_CONTIG:
	case OP_CONTIG_PAGES: make_contig(g, op); break;
	case OP_FREE_CONTIG: make_free_contig(g, op); break;
	case OP_HOTADD: op_set(op, ARG_ZONE, random_below(g, g->machine.nr_zones)); break;
	case OP_SET: make_set(g, op); break;
	case OP_WRITE: make_write(g, op); break;
	case OP_ALLOC_EXACT: make_exact(g, op); break;
	case OP_ALLOC_BULK: make_alloc_bulk(g, op); break;
	case OP_SETUP_PAGESET:
	case OP_INIT_LATE:
	case OP_INIT_WMARKS: break; /* no arguments */
	case OP_NOP:
	case OP_MACHINE:
	case OP_CPU_NODE:
	case OP_ZONE:
	case OP_HOLE:
	case OP_RESERVED:
	case OP_CMA:
	case OP_DISTANCE:
	case NR_OPS: break; /* scenarios describe the machine themselves */
	}
}
