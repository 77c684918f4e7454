// SPDX-License-Identifier: MIT
/*
 * Page checks: which damage is noticed where, and what is lost by it.
 *
 * A bad page is reported and never used again; with it goes the block it was found in. A poisoned page is dropped without a report.
 * Order-0 pages are checked when a per-CPU list is refilled and flushed; with debug_pagealloc when they enter and leave it for a caller. Where
 * checks are optional all blocks are checked when they leave and enter a caller's hands, if an option asks for it, and nowhere else.
 *
 * Kernel: check_new_pages(), free_pages_prepare(), bulkfree_pcp_prepare().
 */
#include "model/model.h"

static bool has_damage(const struct world *w, pfn_t pfn, enum damage damage)
{
	return m_page_const(w, pfn)->damage >> damage & 1;
}

static void heal(struct world *w, pfn_t pfn, enum damage damage)
{
	m_page(w, pfn)->damage &= (uint8_t)~(1u << damage);
}

static void report(struct world *w, pfn_t pfn)
{
	if (w->answer->nr_bad < BAD_MAX)
		w->answer->bad[w->answer->nr_bad] = pfn;
	w->answer->nr_bad++;
}

static void lose(struct world *w, pfn_t pfn, uint8_t order)
{
	struct page *page = m_page(w, pfn);

	page->state = BLOCK_LOST;
	page->order = order;
	page->lru = page->compound = false;
}

/* Look at a block about to be handed out, up to its first bad page. True: the block is lost. */
bool m_find_bad_page(struct world *w, pfn_t pfn, uint8_t order)
{
	for (pfn_t p = pfn; p < pfn + ((pfn_t)1 << order); p++) {
		if (m_page_const(w, p)->damage == 0)
			continue;
		if (!has_damage(w, p, DAMAGE_HWPOISON))
			report(w, p);
		lose(w, pfn, order);
		return true;
	}
	return false;
}

/* check_free_page(): report a bad page. Poison is not looked at here. */
static bool check_free_page(struct world *w, pfn_t pfn)
{
	if (!(m_page_const(w, pfn)->damage & ~(1u << DAMAGE_HWPOISON)))
		return false;
	report(w, pfn);
	return true;
}

/* Look at a block leaving a per-CPU list for the buddy. True: it is lost. */
bool m_freed_page_is_bad(struct world *w, pfn_t pfn)
{
	if (!w->damaged || w->policy->checks_are_optional || !check_free_page(w, pfn))
		return false;
	lose(w, pfn, m_page_const(w, pfn)->order);
	return true;
}

static uint32_t check_tails(struct world *w, pfn_t pfn, uint8_t order)
{
	bool compound = m_page_const(w, pfn)->compound;
	uint32_t bad = 0;

	for (pfn_t p = pfn + 1; p < pfn + ((pfn_t)1 << order); p++) {
		if (compound)
			heal(w, p, DAMAGE_MAPPING);
		bad += check_free_page(w, p);
	}
	return bad;
}

/*
 * Look at a block given back. All tails are checked, the first page if the caller says so; flags of pages that pass are cleared. True: the block
 * is lost.
 */
bool m_freed_block_is_bad(struct world *w, pfn_t pfn, uint8_t order, bool check)
{
	uint32_t bad;

	if (order == 0 && w->policy->poison_lost_when_freed && has_damage(w, pfn, DAMAGE_HWPOISON)) {
		lose(w, pfn, order);
		return true;
	}
	if (!m_checks_pages(w))
		return false;
	bad = check_tails(w, pfn, order);
	if (check)
		bad += check_free_page(w, pfn);
	if (bad > 0) {
		lose(w, pfn, order);
		return true;
	}
	heal(w, pfn, DAMAGE_FLAG);
	return false;
}
