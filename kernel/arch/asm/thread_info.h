/* SPDX-License-Identifier: MIT */
#ifndef ASM_THREAD_INFO_H
#define ASM_THREAD_INFO_H
#define THREAD_SIZE_ORDER 2
#define THREAD_SIZE (4096UL << THREAD_SIZE_ORDER)
struct task_struct;
struct thread_info { struct task_struct *task; unsigned long flags; int preempt_count; unsigned cpu; };
#define INIT_THREAD_INFO(tsk) { 0 }
extern struct thread_info only_thread_info;
static inline struct thread_info *current_thread_info(void) { return &only_thread_info; }
#define TIF_SIGPENDING 1
#define TIF_NEED_RESCHED 2
#define TIF_NOTIFY_RESUME 3
#define TIF_NOTIFY_SIGNAL 4
#define TIF_MEMDIE 5
#define TIF_RESTORE_SIGMASK 6
#define TIF_POLLING_NRFLAG 7
#define TIF_SYSCALL_TRACE 8
#define TIF_NEED_RESCHED_LAZY 9
#define TIF_UPROBE 10
#define _TIF_SIGPENDING 2
#define _TIF_NEED_RESCHED 4
#define _TIF_NEED_RESCHED_LAZY 512
#define _TIF_NOTIFY_SIGNAL 16
#endif
