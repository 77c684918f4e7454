/* SPDX-License-Identifier: MIT */
#ifndef ASM_SPARSEMEM_H
#define ASM_SPARSEMEM_H
#define SECTION_SIZE_BITS 27
#define MAX_PHYSMEM_BITS 43
#endif
