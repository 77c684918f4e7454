/* SPDX-License-Identifier: MIT */
#ifndef ASM_SPINLOCK_TYPES_H
#define ASM_SPINLOCK_TYPES_H
typedef struct { int locked; } arch_spinlock_t;
typedef struct { int locked; } arch_rwlock_t;
#define __ARCH_SPIN_LOCK_UNLOCKED { 0 }
#define __ARCH_RW_LOCK_UNLOCKED { 0 }
#endif
