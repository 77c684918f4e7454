// SPDX-License-Identifier: MIT
/*
 * What pages hold, derived from what happened to them. No byte is stored: a note per page says when it was last filled as a whole and with
 * what, a note per byte when it was last written. The later of the two gives the byte. With machine.page_bytes 0 nothing is noted.
 *
 * Kernel: free_pages_prepare(), post_alloc_hook(), prep_new_page(), kernel_poison_pages(), check_poison_mem().
 */
#include "model/model.h"

enum { POISON_BYTE = 0xaa };

/* The notes of a page in an extent: one per byte, then that of the whole page. */
static struct note *notes_of(const struct world *w, pfn_t pfn)
{
	return &w->note[(uint64_t)(m_page_const(w, pfn) - w->page) * (w->machine.page_bytes + 1)];
}

static uint8_t poison(const struct world *w)
{
	return w->machine.page_poisoning == POISON_ZERO && w->policy->poison_may_be_zero ? 0 : POISON_BYTE;
}

uint8_t m_byte_of(const struct world *w, pfn_t pfn, uint32_t at)
{
	const struct note *note = notes_of(w, pfn), *whole = &note[w->machine.page_bytes];

	if (note[at].when > whole->when)
		return note[at].value;
	if (whole->value == FILLED_WITH_POISON)
		return poison(w);
	return whole->value == FILLED_WITH_ZERO ? 0 : PAGE_BYTE_FRESH;
}

static SELDOM void fill(struct world *w, pfn_t pfn, uint8_t order, enum filler filler)
{
	w->now++;
	for (pfn_t p = pfn; w->machine.page_bytes > 0 && p < pfn + ((pfn_t)1 << order); p++)
		notes_of(w, p)[w->machine.page_bytes] = (struct note){ .when = w->now, .value = filler };
	if (filler == FILLED_WITH_ZERO && w->answer)
		w->answer->zeroed += UINT32_C(1) << order;
}

/* The owner writes a byte to each page: at offset `at`, or everywhere if at is machine.page_bytes. */
void m_write_pages(struct world *w, pfn_t pfn, uint32_t pages, uint32_t at, uint8_t value)
{
	w->now++;
	for (pfn_t p = pfn; p < pfn + pages; p++)
		for (uint32_t i = 0; i < w->machine.page_bytes; i++)
			if (at == i || at == w->machine.page_bytes)
				notes_of(w, p)[i] = (struct note){ .when = w->now, .value = value };
}

/* The pages are freed: poison or clear them. */
void m_contents_freed(struct world *w, pfn_t pfn, uint8_t order)
{
	if (w->machine.page_poisoning != POISON_OFF)
		fill(w, pfn, order, FILLED_WITH_POISON);
	else if (w->machine.init_on_free && w->policy->has_init_on)
		fill(w, pfn, order, FILLED_WITH_ZERO);
}

static bool one_bit(uint8_t difference)
{
	uint8_t bits = 0;

	for (; difference; difference >>= 1)
		bits += difference & 1;
	return bits == 1;
}

/* check_poison_mem(): was the page written to while it was free? */
static void look_at_page(struct world *w, pfn_t pfn)
{
	struct corruption found = { .pfn = pfn };
	bool any = false;

	for (uint32_t i = 0; i < w->machine.page_bytes; i++) {
		if (m_byte_of(w, pfn, i) == poison(w))
			continue;
		found.first = any ? found.first : i;
		found.last = i;
		any = true;
	}
	if (!any)
		return;
	found.single_bit = found.first == found.last && one_bit((uint8_t)(m_byte_of(w, pfn, found.first) ^ poison(w)));
	if (w->answer->nr_corrupt < CORRUPT_MAX)
		w->answer->corrupt[w->answer->nr_corrupt] = found;
	w->answer->nr_corrupt++;
}

static SELDOM void look_for_corruption(struct world *w, pfn_t pfn, uint8_t order)
{
	for (pfn_t p = pfn; p < pfn + ((pfn_t)1 << order); p++)
		look_at_page(w, p);
}

/* The pages get a new owner: check the poison, then clear them if that is wanted and has not been done when they were freed. */
void m_contents_taken(struct world *w, pfn_t pfn, uint8_t order, uint32_t gfp, enum taker taker)
{
	bool poisoned = w->machine.page_poisoning != POISON_OFF, options = !poisoned && w->policy->has_init_on;

	if (poisoned)
		look_for_corruption(w, pfn, order);
	if (taker == TAKEN_FOR_RANGE && !w->policy->ranges_are_cleared)
		return;
	if ((poisoned && poison(w) == 0) || (options && w->machine.init_on_free))
		return;
	if (gfp & GFP_BIT_ZERO || (options && w->machine.init_on_alloc))
		fill(w, pfn, order, FILLED_WITH_ZERO);
}
