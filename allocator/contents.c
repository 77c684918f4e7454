// SPDX-License-Identifier: MIT
/*
 * Clearing, poisoning, and detecting writes to free pages.
 *
 * Poisoning takes precedence over init_on_alloc and init_on_free. Corruption is reported and the page allocated all the same. Without
 * hooks.page_address the embedder clears pages by hooks.clear_pages, and nothing is poisoned.
 */
#include "allocator/contents.h"
#include "allocator/page.h"
#include "contract/mem.h"

enum { PAGE_POISON = 0xaa };

static bool poisons(const struct page_alloc *pa)
{
	return pa->machine->page_poisoning != POISON_OFF;
}

static bool poison_is_zero(const struct page_alloc *pa)
{
	return pa->machine->page_poisoning == POISON_ZERO && pa->policy->poison_zero;
}

static bool init_on_alloc(const struct page_alloc *pa)
{
	return pa->machine->init_on_alloc && pa->policy->init_options && !poisons(pa);
}

static bool init_on_free(const struct page_alloc *pa)
{
	return pa->machine->init_on_free && pa->policy->init_options && !poisons(pa);
}

bool contents_matter(const struct page_alloc *pa)
{
	return poisons(pa) || init_on_alloc(pa) || init_on_free(pa);
}

static void fill(const struct page_alloc *pa, pfn_t pfn, uint32_t pages, uint8_t byte)
{
	for (uint32_t i = 0; i < pages && pa->hooks.page_address; i++)
		memset(pa->hooks.page_address(pa->hooks.ctx, pfn + i), byte, pa->machine->page_bytes);
}

static void clear(const struct page_alloc *pa, pfn_t pfn, uint32_t pages)
{
	fill(pa, pfn, pages, 0);
	if (pa->hooks.clear_pages)
		pa->hooks.clear_pages(pa->hooks.ctx, pfn, pages);
}

/* check_poison_mem() of one page. */
static void check_page(const struct page_alloc *pa, pfn_t pfn)
{
	const uint8_t poison = poison_is_zero(pa) ? 0 : PAGE_POISON;
	const uint8_t *byte = pa->hooks.page_address(pa->hooks.ctx, pfn);
	uint32_t first = 0, last = pa->machine->page_bytes;

	while (first < last && byte[first] == poison)
		first++;
	if (first == last)
		return;
	do {
		last--;
	} while (byte[last] == poison);
	const unsigned flipped = byte[first] ^ poison;

	if (pa->hooks.corrupt_page)
		pa->hooks.corrupt_page(pa->hooks.ctx, pfn, first, last, first == last && (flipped & (flipped - 1)) == 0);
}

void contents_release(struct page_alloc *pa, page_t page, unsigned order)
{
	const pfn_t pfn = zone_pfn(page_span_zone(pa, page), page);

	if (poisons(pa))
		fill(pa, pfn, block_pages(order), poison_is_zero(pa) ? 0 : PAGE_POISON);
	else if (init_on_free(pa))
		clear(pa, pfn, block_pages(order));
}

static void check_block(struct page_alloc *pa, page_t page, unsigned order)
{
	const pfn_t pfn = zone_pfn(page_span_zone(pa, page), page);

	for (uint32_t i = 0; i < block_pages(order) && poisons(pa) && pa->hooks.page_address; i++)
		check_page(pa, pfn + i);
}

/* Unless the pages are already zero since they were freed. */
static void clear_if_wanted(struct page_alloc *pa, page_t page, unsigned order, uint32_t gfp)
{
	if (init_on_free(pa) || poison_is_zero(pa))
		return;
	if (gfp & GFP_BIT_ZERO || init_on_alloc(pa))
		clear(pa, zone_pfn(page_span_zone(pa, page), page), block_pages(order));
}

void contents_hook(struct page_alloc *pa, page_t page, unsigned order, uint32_t gfp)
{
	check_block(pa, page, order);
	if (pa->policy->hook_clears)
		clear_if_wanted(pa, page, order, gfp);
}

void contents_prepare(struct page_alloc *pa, page_t page, unsigned order, uint32_t gfp)
{
	contents_hook(pa, page, order, gfp);
	if (!pa->policy->hook_clears)
		clear_if_wanted(pa, page, order, gfp);
}
