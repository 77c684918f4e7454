// SPDX-License-Identifier: MIT
/*
 * One 64-bit value for everything that a side answered and showed after an op, chained from op to op.
 *
 * XXH3 over a canonical little-endian form packed by shifts: equal on every compiler, optimization level and architecture. DIGEST_VERSION
 * freezes the form: digest.c defines it, and tests/digest_test.c notices a change.
 */
#ifndef FUZZ_DIGEST_H
#define FUZZ_DIGEST_H

#include "contract/request.h"
#include "contract/view.h"
#include "contract/machine.h"

enum { DIGEST_VERSION = 1 };

/* The start of a chain: version, profile and the view after boot. */
uint64_t digest_boot(const struct machine *machine, const struct view *view);

/* One link: the digest so far, the answer to an op and the view after it. */
uint64_t digest_op(uint64_t digest, const struct answer *answer, const struct machine *machine, const struct view *view);

#endif
