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
YES_NO(boot_at_tail, FROM_5_10, "__free_pages_core", "boot blocks go to the tail, past the per-CPU lists")
YES_NO(exact_tail_to_buddy, FROM_6_1, "make_alloc_exact",
       "what an exact number of pages leaves over goes to the tail, past the per-CPU lists")
YES_NO(hole_in_span, V4_14, "memmap_init_zone", "a hole's page is linked to the zone around it, not to node 0's ZONE_DMA")
YES_NO(hole_marks_block, V4_14, "memmap_init_zone", "a pageblock that starts in a hole of its zone is MOVABLE from boot")
YES_NO(merge_by_type, FROM_6_1, "__free_one_page", "at pageblock_order and above only U, M, R merge with each other")
YES_NO(debug_checks, FROM_5_10 & TO_6_1, "free_pcp_prepare", "with debug_pagealloc single pages are checked at free and at allocation, too")
YES_NO(poison_at_free, FROM_5_10, "free_pages_prepare", "a single poisoned page is lost when freed")
YES_NO(bad_block_counts, FROM_6_1, "rmqueue_buddy", "a block lost to a bad page leaves NR_FREE_PAGES")
YES_NO(guard_any_type, TO_5_10_Y, "set_page_guard", "a guard block is taken out of the free count whatever its type")
YES_NO(one_type, FROM_6_12, "account_freepages",
       "a free block is on the list of its pageblock's type, and counted as it: pageblocks change type together with what is free in them")
YES_NO(frees_pageblocks, FROM_6_12, "split_large_buddy", "past the per-CPU lists larger blocks are freed pageblock by pageblock")
YES_NO(checks_optional, FROM_6_12, "check_pages_enabled",
       "pages are checked with debug_pagealloc, poisoning or clearing only, then at free and at allocation and nowhere else; then also the mappings of compound tails")

GROUP("Fallback")
YES_NO(nofragment, FROM_5_10, "alloc_flags_nofragment", "ALLOC_NOFRAGMENT exists")
YES_NO(nofragment_small, FROM_6_1, "__rmqueue_fallback", "it raises the smallest order only for requests below pageblock_order")
YES_NO(boost, FROM_5_10, "boost_watermark", "a steal boosts the watermarks")
YES_NO(boosted_always, V5_10, "steal_suitable_fallback", "ZONE_BOOSTED_WATERMARK is set even if nothing was boosted")
YES_NO(cma_by_flag, FROM_5_10, "__rmqueue", "CMA blocks need ALLOC_CMA; otherwise any movable request may use them")
YES_NO(cma_balance, FROM_5_10, "__rmqueue", "CMA first while it is more than half of the free pages")
YES_NO(highatomic_by_flag, FROM_6_1, "rmqueue_buddy", "ALLOC_HIGHATOMIC decides about reserves, not ALLOC_HARDER")
YES_NO(highatomic_last, FROM_6_1, "rmqueue_buddy", "OOM and non-blocking requests may take reserves last")
YES_NO(highatomic_rounded, FROM_6_12, "reserve_highatomic_pageblock",
       "the reserve is limited to 1 % rounded up, and none where that is less than a pageblock; large blocks are reserved whole")
YES_NO(highatomic_at_min, V7_3, "rmqueue_buddy", "reserved is what comes from the buddy at the min mark; else whatever comes")
YES_NO(claims_or_steals, FROM_6_12, "__rmqueue_claim",
       "a pageblock is claimed or left as it is; then one block is stolen, and what is left of it stays where it was")
YES_NO(claims_by_list, V7_3, "try_to_claim_block",
       "a pageblock claimed or given back from the reserve is counted as the type of the list, not as its own")

GROUP("Per-CPU lists")
YES_NO(bypass_pcp, FROM_5_10 & TO_6_1, "rmqueue", "movable requests without ALLOC_CMA go to the buddy")
YES_NO(pcp_cold, V4_14, "free_hot_cold_page", "__GFP_COLD: to and from the tail")
NUMBER(uint8_t, pcp_orders, EACH(1, 1, 1, 4, 4, 4), "pcp_allowed_order", "how many orders are cached, from 0")
YES_NO(pcp_huge, FROM_6_1, "pcp_allowed_order", "so are blocks of pageblock_order")
YES_NO(pcp_cyclic, FROM_6_1, "free_pcppages_bulk", "empties one list after the other")
YES_NO(pcp_else_buddy, FROM_6_1, "rmqueue", "tries the buddy when the lists stay empty")
YES_NO(pcp_trylock, FROM_6_1, "rmqueue_pcplist", "the lock of a page set is only tried for")
YES_NO(pcp_bulk, FROM_6_1, "__alloc_pages_bulk", "pages in bulk come from one zone's lists; else each by itself")
YES_NO(pcp_bulk_grows, FROM_6_12, "alloc_pages_bulk", "such a zone grows while it is below its mark and can")
YES_NO(pcp_bulk_missing, V7_3, "alloc_pages_bulk", "its mark is raised by the entries that are missing, not by all")
YES_NO(pcp_bulk_arrays, V7_3, "alloc_pages_bulk", "a list is an array: what was given first comes first")
YES_NO(boosted_after_fail, FROM_6_1, "rmqueue", "looks at the boosted bit then, too")
YES_NO(high_by_watermark, FROM_6_1, "zone_highsize", "pcp high follows the low watermark")
YES_NO(high_adapts, FROM_6_12, "nr_pcp_high", "pcp high follows the load, between two limits")
NUMBER(uint16_t, batch_cap, EACH(128, 256, 256, 256, 256, 256), "zone_batchsize", "the batch is computed from at most so many pages")
YES_NO(free_high_later, V7_3, "free_frozen_page_commit",
       "small blocks freed one after the other are flushed only after half of high_min more")
YES_NO(flush_in_rounds, V7_3, "free_frozen_page_commit", "a free flushes a batch at a time, and tries for the lock anew in between")
YES_NO(highatomic_no_refill, V7_3, "__rmqueue_pcplist", "an empty list is not refilled for ALLOC_HIGHATOMIC")
YES_NO(isolate_counted, TO_5_10_Y | FROM_6_12, "free_unref_page",
       "pages of isolated blocks that pass the lists by count as freed")
YES_NO(isolate_list_first, V6_1, "free_unref_page_list", "pages of isolated blocks go first")
YES_NO(list_of_blocks, FROM_6_12, "free_unref_folios", "lists hold blocks of any order, and are worked off 31 at a time")
YES_NO(drains_others, FROM_6_1, "__drain_all_pages", "one cpu drains the lists of all, not each its own")

GROUP("Watermarks")
YES_NO(fast_signed, FROM_5_10_Y, "zone_watermark_fast", "a negative number of usable pages fails")
YES_NO(fast_reserve, FROM_5_10, "zone_watermark_fast", "subtracts the highatomic reserve")
YES_NO(fast_unboost, FROM_5_10, "zone_watermark_fast", "second chance without the boost")
YES_NO(unboost_by_flag, FROM_6_12, "zone_watermark_fast", "for ALLOC_MIN_RESERVE, not for __GFP_ATOMIC")
YES_NO(reserve_if_free, FROM_6_12, "__zone_watermark_unusable_free", "subtracts what is free of the highatomic reserve, not all of it")
YES_NO(high_first, FROM_6_12, "get_page_from_freelist", "tests the high mark first, and remembers that a zone is below it")
YES_NO(reserve_by_class, V4_14, "__zone_watermark_ok", "lowmem_reserve is indexed by the preferred zone's kind")
YES_NO(harder_any_list, V4_14, "__zone_watermark_ok", "HARDER or OOM accept a block on any list")
YES_NO(stacked_reserves, FROM_6_1, "__zone_watermark_ok", "MIN_RESERVE, then NON_BLOCK inside it, then OOM on top")
NUMBER(uint32_t, min_free_cap, EACH(65536, 262144, 262144, 262144, 262144, 262144), "init_per_zone_wmark_min",
       "min_free_kbytes is at most so many kB")
YES_NO(movable_min_apart, FROM_6_12, "__setup_per_zone_wmarks",
       "the min mark of ZONE_MOVABLE is a thousandth, 32 to 128 pages, and it takes no part of min_free_kbytes")
YES_NO(ratio_at_least_one, V4_14, "setup_per_zone_lowmem_reserve", "a ratio of 0 becomes 1, not \"off\"")
YES_NO(empty_keeps_reserve, V4_14, "setup_per_zone_lowmem_reserve", "a zone without pages has a reserve like any other")
YES_NO(ratio_gap_counts, FROM_5_10_Y, "setup_per_zone_lowmem_reserve", "zones with ratio 0 still count for lower zones")
YES_NO(cma_before_marks, FROM_5_10_Y, "cma_init_reserved_areas", "boot releases CMA areas before the watermarks are computed")

GROUP("Zonelists")
YES_NO(list_populated, FROM_5_10_Y, "build_zonerefs_node", "lists present zones, not managed ones")
YES_NO(load_by_rank, TO_5_10_Y, "find_next_best_node", "load counts down and is weighted by the number of nodes")
YES_NO(reclaim_mode_switch, V4_14 | FROM_5_10_Y, "node_pagecache_reclaimable",
       "bit 0 of node_reclaim_mode only switches it on, bits 1 and 2 let it write and unmap")
YES_NO(reclaim_not_dirty, V7_3, "node_pagecache_reclaimable", "dirty pages are never reclaimable")
YES_NO(reclaim_must_help, V7_3, "node_reclaim", "a zone is passed over when the scan brought back nothing, even if it has enough now")
YES_NO(avoids_awake, V7_3, "get_page_from_freelist", "zones of nodes whose kswapd is awake are passed over at first")
YES_NO(reclaim_slab_too, FROM_6_1, "__node_reclaim", "scans for slab above its minimum, not for page cache alone")

GROUP("Isolation")
YES_NO(isolate_drains, TO_5_10_Y, "set_migratetype_isolate", "drains the zone's lists")
YES_NO(isolate_splits, FROM_6_1, "isolate_single_pageblock", "exists: first, last, then the middle")
YES_NO(isolate_whole, FROM_6_12, "move_freepages_block_isolate",
       "a pageblock that is not wholly in the zone is busy; a larger free block is freed again as pageblocks")
YES_NO(isolate_bit, V7_3, "set_pageblock_isolate",
       "isolation is a bit: an isolated pageblock keeps its type, whichever it is given back as")
YES_NO(isolate_not_across, V7_3, "isolate_single_pageblock", "a free block across the end of the range is busy")
YES_NO(isolate_by_type, V4_14, "has_unmovable_pages", "a MOVABLE or CMA pageblock, or one of ZONE_MOVABLE, is movable whatever it holds")
YES_NO(isolate_twice, V4_14, "set_migratetype_isolate", "an isolated pageblock may be isolated again")
YES_NO(unisolate_plain, V4_14, "unset_migratetype_isolate", "an ordinary free, after the type has been set")
YES_NO(unisolate_pairs, FROM_6_1, "unset_migratetype_isolate", "only blocks whose buddy is free are taken out")
YES_NO(contig_rounds_up, TO_5_10_Y, "alloc_contig_range", "isolates whole MAX_ORDER blocks")
YES_NO(contig_drains_again, V4_14, "alloc_contig_range", "drains the zone's lists after migration, whatever isolation has drained")
YES_NO(contig_heeds_gfp, FROM_6_12, "alloc_contig_range", "a gfp with bits that mean nothing to it is refused, and __GFP_ZERO clears")
YES_NO(contig_refuses_comp, V7_3, "alloc_contig_range", "so is one with __GFP_COMP")
YES_NO(contig_frees_runs, V7_3, "__free_contig_range", "pages in a row are freed as the largest blocks that they make up, not one by one")
YES_NO(contig_skips_unmovable, V7_3, "pfn_range_valid_contig", "alloc_contig_pages passes over ranges with an unmovable page")
YES_NO(contig_skips_used, TO_5_10_Y, "pfn_range_valid_contig", "alloc_contig_pages passes over ranges with a page in use")

GROUP("What pages hold")
YES_NO(init_options, FROM_5_10, "want_init_on_alloc", "init_on_alloc and init_on_free exist")
YES_NO(hook_clears, FROM_6_1, "post_alloc_hook", "clears pages, so that contiguous ranges are cleared, too")
YES_NO(poison_zero, TO_5_10_Y, "page_poisoning_enabled", "the poison may be zero, and freed pages then count as cleared")

GROUP("Entry and slow path")
YES_NO(free_parts, FROM_5_10, "__free_pages", "a block with references left is freed piecewise")
YES_NO(scope_early, FROM_6_1, "__alloc_pages", "NOIO and NOFS scopes act before the fast path")
YES_NO(nocma_scope, V5_10 | V5_10_Y, "current_alloc_flags", "PF_MEMALLOC_NOCMA: no ALLOC_CMA")
YES_NO(pin_scope, FROM_6_1, "current_gfp_context", "PF_MEMALLOC_PIN, its successor: the request is not movable at all")
YES_NO(cpuset_irq_test, FROM_5_10, "prepare_alloc_pages", "interrupts ignore the task's cpuset")
YES_NO(exiting_anywhere, V7_3, "cpuset_current_node_allowed", "an exiting task may use any node, with __GFP_HARDWALL, too")
YES_NO(fast_highatomic, V7_3, "alloc_flags_nonblocking", "the fast path has ALLOC_HIGHATOMIC, too")
YES_NO(wakes_managed, FROM_6_1, "wake_all_kswapds", "passes over zones that manage no page")
YES_NO(kswapd_by_gfp, V4_14, "__alloc_pages_slowpath", "wakes kswapd by gfp, whatever became of the flags")
YES_NO(exact_in_low_memory, FROM_6_1, "alloc_pages_exact_nid",
       "an exact number of pages is never __GFP_HIGHMEM, and so not from ZONE_MOVABLE")
YES_NO(dirty_verdict, FROM_6_1, "get_page_from_freelist", "remembers the last node's dirty verdict, not the last refusal")
YES_NO(nonblock_by_direct, FROM_6_1, "gfp_to_alloc_flags", "requests that cannot reclaim are NON_BLOCK, atomic or not")
YES_NO(reserve_keeps_kswapd, FROM_6_1, "__alloc_pages_slowpath", "ALLOC_KSWAPD survives reserve flags")
YES_NO(reserve_adds_cma, FROM_5_10, "__alloc_pages_slowpath", "ALLOC_CMA is added to reserve flags")
YES_NO(reserve_drops_mask, FROM_5_10, "__alloc_pages_slowpath", "reserve flags drop the nodemask")
YES_NO(reserve_local_list, V4_14, "__alloc_pages_slowpath", "reserve flags switch to the zonelist of the cpu's node")
YES_NO(race_test_early, V6_1 | V6_12, "__alloc_pages_slowpath", "the cpuset race is tested at the start of every round")
YES_NO(compacts_in_rounds, V7_3, "__alloc_pages_slowpath",
       "early compaction is a round of its own, a round has one try, and reserves come behind it")
YES_NO(noretry_skipped_ends, FROM_5_10 & TO_6_12, "__alloc_pages_slowpath", "costly NORETRY: compaction SKIPPED ends the request")
YES_NO(noretry_thisnode_ends, V6_1 | V6_12, "__alloc_pages_slowpath", "costly NORETRY: THISNODE ends it")
YES_NO(needs_can_compact, FROM_5_10_Y, "__alloc_pages_slowpath", "compaction is tried only if it is possible: configured, and gfp has IO")
YES_NO(capture, FROM_5_10, "compaction_capture", "a block freed by compaction can go straight to the request")
YES_NO(capture_movable, FROM_6_12, "compaction_capture", "also a movable block below pageblock_order, if the request is movable")
YES_NO(capture_told, V7_3, "compaction_capture", "one of another type than the request's is told as a fallback")
YES_NO(capture_succeeds, FROM_6_1, "compact_zone_order", "then compaction has had success, whatever it says")
YES_NO(skipped_tries_list, V5_10 | V5_10_Y, "__alloc_pages_direct_compact", "the free lists are tried after SKIPPED")
YES_NO(deferred_tries_list, FROM_5_10 & TO_6_12, "__alloc_pages_direct_compact", "the free lists are tried after DEFERRED")
YES_NO(retry_waits, TO_5_10_Y, "should_reclaim_retry", "waits for writing to end when nothing was reclaimed")
YES_NO(retry_in_cpuset, FROM_6_12, "should_reclaim_retry", "looks only at zones that the cpuset allows")
YES_NO(retry_unreserves, FROM_6_1, "should_reclaim_retry", "every refusal releases a reserve")
YES_NO(suitable_two_tests, TO_5_10_Y, "compaction_zonelist_suitable", "a zone that passes already counts")
YES_NO(suitable_order_0, FROM_6_12, "compaction_zonelist_suitable", "only room for single pages counts")
YES_NO(suitable_in_cpuset, V7_3, "compaction_zonelist_suitable", "looks only at zones that the cpuset allows")
YES_NO(suitable_gap_capped, V7_3, "compact_gap", "asks for 32 pages above the mark at most, whatever the order")
YES_NO(retry_success_only, FROM_6_12, "should_compact_retry", "compaction is repeated at the same priority after SUCCESS only")
YES_NO(retry_skipped_defers, V4_14, "should_compact_retry", "SKIPPED is treated like DEFERRED")
YES_NO(nofail_min_reserve, FROM_6_1, "__alloc_pages_slowpath", "the help for NOFAIL is MIN_RESERVE, not HARDER")
YES_NO(oom_flag_exact, V4_14, "__alloc_pages_slowpath", "an OOM victim stops when its flags are exactly ALLOC_OOM")
YES_NO(grows_deferred, FROM_5_10, "deferred_grow_zone", "deferred memory grows on demand")
YES_NO(grows_page_by_page, FROM_6_12, "deferred_free_pages",
       "deferred memory is freed page by page where a largest block is not free as a whole")
YES_NO(defers_by_zone, FROM_5_10_Y, "defer_init", "the first section is counted over the whole zone, not in its last run of memory")
YES_NO(grows_sections, V7_3, "deferred_grow_zone", "deferred memory grows section by section, to the end of the zone")
YES_NO(defers_reserved, V7_3, "__init_deferred_page", "a reserved page at the start of a deferred pageblock makes it MOVABLE at boot")
YES_NO(cma_sets_reserves, V7_3, "adjust_managed_page_count", "lowmem reserves follow each CMA pageblock that boot releases")
YES_NO(cpus_set_no_drift, V7_3, "vmstat_cpu_online", "cpus that come online at boot set no limits of drift, the watermarks do")
YES_NO(late_resizes, V5_10 | V5_10_Y, "page_alloc_init_late", "page sets are sized anew when deferred memory has come")

#undef GROUP
#undef YES_NO
#undef NUMBER
