/* SPDX-License-Identifier: MIT */
/*
 * The questions of the policy table: one row each, to be included with these macros defined to what the includer needs:
 *
 *   GROUP(name)                                       a heading
 *   YES_NO(field, in, function, question)             in: the profiles whose answer is yes, a set of policy.c: FROM_6_1 is 6.1 and later
 *   NUMBER(type, field, each, function, question)     each: EACH(the answers of 4.14, 5.10, 5.10.y, 6.1, 6.12, 7.3)
 *   CHOICE(enum, field, each, function, question, words of the enum's values in order...)
 *
 * The function is the kernel function in which the difference shows. docs/profiles.md is generated from this file.
 */
#ifndef GROUP
#define GROUP(name)
#endif

GROUP("Free lists and merging")
YES_NO(moves_to_head, V4_14, "move_to_free_list", "a block moved to another list goes to its head, not its tail")
YES_NO(boot_at_tail, FROM_5_10, "__free_pages_core", "boot memory is put at the tail")
CHOICE(enum merge_barrier, barrier, EACH(BARRIER_ISOLATE, BARRIER_ISOLATE, BARRIER_ISOLATE, BARRIER_TYPES, BARRIER_TYPES, BARRIER_TYPES),
       "__free_one_page", "at pageblock order and above, what must not merge",
       "ISOLATE with another type, tested only while the zone has any", "unequal types that are not both plain")
YES_NO(holes_belong_to_zone, V4_14, "memmap_init_zone",
       "a page without memory is linked to the zone around it, is not reserved, and its pageblock is MOVABLE")
YES_NO(holes_belong_upwards, V5_10_Y | FROM_6_12, "memmap_init",
       "a page without memory is linked to the zone of the next memory above it")

YES_NO(lists_are_typed, FROM_6_12, "free_pcppages_bulk",
       "a free block is on the list of its pageblock's type: blocks leave per-CPU lists as that type, and pageblocks that merge get one type")
YES_NO(lists_are_counted, FROM_6_12, "account_freepages",
       "free pages are counted where lists change: block by block in a refill, out and in again when moved")
YES_NO(large_blocks_apart, FROM_6_12, "split_large_buddy", "a large block is freed pageblock by pageblock, each as its own type")
YES_NO(moves_whole_pageblocks, FROM_6_12, "prep_move_freepages_block",
       "a pageblock that is not wholly in its zone is neither moved nor retyped")

GROUP("Choice of a block")
YES_NO(cma_balanced, FROM_5_10, "__rmqueue", "CMA first while more than half of the free pages are CMA; and only with ALLOC_CMA")
YES_NO(has_boost, FROM_5_10, "boost_watermark", "watermark boost")
YES_NO(boosted_when_declined, V5_10, "steal_suitable_fallback", "ZONE_BOOSTED_WATERMARK is set although the boost was declined")
YES_NO(boosted_after_failure, FROM_6_1, "rmqueue", "ZONE_BOOSTED_WATERMARK is checked after a failed attempt at the buddy, too")
YES_NO(has_nofragment, FROM_5_10, "alloc_flags_nofragment", "ALLOC_NOFRAGMENT, ALLOC_KSWAPD exist")
YES_NO(nofragment_caps_all, V5_10 | V5_10_Y, "__rmqueue_fallback",
       "ALLOC_NOFRAGMENT lifts the smallest stolen order to a pageblock also for bigger requests")
YES_NO(highatomic_flag, FROM_6_1, "rmqueue_buddy",
       "ALLOC_HIGHATOMIC is a flag of its own; HIGHATOMIC lists as the last resort; 0x10 and 0x20 mean NON_BLOCK and MIN_RESERVE")
YES_NO(highatomic_at_once, V7_3, "alloc_flags_nonblocking", "the fast path sets ALLOC_HIGHATOMIC, too")
YES_NO(buddy_reserves, V7_3, "rmqueue_buddy",
       "ALLOC_HIGHATOMIC reserves a pageblock only for a block from the buddy, and only at the min mark")
YES_NO(claims_or_splits, FROM_6_12, "__rmqueue",
       "a pageblock of another type is claimed, else one block of it is taken and split on its own lists; a refill remembers how far it had to search")
YES_NO(old_type_is_lists, V7_3, "try_to_claim_block",
       "the old type of a claimed or unreserved block is that of its list, not of its pageblock, where these differ")
YES_NO(reserve_is_rounded, FROM_6_12, "reserve_highatomic_pageblock",
       "the highatomic limit is a hundredth rounded up to pageblocks, or none if less than one; large blocks are reserved and unreserved whole")
YES_NO(bad_block_stays_counted, TO_5_10_Y, "rmqueue", "a bad block lost during allocation stays in NR_FREE_PAGES")

GROUP("Per-CPU lists")
YES_NO(pcp_takes_high_orders, FROM_6_1, "pcp_allowed_order", "orders 0..3 and the pageblock order, free_factor")
YES_NO(pcp_bypass, FROM_5_10 & TO_6_1, "rmqueue", "MOVABLE without ALLOC_CMA goes straight to the buddy")
YES_NO(pcp_cold, V4_14, "free_hot_cold_page", "__GFP_COLD")
CHOICE(enum bulk_free_order, bulk_free, EACH(BULK_ROUND_ROBIN, BULK_ROUND_ROBIN, BULK_ROUND_ROBIN, BULK_IN_TURN, BULK_IN_TURN, BULK_IN_TURN),
       "free_pcppages_bulk", "the order in which lists are emptied",
       "growing shares, starting with MOVABLE", "each list emptied before the next, starting with the one just freed to")
YES_NO(drains_for_all, FROM_6_1, "__drain_all_pages", "the cpu that drains all cpus empties all lists itself; otherwise each cpu its own")
YES_NO(bulk_from_lists, FROM_6_1, "__alloc_pages_bulk", "pages in bulk come from one zone's per-CPU lists; otherwise by single requests")
YES_NO(bulk_asks_for_missing, V7_3, "alloc_pages_bulk_noprof",
       "the zone must have room for the entries from the first empty one on; otherwise for all")
YES_NO(bulk_list_is_array, V7_3, "alloc_pages_bulk_noprof", "there is no list form: pages are stored in the order of allocation")
NUMBER(uint32_t, batch_cap, EACH(128, 256, 256, 256, 256, 256), "zone_batchsize",
       "upper limit of the pages from which the batch is computed")
YES_NO(high_from_watermark, FROM_6_1, "zone_highsize", "pcp high comes from the low watermark, recomputed with it")
YES_NO(high_follows_load, FROM_6_12, "nr_pcp_high", "each page set moves its high between two limits, by what is allocated and freed")
YES_NO(free_high_spares_min, V7_3, "free_frozen_page_commit",
       "blocks of order 1..3 freed in a row empty the lists only once a batch plus half of high_min pages have been freed")
YES_NO(flushes_in_rounds, V7_3, "free_frozen_page_commit", "a free flushes batch by batch, with a new trylock in between")
YES_NO(pcp_is_trylocked, FROM_6_1, "rmqueue_pcplist", "allocations and frees only trylock the page set; if that fails they go to the buddy")
YES_NO(highatomic_takes_singly, V7_3, "__rmqueue_pcplist", "a request with ALLOC_HIGHATOMIC does not refill a list but goes to the buddy")
YES_NO(reclaim_limits_pcp, FROM_6_1, "nr_pcp_high", "ZONE_RECLAIM_ACTIVE: frees keep no more than four batches on the lists")

GROUP("Watermarks")
YES_NO(reserve_by_free_pages, FROM_6_12, "__zone_watermark_unusable_free", "only the free pages of the highatomic reserve are held back")
YES_NO(second_chance_by_flag, FROM_6_12, "zone_watermark_fast",
       "the retry that ignores the boost is for ALLOC_MIN_RESERVE; __GFP_ATOMIC is gone")
NUMBER(int32_t, min_free_kbytes_cap, EACH(65536, 262144, 262144, 262144, 262144, 262144), "init_per_zone_wmark_min",
       "upper limit of the computed min_free_kbytes, kB")
YES_NO(movable_has_own_min, FROM_6_12, "__setup_per_zone_wmarks",
       "ZONE_MOVABLE has a min mark by its size alone, and no share of min_free_kbytes")
YES_NO(fast_ignores_highatomic, V4_14, "zone_watermark_fast", "ignores the highatomic reserve and the boost")
YES_NO(fast_is_unsigned, TO_5_10, "zone_watermark_fast", "a negative number of usable pages passes")
YES_NO(harder_sees_any_list, V4_14, "__zone_watermark_ok", "HARDER or OOM: any free block of the order will do, whatever its list")
YES_NO(reserve_skips_ratio_0, V5_10, "setup_per_zone_lowmem_reserve", "zones with ratio 0 are left out of the sum")
YES_NO(ratio_0_is_1, V4_14, "setup_per_zone_lowmem_reserve", "a ratio of 0 is 1")
YES_NO(reserve_without_pages, V4_14, "setup_per_zone_lowmem_reserve", "zones without managed pages have a reserve, too")
YES_NO(managed_moves_reserves, V7_3, "adjust_managed_page_count",
       "lowmem reserves are recomputed with every CMA pageblock and every chunk of added memory")
YES_NO(reserve_by_classzone, V4_14, "__zone_watermark_ok", "lowmem_reserve is taken at the index of the preferred zone")
YES_NO(drift_awaits_watermarks, V7_3, "vmstat_cpu_online", "cpus that come online set no drift thresholds before there are watermarks")

GROUP("Zonelists and the search")
YES_NO(zonelist_has_unmanaged, FROM_5_10_Y, "build_zonerefs_node", "present but unmanaged zones are listed")
YES_NO(node_load_plain, FROM_6_1, "find_next_best_node", "node_load counts by one, cost without the number of nodes")
YES_NO(dirty_verdict_kept, FROM_6_1, "get_page_from_freelist", "the dirty verdict on the last node is remembered, good or bad")
NUMBER(uint8_t, reclaim_write_bit, EACH(1, 0, 1, 1, 1, 1), "node_pagecache_reclaimable",
       "which bit of node_reclaim_mode lets it write; the next one lets it unmap")
YES_NO(reclaim_never_writes, V7_3, "node_pagecache_reclaimable", "dirty pages are never reclaimable, whatever node_reclaim_mode says")
YES_NO(slab_alone_scans, FROM_6_1, "__node_reclaim", "asks for reclaim also if only slab is above its minimum")
YES_NO(reclaim_in_vain_skips, V7_3, "node_reclaim",
       "a zone whose node was scanned without result is skipped without another watermark check")
YES_NO(deferred_grows, FROM_5_10, "deferred_grow_zone", "deferred memory is initialised on demand")
YES_NO(deferred_grows_by_sections, V7_3, "deferred_grow_zone",
       "on-demand growth is in whole sections, and an attempt that finds no deferred memory left does not count as growth")
YES_NO(deferral_spans_holes, FROM_5_10_Y, "defer_init",
       "pages on both sides of a hole count towards the first section, and memory after a hole is deferred together with that before it")
YES_NO(deferred_reserved_are_movable, V7_3, "__init_deferred_page",
       "reserved pages in deferred memory make their pageblocks MOVABLE at boot")
YES_NO(deferred_parts_are_single, FROM_6_12, "deferred_free_pages",
       "only largest blocks of deferred memory are freed as blocks, the rest page by page")
YES_NO(bulk_grows, FROM_6_12, "alloc_pages_bulk", "a bulk request grows a deferred zone that is below its mark, too")
YES_NO(late_init_resizes_pcps, V5_10 | V5_10_Y, "page_alloc_init_late", "per-CPU sizes are recomputed for the memory initialised late")
YES_NO(cma_before_watermarks, FROM_5_10_Y, "cma_init_reserved_areas", "boot releases CMA first, by an ordinary (per-CPU) free")
YES_NO(high_mark_first, FROM_6_12, "get_page_from_freelist", "ZONE_BELOW_HIGH: the high watermark is checked first, until it fails once")
YES_NO(avoids_awake_nodes, V7_3, "get_page_from_freelist", "nodes whose kswapd is awake are skipped in a first pass")

GROUP("The slow path")
YES_NO(exact_is_mapped, FROM_6_1, "alloc_pages_exact",
       "__GFP_HIGHMEM is dropped from requests for an exact number of pages, which must be mapped")
YES_NO(scope_before_fast_path, FROM_6_1, "__alloc_pages", "the task's scope (NOIO, NOFS, ..) is applied at entry")
YES_NO(nocma_bars_cma, V5_10 | V5_10_Y, "current_alloc_flags", "TASK_NOCMA: no ALLOC_CMA")
YES_NO(nocma_drops_movable, FROM_6_1, "current_gfp_context", "TASK_NOCMA is the PIN scope: the request is no longer movable")
YES_NO(irq_ignores_cpuset, FROM_5_10, "prepare_alloc_pages", "in interrupt the fast path does not take the task's mems_allowed as nodemask")
YES_NO(exiting_ignores_cpuset, V7_3, "cpuset_current_node_allowed", "an exiting task may take memory from anywhere, HARDWALL or not")
YES_NO(wakes_managed_only, FROM_6_1, "wake_all_kswapds",
       "kswapd is not woken for a zone without managed pages, but for the next zone of its node")
YES_NO(kswapd_by_gfp, V4_14, "__alloc_pages_slowpath", "kswapd is woken by the gfp mask, not by the flags in force")
YES_NO(reserve_flags_keep_kswapd, FROM_6_1, "__alloc_pages_slowpath", "reserve flags keep ALLOC_KSWAPD")
YES_NO(reserve_flags_add_cma, FROM_5_10, "__alloc_pages_slowpath", "reserve flags add ALLOC_CMA")
YES_NO(retry_takes_cpu_zonelist, V4_14, "__alloc_pages_slowpath", "the second try uses the zonelist of the cpu's node")
YES_NO(retry_drops_nodemask, FROM_5_10, "__alloc_pages_slowpath", "the second try drops the nodemask")
YES_NO(retry_checks_cpuset_first, V5_10_Y | V6_1 | V6_12, "__alloc_pages_slowpath", "a retry checks for a changed cpuset first")
YES_NO(noretry_ends_when_skipped, FROM_5_10 & TO_6_12, "__alloc_pages_slowpath",
       "costly NORETRY ends after compaction SKIPPED, not only DEFERRED")
YES_NO(can_compact_matters, FROM_5_10_Y, "__alloc_pages_slowpath", "no compaction at all without COMPACTION or IO")
CHOICE(enum compact_skipped, skipped, EACH(DEFERRED_GIVES_UP, SKIPPED_TRIES_ANYWAY, SKIPPED_TRIES_ANYWAY, SKIPPED_GIVES_UP, SKIPPED_GIVES_UP, DEFERRED_GIVES_UP),
       "__alloc_pages_direct_compact", "after compaction that did nothing",
       "the free lists are tried", "not tried after SKIPPED", "tried neither after SKIPPED nor after DEFERRED")
YES_NO(congestion_waits, TO_5_10_Y, "should_reclaim_retry",
       "waits for writeback when reclaim made no progress and more than half of the reclaimable pages are dirty or under writeback")
YES_NO(compaction_captures, FROM_5_10, "compaction_capture", "a block freed while compaction runs may be handed straight to the request")
YES_NO(captures_movable, FROM_6_12, "compaction_capture", "a movable request captures small movable blocks, too")
YES_NO(capture_is_told, V7_3, "compaction_capture", "a capture of another type is traced like a fallback")
YES_NO(capture_is_success, FROM_6_1, "compact_zone_order", "a captured page makes the result of compaction SUCCESS")
CHOICE(enum compact_enough, enough, EACH(ENOUGH_IS_SUITABLE, ENOUGH_IS_SUITABLE, ENOUGH_IS_SUITABLE, ENOUGH_IS_UNSUITABLE, ENOUGH_IS_NOT_ASKED, ENOUGH_IS_NOT_ASKED),
       "compaction_zonelist_suitable", "a zone that already satisfies the watermark for the order",
       "is suitable for compaction", "is not suitable", "is judged like any other")
YES_NO(suitable_minds_cpuset, V7_3, "compaction_zonelist_suitable", "zones that the cpuset forbids are not suitable for compaction")
YES_NO(compact_gap_is_capped, V7_3, "compact_gap", "compaction needs at most 32 additional free pages, whatever the order")
YES_NO(only_success_repeats, FROM_6_12, "should_compact_retry", "compaction is repeated at the same priority after SUCCESS alone")
YES_NO(withdrawn_asks_suitable, V4_14, "should_compact_retry",
       "compaction_zonelist_suitable() is asked also after DEFERRED, CONTENDED, PARTIAL_SKIPPED")
YES_NO(false_retry_unreserves, FROM_6_1, "should_reclaim_retry", "unreserves a highatomic pageblock before it returns false")
YES_NO(retry_minds_cpuset, FROM_6_12, "should_reclaim_retry", "zones that the cpuset forbids are no reason to retry")
YES_NO(oom_flag_alone, V4_14, "__alloc_pages_slowpath", "the victim test requires the flags to be exactly ALLOC_OOM")
YES_NO(noretry_thisnode_ends, V5_10_Y | V6_1 | V6_12, "__alloc_pages_slowpath", "costly NORETRY with THISNODE ends")
YES_NO(compaction_has_round, V7_3, "__alloc_pages_slowpath",
       "each round tries first and computes reserve flags then; compaction before reclaim is a round of its own, whatever its result")

GROUP("Frees")
YES_NO(frees_piecewise, FROM_5_10, "__free_pages", "a dropped reference on a block frees all but its first page")
YES_NO(exact_surplus_at_tail, FROM_6_1, "make_alloc_exact",
       "the surplus of an exact number of pages goes straight to the buddy, at the tail")
YES_NO(debug_checks_singles, FROM_5_10 & TO_6_1, "free_pcp_prepare",
       "with debug_pagealloc single pages are checked on their way in and out of per-CPU lists, too")
YES_NO(checks_are_optional, FROM_6_12, "check_pages_enabled",
       "pages are checked only with an option that asks for it: when freed (compound tails for their mapping, too) and when allocated, never in between")
YES_NO(poison_lost_when_freed, FROM_5_10, "free_pages_prepare",
       "a poisoned single page is lost when it is freed, not when it is next checked")
YES_NO(bypass_uncounted, V6_1, "free_unref_page",
       "a block that bypasses the page set, ISOLATE or because its trylock failed, does not count as PGFREE")
YES_NO(free_list_of_blocks, FROM_6_12, "free_unref_folios", "a free list may have compound blocks, and is processed 31 entries at a time")
YES_NO(free_list_isolate_first, V6_1, "free_unref_page_list", "ISOLATE pages of a free list go to the buddy before the others move")

GROUP("What pages hold")
YES_NO(has_init_on, FROM_5_10, "want_init_on_free", "init_on_alloc and init_on_free exist")
YES_NO(ranges_are_cleared, FROM_6_1, "split_map_pages",
       "the pages of a contiguous range are cleared like those of any request (init_on_alloc)")
YES_NO(poison_may_be_zero, TO_5_10_Y, "free_pages_prezeroed",
       "CONFIG_PAGE_POISONING_ZERO: freed pages are filled with zero, and not cleared again")

GROUP("Isolation")
YES_NO(isolation_drains, TO_5_10_Y, "set_migratetype_isolate", "isolating a pageblock drains the zone's per-CPU lists, each time")
YES_NO(isolation_splits, FROM_6_1, "isolate_single_pageblock", "free blocks across the boundary are split; first, last, then the middle")
YES_NO(isolation_frees_apart, FROM_6_12, "move_freepages_block_isolate",
       "a free block larger than a pageblock is freed again pageblock by pageblock; none is split at the edges")
YES_NO(isolation_keeps_type, V7_3, "set_pageblock_isolate",
       "a pageblock that leaves isolation gets the type it had before, whichever type is asked for")
YES_NO(isolation_minds_edges, V7_3, "isolate_single_pageblock", "a free block that still crosses an edge makes isolation fail")
YES_NO(isolation_trusts_type, V4_14, "has_unmovable_pages", "MOVABLE and CMA pageblocks are taken as they are, even when isolated already")
YES_NO(contig_drains_after_migration, V4_14, "alloc_contig_range", "drains the zone's per-CPU lists once more after migration")
YES_NO(contig_pages_unused, TO_5_10_Y, "pfn_range_valid_contig", "alloc_contig_pages tries only ranges whose pages have no references")
YES_NO(contig_pages_movable, V7_3, "pfn_range_valid_contig", "alloc_contig_pages tries only ranges without unmovable pages")
YES_NO(contig_heeds_gfp, FROM_6_12, "__alloc_contig_verify_gfp_mask",
       "alloc_contig_range refuses some gfp bits, and __GFP_ZERO clears what it takes")
YES_NO(contig_refuses_comp, V7_3, "alloc_contig_range", "alloc_contig_range refuses __GFP_COMP; alloc_contig_pages then tries nothing")
YES_NO(contig_frees_runs, V7_3, "__free_contig_range_common", "a range of single pages is freed in the largest blocks that it forms")
YES_NO(unisolate_frees_plainly, V4_14, "unset_migratetype_isolate", "a block that may merge across the edge is freed by an ordinary free")
YES_NO(unisolate_wants_free_buddy, FROM_6_1, "unset_migratetype_isolate", "only blocks whose buddy is free are taken out to merge")

#undef GROUP
#undef YES_NO
#undef NUMBER
#undef CHOICE
