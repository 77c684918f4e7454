// SPDX-License-Identifier: MIT
/*
 * NR_FREE_PAGES, NR_FREE_CMA_PAGES and nr_free of a zone, counted bit by bit.
 *
 * The kernel adds and subtracts block sizes and trusts that they match. Here each page is either counted or not, and the counter is the
 * number of counted pages. Where the kernel counts a page twice, or takes away one that was not counted, the difference goes to a ledger:
 * it stays zero unless the kernel really miscounts (isolation of ranges not aligned to the largest block, CMA areas merged into others).
 * A bad block lost during allocation needs no ledger: its pages simply stay counted.
 */
#include "model/model.h"
#include "model/certain.h"

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

static int64_t count_bits(const uint64_t *map, uint32_t bits)
{
	int64_t count = 0;

	for (uint32_t i = 0; i < m_words(bits); i++)
		if (map[i] != 0)
			count += ones(map[i]);
	return count;
}

/* Everything from the beginning, for whoever does not trust the sums. */
void m_count_bits(const struct world *w, const struct zone *z, struct sums *sums)
{
	sums->stale = 0;
	sums->counted = count_bits(z->counted, z->window_pages);
	sums->counted_cma = count_bits(z->counted_cma, z->window_pages);
	for (uint8_t order = 0; order < w->machine.max_order; order++)
		sums->heads[order] = count_bits(z->heads[order], z->window_pages >> order);
}

/* One bitmap of which a bit has changed, by its bit in stale. */
void m_recount(const struct world *w, const struct zone *z, uint32_t bitmap)
{
	uint32_t pages = m_window_in_use(w, z), order = (uint32_t)__builtin_ctz(bitmap);
	struct sums *sums = z->sums;

	sums->stale &= ~bitmap;
	if (bitmap == STALE_COUNTED)
		sums->counted = count_bits(z->counted, pages);
	else if (bitmap == STALE_CMA)
		sums->counted_cma = count_bits(z->counted_cma, pages);
	else
		sums->heads[order] = count_bits(z->heads[order], pages >> order);
}

/* All of them at once. */
const struct sums *m_sums(const struct world *w, const struct zone *z)
{
	while (z->sums->stale != 0)
		m_recount(w, z, z->sums->stale & -z->sums->stale);
	return z->sums;
}

/* Set (or clear) the bits of the pages. Returns how many were so already. */
static uint32_t mark_pages(const struct zone *z, uint32_t bitmap, pfn_t pfn, uint32_t pages, bool set)
{
	uint64_t *map = bitmap == STALE_COUNTED ? z->counted : z->counted_cma;
	uint32_t already = 0, inside = ALWAYS(pfn >= z->window) && ALWAYS(pfn - z->window + (uint64_t)pages <= z->window_pages) ? pages : 0;

	z->sums->stale |= bitmap;
	for (uint32_t bit = pfn - z->window, end = bit + inside; bit < end;) {
		uint32_t in_word = bit % WORD, span = (uint32_t)m_min(WORD - in_word, end - bit);
		uint64_t mask = low_bits(span) << in_word, *word = &map[bit / WORD];

		already += ones((set ? *word : ~*word) & mask);
		*word = set ? *word | mask : *word & ~mask;
		bit += span;
	}
	return already;
}

/* __mod_zone_freepage_state() with a positive number. */
void m_count_in(struct zone *z, pfn_t pfn, uint32_t pages, uint8_t type)
{
	z->free_ledger += mark_pages(z, STALE_COUNTED, pfn, pages, true);
	if (type == MIGRATE_CMA)
		z->cma_ledger += mark_pages(z, STALE_CMA, pfn, pages, true);
}

void m_count_out_free(struct zone *z, pfn_t pfn, uint32_t pages)
{
	z->free_ledger -= mark_pages(z, STALE_COUNTED, pfn, pages, false);
}

void m_count_out_cma(struct zone *z, pfn_t pfn, uint32_t pages)
{
	z->cma_ledger -= mark_pages(z, STALE_CMA, pfn, pages, false);
}

/* ... with a negative number. */
void m_count_out(struct zone *z, pfn_t pfn, uint32_t pages, uint8_t type)
{
	m_count_out_free(z, pfn, pages);
	if (type == MIGRATE_CMA)
		m_count_out_cma(z, pfn, pages);
}
