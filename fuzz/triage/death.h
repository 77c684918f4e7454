// SPDX-License-Identifier: MIT
/* A subject that died, for a person: how, and of which op. Nothing is left of it to be compared (fuzz/explain/report.h). */
#ifndef FUZZ_DEATH_H
#define FUZZ_DEATH_H

#include "fuzz/explain/report.h"
#include "fuzz/triage/probe.h"

/* outcome is not PROBE_RAN. The end of a long sequence is shown: DEATH_OPS ops up to the one it died of. */
void death_print(const struct report *report, const struct probe_outcome *outcome, FILE *out);

enum { DEATH_OPS = 30 };

#endif
