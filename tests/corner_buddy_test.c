// SPDX-License-Identifier: MIT
/*
 * Corner cases of the buddy core: boot population, split, merge, which end of a list, holes, guard pages, extra references.
 *
 * Expected values follow from the rules named at each case (docs/semantics/buddy.md and its neighbours), worked out by hand.
 */
#include "tests/fixture.h"

/* Ranges are cut into the largest aligned blocks and appended, so a fresh zone hands out ascending pfns. */
static void boot_appends_blocks(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 1024, 4608);
	EXPECT_LISTS(w, "o9/M=[4096] o10/M=[1024,2048,3072]");
	EXPECT_FREE(w, 3584);
	EXPECT_TAKE(w, 4096, 'M', 3); /* the smallest order that has anything */
	EXPECT_LISTS(w, "o3/M=[4104] o4/M=[4112] o5/M=[4128] o6/M=[4160] o7/M=[4224] o8/M=[4352] o10/M=[1024,2048,3072]");
	EXPECT_FREE(w, 3576);
}

static void boot_of_4_14_frees_to_the_head(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_4_14, 1024, 4608);
	EXPECT_LISTS(w, "o9/M=[4096] o10/M=[3072,2048,1024]");
	EXPECT_TAKE(w, 4096, 'M', 3);
	EXPECT_FREE(w, 3576);
}

/* 1000 = 8 * 125: o3; 1008 = 16 * 63: o4; 1024: o10; the last 52 pages from 2048 on are 32 + 16 + 4. */
static void boot_of_an_unaligned_zone(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 1000, 2100);
	EXPECT_LISTS(w, "o2/M=[2096] o3/U=[1000] o4/U=[1008] o4/M=[2080] o5/M=[2048] o10/M=[1024]");
	EXPECT_FREE(w, 1100);
	EXPECT_TYPE(w, 'U', 1000); /* its first pfn, 512, is not memory of the zone */
	EXPECT_TYPE(w, 'M', 1024);
	EXPECT_TYPE(w, 'M', 2048);
}

static void split_and_merge_back(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 1024, 2048);
	EXPECT_TAKE(w, 1024, 'M', 8);
	EXPECT_LISTS(w, "o8/M=[1280] o9/M=[1536]");
	EXPECT_FREE(w, 768);
	give(w, 1024, 8);
	EXPECT_LISTS(w, "o10/M=[1024]");
	EXPECT_FREE(w, 1024);
}

/*
 * The buddy of the freed page 1024 is allocated, but the buddy of the pair, 1026/o1, is free. They may merge soon, so 1024 goes to the
 * tail.
 */
static void likely_merge_goes_to_the_tail(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.max_order = 5;
	w->machine.pageblock_order = 4;
	w->machine.section_pages = 16;
	machine_zone(w, 0, ZONE_NORMAL, 1024, 1040);
	machine_boot(w);
	EXPECT_TAKE(w, 1024, 'M', 4);
	split(w, 1024, 4);
	give(w, 1033, 0);
	give(w, 1026, 0);
	EXPECT_LISTS(w, "o0/M=[1026,1033]");
	give(w, 1027, 0);
	give(w, 1024, 0);
	EXPECT_LISTS(w, "o0/M=[1033,1024] o1/M=[1026]");
	EXPECT_TAKE(w, 1033, 'M', 0);
	EXPECT_TAKE(w, 1024, 'M', 0);
}

static void take_whole_zone(struct world *w, unsigned int order, uint32_t blocks)
{
	boot_zone(w, PROFILE_LINUX_5_10, 0, 4096);
	EXPECT(w, "blocks taken", blocks, take_all(w, 'M', order));
	EXPECT_FREE(w, 0);
}

static void tail_rule_at_order_8(struct world *w)
{
	take_whole_zone(w, 8, 16);
	give(w, 512, 8);
	give(w, 768, 8);
	EXPECT_LISTS(w, "o9/M=[512]");
	give(w, 2048, 8);
	give(w, 0, 8); /* the buddy of the pair, 512/o9, is free */
	EXPECT_LISTS(w, "o8/M=[2048,0] o9/M=[512]");
	EXPECT_TAKE(w, 2048, 'M', 8);
}

static void tail_rule_stops_below_order_9(struct world *w)
{
	take_whole_zone(w, 9, 8);
	give(w, 1024, 9);
	give(w, 1536, 9);
	EXPECT_LISTS(w, "o10/M=[1024]");
	give(w, 2048, 9);
	give(w, 0, 9); /* the buddy of the pair, 1024/o10, is free, but order 9 never goes to the tail */
	EXPECT_LISTS(w, "o9/M=[0,2048] o10/M=[1024]");
}

/* Guard pages of orders below 2 replace the remainders of a split: off the lists, off the free counter. */
static void guards_replace_small_remainders(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.guardpage_minorder = 2;
	machine_zone(w, 0, ZONE_NORMAL, 0, 1024);
	machine_boot(w);
	EXPECT_TAKE(w, 0, 'M', 3);
	EXPECT_FREE(w, 1016); /* every half split off was of order 3 or more */
	EXPECT_TAKE(w, 8, 'M', 0);
	EXPECT_LIST(w, "o2/M", "12");
	EXPECT_LIST(w, "o1/M", "");
	EXPECT_LIST(w, "o0/M", "");
	EXPECT_FREE(w, 1012); /* 1016 - 1 - guards 9 (one page) and 10 (two) */
	EXPECT_TAKE(w, 12, 'M', 0);
	EXPECT_FREE(w, 1008);
	give(w, 8, 0); /* merges with both guards; its buddy then, 12/o2, is not free */
	EXPECT_LIST(w, "o2/M", "8");
	EXPECT_FREE(w, 1012);
	give(w, 12, 0);
	EXPECT_LISTS(w, "o3/M=[8] o4/M=[16] o5/M=[32] o6/M=[64] o7/M=[128] o8/M=[256] o9/M=[512]");
}

static void boot_with_hole(struct world *w, pfn_t start, pfn_t end)
{
	machine_new(w, PROFILE_LINUX_5_10);
	machine_zone(w, 0, ZONE_NORMAL, 0, 1024);
	machine_range(w, RANGE_HOLE, start, end);
	machine_boot(w);
}

/* The tail rule checks the zone of the lower page of the pair. That is page 0 itself, which is in this zone. */
static void hole_at_the_upper_buddy(struct world *w)
{
	boot_with_hole(w, 1, 2);
	EXPECT_FREE(w, 1023);
	EXPECT(w, "pages taken", 1023, take_all(w, 'M', 0));
	give(w, 9, 0);
	give_run(w, 2, 2);
	EXPECT_LISTS(w, "o0/M=[9] o1/M=[2]");
	give(w, 0, 0); /* buddy 1 is a hole: no merge; the buddy of the pair, 2/o1, is free: tail */
	EXPECT_LISTS(w, "o0/M=[9,0] o1/M=[2]");
}

/* Now the lower page of the pair is the hole, which belongs to another zone: head. The pageblock starts in the hole, so it stays U. */
static void hole_at_the_lower_buddy(struct world *w)
{
	boot_with_hole(w, 0, 1);
	EXPECT_TYPE(w, 'U', 0);
	EXPECT_TAKE(w, 512, 'M', 9);
	EXPECT(w, "pages taken", 511, take_all(w, 'U', 0));
	give(w, 9, 0);
	give_run(w, 2, 2);
	give(w, 1, 0);
	EXPECT_LISTS(w, "o0/U=[1,9] o1/U=[2]");
}

static void hole_stops_a_merge(struct world *w)
{
	boot_with_hole(w, 4, 8);
	EXPECT_TAKE(w, 0, 'M', 2);
	split(w, 0, 2);
	give_run(w, 0, 4);
	EXPECT_LIST(w, "o2/M", "0");
	EXPECT_LIST(w, "o3/M", "8");
}

/* Page 1024 has another reference when its block is freed: the other pages are freed in pieces. */
static void two_references(struct world *w, enum profile profile)
{
	machine_new(w, profile);
	machine_pcp(w, 6, 1);
	machine_zone(w, 0, ZONE_NORMAL, 1024, 2048);
	machine_boot(w);
	EXPECT_TAKE(w, 1024, 'M', 3);
	EXPECT(w, "references", 2, ask(w, (struct request){ .kind = REQ_GET_PAGE, .pfn = 1024 }));
	EXPECT(w, "references left", 1, give(w, 1024, 3));
}

static void extra_reference_frees_piecewise(struct world *w)
{
	two_references(w, PROFILE_LINUX_5_10);
	EXPECT_LIST(w, "o2/M", "1028");
	EXPECT_LIST(w, "o1/M", "1026");
	EXPECT_LIST(w, "o0/M", "");
	EXPECT_PCP(w, 0, "M=[1025]");
	EXPECT(w, "references left", 0, give(w, 1024, 0)); /* by now an order-0 page */
	EXPECT_PCP(w, 0, "M=[1024,1025]");
	drain(w, 0);
	EXPECT_LISTS(w, "o10/M=[1024]");
	EXPECT_FREE(w, 1024);
}

/* In 4.14 the other pages stay with the last reference, and leak when that is dropped for a single page. */
static void extra_reference_of_4_14_frees_nothing(struct world *w)
{
	two_references(w, PROFILE_LINUX_4_14);
	EXPECT_FREE(w, 1016);
	EXPECT_LIST(w, "o2/M", "");
	EXPECT_LIST(w, "o1/M", "");
	EXPECT_PCP(w, 0, "");
}

/* The tutorial's example: 256 pages out of one block of 1024, in three steps. */
static void tutorial_256_of_1024(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 0, 1024);
	EXPECT_LISTS(w, "o10/M=[0]");
	EXPECT_TAKE(w, 0, 'M', 8); /* the lowest part is handed out, the upper halves are pushed */
	EXPECT_LISTS(w, "o8/M=[256] o9/M=[512]");
	EXPECT_FREE(w, 768);
	give(w, 0, 8); /* 0 + 256/o8 = 0/o9, + 512/o9 = 0/o10 */
	EXPECT_LISTS(w, "o10/M=[0]");
}

/* 0x1000 and 0x1008 differ in bit 3 only: buddies at order 3. 0x1008 and 0x1010 are neighbours but no buddies. */
static void tutorial_buddy_of_0x1000(struct world *w)
{
	boot_zone(w, PROFILE_LINUX_5_10, 0x1000, 0x1400);
	EXPECT(w, "blocks taken", 128, take_all(w, 'M', 3));
	give(w, 0x1008, 3);
	give(w, 0x1010, 3);
	EXPECT_LISTS(w, "o3/M=[4112,4104]");
	give(w, 0x1000, 3);
	EXPECT_LISTS(w, "o3/M=[4112] o4/M=[4096]");
	give(w, 0x1018, 3); /* 0x1010 + 0x1018 = 0x1010/o4, + 0x1000/o4 = 0x1000/o5 */
	EXPECT_LISTS(w, "o5/M=[4096]");
}

static const struct corner_case cases[] = {
	{ "1", "M2 M3: boot cuts ranges into aligned blocks and appends them", boot_appends_blocks },
	{ "1-4.14", "M3: 4.14 boots through the ordinary free", boot_of_4_14_frees_to_the_head },
	{ "2", "M1 M2: a pageblock that starts outside the zone stays UNMOVABLE", boot_of_an_unaligned_zone },
	{ "3", "B6 B9: a split pushes the upper halves to list heads, a free merges upwards", split_and_merge_back },
	{ "4", "B8: a block goes to the tail if the buddy of the pair it would form is free", likely_merge_goes_to_the_tail },
	{ "5", "B8: the tail rule applies at order 8", tail_rule_at_order_8 },
	{ "5-o9", "B8: the tail rule does not apply at order 9", tail_rule_stops_below_order_9 },
	{ "37", "G1 G2: guard pages split off and merged back", guards_replace_small_remainders },
	{ "38", "B8: the tail rule ignores a hole at the upper buddy", hole_at_the_upper_buddy },
	{ "38-low", "B8 M1: with a hole at the lower buddy the block goes to the head", hole_at_the_lower_buddy },
	{ "38-stop", "B6: a block does not merge with a hole", hole_stops_a_merge },
	{ "45", "E3: a block freed with an extra reference is freed piecewise", extra_reference_frees_piecewise },
	{ "45-4.14", "E3: 4.14 frees no part of it", extra_reference_of_4_14_frees_nothing },
	{ "256", "B9: tutorial, 256 pages out of 1024", tutorial_256_of_1024 },
	{ "0x1000", "B5: tutorial, the buddy of 0x1000 and 0x1008", tutorial_buddy_of_0x1000 },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
