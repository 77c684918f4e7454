// SPDX-License-Identifier: MIT
/*
 * Corner cases of what pages hold: cleared, poisoned, overwritten while free.
 *
 * Rules: docs/semantics/pages.md E9 to E12. Pages have four bytes here, read as one number: 0x5a5a5a5a is memory never written,
 * 0xaaaaaaaa is poison, 0x11111111 is what owners write.
 */
#include "tests/fixture.h"

enum { PAGE_SIZE = 4, ZONE_END = 2048 };
#define FRESH 0x5a5a5a5a
#define POISON 0xaaaaaaaa
#define OWNED 0x11111111

static void boot_machine(struct world *w)
{
	w->machine.page_bytes = PAGE_SIZE;
	machine_zone(w, 0, ZONE_NORMAL, 0, ZONE_END);
	machine_boot(w);
}

static void boot_poisoned(struct world *w, enum profile profile, enum page_poison poison)
{
	machine_new(w, profile);
	w->machine.page_poisoning = (uint8_t)poison;
	boot_machine(w);
}

static void boot_options(struct world *w, enum profile profile, bool on_alloc, bool on_free)
{
	machine_new(w, profile);
	w->machine.init_on_alloc = on_alloc;
	w->machine.init_on_free = on_free;
	boot_machine(w);
}

static uint32_t bytes_of(struct world *w, pfn_t pfn)
{
	const uint8_t *byte = look(w)->memory + pfn * PAGE_SIZE;

	return (uint32_t)byte[0] << 24 | (uint32_t)byte[1] << 16 | (uint32_t)byte[2] << 8 | byte[3];
}

#define EXPECT_BYTES(world, pfn, bytes) EXPECT(world, "bytes of page " #pfn, bytes, bytes_of(world, pfn))

static void fill(struct world *w, pfn_t pfn, uint32_t pages)
{
	ask(w, (struct request){ .kind = REQ_WRITE, .pfn = pfn, .count = pages, .at = PAGE_SIZE, .value = 0x11 });
}

static void poke(struct world *w, pfn_t pfn, uint32_t at, uint8_t byte)
{
	ask(w, (struct request){ .kind = REQ_WRITE, .pfn = pfn, .count = 1, .at = at, .value = byte });
}

static void expect_corruption(struct world *w, uint32_t index, pfn_t pfn, uint32_t first, uint32_t last, bool single_bit)
{
	EXPECT(w, "page reported", pfn, w->answer.corrupt[index].pfn);
	EXPECT(w, "first byte reported", first, w->answer.corrupt[index].first);
	EXPECT(w, "last byte reported", last, w->answer.corrupt[index].last);
	EXPECT(w, "a single bit", single_bit, w->answer.corrupt[index].single_bit);
}

/* ---- clearing ---- */

/* __GFP_ZERO clears all pages of the block and no others. Without it an owner finds what the previous owner left. */
static void zeroed_on_request(struct world *w)
{
	boot_options(w, PROFILE_LINUX_5_10, false, false);
	EXPECT_ALLOC(w, 0, GFP_KERNEL | GFP_BIT_ZERO, 2);
	EXPECT(w, "pages zeroed", 4, w->answer.zeroed);
	EXPECT_BYTES(w, 0, 0);
	EXPECT_BYTES(w, 3, 0);
	EXPECT_BYTES(w, 4, FRESH);
	fill(w, 0, 4);
	give(w, 0, 2);
	EXPECT_BYTES(w, 0, OWNED);
	EXPECT_ALLOC(w, 0, GFP_KERNEL, 2);
	EXPECT_BYTES(w, 3, OWNED);
}

static void zeroed_whoever_asks(struct world *w)
{
	boot_options(w, PROFILE_LINUX_5_10, true, false);
	EXPECT_BYTES(w, 0, FRESH);
	EXPECT_ALLOC(w, 0, GFP_KERNEL, 1);
	EXPECT_BYTES(w, 1, 0);
	EXPECT_BYTES(w, 2, FRESH);
	fill(w, 0, 2);
	give(w, 0, 1);
	EXPECT_BYTES(w, 1, OWNED);
}

/* Boot frees all memory and so clears it: pages are zero because they were freed, not because a request wants zeroed pages. */
static void zeroed_when_freed(struct world *w)
{
	boot_options(w, PROFILE_LINUX_5_10, true, true);
	EXPECT_BYTES(w, 2047, 0);
	EXPECT_ALLOC(w, 0, GFP_KERNEL | GFP_BIT_ZERO, 1);
	EXPECT(w, "pages zeroed", 0, w->answer.zeroed);
	fill(w, 0, 2);
	give(w, 0, 1);
	EXPECT(w, "pages zeroed", 2, w->answer.zeroed);
	EXPECT_BYTES(w, 1, 0);
	poke(w, 0, 3, 7); /* a stray write is neither found nor cleared */
	EXPECT_ALLOC(w, 0, GFP_KERNEL | GFP_BIT_ZERO, 1);
	EXPECT_BYTES(w, 0, 7);
}

static void no_options_in_4_14(struct world *w)
{
	boot_options(w, PROFILE_LINUX_4_14, true, true);
	EXPECT_BYTES(w, 0, FRESH);
	EXPECT_ALLOC(w, 1024, GFP_KERNEL, 1);
	EXPECT_BYTES(w, 1024, FRESH);
	EXPECT_ALLOC(w, 1028, GFP_KERNEL | GFP_BIT_ZERO, 2);
	EXPECT_BYTES(w, 1031, 0);
}

/* ---- poison ---- */

static void freed_pages_are_poisoned(struct world *w)
{
	boot_poisoned(w, PROFILE_LINUX_5_10, POISON_PATTERN);
	EXPECT_BYTES(w, 0, POISON);
	EXPECT_ALLOC(w, 0, GFP_KERNEL, 1);
	EXPECT_BYTES(w, 0, POISON);
	EXPECT(w, "corrupt pages", 0, w->answer.nr_corrupt);
	fill(w, 0, 2);
	give(w, 0, 1);
	EXPECT_BYTES(w, 0, POISON);
	EXPECT_BYTES(w, 1, POISON);
	EXPECT(w, "pages zeroed", 0, w->answer.zeroed);
}

/* A page is poisoned before it goes to the per-CPU list, from which its next user gets it. */
static void poisoned_in_the_page_set(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.page_poisoning = POISON_PATTERN;
	machine_pcp(w, 6, 1);
	boot_machine(w);
	EXPECT_ALLOC(w, 0, GFP_KERNEL, 0);
	fill(w, 0, 1);
	give(w, 0, 0);
	EXPECT_PCP(w, 0, "U=[0]");
	EXPECT_BYTES(w, 0, POISON);
	poke(w, 0, 2, 0xab);
	EXPECT_ALLOC(w, 0, GFP_KERNEL, 0);
	EXPECT(w, "corrupt pages", 1, w->answer.nr_corrupt);
	expect_corruption(w, 0, 0, 2, 2, true);
}

/* Poisoning disables init_on_alloc: allocated pages hold poison. A __GFP_ZERO request gets zeroed pages, after the check of the poison. */
static void poison_takes_precedence(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.page_poisoning = POISON_PATTERN;
	w->machine.init_on_alloc = w->machine.init_on_free = true;
	boot_machine(w);
	EXPECT_ALLOC(w, 0, GFP_KERNEL, 0);
	EXPECT_BYTES(w, 0, POISON);
	poke(w, 4, 0, 0);
	EXPECT_ALLOC(w, 4, GFP_KERNEL | GFP_BIT_ZERO, 2);
	EXPECT(w, "corrupt pages", 1, w->answer.nr_corrupt);
	EXPECT_BYTES(w, 4, 0);
	EXPECT_BYTES(w, 7, 0);
}

/* Pages poisoned with zero are never cleared again, so that a stray write shows even in pages of a __GFP_ZERO request. */
static void poison_of_zero(struct world *w)
{
	boot_poisoned(w, PROFILE_LINUX_5_10, POISON_ZERO);
	EXPECT_BYTES(w, 0, 0);
	poke(w, 1, 3, 0x80);
	EXPECT_ALLOC(w, 0, GFP_KERNEL | GFP_BIT_ZERO, 1);
	EXPECT(w, "pages zeroed", 0, w->answer.zeroed);
	EXPECT(w, "corrupt pages", 1, w->answer.nr_corrupt);
	expect_corruption(w, 0, 1, 3, 3, true);
	EXPECT_BYTES(w, 1, 0x80);
}

static void only_the_pattern_in_6_1(struct world *w)
{
	boot_poisoned(w, PROFILE_LINUX_6_1, POISON_ZERO);
	EXPECT_BYTES(w, 0, POISON);
	EXPECT_ALLOC(w, 0, GFP_KERNEL | GFP_BIT_ZERO, 2);
	EXPECT(w, "pages zeroed", 4, w->answer.zeroed);
}

/* ---- corruption ---- */

/* Corrupt pages are reported in ascending order, each from its first to its last wrong byte, and handed out as they are. */
static void corruption_is_told(struct world *w)
{
	boot_poisoned(w, PROFILE_LINUX_5_10, POISON_PATTERN);
	poke(w, 6, 1, 0x55);
	poke(w, 6, 3, 0xaa); /* the value that is there already: no corruption */
	poke(w, 4, 0, 0xa8);
	poke(w, 5, 1, 0xab);
	poke(w, 5, 2, 0xab);
	poke(w, 8, 0, 0); /* not in this block */
	EXPECT_ALLOC(w, 0, GFP_KERNEL, 3);
	EXPECT(w, "corrupt pages", 3, w->answer.nr_corrupt);
	expect_corruption(w, 0, 4, 0, 0, true);
	expect_corruption(w, 1, 5, 1, 2, false);
	expect_corruption(w, 2, 6, 1, 1, false);
	EXPECT_BYTES(w, 4, 0xa8aaaaaa);
	EXPECT_FREE(w, ZONE_END - 8);
	give(w, 0, 3);
	EXPECT_ALLOC(w, 0, GFP_KERNEL, 3);
	EXPECT(w, "corrupt pages", 0, w->answer.nr_corrupt);
}

/* The block of a bad page is lost before its poison is checked; a lost block is not poisoned. */
static void lost_pages_are_left_alone(struct world *w)
{
	boot_poisoned(w, PROFILE_LINUX_5_10, POISON_PATTERN);
	EXPECT_ALLOC(w, 0, GFP_KERNEL, 1);
	fill(w, 0, 2);
	ask(w, (struct request){ .kind = REQ_MARK_BAD, .pfn = 1, .damage = DAMAGE_MAPPING });
	give(w, 0, 1);
	EXPECT(w, "bad pages", 1, w->answer.nr_bad);
	EXPECT_BYTES(w, 0, OWNED);
}

/* ---- ranges, and memory added after boot ---- */

static void range_of(struct world *w, enum profile profile, enum page_poison poison, uint32_t bytes)
{
	machine_new(w, profile);
	w->machine.page_poisoning = (uint8_t)poison;
	w->machine.init_on_alloc = true;
	boot_machine(w);
	if (poison != POISON_OFF)
		poke(w, 1030, 1, 0);
	EXPECT(w, "contig", 0, ask(w, (struct request){ .kind = REQ_CONTIG, .pfn = 1026, .end_pfn = 1032, .migratetype = MIGRATE_MOVABLE }));
	EXPECT(w, "corrupt pages", poison != POISON_OFF, w->answer.nr_corrupt);
	EXPECT_BYTES(w, 1026, bytes);
	EXPECT_BYTES(w, 1024, bytes); /* taken as part of the range's block, and freed again */
}

static void range_is_looked_at(struct world *w)
{
	range_of(w, PROFILE_LINUX_5_10, POISON_PATTERN, POISON);
	expect_corruption(w, 0, 1030, 1, 1, false);
}

static void range_is_not_cleared(struct world *w)
{
	range_of(w, PROFILE_LINUX_5_10, POISON_OFF, FRESH);
	EXPECT(w, "pages zeroed", 0, w->answer.zeroed);
}

/* The whole block of 1024 pages is taken for it. */
static void range_is_cleared_in_6_1(struct world *w)
{
	range_of(w, PROFILE_LINUX_6_1, POISON_OFF, 0);
	EXPECT(w, "pages zeroed", true, w->answer.zeroed >= 6);
}

static void added_memory_is_poisoned(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.page_poisoning = POISON_PATTERN;
	w->machine.section_pages = 1024;
	w->machine.hot_end = 4096;
	boot_machine(w);
	ask(w, (struct request){ .kind = REQ_HOTADD, .zone = 0, .pfn = 2048, .end_pfn = 3072 });
	EXPECT_BYTES(w, 3071, POISON);
}

static void deferred_memory_is_poisoned_when_it_comes(struct world *w)
{
	machine_new(w, PROFILE_LINUX_5_10);
	w->machine.page_poisoning = POISON_PATTERN;
	w->machine.section_pages = 1024;
	w->machine.deferred = true;
	boot_machine(w);
	EXPECT_BYTES(w, 1023, POISON);
	EXPECT_BYTES(w, 1024, FRESH);
	EXPECT_STATUS(w, STATUS_FOREIGN_PFN, .kind = REQ_WRITE, .pfn = 1023, .count = 2, .at = 0, .value = 1);
	ask(w, (struct request){ .kind = REQ_INIT_LATE });
	EXPECT_BYTES(w, 1024, POISON);
	EXPECT_BYTES(w, 1023, POISON); /* the refused request wrote nothing */
}

static void writing_what_is_not_there(struct world *w)
{
	boot_poisoned(w, PROFILE_LINUX_5_10, POISON_PATTERN);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_WRITE, .pfn = 0, .count = 0, .at = 0, .value = 1);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_WRITE, .pfn = 0, .count = 1, .at = PAGE_SIZE + 1, .value = 1);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_WRITE, .pfn = 0, .count = 1, .at = 0, .value = 256);
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_WRITE, .pfn = ZONE_END, .count = 1, .at = 0, .value = -1);
	EXPECT_STATUS(w, STATUS_FOREIGN_PFN, .kind = REQ_WRITE, .pfn = ZONE_END - 1, .count = 2, .at = 0, .value = 1);
	EXPECT_BYTES(w, 2047, POISON);
	boot_zone(w, PROFILE_LINUX_5_10, 0, ZONE_END); /* pages without bytes */
	EXPECT_STATUS(w, STATUS_BAD_VALUE, .kind = REQ_WRITE, .pfn = 0, .count = 1, .at = 0, .value = 1);
}

static const struct corner_case cases[] = {
	{ "zero", "E1 E9: all pages of the block are cleared, and no other", zeroed_on_request },
	{ "init-alloc", "E9: init_on_alloc clears without __GFP_ZERO", zeroed_whoever_asks },
	{ "init-free", "E9: init_on_free clears when pages are freed, not again at allocation", zeroed_when_freed },
	{ "init-4.14", "E9: 4.14 has neither option", no_options_in_4_14 },
	{ "poison", "E10: freed pages are poisoned", freed_pages_are_poisoned },
	{ "poison-pcp", "E10 E11: pages are poisoned before they go to a per-CPU list", poisoned_in_the_page_set },
	{ "poison-first", "E10: poisoning overrides init_on_alloc and init_on_free", poison_takes_precedence },
	{ "poison-zero", "E10 E11: pages poisoned with zero count as cleared", poison_of_zero },
	{ "poison-6.1", "E10: 6.1 poisons with the pattern only, never with zero", only_the_pattern_in_6_1 },
	{ "corrupt", "E11: each corrupt page is reported with its first and last wrong byte, and handed out all the same", corruption_is_told },
	{ "corrupt-lost", "E4 E10: a block that is lost is neither checked nor poisoned", lost_pages_are_left_alone },
	{ "range", "E12: the poison of a contiguous range is checked", range_is_looked_at },
	{ "range-5.10", "E12: 5.10 does not clear a range", range_is_not_cleared },
	{ "range-6.1", "E12: 6.1 clears a range", range_is_cleared_in_6_1 },
	{ "added", "E10 M9: added memory is poisoned", added_memory_is_poisoned },
	{ "deferred", "E10 M8: deferred memory is poisoned when it is initialised", deferred_memory_is_poisoned_when_it_comes },
	{ "write", "E7: writes that are refused", writing_what_is_not_there },
};

int main(int argc, char **argv)
{
	return corner_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
