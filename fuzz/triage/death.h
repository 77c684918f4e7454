// SPDX-License-Identifier: MIT
/* A report for a subject that died: how, and at which op. There is nothing left to compare (see fuzz/explain/report.h). */
#ifndef FUZZ_DEATH_H
#define FUZZ_DEATH_H

#include "fuzz/explain/report.h"
#include "fuzz/triage/probe.h"

/* outcome->end must not be PROBE_RAN. Of a long sequence only the last DEATH_OPS ops up to the fatal one are shown. */
void death_print(const struct report *report, const struct probe_outcome *outcome, FILE *out);

enum { DEATH_OPS = 30 };

#endif
