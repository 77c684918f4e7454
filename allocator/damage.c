// SPDX-License-Identifier: MIT
/*
 * The table of damaged pages, and the kernel's page checks based on it.
 *
 * Entries are page << 2 | enum damage, ascending and unique (A10); a page may have several kinds of damage. The damage of a lost page is
 * forgotten, because nothing looks at that page again.
 */
#include "allocator/damage.h"
#include "allocator/page.h"
#include "contract/mem.h"

/* Position of the first entry of a page at or after page; nr_damaged if none. */
static uint32_t find_first(const struct page_alloc *pa, page_t page)
{
	uint32_t low = 0, high = pa->common->nr_damaged;

	while (low < high) {
		const uint32_t middle = low + (high - low) / 2;

		if (damage_page(pa, middle) < page)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool damage_full(const struct page_alloc *pa)
{
	return pa->common->nr_damaged == pa->damage_cap;
}

bool damage_at(const struct page_alloc *pa, page_t page, enum damage kind)
{
	for (uint32_t i = find_first(pa, page); i < pa->common->nr_damaged && damage_page(pa, i) == page; i++) {
		if (damage_kind(pa, i) == kind)
			return true;
	}
	return false;
}

void damage_add(struct page_alloc *pa, page_t page, enum damage kind)
{
	const uint32_t entry = page << 2 | (uint32_t)kind;
	uint32_t at = find_first(pa, page);

	while (at < pa->common->nr_damaged && pa->damage[at] < entry)
		at++;
	memmove(&pa->damage[at + 1], &pa->damage[at], (pa->common->nr_damaged - at) * sizeof(pa->damage[0]));
	pa->damage[at] = entry;
	pa->common->nr_damaged++;
}

static void remove_entry(struct page_alloc *pa, uint32_t position)
{
	pa->common->nr_damaged--;
	memmove(&pa->damage[position], &pa->damage[position + 1], (pa->common->nr_damaged - position) * sizeof(pa->damage[0]));
}

void damage_lose(struct page_alloc *pa, page_t page, unsigned order)
{
	const uint32_t at = find_first(pa, page);

	page_set(pa, page, KIND_LOST, order);
	while (at < pa->common->nr_damaged && damage_page(pa, at) < page + block_pages(order))
		remove_entry(pa, at);
}

static void report(struct page_alloc *pa, page_t page)
{
	if (pa->hooks.bad_page) /* A zone spans the page; otherwise it could not have been damaged. */
		pa->hooks.bad_page(pa->hooks.ctx, zone_pfn(page_span_zone(pa, page), page));
}

static void forget(struct page_alloc *pa, page_t page, enum damage kind)
{
	for (uint32_t i = find_first(pa, page); i < pa->common->nr_damaged && damage_page(pa, i) == page; i++) {
		if (damage_kind(pa, i) == kind) {
			remove_entry(pa, i);
			return;
		}
	}
}

/* check_free_page() */
static bool bad_to_free(struct page_alloc *pa, page_t page)
{
	if (!damage_at(pa, page, DAMAGE_MAPCOUNT) && !damage_at(pa, page, DAMAGE_MAPPING) && !damage_at(pa, page, DAMAGE_FLAG))
		return false;
	report(pa, page);
	return true;
}

/* free_tail_page_prepare(): resets the mapping of a compound block's tail. A damaged one is reported only with policy.checks_optional, and
 * not on tails 2 and 3. */
static bool bad_mapping(struct page_alloc *pa, page_t head, page_t tail)
{
	const bool bad = pa->policy->checks_optional && tail - head != 2 && tail - head != 3 && damage_at(pa, tail, DAMAGE_MAPPING);

	forget(pa, tail, DAMAGE_MAPPING);
	if (bad)
		report(pa, tail);
	return bad;
}

/* Check the tails, in ascending order. */
static uint32_t check_tails(struct page_alloc *pa, page_t page, unsigned order, bool compound)
{
	page_t next = page + 1;
	uint32_t bad = 0;

	for (;;) {
		const uint32_t at = find_first(pa, next);

		if (at == pa->common->nr_damaged || damage_page(pa, at) >= page + block_pages(order))
			return bad;
		next = damage_page(pa, at);
		tick(pa);
		if (compound)
			bad += bad_mapping(pa, page, next);
		bad += bad_to_free(pa, next++);
	}
}

bool damage_check_free(struct page_alloc *pa, page_t page, unsigned order, bool compound, bool check_head)
{
	if (order == 0 && pa->policy->poison_at_free && damage_at(pa, page, DAMAGE_HWPOISON))
		return false;
	if (pa->policy->checks_optional && !damage_checks_wanted(pa)) /* No later check will look at it. */
		return true;
	uint32_t bad = order > 0 ? check_tails(pa, page, order, compound) : 0;

	if (check_head)
		bad += bad_to_free(pa, page);
	/* Also if it was not checked: every free that goes through clears the page flags. */
	if (bad == 0)
		forget(pa, page, DAMAGE_FLAG);
	return bad == 0;
}

bool damage_check_new(struct page_alloc *pa, page_t page, unsigned order)
{
	const uint32_t at = find_first(pa, page);

	if (at == pa->common->nr_damaged || damage_page(pa, at) >= page + block_pages(order))
		return true;
	if (!damage_at(pa, damage_page(pa, at), DAMAGE_HWPOISON))
		report(pa, damage_page(pa, at));
	return false;
}

bool damage_check_flush(struct page_alloc *pa, page_t page)
{
	return !bad_to_free(pa, page);
}
