// SPDX-License-Identifier: MIT
/*
 * What happened inside a request, in words: the arguments of one event of its path (contract/request.h), without the event's name.
 */
#ifndef FUZZ_PATH_TEXT_H
#define FUZZ_PATH_TEXT_H

#include <stdbool.h>
#include <stdio.h>

#include "contract/request.h"

enum { PATH_TEXT = 224 }; /* enough for any event */

/* "WMARK_LOW|NOFRAGMENT", "node=1 ok=0"; empty for an event that has no arguments. Flags are called as in the op language. */
void path_event_text(const struct path_event *event, char *out, size_t size);

/* One argument alone, by the field of a divergence ("attempt-a [0]"). False: a number says it all. */
bool path_argument_text(const char *field, uint32_t value, char *out, size_t size);

#endif
