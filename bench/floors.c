// SPDX-License-Identifier: MIT
/*
 * The floors: the cost of the call and of the memory accesses alone.
 *
 * stack   pops and pushes an array of block numbers
 * record  also writes one 16-byte record per op in a table of one record per page, at a random place
 * boot    opens a zone by storing only the largest blocks
 */
#include "bench/bench.h"

enum { LARGEST_BLOCK = 1024 };

struct record {
	uint64_t a, b;
};

struct floor {
	uint64_t pages, top;
	uint32_t *stack;
	struct record *table;
};

static size_t stack_bytes(uint64_t pages)
{
	return pages * sizeof(uint32_t);
}

static size_t table_bytes(uint64_t pages)
{
	return (pages + 1) * sizeof(struct record);
}

static struct floor *open_with(uint64_t pages, uint64_t blocks, bool huge)
{
	struct floor *floor = bench_memory(sizeof(*floor), false);

	*floor = (struct floor){.pages = pages, .top = blocks};
	floor->stack = bench_memory(stack_bytes(blocks), huge);
	/*
	 * Handles are 1..blocks in scrambled order, so that consecutive ops do not touch adjacent memory. An odd multiplier permutes a
	 * power of 2.
	 */
	for (uint64_t i = 0; i < blocks; i++)
		floor->stack[i] = (uint32_t)(i * 2654435761u % blocks + 1);
	return floor;
}

static void *stack_open(uint64_t pages)
{
	return open_with(pages, pages, true);
}

static void stack_close(void *self)
{
	struct floor *floor = self;

	bench_memory_free(floor->stack, stack_bytes(floor->pages));
	bench_memory_free(floor, sizeof(*floor));
}

static block_t stack_alloc(void *self, unsigned order)
{
	struct floor *floor = self;

	(void)order;
	return floor->top > 0 ? floor->stack[--floor->top] : 0;
}

static void stack_free(void *self, block_t block, unsigned order)
{
	struct floor *floor = self;

	(void)order;
	floor->stack[floor->top++] = (uint32_t)block;
}

static void *record_open(uint64_t pages)
{
	struct floor *floor = open_with(pages, pages, true);

	floor->table = bench_memory(table_bytes(pages), true);
	for (uint64_t i = 0; i <= pages; i++)
		floor->table[i].b = i;
	return floor;
}

static void record_close(void *self)
{
	struct floor *floor = self;

	bench_memory_free(floor->table, table_bytes(floor->pages));
	stack_close(self);
}

static block_t record_alloc(void *self, unsigned order)
{
	struct floor *floor = self;
	const block_t block = stack_alloc(self, order);

	floor->table[block].a = order;
	return block;
}

static void record_free(void *self, block_t block, unsigned order)
{
	struct floor *floor = self;

	floor->table[block].b += order;
	stack_free(self, block, order);
}

static void *boot_open(uint64_t pages)
{
	return open_with(pages / LARGEST_BLOCK, pages / LARGEST_BLOCK, false);
}

const struct bench_peer bench_stack_floor = {"floor", NULL, stack_open, stack_close, stack_alloc, stack_free, NULL, NULL, NULL};
const struct bench_peer bench_record_floor = {"floor", NULL, record_open, record_close, record_alloc, record_free, NULL, NULL, NULL};
const struct bench_peer bench_boot_floor = {"floor", NULL, boot_open, stack_close, stack_alloc, stack_free, NULL, NULL, NULL};
