// SPDX-License-Identifier: MIT
/*
 * Both sides on one machine. They get the same requests and are compared after each one: for tests of what the op language cannot express.
 */
#ifndef TESTS_BOTH_H
#define TESTS_BOTH_H

#include "contract/subject.h"
#include "fuzz/lockstep/exec.h"

enum { BOTH_ALLOCATOR, BOTH_MODEL, BOTH_SIDES, BOTH_HELD = 64 };

/* One of this many seeds is tried: an emulator takes ten times as long, and all seeds have run natively. */
#ifdef EMULATED
enum { BOTH_ONE_OF = 8 };
#else
enum { BOTH_ONE_OF = 1 };
#endif

struct both {
	struct machine machine; /* filled in by the test */
	struct {
		const struct subject *subject;
		void *world;
		struct view view;
		struct answer answer;
	} side[BOTH_SIDES];
	pfn_t held[BOTH_HELD];  /* blocks that requests have allocated */
	uint8_t held_order[BOTH_HELD];
	uint32_t nr_held;
};
extern struct both both;

/* Start the random numbers of a seed. */
void both_seed(uint32_t seed);
uint32_t roll(uint32_t sides);
/* 0, 1, max, max + 1, or any small number. */
uint32_t edge(uint32_t max);

/* Boot both in memory with arbitrary contents. False: one side refuses the machine, the other does not. *up: both have booted. */
bool both_boot(bool *up);
void both_close(void);
bool both_look(struct divergence *diff);
/* False: the answers differ, or the views afterwards. */
bool both_answer(const struct request *request, struct divergence *diff);
/* Make it a request that frees one of the held blocks. At least one must be held. */
void both_give_back(struct request *request);

#endif
