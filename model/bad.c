// SPDX-License-Identifier: MIT
/*
 * Page checks: which damage is noticed where, and what is lost by it.
 *
 * A bad page is reported and never used again, and neither is the block it was found in. A poisoned page is dropped without a report.
 * Order-0 pages are checked when a per-CPU list is refilled or flushed; with debug_pagealloc when they leave or enter the list for a
 * caller. Where checks are optional (policy.checks_are_optional), every block is checked when it is allocated and when it is freed, if an
 * option asks for it, and nowhere else.
 *
 * Kernel: check_new_pages(), free_pages_prepare(), bulkfree_pcp_prepare().
 */
#include "model/model.h"

static bool has_damage(const struct page *page, enum damage damage)
{
	return page->damage >> damage & 1;
}

static void heal(struct page *page, enum damage damage)
{
	page->damage &= (uint8_t)~(1u << damage);
}

static void report(struct world *w, pfn_t pfn)
{
	if (w->answer->nr_bad < BAD_MAX)
		w->answer->bad[w->answer->nr_bad] = pfn;
	w->answer->nr_bad++;
}

static void lose(struct page *page, uint8_t order)
{
	page->state = BLOCK_LOST;
	page->order = order;
	page->lru = page->compound = false;
}

/* Check a block that is about to be allocated, up to its first bad page. True: the block is lost. */
SELDOM bool m_find_bad_page(struct world *w, pfn_t pfn, uint8_t order)
{
	struct page *page = m_page(w, pfn);

	for (uint32_t i = 0; i < UINT32_C(1) << order; i++) {
		if (page[i].damage == 0)
			continue;
		if (!has_damage(&page[i], DAMAGE_HWPOISON))
			report(w, pfn + i);
		lose(page, order);
		return true;
	}
	return false;
}

/* check_free_page(): report a bad page. Poison is not checked here. */
static bool check_free_page(struct world *w, pfn_t pfn, const struct page *page)
{
	if (!(page->damage & ~(1u << DAMAGE_HWPOISON)))
		return false;
	report(w, pfn);
	return true;
}

/* Check a block that leaves a per-CPU list for the buddy. True: it is lost. */
bool m_freed_page_is_bad(struct world *w, pfn_t pfn, struct page *page)
{
	if (!w->damaged || w->policy->checks_are_optional || !check_free_page(w, pfn, page))
		return false;
	lose(page, page->order);
	return true;
}

/*
 * Tails 2 and 3 of a compound block keep data of the block where other pages have their mapping. The mapping of all other tails must be
 * TAIL_MAPPING, which releases before checks_are_optional do not check.
 */
static bool compound_tail_is_bad(struct world *w, pfn_t pfn, struct page *page, uint32_t i)
{
	bool wrong = has_damage(page, DAMAGE_MAPPING);

	heal(page, DAMAGE_MAPPING);
	if (!wrong || !w->policy->checks_are_optional || i == 2 || i == 3)
		return false;
	report(w, pfn);
	return true;
}

static uint32_t check_tails(struct world *w, pfn_t pfn, struct page *page)
{
	uint32_t bad = 0;

	for (uint32_t i = 1; i < UINT32_C(1) << page->order; i++) {
		if (page->compound)
			bad += compound_tail_is_bad(w, pfn + i, &page[i], i);
		bad += check_free_page(w, pfn + i, &page[i]);
	}
	return bad;
}

/* Check a freed block: all tails, and the first page if `check`. Damaged flags of pages that pass are cleared. True: the block is lost. */
SELDOM bool m_freed_block_is_bad(struct world *w, pfn_t pfn, struct page *page, bool check)
{
	uint32_t bad;

	if (page->order == 0 && w->policy->poison_lost_when_freed && has_damage(page, DAMAGE_HWPOISON)) {
		lose(page, page->order);
		return true;
	}
	if (!m_checks_pages(w))
		return false;
	bad = check_tails(w, pfn, page);
	if (check)
		bad += check_free_page(w, pfn, page);
	if (bad > 0) {
		lose(page, page->order);
		return true;
	}
	heal(page, DAMAGE_FLAG);
	return false;
}
