// SPDX-License-Identifier: MIT
/*
 * The two sides on one machine, asked the same and looked at after each request: for tests that say what the op language does not.
 */
#ifndef TESTS_BOTH_H
#define TESTS_BOTH_H

#include "contract/subject.h"
#include "fuzz/lockstep/exec.h"

enum { BOTH_ALLOCATOR, BOTH_MODEL, BOTH_SIDES, BOTH_HELD = 64 };

/* Of how many seeds one is tried: an emulator takes ten times as long, and the same seeds ran on the machine itself. */
#ifdef EMULATED
enum { BOTH_ONE_OF = 8 };
#else
enum { BOTH_ONE_OF = 1 };
#endif

struct both {
	struct machine machine; /* the test's to draw */
	struct {
		const struct subject *subject;
		void *world;
		struct view view;
		struct answer answer;
	} side[BOTH_SIDES];
	pfn_t held[BOTH_HELD];  /* blocks that requests were given */
	uint8_t held_order[BOTH_HELD];
	uint32_t nr_held;
};
extern struct both both;

/* A dice of its own for each seed. */
void both_seed(uint32_t seed);
uint32_t roll(uint32_t sides);
/* Nothing, one, the most, one more, or anything small. */
uint32_t edge(uint32_t max);

/* Boot both in memory that holds anything. False: one of them refuses what the other takes. *up: they took it. */
bool both_boot(bool *up);
void both_close(void);
bool both_look(struct divergence *diff);
/* False: the answers differ, or what is seen afterwards. */
bool both_answer(const struct request *request, struct divergence *diff);
/* Make it a request that frees one of the blocks held; there is one. */
void both_give_back(struct request *request);

#endif
