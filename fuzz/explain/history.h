// SPDX-License-Identifier: MIT
/* What happened to a page, op by op, in the oracle's world. */
#ifndef FUZZ_HISTORY_H
#define FUZZ_HISTORY_H

#include <stdio.h>

#include "fuzz/lockstep/exec.h"

enum { HISTORY_PAGES = 2, HISTORY_LINES = 10 };

/* Run the sequence again up to the divergence and print the last changes of each page, including the one by the diverging op. */
void history_print(const struct sequence *seq, const struct exec_options *options, const pfn_t *pages, uint32_t nr_pages, FILE *out);

#endif
