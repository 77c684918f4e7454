// SPDX-License-Identifier: MIT
/*
 * A bitmap, and how many of its bits are set. Nobody but these functions changes a bit, and they count what they change; check 7 of check.c
 * counts again. Bits that are set twice, or taken away where there were none, go to the ledger.
 */
#ifndef MODEL_BITMAP_H
#define MODEL_BITMAP_H

#include <stdbool.h>
#include <stdint.h>

enum { WORD = 64 }; /* bits of a word */

struct bitmap {
	uint64_t *word;
	uint32_t ones;
	int64_t ledger;
};

static inline uint32_t m_words(uint32_t bits)
{
	return bits / WORD + (bits % WORD != 0);
}

/* As many as a block has pages, from a multiple of that on. */
void m_put_bits(struct bitmap *map, uint32_t from, uint32_t bits, bool set);

/* The bits set, counted one by one. */
uint32_t m_count_bits(const struct bitmap *map, uint32_t bits);

#endif
