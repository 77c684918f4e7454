// SPDX-License-Identifier: MIT
/*
 * The name of a divergence, made only of what differs, never of what changes while the sequence shrinks: docs/signature.md.
 *
 *     op-class-field-direction        alloc-value-page-null    free-counter-nr_free-less    free-view-list-movable-other
 *
 * Lower case letters, digits, '_' and '-' only, because it is used in file names. Equal divergences give equal signatures on every machine
 * and compiler.
 */
#ifndef FUZZ_SIGNATURE_H
#define FUZZ_SIGNATURE_H

#include "fuzz/lockstep/exec.h"

enum { SIGNATURE_MAX = 96 }; /* size of sequence.signature */

/* "" for DIFF_NONE. seq is the sequence that was run; make the signature from the minimized form if there is one. */
void signature_make(const struct divergence *divergence, const struct sequence *seq, char *out, size_t size);

/*
 * The word for an op: its name in the language; "boot" before the first op. free and free_at share a word, because they make the same
 * request and differ only in how the block is named.
 */
const char *signature_op(enum op_kind kind);

#endif
