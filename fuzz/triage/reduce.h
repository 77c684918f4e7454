// SPDX-License-Identifier: MIT
/*
 * Minimize through a probe: "shows the same" means "has the same signature".
 *
 * The provisional signature is that of the input cut after its first difference. The search keeps it, so that the signature of a bug is the
 * one that its minimized form shows; it is computed again there all the same.
 */
#ifndef FUZZ_REDUCE_H
#define FUZZ_REDUCE_H

#include "fuzz/triage/simplify.h"
#include "fuzz/triage/probe.h"

/*
 * Run, drop the ops after the one that shows the difference, run again: outcome is that of the cut sequence. False: all agree, seq is
 * unchanged.
 */
bool reduce_cut(struct probe *probe, struct sequence *seq, struct probe_outcome *outcome);

/*
 * Minimize a sequence that reduce_cut() has cut and that showed outcome. Afterwards outcome is that of the minimum, and seq carries its
 * signature. seconds and max_runs as in struct minimize_options.
 */
void reduce_minimize(struct probe *probe, struct sequence *seq, double seconds, uint32_t max_runs, struct minimize_result *result,
		     struct probe_outcome *outcome);

/*
 * Continue from a minimum to the core: the simplest sequence whose last op still goes wrong only in the same ways, whatever the signature.
 * The ways (fuzz/lockstep/differences.h) may become fewer but never others, and the op that shows them stays of the same kind or becomes a
 * part of it: what goes wrong in a new way may be another bug. outcome is that of the minimum, afterwards that of the core. False: the
 * minimum has no core, because only its signature is known (a subject that dies, a hang, an expectation). inward: replace ops by what they
 * consist of (fuzz/triage/minimize.h).
 */
bool reduce_core(struct probe *probe, struct sequence *seq, double seconds, uint32_t max_runs, bool inward, struct probe_outcome *outcome);

#endif
