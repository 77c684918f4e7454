/* SPDX-License-Identifier: MIT */
/* BUG(), WARN() and what is built on them end in kernel/assertions.c. */
#ifndef KERNEL_ASM_BUG_H
#define KERNEL_ASM_BUG_H

void linux_bug(const char *function, int line) __attribute__((noreturn));
void linux_warn(const char *function, int line);

#define HAVE_ARCH_BUG
#define BUG() linux_bug(__func__, __LINE__)
#define __WARN_FLAGS(...) linux_warn(__func__, __LINE__)

#include <asm-generic/bug.h>

#endif
