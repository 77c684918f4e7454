/* SPDX-License-Identifier: MIT */
/*
 * The questions of the policy table: one row each, included wherever the list is needed, with the macros below defined as suits.
 *
 *   GROUP(name)                              a heading
 *   YES_NO(field, function, question)        false where a profile's row does not name it
 *   NUMBER(type, field, function, question)
 *
 * The function is the kernel's in which the difference shows. docs/profiles.md is printed from here.
 */
#ifndef GROUP
#define GROUP(name)
#endif

GROUP("Buddy and lists")
YES_NO(move_at_tail, "move_to_free_list", "a block that changes lists goes to the tail, not to the head")
YES_NO(boot_at_tail, "__free_pages_core", "boot blocks go to the tail, past the per-CPU lists")
YES_NO(hole_in_span, "memmap_init_zone", "a hole's page is linked to the zone around it, not to node 0's ZONE_DMA")
YES_NO(hole_marks_block, "memmap_init_zone", "a pageblock that starts in a hole of its zone is MOVABLE from boot")
YES_NO(merge_by_type, "__free_one_page", "at pageblock_order and above only U, M, R merge with each other")
YES_NO(debug_checks, "free_pcp_prepare", "with debug_pagealloc single pages are checked at free and at allocation, too")
YES_NO(poison_at_free, "free_pages_prepare", "a single poisoned page is lost when freed")
YES_NO(bad_block_counts, "rmqueue_buddy", "a block lost to a bad page leaves NR_FREE_PAGES")
YES_NO(guard_any_type, "set_page_guard", "a guard block is taken out of the free count whatever its type")

GROUP("Fallback")
YES_NO(nofragment, "alloc_flags_nofragment", "ALLOC_NOFRAGMENT exists")
YES_NO(nofragment_small, "__rmqueue_fallback", "it raises the smallest order only for requests below pageblock_order")
YES_NO(boost, "boost_watermark", "a steal boosts the watermarks")
YES_NO(boosted_always, "steal_suitable_fallback", "ZONE_BOOSTED_WATERMARK is set even if nothing was boosted")
YES_NO(cma_by_flag, "__rmqueue", "CMA blocks need ALLOC_CMA; otherwise any movable request may use them")
YES_NO(cma_balance, "__rmqueue", "CMA first while it is more than half of the free pages")
YES_NO(highatomic_by_flag, "rmqueue_buddy", "ALLOC_HIGHATOMIC decides about reserves, not ALLOC_HARDER")
YES_NO(highatomic_last, "rmqueue_buddy", "OOM and non-blocking requests may take reserves last")

GROUP("Per-CPU lists")
YES_NO(bypass_pcp, "rmqueue", "movable requests without ALLOC_CMA go to the buddy")
YES_NO(pcp_cold, "free_hot_cold_page", "__GFP_COLD: to and from the tail")
NUMBER(uint8_t, pcp_orders, "pcp_allowed_order", "how many orders are cached, from 0")
YES_NO(pcp_huge, "pcp_allowed_order", "so are blocks of pageblock_order")
YES_NO(pcp_cyclic, "free_pcppages_bulk", "empties one list after the other")
YES_NO(pcp_else_buddy, "rmqueue", "tries the buddy when the lists stay empty")
YES_NO(pcp_bulk, "__alloc_pages_bulk", "pages in bulk come from one zone's lists; else each by itself")
YES_NO(boosted_after_fail, "rmqueue", "looks at the boosted bit then, too")
YES_NO(high_by_watermark, "zone_highsize", "pcp high follows the low watermark")
NUMBER(uint16_t, batch_cap, "zone_batchsize", "the batch is computed from at most so many pages")
YES_NO(isolate_counted, "free_unref_page", "pages of isolated blocks that pass the lists by count as freed")
YES_NO(isolate_list_first, "free_unref_page_list", "pages of isolated blocks go first")

GROUP("Watermarks")
YES_NO(fast_signed, "zone_watermark_fast", "a negative number of usable pages fails")
YES_NO(fast_reserve, "zone_watermark_fast", "subtracts the highatomic reserve")
YES_NO(fast_unboost, "zone_watermark_fast", "second chance without the boost")
YES_NO(reserve_by_class, "__zone_watermark_ok", "lowmem_reserve is indexed by the preferred zone's kind")
YES_NO(harder_any_list, "__zone_watermark_ok", "HARDER or OOM accept a block on any list")
YES_NO(stacked_reserves, "__zone_watermark_ok", "MIN_RESERVE, then NON_BLOCK inside it, then OOM on top")
NUMBER(uint32_t, min_free_cap, "init_per_zone_wmark_min", "min_free_kbytes is at most so many kB")
YES_NO(ratio_at_least_one, "setup_per_zone_lowmem_reserve", "a ratio of 0 becomes 1, not \"off\"")
YES_NO(empty_keeps_reserve, "setup_per_zone_lowmem_reserve", "a zone without pages has a reserve like any other")
YES_NO(ratio_gap_counts, "setup_per_zone_lowmem_reserve", "zones with ratio 0 still count for lower zones")
YES_NO(cma_before_marks, "cma_init_reserved_areas", "boot releases CMA areas before the watermarks are computed")

GROUP("Zonelists")
YES_NO(list_populated, "build_zonerefs_node", "lists present zones, not managed ones")
YES_NO(load_by_rank, "find_next_best_node", "load counts down and is weighted by the number of nodes")
YES_NO(reclaim_mode_switch, "node_pagecache_reclaimable", "bit 0 of node_reclaim_mode only switches it on, bits 1 and 2 let it write and unmap")
YES_NO(reclaim_slab_too, "__node_reclaim", "scans for slab above its minimum, not for page cache alone")

GROUP("Isolation")
YES_NO(isolate_drains, "set_migratetype_isolate", "drains the zone's lists")
YES_NO(isolate_splits, "isolate_single_pageblock", "exists: first, last, then the middle")
YES_NO(isolate_by_type, "has_unmovable_pages", "a MOVABLE or CMA pageblock, or one of ZONE_MOVABLE, is movable whatever it holds")
YES_NO(isolate_twice, "set_migratetype_isolate", "an isolated pageblock may be isolated again")
YES_NO(unisolate_plain, "unset_migratetype_isolate", "an ordinary free, after the type has been set")
YES_NO(unisolate_pairs, "unset_migratetype_isolate", "only blocks whose buddy is free are taken out")
YES_NO(contig_rounds_up, "alloc_contig_range", "isolates whole MAX_ORDER blocks")
YES_NO(contig_drains_again, "alloc_contig_range", "drains the zone's lists after migration, whatever isolation has drained")
YES_NO(contig_skips_used, "pfn_range_valid_contig", "alloc_contig_pages passes over ranges with a page in use")

GROUP("What pages hold")
YES_NO(init_options, "want_init_on_alloc", "init_on_alloc and init_on_free exist")
YES_NO(hook_clears, "post_alloc_hook", "clears pages, so that contiguous ranges are cleared, too")
YES_NO(poison_zero, "page_poisoning_enabled", "the poison may be zero, and freed pages then count as cleared")

GROUP("Entry and slow path")
YES_NO(free_parts, "__free_pages", "a block with references left is freed piecewise")
YES_NO(scope_early, "__alloc_pages", "NOIO and NOFS scopes act before the fast path")
YES_NO(nocma_scope, "current_alloc_flags", "PF_MEMALLOC_NOCMA: no ALLOC_CMA")
YES_NO(pin_scope, "current_gfp_context", "PF_MEMALLOC_PIN, its successor: the request is not movable at all")
YES_NO(cpuset_irq_test, "prepare_alloc_pages", "interrupts ignore the task's cpuset")
YES_NO(kswapd_by_gfp, "__alloc_pages_slowpath", "wakes kswapd by gfp, whatever became of the flags")
YES_NO(dirty_verdict, "get_page_from_freelist", "remembers the last node's dirty verdict, not the last refusal")
YES_NO(nonblock_by_direct, "gfp_to_alloc_flags", "requests that cannot reclaim are NON_BLOCK, atomic or not")
YES_NO(reserve_keeps_kswapd, "__alloc_pages_slowpath", "ALLOC_KSWAPD survives reserve flags")
YES_NO(reserve_adds_cma, "__alloc_pages_slowpath", "ALLOC_CMA is added to reserve flags")
YES_NO(reserve_drops_mask, "__alloc_pages_slowpath", "reserve flags drop the nodemask")
YES_NO(reserve_local_list, "__alloc_pages_slowpath", "reserve flags switch to the zonelist of the cpu's node")
YES_NO(race_test_early, "__alloc_pages_slowpath", "the cpuset race is tested at the start of every round")
YES_NO(noretry_skipped_ends, "__alloc_pages_slowpath", "costly NORETRY: compaction SKIPPED ends the request")
YES_NO(noretry_thisnode_ends, "__alloc_pages_slowpath", "costly NORETRY: THISNODE ends it")
YES_NO(needs_can_compact, "__alloc_pages_slowpath", "compaction is tried only if it is possible: configured, and gfp has IO")
YES_NO(capture, "compaction_capture", "a block freed by compaction can go straight to the request")
YES_NO(capture_succeeds, "compact_zone_order", "then compaction has had success, whatever it says")
YES_NO(skipped_tries_list, "__alloc_pages_direct_compact", "the free lists are tried after SKIPPED")
YES_NO(deferred_tries_list, "__alloc_pages_direct_compact", "the free lists are tried after DEFERRED")
YES_NO(retry_waits, "should_reclaim_retry", "waits for writing to end when nothing was reclaimed")
YES_NO(retry_unreserves, "should_reclaim_retry", "every refusal releases a reserve")
YES_NO(suitable_two_tests, "compaction_zonelist_suitable", "a zone that passes already counts")
YES_NO(retry_skipped_defers, "should_compact_retry", "SKIPPED is treated like DEFERRED")
YES_NO(nofail_min_reserve, "__alloc_pages_slowpath", "the help for NOFAIL is MIN_RESERVE, not HARDER")
YES_NO(oom_flag_exact, "__alloc_pages_slowpath", "an OOM victim stops when its flags are exactly ALLOC_OOM")
YES_NO(grows_deferred, "deferred_grow_zone", "deferred memory grows on demand")
YES_NO(defers_by_zone, "defer_init", "the first section is counted over the whole zone, not in its last run of memory")
YES_NO(late_resizes, "page_alloc_init_late", "page sets are sized anew when deferred memory has come")

#undef GROUP
#undef YES_NO
#undef NUMBER
