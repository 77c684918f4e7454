// SPDX-License-Identifier: MIT
#include "heap.h"

static unsigned char state[HEAP_PAGES]; /* 0: free; 1: inside a block; 2 + order: the first page of one */
static int pages, unused;

void heap_init(int count)
{
	pages = unused = count;
	for (int i = 0; i < count; i++)
		state[i] = 0;
}

/* The harness has a function of this name, too; the build keeps the two apart. */
void hold(int page)
{
	state[page] = 1;
}

int heap_alloc(int order)
{
	for (int page = 0; page + (1 << order) <= pages; page += 1 << order) {
		int length = 0;

		while (length < 1 << order && state[page + length] == 0)
			hold(page + length++);
		if (length == 1 << order) {
			state[page] = (unsigned char)(2 + order);
			unused -= length;
			return page;
		}
		while (length > 0)
			state[page + --length] = 0;
	}
	return HEAP_FULL;
}

/* The mistake: a block may be given back with any order. */
int heap_free(int page, int order)
{
	if (page < 0 || page >= pages || state[page] < 2)
		return -1;
	for (int i = page; i < page + (1 << order) && i < pages; i++) {
		unused += state[i] != 0;
		state[i] = 0;
	}
	return 0;
}

int heap_unused(void)
{
	return unused;
}
