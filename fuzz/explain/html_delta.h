// SPDX-License-Identifier: MIT
/*
 * What turns one view into another, as a JSON object:
 *
 *     "p": [[zone, skip, length, byte, skip, length, byte, ...], ...]   pages, from pfn 0; bytes of enum page_state
 *     "b": the same for pageblocks, from pageblock 0; enum migratetype
 *     "l": [[list, at, removed, pfn, ...], ...]   one splice per free list; list = (zone * 11 + order) * 6 + migratetype
 *     "c": the same for per-CPU lists; list = (zone * cpus + cpu) * 14 + index
 *     "n": [index, value, ...]   numbers; delta_names() prints their names in order
 *
 * A member without entries is omitted. A page outside its zone reads 0 on either side.
 */
#ifndef FUZZ_HTML_DELTA_H
#define FUZZ_HTML_DELTA_H

#include <stdio.h>

#include "contract/machine.h"
#include "contract/view.h"

/* from NULL: from a view of zeroes. bare: numbers only. */
void delta_print(const struct machine *machine, const struct view *from, const struct view *to, bool bare, FILE *out);

/* The names of the numbers, as members of an object: zones first, then page sets (zone, cpu), nodes, the rest. */
void delta_names(FILE *out);

/* Copy a view; to's buffers must have room for the machine (view_init). */
void delta_copy_view(const struct machine *machine, struct view *to, const struct view *from);

#endif
