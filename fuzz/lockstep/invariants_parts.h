// SPDX-License-Identifier: MIT
/* Shared by the files of the invariant checker: the state of one check of one view. */
#ifndef FUZZ_INVARIANTS_PARTS_H
#define FUZZ_INVARIANTS_PARTS_H

#include "fuzz/lockstep/invariants.h"
#include "fuzz/lockstep/view.h"

enum { NOBODY = 0xff };

/* A non-empty free list. */
struct block_list {
	uint8_t zone, order, type;
	uint32_t len;
};

struct checker {
	const struct machine *machine;
	const struct view *view;
	const struct invariants *history;
	const struct block_list *list; /* in the order of view->free_pfns */
	uint32_t nr_lists;
	uint8_t *mark;               /* per page of the view: 0: on no list; zone + 1: on a free list of it; PCP_MARK: on a per-CPU list */
	size_t page_at[MAX_ZONES];   /* index of a zone's first page in view->page */
	uint32_t pages[MAX_ZONES];   /* of a zone */
	size_t pageblock_at[MAX_ZONES]; /* index of a zone's first pageblock in view->pageblock */
	uint32_t census[MAX_ZONES][16]; /* pages of a zone in each state: search only where the lists do not account for all */
	bool in_shape;               /* walk_blocks() found nothing wrong, nor will check_block_shapes(); all tails follow their heads */
	uint32_t listed[MAX_ZONES];  /* heads of a zone found on free lists */
	uint32_t cached;             /* pages found on per-CPU lists */
	/*
	 * Zones of one node that meet inside a largest block: the kernel lets blocks of one be on lists of the other, so that only sums
	 * over the group hold. mixed[zone] is the lowest zone of such a group, or the zone itself.
	 */
	uint8_t mixed[MAX_ZONES];
	bool is_mixed[MAX_ZONES]; /* the group has more than one zone */
	char *where;
	int64_t is, should;
};

enum { PCP_MARK = 0x80 };

static inline enum page_state state_of(uint8_t page)
{
	return (enum page_state)(page & 0xf);
}

static inline uint32_t order_of(uint8_t page)
{
	return page >> 4;
}

static inline bool in_zone(const struct checker *checker, uint32_t zone, pfn_t pfn)
{
	return pfn - checker->view->zone[zone].start_pfn < checker->pages[zone];
}

/* The zone whose span contains pfn, NOBODY if none. zone_of() tries the likely one first. */
uint32_t find_zone(const struct checker *checker, pfn_t pfn);
static inline uint32_t zone_of(const struct checker *checker, uint32_t likely, pfn_t pfn)
{
	return in_zone(checker, likely, pfn) ? likely : find_zone(checker, pfn);
}

/* The index of a pfn in zone, into view->page and mark. */
static inline size_t index_of(const struct checker *checker, uint32_t zone, pfn_t pfn)
{
	return checker->page_at[zone] + (pfn - checker->view->zone[zone].start_pfn);
}

/* The byte of a pfn in view->page; PAGE_ABSENT outside every zone. */
static inline uint8_t page_of(const struct checker *checker, uint32_t likely, pfn_t pfn)
{
	const uint32_t zone = zone_of(checker, likely, pfn);

	return zone == NOBODY ? (uint8_t)PAGE_ABSENT : checker->view->page[index_of(checker, zone, pfn)];
}

/* Walk from block to block, each a head followed by its tails, and take the census. False: a block has another shape, which is noted. */
bool walk_blocks(struct checker *checker);

/* Note what is broken; returns false. */
bool broken(struct checker *checker, int64_t is, int64_t should, const char *format, ...) __attribute__((format(printf, 4, 5)));

/* One function per number of docs/invariants.md. */
bool check_list_entries(struct checker *checker);
bool check_unlisted_heads(struct checker *checker);
bool check_nr_free(struct checker *checker);
bool check_free(struct checker *checker);
bool check_free_cma(struct checker *checker);
bool check_buddies(struct checker *checker);
bool check_block_shapes(struct checker *checker);
bool check_guards(struct checker *checker);
bool check_pcp_counts(struct checker *checker);
bool check_pcp_pages(struct checker *checker);
bool check_managed(struct checker *checker);
bool check_watermarks(struct checker *checker);
bool check_isolated_count(struct checker *checker);
bool check_isolated_lists(struct checker *checker);
bool check_highatomic(struct checker *checker);
bool check_reserves(struct checker *checker);
bool check_zonelists(struct checker *checker);
bool check_memory_map(struct checker *checker);
bool check_ungrouped(struct checker *checker);
bool check_free_highatomic(struct checker *checker);
bool check_drift(struct checker *checker);
bool check_list_types(struct checker *checker);

#endif
