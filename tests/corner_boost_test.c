// SPDX-License-Identifier: MIT
/*
 * Corner cases of the watermark boost after a steal: how much, and in which zones.
 *
 * Rules: docs/semantics/fallback.md, F10.
 */
#include "tests/corner.h"

static void boot_boosting(struct world *w, enum profile profile, pfn_t start, pfn_t end)
{
	machine_new(w, profile);
	w->machine.watermark_boost_factor = 15000;
	w->machine.min_free_kbytes = 1024; /* 256 / 320 / 384 */
	machine_zone(w, 0, ZONE_NORMAL, start, end);
	machine_boot(w);
	EXPECT_MARKS(w, 0, 256, 320, 384);
}

/* Free one movable page of an otherwise full zone and let an unmovable request steal it. */
static void steal_one(struct world *w, pfn_t pfn)
{
	give(w, pfn, 0);
	drain(w, 0);
	EXPECT(w, "page stolen", pfn, take_flags(w, 'U', 0, ALLOC_NO_WATERMARKS | ALLOC_KSWAPD));
}

static void boost_grows_to_its_cap(struct world *w)
{
	boot_boosting(w, PROFILE_LINUX_5_10, 16384, 32768);
	EXPECT(w, "blocks taken", 16, take_all(w, 'M', 10));
	for (pfn_t p = 16384; p < 16384 + 3 * 1024; p += 1024)
		split(w, p, 10);
	steal_one(w, 16384);
	EXPECT_BOOST(w, 512);
	EXPECT(w, "kswapd wakes", 1, w->answer.wake); /* the boosted bit, cleared by the same rmqueue */
	steal_one(w, 17408);
	EXPECT_BOOST(w, 576); /* 384 * 1.5 */
	steal_one(w, 18432);
	EXPECT_BOOST(w, 576);
	ask(w, (struct request){ .kind = REQ_MIN_FREE_KBYTES, .value = 1024 });
	EXPECT_BOOST(w, 0);
}

/* 4096 pages times 2^20 are 2^32. In 32 bits that would be 0: a cap of 0, so no boost. */
static void boost_has_a_wide_cap(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.watermark_boost_factor = 1 << 20;
	w->machine.watermark_scale_factor = 625; /* 1024 of 16384 */
	w->machine.min_free_kbytes = 8192;
	machine_zone(w, 0, ZONE_NORMAL, 16384, 32768);
	machine_boot(w);
	EXPECT(w, "high", 4096, zone_now(w).wmark[WMARK_HIGH]);
	EXPECT(w, "blocks taken", 16, take_all(w, 'M', 10));
	split(w, 16384, 10);
	steal_one(w, 16384);
	EXPECT_BOOST(w, 512);
}

static void small_zone_is_never_boosted(struct world *w)
{
	boot_boosting(w, PROFILE_LINUX_5_10, 1024, 3071);
	EXPECT(w, "pages taken", 2047, take_all(w, 'M', 0));
	steal_one(w, 1024);
	EXPECT_BOOST(w, 0);
	EXPECT(w, "kswapd wakes", 1, w->answer.wake); /* v5.10 sets the bit although the boost was declined */
}

static void four_pageblocks_are_boosted(struct world *w)
{
	boot_boosting(w, PROFILE_LINUX_5_10, 1024, 3072);
	EXPECT(w, "pages taken", 2048, take_all(w, 'M', 0));
	steal_one(w, 1024);
	EXPECT_BOOST(w, 512);
}

static const struct corner_case cases[] = {
	{ "22", "F10: boost by a pageblock up to its cap", boost_grows_to_its_cap },
	{ "22-wide", "F10: a cap whose computation needs more than 32 bits", boost_has_a_wide_cap },
	{ "22-2047", "F10: no boost below four pageblocks, but ZONE_BOOSTED_WATERMARK is set", small_zone_is_never_boosted },
	{ "22-2048", "F10: boost from four pageblocks on", four_pageblocks_are_boosted },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
