/* SPDX-License-Identifier: MIT */
#ifndef ASM_PTRACE_H
#define ASM_PTRACE_H
struct pt_regs { unsigned long pc, sp; };
#define user_mode(regs) 0
#define instruction_pointer(regs) ((regs)->pc)
#define user_stack_pointer(regs) ((regs)->sp)
#define profile_pc(regs) ((regs)->pc)
#define arch_has_single_step() 0
#define current_user_stack_pointer() 0UL
#endif
