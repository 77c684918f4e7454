// SPDX-License-Identifier: MIT
/*
 * Many bits of a bitmap at once: word by word.
 */
#include "model/bitmap.h"

static uint32_t ones(uint64_t word)
{
	uint32_t count = 0;

	for (; word != 0; word &= word - 1)
		count++;
	return count;
}

void m_put_bits(struct bitmap *map, uint32_t from, uint32_t bits, bool set)
{
	uint32_t span = bits < WORD ? bits : WORD, already = 0;
	uint64_t mask = UINT64_MAX >> (WORD - span) << from % WORD, *word = &map->word[from / WORD];

	for (uint32_t done = 0; done < bits; done += span) {
		uint64_t right = (set ? *word : ~*word) & mask;

		*word++ ^= mask ^ right;
		already += ones(right); /* none, as a rule */
	}
	map->ones += set ? bits - already : already - bits;
	map->ledger += set ? (int64_t)already : -(int64_t)already;
}

uint32_t m_count_bits(const struct bitmap *map, uint32_t bits)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < m_words(bits); i++)
		count += ones(map->word[i]);
	return count;
}
