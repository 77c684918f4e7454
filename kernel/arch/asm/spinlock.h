/* SPDX-License-Identifier: MIT */
#ifndef ASM_SPINLOCK_H
#define ASM_SPINLOCK_H
/* There is one thread: a lock is never held by another one. */
#define arch_spin_is_locked(l) ((l)->locked != 0)
#define arch_spin_is_contended(l) 0
#define arch_spin_lock(l) ((void)((l)->locked = 1))
#define arch_spin_trylock(l) ((l)->locked ? 0 : ((l)->locked = 1))
#define arch_spin_unlock(l) ((void)((l)->locked = 0))
#define arch_spin_value_unlocked(l) (!(l).locked)
#define arch_read_lock(l) ((void)(l))
#define arch_write_lock(l) ((void)(l))
#define arch_read_trylock(l) 1
#define arch_write_trylock(l) 1
#define arch_read_unlock(l) ((void)(l))
#define arch_write_unlock(l) ((void)(l))
#define arch_rwlock_is_contended(l) 0
#endif
