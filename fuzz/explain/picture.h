// SPDX-License-Identifier: MIT
/*
 * Memory as text.
 *
 *     M3333333#===.... ppUU   one character per page, rows of 64
 *
 * A free block is the letter of its list (U M R H C I), then its order (a: 10) for each further page; an allocated block is '#', then '=';
 * 'p' cached in a page set, 'g' guard, 'x' reserved, '!' lost, '-' free on no list, '.' no memory. At the right of a row: the types of its
 * pageblocks.
 */
#ifndef FUZZ_PICTURE_H
#define FUZZ_PICTURE_H

#include <stdio.h>

#include "contract/machine.h"
#include "contract/view.h"

struct picture_options {
	bool color;      /* ANSI, for terminals */
	uint32_t rows;   /* at most this many per zone; 0: no limit */
};

/*
 * One picture. A zone that does not fit is drawn with 2^k pages per character: the page's character if all are of one block or kind, '+' if
 * free and used pages are mixed, ':' for several free blocks, '=' for several used ones.
 */
void picture_print(const struct machine *machine, const struct view *view, const struct picture_options *options, FILE *out);

/*
 * Two pictures: rows that differ are shown one below the other with the difference marked, rows that agree once, runs of them only counted;
 * a zone that looks the same in both is drawn once.
 */
void picture_print_two(const struct machine *machine, const struct view *subject, const struct view *oracle,
		       const struct picture_options *options, FILE *out);

/* The meaning of the characters, in one line. */
extern const char picture_legend[];

#endif
