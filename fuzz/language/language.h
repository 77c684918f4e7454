// SPDX-License-Identifier: MIT
/* Prints the reference part of docs/language.md from the tables, so that it cannot be out of date. */
#ifndef FUZZ_LANGUAGE_H
#define FUZZ_LANGUAGE_H

#include <stdio.h>

void language_print(FILE *out);

#endif
