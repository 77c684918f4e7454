// SPDX-License-Identifier: MIT
/*
 * Every state that a menu of ops can reach on a tiny machine, breadth first, with each transition checked in lockstep.
 *
 * The menu is the part of a sequence after its machine. free_at without a pfn stands for one move per allocated block, isolate_free and
 * report_free without one for a move per free block; every other op is one move. From each state each move is made once, on both sides;
 * answers, counters, the whole view, the subject's own check and the invariants are checked after it.
 *
 * A state is stored as the path to it, and its world is made by replaying that path from boot; between moves a world is restored by copying
 * its memory. docs/enumerate.md says what a state is and what the counts mean.
 */
#ifndef FUZZ_ENUMERATE_H
#define FUZZ_ENUMERATE_H

#include "fuzz/lockstep/exec.h"

enum { ENUMERATE_PAGES_MAX = 64, ENUMERATE_MENU_MAX = 64 };

enum state_key {
	KEY_VIEW,   /* the view without statistics, plus what moves depend on and no view shows: which cpus are online */
	KEY_BLOCKS, /* page states only, regardless of the order of lists; the first world found represents all of its state */
};

struct enumerate_options {
	const struct subject *subject, *oracle;
	const struct sequence *seq; /* profile, machine, menu */
	enum state_key key;
	uint32_t length;     /* paths of up to this many ops; 0: until nothing new is found */
	uint32_t jobs;       /* processes; 0: one per processor */
	uint32_t max_states; /* stop after this many; 0: 2^26 */
	bool recheck;        /* check that every arrival at a state has the same future: does the key leave nothing out? */
	uint64_t step_limit; /* for the subject, per request; 0: none */
	void (*progress)(void *ctx, uint64_t states, uint64_t expanded); /* NULL: none */
	void *ctx;
};

struct enumerate_result {
	uint64_t states, transitions; /* transition: a move that succeeded; an allocation must have returned a page */
	uint64_t refused;             /* moves without success; they are checked all the same */
	uint32_t depth;               /* length of the longest path needed */
	bool complete;                /* neither max_states nor a divergence ended the walk */
	uint64_t diverged;            /* transitions that diverged; the walk ends soon after the first */
	uint64_t unlike;              /* recheck: arrivals with another future than the first */
	struct divergence divergence; /* the first one; op is the index in path */
	bool lost;                    /* a process died during a move from the state at which path ends */
};

/* Why this sequence cannot be enumerated, or NULL. */
const char *enumerate_fault(const struct sequence *seq);

/* If there is a divergence, *path (initialised) becomes a sequence that shows the first one. */
void enumerate(const struct enumerate_options *options, struct enumerate_result *result, struct sequence *path);

#endif
