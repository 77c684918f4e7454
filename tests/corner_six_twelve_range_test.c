// SPDX-License-Identifier: MIT
/*
 * Corner cases of linux-6.12: the gfp of contiguous ranges. All numbers were computed by hand from the rules.
 *
 * Rules: docs/semantics/linux-6.12.md, D29.
 */
#include "tests/corner.h"

enum { BYTES = 4 };
#define FRESH 0x5a5a5a5a
#define POISON 0xaaaaaaaa
#define OWNED 0x11111111

static int64_t contig(struct world *w, pfn_t start, pfn_t end, uint32_t gfp)
{
	return ask(w, (struct request){ .kind = REQ_CONTIG, .pfn = start, .end_pfn = end, .migratetype = MIGRATE_MOVABLE, .gfp = gfp });
}

static int64_t contig_pages(struct world *w, uint32_t count, uint32_t gfp)
{
	return ask(w, (struct request){ .kind = REQ_CONTIG_PAGES, .count = count, .gfp = gfp });
}

static void free_contig(struct world *w, pfn_t pfn, uint32_t count)
{
	ask(w, (struct request){ .kind = REQ_FREE_CONTIG, .pfn = pfn, .count = count });
}

static void machine_ranges(struct world *w, enum profile profile)
{
	machine_new(w, profile);
	machine_pcp(w, 100, 4);
	w->machine.page_bytes = BYTES;
}

static void boot_ranges(struct world *w, enum profile profile)
{
	machine_ranges(w, profile);
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_boot(w);
}

static uint32_t bytes_of(struct world *w, pfn_t pfn)
{
	const uint8_t *byte = look(w)->memory + pfn * BYTES;

	return (uint32_t)byte[0] << 24 | (uint32_t)byte[1] << 16 | (uint32_t)byte[2] << 8 | byte[3];
}

#define EXPECT_BYTES(world, pfn, bytes) EXPECT(world, "bytes of page " #pfn, bytes, bytes_of(world, pfn))

/* Write to pages 1000 to 1599, free or not. */
static void scribble(struct world *w)
{
	ask(w, (struct request){ .kind = REQ_WRITE, .pfn = 1000, .count = 600, .at = BYTES, .value = 0x11 });
}

struct gfp_bit {
	const char *name;
	uint32_t gfp;
};

/* The range inside [1024, 1536) could be allocated but for its gfp. Nothing is drained, so 1 to 3 stay on their list. */
static void gfp_of_a_range_is_refused(struct world *w)
{
	static const struct gfp_bit refused[] = {
		{ "HIGH", GFP_BIT_HIGH }, { "NOFAIL", GFP_BIT_NOFAIL }, { "NORETRY", GFP_BIT_NORETRY }, { "MEMALLOC", GFP_BIT_MEMALLOC },
		{ "NOMEMALLOC", GFP_BIT_NOMEMALLOC }, { "ACCOUNT", GFP_BIT_ACCOUNT },
		{ "NORETRY and what is allowed", GFP_TRANSHUGE | GFP_BIT_ZERO | GFP_BIT_NORETRY },
	};

	boot_ranges(w, PROFILE_LINUX_6_12);
	EXPECT_TAKE(w, 0, 'M', 0);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		script(w, ASK_MIGRATE, -4);
		EXPECT(w, refused[i].name, -22, contig(w, 1100, 1200, refused[i].gfp));
		EXPECT_PATH(w, "");
		EXPECT(w, "pages zeroed", 0, w->answer.zeroed);
	}
	EXPECT(w, "refused before busy", -22, contig(w, 0, 100, GFP_KERNEL | GFP_BIT_NORETRY));
	EXPECT(w, "busy", -16, contig(w, 0, 100, GFP_KERNEL));
	EXPECT_PCP(w, 0, "M0=[1,2,3]");
	EXPECT_LISTS(w, "o2/M=[4] o3/M=[8] o4/M=[16] o5/M=[32] o6/M=[64] o7/M=[128] o8/M=[256] o9/M=[512] o10/M=[1024,2048,3072]");
	EXPECT_FREE(w, 4092);
	EXPECT_BYTES(w, 1100, FRESH);
	EXPECT(w, "range", 0, contig(w, 1100, 1200, GFP_KERNEL)); /* refused requests have discarded the queued answers */
	EXPECT_PATH(w, "DR MG:0");
	EXPECT_PCP(w, 0, "");
}

static void range_is_given(struct world *w, const struct gfp_bit *bit)
{
	EXPECT(w, bit->name, 0, contig(w, 1100, 1200, bit->gfp));
	EXPECT_PATH(w, "DR MG:0");
	EXPECT(w, "pages zeroed", 0, w->answer.zeroed);
	EXPECT_FREE(w, 3996);
	free_contig(w, 1100, 100);
}

/* A scope clears IO, FS and MOVABLE. That makes no gfp refused, nor a refused one allowed. */
static void gfp_of_a_range_is_ignored(struct world *w)
{
	static const struct gfp_bit fine[] = {
		{ "DMA", GFP_BIT_DMA }, { "HIGHMEM", GFP_BIT_HIGHMEM }, { "DMA32", GFP_BIT_DMA32 }, { "MOVABLE", GFP_BIT_MOVABLE },
		{ "RECLAIMABLE", GFP_BIT_RECLAIMABLE }, { "WRITE", GFP_BIT_WRITE }, { "HARDWALL", GFP_BIT_HARDWALL },
		{ "THISNODE", GFP_BIT_THISNODE }, { "nothing", 0 }, { "IO", GFP_BIT_IO }, { "FS", GFP_BIT_FS },
		{ "DIRECT_RECLAIM", GFP_BIT_DIRECT_RECLAIM }, { "KSWAPD_RECLAIM", GFP_BIT_KSWAPD_RECLAIM }, { "COMP", GFP_BIT_COMP },
		{ "RETRY_MAYFAIL", GFP_BIT_RETRY_MAYFAIL }, { "NOWARN", GFP_BIT_NOWARN },
	};
	static const struct gfp_bit usual = { "with a scope", GFP_HIGHUSER_MOVABLE };

	boot_ranges(w, PROFILE_LINUX_6_12);
	for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++)
		range_is_given(w, &fine[i]);
	ask(w, (struct request){ .kind = REQ_TASK, .task_flags = TASK_NOIO | TASK_NOFS | TASK_NOCMA });
	range_is_given(w, &usual);
	EXPECT(w, "refused with a scope", -22, contig(w, 1100, 1200, GFP_HIGHUSER_MOVABLE | GFP_BIT_NORETRY));
}

/* Bits that linux-6.12 does not have, and one that no kernel here has. */
static void gfp_of_a_range_is_unknown(struct world *w)
{
	static const struct gfp_bit unknown[] = { { "ATOMIC", GFP_BIT_ATOMIC }, { "COLD", GFP_BIT_COLD }, { "no name", GFP_BITS_ALL + 1 } };

	boot_ranges(w, PROFILE_LINUX_6_12);
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
		range_is_given(w, &unknown[i]);
}

/* The block of 1024 pages is freed as pageblocks; [1024, 1536) is taken, and 76 pages before the range and 336 after it are freed again. */
static void range_is_cleared(struct world *w)
{
	boot_ranges(w, PROFILE_LINUX_6_12);
	scribble(w);
	script(w, ASK_MIGRATE, -4);
	EXPECT(w, "not migrated", -4, contig(w, 1100, 1200, GFP_KERNEL | GFP_BIT_ZERO));
	EXPECT(w, "pages zeroed", 0, w->answer.zeroed);
	EXPECT(w, "range", 0, contig(w, 1100, 1200, GFP_KERNEL));
	EXPECT(w, "pages zeroed", 0, w->answer.zeroed);
	EXPECT_BYTES(w, 1100, OWNED);
	free_contig(w, 1100, 100);
	EXPECT(w, "range", 0, contig(w, 1100, 1200, GFP_KERNEL | GFP_BIT_ZERO));
	EXPECT(w, "pages zeroed", 512, w->answer.zeroed);
	EXPECT_BYTES(w, 1023, OWNED);
	EXPECT_BYTES(w, 1024, 0);
	EXPECT_BYTES(w, 1100, 0);
	EXPECT_BYTES(w, 1199, 0);
	EXPECT_BYTES(w, 1535, 0);
	EXPECT_BYTES(w, 1536, OWNED);
	EXPECT_FREE(w, 3996);
	EXPECT_LISTS(w, "o2/M=[1096] o3/M=[1088] o4/M=[1200] o6/M=[1024,1216] o8/M=[1280] o9/M=[1536] o10/M=[0,2048,3072]");
}

/* init_on_alloc clears once, with or without __GFP_ZERO; with init_on_free only the surplus is cleared, when it is freed. */
static void range_is_cleared_by_options(struct world *w)
{
	for (unsigned int both = 0; both < 2; both++) {
		machine_ranges(w, PROFILE_LINUX_6_12);
		w->machine.init_on_alloc = true;
		w->machine.init_on_free = both;
		machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
		machine_boot(w);
		scribble(w);
		EXPECT(w, "range", 0, contig(w, 1100, 1200, GFP_KERNEL | GFP_BIT_ZERO));
		EXPECT(w, "pages zeroed", both ? 412 : 512, w->answer.zeroed);
		EXPECT_BYTES(w, 1100, both ? OWNED : 0);
		EXPECT_BYTES(w, 1024, 0);
		free_contig(w, 1100, 100);
		EXPECT(w, "range", 0, contig(w, 1100, 1200, GFP_KERNEL));
		EXPECT(w, "pages zeroed", both ? 412 : 512, w->answer.zeroed);
	}
}

/* Pages are checked, then cleared; the surplus is freed and poisoned again. */
static void poisoned_range_is_cleared(struct world *w)
{
	machine_ranges(w, PROFILE_LINUX_6_12);
	w->machine.page_poisoning = POISON_PATTERN;
	w->machine.init_on_alloc = true;
	machine_zone(w, 0, ZONE_NORMAL, 0, 4096);
	machine_boot(w);
	scribble(w);
	EXPECT(w, "range", 0, contig(w, 1100, 1200, GFP_KERNEL | GFP_BIT_ZERO));
	EXPECT(w, "corrupt pages", 512, w->answer.nr_corrupt);
	EXPECT(w, "pages zeroed", 512, w->answer.zeroed);
	EXPECT_BYTES(w, 1100, 0);
	EXPECT_BYTES(w, 1024, POISON);
	free_contig(w, 1100, 100);
	EXPECT(w, "range", 0, contig(w, 1100, 1200, GFP_KERNEL));
	EXPECT(w, "corrupt pages", 0, w->answer.nr_corrupt);
	EXPECT(w, "pages zeroed", 0, w->answer.zeroed);
	EXPECT_BYTES(w, 1100, POISON);
}

/* The zones are those of the original gfp, whatever the scope; a refused gfp is refused at every candidate. */
static void pages_of_a_range_by_gfp(struct world *w)
{
	machine_ranges(w, PROFILE_LINUX_6_12);
	machine_zone(w, 0, ZONE_NORMAL, 0, 2048);
	machine_zone(w, 0, ZONE_MOVABLE, 2048, 4096);
	machine_boot(w);
	EXPECT(w, "no range", PFN_NONE, contig_pages(w, 64, GFP_HIGHUSER_MOVABLE | GFP_BIT_ZERO | GFP_BIT_NORETRY));
	EXPECT_PATH(w, "");
	EXPECT(w, "pages zeroed", 0, w->answer.zeroed);
	EXPECT_LISTS(w, "o10/M=[0,1024]");
	ask(w, (struct request){ .kind = REQ_TASK, .task_flags = TASK_NOCMA });
	EXPECT(w, "range", 2048, contig_pages(w, 64, GFP_HIGHUSER_MOVABLE | GFP_BIT_ZERO));
	EXPECT_PATH(w, "DR MG:0");
	EXPECT(w, "pages zeroed", 512, w->answer.zeroed);
	EXPECT_BYTES(w, 2048, 0);
	EXPECT_BYTES(w, 2560, FRESH);
	EXPECT(w, "range", 0, contig_pages(w, 64, GFP_KERNEL));
	EXPECT(w, "pages zeroed", 0, w->answer.zeroed);
}

/* In 6.1 any gfp will do, and __GFP_ZERO clears nothing. */
static void gfp_of_a_range_in_6_1(struct world *w)
{
	boot_ranges(w, PROFILE_LINUX_6_1);
	EXPECT(w, "range", 0, contig(w, 1100, 1200, GFP_KERNEL | GFP_BIT_NORETRY | GFP_BIT_ZERO));
	EXPECT(w, "pages zeroed", 0, w->answer.zeroed);
	EXPECT_BYTES(w, 1100, FRESH);
}

static const struct corner_case cases[] = {
	{ "refused", "D29: gfp masks that are refused", gfp_of_a_range_is_refused },
	{ "ignored", "D29: gfp bits that are ignored or allowed", gfp_of_a_range_is_ignored },
	{ "unknown", "D29: gfp bits that the kernel does not have", gfp_of_a_range_is_unknown },
	{ "zero", "D29 E9: with __GFP_ZERO everything taken is cleared, the surplus included", range_is_cleared },
	{ "init", "D29 E9: ranges with init_on_alloc and init_on_free", range_is_cleared_by_options },
	{ "poison", "D29 E10 E11: ranges with page_poisoning", poisoned_range_is_cleared },
	{ "pages", "D29 K2: alloc_contig_pages is refused at every candidate", pages_of_a_range_by_gfp },
	{ "6.1", "K1 E12: 6.1 takes any gfp, and clears nothing", gfp_of_a_range_in_6_1 },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
