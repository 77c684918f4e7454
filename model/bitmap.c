// SPDX-License-Identifier: MIT
/*
 * Many bits of a bitmap at once: word by word.
 */
#include "model/bitmap.h"

static uint32_t ones(uint64_t word)
{
	word -= word >> 1 & UINT64_C(0x5555555555555555);
	word = (word & UINT64_C(0x3333333333333333)) + (word >> 2 & UINT64_C(0x3333333333333333));
	word = (word + (word >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
	return (uint32_t)(word * UINT64_C(0x0101010101010101) >> 56);
}

uint32_t m_put_bits(struct bitmap *map, uint32_t from, uint32_t bits, bool set)
{
	uint32_t changed = 0;

	for (uint32_t bit = from, end = from + bits; bit < end;) {
		uint32_t in_word = bit % WORD, room = WORD - in_word, span = end - bit < room ? end - bit : room;
		uint64_t mask = UINT64_MAX >> (WORD - span) << in_word, *word = &map->word[bit / WORD];
		uint64_t wrong = (set ? ~*word : *word) & mask;

		*word ^= wrong;
		changed += wrong == mask ? span : ones(wrong); /* as a rule all of them */
		bit += span;
	}
	map->ones = set ? map->ones + changed : map->ones - changed;
	return bits - changed;
}

uint32_t m_count_bits(const struct bitmap *map, uint32_t bits)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < m_words(bits); i++)
		count += ones(map->word[i]);
	return count;
}
