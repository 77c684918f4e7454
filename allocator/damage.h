// SPDX-License-Identifier: MIT
/*
 * Damaged pages: a small sorted table, so that a check of a block costs nothing while nothing is damaged and never walks tail pages.
 *
 * Kernel: the fields that page_expected_state() looks at (mapcount, mapping, flags) and PG_hwpoison.
 */
#ifndef ALLOCATOR_DAMAGE_H
#define ALLOCATOR_DAMAGE_H

#include "allocator/state.h"

/* Room for one more? */
bool damage_full(const struct page_alloc *pa);
bool damage_at(const struct page_alloc *pa, page_t page, enum damage kind);
/* The page must not have this damage yet, the table not be full. */
void damage_add(struct page_alloc *pa, page_t page, enum damage kind);
/* Position of the first entry of a page at or after page; nr_damaged if none. */
uint32_t damage_first(const struct page_alloc *pa, page_t page);
void damage_remove(struct page_alloc *pa, uint32_t position);
/* Take a block out of circulation for ever; its damage is forgotten. */
void damage_lose(struct page_alloc *pa, page_t page, unsigned order);

static inline page_t damage_page(const struct page_alloc *pa, uint32_t position)
{
	return pa->damage[position] >> 2;
}

static inline enum damage damage_kind(const struct page_alloc *pa, uint32_t position)
{
	return (enum damage)(pa->damage[position] & 3);
}

/* free_pages_prepare() of a block: report what is bad. False: the block must not be freed. check_head: order 0 is checked here. */
bool damage_check_free(struct page_alloc *pa, page_t page, unsigned order, bool compound, bool check_head);
/* check_new_pages(): false, reported, at the first bad page. */
bool damage_check_new(struct page_alloc *pa, page_t page, unsigned order);
/* check_free_page() of an order-0 page leaving a per-CPU list. */
bool damage_check_flush(struct page_alloc *pa, page_t page);

#endif
