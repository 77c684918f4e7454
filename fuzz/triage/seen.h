// SPDX-License-Identifier: MIT
/*
 * A set of sequences already tried, by hash, so that a search runs none twice.
 *
 * Hashed are the encoding and the expectations, which records do not hold. With 128 bits, two sequences with the same hash are not expected
 * to occur.
 */
#ifndef FUZZ_SEEN_H
#define FUZZ_SEEN_H

#include "fuzz/language/seq.h"

struct seen_entry {
	uint64_t low, high; /* both zero: empty */
	bool shows;
};

struct seen {
	struct seen_entry *entry;
	uint32_t size, used; /* size is a power of two */
	uint8_t *buffer;     /* for the encoding */
	size_t capacity;
};

void seen_init(struct seen *seen);
void seen_release(struct seen *seen);

/* The entry of seq; *fresh: it was added just now. Valid until the next call. Exits with status 3 if memory is short. */
struct seen_entry *seen_add(struct seen *seen, const struct sequence *seq, bool *fresh);

#endif
