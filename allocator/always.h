// SPDX-License-Identifier: MIT
/*
 * Conditions that are always or never true, but are tested nevertheless: because the kernel tests them, or for the reader's sake.
 *
 * In sanitizer builds the program traps if one is violated; in coverage builds they are constants, so that unreachable code is not reported
 * as uncovered. In other builds they are ordinary conditions.
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
