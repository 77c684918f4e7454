// SPDX-License-Identifier: MIT
/*
 * Worlds for the corner cases: machines, requests and the runner. The view of a world and the checks are in fixture_show.c.
 *
 * A case leaves by longjmp when a check fails, so nothing it owns may live outside struct world; the runner releases that.
 */
#include "tests/fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/subjects.h"
#include "fuzz/lockstep/view.h"
#include "tests/fixture_show.h"

enum { LEFT_FAILED = 1, LEFT_SKIPPED = 2 };

static struct world the_world; /* static: a world is too large for the stack, and longjmp must not lose it */

/* ---- machines ---- */

void machine_new(struct world *w, enum profile profile)
{
	static const uint32_t ratio[MAX_NR_ZONES] = { 256, 256, 32, 0 };
	struct machine *m = &w->machine;

	memset(m, 0, sizeof(*m));
	m->profile = (uint8_t)profile;
	m->nr_cpus = 1;
	m->nr_nodes = 1;
	m->max_order = 11;
	m->pageblock_order = 9;
	for (unsigned int from = 0; from < MAX_NODES; from++)
		for (unsigned int to = 0; to < MAX_NODES; to++)
			m->distance[from][to] = from == to ? 10 : 20;
	m->mobility = true;
	m->min_free_kbytes = -1;
	m->user_min_free_kbytes = -1;
	m->watermark_scale_factor = 10;
	memcpy(m->lowmem_reserve_ratio, ratio, sizeof(ratio));
	m->pcp_mode = PCP_NATURAL;
	m->node_reclaim_distance = 30;
	m->dirty_ratio = 20;
	m->guardpage_minorder = -1;
	m->section_pages = 32768;
}

void machine_zone(struct world *w, uint8_t node, enum zone_kind kind, pfn_t start, pfn_t end)
{
	struct machine *m = &w->machine;

	m->zone[m->nr_zones++] = (struct machine_zone){ .node = node, .kind = (uint8_t)kind, .start_pfn = start, .end_pfn = end };
	if (m->nr_nodes <= node)
		m->nr_nodes = (uint8_t)(node + 1);
}

void machine_range(struct world *w, enum range_kind kind, pfn_t start, pfn_t end)
{
	struct machine *m = &w->machine;

	m->range[m->nr_ranges++] = (struct machine_range){ .kind = (uint8_t)kind, .start_pfn = start, .end_pfn = end };
}

void machine_pcp(struct world *w, uint32_t high, uint32_t batch)
{
	w->machine.pcp_mode = PCP_FIXED;
	w->machine.pcp_high = high;
	w->machine.pcp_batch = batch;
}

static void world_release(struct world *w)
{
	if (w->has_view)
		view_release(&w->view);
	w->has_view = false;
	free(w->memory);
	w->memory = NULL;
}

static void world_refused(struct world *w)
{
	if (w->machine.profile != PROFILE_LINUX_5_10)
		longjmp(w->out, LEFT_SKIPPED);
	printf("%s: case %s: subject %s refuses the machine\n", w->program, w->running->name, w->subject->name);
	longjmp(w->out, LEFT_FAILED);
}

void machine_boot(struct world *w)
{
	size_t size;

	world_release(w);
	size = w->subject->size(&w->machine);
	if (size == 0)
		world_refused(w);
	/* aligned_alloc wants a multiple of the alignment. 0xa5: a subject must not rely on zeroed memory. */
	size = (size + 63) & ~(size_t)63;
	w->memory = aligned_alloc(64, size);
	if (w->memory == NULL) {
		fprintf(stderr, "%s: no memory for a world of %zu bytes\n", w->program, size);
		exit(3);
	}
	memset(w->memory, 0xa5, size);
	if (!w->subject->boot(w->memory, &w->machine))
		world_refused(w);
	invariants_start(&w->invariants);
	view_init(&w->view, &w->machine);
	w->has_view = true;
	w->view_is_current = false;
	w->zone = 0;
	w->cpu = 0;
}

void boot_zone(struct world *w, enum profile profile, pfn_t start, pfn_t end)
{
	machine_new(w, profile);
	machine_zone(w, 0, ZONE_NORMAL, start, end);
	machine_boot(w);
}

/* ---- requests ---- */

enum status ask_status(struct world *w, struct request request)
{
	request.cpu = request.kind == REQ_CPU_DEAD || request.kind == REQ_CPU_UP || request.kind == REQ_ANSWER ||
		      request.kind == REQ_DRAIN || request.kind == REQ_DRAIN_BATCH ? request.cpu : w->cpu;
	w->subject->apply(w->memory, &request, &w->answer);
	invariants_note(&w->invariants, &w->machine, &request, &w->answer);
	w->view_is_current = false;
	return (enum status)w->answer.status;
}

int64_t ask(struct world *w, struct request request)
{
	enum status status = ask_status(w, request);

	if (status != STATUS_OK)
		show_refusal(w, &request, status);
	return w->answer.value;
}

static uint32_t gfp_of_type(char type)
{
	return type == 'M' ? GFP_BIT_MOVABLE : type == 'R' ? GFP_BIT_RECLAIMABLE : 0;
}

pfn_t take_gfp(struct world *w, uint32_t gfp, unsigned int order, uint32_t alloc_flags)
{
	return (pfn_t)ask(w, (struct request){ .kind = REQ_RMQUEUE, .order = (uint8_t)order, .gfp = gfp, .alloc_flags = alloc_flags });
}

pfn_t take_flags(struct world *w, char type, unsigned int order, uint32_t alloc_flags)
{
	return take_gfp(w, gfp_of_type(type), order, alloc_flags);
}

pfn_t take(struct world *w, char type, unsigned int order)
{
	return take_flags(w, type, order, ALLOC_NO_WATERMARKS | (type == 'M' ? (uint32_t)ALLOC_CMA : 0));
}

pfn_t take_lru(struct world *w, unsigned int order)
{
	return (pfn_t)ask(w, (struct request){ .kind = REQ_RMQUEUE, .order = (uint8_t)order, .gfp = GFP_BIT_MOVABLE, .lru = true,
					       .alloc_flags = ALLOC_NO_WATERMARKS | ALLOC_CMA });
}

void take_run(struct world *w, int line, char type, unsigned int order, pfn_t pfn, pfn_t end)
{
	while (pfn < end && take(w, type, order) == pfn)
		pfn += 1u << order;
	expect_number(w, line, "end of the run taken", end, pfn);
}

uint32_t take_all(struct world *w, char type, unsigned int order)
{
	uint32_t count = 0;

	while (take(w, type, order) != PFN_NONE)
		count++;
	return count;
}

pfn_t alloc_on(struct world *w, uint8_t node, uint32_t gfp, unsigned int order)
{
	return (pfn_t)ask(w, (struct request){ .kind = REQ_ALLOC, .node = node, .order = (uint8_t)order, .gfp = gfp });
}

pfn_t alloc(struct world *w, uint32_t gfp, unsigned int order)
{
	return alloc_on(w, 0, gfp, order);
}

int64_t give(struct world *w, pfn_t pfn, unsigned int order)
{
	return ask(w, (struct request){ .kind = REQ_FREE, .pfn = pfn, .order = (uint8_t)order });
}

void give_run(struct world *w, pfn_t pfn, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		give(w, pfn + i, 0);
}

void split(struct world *w, pfn_t pfn, unsigned int order)
{
	ask(w, (struct request){ .kind = REQ_SPLIT, .pfn = pfn, .order = (uint8_t)order });
}

void drain(struct world *w, uint8_t cpu)
{
	ask(w, (struct request){ .kind = REQ_DRAIN, .cpu = cpu, .zone = ZONE_ALL });
}

void script_free(struct world *w, enum question question, int64_t value, uint8_t cpu, const pfn_t *pfns, uint32_t count)
{
	static const uint8_t orders[FREES_PER_ANSWER];

	ask(w, (struct request){ .kind = REQ_ANSWER, .question = (uint8_t)question, .value = value, .cpu = cpu, .zone = ZONE_ALL,
				 .pfns = pfns, .orders = orders, .count = count });
}

void script(struct world *w, enum question question, int64_t value)
{
	script_free(w, question, value, 0, NULL, 0);
}

/* ---- the runner ---- */

struct tally {
	uint32_t cases, failed, skipped;
};

static void run_case(struct world *w, const struct corner_case *c, struct tally *tally)
{
	int left;

	w->running = c;
	left = setjmp(w->out);
	if (left == 0) {
		c->run(w);
		expect_sound(w);
	}
	tally->cases++;
	tally->failed += left == LEFT_FAILED;
	tally->skipped += left == LEFT_SKIPPED;
	world_release(w);
}

void world_fail(struct world *w)
{
	longjmp(w->out, LEFT_FAILED);
}

static bool is_wanted(const char *name, char **names, int nr_names)
{
	for (int i = 0; i < nr_names; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return nr_names == 0;
}

static bool run_subject(const struct subject *subject, const struct corner_case *cases, size_t nr_cases, char **names, int nr_names)
{
	struct world *w = &the_world;
	struct tally tally = { 0 };

	w->subject = subject;
	w->checks = 0;
	for (size_t i = 0; i < nr_cases; i++)
		if (is_wanted(cases[i].name, names, nr_names))
			run_case(w, &cases[i], &tally);
	printf("%s: %s: %u cases, %u checks, %u failed, %u skipped (profile not offered)\n", w->program, subject->name, tally.cases,
	       w->checks, tally.failed, tally.skipped);
	return tally.failed == 0 && tally.cases > 0;
}

static int usage(const char *program)
{
	fprintf(stderr, "usage: %s [--subject NAME] [--list] [--break N] [CASE...]\n", program);
	return 2;
}

static int list_cases(const struct corner_case *cases, size_t nr_cases)
{
	for (size_t i = 0; i < nr_cases; i++)
		printf("%-8s %s\n", cases[i].name, cases[i].rule);
	return 0;
}

int corner_main(int argc, char **argv, const struct corner_case *cases, size_t nr_cases)
{
	const struct subject *sides[] = { &subject_allocator, &subject_model };
	size_t nr_sides = 2;
	bool sound = true;
	int i = 1;

	the_world.program = strrchr(argv[0], '/') ? strrchr(argv[0], '/') + 1 : argv[0];
	for (; i < argc && argv[i][0] == '-'; i++) {
		if (strcmp(argv[i], "--list") == 0)
			return list_cases(cases, nr_cases);
		if (i + 1 == argc)
			return usage(argv[0]);
		if (strcmp(argv[i], "--break") == 0) {
			the_world.break_at = (uint32_t)strtoul(argv[++i], NULL, 10);
		} else if (strcmp(argv[i], "--subject") == 0) {
			sides[0] = subject_find(argv[++i]);
			nr_sides = 1;
		} else {
			return usage(argv[0]);
		}
	}
	if (sides[0] == NULL)
		return usage(argv[0]);
	for (size_t s = 0; s < nr_sides; s++)
		sound = run_subject(sides[s], cases, nr_cases, argv + i, argc - i) && sound;
	return sound ? 0 : 1;
}
