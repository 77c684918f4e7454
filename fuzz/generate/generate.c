// SPDX-License-Identifier: MIT
/*
 * How sequences are made: ops drawn from a scenario's mix, with arguments drawn so that most of them make sense together.
 *
 * The generator keeps a rough idea of what each slot holds, assuming that every allocation succeeds; a wrong assumption costs a nop. Phases
 * of filling and emptying alternate, each with a preferred gfp mask.
 */
#include "fuzz/generate/generate_pick.h"

#include <string.h>

enum { PHASE_OPS = 24 };

static enum op_kind pick_kind(struct generator *g)
{
	const struct mix *mix = g->scenario->mix;
	uint32_t sum = 0;

	for (unsigned i = 0; mix[i].weight; i++)
		sum += mix[i].weight;
	uint32_t at = random_below(g, sum);
	while (at >= mix->weight)
		at -= (mix++)->weight;
	return (enum op_kind)mix->kind;
}

/* Replace a kind that does not suit the phase: an empty machine has nothing to free, a full one no room. */
static enum op_kind suit(struct generator *g, enum op_kind kind)
{
	const bool traffic = kind == OP_ALLOC || kind == OP_FREE;
	const uint32_t size = machine_size(&g->machine);

	if (!traffic)
		return kind;
	if (g->pages == 0)
		return OP_ALLOC;
	if (g->pages > size / 100 * g->scenario->full + 64)
		return OP_FREE;
	return percent(g, g->filling ? 75 : 30) ? OP_ALLOC : OP_FREE;
}

/* Take large blocks first, so that what is left is scarce. */
static void prefill(struct generator *g)
{
	const uint32_t size = machine_size(&g->machine), most = g->machine.max_order - 1u;
	uint32_t order = 0;

	while (order < most && size >> (order + 1) >= 24)
		order++;
	while (g->scenario->prefill && g->pages < size / 100 * g->scenario->prefill && g->seq->nr_ops < g->limit) {
		struct op *op = add_op(g, OP_ALLOC);
		op->dst = (int16_t)empty_slot(g);
		op_set(op, ARG_ORDER, order);
		op_set(op, ARG_GFP, pick_gfp(g));
		op_set(op, ARG_LRU, percent(g, 50));
		set_cpu(g, op);
		op_set(op, ARG_NODE, random_below(g, g->machine.nr_nodes));
		hold(g, op->dst, 1, order);
	}
}

/* Each scenario gets its own random stream from the same seed. */
static struct generator generator_of(struct sequence *seq, const struct scenario *scenario, uint64_t seed)
{
	struct generator g = {.seq = seq, .scenario = scenario, .limit = SEQ_OPS_MAX, .phase = PHASE_OPS, .random = seed};

	for (const char *c = scenario->name; *c; c++)
		g.random = (g.random ^ (uint8_t)*c) * 0x100000001b3u;
	return g;
}

/* From linux-6.12 on: room for high to follow the load, and a cache size that it depends on. Older profiles use neither. */
static void add_load(struct generator *g)
{
	static const uint16_t highs[] = {8, 24, 64, 200, 400}, caches[] = {3, 4, 6, 9, 16, 64, 1024};

	if (percent(g, 60))
		add_set(g, SET_PCP_HIGH_MAX, highs[random_below(g, 5)]);
	if (percent(g, 50))
		add_set(g, SET_CACHE_PAGES, caches[random_below(g, 7)]);
}

/*
 * One machine in eight, whatever its scenario, has counters that drift. Decided by the seed, without a draw, so that the other machines
 * stay as they were.
 */
static void maybe_drift(struct generator *g, uint64_t seed)
{
	if (seed % 8 == 5)
		add_set(g, SET_VMSTAT_PERCPU, 1);
}

/* A cpu folds its counters; kswapd wakes up or goes to sleep. False: neither. */
static bool drift_changes(struct generator *g)
{
	const bool drifts = g->machine.vmstat_percpu;
	const bool avoids = g->machine.profile >= PROFILE_LINUX_7_3 && g->machine.nr_nodes > 1; /* nodes where kswapd is awake */

	if ((!drifts && !avoids) || !percent(g, 4))
		return false;
	make(g, drifts && percent(g, 60) ? OP_FOLD : OP_KSWAPD);
	return true;
}

/* In one sequence in eight, page sets are locked when they are trylocked, and kswapd reclaims in zones. False: not now. */
static bool locks_change(struct generator *g)
{
	if (!g->locks || !percent(g, 8))
		return false;
	make(g, percent(g, 70) ? OP_PCP_BUSY : OP_RECLAIM_ACTIVE);
	return true;
}

/*
 * Phases long enough to reach all limits; blocks of several pageblocks, which linux-6.12 frees, isolates, claims and reserves by rules of
 * its own.
 */
static void choose_load(struct generator *g)
{
	if (g->seq->profile < PROFILE_LINUX_6_12)
		return;
	g->phase = percent(g, 30) ? 4 * PHASE_OPS : PHASE_OPS;
	g->large = percent(g, 30);
}

/* Time passes, or high is tied to the memory size and released again while page sets stay as they are. False: not now. */
static bool load_changes(struct generator *g)
{
	if (g->seq->profile < PROFILE_LINUX_6_12 || !percent(g, 4))
		return false;
	if (percent(g, 75))
		make(g, OP_DECAY);
	else
		add_set(g, SET_PERCPU_PAGELIST_FRACTION, percent(g, 50) ? 0 : 8 + random_below(g, 128));
	return true;
}

static void add_traffic(struct generator *g, uint32_t nr_ops)
{
	struct sequence *seq = g->seq;

	seq_machine(seq, &g->machine);
	if (g->scenario->script) {
		g->scenario->script(g);
		return;
	}
	g->limit = nr_ops < SEQ_OPS_MAX - seq->nr_ops ? seq->nr_ops + nr_ops : SEQ_OPS_MAX;
	choose_load(g);
	prefill(g);
	for (uint32_t n = 0; seq->nr_ops < g->limit; n++) {
		if (n % g->phase == 0) {
			g->filling = percent(g, 55);
			g->dominant = (uint8_t)random_below(g, 256);
		}
		if (!load_changes(g) && !drift_changes(g) && !locks_change(g))
			make(g, suit(g, pick_kind(g)));
	}
}

void generate(struct sequence *seq, const struct scenario *scenario, enum profile profile, uint64_t seed, uint32_t nr_ops)
{
	struct generator g = generator_of(seq, scenario, seed);

	seq->profile = (uint8_t)profile;
	seq->nr_ops = 0;
	seq->has_digest = false;
	seq->digest = 0;
	memset(seq->signature, 0, sizeof(seq->signature));
	scenario->machine(&g);
	if (profile >= PROFILE_LINUX_6_12)
		add_load(&g);
	maybe_drift(&g, seed);
	g.locks = (g.locks || seed % 8 == 6) && profile >= PROFILE_LINUX_6_1;
	add_traffic(&g, nr_ops);
}

void generate_traffic(struct sequence *seq, const struct scenario *scenario, uint64_t seed, uint32_t nr_ops)
{
	struct generator g = generator_of(seq, scenario, seed);

	add_traffic(&g, nr_ops);
}

const struct scenario *scenario_at(unsigned index)
{
	static const struct scenario *const tables[] = {
		scenario_table, scenario_system_table, scenario_settings_table, scenario_lean_table, scenario_narrow_table,
		scenario_capture_table, scenario_drift_table, scenario_locks_table, scenario_border_table,
	};

	for (unsigned t = 0; t < sizeof(tables) / sizeof(*tables); t++)
		for (unsigned i = 0; tables[t][i].name; i++)
			if (index-- == 0)
				return &tables[t][i];
	return NULL;
}

const struct scenario *scenario_find(const char *name)
{
	const struct scenario *scenario;

	for (unsigned i = 0; (scenario = scenario_at(i)) != NULL; i++)
		if (strcmp(scenario->name, name) == 0)
			return scenario;
	return NULL;
}

const char *scenario_name(const struct scenario *scenario)
{
	return scenario->name;
}

const char *scenario_help(const struct scenario *scenario)
{
	return scenario->help;
}
