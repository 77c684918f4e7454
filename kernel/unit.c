/* SPDX-License-Identifier: MIT */
/*
 * A kernel's own page allocator as a subject: the files of its mm/ as they are, and around them as much of a machine as they ask for.
 *
 * One translation unit, because what is tested is static in the kernel, and what boots it, too. scripts/kernel compiles it against a source tree, once
 * for each machine.max_order with and without compaction, with UNIT as the name of what comes of it.
 */
#include "kernel/contract.h"

/* Counters that do not drift are those of a kernel without SMP, which reads what is below 0 as it is: so did the recordings. */
#include <linux/init.h>
#include <linux/mm.h>

static bool counters_drift;

static inline unsigned long exact_zone_page_state(struct zone *zone, enum zone_stat_item item)
{
	return counters_drift ? zone_page_state(zone, item) : atomic_long_read(&zone->vm_stat[item]);
}

static inline unsigned long exact_zone_page_state_snapshot(struct zone *zone, enum zone_stat_item item)
{
	return counters_drift ? zone_page_state_snapshot(zone, item) : atomic_long_read(&zone->vm_stat[item]);
}
#define zone_page_state exact_zone_page_state
#define zone_page_state_snapshot exact_zone_page_state_snapshot

/* What boot does before what, a kernel says by these. */
#undef core_initcall
#undef postcore_initcall
#define core_initcall(function) enum { function##_level = 1 };
#define postcore_initcall(function) enum { function##_level = 2 };

#include "kernel/path.h"
/*
 * Memory is deferred and added by sections as large as the machine says; everything else goes by those of the memory map. What defers memory is
 * in the functions that are called so: defer_init(), deferred_init_memmap(), deferred_grow_zone().
 */
static unsigned long deferred_section, added_section;
#pragma push_macro("PAGES_PER_SECTION")
#undef PAGES_PER_SECTION
#define PAGES_PER_SECTION (__builtin_strncmp(__func__, "defer", 5) == 0 ? deferred_section : 1UL << PFN_SECTION_SHIFT)
#include "mm/page_alloc.c"
#include "mm/page_isolation.c"
#undef get_page_from_freelist
#undef unreserve_highatomic_pageblock
#undef drain_all_pages
#undef __alloc_contig_migrate_range
#undef node_dirty_ok
#undef node_reclaim
#undef trace_mm_page_alloc_extfrag
#include "mm/mm_init.c"
#undef PAGES_PER_SECTION
#define PAGES_PER_SECTION added_section
#include "mm/memory_hotplug.c"
#pragma pop_macro("PAGES_PER_SECTION")
#include "mm/memblock.c"
#include "mm/vmstat.c"
#include "mm/mmzone.c"
#if __has_include("mm/show_mem.c")
#include "mm/show_mem.c"
#endif

#if __has_include("mm/debug_page_alloc.c")
#include "mm/debug_page_alloc.c"
#endif

/* Behind a page are as many bytes as the machine says, and what is wrong with them is told to the answer: outside.c. */
static unsigned long page_bytes;
static void *bytes_behind(const struct page *page);
static void corruption_is(const char *text);
static void tell_corruption(const unsigned char *mem, size_t first, size_t last);
#pragma push_macro("PAGE_SIZE")
#pragma push_macro("__ratelimit")
#pragma push_macro("pr_err")
#undef PAGE_SIZE
#undef __ratelimit
#undef pr_err
#define PAGE_SIZE page_bytes
#define __ratelimit(state) true
#define pr_err corruption_is
#define print_hex_dump(...) tell_corruption(mem, start - mem, end - mem)
#define dump_page(page, reason) ((void)0)
#define kmap_atomic bytes_behind
#define kmap_local_page bytes_behind
#include "mm/page_poison.c"
#undef print_hex_dump
#undef dump_page
#undef kmap_atomic
#undef kmap_local_page
#pragma pop_macro("PAGE_SIZE")
#pragma pop_macro("__ratelimit")
#pragma pop_macro("pr_err")

/* What moves pages away is not the allocator's: outside.c. */
#define isolate_migratepages_range kernels_isolate_migratepages_range
#define try_to_compact_pages kernels_try_to_compact_pages
#define too_many_isolated compaction_has_too_many
#include "mm/compaction.c"
#undef isolate_migratepages_range
#undef try_to_compact_pages
#undef too_many_isolated

/* Nor is what reclaims them; node reclaim decides for itself, until it would scan. */
static bool would_wait;
struct scan_control;
static void answer_scan(struct scan_control *sc);
#define try_to_free_pages kernels_try_to_free_pages
#define wakeup_kswapd kernels_wakeup_kswapd
#if LINUX_VERSION_CODE < KERNEL_VERSION(7, 2, 0)
#define zone_reclaimable_pages kernels_zone_reclaimable_pages /* which counts free pages, too: docs/semantics.md */
#endif
#define reclaim_throttle kernels_reclaim_throttle
#define reclaim_clean_pages_from_list kernels_reclaim_clean_pages_from_list
#define mem_cgroup_below_min(...) (answer_scan(sc), true) /* the only cgroup there is has nothing more to give */
#define gfpflags_allow_blocking(gfp) (would_wait = true, gfpflags_allow_blocking(gfp))
#include "mm/vmscan.c"
#undef gfpflags_allow_blocking
#undef try_to_free_pages
#undef wakeup_kswapd
#undef zone_reclaimable_pages
#undef reclaim_throttle
#undef reclaim_clean_pages_from_list
#undef mem_cgroup_below_min

#include "mm/page-writeback.c"

#include "kernel/names.h"
#include "kernel/world.h"
#include "kernel/path.c"
#include "kernel/cpus.c"
#include "kernel/outside.c"
#include "kernel/layout.c"
#include "kernel/assertions.c"
#include "kernel/population.c"
#include "kernel/boot.c"
#include "kernel/hotadd.c"
#include "kernel/blocks.c"
#include "kernel/answers.c"
#include "kernel/many.c"
#include "kernel/settings.c"
#include "kernel/apply.c"
#include "kernel/view.c"
#include "kernel/misuse.c"

__attribute__((externally_visible)) const struct subject UNIT = {
	.name = "linux",
	.size = linux_size,
	.boot = linux_boot,
	.apply = linux_apply,
	.counters = linux_counters,
	.view = linux_view,
	.trusting = true,
	.takes = linux_takes,
	.misuse = linux_misuse,
	.assertion = linux_assertion,
};
