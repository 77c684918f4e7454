// SPDX-License-Identifier: MIT
/*
 * The step budget: on both sides a request is stopped if and only if it exceeds its steps.
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include "fuzz/subjects.h"

static jmp_buf out;

static void stop(void *ctx)
{
	(*(int *)ctx)++;
	longjmp(out, 1);
}

static struct machine small_machine(void)
{
	struct machine m = {
		.profile = PROFILE_LINUX_5_10, .nr_cpus = 1, .nr_nodes = 1, .nr_zones = 1, .max_order = 9, .pageblock_order = 4,
		.distance = {{10}}, .zone = {{0, ZONE_NORMAL, 1024, 2048}}, .mobility = true, .user_min_free_kbytes = -1,
		.watermark_scale_factor = 10, .guardpage_minorder = -1, .section_pages = 256,
	};

	return m;
}

/* How often an allocation of one page is stopped at that limit: 0 or 1. */
static int stopped(const struct subject *subject, void *memory, uint64_t limit)
{
	static struct answer answer;
	const struct request request = {.kind = REQ_RMQUEUE, .alloc_flags = ALLOC_NO_WATERMARKS};
	static int stops;

	stops = 0;
	subject->step_limit(memory, limit, stop, &stops);
	if (setjmp(out) == 0)
		subject->apply(memory, &request, &answer);
	return stops;
}

static int failed(const struct subject *subject)
{
	const struct machine machine = small_machine();
	void *memory = aligned_alloc(64, (subject->size(&machine) + 63) / 64 * 64);
	int bad = 0;

	if (!memory || !subject->boot(memory, &machine)) {
		fprintf(stderr, "steps_test: %s does not boot\n", subject->name);
		return 1;
	}
	if (stopped(subject, memory, 1 << 20) != 0) {
		fprintf(stderr, "steps_test: %s: one page is stopped although it takes few steps\n", subject->name);
		bad++;
	}
	/* A split from the largest block takes more than one step on each side. */
	if (!subject->boot(memory, &machine) || stopped(subject, memory, 1) != 1) {
		fprintf(stderr, "steps_test: %s: nothing is stopped after one step\n", subject->name);
		bad++;
	}
	free(memory);
	return bad;
}

int main(void)
{
	const int bad = failed(subject_find("allocator")) + failed(subject_find("model"));

	if (bad == 0)
		printf("steps_test: both sides stop at their step limit\n");
	return bad > 0;
}
