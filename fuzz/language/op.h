// SPDX-License-Identifier: MIT
/*
 * The op language, one table: what each op is called, which arguments it takes, how wide each is in a record.
 *
 * Decode, encode, print, parse, generate, mutate, shrink and docs/language.md are driven by op_table. A new op is a row and an opcode here;
 * ARCHITECTURE.md, "How to add ... an op", lists the other places. Opcodes are frozen: op_of_code is a 256-entry map in which common ops
 * own several codes, and a code without an owner is a nop.
 */
#ifndef FUZZ_OP_H
#define FUZZ_OP_H

#include "contract/machine.h"
#include "contract/request.h"

enum { OP_ARGS_MAX = 8, NR_SLOTS = 256, SLOT_NONE = -1 };

enum op_kind {
	OP_NOP,
	/* the machine; only before the first other op, later ones are nops */
	OP_MACHINE,  /* cpus pageblock_order max_order [flags] */
	OP_CPU_NODE, /* cpu node */
	OP_ZONE,     /* node kind pfn=start..end */
	OP_HOLE,     /* start..end */
	OP_RESERVED, /* start..end */
	OP_CMA,      /* start..end */
	OP_DISTANCE, /* from to distance */
	OP_SET,      /* key value: among the machine ops a field of the machine, later the sysctl of that name (a nop if there is none) */
	/* requests, named as in contract/request.h; a = the slot an op writes or reads */
	OP_ALLOC,
	OP_RMQ,
	OP_FREE,
	OP_FREE_AT, /* by explicit pfn and order, even if that is misuse */
	OP_FREELIST,
	OP_SPLIT,
	OP_GET_PAGE,
	OP_DRAIN,
	OP_DRAIN_ALL,
	OP_DRAIN_BATCH,
	OP_ISOLATE,
	OP_UNISOLATE,
	OP_ISOLATE_FREE,
	OP_REPORT_FREE,
	OP_UNRESERVE_HIGHATOMIC,
	OP_WMARK_OK,
	OP_SETBOOST,
	OP_SETUP_PAGESET,
	OP_CPU_DEAD,
	OP_CPU_UP,
	OP_ANSWER,
	OP_TASK,
	OP_NODESTAT,
	OP_ZONESTAT,
	OP_MARK_BAD,
	OP_CONTIG,
	OP_CONTIG_PAGES,
	OP_FREE_CONTIG,
	OP_HOTADD,
	OP_INIT_LATE,
	OP_INIT_WMARKS,
	OP_WRITE,
	OP_ALLOC_BULK, /* entry n of the array is slot a + n */
	OP_DECAY,
	OP_FOLD,
	OP_KSWAPD,
	OP_ALLOC_EXACT,
	OP_PCP_BUSY,
	OP_RECLAIM_ACTIVE,
	NR_OPS,
};

/* An argument has the same meaning in every op. */
enum arg_id {
	ARG_NONE,
	ARG_CPUS, ARG_MAX_ORDER, ARG_PAGEBLOCK_ORDER, /* OP_MACHINE */
	ARG_START, ARG_END,                           /* a pfn range, printed start..end */
	ARG_DISTANCE_FROM, ARG_DISTANCE_TO, ARG_DISTANCE,
	ARG_KEY, ARG_KEY_VALUE,                       /* OP_SET: enum set_key */
	ARG_CPU, ARG_NODE, ARG_ZONE, ARG_ZONE_KIND, ARG_HZI,
	ARG_ZONE_OR_ALL, /* 0: all zones (answer: none), n: zone n - 1; printed zone=n-1 */
	ARG_ORDER, ARG_GFP, ARG_ALLOC_FLAGS, ARG_MIGRATETYPE,
	ARG_SLOT,   /* the slot read, or the first of a run */
	ARG_SLOTS,  /* number of slots in the run, printed a..c; 0: none (freelist, answer) */
	ARG_PFN,    /* a literal pfn, or PFN_OF_SLOT: relative to a slot's block, printed pfn=a+1 */
	ARG_BLOCK,  /* pageblock of a zone, from 0 */
	ARG_COUNT, ARG_VALUE,
	ARG_LRU, ARG_FORCE, ARG_SPREAD, ARG_VICTIM,
	ARG_NODEMASK, ARG_MEMS, ARG_HARDWALL,         /* 0: not given (NULL) */
	ARG_QUESTION, ARG_ANSWER, ARG_TASK_FLAGS, ARG_DAMAGE,
	ARG_COLD,                                     /* linux-4.14: to the tail of the per-CPU list */
	ARG_INACTIVE_FILE, ARG_ACTIVE_FILE, ARG_FILE_PAGES, ARG_FILE_MAPPED, ARG_FILE_DIRTY, ARG_WRITEBACK, ARG_SLAB,
	ARG_WRITE_PENDING,
	ARG_AT,   /* 0: every byte of a page, n: its n-th byte */
	ARG_BYTE, /* the byte written */
	ARG_FILLED, ARG_LIST,
	ARG_AWAKE,
	ARG_TRIES, ARG_AFTER, ARG_ON,
	NR_ARGS,
};

/* ARG_PFN: bit 31, the slot in bits 16..23, a signed offset in pages in bits 0..15. No pfn has bit 31 set. */
#define PFN_OF_SLOT(slot, offset) (0x80000000u | (uint32_t)(slot) << 16 | ((uint32_t)(offset) & 0xffff))

/* ARG_KEY. The order is frozen, because records hold these numbers. */
enum set_key {
	SET_NONE,
	SET_MIN_FREE_KBYTES,          /* value -1: the kernel's formula */
	SET_USER_MIN_FREE_KBYTES,     /* value -1: never set */
	SET_WATERMARK_SCALE_FACTOR,
	SET_WATERMARK_BOOST_FACTOR,
	SET_LOWMEM_RESERVE_RATIO_DMA, /* the four in the order of enum zone_kind */
	SET_LOWMEM_RESERVE_RATIO_DMA32,
	SET_LOWMEM_RESERVE_RATIO_NORMAL,
	SET_LOWMEM_RESERVE_RATIO_MOVABLE,
	SET_PERCPU_PAGELIST_FRACTION, /* only a sysctl: it ends the machine ops */
	SET_PCP_MODE,                 /* enum pcp_mode */
	SET_PCP_HIGH,
	SET_PCP_BATCH,
	SET_MOBILITY,
	SET_COMPACTION,
	SET_CPUSETS,
	SET_NODE_RECLAIM_MODE,
	SET_NODE_RECLAIM_DISTANCE,
	SET_DIRTY_RATIO,
	SET_DEFERRED,
	SET_GUARDPAGE_MINORDER,       /* value -1: debug_pagealloc off */
	SET_INIT_ON_ALLOC,
	SET_INIT_ON_FREE,
	SET_SECTION_PAGES,
	SET_HOT_END,
	SET_PAGE_POISONING,           /* enum page_poison */
	SET_PAGE_BYTES,
	SET_PCP_HIGH_MAX,
	SET_CACHE_PAGES,
	SET_VMSTAT_PERCPU,
	NR_SET_KEYS,
};

/* The answer that a file expects of an op, in text only: "-> 3", or "-> already-free" for a refusal. */
struct expectation {
	bool given;
	uint8_t status; /* enum status; value is used only with STATUS_OK, and is 0 otherwise */
	int64_t value;
};

struct op {
	uint8_t kind;  /* enum op_kind */
	int16_t dst;   /* slot written, SLOT_NONE if none */
	struct expectation expect;
	uint32_t arg[OP_ARGS_MAX]; /* in the order of the row */
};

struct op_arg {
	uint8_t id;    /* enum arg_id */
	uint8_t width; /* bytes in a record: 1, 2 or 4 */
};

struct op_row {
	const char *name; /* as printed */
	bool writes_slot;
	struct op_arg arg[OP_ARGS_MAX]; /* ends at ARG_NONE */
	const char *help; /* one line for docs and --help */
};

extern const struct op_row op_table[NR_OPS];
extern const uint8_t op_of_code[256]; /* frozen */
uint8_t op_code(enum op_kind kind);   /* the smallest code of a kind */

/* The answer's value is the pfn of an allocated block or page, PFN_NONE for none. */
bool op_gives_page(enum op_kind kind);
/* The op may ask the outside world and consumes the answers queued before it. */
bool op_asks(enum op_kind kind);

/* The op's argument with that meaning; 0 if its kind has none. */
uint32_t op_get(const struct op *op, enum arg_id id);
void op_set(struct op *op, enum arg_id id, uint32_t value);

#endif
