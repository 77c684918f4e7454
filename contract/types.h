// SPDX-License-Identifier: MIT
/*
 * The vocabulary of both sides: page frame numbers, migratetypes, zones, gfp and alloc flags, statuses.
 *
 * Names and numbers only. A formula, a table of behaviour or a helper does not belong here: everything in contract/ is shared by the
 * allocator and the oracle, and a mistake in it would be invisible to the comparison.
 */
#ifndef CONTRACT_TYPES_H
#define CONTRACT_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint32_t pfn_t; /* page frame number; all memory is below 2^31 (machine.h), the first 8 TiB of 4 KiB pages */
#define PFN_NONE ((pfn_t)UINT32_MAX)

enum {
	MAX_ORDER_LIMIT = 11, /* orders 0..10 at most; machine.max_order is exclusive like the kernel's MAX_ORDER */
	MAX_NODES = 8,
	MAX_NR_ZONES = 4, /* zone kinds per node, enum zone_kind */
	MAX_ZONES = 32,   /* MAX_NODES * MAX_NR_ZONES */
	MAX_CPUS = 64,
	MAX_RANGES = 64, /* holes, reserved and CMA ranges of a machine */
	PAGE_BYTES_MAX = 65536, /* limit of machine.page_bytes; real pages have 4096 bytes, but a few are enough to observe clearing and
	                           poisoning */
	PAGE_BYTE_FRESH = 0x5a, /* content of backing memory before boot, for subjects that supply it themselves */
	PCP_LISTS_MAX = 14, /* lists of one per-CPU page set: 3 in 4.14 and 5.10, 14 from 6.1 on */
};

/* From PROFILE_LINUX_4_14 on in order of age, oldest first. */
enum profile { PROFILE_LINUX_5_10, PROFILE_LINUX_4_14, PROFILE_LINUX_5_10_Y, PROFILE_LINUX_6_1, PROFILE_LINUX_6_12, PROFILE_LINUX_7_3, NR_PROFILES };

/* include/linux/mmzone.h enum migratetype; the values are those of all these kernels. */
enum migratetype {
	MIGRATE_UNMOVABLE,
	MIGRATE_MOVABLE,
	MIGRATE_RECLAIMABLE,
	MIGRATE_HIGHATOMIC,
	MIGRATE_CMA,
	MIGRATE_ISOLATE,
	MIGRATE_TYPES,
};

/* include/linux/mmzone.h enum zone_type on x86-64. */
enum zone_kind { ZONE_DMA, ZONE_DMA32, ZONE_NORMAL, ZONE_MOVABLE };

enum watermark { WMARK_MIN, WMARK_LOW, WMARK_HIGH, NR_WMARK };

/* gfp bits by their v5.10 numbers (include/linux/gfp.h); for other profiles they are translated by name. */
enum gfp {
	GFP_BIT_DMA = 0x1,
	GFP_BIT_HIGHMEM = 0x2,
	GFP_BIT_DMA32 = 0x4,
	GFP_BIT_MOVABLE = 0x8,
	GFP_BIT_RECLAIMABLE = 0x10,
	GFP_BIT_HIGH = 0x20,
	GFP_BIT_IO = 0x40,
	GFP_BIT_FS = 0x80,
	GFP_BIT_ZERO = 0x100,
	GFP_BIT_ATOMIC = 0x200, /* removed in linux-6.12, ignored there */
	GFP_BIT_DIRECT_RECLAIM = 0x400,
	GFP_BIT_KSWAPD_RECLAIM = 0x800,
	GFP_BIT_WRITE = 0x1000,
	GFP_BIT_NOWARN = 0x2000,
	GFP_BIT_RETRY_MAYFAIL = 0x4000,
	GFP_BIT_NOFAIL = 0x8000,
	GFP_BIT_NORETRY = 0x10000,
	GFP_BIT_MEMALLOC = 0x20000,
	GFP_BIT_COMP = 0x40000,
	GFP_BIT_NOMEMALLOC = 0x80000,
	GFP_BIT_HARDWALL = 0x100000,
	GFP_BIT_THISNODE = 0x200000,
	GFP_BIT_ACCOUNT = 0x400000,
	GFP_BIT_COLD = 0x800000, /* linux-4.14 only: __GFP_COLD; ignored elsewhere */
	GFP_BITS_ALL = 0xffffff,
};

/* Alloc flags by their v5.10 numbers (mm/internal.h). Three were renamed after v6.1, in late 6.1.y releases as well (linux-6.1 here is
 * 6.1.192). */
enum alloc_flag {
	ALLOC_WMARK_MASK = 0x3, /* enum watermark */
	ALLOC_NO_WATERMARKS = 0x4,
	ALLOC_OOM = 0x8,
	ALLOC_HARDER = 0x10, /* from linux-6.1 on: ALLOC_NON_BLOCK */
	ALLOC_HIGH = 0x20,   /* from linux-6.1 on: ALLOC_MIN_RESERVE */
	ALLOC_CPUSET = 0x40,
	ALLOC_CMA = 0x80,
	ALLOC_NOFRAGMENT = 0x100,
	ALLOC_HIGHATOMIC = 0x200, /* from linux-6.1 on */
	ALLOC_KSWAPD = 0x800,
};

/* State of the calling task (REQ_TASK). */
enum task_flag {
	TASK_MEMALLOC = 0x1,
	TASK_NOIO = 0x2,
	TASK_NOFS = 0x4,
	TASK_NOCMA = 0x8, /* linux-4.14: unknown, ignored; from linux-6.1 on: PF_MEMALLOC_PIN, which drops GFP_BIT_MOVABLE */
	TASK_EXITING = 0x10,
	TASK_DUMPCORE = 0x20,
	TASK_WORKER = 0x40, /* a workqueue worker */
	TASK_KTHREAD = 0x80,
	TASK_RT = 0x100,
	TASK_VICTIM = 0x200,
	TASK_IRQ = 0x400,     /* in_interrupt() */
	TASK_SOFTIRQ = 0x800, /* in_interrupt() and in_serving_softirq() */
	TASK_FLAGS_ALL = 0xfff,
};

/* include/linux/compaction.h enum compact_result, as far as a request can see it. */
enum compact_result {
	COMPACT_SKIPPED,
	COMPACT_DEFERRED,
	COMPACT_CONTINUE,
	COMPACT_COMPLETE,
	COMPACT_PARTIAL_SKIPPED,
	COMPACT_CONTENDED,
	COMPACT_SUCCESS,
	COMPACT_NO_SUITABLE_PAGE, /* counts as neither success, failure, withdrawn nor needing reclaim */
	NR_COMPACT_RESULTS,
};

/* The outcome of a request, apart from its value. Everything except STATUS_OK and STATUS_STUCK is misuse: the request is refused and
 * nothing has changed. Where several apply, the first in this order is returned. */
enum status {
	STATUS_OK,
	STATUS_BAD_CPU,      /* no such cpu, or it is offline (cpu_up: it is online) */
	STATUS_BAD_NODE,     /* no such node */
	STATUS_BAD_ZONE,     /* no such zone */
	STATUS_BAD_ORDER,    /* free, split, isolate_free: order >= max_order */
	STATUS_BAD_GFP,      /* impossible gfp combination (zone bits, MOVABLE|RECLAIMABLE) */
	STATUS_BAD_VALUE,    /* any other argument out of its range */
	STATUS_FOREIGN_PFN,  /* no memory there: outside every zone, a hole, not yet initialised, not yet added */
	STATUS_RESERVED,     /* reserved at boot, never the allocator's */
	STATUS_LOST,         /* lost to a bad page */
	STATUS_ALREADY_FREE, /* in a free (or guard) block of the buddy */
	STATUS_CACHED,       /* free, on a per-CPU list */
	STATUS_NOT_HEAD,     /* inside an allocated block, not its first page */
	STATUS_WRONG_ORDER,  /* allocated with another order */
	STATUS_NOT_FREE,     /* isolate_free, report_free: not the head of a free block of that order */
	STATUS_STUCK,        /* gave up after REQUEST_PATIENCE rounds of the slow path; what the rounds did stays done */
	NR_STATUS,
};

#endif
