// SPDX-License-Identifier: MIT
/*
 * Conditions that cannot be otherwise, and are asked all the same: by the kernel whose rule this is, or by whoever reads here next.
 *
 * Where they are watched (sanitizers) the program ends if one is; where coverage is counted they are constants, so that what cannot be
 * reached is not asked for. Elsewhere they are what they were.
 */
#ifndef ALLOCATOR_ALWAYS_H
#define ALLOCATOR_ALWAYS_H

#if defined(CERTAIN_IS_CONSTANT)
#define ALWAYS(condition) ((void)sizeof(condition), true)
#define NEVER(condition) ((void)sizeof(condition), false)
#elif defined(CERTAIN_IS_WATCHED)
#define ALWAYS(condition) ((condition) ? true : (__builtin_trap(), false))
#define NEVER(condition) ((condition) ? (__builtin_trap(), true) : false)
#else
#define ALWAYS(condition) (condition)
#define NEVER(condition) (condition)
#endif

#endif
