// SPDX-License-Identifier: MIT
/* The survival curve of defects under fuzzing as an SVG: the part of the hunts without a find, over seconds on a logarithmic axis. */
#ifndef TOOLS_SURVIVAL_H
#define TOOLS_SURVIVAL_H

#include <stdint.h>

/* seconds: ascending, one per hunt; equal to budget if the hunt found nothing. Ends with status 2 if path cannot be written. */
void survival_draw(const char *path, const double *seconds, uint32_t count, double budget);
/* Up to three curves with names in one picture. */
void survival_draw_many(const char *path, const double *const *seconds, const uint32_t *count, const char *const *names, int nr, double budget);

#endif
