// SPDX-License-Identifier: MIT
/*
 * What every check needs: find the zone of a page, and note what is broken.
 */
#include "fuzz/lockstep/invariants_parts.h"

#include <stdarg.h>
#include <stdio.h>

uint32_t find_zone(const struct checker *checker, pfn_t pfn)
{
	for (uint32_t zone = 0; zone < checker->machine->nr_zones; zone++)
		if (in_zone(checker, zone, pfn))
			return zone;
	return NOBODY;
}

bool broken(struct checker *checker, int64_t is, int64_t should, const char *format, ...)
{
	va_list args;

	checker->is = is;
	checker->should = should;
	va_start(args, format);
	vsnprintf(checker->where, INVARIANT_TEXT, format, args);
	va_end(args);
	return false;
}
