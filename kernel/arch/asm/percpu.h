/* SPDX-License-Identifier: MIT */
#ifndef ASM_PERCPU_H
#define ASM_PERCPU_H
#define PER_CPU_BASE_SECTION PERCPU_SECTION /* scripts/kernel */
#include <asm-generic/percpu.h>
#endif
