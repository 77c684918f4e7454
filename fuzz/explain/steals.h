// SPDX-License-Identifier: MIT
/* What an allocation took from other types' free lists, found by comparing the views before and after it. */
#ifndef FUZZ_STEALS_H
#define FUZZ_STEALS_H

#include "fuzz/explain/contrast.h"

/* The list of each page, packed like view.page. Initialise with zeroes. */
struct page_types {
	uint32_t pages;
	uint8_t *type;     /* migratetype of its free or per-CPU list; MIGRATE_TYPES: on none */
	uint8_t *order;    /* of its free block */
	bool *cached;      /* on a per-CPU list */
	uint32_t nr_pageblocks;
	uint8_t *pageblock; /* as in the view */
};

void page_types_init(struct page_types *types, const struct machine *machine);
void page_types_release(struct page_types *types);
void page_types_read(struct page_types *types, const struct machine *machine, const struct view *view);

/* Add what an accepted alloc or rmq did between the two readings. */
void steals_count(const struct view *view, const struct request *request, const struct page_types *before, const struct page_types *after,
		  struct contrast_counts *counts);

#endif
