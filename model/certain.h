// SPDX-License-Identifier: MIT
/*
 * ALWAYS() and NEVER() mark conditions that follow from other rules and are written down only so that a rule reads as in the kernel.
 * Sanitizer builds abort when one does not hold; builds that measure coverage replace it by a constant, so that it does not count as a
 * branch.
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
