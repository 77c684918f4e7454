// SPDX-License-Identifier: MIT
/*
 * What both sides use of <string.h>, which no freestanding compiler has to bring along. Compilers call these, and memcmp(), by themselves, so a
 * program without a library has them anyway. With -ffreestanding these are calls, whatever the size; a few bytes are copied by __builtin_memcpy().
 */
#ifndef CONTRACT_MEM_H
#define CONTRACT_MEM_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int value, size_t bytes);

#endif
