// SPDX-License-Identifier: MIT
/* The survival curve of defects under fuzzing as an SVG: which part was not yet found after how many seconds, on a logarithmic axis. */
#ifndef TOOLS_SURVIVAL_H
#define TOOLS_SURVIVAL_H

#include <stdint.h>

/* seconds: ascending, one per hunt; those equal to budget survived it. Ends with status 2 if path cannot be written. */
void survival_draw(const char *path, const double *seconds, uint32_t count, double budget);
/* Up to three of them in one picture, with their names. */
void survival_draw_many(const char *path, const double *const *seconds, const uint32_t *count, const char *const *names, int nr, double budget);

#endif
