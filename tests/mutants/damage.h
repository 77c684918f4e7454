// SPDX-License-Identifier: MIT
/*
 * A scene is the input of the invariant checker: a view, the machine description and requests with their answers. It is copied from a sound
 * run and then damaged in one or two places.
 */
#ifndef TESTS_MUTANTS_DAMAGE_H
#define TESTS_MUTANTS_DAMAGE_H

#include "contract/request.h"
#include "fuzz/lockstep/view.h"

enum { INVENTED_MAX = 2 };

struct scene {
	struct machine machine;
	struct view view; /* with room after each part for the bait */
	struct request request[INVENTED_MAX]; /* invented: never made in the run */
	struct answer answer[INVENTED_MAX];
	uint32_t nr_invented;
	uint64_t random;
};

void scene_init(struct scene *scene, const struct machine *machine);
void scene_release(struct scene *scene);

/* Set the sound scene. After the last zone, list entry and range lies bait, which a checker with right bounds never reads. */
void scene_set(struct scene *scene, const struct machine *machine, const struct view *view);

/* Lengths keep their sums and pages keep their zones, so that a checker stays inside the arrays of the scene. */
void scene_damage(struct scene *scene);

/* One random damage to several fields at once: to blocks, to edges of the memory map, or to the history of requests. */
void damage_blocks(struct scene *scene);
void damage_edges(struct scene *scene);
void damage_history(struct scene *scene);

#endif
