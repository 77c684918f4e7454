// SPDX-License-Identifier: MIT
/* The reference part of docs/language.md, printed from the tables so that it cannot be wrong. */
#ifndef FUZZ_LANGUAGE_H
#define FUZZ_LANGUAGE_H

#include <stdio.h>

void language_print(FILE *out);

#endif
