// SPDX-License-Identifier: MIT
/*
 * Set, clear and count many bits, word by word.
 */
#include "model/bitmap.h"

static uint32_t ones(uint64_t word)
{
	uint32_t count = 0;

	for (; word != 0; word &= word - 1)
		count++;
	return count;
}

/* Set or clear the bits of the mask. Returns how many had that value already (normally none). */
static uint32_t put_in_word(uint64_t *word, uint64_t mask, bool set)
{
	uint64_t right = (set ? *word : ~*word) & mask;

	*word ^= mask ^ right;
	return ones(right);
}

void m_put_bits(struct bitmap *map, uint32_t from, uint32_t bits, bool set)
{
	uint64_t *word = &map->word[from / WORD];
	uint32_t already = 0;

	if (bits < WORD)
		already = put_in_word(word, ((UINT64_C(1) << bits) - 1) << from % WORD, set);
	for (uint32_t words = bits / WORD; words > 0; words--)
		already += put_in_word(word++, UINT64_MAX, set);
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
