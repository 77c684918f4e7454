// SPDX-License-Identifier: MIT
/* Prints the words of the binary language as a dictionary for libFuzzer and AFL++ (both read the same format), from the tables. */
#ifndef FUZZ_DICTIONARY_H
#define FUZZ_DICTIONARY_H

#include <stdio.h>

void dictionary_print(FILE *out);

#endif
