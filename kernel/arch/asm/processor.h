/* SPDX-License-Identifier: MIT */
#ifndef ASM_PROCESSOR_H
#define ASM_PROCESSOR_H
struct pt_regs;
struct thread_struct { int nothing; };
#define INIT_THREAD { 0 }
#define TASK_SIZE (1UL << 47)
#define TASK_UNMAPPED_BASE (TASK_SIZE / 3)
#define STACK_TOP TASK_SIZE
#define STACK_TOP_MAX STACK_TOP
#define KSTK_EIP(t) 0UL
#define KSTK_ESP(t) 0UL
#define task_pt_regs(t) ((struct pt_regs *)0)
#define cpu_relax() __asm__ __volatile__("" ::: "memory")
#endif
