/* SPDX-License-Identifier: MIT */
#ifndef ASM_CMPXCHG_H
#define ASM_CMPXCHG_H
#define arch_xchg(ptr, x) ({ __typeof__(*(ptr)) old_ = *(ptr); *(ptr) = (__typeof__(*(ptr)))(x); old_; })
#define arch_cmpxchg(ptr, o, n) ({ __typeof__(*(ptr)) was_ = *(ptr); if (was_ == (__typeof__(*(ptr)))(o)) *(ptr) = (__typeof__(*(ptr)))(n); was_; })
#define arch_cmpxchg_local arch_cmpxchg
#define arch_cmpxchg64 arch_cmpxchg
#define arch_cmpxchg64_local arch_cmpxchg
#define arch_cmpxchg_relaxed arch_cmpxchg
#endif
