// SPDX-License-Identifier: MIT
/* Inside the fixture only: how a failing check is reported, and how a case ends. */
#ifndef TESTS_FIXTURE_SHOW_H
#define TESTS_FIXTURE_SHOW_H

#include "tests/fixture.h"

/* Leave the running case as failed. */
_Noreturn void world_fail(struct world *world);
/* A request that the case needs was refused: report it, then leave the case. */
_Noreturn void show_refusal(struct world *world, const struct request *request, enum status status);

/* The last check of every case: the invariants of docs/invariants.md, and the subject's own check. */
void expect_sound(struct world *world);

#endif
