// SPDX-License-Identifier: MIT
/*
 * Names and words of the arguments. The help texts go into docs/language.md.
 */
#include "fuzz/language/arg.h"

#include <string.h>

const char *const profile_names[NR_PROFILES] = {"linux-5.10", "linux-4.14", "linux-5.10.y", "linux-6.1", "linux-6.12", "linux-7.3"};

int profile_find(const char *name, size_t length)
{
	for (int profile = 0; profile < NR_PROFILES; profile++)
		if (strlen(profile_names[profile]) == length && memcmp(profile_names[profile], name, length) == 0)
			return profile;
	return -1;
}

const char *profile_list(char text[PROFILES_TEXT], const char *word)
{
	size_t at = 0;

	for (int profile = 0; profile < NR_PROFILES - 1; profile++)
		at += (size_t)snprintf(text + at, PROFILES_TEXT - at, "%s%s", profile > 0 ? ", " : "", profile_names[profile]);
	snprintf(text + at, PROFILES_TEXT - at, " %s %s", word, profile_names[NR_PROFILES - 1]);
	return text;
}

const char *const set_key_names[NR_SET_KEYS] = {
	[SET_MIN_FREE_KBYTES] = "min_free_kbytes",
	[SET_USER_MIN_FREE_KBYTES] = "user_min_free_kbytes",
	[SET_WATERMARK_SCALE_FACTOR] = "watermark_scale_factor",
	[SET_WATERMARK_BOOST_FACTOR] = "watermark_boost_factor",
	[SET_LOWMEM_RESERVE_RATIO_DMA] = "lowmem_reserve_ratio_dma",
	[SET_LOWMEM_RESERVE_RATIO_DMA32] = "lowmem_reserve_ratio_dma32",
	[SET_LOWMEM_RESERVE_RATIO_NORMAL] = "lowmem_reserve_ratio_normal",
	[SET_LOWMEM_RESERVE_RATIO_MOVABLE] = "lowmem_reserve_ratio_movable",
	[SET_PERCPU_PAGELIST_FRACTION] = "percpu_pagelist_fraction",
	[SET_PCP_MODE] = "pcp_mode",
	[SET_PCP_HIGH] = "pcp_high",
	[SET_PCP_BATCH] = "pcp_batch",
	[SET_MOBILITY] = "mobility",
	[SET_COMPACTION] = "compaction",
	[SET_CPUSETS] = "cpusets",
	[SET_NODE_RECLAIM_MODE] = "node_reclaim_mode",
	[SET_NODE_RECLAIM_DISTANCE] = "node_reclaim_distance",
	[SET_DIRTY_RATIO] = "dirty_ratio",
	[SET_DEFERRED] = "deferred",
	[SET_GUARDPAGE_MINORDER] = "guardpage_minorder",
	[SET_INIT_ON_ALLOC] = "init_on_alloc",
	[SET_INIT_ON_FREE] = "init_on_free",
	[SET_SECTION_PAGES] = "section_pages",
	[SET_HOT_END] = "hot_end",
	[SET_PAGE_POISONING] = "page_poisoning",
	[SET_PAGE_BYTES] = "page_bytes",
	[SET_PCP_HIGH_MAX] = "pcp_high_max",
	[SET_CACHE_PAGES] = "cache_pages",
	[SET_VMSTAT_PERCPU] = "vmstat_percpu",
};

const char *const status_words[NR_STATUS + 1] = {
	"ok", "bad-cpu", "bad-node", "bad-zone", "bad-order", "bad-gfp", "bad-value", "foreign-pfn", "reserved", "lost",
	"already-free", "cached", "not-head", "wrong-order", "not-free", "stuck",
};
const char *const zone_kind_words[MAX_NR_ZONES + 1] = {"DMA", "DMA32", "NORMAL", "MOVABLE"};
const char *const migratetype_words[MIGRATE_TYPES + 1] = {"UNMOVABLE", "MOVABLE", "RECLAIMABLE", "HIGHATOMIC", "CMA", "ISOLATE"};
_Static_assert(NR_STATUS == 16 && MAX_NR_ZONES == 4 && MIGRATE_TYPES == 6, "a word for each");
static const char *const question_words[] = {"RECLAIM", "COMPACT", "OOM", "OOM_LOCK", "NODE_RECLAIM", "MIGRATE", NULL};
static const char *const damage_words[] = {"MAPCOUNT", "MAPPING", "FLAG", "HWPOISON", NULL};

enum {
	RECLAIM = GFP_BIT_DIRECT_RECLAIM | GFP_BIT_KSWAPD_RECLAIM,
	KERNEL = RECLAIM | GFP_BIT_IO | GFP_BIT_FS,
	USER = KERNEL | GFP_BIT_HARDWALL,
	HIGHUSER = USER | GFP_BIT_HIGHMEM,
	HIGHUSER_MOVABLE = HIGHUSER | GFP_BIT_MOVABLE,
	TRANSHUGE_LIGHT = (HIGHUSER_MOVABLE | GFP_BIT_COMP | GFP_BIT_NOMEMALLOC | GFP_BIT_NOWARN) & ~RECLAIM,
};

/* The kernel's names, include/linux/gfp.h. */
static const struct flag_word gfp_flags[] = {
	{"GFP_TRANSHUGE", TRANSHUGE_LIGHT | GFP_BIT_DIRECT_RECLAIM},
	{"GFP_TRANSHUGE_LIGHT", TRANSHUGE_LIGHT},
	{"GFP_HIGHUSER_MOVABLE", HIGHUSER_MOVABLE},
	{"GFP_HIGHUSER", HIGHUSER},
	{"GFP_USER", USER},
	{"GFP_KERNEL", KERNEL},
	{"GFP_NOFS", RECLAIM | GFP_BIT_IO},
	{"GFP_ATOMIC", GFP_BIT_HIGH | GFP_BIT_ATOMIC | GFP_BIT_KSWAPD_RECLAIM},
	{"GFP_NOIO", RECLAIM},
	{"GFP_NOWAIT", GFP_BIT_KSWAPD_RECLAIM},
	{"__GFP_DMA", GFP_BIT_DMA},
	{"__GFP_HIGHMEM", GFP_BIT_HIGHMEM},
	{"__GFP_DMA32", GFP_BIT_DMA32},
	{"__GFP_MOVABLE", GFP_BIT_MOVABLE},
	{"__GFP_RECLAIMABLE", GFP_BIT_RECLAIMABLE},
	{"__GFP_HIGH", GFP_BIT_HIGH},
	{"__GFP_IO", GFP_BIT_IO},
	{"__GFP_FS", GFP_BIT_FS},
	{"__GFP_ZERO", GFP_BIT_ZERO},
	{"__GFP_ATOMIC", GFP_BIT_ATOMIC},
	{"__GFP_DIRECT_RECLAIM", GFP_BIT_DIRECT_RECLAIM},
	{"__GFP_KSWAPD_RECLAIM", GFP_BIT_KSWAPD_RECLAIM},
	{"__GFP_WRITE", GFP_BIT_WRITE},
	{"__GFP_NOWARN", GFP_BIT_NOWARN},
	{"__GFP_RETRY_MAYFAIL", GFP_BIT_RETRY_MAYFAIL},
	{"__GFP_NOFAIL", GFP_BIT_NOFAIL},
	{"__GFP_NORETRY", GFP_BIT_NORETRY},
	{"__GFP_MEMALLOC", GFP_BIT_MEMALLOC},
	{"__GFP_COMP", GFP_BIT_COMP},
	{"__GFP_NOMEMALLOC", GFP_BIT_NOMEMALLOC},
	{"__GFP_HARDWALL", GFP_BIT_HARDWALL},
	{"__GFP_THISNODE", GFP_BIT_THISNODE},
	{"__GFP_ACCOUNT", GFP_BIT_ACCOUNT},
	{"__GFP_COLD", GFP_BIT_COLD},
	{NULL, 0},
};

static const struct flag_word alloc_flags[] = {
	{"WMARK_LOW", WMARK_LOW},
	{"WMARK_HIGH", WMARK_HIGH},
	{"NO_WATERMARKS", ALLOC_NO_WATERMARKS},
	{"OOM", ALLOC_OOM},
	{"HARDER", ALLOC_HARDER},
	{"HIGH", ALLOC_HIGH},
	{"CPUSET", ALLOC_CPUSET},
	{"CMA", ALLOC_CMA},
	{"NOFRAGMENT", ALLOC_NOFRAGMENT},
	{"HIGHATOMIC", ALLOC_HIGHATOMIC},
	{"KSWAPD", ALLOC_KSWAPD},
	{NULL, 0},
};

static const struct flag_word task_flags[] = {
	{"MEMALLOC", TASK_MEMALLOC}, {"NOIO", TASK_NOIO}, {"NOFS", TASK_NOFS}, {"NOCMA", TASK_NOCMA}, {"EXITING", TASK_EXITING},
	{"DUMPCORE", TASK_DUMPCORE}, {"WORKER", TASK_WORKER}, {"KTHREAD", TASK_KTHREAD}, {"RT", TASK_RT}, {"VICTIM", TASK_VICTIM},
	{"IRQ", TASK_IRQ}, {"SOFTIRQ", TASK_SOFTIRQ}, {NULL, 0},
};

#define INDEX "; below twice the limit as it is, otherwise modulo the limit"
#define NODES "; without any node of the machine: the node just beyond as it is, otherwise one of the machine's"
#define YES_NO "; 1: yes, 0: no, otherwise the lowest bit"

const struct arg_row arg_table[NR_ARGS] = {
	[ARG_NONE] = {NULL, FORM_SECOND, false, NULL, NULL, NULL},
	[ARG_CPUS] = {"cpus", FORM_NUMBER, false, NULL, NULL, "cpus, 1..64; 0: 1, otherwise modulo 8, plus 1"},
	[ARG_MAX_ORDER] = {"max_order", FORM_NUMBER, false, NULL, NULL, "orders 0..max_order-1 exist, 2..11; 0: 11, otherwise modulo 10, plus 2"},
	[ARG_PAGEBLOCK_ORDER] = {"pageblock_order", FORM_NUMBER, false, NULL, NULL,
		"1..max_order-1; 0: 4 if there is room, otherwise modulo max_order-1, plus 1"},
	[ARG_START] = {"pfn", FORM_RANGE, false, NULL, NULL, "page frame numbers from the first up to, not including, the second"},
	[ARG_END] = {NULL, FORM_SECOND, false, NULL, NULL, NULL},
	[ARG_DISTANCE_FROM] = {"from", FORM_NUMBER, false, NULL, NULL, "a node, modulo the nodes"},
	[ARG_DISTANCE_TO] = {"to", FORM_NUMBER, false, NULL, NULL, "a node, modulo the nodes"},
	[ARG_DISTANCE] = {"distance", FORM_NUMBER, false, NULL, NULL, "10..255; below 10: 20"},
	[ARG_KEY] = {NULL, FORM_SETTING, true, NULL, NULL, "key=value, see the table of keys"},
	[ARG_KEY_VALUE] = {NULL, FORM_SECOND, false, NULL, NULL, NULL},
	[ARG_CPU] = {"cpu", FORM_NUMBER, false, NULL, NULL, "the cpu that asks; limit: the machine's cpus" INDEX},
	[ARG_NODE] = {"node", FORM_NUMBER, false, NULL, NULL,
		"a node; limit: the machine's nodes" INDEX " (zone: 0..7, otherwise modulo 4)"},
	[ARG_ZONE] = {"zone", FORM_NUMBER, false, NULL, NULL, "a zone by number; limit: the machine's zones" INDEX},
	[ARG_ZONE_KIND] = {"kind", FORM_WORD, true, zone_kind_words, NULL, "kind of zone; otherwise modulo 4"},
	[ARG_HZI] = {"hzi", FORM_WORD, false, zone_kind_words, NULL, "highest zone kind; limit: 4" INDEX},
	[ARG_ZONE_OR_ALL] = {"zone", FORM_ZONE, false, NULL, NULL, "a zone by number, all zones (answer: none) if not given; as zone otherwise"},
	[ARG_ORDER] = {"order", FORM_NUMBER, false, NULL, NULL, "2^order pages; limit: max_order" INDEX},
	[ARG_GFP] = {"gfp", FORM_FLAGS, false, NULL, gfp_flags, "with bits above 0xffffff: one of 16 usual masks, picked by the top byte"},
	[ARG_ALLOC_FLAGS] = {"af", FORM_FLAGS, false, NULL, alloc_flags,
		"watermark MIN unless LOW or HIGH is given (both: HIGH); bits without a meaning in the profile are ignored"},
	[ARG_MIGRATETYPE] = {"mt", FORM_WORD, false, migratetype_words, NULL, "a migratetype; limit: 6" INDEX " (contig: MOVABLE if not given)"},
	[ARG_SLOT] = {"free", FORM_SLOT, false, NULL, NULL,
		"a slot, or a run of them: `a`, `a..c`, `a*3`; what is empty is passed over, a single empty slot makes the op do nothing"},
	[ARG_SLOTS] = {"slots", FORM_SECOND, false, NULL, NULL, NULL},
	[ARG_PFN] = {"pfn", FORM_PFN, false, NULL, NULL,
		"a page: by number (limit: the end of memory" INDEX ") or relative to the first block of a slot, the last it had if it is empty"},
	[ARG_BLOCK] = {"block", FORM_NUMBER, false, NULL, NULL, "pageblock of the zone; limit: the zone's pageblocks" INDEX},
	[ARG_COUNT] = {"count", FORM_NUMBER, false, NULL, NULL,
		"pages, of alloc_exact, contig, contig_pages and free_contig; pageblocks, of isolate and unisolate; sections, of hotadd. 0: 1 (free_contig: "
		"all of the slot). Below twice what is natural (the machine's pages, the zone's pageblocks, 8) as it is, otherwise modulo 64 "
		"(contig), 8 (pageblocks), 4 (sections), plus 1; of the others modulo the machine's pages (alloc_exact, contig_pages: as value). alloc_bulk: "
		"entries, 0: none; limit: 33" INDEX},
	[ARG_VALUE] = {"value", FORM_NUMBER, false, NULL, NULL,
		"pages; below twice the pages of the machine and from 0xffff0000 on as it is, otherwise modulo those pages"},
	[ARG_LRU] = {"lru", FORM_NUMBER, false, NULL, NULL, "the page goes on the LRU" YES_NO},
	[ARG_FORCE] = {"force", FORM_NUMBER, false, NULL, NULL, "also the last reserved pageblock" YES_NO},
	[ARG_SPREAD] = {"spread", FORM_NUMBER, false, NULL, NULL, "dirty pages are spread over nodes" YES_NO},
	[ARG_VICTIM] = {"victim", FORM_NUMBER, false, NULL, NULL, "the task becomes an OOM victim" YES_NO},
	[ARG_NODEMASK] = {"nodemask", FORM_NODES, false, NULL, NULL, "nodes that may be used; not given: all" NODES},
	[ARG_MEMS] = {"mems", FORM_NODES, false, NULL, NULL, "new mems_allowed; not given: unchanged" NODES},
	[ARG_HARDWALL] = {"hardwall", FORM_NODES, false, NULL, NULL, "mems of the nearest hardwall ancestor; not given: unchanged" NODES},
	[ARG_QUESTION] = {"question", FORM_WORD, true, question_words, NULL, "which question is answered; limit: 6" INDEX},
	[ARG_ANSWER] = {"value", FORM_ANSWER, false, NULL, NULL,
		"RECLAIM, NODE_RECLAIM: pages, modulo 2^16; COMPACT: a result (limit: 8" INDEX "); OOM, OOM_LOCK: the lowest bit; "
		"MIGRATE: 0, -16, -4, otherwise modulo 3 one of these"},
	[ARG_TASK_FLAGS] = {"flags", FORM_FLAGS, false, NULL, task_flags, "state of the task; other bits are ignored"},
	[ARG_DAMAGE] = {"damage", FORM_WORD, true, damage_words, NULL, "what is damaged; limit: 4" INDEX},
	[ARG_COLD] = {"cold", FORM_NUMBER, false, NULL, NULL, "linux-4.14: to the tail of the per-cpu list" YES_NO},
	[ARG_INACTIVE_FILE] = {"inactive_file", FORM_NUMBER, false, NULL, NULL, "pages (zonestat: modulo 2^24, as all statistics)"},
	[ARG_ACTIVE_FILE] = {"active_file", FORM_NUMBER, false, NULL, NULL, "pages"},
	[ARG_FILE_PAGES] = {"file_pages", FORM_NUMBER, false, NULL, NULL, "pages"},
	[ARG_FILE_MAPPED] = {"file_mapped", FORM_NUMBER, false, NULL, NULL, "pages"},
	[ARG_FILE_DIRTY] = {"file_dirty", FORM_NUMBER, false, NULL, NULL, "pages"},
	[ARG_WRITEBACK] = {"writeback", FORM_NUMBER, false, NULL, NULL, "pages"},
	[ARG_SLAB] = {"slab", FORM_NUMBER, false, NULL, NULL, "pages"},
	[ARG_WRITE_PENDING] = {"write_pending", FORM_NUMBER, false, NULL, NULL, "pages"},
	[ARG_AT] = {"at", FORM_NUMBER, false, NULL, NULL, "0: every byte of a page, n: the n-th; limit: page_bytes, and one" INDEX},
	[ARG_BYTE] = {"value", FORM_NUMBER, false, NULL, NULL, "a byte, modulo 256"},
	[ARG_FILLED] = {"filled", FORM_NUMBER, false, NULL, NULL, "entries of the array that hold a page already, bit n for the n-th from 0; their slots stay"},
	[ARG_LIST] = {"list", FORM_NUMBER, false, NULL, NULL, "onto a list instead, slots from its head on; filled says nothing" YES_NO},
	[ARG_TRIES] = {"tries", FORM_NUMBER, false, NULL, NULL, "how many tries fail; 0: none"},
	[ARG_AFTER] = {"after", FORM_NUMBER, false, NULL, NULL, "how many tries succeed before"},
	[ARG_ON] = {"on", FORM_NUMBER, false, NULL, NULL, "kswapd begins, otherwise it has ended" YES_NO},
	[ARG_AWAKE] = {"awake", FORM_NUMBER, false, NULL, NULL, "kswapd has woken, otherwise it goes to sleep" YES_NO},
};

bool arg_is_bare(enum op_kind kind, int index)
{
	const enum arg_id id = op_table[kind].arg[index].id;
	const bool leads = arg_table[id].form == FORM_RANGE || id == ARG_SLOT;

	return arg_table[id].bare || (leads && index == 0);
}
