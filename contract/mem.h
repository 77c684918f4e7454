// SPDX-License-Identifier: MIT
/*
 * What both sides use of <string.h>, a header that a freestanding implementation need not provide. Compilers emit calls to these functions
 * and to memcmp() by themselves, so even a program without a C library has them. With -ffreestanding each use below is a call, whatever the
 * size; copy a few bytes with __builtin_memcpy().
 */
#ifndef CONTRACT_MEM_H
#define CONTRACT_MEM_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int value, size_t bytes);

#endif
