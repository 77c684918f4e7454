// SPDX-License-Identifier: MIT
/*
 * A set of sequences that were tried, by hash, so that a search runs none twice.
 *
 * What is hashed is the encoding and, because records do not hold them, the expectations. 128 bits: that two
 * sequences share a hash is not expected in the lifetime of anything.
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
	uint8_t *buffer;     /* of the encoding */
	size_t capacity;
};

void seen_init(struct seen *seen);
void seen_release(struct seen *seen);

/*
 * The entry of seq, and in *fresh whether it was added just now. Valid until the next call. Exits with status 3 when
 * memory is short.
 */
struct seen_entry *seen_add(struct seen *seen, const struct sequence *seq, bool *fresh);

#endif
