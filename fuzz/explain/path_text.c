// SPDX-License-Identifier: MIT
/*
 * The arguments of path events in words, for the reports.
 */
#include "fuzz/explain/path_text.h"

#include <inttypes.h>

#include "fuzz/language/arg.h"
#include "fuzz/lockstep/names.h"

static const char *const compact_results[NR_COMPACT_RESULTS] = {"SKIPPED", "DEFERRED", "CONTINUE", "COMPLETE", "PARTIAL_SKIPPED", "CONTENDED",
	"SUCCESS", "NO_SUITABLE_PAGE"};
static const char *const node_reclaim_results[] = {"NOSCAN", "FULL", "SOME", "SUCCESS"};

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

void alloc_flags_text(uint32_t flags, char *out, size_t size)
{
	static const char *const marks[] = {"WMARK_MIN", "WMARK_LOW", "WMARK_HIGH", "WMARK_HIGH"};
	size_t at = (size_t)snprintf(out, size, "%s", marks[flags & ALLOC_WMARK_MASK]);

	flags &= ~(uint32_t)ALLOC_WMARK_MASK;
	for (const struct flag_word *word = arg_table[ARG_ALLOC_FLAGS].flags; word->name && at < size; word++) {
		if ((flags & word->bits) == 0)
			continue;
		at += (size_t)snprintf(out + at, size - at, "|%s", word->name);
		flags &= ~word->bits;
	}
	if (flags != 0 && at < size)
		snprintf(out + at, size - at, "|0x%" PRIx32, flags);
}

static const char *asked(const struct path_event *event)
{
	return event->b & PATH_ASKED ? " asked" : "";
}

static const char *result_of(const struct path_event *event, const char *const *names, size_t count)
{
	const unsigned result = event->b & ~(unsigned)PATH_ASKED;

	return result < count ? names[result] : "?";
}

static void compact_text(const struct path_event *event, char *out, size_t size)
{
	const int at = snprintf(out, size, "priority=%" PRIu32 " %s%s", event->a, result_of(event, compact_results, COUNT_OF(compact_results)),
				asked(event));

	if (event->pfn != PFN_NONE)
		snprintf(out + at, size - (size_t)at, " captured=%" PRIu32, event->pfn);
}

void path_event_text(const struct path_event *event, char *out, size_t size)
{
	out[0] = '\0';
	switch ((enum path_kind)event->kind) {
	case PATH_ATTEMPT: alloc_flags_text(event->a, out, size); break;
	case PATH_RECLAIM: snprintf(out, size, "progress=%" PRIu32, event->a); break;
	case PATH_COMPACT: compact_text(event, out, size); break;
	case PATH_UNRESERVE: snprintf(out, size, "force=%" PRIu32 " result=%u", event->a, event->b); break;
	case PATH_OOM: snprintf(out, size, "killed=%" PRIu32, event->a); break;
	case PATH_DIRTY: snprintf(out, size, "node=%" PRIu32 " ok=%u", event->a, event->b); break;
	case PATH_NODE_RECLAIM:
		snprintf(out, size, "node=%" PRIu32 " %s%s", event->a, result_of(event, node_reclaim_results, COUNT_OF(node_reclaim_results)), asked(event));
		break;
	case PATH_MIGRATE: snprintf(out, size, "returned=%" PRId32, (int32_t)event->a); break;
	case PATH_EXTFRAG: extfrag_text(event, out, size); break;
	case PATH_DRAIN: case PATH_OOM_LOCK: case PATH_CONGESTION: break;
	}
}
