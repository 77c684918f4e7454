/* SPDX-License-Identifier: MIT */
/*
 * What is around the kernel's allocator: a machine that exists only as far as the allocator asks for it.
 *
 * There is one world at a time, as the kernel's state is global: booting puts it back to what the linker had laid out.
 */
#ifndef KERNEL_WORLD_H
#define KERNEL_WORLD_H

/* What an owner has: kept here, because a kernel does not remember the order of a block that it has given away. */
struct owned {
	u8 order;
	u8 cached; /* while a view is taken: what it says of a page on a per-CPU list */
	bool head, lru;
};

/* What the world outside says when it is asked, and what it frees before it says so. */
struct said {
	u8 question, cpu, zone;
	bool taken, victim, has_mems;
	u32 mems;
	s64 value;
	u32 nr_frees;
	u32 pfn[FREES_PER_ANSWER];
	u8 order[FREES_PER_ANSWER];
};

/* Of the lock of a page set: so many tries succeed, then so many fail. */
struct tries {
	u32 free, busy;
};

static struct world {
	struct machine machine;
	struct zone *zone[MAX_ZONES];
	struct answer *answer; /* of the request under way */
	u32 nr_said;
	struct said said[ANSWERS_PER_REQUEST];
	bool own_sets[MAX_ZONES]; /* of page sets, for a zone that got its memory while boot page sets are in force */
	struct tries tries[MAX_ZONES][MAX_CPUS];
	s32 written; /* to a sysctl */
	u32 waits; /* in the request under way */
	bool single_bit; /* is what the kernel is about to tell of */
} world;

#endif
