// SPDX-License-Identifier: MIT
/*
 * What follows from other rules and is said nevertheless, so that a rule reads as the kernel has it: ALWAYS() and NEVER(). Builds with
 * sanitizers stop where it does not follow, builds that count coverage take it as given and do not count it.
 */
#ifndef MODEL_CERTAIN_H
#define MODEL_CERTAIN_H

#include <stdbool.h>

#ifdef CERTAIN_IS_CONSTANT
#define ALWAYS(condition) ((void)sizeof(condition), true)
#define NEVER(condition) ((void)sizeof(condition), false)
#elif defined(CERTAIN_IS_WATCHED)
static inline bool m_watched(bool given, bool is)
{
	if (given != is)
		__builtin_trap();
	return is;
}

#define ALWAYS(condition) m_watched(true, (condition))
#define NEVER(condition) m_watched(false, (condition))
#else
#define ALWAYS(condition) (condition)
#define NEVER(condition) (condition)
#endif

#endif
