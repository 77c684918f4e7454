// SPDX-License-Identifier: MIT
/*
 * Memory as text.
 *
 *     M3333333#===.... ppUU   one character per page, rows of 64
 *
 * A free block begins with the letter of its list (U M R H C I) and goes on with its order (a: 10); '#' begins an allocated block, '=' goes on;
 * 'p' cached on a CPU, 'g' guard, 'x' reserved, '!' lost, '-' free on no list, '.' no memory. Right of a row: the types of its pageblocks.
 */
#ifndef FUZZ_PICTURE_H
#define FUZZ_PICTURE_H

#include <stdio.h>

#include "contract/machine.h"
#include "contract/view.h"

struct picture_options {
	bool color;      /* ANSI, for terminals */
	uint32_t rows;   /* at most so many per zone; 0: as many as it takes */
};

/* One picture. A zone that does not fit is drawn with 2^k pages to a character: that of a page if all are of one block or kind, '+' where
 * free and used pages meet, ':' for several free blocks. */
void picture_print(const struct machine *machine, const struct view *view, const struct picture_options *options, FILE *out);

/* Two: rows that differ are shown one under the other with the difference marked, rows that agree once, runs of them counted; a zone that
 * looks the same in both is drawn once. */
void picture_print_two(const struct machine *machine, const struct view *subject, const struct view *oracle,
		       const struct picture_options *options, FILE *out);

/* What the characters mean, one line. */
extern const char picture_legend[];

#endif
