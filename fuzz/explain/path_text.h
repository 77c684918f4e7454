// SPDX-License-Identifier: MIT
/*
 * The steps inside a request in words: the arguments of one event of its path (contract/request.h), without the event's name.
 */
#ifndef FUZZ_PATH_TEXT_H
#define FUZZ_PATH_TEXT_H

#include <stdbool.h>
#include <stdio.h>

#include "contract/request.h"

enum { PATH_TEXT = 224 }; /* long enough for any event */

/* "WMARK_LOW|NOFRAGMENT", "node=1 ok=0"; empty for an event without arguments. Flags are named as in the op language. */
void path_event_text(const struct path_event *event, char *out, size_t size);

/* A single argument, named by the field of a divergence ("attempt-a [0]"). False: it is just a number. */
bool path_argument_text(const char *field, uint32_t value, char *out, size_t size);

#endif
