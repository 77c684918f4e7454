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

/* check_pages_enabled: somebody has asked for it, by an option that slows everything down anyway. */
static inline bool damage_checks_wanted(const struct page_alloc *pa)
{
	const struct machine *m = pa->machine;

	return m->guardpage_minorder >= 0 || m->page_poisoning != POISON_OFF || m->init_on_alloc || m->init_on_free;
}

/* Are pages of the page sets' orders looked at when they are freed, and when they are allocated? */
static inline bool damage_checks_user(const struct page_alloc *pa)
{
	return pa->policy->checks_optional ? damage_checks_wanted(pa) : pa->policy->debug_checks && pa->machine->guardpage_minorder >= 0;
}

/* ... on their way between page set and buddy? */
static inline bool damage_checks_lists(const struct page_alloc *pa)
{
	return !pa->policy->checks_optional;
}

/* Are blocks looked at that come straight from the buddy? */
static inline bool damage_checks_buddy(const struct page_alloc *pa)
{
	return !pa->policy->checks_optional || damage_checks_wanted(pa);
}

/* free_pages_prepare() of a block: report what is bad. False: the block must not be freed. check_head: so is its first page. */
bool damage_check_free(struct page_alloc *pa, page_t page, unsigned order, bool compound, bool check_head);
/* check_new_pages(): false, reported, at the first bad page. */
bool damage_check_new(struct page_alloc *pa, page_t page, unsigned order);
/* check_free_page() of an order-0 page leaving a per-CPU list. */
bool damage_check_flush(struct page_alloc *pa, page_t page);

#endif
