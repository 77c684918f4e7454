/* SPDX-License-Identifier: MIT */
#ifndef ASM_ATOMIC_H
#define ASM_ATOMIC_H
/* One thread: plain arithmetic is atomic. The kernel derives all other operations from these. */
#define ARCH_ATOMIC /* for kernels that also support another scheme */
#include <linux/types.h>
#include <asm/cmpxchg.h>
#include <asm/barrier.h>
#define arch_atomic_read(v) READ_ONCE((v)->counter)
#define arch_atomic_set(v, i) WRITE_ONCE((v)->counter, i)
#define arch_atomic64_read(v) READ_ONCE((v)->counter)
#define arch_atomic64_set(v, i) WRITE_ONCE((v)->counter, i)
#define ATOMIC64_INIT(i) { (i) }
#define OPS(of, type, op, sign) \
	static inline void arch_##of##_##op(type i, of##_t *v) { v->counter = v->counter sign i; } \
	static inline type arch_##of##_##op##_return(type i, of##_t *v) { return v->counter = v->counter sign i; } \
	static inline type arch_##of##_fetch_##op(type i, of##_t *v) { const type was = v->counter; v->counter = was sign i; return was; }
#define ALL_OPS(of, type) OPS(of, type, add, +) OPS(of, type, sub, -) OPS(of, type, and, &) OPS(of, type, or, |) OPS(of, type, xor, ^)
ALL_OPS(atomic, int)
ALL_OPS(atomic64, s64)
#undef OPS
#undef ALL_OPS
#define EACH(of) \
	static inline __typeof__(((of##_t *)0)->counter) arch_##of##_xchg(of##_t *v, __typeof__(((of##_t *)0)->counter) n) { return arch_xchg(&v->counter, n); } \
	static inline __typeof__(((of##_t *)0)->counter) arch_##of##_cmpxchg(of##_t *v, __typeof__(((of##_t *)0)->counter) o, __typeof__(((of##_t *)0)->counter) n) { return arch_cmpxchg(&v->counter, o, n); }
EACH(atomic)
EACH(atomic64)
#undef EACH
#define arch_atomic_add_return arch_atomic_add_return
#define arch_atomic_sub_return arch_atomic_sub_return
#define arch_atomic_fetch_add arch_atomic_fetch_add
#define arch_atomic_fetch_sub arch_atomic_fetch_sub
#define arch_atomic_fetch_and arch_atomic_fetch_and
#define arch_atomic_fetch_or arch_atomic_fetch_or
#define arch_atomic_fetch_xor arch_atomic_fetch_xor
#define arch_atomic_xchg arch_atomic_xchg
#define arch_atomic_cmpxchg arch_atomic_cmpxchg
#define arch_atomic64_add_return arch_atomic64_add_return
#define arch_atomic64_sub_return arch_atomic64_sub_return
#define arch_atomic64_fetch_add arch_atomic64_fetch_add
#define arch_atomic64_fetch_sub arch_atomic64_fetch_sub
#define arch_atomic64_fetch_and arch_atomic64_fetch_and
#define arch_atomic64_fetch_or arch_atomic64_fetch_or
#define arch_atomic64_fetch_xor arch_atomic64_fetch_xor
#define arch_atomic64_xchg arch_atomic64_xchg
#define arch_atomic64_cmpxchg arch_atomic64_cmpxchg
#endif
