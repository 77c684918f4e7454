/* SPDX-License-Identifier: MIT */
/*
 * The environment of the kernel's allocator: a machine that exists only as far as the allocator accesses it.
 *
 * There is one world at a time, because the kernel's state is global: booting resets it to the initial content of its data sections.
 */
#ifndef KERNEL_WORLD_H
#define KERNEL_WORLD_H

/* What an owner knows about a block; recorded here because a kernel does not remember the order of an allocated block. */
struct owned {
	u8 order;
	u8 cached; /* while a view is taken: the view's byte of a page on a per-CPU list */
	bool head, lru;
};

/* A scripted answer of the outside world, and what it frees before it is returned. */
struct said {
	u8 question, cpu, zone;
	bool taken, victim, has_mems;
	u32 mems;
	s64 value;
	u32 nr_frees;
	u32 pfn[FREES_PER_ANSWER];
	u8 order[FREES_PER_ANSWER];
};

/* Trylocks of a page set: the next `free` succeed, the `busy` after those fail. */
struct tries {
	u32 free, busy;
};

static struct world {
	struct machine machine;
	struct zone *zone[MAX_ZONES];
	struct answer *answer; /* of the request in progress; NULL between requests */
	u32 nr_said;
	struct said said[ANSWERS_PER_REQUEST];
	bool own_sets[MAX_ZONES]; /* the zone has its own page sets, because it got its memory while boot page sets were in force */
	struct tries tries[MAX_ZONES][MAX_CPUS];
	s32 written; /* value written to a sysctl */
	u32 waits; /* in the request in progress */
	bool single_bit; /* the corruption about to be reported is a single bit error */
} world;

#endif
