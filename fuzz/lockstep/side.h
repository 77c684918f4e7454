// SPDX-License-Identifier: MIT
/*
 * One of the worlds of a run: a subject, its memory, and its last answer and views. Knows nothing of the other sides.
 */
#ifndef FUZZ_SIDE_H
#define FUZZ_SIDE_H

#include "contract/subject.h"
#include "fuzz/lockstep/view.h"

struct side {
	const struct subject *subject;
	void *world;
	size_t room; /* bytes at world */
	struct view view;
	struct view_room view_room;
	bool view_taken;
	bool looked_at; /* after a difference: view and counters show the world at that moment */
	struct zone_counters counters[MAX_ZONES];
	struct answer answer;
};

/* Boot the subject on the machine, in memory that earlier worlds may have used. False: it refuses the machine. */
bool side_boot(struct side *side, const struct machine *machine);
void side_release(struct side *side);

/* Carry out one request; the answer stays in the side until the next. */
void side_apply(struct side *side, const struct request *request);
void side_take_counters(struct side *side);
void side_take_view(struct side *side);

#endif
