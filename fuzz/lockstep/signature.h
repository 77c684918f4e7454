// SPDX-License-Identifier: MIT
/*
 * The name of a divergence, made of what differs and of nothing that changes when the sequence shrinks: docs/signature.md.
 *
 *     op-class-field-direction        alloc-value-page-null    free-counter-nr_free-less    free-view-list-movable-other
 *
 * Lower case letters, digits, '_' and '-' only: it names files. Equal divergences give equal signatures on every machine and compiler.
 */
#ifndef FUZZ_SIGNATURE_H
#define FUZZ_SIGNATURE_H

#include "fuzz/lockstep/exec.h"

enum { SIGNATURE_MAX = 96 }; /* as sequence.signature */

/* "" for DIFF_NONE. seq is the one that was run; it belongs to the minimized form where there is one. */
void signature_make(const struct divergence *divergence, const struct sequence *seq, char *out, size_t size);

/*
 * The word for an op: its name in the language, before the first op boot. free and free_at make the same request and differ only in how
 * they say which block: they have one word.
 */
const char *signature_op(enum op_kind kind);

#endif
