// SPDX-License-Identifier: MIT
/*
 * Damaged pages: a small sorted table, so that checking a block costs nothing while nothing is damaged and never walks tail pages.
 *
 * Kernel: the fields that page_expected_state() checks (mapcount, mapping, flags) and PG_hwpoison.
 */
#ifndef ALLOCATOR_DAMAGE_H
#define ALLOCATOR_DAMAGE_H

#include "allocator/state.h"

/* The table has no room for another entry. */
bool damage_full(const struct page_alloc *pa);
bool damage_at(const struct page_alloc *pa, page_t page, enum damage kind);
/* The page must not have this damage yet, and the table must not be full. */
void damage_add(struct page_alloc *pa, page_t page, enum damage kind);
/* Take a block out of circulation permanently; its damage is forgotten. */
void damage_lose(struct page_alloc *pa, page_t page, unsigned order);

static inline page_t damage_page(const struct page_alloc *pa, uint32_t position)
{
	return pa->damage[position] >> 2;
}

static inline enum damage damage_kind(const struct page_alloc *pa, uint32_t position)
{
	return (enum damage)(pa->damage[position] & 3);
}

/* check_pages_enabled: enabled by options that slow everything down anyway. */
static inline bool damage_checks_wanted(const struct page_alloc *pa)
{
	const struct machine *m = pa->machine;

	return m->guardpage_minorder >= 0 || m->page_poisoning != POISON_OFF || m->init_on_alloc || m->init_on_free;
}

/* Are pages of the page sets' orders checked when they are freed and when they are allocated? */
static inline bool damage_checks_user(const struct page_alloc *pa)
{
	return pa->policy->checks_optional ? damage_checks_wanted(pa) : pa->policy->debug_checks && pa->machine->guardpage_minorder >= 0;
}

/* Are they checked on their way between page set and buddy? */
static inline bool damage_checks_lists(const struct page_alloc *pa)
{
	return !pa->policy->checks_optional;
}

/* Are blocks checked that come straight from the buddy? */
static inline bool damage_checks_buddy(const struct page_alloc *pa)
{
	return !pa->policy->checks_optional || damage_checks_wanted(pa);
}

/* free_pages_prepare() of a block: report bad pages. False: the block must not be freed. check_head: check its first page as well. */
bool damage_check_free(struct page_alloc *pa, page_t page, unsigned order, bool compound, bool check_head);
/* check_new_pages(): stops at the first bad page; reports it and returns false. */
bool damage_check_new(struct page_alloc *pa, page_t page, unsigned order);
/* check_free_page() of an order-0 page leaving a per-CPU list. */
bool damage_check_flush(struct page_alloc *pa, page_t page);

#endif
