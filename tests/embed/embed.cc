// SPDX-License-Identifier: MIT
/*
 * An embedder in C++: the installed header compiles as C++ and its names link with the library. Built by tests/embed_test.sh.
 */
#include "allocator/page_alloc.h"

alignas(64) static unsigned char memory[1 << 20];

int main()
{
	static machine m;
	static page_alloc_hooks hooks;

	m.profile = PROFILE_LINUX_6_1;
	m.nr_cpus = m.nr_nodes = m.nr_zones = 1;
	m.max_order = 11;
	m.pageblock_order = 9;
	m.distance[0][0] = 10;
	m.zone[0].kind = ZONE_NORMAL;
	m.zone[0].start_pfn = 4096;
	m.zone[0].end_pfn = 8192;
	m.min_free_kbytes = m.user_min_free_kbytes = -1;
	m.guardpage_minorder = -1;
	m.section_pages = 1024;
	if (page_alloc_size(&m) == 0 || page_alloc_size(&m) > sizeof(memory))
		return 1;
	page_alloc *const pa = page_alloc_boot(memory, &m, &hooks);
	page_alloc_cpu *const cpu = page_alloc_cpu_ptr(pa, 0);
	const pfn_t block = page_alloc_pages_node(cpu, 0, GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_DIRECT_RECLAIM, 3);

	if (block == PFN_NONE || page_alloc_check(pa) != 0)
		return 2;
	return page_alloc_free_pages(cpu, block, 3) != STATUS_OK || page_alloc_free_pages(cpu, block, 3) != STATUS_CACHED;
}
