// SPDX-License-Identifier: MIT
/*
 * What differs between kernel releases, as named questions. One row per profile (policy.c); no other file knows a release.
 */
#ifndef MODEL_POLICY_H
#define MODEL_POLICY_H

#include <stdbool.h>
#include <stdint.h>

enum merge_barrier {
	BARRIER_ISOLATE, /* at pageblock order and above, an ISOLATE block merges with ISOLATE only; tested only while the zone has any */
	BARRIER_TYPES,   /* ... types that are not both plain must be equal */
};

enum bulk_free_order {
	BULK_ROUND_ROBIN, /* growing shares, starting with MOVABLE */
	BULK_IN_TURN,     /* each list emptied before the next, starting with the one just freed to */
};

enum compact_skipped {
	SKIPPED_TRIES_ANYWAY, /* the free lists are tried whatever compaction said */
	SKIPPED_GIVES_UP,     /* nothing is tried after SKIPPED */
	DEFERRED_GIVES_UP,    /* nor after DEFERRED */
};

struct policy {
	/* Free lists and merging */
	bool moves_to_head;   /* a block moved to another list goes to its head, not its tail */
	bool boot_at_tail;    /* boot memory is put at the tail */
	enum merge_barrier barrier;
	bool holes_belong_to_zone; /* a page without memory is linked to the zone around it, is not reserved, and its pageblock is MOVABLE */

	/* Choice of a block */
	bool cma_balanced;         /* CMA first while it is more than half of what is free; and only with ALLOC_CMA */
	bool has_boost;            /* watermark boost */
	bool boosted_when_declined; /* ZONE_BOOSTED_WATERMARK is set although the boost was declined */
	bool boosted_after_failure; /* and looked at after a failed attempt at the buddy, too */
	bool has_nofragment;       /* ALLOC_NOFRAGMENT, ALLOC_KSWAPD exist */
	bool nofragment_caps_all;  /* ALLOC_NOFRAGMENT lifts the smallest stolen order to a pageblock also for bigger requests */
	bool highatomic_flag;      /* ALLOC_HIGHATOMIC is a flag of its own; last resort from H; 0x10 and 0x20 mean NON_BLOCK and MIN_RESERVE */
	bool bad_block_stays_counted; /* a bad block lost during allocation stays in NR_FREE_PAGES */

	/* Per-CPU lists */
	bool pcp_takes_high_orders; /* orders 0..3 and the pageblock order, free_factor */
	bool pcp_bypass;            /* MOVABLE without ALLOC_CMA goes straight to the buddy */
	bool pcp_cold;              /* __GFP_COLD */
	enum bulk_free_order bulk_free;
	uint32_t batch_cap;         /* pages that zone_batchsize() reckons with at most */
	bool high_from_watermark;   /* pcp high comes from the low watermark, recomputed with it */

	/* Watermarks */
	int32_t min_free_kbytes_cap;
	bool fast_ignores_highatomic; /* zone_watermark_fast does not look at the highatomic reserve, knows no boost */
	bool fast_is_unsigned;        /* ... and lets a negative number of usable pages pass */
	bool harder_sees_any_list;    /* HARDER or OOM: any free block of the order will do, whatever its list */
	bool reserve_skips_ratio_0;   /* lowmem_reserve leaves zones with ratio 0 out of the sum */
	bool ratio_0_is_1;
	bool reserve_by_classzone;    /* lowmem_reserve is taken at the index of the preferred zone */

	/* Zonelists and the search */
	bool zonelist_has_unmanaged; /* present but unmanaged zones are listed */
	bool node_load_plain;        /* node_load counts by one, cost without the number of nodes */
	bool dirty_verdict_kept;     /* the verdict on the last node is remembered, good or bad */
	bool deferred_grows;         /* deferred memory is initialised on demand */
	bool cma_before_watermarks;  /* boot releases CMA first, by an ordinary (per-CPU) free */

	/* The slow path */
	bool scope_before_fast_path; /* the task's scope (NOIO, NOFS, ..) is applied at entry */
	bool nocma_bars_cma;         /* TASK_NOCMA: no ALLOC_CMA */
	bool nocma_drops_movable;    /* TASK_NOCMA is the PIN scope: the request is no longer movable */
	bool irq_ignores_cpuset;     /* in interrupt the fast path does not take the task's mems_allowed as nodemask */
	bool kswapd_by_gfp;          /* kswapd is woken as the gfp says, not as the flags in force say */
	bool reserve_flags_keep_kswapd;
	bool reserve_flags_add_cma;
	bool retry_takes_cpu_zonelist; /* the second try uses the zonelist of the cpu's node */
	bool retry_drops_nodemask;
	bool retry_checks_cpuset_first;
	bool noretry_ends_when_skipped; /* costly NORETRY ends after compaction SKIPPED, not only DEFERRED */
	bool can_compact_matters;      /* no compaction at all without COMPACTION or IO */
	enum compact_skipped skipped;
	bool enough_is_unsuitable;     /* a zone that has enough already does not count as suitable for compaction */
	bool withdrawn_asks_suitable;  /* should_compact_retry asks that also after DEFERRED, CONTENDED, PARTIAL_SKIPPED */
	bool false_retry_unreserves;   /* should_reclaim_retry gives the highatomic reserve back before saying no */
	bool oom_flag_alone;           /* the victim test wants the flags to be ALLOC_OOM exactly */
	bool noretry_thisnode_ends;

	/* Frees */
	bool frees_piecewise; /* a dropped reference on a block frees all but its first page */
	bool free_list_isolate_first; /* ISOLATE pages of a free list go to the buddy before the others move */

	/* Isolation */
	bool isolation_drains;       /* every pageblock isolated drains the zone's per-CPU lists */
	bool isolation_splits;       /* free blocks across the boundary are split; first, last, then the middle */
	bool isolation_trusts_type;  /* MOVABLE and CMA pageblocks are taken as they are, even when isolated already */
	bool unisolate_frees_plainly;
	bool unisolate_wants_free_buddy;
};

const struct policy *m_policy(uint8_t profile);

#endif
