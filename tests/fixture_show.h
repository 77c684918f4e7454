// SPDX-License-Identifier: MIT
/* Inside the fixture only: how a failing check is told, and how a case is left. */
#ifndef TESTS_FIXTURE_SHOW_H
#define TESTS_FIXTURE_SHOW_H

#include "tests/fixture.h"

/* Leave the running case as failed. */
_Noreturn void world_fail(struct world *world);
/* A request was refused that the case needs: say which, then leave. */
_Noreturn void show_refusal(struct world *world, const struct request *request, enum status status);

/* The last check of every case: the invariants of docs/invariants.md, and those the side itself knows. */
void expect_sound(struct world *world);

#endif
