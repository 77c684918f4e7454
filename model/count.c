// SPDX-License-Identifier: MIT
/*
 * NR_FREE_PAGES, NR_FREE_CMA_PAGES, nr_free_highatomic: which pages of a zone count as free.
 *
 * The kernel adds and subtracts block sizes and trusts that they match. Here each page is either counted or not, and the counter is the
 * number of counted pages. If the kernel counts a page twice, or subtracts one that was not counted, the difference goes to a ledger, which
 * stays zero unless the kernel really miscounts (isolation of ranges not aligned to the largest block, CMA areas merged into others, guard
 * blocks that come back uncounted). A bad block lost during allocation needs no ledger: its pages simply stay counted.
 *
 * m_mark_*() update the bitmaps; m_count_*() also make it one change of the counters, where these drift (drift.c).
 */
#include "model/model.h"
#include "model/certain.h"

static void mark_pages(const struct zone *z, struct bitmap *map, pfn_t pfn, uint32_t pages, bool set)
{
	uint32_t from = pfn - z->window;

	if (ALWAYS(from + (uint64_t)pages <= z->window_pages))
		m_put_bits(map, from, pages, set);
}

void m_mark_in(struct zone *z, pfn_t pfn, uint32_t pages, uint8_t type)
{
	if (type == MIGRATE_CMA)
		mark_pages(z, &z->counted_cma, pfn, pages, true);
	if (type == MIGRATE_HIGHATOMIC)
		mark_pages(z, &z->counted_highatomic, pfn, pages, true);
	mark_pages(z, &z->counted, pfn, pages, true);
}

void m_mark_out_free(struct zone *z, pfn_t pfn, uint32_t pages)
{
	mark_pages(z, &z->counted, pfn, pages, false);
}

void m_mark_out(struct zone *z, pfn_t pfn, uint32_t pages, uint8_t type)
{
	if (type == MIGRATE_CMA)
		mark_pages(z, &z->counted_cma, pfn, pages, false);
	if (type == MIGRATE_HIGHATOMIC)
		mark_pages(z, &z->counted_highatomic, pfn, pages, false);
	m_mark_out_free(z, pfn, pages);
}

/* __mod_zone_freepage_state(). The caller has marked the pages. */
void m_account(struct zone *z, int64_t n, uint8_t type)
{
	m_change(z, DRIFTING_FREE, n);
	if (type == MIGRATE_CMA)
		m_change(z, DRIFTING_CMA, n);
}

void m_count_in(struct zone *z, pfn_t pfn, uint32_t pages, uint8_t type)
{
	m_mark_in(z, pfn, pages, type);
	m_account(z, pages, type);
}

void m_count_out(struct zone *z, pfn_t pfn, uint32_t pages, uint8_t type)
{
	m_mark_out(z, pfn, pages, type);
	m_account(z, -(int64_t)pages, type);
}

void m_count_out_cma(struct zone *z, pfn_t pfn, uint32_t pages)
{
	mark_pages(z, &z->counted_cma, pfn, pages, false);
	m_change(z, DRIFTING_CMA, -(int64_t)pages);
}

/* account_freepages(), twice: free pages counted as one type are counted as another from now on. ISOLATE pages are not counted. */
void m_recount(struct zone *z, pfn_t pfn, uint32_t pages, uint8_t from, uint8_t to)
{
	if (from != MIGRATE_ISOLATE)
		m_count_out(z, pfn, pages, from);
	if (to != MIGRATE_ISOLATE)
		m_count_in(z, pfn, pages, to);
}
