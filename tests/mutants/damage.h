// SPDX-License-Identifier: MIT
/*
 * Views with one or two things wrong, made from sound ones: what a checker of invariants is there for.
 */
#ifndef TESTS_MUTANTS_DAMAGE_H
#define TESTS_MUTANTS_DAMAGE_H

#include "fuzz/lockstep/view.h"

/* to has room for the machine's view. */
void copy_view(struct view *to, const struct view *from, const struct machine *machine);

/* Lengths keep their sums and pages keep their zones, so that whatever reads the view stays inside of it. */
void damage_view(struct view *view, const struct machine *machine, uint64_t *random);

#endif
