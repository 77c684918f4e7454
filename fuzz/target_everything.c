// SPDX-License-Identifier: MIT
/* Every op on every machine. */
#include "fuzz/subjects.h"
#include "fuzz/target.h"
#include "fuzz/target_machines.h"

static const struct target target = {"everything", {.kinds = every_kind, .nr_kinds = NR_EVERY_KIND, BIAS_MACHINES(growing_machines), .all_profiles = true}};

FUZZ_TARGET(target);
