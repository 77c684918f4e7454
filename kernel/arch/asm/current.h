/* SPDX-License-Identifier: MIT */
#ifndef ASM_CURRENT_H
#define ASM_CURRENT_H
struct task_struct;
extern struct task_struct *current_task;
#define get_current() current_task
#define current get_current()
#endif
