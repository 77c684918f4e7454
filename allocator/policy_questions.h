/* SPDX-License-Identifier: MIT */
/*
 * The questions of the policy table, one row each. Include this file wherever the list is needed, after defining the macros to suit.
 *
 *   GROUP(name)                                       a heading
 *   YES_NO(field, in, function, question)             in: the profiles whose answer is yes, a set of policy.c: FROM_6_1 is 6.1 and later
 *   NUMBER(type, field, each, function, question)     each: EACH(the answers of 4.14, 5.10, 5.10.y, 6.1, 6.12, 7.3)
 *
 * function is the kernel function in which the difference shows. docs/profiles.md is generated from this file.
 */
#ifndef GROUP
#define GROUP(name)
#endif

GROUP("Buddy and lists")
YES_NO(move_at_tail, FROM_5_10, "move_to_free_list", "a block that changes lists goes to the tail, not to the head")
YES_NO(boot_at_tail, FROM_5_10, "__free_pages_core", "boot frees blocks to the tail, bypassing the page sets")
YES_NO(exact_tail_to_buddy, FROM_6_1, "make_alloc_exact",
       "the surplus of an exact number of pages goes to the tail, bypassing the page sets")
YES_NO(hole_in_span, V4_14, "memmap_init_zone", "a page in a hole belongs to the zone around it, not to node 0's ZONE_DMA")
YES_NO(hole_with_next, V5_10_Y | FROM_6_12, "memmap_init", "a page without memory belongs to the zone of the next memory above it")
YES_NO(hole_marks_block, V4_14, "memmap_init_zone", "a pageblock that starts in a hole of its zone is MOVABLE from boot")
YES_NO(merge_by_type, FROM_6_1, "__free_one_page", "at pageblock_order and above only blocks of types U, M and R merge with each other")
YES_NO(debug_checks, FROM_5_10 & TO_6_1, "free_pcp_prepare",
       "with debug_pagealloc single pages are also checked when freed and when allocated")
YES_NO(poison_at_free, FROM_5_10, "free_pages_prepare", "a single poisoned page is lost when it is freed")
YES_NO(bad_block_counts, FROM_6_1, "rmqueue_buddy", "a block lost to a bad page is subtracted from NR_FREE_PAGES")
YES_NO(guard_any_type, TO_5_10_Y, "set_page_guard", "a guard block is subtracted from the free count whatever its type")
YES_NO(one_type, FROM_6_12, "account_freepages",
       "a free block is listed and counted as its pageblock's type; a pageblock changes type together with its free blocks")
YES_NO(frees_pageblocks, FROM_6_12, "split_large_buddy",
       "blocks larger than a pageblock that bypass the page sets are freed pageblock by pageblock")
YES_NO(checks_optional, FROM_6_12, "check_pages_enabled",
       "pages are checked only with debug_pagealloc, poisoning or init_on_alloc/free, and then only when freed (with the mappings of compound tails) and when allocated")

GROUP("Fallback")
YES_NO(nofragment, FROM_5_10, "alloc_flags_nofragment", "ALLOC_NOFRAGMENT exists")
YES_NO(nofragment_small, FROM_6_1, "__rmqueue_fallback",
       "ALLOC_NOFRAGMENT raises the smallest order only for requests below pageblock_order")
YES_NO(boost, FROM_5_10, "boost_watermark", "a steal boosts the watermarks")
YES_NO(boosted_always, V5_10, "steal_suitable_fallback", "ZONE_BOOSTED_WATERMARK is set even if the boost was declined")
YES_NO(cma_by_flag, FROM_5_10, "__rmqueue", "CMA blocks need ALLOC_CMA; otherwise any movable request may use them")
YES_NO(cma_balance, FROM_5_10, "__rmqueue", "CMA is tried first while more than half of the free pages are CMA")
YES_NO(highatomic_by_flag, FROM_6_1, "rmqueue_buddy", "ALLOC_HIGHATOMIC, not ALLOC_HARDER, decides on the use of the highatomic reserve")
YES_NO(highatomic_last, FROM_6_1, "rmqueue_buddy", "OOM and non-blocking requests may take from the highatomic reserve as a last resort")
YES_NO(highatomic_rounded, FROM_6_12, "reserve_highatomic_pageblock",
       "the reserve is limited to 1 % rounded up to pageblocks, or to nothing if that is less than one; large blocks are reserved whole")
YES_NO(highatomic_at_min, V7_3, "rmqueue_buddy",
       "a pageblock is reserved only for a block from the buddy at the min mark, not for any ALLOC_HIGHATOMIC allocation")
YES_NO(claims_or_steals, FROM_6_12, "__rmqueue_claim",
       "a pageblock is claimed or left alone; in the latter case one block is stolen, and its remainder stays on its old lists")
YES_NO(claims_by_list, V7_3, "try_to_claim_block",
       "the old type of a claimed or unreserved pageblock is that of the free list, not that of the pageblock")

GROUP("Per-CPU lists")
YES_NO(bypass_pcp, FROM_5_10 & TO_6_1, "rmqueue", "movable requests without ALLOC_CMA bypass the page sets")
YES_NO(pcp_cold, V4_14, "free_hot_cold_page", "__GFP_COLD: pages are freed to and taken from the tail")
NUMBER(uint8_t, pcp_orders, EACH(1, 1, 1, 4, 4, 4), "pcp_allowed_order", "number of orders that are cached, from 0 on")
YES_NO(pcp_huge, FROM_6_1, "pcp_allowed_order", "blocks of pageblock_order are cached")
YES_NO(pcp_cyclic, FROM_6_1, "free_pcppages_bulk", "a flush empties one list after the other")
YES_NO(pcp_else_buddy, FROM_6_1, "rmqueue", "tries the buddy when a refill brings nothing")
YES_NO(pcp_trylock, FROM_6_1, "rmqueue_pcplist", "the lock of a page set is only trylocked; on failure the buddy is used")
YES_NO(pcp_bulk, FROM_6_1, "__alloc_pages_bulk", "pages in bulk come from one zone's per-CPU lists; otherwise each is a request of its own")
YES_NO(pcp_bulk_grows, FROM_6_12, "alloc_pages_bulk", "a bulk request grows a deferred zone that is below its mark")
YES_NO(pcp_bulk_missing, V7_3, "alloc_pages_bulk",
       "the mark for a bulk request is raised by the number of entries from the first empty one on, not of all")
YES_NO(pcp_bulk_arrays, V7_3, "alloc_pages_bulk", "pages in bulk are stored in the order of allocation, there is no list form")
YES_NO(boosted_after_fail, FROM_6_1, "rmqueue", "checks ZONE_BOOSTED_WATERMARK even after the buddy has failed")
YES_NO(high_by_watermark, FROM_6_1, "zone_highsize", "pcp high follows the low watermark")
YES_NO(high_adapts, FROM_6_12, "nr_pcp_high", "pcp high follows allocations and frees, between two limits")
NUMBER(uint16_t, batch_cap, EACH(128, 256, 256, 256, 256, 256), "zone_batchsize",
       "upper limit of the pages from which the batch is computed")
YES_NO(free_high_later, V7_3, "free_frozen_page_commit",
       "blocks of order 1 to 3 freed in a row are flushed only after half of high_min more pages")
YES_NO(flush_in_rounds, V7_3, "free_frozen_page_commit", "a free flushes batch by batch, with a new trylock in between")
YES_NO(highatomic_no_refill, V7_3, "__rmqueue_pcplist", "an empty list is not refilled for a request with ALLOC_HIGHATOMIC")
YES_NO(isolate_counted, TO_5_10_Y | FROM_6_12, "free_unref_page",
       "pages of isolated pageblocks, which bypass the page set, count as PGFREE")
YES_NO(isolate_list_first, V6_1, "free_unref_page_list", "pages of isolated pageblocks in a free list are freed first")
YES_NO(list_of_blocks, FROM_6_12, "free_unref_folios", "a free list holds blocks of any order, and is processed 31 entries at a time")
YES_NO(drains_others, FROM_6_1, "__drain_all_pages", "one cpu drains the page sets of all cpus; otherwise each drains its own")

GROUP("Watermarks")
YES_NO(fast_signed, FROM_5_10_Y, "zone_watermark_fast", "a negative number of usable pages fails the test")
YES_NO(fast_reserve, FROM_5_10, "zone_watermark_fast", "the highatomic reserve is subtracted")
YES_NO(fast_unboost, FROM_5_10, "zone_watermark_fast", "a second test ignores the boost")
YES_NO(unboost_by_flag, FROM_6_12, "zone_watermark_fast", "the test without the boost is for ALLOC_MIN_RESERVE, not for __GFP_ATOMIC")
YES_NO(reserve_if_free, FROM_6_12, "__zone_watermark_unusable_free", "only the free pages of the highatomic reserve are subtracted")
YES_NO(high_first, FROM_6_12, "get_page_from_freelist", "ZONE_BELOW_HIGH: the high mark is tested first, until it fails once")
YES_NO(reserve_by_class, V4_14, "__zone_watermark_ok", "lowmem_reserve is indexed by the preferred zone's kind")
YES_NO(harder_any_list, V4_14, "__zone_watermark_ok", "HARDER or OOM accept a free block of the order on any list")
YES_NO(stacked_reserves, FROM_6_1, "__zone_watermark_ok", "MIN_RESERVE, then NON_BLOCK inside it, then OOM on top")
NUMBER(uint32_t, min_free_cap, EACH(65536, 262144, 262144, 262144, 262144, 262144), "init_per_zone_wmark_min",
       "upper limit of the computed min_free_kbytes, in kB")
YES_NO(movable_min_apart, FROM_6_12, "__setup_per_zone_wmarks",
       "the min mark of ZONE_MOVABLE is about a thousandth of the zone, 32 to 128 pages, and takes no share of min_free_kbytes")
YES_NO(ratio_at_least_one, V4_14, "setup_per_zone_lowmem_reserve", "a ratio of 0 becomes 1, not \"off\"")
YES_NO(empty_keeps_reserve, V4_14, "setup_per_zone_lowmem_reserve", "a zone without managed pages has a lowmem reserve like any other")
YES_NO(ratio_gap_counts, FROM_5_10_Y, "setup_per_zone_lowmem_reserve",
       "the pages of zones with ratio 0 still count for the reserves of lower zones")
YES_NO(cma_before_marks, FROM_5_10_Y, "cma_init_reserved_areas", "boot releases CMA areas before the watermarks are computed")

GROUP("Zonelists")
YES_NO(list_populated, FROM_5_10_Y, "build_zonerefs_node", "zonelists contain the zones with present pages, not those with managed pages")
YES_NO(load_by_rank, TO_5_10_Y, "find_next_best_node", "node_load counts down, and the cost is scaled by the number of nodes")
YES_NO(reclaim_mode_switch, V4_14 | FROM_5_10_Y, "node_pagecache_reclaimable",
       "bit 0 of node_reclaim_mode only enables it, bits 1 and 2 let it write and unmap; otherwise bits 0 and 1")
YES_NO(reclaim_not_dirty, V7_3, "node_pagecache_reclaimable", "dirty pages are never reclaimable")
YES_NO(reclaim_must_help, V7_3, "node_reclaim", "a zone is skipped if the scan reclaimed nothing, even if it has enough pages by now")
YES_NO(avoids_awake, V7_3, "get_page_from_freelist", "zones of nodes whose kswapd is awake are skipped in a first pass")
YES_NO(reclaim_slab_too, FROM_6_1, "__node_reclaim", "slab above its minimum is a reason to scan, too, not page cache alone")

GROUP("Isolation")
YES_NO(isolate_drains, TO_5_10_Y, "set_migratetype_isolate", "isolating a pageblock drains the zone's page sets")
YES_NO(isolate_splits, FROM_6_1, "isolate_single_pageblock",
       "free blocks that cross the range are split; the first pageblock is isolated first, then the last, then those between")
YES_NO(isolate_whole, FROM_6_12, "move_freepages_block_isolate",
       "a pageblock that is not wholly in the zone is busy; a larger free block is freed again pageblock by pageblock")
YES_NO(isolate_bit, V7_3, "set_pageblock_isolate",
       "isolation is a bit: an isolated pageblock keeps its type, whatever type it is unisolated as")
YES_NO(isolate_not_across, V7_3, "isolate_single_pageblock", "a free block across the end of the range is busy")
YES_NO(isolate_by_type, V4_14, "has_unmovable_pages",
       "a MOVABLE or CMA pageblock, or one of ZONE_MOVABLE, counts as movable whatever it holds")
YES_NO(isolate_twice, V4_14, "set_migratetype_isolate", "an isolated pageblock may be isolated again")
YES_NO(unisolate_plain, V4_14, "unset_migratetype_isolate", "a block is freed by an ordinary free, after the type has been set")
YES_NO(unisolate_pairs, FROM_6_1, "unset_migratetype_isolate", "only blocks whose buddy is free are taken out to be merged")
YES_NO(contig_rounds_up, TO_5_10_Y, "alloc_contig_range", "the isolated range is rounded to MAX_ORDER blocks")
YES_NO(contig_drains_again, V4_14, "alloc_contig_range", "the zone's page sets are drained after migration, whatever isolation has drained")
YES_NO(contig_heeds_gfp, FROM_6_12, "alloc_contig_range", "alloc_contig_range refuses some gfp bits, and __GFP_ZERO clears what it takes")
YES_NO(contig_refuses_comp, V7_3, "alloc_contig_range", "alloc_contig_range refuses __GFP_COMP")
YES_NO(contig_frees_runs, V7_3, "__free_contig_range",
       "a range of single pages is freed in the largest blocks that it forms, not one by one")
YES_NO(contig_skips_unmovable, V7_3, "pfn_range_valid_contig", "alloc_contig_pages skips ranges with an unmovable page")
YES_NO(contig_skips_used, TO_5_10_Y, "pfn_range_valid_contig", "alloc_contig_pages skips ranges with a page in use")

GROUP("What pages hold")
YES_NO(init_options, FROM_5_10, "want_init_on_alloc", "init_on_alloc and init_on_free exist")
YES_NO(hook_clears, FROM_6_1, "post_alloc_hook", "pages are cleared here, so that contiguous ranges are cleared, too")
YES_NO(poison_zero, TO_5_10_Y, "page_poisoning_enabled", "the poison may be zero; freed pages then count as cleared")

GROUP("Entry and slow path")
YES_NO(free_parts, FROM_5_10, "__free_pages", "if references are left, all but the first page of a block are freed")
YES_NO(scope_early, FROM_6_1, "__alloc_pages", "the task's NOIO and NOFS scopes apply already in the fast path")
YES_NO(nocma_scope, V5_10 | V5_10_Y, "current_alloc_flags", "PF_MEMALLOC_NOCMA: requests get no ALLOC_CMA")
YES_NO(pin_scope, FROM_6_1, "current_gfp_context", "PF_MEMALLOC_PIN, the successor of PF_MEMALLOC_NOCMA: the request is no longer movable")
YES_NO(cpuset_irq_test, FROM_5_10, "prepare_alloc_pages", "interrupts ignore the task's cpuset")
YES_NO(exiting_anywhere, V7_3, "cpuset_current_node_allowed", "an exiting task may use any node, even with __GFP_HARDWALL")
YES_NO(fast_highatomic, V7_3, "alloc_flags_nonblocking", "the fast path sets ALLOC_HIGHATOMIC, too")
YES_NO(wakes_managed, FROM_6_1, "wake_all_kswapds", "zones without managed pages are skipped")
YES_NO(kswapd_by_gfp, V4_14, "__alloc_pages_slowpath", "kswapd is woken by the gfp mask, not by the allocation flags in force")
YES_NO(exact_in_low_memory, FROM_6_1, "alloc_pages_exact_nid",
       "__GFP_HIGHMEM is dropped from requests for an exact number of pages, so they never use ZONE_MOVABLE")
YES_NO(dirty_verdict, FROM_6_1, "get_page_from_freelist",
       "the last node is remembered with its dirty verdict, not just the last node over its limit")
YES_NO(nonblock_by_direct, FROM_6_1, "gfp_to_alloc_flags", "requests that cannot reclaim are NON_BLOCK, atomic or not")
YES_NO(reserve_keeps_kswapd, FROM_6_1, "__alloc_pages_slowpath", "ALLOC_KSWAPD survives reserve flags")
YES_NO(reserve_adds_cma, FROM_5_10, "__alloc_pages_slowpath", "ALLOC_CMA is added to reserve flags")
YES_NO(reserve_drops_mask, FROM_5_10, "__alloc_pages_slowpath", "reserve flags drop the nodemask")
YES_NO(reserve_local_list, V4_14, "__alloc_pages_slowpath", "reserve flags switch to the zonelist of the cpu's node")
YES_NO(race_test_early, V5_10_Y | V6_1 | V6_12, "__alloc_pages_slowpath", "a cpuset change is checked for at the start of every round")
YES_NO(compacts_in_rounds, V7_3, "__alloc_pages_slowpath",
       "early compaction is a round of its own, each round has one attempt, and reserve flags are computed after it")
YES_NO(noretry_skipped_ends, FROM_5_10 & TO_6_12, "__alloc_pages_slowpath", "costly NORETRY: compaction SKIPPED ends the request")
YES_NO(noretry_thisnode_ends, V5_10_Y | V6_1 | V6_12, "__alloc_pages_slowpath", "costly NORETRY with THISNODE ends the request")
YES_NO(needs_can_compact, FROM_5_10_Y, "__alloc_pages_slowpath", "compaction is tried only if it is configured and gfp has IO")
YES_NO(capture, FROM_5_10, "compaction_capture", "a block freed by compaction can go straight to the request")
YES_NO(capture_movable, FROM_6_12, "compaction_capture", "a movable request captures movable blocks below pageblock_order, too")
YES_NO(capture_told, V7_3, "compaction_capture", "a captured block of another type than the request's is traced as a fallback")
YES_NO(capture_succeeds, FROM_6_1, "compact_zone_order", "a capture makes the result of compaction SUCCESS, whatever compaction returned")
YES_NO(skipped_tries_list, V5_10 | V5_10_Y, "__alloc_pages_direct_compact", "the free lists are tried after SKIPPED")
YES_NO(deferred_tries_list, FROM_5_10 & TO_6_12, "__alloc_pages_direct_compact", "the free lists are tried after DEFERRED")
YES_NO(retry_waits, TO_5_10_Y, "should_reclaim_retry",
       "waits for writeback when reclaim made no progress and more than half of the reclaimable pages are dirty or under writeback")
YES_NO(retry_in_cpuset, FROM_6_12, "should_reclaim_retry", "looks only at zones that the cpuset allows")
YES_NO(retry_unreserves, FROM_6_1, "should_reclaim_retry", "each decision not to retry unreserves a highatomic pageblock")
YES_NO(suitable_two_tests, TO_5_10_Y, "compaction_zonelist_suitable", "a zone that already passes the watermark for the order counts")
YES_NO(suitable_order_0, FROM_6_12, "compaction_zonelist_suitable", "a zone counts only if it has room for single pages")
YES_NO(suitable_in_cpuset, V7_3, "compaction_zonelist_suitable", "looks only at zones that the cpuset allows")
YES_NO(suitable_gap_capped, V7_3, "compact_gap", "compaction needs at most 32 pages above the mark, whatever the order")
YES_NO(retry_success_only, FROM_6_12, "should_compact_retry", "compaction is retried at the same priority after SUCCESS only")
YES_NO(retry_skipped_defers, V4_14, "should_compact_retry", "SKIPPED is treated like DEFERRED")
YES_NO(nofail_min_reserve, FROM_6_1, "__alloc_pages_slowpath", "the last attempt of NOFAIL has ALLOC_MIN_RESERVE, not ALLOC_HARDER")
YES_NO(oom_flag_exact, V4_14, "__alloc_pages_slowpath", "an OOM victim gives up only if its flags are exactly ALLOC_OOM")
YES_NO(grows_deferred, FROM_5_10, "deferred_grow_zone", "deferred memory grows on demand")
YES_NO(grows_page_by_page, FROM_6_12, "deferred_free_pages",
       "deferred memory is freed page by page unless a largest block is free as a whole")
YES_NO(defers_by_zone, FROM_5_10_Y, "defer_init", "the first section is counted over the whole zone, not over its last run of memory alone")
YES_NO(grows_sections, V7_3, "deferred_grow_zone",
       "deferred memory grows by whole sections, and a growth that finds no memory left does not count")
YES_NO(defers_reserved, V7_3, "__init_deferred_page", "a reserved page at the start of a deferred pageblock makes it MOVABLE at boot")
YES_NO(cma_sets_reserves, V7_3, "adjust_managed_page_count", "lowmem reserves are recomputed with each CMA pageblock that boot releases")
YES_NO(cpus_set_no_drift, V7_3, "vmstat_cpu_online", "cpus that come online at boot set no drift limits; the set-up of the watermarks does")
YES_NO(late_resizes, V5_10 | V5_10_Y, "page_alloc_init_late", "page sets are resized once all deferred memory is initialised")

#undef GROUP
#undef YES_NO
#undef NUMBER
