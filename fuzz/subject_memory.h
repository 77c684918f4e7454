// SPDX-License-Identifier: MIT
/*
 * The memory behind the pages of a subject that really writes to it: machine.page_bytes bytes for each pfn that has a page or may get one.
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
/* Use `bytes`, of subject_memory_size() bytes and any content, and set all to PAGE_BYTE_FRESH. */
void subject_memory_init(struct subject_memory *memory, const struct machine *machine, uint8_t *bytes);
/* The bytes of a page; NULL for a pfn that cannot have one. */
uint8_t *subject_memory_page(struct subject_memory *memory, pfn_t pfn);
/* Are value, offset and count of a REQ_WRITE valid? */
bool subject_memory_writable(const struct subject_memory *memory, const struct request *request);
/* Carry out a REQ_WRITE that is not misuse. */
void subject_memory_write(struct subject_memory *memory, const struct request *request);

#endif
