// SPDX-License-Identifier: MIT
/*
 * The arguments of path events in words, for reports.
 */
#include "fuzz/explain/path_text.h"

#include <inttypes.h>
#include <string.h>

#include "fuzz/language/arg.h"
#include "fuzz/lockstep/names.h"

static const char *const compact_results[NR_COMPACT_RESULTS] = {"SKIPPED", "DEFERRED", "CONTINUE", "COMPLETE", "PARTIAL_SKIPPED", "CONTENDED",
	"SUCCESS", "NO_SUITABLE_PAGE"};
static const char *const node_reclaim_results[] = {"NOSCAN", "FULL", "SOME", "SUCCESS"};

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static void alloc_flags_text(uint32_t flags, char *out, size_t size)
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

static void result_text(unsigned b, const char *const *names, size_t count, char *out, size_t size)
{
	const unsigned result = b & ~(unsigned)PATH_ASKED;

	snprintf(out, size, "%s%s", result < count ? names[result] : "?", b & PATH_ASKED ? " asked" : "");
}

static void compact_b_text(uint32_t b, char *out, size_t size)
{
	result_text(b, compact_results, COUNT_OF(compact_results), out, size);
}

static void node_reclaim_b_text(uint32_t b, char *out, size_t size)
{
	result_text(b, node_reclaim_results, COUNT_OF(node_reclaim_results), out, size);
}

static void returned_text(uint32_t a, char *out, size_t size)
{
	snprintf(out, size, "%" PRId32, (int32_t)a);
}

bool path_argument_text(const char *field, uint32_t value, char *out, size_t size)
{
	static const struct {
		const char *field;
		void (*text)(uint32_t value, char *out, size_t size);
	} arguments[] = {
		{"attempt-a", alloc_flags_text}, {"compact-b", compact_b_text}, {"node-reclaim-b", node_reclaim_b_text}, {"migrate-a", returned_text},
		{"extfrag-a", extfrag_a_text}, {"extfrag-b", extfrag_b_text},
	};
	const size_t length = strcspn(field, " ");

	for (size_t i = 0; i < COUNT_OF(arguments); i++)
		if (strlen(arguments[i].field) == length && strncmp(arguments[i].field, field, length) == 0) {
			arguments[i].text(value, out, size);
			return true;
		}
	return false;
}

static void compact_text(const struct path_event *event, char *out, size_t size)
{
	int at = snprintf(out, size, "priority=%" PRIu32 " ", event->a);

	compact_b_text(event->b, out + at, size - (size_t)at);
	at += (int)strlen(out + at);
	if (event->pfn != PFN_NONE)
		snprintf(out + at, size - (size_t)at, " captured=%" PRIu32, event->pfn);
}

void path_event_text(const struct path_event *event, char *out, size_t size)
{
	char result[PATH_TEXT / 2];

	out[0] = '\0';
	switch ((enum path_kind)event->kind) {
	case PATH_ATTEMPT: alloc_flags_text(event->a, out, size); break;
	case PATH_RECLAIM: snprintf(out, size, "progress=%" PRIu32, event->a); break;
	case PATH_COMPACT: compact_text(event, out, size); break;
	case PATH_UNRESERVE: snprintf(out, size, "force=%" PRIu32 " result=%u", event->a, event->b); break;
	case PATH_OOM: snprintf(out, size, "killed=%" PRIu32, event->a); break;
	case PATH_DIRTY: snprintf(out, size, "node=%" PRIu32 " ok=%u", event->a, event->b); break;
	case PATH_NODE_RECLAIM:
		node_reclaim_b_text(event->b, result, sizeof(result));
		snprintf(out, size, "node=%" PRIu32 " %s", event->a, result);
		break;
	case PATH_MIGRATE: snprintf(out, size, "returned=%" PRId32, (int32_t)event->a); break;
	case PATH_EXTFRAG: extfrag_text(event, out, size); break;
	case PATH_DRAIN: case PATH_OOM_LOCK: case PATH_CONGESTION: break;
	}
}
