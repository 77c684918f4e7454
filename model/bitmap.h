// SPDX-License-Identifier: MIT
/*
 * A bitmap and the number of its set bits. Only these functions change bits, and they keep the number; check 7 of check.c recounts it.
 * Setting a bit that is set, or clearing one that is clear, is recorded in the ledger.
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

/* Set or clear bits from `from` on. bits is a power of two (the pages of a block) and from a multiple of it. */
void m_put_bits(struct bitmap *map, uint32_t from, uint32_t bits, bool set);

/* The set bits, counted one by one. */
uint32_t m_count_bits(const struct bitmap *map, uint32_t bits);

#endif
