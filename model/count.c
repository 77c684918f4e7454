// SPDX-License-Identifier: MIT
/*
 * NR_FREE_PAGES and NR_FREE_CMA_PAGES of a zone, counted page by page.
 *
 * The kernel adds and subtracts block sizes and trusts that they match. Here each page is either counted or not, and the counter is the
 * number of counted pages. Where the kernel counts a page twice, or takes away one that was not counted, the difference goes to a ledger:
 * it stays zero unless the kernel really miscounts (isolation of ranges not aligned to the largest block, CMA areas merged into others).
 * A bad block lost during allocation needs no ledger: its pages simply stay counted.
 */
#include "model/model.h"

static uint32_t ones(uint64_t word)
{
	word -= word >> 1 & UINT64_C(0x5555555555555555);
	word = (word & UINT64_C(0x3333333333333333)) + (word >> 2 & UINT64_C(0x3333333333333333));
	word = (word + (word >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
	return (uint32_t)(word * UINT64_C(0x0101010101010101) >> 56);
}

static uint64_t low_bits(uint32_t count)
{
	return count >= 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

/* Count the pages of map that may be in use: those of the present span, to whole windows. */
static int64_t count_pages(const struct zone *z, const uint64_t *map)
{
	uint32_t words = (uint32_t)(m_align_up(z->end, WINDOW) - z->window) / 64;
	int64_t pages = 0;

	if (z->start == z->end)
		return 0;
	for (uint32_t i = 0; i < words; i++)
		if (map[i])
			pages += ones(map[i]);
	return pages;
}

int64_t m_free_pages(const struct zone *z)
{
	return count_pages(z, z->counted) + z->free_ledger;
}

int64_t m_free_cma(const struct zone *z)
{
	return count_pages(z, z->counted_cma) + z->cma_ledger;
}

/* Set (or clear) the bits of the pages. Returns how many were so already. */
static uint32_t mark_pages(const struct zone *z, uint64_t *map, pfn_t pfn, uint32_t pages, bool set)
{
	uint32_t already = 0;

	if (pfn < z->window || pfn - z->window + (uint64_t)pages > z->window_pages)
		return pages;
	for (uint32_t bit = pfn - z->window, end = bit + pages; bit < end;) {
		uint32_t in_word = bit % 64, span = (uint32_t)m_min(64 - in_word, end - bit);
		uint64_t mask = low_bits(span) << in_word, *word = &map[bit / 64];

		already += ones((set ? *word : ~*word) & mask);
		*word = set ? *word | mask : *word & ~mask;
		bit += span;
	}
	return already;
}

/* __mod_zone_freepage_state() with a positive number. */
void m_count_in(struct zone *z, pfn_t pfn, uint32_t pages, uint8_t type)
{
	z->free_ledger += mark_pages(z, z->counted, pfn, pages, true);
	if (type == MIGRATE_CMA)
		z->cma_ledger += mark_pages(z, z->counted_cma, pfn, pages, true);
}

void m_count_out_free(struct zone *z, pfn_t pfn, uint32_t pages)
{
	z->free_ledger -= mark_pages(z, z->counted, pfn, pages, false);
}

void m_count_out_cma(struct zone *z, pfn_t pfn, uint32_t pages)
{
	z->cma_ledger -= mark_pages(z, z->counted_cma, pfn, pages, false);
}

/* ... with a negative number. */
void m_count_out(struct zone *z, pfn_t pfn, uint32_t pages, uint8_t type)
{
	m_count_out_free(z, pfn, pages);
	if (type == MIGRATE_CMA)
		m_count_out_cma(z, pfn, pages);
}
