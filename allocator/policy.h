// SPDX-License-Identifier: MIT
/*
 * What differs between kernels, as named questions. One row per profile; the code asks the question and never the version.
 *
 * A field is named so that the answer of v5.10 reads naturally; the comment names the kernel function in which the difference shows.
 */
#ifndef ALLOCATOR_POLICY_H
#define ALLOCATOR_POLICY_H

#include <stdbool.h>
#include <stdint.h>

struct policy {
	/* Buddy and lists. */
	bool move_at_tail;        /* move_to_free_list(): re-link at the tail, not at the head */
	bool boot_at_tail;        /* __free_pages_core(): boot blocks go to the tail, past the per-CPU lists */
	bool hole_in_span;        /* a hole's page is linked to the zone around it, not to node 0's ZONE_DMA */
	bool hole_marks_block;    /* a pageblock that starts in a hole of its zone is MOVABLE from boot */
	bool merge_by_type;       /* __free_one_page(): at pageblock_order and above only U, M, R merge with each other */
	bool bad_block_counts;    /* rmqueue_buddy(): a block lost to a bad page leaves NR_FREE_PAGES */
	bool guard_any_type;      /* set_page_guard(): accounts whatever the type */
	/* Fallback. */
	bool nofragment;          /* alloc_flags_nofragment() exists */
	bool nofragment_small;    /* ... and raises the smallest order only for requests below pageblock_order */
	bool boost;               /* boost_watermark() exists */
	bool boosted_always;      /* steal_suitable_fallback(): ZONE_BOOSTED_WATERMARK even if nothing was boosted */
	bool cma_by_flag;         /* CMA blocks need ALLOC_CMA; otherwise any movable request may use them */
	bool cma_balance;         /* __rmqueue(): CMA first while it is more than half of the free pages */
	bool highatomic_by_flag;  /* ALLOC_HIGHATOMIC decides about reserves, not ALLOC_HARDER */
	bool highatomic_last;     /* rmqueue_buddy(): OOM and non-blocking requests may take reserves last */
	/* Per-CPU lists. */
	bool bypass_pcp;          /* movable requests without ALLOC_CMA go to the buddy */
	bool pcp_cold;            /* __GFP_COLD */
	uint8_t pcp_orders;       /* orders 0..pcp_orders-1 are cached */
	bool pcp_huge;            /* so are blocks of pageblock_order */
	bool pcp_cyclic;          /* free_pcppages_bulk(): empty one list after the other */
	bool pcp_else_buddy;      /* rmqueue(): try the buddy when the lists stay empty */
	bool boosted_after_fail;  /* ... and look at the boosted bit then, too */
	bool high_by_watermark;   /* zone_highsize(): pcp high follows the low watermark */
	uint16_t batch_cap;       /* zone_batchsize(): pages */
	bool isolate_list_first;  /* free_unref_page_list(): pages of isolated blocks go first */
	/* Watermarks. */
	bool fast_signed;         /* zone_watermark_fast(): a negative number of usable pages fails */
	bool fast_reserve;        /* ... subtracts the highatomic reserve */
	bool fast_unboost;        /* ... second chance without the boost */
	bool reserve_by_class;    /* lowmem_reserve is indexed by the preferred zone's kind */
	bool harder_any_list;     /* __zone_watermark_ok(): HARDER or OOM accept a block on any list */
	bool stacked_reserves;    /* ... MIN_RESERVE, then NON_BLOCK inside it, then OOM on top */
	uint32_t min_free_cap;    /* init_per_zone_wmark_min(): kB */
	bool ratio_at_least_one;  /* setup_per_zone_lowmem_reserve(): 0 becomes 1, not "off" */
	bool ratio_gap_counts;    /* ... zones with ratio 0 still count for lower zones */
	bool cma_before_marks;    /* boot releases CMA areas before the watermarks are computed */
	/* Zonelists. */
	bool list_populated;      /* build_zonerefs_node(): present, not managed, zones */
	bool load_by_rank;        /* find_next_best_node(): load counts down and is weighted by the number of nodes */
	/* Isolation. */
	bool isolate_drains;      /* set_migratetype_isolate() drains the zone's lists */
	bool isolate_splits;      /* isolate_single_pageblock() exists: first, last, then the middle */
	bool isolate_by_type;     /* has_unmovable_pages(): a MOVABLE or CMA pageblock is movable whatever it holds */
	bool isolate_twice;       /* an isolated pageblock may be isolated again */
	bool unisolate_plain;     /* unset_migratetype_isolate(): an ordinary free, after the type has been set */
	bool unisolate_pairs;     /* ... only blocks whose buddy is free are taken out */
	bool contig_rounds_up;    /* alloc_contig_range() isolates whole MAX_ORDER blocks */
	/* Entry and slow path. */
	bool free_parts;          /* __free_pages(): a block with references left is freed piecewise */
	bool scope_early;         /* NOIO and NOFS scopes act before the fast path */
	bool nocma_scope;         /* PF_MEMALLOC_NOCMA: no ALLOC_CMA */
	bool pin_scope;           /* ... its successor PF_MEMALLOC_PIN: the request is not movable at all */
	bool cpuset_irq_test;     /* prepare_alloc_pages(): interrupts ignore the task's cpuset */
	bool kswapd_by_gfp;       /* wake kswapd by gfp, whatever became of the flags */
	bool dirty_verdict;       /* get_page_from_freelist(): remember the last verdict, not the last refusal */
	bool nonblock_by_direct;  /* gfp_to_alloc_flags(): requests that cannot reclaim are NON_BLOCK, atomic or not */
	bool reserve_keeps_kswapd; /* ALLOC_KSWAPD survives reserve flags */
	bool reserve_adds_cma;    /* ALLOC_CMA is added to reserve flags */
	bool reserve_drops_mask;  /* ... and the nodemask is dropped */
	bool reserve_local_list;  /* ... and the zonelist becomes that of the cpu's node */
	bool race_test_early;     /* the cpuset race is tested at the start of every round */
	bool noretry_skipped_ends; /* costly NORETRY: compaction SKIPPED ends the request */
	bool noretry_thisnode_ends; /* ... THISNODE ends it */
	bool needs_can_compact;   /* S4, S11, S13 apply only when compaction is possible: configured, and gfp has IO */
	bool skipped_tries_list;  /* __alloc_pages_direct_compact(): the free lists are tried after SKIPPED */
	bool deferred_tries_list; /* ... and after DEFERRED */
	bool retry_unreserves;    /* should_reclaim_retry(): every refusal releases a reserve */
	bool suitable_two_tests;  /* compaction_zonelist_suitable(): a zone that passes already counts */
	bool retry_skipped_defers; /* should_compact_retry(): SKIPPED is treated like DEFERRED */
	bool nofail_min_reserve;  /* the help for NOFAIL is MIN_RESERVE, not HARDER */
	bool oom_flag_exact;      /* an OOM victim stops when its flags are exactly ALLOC_OOM */
	bool grows_deferred;      /* deferred memory grows on demand */
};

extern const struct policy policy_table[];

#endif
