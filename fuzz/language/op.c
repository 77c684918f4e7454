// SPDX-License-Identifier: MIT
/*
 * The table of ops and the frozen opcodes.
 *
 * A record is SEQ_RECORD bytes: the code, the slot written if the row writes one, the arguments in row order at their widths, padding.
 * Widths and the order of a row's arguments are frozen with the opcode; a row may grow at its end, because older records have zeroes there.
 * Text is printed and read from the same rows; see arg.h for how each argument looks.
 */
#include "fuzz/language/op.h"

#include <string.h>

#define NO_SLOT false
#define WRITES_SLOT true

const struct op_row op_table[NR_OPS] = {
	[OP_NOP] = {"nop", NO_SLOT, {{ARG_NONE, 0}}, "does nothing"},

	[OP_MACHINE] = {"machine", NO_SLOT, {{ARG_CPUS, 1}, {ARG_PAGEBLOCK_ORDER, 1}, {ARG_MAX_ORDER, 1}},
		"cpus and orders; 0 is the default: 1 cpu, pageblock_order 4, max_order 11"},
	[OP_CPU_NODE] = {"cpu_node", NO_SLOT, {{ARG_CPU, 1}, {ARG_NODE, 1}}, "home node of a cpu; otherwise cpu modulo nodes"},
	[OP_ZONE] = {"zone", NO_SLOT, {{ARG_NODE, 1}, {ARG_ZONE_KIND, 1}, {ARG_START, 4}, {ARG_END, 4}},
		"a zone with memory from start up to, not including, end"},
	[OP_HOLE] = {"hole", NO_SLOT, {{ARG_START, 4}, {ARG_END, 4}}, "no memory there"},
	[OP_RESERVED] = {"reserved", NO_SLOT, {{ARG_START, 4}, {ARG_END, 4}}, "memory that is never given to the allocator"},
	[OP_CMA] = {"cma", NO_SLOT, {{ARG_START, 4}, {ARG_END, 4}}, "a contiguous memory area, in whole pageblocks"},
	[OP_DISTANCE] = {"distance", NO_SLOT, {{ARG_DISTANCE_FROM, 1}, {ARG_DISTANCE_TO, 1}, {ARG_DISTANCE, 1}},
		"distance of two nodes, in one direction; otherwise 20"},
	[OP_SET] = {"set", NO_SLOT, {{ARG_KEY, 1}, {ARG_KEY_VALUE, 4}},
		"a tunable: of the machine before the first request, later the sysctl of that name"},

	[OP_ALLOC] = {"alloc", WRITES_SLOT,
		{{ARG_ORDER, 1}, {ARG_GFP, 4}, {ARG_CPU, 1}, {ARG_NODE, 1}, {ARG_LRU, 1}, {ARG_NODEMASK, 1}},
		"__alloc_pages_nodemask: fast path, then slow path"},
	[OP_RMQ] = {"rmq", WRITES_SLOT,
		{{ARG_ORDER, 1}, {ARG_GFP, 4}, {ARG_CPU, 1}, {ARG_NODE, 1}, {ARG_LRU, 1}, {ARG_NODEMASK, 1}, {ARG_ALLOC_FLAGS, 2}, {ARG_SPREAD, 1}},
		"get_page_from_freelist with exactly these alloc flags"},
	[OP_FREE] = {"free", NO_SLOT, {{ARG_SLOT, 1}, {ARG_CPU, 1}, {ARG_COLD, 1}}, "__free_pages of the slot's first block"},
	[OP_FREE_AT] = {"free_at", NO_SLOT, {{ARG_PFN, 4}, {ARG_ORDER, 1}, {ARG_CPU, 1}, {ARG_COLD, 1}},
		"__free_pages of any page with any order: misuse on purpose"},
	[OP_FREELIST] = {"freelist", NO_SLOT, {{ARG_SLOT, 1}, {ARG_SLOTS, 1}, {ARG_PFN, 4}, {ARG_CPU, 1}, {ARG_COLD, 1}},
		"free_unref_page_list of all single pages of a run of slots (from linux-6.12 on: and compound blocks), then of the page pfn if given"},
	[OP_SPLIT] = {"split", NO_SLOT, {{ARG_SLOT, 1}, {ARG_PFN, 4}, {ARG_ORDER, 1}},
		"split_page of the slot's block; of pfn and order instead if pfn is given"},
	[OP_GET_PAGE] = {"get_page", NO_SLOT, {{ARG_SLOT, 1}, {ARG_PFN, 4}}, "one more reference on the slot's first block, or on pfn if given"},
	[OP_DRAIN] = {"drain", NO_SLOT, {{ARG_CPU, 1}, {ARG_ZONE_OR_ALL, 1}}, "drain_pages, with a zone drain_pages_zone"},
	[OP_DRAIN_ALL] = {"drain_all", NO_SLOT, {{ARG_ZONE_OR_ALL, 1}}, "drain_all_pages"},
	[OP_DRAIN_BATCH] = {"drain_batch", NO_SLOT, {{ARG_CPU, 1}, {ARG_ZONE, 1}}, "drain_zone_pages: one batch"},
	[OP_DECAY] = {"decay", NO_SLOT, {{ARG_CPU, 1}, {ARG_ZONE, 1}}, "decay_pcp_high; nothing before linux-6.12"},
	[OP_FOLD] = {"fold", NO_SLOT, {{ARG_CPU, 1}}, "refresh_cpu_vm_stats: the cpu's drift joins the counters; nothing without vmstat_percpu"},
	[OP_KSWAPD] = {"kswapd", NO_SLOT, {{ARG_NODE, 1}, {ARG_AWAKE, 1}},
		"kswapd of the node wakes or goes to sleep, which is how far counters drift; linux-7.3: and whether its node is avoided"},
	[OP_PCP_BUSY] = {"pcp_busy", NO_SLOT, {{ARG_CPU, 1}, {ARG_ZONE_OR_ALL, 1}, {ARG_TRIES, 1}, {ARG_AFTER, 1}},
		"somebody else has the lock of the cpu's page set, or of each, when it is tried for; nothing before linux-6.1"},
	[OP_RECLAIM_ACTIVE] = {"reclaim_active", NO_SLOT, {{ARG_ZONE_OR_ALL, 1}, {ARG_ON, 1}},
		"ZONE_RECLAIM_ACTIVE: kswapd goes over the zone, and page sets stay small; nothing before linux-6.1"},
	[OP_ISOLATE] = {"isolate", NO_SLOT, {{ARG_ZONE, 1}, {ARG_BLOCK, 4}, {ARG_COUNT, 2}, {ARG_MIGRATETYPE, 1}},
		"start_isolate_page_range of count pageblocks"},
	[OP_UNISOLATE] = {"unisolate", NO_SLOT, {{ARG_ZONE, 1}, {ARG_BLOCK, 4}, {ARG_COUNT, 2}, {ARG_MIGRATETYPE, 1}},
		"undo_isolate_page_range of count pageblocks"},
	[OP_ISOLATE_FREE] = {"isolate_free", WRITES_SLOT, {{ARG_PFN, 4}, {ARG_ORDER, 1}}, "__isolate_free_page of a free block"},
	[OP_REPORT_FREE] = {"report_free", NO_SLOT, {{ARG_PFN, 4}, {ARG_ORDER, 1}}, "__isolate_free_page, then __putback_isolated_page"},
	[OP_UNRESERVE_HIGHATOMIC] = {"unreserve_highatomic", NO_SLOT, {{ARG_NODE, 1}, {ARG_HZI, 1}, {ARG_MIGRATETYPE, 1}, {ARG_FORCE, 1}},
		"unreserve_highatomic_pageblock"},
	[OP_WMARK_OK] = {"wmark_ok", NO_SLOT, {{ARG_ZONE, 1}, {ARG_ORDER, 1}, {ARG_VALUE, 4}, {ARG_HZI, 1}, {ARG_ALLOC_FLAGS, 2}},
		"zone_watermark_ok against the mark value"},
	[OP_SETBOOST] = {"setboost", NO_SLOT, {{ARG_ZONE, 1}, {ARG_VALUE, 4}}, "watermark_boost of a zone, as kswapd would lower it"},
	[OP_SETUP_PAGESET] = {"setup_pageset", NO_SLOT, {{ARG_NONE, 0}}, "setup_per_cpu_pageset: the end of the boot page sets"},
	[OP_CPU_DEAD] = {"cpu_dead", NO_SLOT, {{ARG_CPU, 1}}, "page_alloc_cpu_dead: the cpu goes offline"},
	[OP_CPU_UP] = {"cpu_up", NO_SLOT, {{ARG_CPU, 1}}, "the cpu is online again"},
	[OP_ANSWER] = {"answer", NO_SLOT,
		{{ARG_QUESTION, 1}, {ARG_ANSWER, 4}, {ARG_CPU, 1}, {ARG_ZONE_OR_ALL, 1}, {ARG_SLOT, 1}, {ARG_SLOTS, 1}, {ARG_MEMS, 1}, {ARG_VICTIM, 1}},
		"what the next request that asks is told; the slots named are freed then and empty from now on"},
	[OP_TASK] = {"task", NO_SLOT, {{ARG_TASK_FLAGS, 4}, {ARG_MEMS, 1}, {ARG_HARDWALL, 1}}, "state of the task that asks"},
	[OP_NODESTAT] = {"nodestat", NO_SLOT,
		{{ARG_NODE, 1}, {ARG_INACTIVE_FILE, 2}, {ARG_ACTIVE_FILE, 2}, {ARG_FILE_PAGES, 2}, {ARG_FILE_MAPPED, 2}, {ARG_FILE_DIRTY, 2},
		 {ARG_WRITEBACK, 2}, {ARG_SLAB, 2}},
		"page-cache statistics of a node, in pages"},
	[OP_ZONESTAT] = {"zonestat", NO_SLOT, {{ARG_ZONE, 1}, {ARG_INACTIVE_FILE, 4}, {ARG_ACTIVE_FILE, 4}, {ARG_WRITE_PENDING, 4}},
		"page-cache statistics of a zone, in pages"},
	[OP_MARK_BAD] = {"mark_bad", NO_SLOT, {{ARG_DAMAGE, 1}, {ARG_PFN, 4}}, "damages a struct page"},
	[OP_CONTIG] = {"contig", WRITES_SLOT, {{ARG_PFN, 4}, {ARG_COUNT, 4}, {ARG_MIGRATETYPE, 1}, {ARG_GFP, 4}, {ARG_CPU, 1}},
		"alloc_contig_range of count pages from pfn"},
	[OP_CONTIG_PAGES] = {"contig_pages", WRITES_SLOT, {{ARG_COUNT, 4}, {ARG_GFP, 4}, {ARG_CPU, 1}, {ARG_NODE, 1}}, "alloc_contig_pages"},
	[OP_ALLOC_EXACT] = {"alloc_exact", WRITES_SLOT, {{ARG_COUNT, 4}, {ARG_GFP, 4}, {ARG_CPU, 1}, {ARG_NODE, 1}},
		"alloc_pages_exact_nid of count pages; free_contig gives them back"},
	[OP_FREE_CONTIG] = {"free_contig", NO_SLOT, {{ARG_SLOT, 1}, {ARG_COUNT, 4}, {ARG_PFN, 4}, {ARG_CPU, 1}},
		"free_contig_range of count single pages of the slot (0: all), or from pfn if given"},
	[OP_HOTADD] = {"hotadd", NO_SLOT, {{ARG_ZONE, 1}, {ARG_COUNT, 2}, {ARG_PFN, 4}},
		"online_pages of count sections at the zone's end, or at pfn if given"},
	[OP_INIT_LATE] = {"init_late", NO_SLOT, {{ARG_NONE, 0}}, "page_alloc_init_late: the rest of deferred memory"},
	[OP_INIT_WMARKS] = {"init_wmarks", NO_SLOT, {{ARG_NONE, 0}}, "init_per_zone_wmark_min"},
	[OP_WRITE] = {"write", NO_SLOT, {{ARG_SLOT, 1}, {ARG_PFN, 4}, {ARG_AT, 1}, {ARG_BYTE, 1}},
		"somebody writes to the pages of the slot's first block, or to the page pfn if given, free or not"},
	[OP_ALLOC_BULK] = {"alloc_bulk", WRITES_SLOT,
		{{ARG_COUNT, 1}, {ARG_GFP, 4}, {ARG_CPU, 1}, {ARG_NODE, 1}, {ARG_NODEMASK, 1}, {ARG_FILLED, 4}, {ARG_LIST, 1}},
		"__alloc_pages_bulk into count slots from this one on; before linux-6.1 one request after the other"},
};

/*
 * Frozen: a code never changes its owner. New ops take unused codes, which are nops until then. alloc and free own many codes, so that most
 * random bytes mean traffic. 0 is nop, so that bytes missing from an input do nothing.
 */
const uint8_t op_of_code[256] = {
	[0x01] = OP_MACHINE, [0x02] = OP_CPU_NODE, [0x03] = OP_ZONE, [0x04] = OP_HOLE, [0x05] = OP_RESERVED,
	[0x06] = OP_CMA, [0x07] = OP_DISTANCE, [0x08] = OP_SET, [0x09] = OP_SET,
	[0x10] = OP_ALLOC, [0x11] = OP_ALLOC, [0x12] = OP_ALLOC, [0x13] = OP_ALLOC, [0x14] = OP_ALLOC, [0x15] = OP_ALLOC,
	[0x16] = OP_ALLOC, [0x17] = OP_ALLOC, [0x18] = OP_ALLOC, [0x19] = OP_ALLOC, [0x1a] = OP_ALLOC, [0x1b] = OP_ALLOC,
	[0x1c] = OP_ALLOC, [0x1d] = OP_ALLOC, [0x1e] = OP_ALLOC, [0x1f] = OP_ALLOC,
	[0x20] = OP_ALLOC, [0x21] = OP_ALLOC, [0x22] = OP_ALLOC, [0x23] = OP_ALLOC, [0x24] = OP_ALLOC, [0x25] = OP_ALLOC,
	[0x26] = OP_ALLOC, [0x27] = OP_ALLOC, [0x28] = OP_ALLOC, [0x29] = OP_ALLOC, [0x2a] = OP_ALLOC, [0x2b] = OP_ALLOC,
	[0x2c] = OP_ALLOC, [0x2d] = OP_ALLOC, [0x2e] = OP_ALLOC, [0x2f] = OP_ALLOC,
	[0x30] = OP_ALLOC, [0x31] = OP_ALLOC, [0x32] = OP_ALLOC, [0x33] = OP_ALLOC, [0x34] = OP_ALLOC, [0x35] = OP_ALLOC,
	[0x36] = OP_ALLOC, [0x37] = OP_ALLOC,
	[0x40] = OP_FREE, [0x41] = OP_FREE, [0x42] = OP_FREE, [0x43] = OP_FREE, [0x44] = OP_FREE, [0x45] = OP_FREE,
	[0x46] = OP_FREE, [0x47] = OP_FREE, [0x48] = OP_FREE, [0x49] = OP_FREE, [0x4a] = OP_FREE, [0x4b] = OP_FREE,
	[0x4c] = OP_FREE, [0x4d] = OP_FREE, [0x4e] = OP_FREE, [0x4f] = OP_FREE,
	[0x50] = OP_FREE, [0x51] = OP_FREE, [0x52] = OP_FREE, [0x53] = OP_FREE, [0x54] = OP_FREE, [0x55] = OP_FREE,
	[0x56] = OP_FREE, [0x57] = OP_FREE, [0x58] = OP_FREE, [0x59] = OP_FREE, [0x5a] = OP_FREE, [0x5b] = OP_FREE,
	[0x5c] = OP_FREE, [0x5d] = OP_FREE, [0x5e] = OP_FREE, [0x5f] = OP_FREE,
	[0x60] = OP_RMQ, [0x61] = OP_RMQ, [0x62] = OP_RMQ, [0x63] = OP_RMQ, [0x64] = OP_RMQ, [0x65] = OP_RMQ,
	[0x66] = OP_RMQ, [0x67] = OP_RMQ, [0x68] = OP_FREE_AT, [0x69] = OP_FREE_AT, [0x6a] = OP_FREE_AT,
	[0x6b] = OP_FREE_AT, [0x6c] = OP_FREELIST, [0x6d] = OP_FREELIST, [0x6e] = OP_FREELIST, [0x6f] = OP_FREELIST,
	[0x70] = OP_SPLIT, [0x71] = OP_SPLIT, [0x72] = OP_GET_PAGE, [0x73] = OP_GET_PAGE, [0x74] = OP_DRAIN,
	[0x75] = OP_DRAIN, [0x76] = OP_DRAIN_ALL, [0x77] = OP_DRAIN_BATCH, [0x78] = OP_ISOLATE, [0x79] = OP_ISOLATE,
	[0x7a] = OP_UNISOLATE, [0x7b] = OP_UNISOLATE, [0x7c] = OP_ISOLATE_FREE, [0x7d] = OP_REPORT_FREE,
	[0x7e] = OP_UNRESERVE_HIGHATOMIC, [0x7f] = OP_WMARK_OK,
	[0x80] = OP_SETBOOST, [0x81] = OP_SETUP_PAGESET, [0x82] = OP_CPU_DEAD, [0x83] = OP_CPU_UP, [0x84] = OP_ANSWER,
	[0x85] = OP_ANSWER, [0x86] = OP_ANSWER, [0x87] = OP_ANSWER, [0x88] = OP_TASK, [0x89] = OP_NODESTAT,
	[0x8a] = OP_ZONESTAT, [0x8b] = OP_MARK_BAD, [0x8c] = OP_CONTIG, [0x8d] = OP_CONTIG, [0x8e] = OP_CONTIG_PAGES,
	[0x8f] = OP_FREE_CONTIG,
	[0x90] = OP_HOTADD, [0x91] = OP_INIT_LATE, [0x92] = OP_INIT_WMARKS, [0x93] = OP_WRITE, [0x94] = OP_WRITE,
	[0x95] = OP_ALLOC_BULK, [0x96] = OP_ALLOC_BULK, [0x97] = OP_DECAY,
	[0x98] = OP_FOLD, [0x99] = OP_KSWAPD, [0x9a] = OP_ALLOC_EXACT, [0x9b] = OP_ALLOC_EXACT,
	[0x9c] = OP_PCP_BUSY, [0x9d] = OP_RECLAIM_ACTIVE,
};

uint8_t op_code(enum op_kind kind)
{
	const uint8_t *code = memchr(op_of_code, kind, sizeof(op_of_code));

	return code ? (uint8_t)(code - op_of_code) : 0;
}

bool op_gives_page(enum op_kind kind)
{
	return kind == OP_ALLOC || kind == OP_RMQ || kind == OP_ALLOC_EXACT || kind == OP_CONTIG_PAGES;
}

bool op_asks(enum op_kind kind)
{
	return op_gives_page(kind) || kind == OP_ALLOC_BULK || kind == OP_CONTIG;
}

/* The index of an argument in a row, or -1. */
static int arg_index(enum op_kind kind, enum arg_id id)
{
	const struct op_arg *arg = op_table[kind].arg;
	for (int i = 0; i < OP_ARGS_MAX && arg[i].id != ARG_NONE; i++)
		if (arg[i].id == id)
			return i;
	return -1;
}

uint32_t op_get(const struct op *op, enum arg_id id)
{
	int i = arg_index(op->kind, id);
	return i < 0 ? 0 : op->arg[i];
}

void op_set(struct op *op, enum arg_id id, uint32_t value)
{
	int i = arg_index(op->kind, id);
	if (i >= 0)
		op->arg[i] = value;
}
