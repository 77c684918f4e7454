// SPDX-License-Identifier: MIT
/*
 * Every state that a menu of ops can reach on a tiny machine, breadth first, each transition checked in lockstep.
 *
 * The menu is the part of a sequence after its machine. free_at without a pfn stands for one move per allocated block, isolate_free and
 * report_free without one for a move per free block; every other op is one move. From each state each move is made once, on both sides;
 * answers, counters, the whole view, the subject's own check and the invariants are looked at after it.
 *
 * A state is kept as the path to it, and its world is made by replaying that path from boot; between moves a world is put back by copying
 * its memory. docs/enumerate.md says what a state is and what the counts mean.
 */
#ifndef FUZZ_ENUMERATE_H
#define FUZZ_ENUMERATE_H

#include "fuzz/lockstep/exec.h"

enum { ENUMERATE_PAGES_MAX = 64, ENUMERATE_MENU_MAX = 64 };

enum state_key {
	KEY_VIEW,   /* all of the view but statistics, and what no view shows but a move depends on: which cpus are online */
	KEY_BLOCKS, /* page states only: allocation states, whatever the order of lists; the first world found stands for all of its state */
};

struct enumerate_options {
	const struct subject *subject, *oracle;
	const struct sequence *seq; /* profile, machine, menu */
	enum state_key key;
	uint32_t length;     /* paths of up to so many ops; 0: the closure */
	uint32_t jobs;       /* processes; 0: one per processor */
	uint32_t max_states; /* stop beyond; 0: 2^26 */
	bool recheck;        /* each arrival at a state must have the same future as the first one: shows that the key leaves nothing out */
	uint64_t step_limit; /* of the subject per request; 0: none */
	void (*progress)(void *ctx, uint64_t states, uint64_t expanded); /* or NULL */
	void *ctx;
};

struct enumerate_result {
	uint64_t states, transitions; /* a transition: a move that succeeded; an allocation must have given a page */
	uint64_t refused;             /* moves without success, checked all the same */
	uint32_t depth;               /* length of the longest path needed */
	bool complete;                /* neither max_states nor a divergence ended it */
	uint64_t diverged;            /* transitions that did; the walk ends soon after the first */
	uint64_t unlike;              /* recheck: arrivals with another future */
	struct divergence divergence; /* the first; op is the index in path */
	bool lost;                    /* a process died in a move from the state that path ends in */
};

/* NULL, or why this sequence cannot be enumerated. */
const char *enumerate_fault(const struct sequence *seq);

/* *path (initialized) becomes a sequence showing the first divergence, if there is one. */
void enumerate(const struct enumerate_options *options, struct enumerate_result *result, struct sequence *path);

#endif
