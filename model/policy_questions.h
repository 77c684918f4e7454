/* SPDX-License-Identifier: MIT */
/*
 * The questions of the policy table: one row each, included wherever the list is needed, with the macros below defined as suits.
 *
 *   GROUP(name)                                 a heading
 *   YES_NO(field, function, question)           false where a profile's row does not name it
 *   NUMBER(type, field, function, question)
 *   CHOICE(enum, field, function, question, words of the enum's values in order...)
 *
 * The function is the kernel's in which the difference shows. docs/profiles.md is printed from here.
 */
#ifndef GROUP
#define GROUP(name)
#endif

GROUP("Free lists and merging")
YES_NO(moves_to_head, "move_to_free_list", "a block moved to another list goes to its head, not its tail")
YES_NO(boot_at_tail, "__free_pages_core", "boot memory is put at the tail")
CHOICE(enum merge_barrier, barrier, "__free_one_page", "at pageblock order and above, what must not merge",
       "ISOLATE with another type, tested only while the zone has any", "types that are not both plain and not equal")
YES_NO(holes_belong_to_zone, "memmap_init_zone", "a page without memory is linked to the zone around it, is not reserved, and its pageblock is MOVABLE")

YES_NO(lists_are_typed, "free_pcppages_bulk", "a free block is on the list of its pageblock's type: blocks leave per-CPU lists as that, and pageblocks that merge become alike")
YES_NO(lists_are_counted, "account_freepages", "what is free is counted where lists change: block by block in a refill, twice when moved")
YES_NO(large_blocks_apart, "split_large_buddy", "a large block is freed pageblock by pageblock, each as its own type")
YES_NO(moves_whole_pageblocks, "prep_move_freepages_block", "a pageblock that sticks out of its zone, at either end, is neither moved nor retyped")

GROUP("Choice of a block")
YES_NO(cma_balanced, "__rmqueue", "CMA first while it is more than half of what is free; and only with ALLOC_CMA")
YES_NO(has_boost, "boost_watermark", "watermark boost")
YES_NO(boosted_when_declined, "steal_suitable_fallback", "ZONE_BOOSTED_WATERMARK is set although the boost was declined")
YES_NO(boosted_after_failure, "rmqueue", "ZONE_BOOSTED_WATERMARK is looked at after a failed attempt at the buddy, too")
YES_NO(has_nofragment, "alloc_flags_nofragment", "ALLOC_NOFRAGMENT, ALLOC_KSWAPD exist")
YES_NO(nofragment_caps_all, "__rmqueue_fallback", "ALLOC_NOFRAGMENT lifts the smallest stolen order to a pageblock also for bigger requests")
YES_NO(highatomic_flag, "rmqueue_buddy", "ALLOC_HIGHATOMIC is a flag of its own; last resort from H; 0x10 and 0x20 mean NON_BLOCK and MIN_RESERVE")
YES_NO(highatomic_at_once, "alloc_flags_nonblocking", "... and the fast path has it, too")
YES_NO(buddy_reserves, "rmqueue_buddy", "ALLOC_HIGHATOMIC reserves the pageblock of what comes from the buddy alone, and at the min mark alone")
YES_NO(claims_or_splits, "__rmqueue", "a pageblock of another type is claimed, else one block of it split where it lies; a refill remembers how far it had to go")
YES_NO(reserve_is_rounded, "reserve_highatomic_pageblock", "the highatomic limit is a hundredth in whole pageblocks, none below one; large blocks are reserved and given back whole")
YES_NO(bad_block_stays_counted, "rmqueue", "a bad block lost during allocation stays in NR_FREE_PAGES")

GROUP("Per-CPU lists")
YES_NO(pcp_takes_high_orders, "pcp_allowed_order", "orders 0..3 and the pageblock order, free_factor")
YES_NO(pcp_bypass, "rmqueue", "MOVABLE without ALLOC_CMA goes straight to the buddy")
YES_NO(pcp_cold, "free_hot_cold_page", "__GFP_COLD")
CHOICE(enum bulk_free_order, bulk_free, "free_pcppages_bulk", "in which order lists are emptied",
       "growing shares, starting with MOVABLE", "each list emptied before the next, starting with the one just freed to")
YES_NO(drains_for_all, "__drain_all_pages", "the cpu that drains everybody empties all lists itself; elsewhere each cpu its own")
YES_NO(bulk_from_lists, "__alloc_pages_bulk", "pages in bulk come from one zone's lists; elsewhere they are requests one by one")
YES_NO(bulk_asks_for_missing, "alloc_pages_bulk_noprof", "the zone must have room for the entries from the first empty one on; elsewhere for all")
YES_NO(bulk_list_is_array, "alloc_pages_bulk_noprof", "there is no list form: pages are in the order in which they came")
NUMBER(uint32_t, batch_cap, "zone_batchsize", "pages that it reckons with at most")
YES_NO(high_from_watermark, "zone_highsize", "pcp high comes from the low watermark, recomputed with it")
YES_NO(high_follows_load, "nr_pcp_high", "each list set moves its high between two limits, by what is taken and freed")
YES_NO(free_high_spares_min, "free_frozen_page_commit", "blocks of order 1..3 freed in a row empty the lists only when they are half of the lower limit more than a batch")
YES_NO(flushes_in_rounds, "free_frozen_page_commit", "a free flushes a batch at a time, and tries for the lock again in between")
YES_NO(pcp_is_trylocked, "rmqueue_pcplist", "page sets have a lock, which allocations and frees only try for; without it they go to the buddy")
YES_NO(highatomic_takes_singly, "__rmqueue_pcplist", "a request with ALLOC_HIGHATOMIC refills no list, but goes to the buddy")
YES_NO(reclaim_limits_pcp, "nr_pcp_high", "ZONE_RECLAIM_ACTIVE: frees keep no more than four batches on the lists")

GROUP("Watermarks")
YES_NO(reserve_by_free_pages, "__zone_watermark_unusable_free", "of the highatomic reserve only what is free of it is held back")
YES_NO(second_chance_by_flag, "zone_watermark_fast", "ALLOC_MIN_RESERVE sees no boost; __GFP_ATOMIC is gone")
NUMBER(int32_t, min_free_kbytes_cap, "init_per_zone_wmark_min", "min_free_kbytes at most, kB")
YES_NO(movable_has_own_min, "__setup_per_zone_wmarks", "ZONE_MOVABLE has a min mark by its size alone, and no part in what the others share")
YES_NO(fast_ignores_highatomic, "zone_watermark_fast", "does not look at the highatomic reserve, knows no boost")
YES_NO(fast_is_unsigned, "zone_watermark_fast", "lets a negative number of usable pages pass")
YES_NO(harder_sees_any_list, "__zone_watermark_ok", "HARDER or OOM: any free block of the order will do, whatever its list")
YES_NO(reserve_skips_ratio_0, "setup_per_zone_lowmem_reserve", "zones with ratio 0 are left out of the sum")
YES_NO(ratio_0_is_1, "setup_per_zone_lowmem_reserve", "a ratio of 0 is 1")
YES_NO(reserve_without_pages, "setup_per_zone_lowmem_reserve", "also zones that manage no page hold some back")
YES_NO(reserve_by_classzone, "__zone_watermark_ok", "lowmem_reserve is taken at the index of the preferred zone")

GROUP("Zonelists and the search")
YES_NO(zonelist_has_unmanaged, "build_zonerefs_node", "present but unmanaged zones are listed")
YES_NO(node_load_plain, "find_next_best_node", "node_load counts by one, cost without the number of nodes")
YES_NO(dirty_verdict_kept, "get_page_from_freelist", "the dirty verdict on the last node is remembered, good or bad")
NUMBER(uint8_t, reclaim_write_bit, "node_pagecache_reclaimable", "which bit of node_reclaim_mode lets it write; the next one lets it unmap")
YES_NO(slab_alone_scans, "__node_reclaim", "asks also where only slab is above its minimum")
YES_NO(deferred_grows, "deferred_grow_zone", "deferred memory is initialised on demand")
YES_NO(deferral_spans_holes, "defer_init", "pages on both sides of a hole count towards the first section, and memory behind a hole is deferred with what is before it")
YES_NO(deferred_parts_are_single, "deferred_free_pages", "of deferred memory only largest blocks are freed as blocks, all else page by page")
YES_NO(bulk_grows, "alloc_pages_bulk", "pages in bulk make a zone that is below its mark grow, too")
YES_NO(late_init_resizes_pcps, "page_alloc_init_late", "per-CPU sizes follow the memory that has come")
YES_NO(cma_before_watermarks, "cma_init_reserved_areas", "boot releases CMA first, by an ordinary (per-CPU) free")
YES_NO(high_mark_first, "get_page_from_freelist", "ZONE_BELOW_HIGH: the high watermark is tried first, until it fails once")

GROUP("The slow path")
YES_NO(exact_is_mapped, "alloc_pages_exact", "an exact number of pages is asked for without __GFP_HIGHMEM, which could have no address")
YES_NO(scope_before_fast_path, "__alloc_pages", "the task's scope (NOIO, NOFS, ..) is applied at entry")
YES_NO(nocma_bars_cma, "current_alloc_flags", "TASK_NOCMA: no ALLOC_CMA")
YES_NO(nocma_drops_movable, "current_gfp_context", "TASK_NOCMA is the PIN scope: the request is no longer movable")
YES_NO(irq_ignores_cpuset, "prepare_alloc_pages", "in interrupt the fast path does not take the task's mems_allowed as nodemask")
YES_NO(exiting_ignores_cpuset, "cpuset_current_node_allowed", "an exiting task may take memory from anywhere, HARDWALL or not")
YES_NO(wakes_managed_only, "wake_all_kswapds", "kswapd is not woken for a zone that manages no page, but for the next of its node")
YES_NO(kswapd_by_gfp, "__alloc_pages_slowpath", "kswapd is woken as the gfp says, not as the flags in force say")
YES_NO(reserve_flags_keep_kswapd, "__alloc_pages_slowpath", "reserve flags keep ALLOC_KSWAPD")
YES_NO(reserve_flags_add_cma, "__alloc_pages_slowpath", "reserve flags add ALLOC_CMA")
YES_NO(retry_takes_cpu_zonelist, "__alloc_pages_slowpath", "the second try uses the zonelist of the cpu's node")
YES_NO(retry_drops_nodemask, "__alloc_pages_slowpath", "the second try drops the nodemask")
YES_NO(retry_checks_cpuset_first, "__alloc_pages_slowpath", "a retry looks for a changed cpuset first")
YES_NO(noretry_ends_when_skipped, "__alloc_pages_slowpath", "costly NORETRY ends after compaction SKIPPED, not only DEFERRED")
YES_NO(can_compact_matters, "__alloc_pages_slowpath", "no compaction at all without COMPACTION or IO")
CHOICE(enum compact_skipped, skipped, "__alloc_pages_direct_compact", "after compaction that did nothing",
       "the free lists are tried", "not tried after SKIPPED", "nor after DEFERRED")
YES_NO(congestion_waits, "should_reclaim_retry", "waits when nothing came back and much is being written")
YES_NO(compaction_captures, "compaction_capture", "a block freed while compaction runs may go straight to the request")
YES_NO(captures_movable, "compaction_capture", "a movable request captures small movable blocks, too")
YES_NO(capture_is_told, "compaction_capture", "a capture of another type is told like a fallback")
YES_NO(capture_is_success, "compact_zone_order", "a captured page makes the result of compaction SUCCESS")
CHOICE(enum compact_enough, enough, "compaction_zonelist_suitable", "a zone that has enough for the order already",
       "is suitable for compaction", "is not", "is like any other")
YES_NO(suitable_minds_cpuset, "compaction_zonelist_suitable", "zones that the cpuset forbids are not suitable for compaction")
YES_NO(only_success_repeats, "should_compact_retry", "compaction is repeated at the same priority after SUCCESS alone")
YES_NO(withdrawn_asks_suitable, "should_compact_retry", "asks that also after DEFERRED, CONTENDED, PARTIAL_SKIPPED")
YES_NO(false_retry_unreserves, "should_reclaim_retry", "gives the highatomic reserve back before saying no")
YES_NO(retry_minds_cpuset, "should_reclaim_retry", "zones that the cpuset forbids give no hope")
YES_NO(oom_flag_alone, "__alloc_pages_slowpath", "the victim test wants the flags to be ALLOC_OOM exactly")
YES_NO(noretry_thisnode_ends, "__alloc_pages_slowpath", "costly NORETRY with THISNODE ends")
YES_NO(compaction_has_round, "__alloc_pages_slowpath", "each round tries first and looks at reserves then; compaction before reclaim is a round of its own, whatever it says")

GROUP("Frees")
YES_NO(frees_piecewise, "__free_pages", "a dropped reference on a block frees all but its first page")
YES_NO(exact_surplus_at_tail, "make_alloc_exact", "of an exact number of pages the surplus goes straight to the buddy, to the tail")
YES_NO(debug_checks_singles, "free_pcp_prepare", "debug_pagealloc has single pages checked on their way in and out, too")
YES_NO(checks_are_optional, "check_pages_enabled", "pages are checked only with an option that asks for it: when freed, compound tails for their mapping, too, and when handed out, never between")
YES_NO(poison_lost_when_freed, "free_pages_prepare", "a poisoned single page is lost when it is freed, not when it is next looked at")
YES_NO(bypass_uncounted, "free_unref_page", "a block that goes past the lists, ISOLATE or for want of their lock, is no PGFREE")
YES_NO(free_list_of_blocks, "free_unref_folios", "a free list has compound blocks, too, and is gone through 31 at a time")
YES_NO(free_list_isolate_first, "free_unref_page_list", "ISOLATE pages of a free list go to the buddy before the others move")

GROUP("What pages hold")
YES_NO(has_init_on, "want_init_on_free", "init_on_alloc and init_on_free")
YES_NO(ranges_are_cleared, "split_map_pages", "the pages of a contiguous range are cleared as those of any request (init_on_alloc)")
YES_NO(poison_may_be_zero, "free_pages_prezeroed", "CONFIG_PAGE_POISONING_ZERO: freed pages are filled with zero, and not cleared again")

GROUP("Isolation")
YES_NO(isolation_drains, "set_migratetype_isolate", "every pageblock isolated drains the zone's per-CPU lists")
YES_NO(isolation_splits, "isolate_single_pageblock", "free blocks across the boundary are split; first, last, then the middle")
YES_NO(isolation_frees_apart, "move_freepages_block_isolate", "a free block larger than the pageblock around it is freed again as pageblocks; none is split at the edges")
YES_NO(isolation_keeps_type, "set_pageblock_isolate", "a pageblock that is given back is what it was before it was isolated, whichever type is asked for")
YES_NO(isolation_minds_edges, "isolate_single_pageblock", "... and a free block that still reaches across an edge makes isolation fail")
YES_NO(isolation_trusts_type, "has_unmovable_pages", "MOVABLE and CMA pageblocks are taken as they are, even when isolated already")
YES_NO(contig_drains_after_migration, "alloc_contig_range", "drains the zone's per-CPU lists once more when migration is over")
YES_NO(contig_pages_unused, "pfn_range_valid_contig", "alloc_contig_pages tries only ranges whose pages have no references")
YES_NO(contig_heeds_gfp, "__alloc_contig_verify_gfp_mask", "alloc_contig_range refuses some gfp bits, and __GFP_ZERO clears what it takes")
YES_NO(unisolate_frees_plainly, "unset_migratetype_isolate", "an ordinary free")
YES_NO(unisolate_wants_free_buddy, "unset_migratetype_isolate", "only blocks whose buddy is free")

#undef GROUP
#undef YES_NO
#undef NUMBER
#undef CHOICE
