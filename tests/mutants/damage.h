// SPDX-License-Identifier: MIT
/*
 * What a checker of invariants is shown, with one or two things wrong, made from what is sound: the view, what the machine is said to be,
 * what is said to have been done.
 */
#ifndef TESTS_MUTANTS_DAMAGE_H
#define TESTS_MUTANTS_DAMAGE_H

#include "contract/request.h"
#include "fuzz/lockstep/view.h"

enum { INVENTED_MAX = 2 };

struct scene {
	struct machine machine;
	struct view view; /* with room behind each part for the bait */
	struct request request[INVENTED_MAX]; /* that were never made */
	struct answer answer[INVENTED_MAX];
	uint32_t nr_invented;
	uint64_t random;
};

void scene_init(struct scene *scene, const struct machine *machine);
void scene_release(struct scene *scene);

/* The sound scene. Behind what the machine has there is bait: zones, lists and ranges that nobody who counts rightly looks at. */
void scene_set(struct scene *scene, const struct machine *machine, const struct view *view);

/* Lengths keep their sums and pages keep their zones, so that whatever reads the scene stays inside of it. */
void scene_damage(struct scene *scene);

/* The kinds of damage that take more than one field: blocks, edges of the memory map, and what was done. One at random. */
void damage_blocks(struct scene *scene);
void damage_edges(struct scene *scene);
void damage_history(struct scene *scene);

#endif
