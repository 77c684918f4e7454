// SPDX-License-Identifier: MIT
/*
 * An entry of a page set: the first page of a block and the migratetype as which it goes back.
 */
#ifndef ALLOCATOR_PCP_ENTRY_H
#define ALLOCATOR_PCP_ENTRY_H

#include "allocator/state.h"

enum { PCP_TYPE_SHIFT = 29 };

static inline uint32_t make_entry(page_t page, unsigned type)
{
	return page | (uint32_t)type << PCP_TYPE_SHIFT;
}

static inline page_t entry_page(uint32_t entry)
{
	return entry & ((1u << PCP_TYPE_SHIFT) - 1);
}

static inline unsigned entry_type(uint32_t entry)
{
	return entry >> PCP_TYPE_SHIFT;
}

#endif
