// SPDX-License-Identifier: MIT
/* The words of the binary language as a dictionary for libFuzzer and AFL++ (the two read the same format), from the tables. */
#ifndef FUZZ_DICTIONARY_H
#define FUZZ_DICTIONARY_H

#include <stdio.h>

void dictionary_print(FILE *out);

#endif
