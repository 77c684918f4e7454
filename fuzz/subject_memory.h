// SPDX-License-Identifier: MIT
/*
 * The memory behind the pages of a subject that really writes to it: machine.page_bytes for each pfn that has a page or may get one.
 */
#ifndef FUZZ_SUBJECT_MEMORY_H
#define FUZZ_SUBJECT_MEMORY_H

#include "contract/machine.h"
#include "contract/request.h"

struct subject_memory {
	struct machine machine;
	uint8_t *bytes;
};

size_t subject_memory_size(const struct machine *machine);
/* In size bytes of any content: all PAGE_BYTE_FRESH now. */
void subject_memory_init(struct subject_memory *memory, const struct machine *machine, uint8_t *bytes);
/* The bytes of a page; NULL where no page can be. */
uint8_t *subject_memory_page(struct subject_memory *memory, pfn_t pfn);
/* Are value, offset and count of a REQ_WRITE what they may be? */
bool subject_memory_writable(const struct subject_memory *memory, const struct request *request);
/* REQ_WRITE of a request that is not misuse. */
void subject_memory_write(struct subject_memory *memory, const struct request *request);

#endif
