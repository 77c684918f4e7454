// SPDX-License-Identifier: MIT
/*
 * Answers and counters: the cheap comparison made after every op. Views, which are expensive, are in compare_view.c.
 *
 * Answers and counters are equal millions of times for each time they differ, so compare memory first and walk the list of fields only on a
 * difference. Padding may cause such a walk, too, which then finds nothing; normally it is equal because it is never written.
 */
#include "fuzz/lockstep/compare.h"

#include <stdarg.h>
#include <string.h>

#include "fuzz/lockstep/effort.h"
#include "fuzz/lockstep/names.h"

bool differ(struct divergence *diff, enum diff_class class, int64_t subject, int64_t oracle, const char *format, ...)
{
	va_list args;

	diff->class = class;
	diff->subject = subject;
	diff->oracle = oracle;
	va_start(args, format);
	vsnprintf(diff->field, sizeof(diff->field), format, args);
	va_end(args);
	return false;
}

static const char *const counter_names[NR_COUNTERS] = {
	"free", "free_cma", "managed", "reserved_highatomic", "isolated_blocks", "wmark_min", "wmark_low", "wmark_high", "boost", "boosted",
	"free_highatomic", "below_high",
	"nr_free order=0", "nr_free order=1", "nr_free order=2", "nr_free order=3", "nr_free order=4", "nr_free order=5",
	"nr_free order=6", "nr_free order=7", "nr_free order=8", "nr_free order=9", "nr_free order=10",
};

const char *counter_name(uint32_t index)
{
	return counter_names[index];
}

void counter_values(const struct zone_counters *counters, int64_t value[NR_COUNTERS])
{
	value[0] = counters->free;
	value[1] = counters->free_cma;
	value[2] = counters->managed;
	value[3] = counters->reserved_highatomic;
	value[4] = counters->isolated_blocks;
	value[5] = counters->wmark[WMARK_MIN];
	value[6] = counters->wmark[WMARK_LOW];
	value[7] = counters->wmark[WMARK_HIGH];
	value[8] = counters->boost;
	value[9] = counters->boosted;
	value[10] = counters->free_highatomic;
	value[11] = counters->below_high;
	for (uint32_t order = 0; order < MAX_ORDER_LIMIT; order++)
		value[NR_ZONE_COUNTERS + order] = counters->nr_free[order];
}

bool compare_counters(const struct zone_counters *subject, const struct zone_counters *oracle, uint32_t nr_zones, struct divergence *diff)
{
	if (memcmp(subject, oracle, nr_zones * sizeof(*subject)) == 0)
		return true;
	for (uint32_t zone = 0; zone < nr_zones; zone++) {
		int64_t ours[NR_COUNTERS], theirs[NR_COUNTERS];

		counter_values(&subject[zone], ours);
		counter_values(&oracle[zone], theirs);
		for (uint32_t i = 0; i < NR_COUNTERS; i++)
			if (ours[i] != theirs[i])
				return differ(diff, DIFF_COUNTER, ours[i], theirs[i], "%s zone=%u", counter_name(i), zone);
	}
	return true;
}

static uint32_t kept(uint32_t count, uint32_t limit)
{
	return count < limit ? count : limit;
}

static bool compare_bad(const struct answer *subject, const struct answer *oracle, struct divergence *diff)
{
	if (subject->nr_bad != oracle->nr_bad)
		return differ(diff, DIFF_ANSWER, subject->nr_bad, oracle->nr_bad, "nr_bad");
	for (uint32_t i = 0; i < kept(subject->nr_bad, BAD_MAX); i++)
		if (subject->bad[i] != oracle->bad[i])
			return differ(diff, DIFF_ANSWER, subject->bad[i], oracle->bad[i], "bad [%u]", i);
	return true;
}

static bool compare_pages(const struct answer *subject, const struct answer *oracle, struct divergence *diff)
{
	if (subject->nr_pages != oracle->nr_pages)
		return differ(diff, DIFF_ANSWER, subject->nr_pages, oracle->nr_pages, "nr_pages");
	for (uint32_t i = 0; i < kept(subject->nr_pages, BULK_MAX); i++)
		if (subject->page[i] != oracle->page[i])
			return differ(diff, DIFF_ANSWER, subject->page[i], oracle->page[i], "given [%u]", i);
	return true;
}

static bool compare_corruption(const struct answer *subject, const struct answer *oracle, struct divergence *diff)
{
	if (subject->nr_corrupt != oracle->nr_corrupt)
		return differ(diff, DIFF_ANSWER, subject->nr_corrupt, oracle->nr_corrupt, "nr_corrupt");
	for (uint32_t i = 0; i < kept(subject->nr_corrupt, CORRUPT_MAX); i++) {
		const struct corruption *a = &subject->corrupt[i], *b = &oracle->corrupt[i];

		if (a->pfn != b->pfn)
			return differ(diff, DIFF_ANSWER, a->pfn, b->pfn, "corrupt-pfn [%u]", i);
		if (a->first != b->first)
			return differ(diff, DIFF_ANSWER, a->first, b->first, "corrupt-first [%u]", i);
		if (a->last != b->last)
			return differ(diff, DIFF_ANSWER, a->last, b->last, "corrupt-last [%u]", i);
		if (a->single_bit != b->single_bit)
			return differ(diff, DIFF_ANSWER, a->single_bit, b->single_bit, "corrupt-single_bit [%u]", i);
	}
	return true;
}

/* A missing event counts as one of kind -1, so that the shorter path differs where it ends. */
static bool compare_path(const struct answer *subject, const struct answer *oracle, struct divergence *diff)
{
	const uint32_t ours = kept(subject->nr_path, PATH_EVENTS_MAX), theirs = kept(oracle->nr_path, PATH_EVENTS_MAX);

	for (uint32_t i = 0; i < ours || i < theirs; i++) {
		const struct path_event *a = &subject->path[i], *b = &oracle->path[i];

		if (i >= ours || i >= theirs)
			return differ(diff, DIFF_PATH, i < ours ? a->kind : -1, i < theirs ? b->kind : -1, "end [%u]", i);
		if (a->kind != b->kind)
			return differ(diff, DIFF_PATH, a->kind, b->kind, "event [%u]", i);
		if (a->a != b->a)
			return differ(diff, DIFF_PATH, a->a, b->a, "%s-a [%u]", path_name(a->kind), i);
		if (a->b != b->b)
			return differ(diff, DIFF_PATH, a->b, b->b, "%s-b [%u]", path_name(a->kind), i);
		if (a->pfn != b->pfn)
			return differ(diff, DIFF_PATH, a->pfn, b->pfn, "%s-pfn [%u]", path_name(a->kind), i);
	}
	if (subject->nr_path != oracle->nr_path)
		return differ(diff, DIFF_PATH, subject->nr_path, oracle->nr_path, "length");
	return true;
}

void copy_path(const struct answer *from, struct answer *to)
{
	memcpy(to->path, from->path, kept(from->nr_path, PATH_EVENTS_MAX) * sizeof(to->path[0]));
	to->nr_path = from->nr_path;
}

/* The common case: equal, and without bad pages. */
static bool plainly_equal(const struct answer *a, const struct answer *b)
{
	if (memcmp(a, b, offsetof(struct answer, steps)) != 0 || (a->nr_bad | a->nr_corrupt) != 0)
		return false;
	if (a->nr_pages > 0 && memcmp(a->page, b->page, kept(a->nr_pages, BULK_MAX) * sizeof(a->page[0])) != 0)
		return false;
	for (uint32_t i = 0; i < kept(a->nr_path, PATH_EVENTS_MAX); i++)
		if (a->path[i].kind != b->path[i].kind || a->path[i].a != b->path[i].a || a->path[i].b != b->path[i].b || a->path[i].pfn != b->path[i].pfn)
			return false;
	return true;
}

bool compare_answers(const struct answer *subject, const struct answer *oracle, struct divergence *diff)
{
	if (plainly_equal(subject, oracle))
		return true;
	if (subject->status != oracle->status)
		return differ(diff, DIFF_STATUS, subject->status, oracle->status, "status");
	if (subject->value != oracle->value)
		return differ(diff, DIFF_VALUE, subject->value, oracle->value, "value");
	if (!compare_pages(subject, oracle, diff))
		return false;
	if (subject->comp_order != oracle->comp_order)
		return differ(diff, DIFF_ANSWER, subject->comp_order, oracle->comp_order, "comp_order");
	if (subject->pfmemalloc != oracle->pfmemalloc)
		return differ(diff, DIFF_ANSWER, subject->pfmemalloc, oracle->pfmemalloc, "pfmemalloc");
	if (!compare_path(subject, oracle, diff))
		return false;
	if (subject->wake != oracle->wake)
		return differ(diff, DIFF_ANSWER, subject->wake, oracle->wake, "wake");
	if (subject->woken != oracle->woken)
		return differ(diff, DIFF_ANSWER, subject->woken, oracle->woken, "woken");
	if (subject->zeroed != oracle->zeroed)
		return differ(diff, DIFF_ANSWER, subject->zeroed, oracle->zeroed, "zeroed");
	return compare_bad(subject, oracle, diff) && compare_corruption(subject, oracle, diff);
}

bool compare_effort(const struct subject *subject, const struct machine *machine, const struct request *request, const struct answer *answer,
		    const struct answer *oracle, struct divergence *diff)
{
	if (!subject->counts_steps || answer->steps <= EFFORT_LEAST)
		return true;
	const uint64_t allowed = effort_allowed(machine, request, oracle);

	return answer->steps <= allowed || differ(diff, DIFF_SLOW, (int64_t)answer->steps, (int64_t)allowed, "steps");
}
