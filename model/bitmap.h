// SPDX-License-Identifier: MIT
/*
 * A bitmap, and how many of its bits are set. Nobody but these functions changes a bit, and they count what they change; check 7 of check.c
 * counts again.
 */
#ifndef MODEL_BITMAP_H
#define MODEL_BITMAP_H

#include <stdbool.h>
#include <stdint.h>

enum { WORD = 64 }; /* bits of a word */

struct bitmap {
	uint64_t *word;
	uint32_t ones;
};

static inline uint32_t m_words(uint32_t bits)
{
	return bits / WORD + (bits % WORD != 0);
}

static inline bool m_bit(const struct bitmap *map, uint32_t bit)
{
	return map->word[bit / WORD] >> bit % WORD & 1;
}

static inline void m_put_bit(struct bitmap *map, uint32_t bit, bool set)
{
	uint64_t *word = &map->word[bit / WORD];
	bool was_set = *word >> bit % WORD & 1;

	*word ^= (uint64_t)(set ^ was_set) << bit % WORD;
	map->ones = map->ones + set - was_set;
}

/* Of the bits from one on. Returns how many were so already. */
uint32_t m_put_bits(struct bitmap *map, uint32_t from, uint32_t bits, bool set);

/* The bits set, counted one by one. */
uint32_t m_count_bits(const struct bitmap *map, uint32_t bits);

#endif
