// SPDX-License-Identifier: MIT
/*
 * The free blocks of an order in a zone, ascending: m_heads(), then m_next_head() until it says no.
 */
#ifndef MODEL_HEADS_H
#define MODEL_HEADS_H

#include "model/page.h"

struct heads {
	pfn_t pfn; /* the present one */
	const struct page *page;

	const struct page *window; /* the zone's window begins with it; it lies in one extent */
	pfn_t window_pfn;
	const uint64_t *next; /* word of the bitmap */
	uint64_t word;        /* bits not yet looked at of the one before */
	uint32_t place;       /* where that begins */
	uint32_t left;        /* blocks to come */
	uint8_t order;
};

static inline struct heads m_heads(const struct world *w, const struct zone *z, uint8_t order)
{
	return (struct heads){
		.window = m_page_const(w, z->window), .window_pfn = z->window, .next = z->heads[order].word, .place = (uint32_t)-WORD,
		.left = z->heads[order].ones, .order = order,
	};
}

static inline bool m_next_head(struct heads *h)
{
	uint32_t offset;

	if (h->left == 0)
		return false;
	for (; h->word == 0; h->place += WORD)
		h->word = *h->next++;
	offset = (h->place + (uint32_t)__builtin_ctzll(h->word)) << h->order;
	h->word &= h->word - 1;
	h->left--;
	h->pfn = h->window_pfn + offset;
	h->page = h->window + offset;
	return true;
}

#endif
