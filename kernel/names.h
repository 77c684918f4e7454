/* SPDX-License-Identifier: MIT */
/* Names that differ between kernel versions. Ours are in capitals; each is defined by what it is from which version on. */
#ifndef KERNEL_NAMES_H
#define KERNEL_NAMES_H

#include <linux/version.h>

#define SINCE(major, minor) (LINUX_VERSION_CODE >= KERNEL_VERSION(major, minor, 0))

#if SINCE(7, 2)
enum { THIS_PROFILE = PROFILE_LINUX_7_3 };
#elif SINCE(6, 12)
enum { THIS_PROFILE = PROFILE_LINUX_6_12 };
#elif SINCE(6, 1)
enum { THIS_PROFILE = PROFILE_LINUX_6_1 };
#elif LINUX_VERSION_CODE > KERNEL_VERSION(5, 10, 0)
enum { THIS_PROFILE = PROFILE_LINUX_5_10_Y };
#else
enum { THIS_PROFILE = PROFILE_LINUX_5_10 };
#endif

/* To which zone pages without memory are linked: to node 0's ZONE_DMA in v5.10 and in the recordings of 6.1, else by link_holes(). */
enum { LINKS_HOLES = THIS_PROFILE != PROFILE_LINUX_5_10 && THIS_PROFILE != PROFILE_LINUX_6_1 };

#ifndef MAX_ORDER /* exclusive, as it was until 6.4 */
#define MAX_ORDER NR_PAGE_ORDERS
#endif

#if SINCE(5, 14) /* a page set, and a cpu's share of a zone's counters */
#define PAGE_SET(zone, cpu) per_cpu_ptr((zone)->per_cpu_pageset, cpu)
#define PAGE_SETS(zone) ((zone)->per_cpu_pageset)
#define PAGE_SET_OF PAGE_SET
#define INIT_BOOT_SET(set, stat) per_cpu_pages_init(set, stat)
#define ZONE_STAT(zone, cpu) per_cpu_ptr((zone)->per_cpu_zonestats, cpu)
#define NUMA_EVENTS vm_numa_event
#define NUMA_EVENTS_HERE vm_numa_event
#define PCP_FRACTION percpu_pagelist_high_fraction
#define PCP_FRACTION_HANDLER percpu_pagelist_high_fraction_sysctl_handler
#else
#define PAGE_SETS(zone) ((zone)->pageset)
#define PAGE_SET_OF(zone, cpu) per_cpu_ptr((zone)->pageset, cpu)
#define PAGE_SET(zone, cpu) (&PAGE_SET_OF(zone, cpu)->pcp)
#define INIT_BOOT_SET(set, stat) setup_pageset(set, 0)
#define BOOT_PAGESET_HIGH 0
#define BOOT_PAGESET_BATCH 1
#define ZONE_STAT(zone, cpu) per_cpu_ptr((zone)->pageset, cpu)
#define NUMA_EVENTS vm_numa_stat
#define NUMA_EVENTS_HERE vm_numa_stat_diff
#define PCP_FRACTION percpu_pagelist_fraction
#define PCP_FRACTION_HANDLER percpu_pagelist_fraction_sysctl_handler
#define NR_PCP_LISTS MIGRATE_PCPTYPES /* of single pages only */
#define pindex_to_order(list) 0
#endif

#if SINCE(5, 11) /* make the kernel compute the sizes of page sets anew */
#define FORGET_SIZES(zone) ((zone)->pageset_batch = -1)
#else
#define FORGET_SIZES(zone) ((void)(zone))
#endif
#if SINCE(5, 14)
#define SIZE_PAGE_SETS(zone, cpus_to_come) zone_set_pageset_high_and_batch(zone, cpus_to_come)
#else
#define SIZE_PAGE_SETS(zone, cpus_to_come) __zone_pcp_update(zone)
#endif

#if SINCE(5, 13)
#define PF_NO_CMA PF_MEMALLOC_PIN
#else
#define PF_NO_CMA PF_MEMALLOC_NOCMA
#endif

#if SINCE(6, 1) /* alloc_flags of the contract */
#define AF_HARDER ALLOC_NON_BLOCK
#define AF_HIGH ALLOC_MIN_RESERVE
#define AF_HIGHATOMIC ALLOC_HIGHATOMIC
#else
#define AF_HARDER ALLOC_HARDER
#define AF_HIGH ALLOC_HIGH
#define AF_HIGHATOMIC 0
#endif

#if SINCE(7, 3)
#define ALLOC_PAGES(gfp, order, node, mask) __alloc_pages_noprof(gfp, order, node, mask, ALLOC_DEFAULT)
#elif SINCE(6, 10)
#define ALLOC_PAGES __alloc_pages_noprof
#elif SINCE(5, 13)
#define ALLOC_PAGES __alloc_pages
#else
#define ALLOC_PAGES __alloc_pages_nodemask
#endif

#if SINCE(7, 2) /* arrays only */
#define ALLOC_BULK(gfp, node, mask, count, list, array) alloc_pages_bulk_noprof(gfp, node, mask, count, array)
#elif SINCE(6, 10)
#define ALLOC_BULK alloc_pages_bulk_noprof
#else
#define ALLOC_BULK __alloc_pages_bulk
#endif

#if SINCE(7, 2) /* get_page_from_freelist() returns a page without a reference */
#define FOUND(page) set_page_refcounted(page)
#else
#define FOUND(page) ((void)(page))
#endif

#if SINCE(6, 10)
#define ALLOC_EXACT alloc_pages_exact_nid_noprof
#if SINCE(7, 2)
#define ALLOC_CONTIG_RANGE(from, end, type, gfp) alloc_contig_range_noprof(from, end, (type) == MIGRATE_CMA ? ACR_FLAGS_CMA : ACR_FLAGS_NONE, gfp)
#else
#define ALLOC_CONTIG_RANGE alloc_contig_range_noprof
#endif
#define ALLOC_CONTIG_PAGES alloc_contig_pages_noprof
#else
#define ALLOC_EXACT alloc_pages_exact_nid
#define ALLOC_CONTIG_RANGE alloc_contig_range
#define ALLOC_CONTIG_PAGES alloc_contig_pages
#endif

#if SINCE(7, 2) /* pageblocks remember the type they had before isolation */
#define ISOLATE_RANGE(from, end, type) \
	start_isolate_page_range(from, end, (type) == MIGRATE_CMA ? PB_ISOLATE_MODE_CMA_ALLOC : PB_ISOLATE_MODE_OTHER)
#define UNISOLATE_RANGE(from, end, type) undo_isolate_page_range(from, end)
#else
#define UNISOLATE_RANGE undo_isolate_page_range
#endif
#if SINCE(7, 2)
#elif SINCE(5, 18)
#define ISOLATE_RANGE(from, end, type) start_isolate_page_range(from, end, type, 0, 0)
#else
#define ISOLATE_RANGE(from, end, type) start_isolate_page_range(from, end, type, 0)
#endif

#if SINCE(5, 11)
#define DRAIN_ALL(zone) __drain_all_pages(zone, true)
#else
#define DRAIN_ALL(zone) drain_all_pages(zone)
#endif

#if SINCE(7, 2)
#define MEMMAP_INIT(...) memmap_init_range(__VA_ARGS__, false)
#elif SINCE(5, 12)
#define MEMMAP_INIT memmap_init_range
#else
#define MEMMAP_INIT memmap_init_zone
#endif

#if SINCE(5, 15) /* memory reported to memblock */
#define ADD_MEMORY(from, size, node) memblock_add_node(from, size, node, MEMBLOCK_NONE)
#else
#define ADD_MEMORY memblock_add_node
#endif

#if SINCE(5, 14) /* the zone that gets added memory; before 5.14 the kernel chooses it */
#define ONLINE_PAGES(pfn, count, zone) online_pages(pfn, count, zone, NULL)
#else
#define ONLINE_PAGES(pfn, count, zone) online_pages(pfn, count, zone_idx(zone) == ZONE_MOVABLE ? MMOP_ONLINE_MOVABLE : MMOP_ONLINE_KERNEL, zone_to_nid(zone))
#endif
#if SINCE(7, 2)
typedef enum memory_block_state told_of_memory;
#else
typedef unsigned long told_of_memory;
#endif

#if SINCE(7, 2) /* page->flags */
#define FLAGS(page) (page)->flags.f
#define CAPTURES(control) (*(control)) /* the zone it captures from */
#else
#define FLAGS(page) (page)->flags
#define CAPTURES(control) (*(control)->cc)
#endif
#if SINCE(7, 3)
typedef const nodemask_t reclaim_nodes, nodes_asked;
#else
typedef nodemask_t reclaim_nodes, nodes_asked;
#endif

#if SINCE(5, 14)
#define CALCULATE_MIN_FREE calculate_min_free_kbytes
#else
#define CALCULATE_MIN_FREE init_per_zone_wmark_min /* also computes what follows from it */
#endif

#if SINCE(5, 15)
#define PRINTK _printk
#else
#define PRINTK printk
#endif

#if SINCE(5, 13)
#define COND_RESCHED __cond_resched
#else
#define COND_RESCHED _cond_resched
#endif

#if SINCE(6, 4)
#define INIT_HARDENING mem_debugging_and_hardening_init
#elif SINCE(5, 11)
#define INIT_HARDENING init_mem_debugging_and_hardening
#else
#define INIT_HARDENING init_debug_pagealloc
#endif

#if SINCE(7, 2)
#define CPUSET_NODE_ALLOWED cpuset_current_node_allowed
#elif SINCE(6, 7)
#define CPUSET_NODE_ALLOWED cpuset_node_allowed
#else
#define CPUSET_NODE_ALLOWED __cpuset_node_allowed
#endif

#endif
