// SPDX-License-Identifier: MIT
/*
 * The set of tried sequences: open addressing over 128-bit hashes.
 *
 * Expectations are appended to the encoding by shifts, so that the same file gives the same order of trials on every machine.
 */
#include "fuzz/triage/seen.h"

#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "fuzz/language/memory.h"

enum { SEEN_FIRST = 1024, EXPECT_BYTES = 13 /* op index, value, status */ };

void seen_init(struct seen *seen)
{
	*seen = (struct seen){.size = SEEN_FIRST};
	seen->entry = need_memory(malloc(sizeof(*seen->entry) * SEEN_FIRST));
	memset(seen->entry, 0, sizeof(*seen->entry) * SEEN_FIRST);
}

void seen_release(struct seen *seen)
{
	free(seen->entry);
	free(seen->buffer);
	*seen = (struct seen){0};
}

static void put(uint8_t *at, uint64_t value, uint32_t bytes)
{
	for (uint32_t i = 0; i < bytes; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

static size_t append_expectations(const struct sequence *seq, uint8_t *at)
{
	size_t size = 0;

	for (uint32_t i = 0; i < seq->nr_ops; i++) {
		if (!seq->op[i].expect.given)
			continue;
		put(at + size, i, 4);
		put(at + size + 4, (uint64_t)seq->op[i].expect.value, 8);
		at[size + 12] = seq->op[i].expect.status;
		size += EXPECT_BYTES;
	}
	return size;
}

static XXH128_hash_t hash_of(struct seen *seen, const struct sequence *seq)
{
	size_t size = seq_encode(seq, seen->buffer, seen->capacity);
	const size_t room = size + (size_t)seq->nr_ops * EXPECT_BYTES;

	if (room > seen->capacity) {
		seen->capacity = 2 * room;
		seen->buffer = need_memory(realloc(seen->buffer, seen->capacity));
		size = seq_encode(seq, seen->buffer, seen->capacity);
	}
	size += append_expectations(seq, seen->buffer + size);
	return XXH3_128bits(seen->buffer, size);
}

/* The entry of (low, high), or the empty one where it would go; there is always an empty entry. */
static struct seen_entry *find(struct seen_entry *table, uint32_t size, uint64_t low, uint64_t high)
{
	uint32_t at = (uint32_t)low & (size - 1);

	while ((table[at].low | table[at].high) && (table[at].low != low || table[at].high != high))
		at = (at + 1) & (size - 1);
	return &table[at];
}

static void double_table(struct seen *seen)
{
	const uint32_t size = 2 * seen->size;
	struct seen_entry *table = need_memory(malloc(sizeof(*table) * size));

	memset(table, 0, sizeof(*table) * size);
	for (uint32_t i = 0; i < seen->size; i++)
		if (seen->entry[i].low | seen->entry[i].high)
			*find(table, size, seen->entry[i].low, seen->entry[i].high) = seen->entry[i];
	free(seen->entry);
	seen->entry = table;
	seen->size = size;
}

struct seen_entry *seen_add(struct seen *seen, const struct sequence *seq, bool *fresh)
{
	const XXH128_hash_t hash = hash_of(seen, seq);

	if (seen->used >= seen->size / 2)
		double_table(seen);
	struct seen_entry *entry = find(seen->entry, seen->size, hash.low64, hash.high64);

	*fresh = !(entry->low | entry->high);
	if (*fresh) {
		*entry = (struct seen_entry){.low = hash.low64, .high = hash.high64};
		seen->used++;
	}
	return entry;
}
