// SPDX-License-Identifier: MIT
/*
 * The two worlds of an enumeration: booted once, then moved, saved and restored by copying their memory to the same address.
 */
#include "fuzz/proof/enumerate_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>

#include "fuzz/language/memory.h"
#include "fuzz/lockstep/compare.h"
#include "fuzz/lockstep/view.h"

static void *new_world(size_t size)
{
	const size_t room = (size + 63) & ~(size_t)63;

	return memset(need_memory(aligned_alloc(64, room)), 0, room);
}

static void stop_steps(void *ctx)
{
	struct pair *pair = ctx;

	longjmp(pair->out_of_steps, 1);
}

static bool side_boot(struct pair *pair, struct pair_side *side, const struct subject *subject, uint64_t limit)
{
	side->subject = subject;
	side->size = subject->size(&pair->machine);
	if (side->size == 0)
		return false;
	side->world = new_world(side->size);
	side->boot = new_world(side->size);
	side->saved = new_world(side->size);
	view_init(&side->view, &pair->machine);
	if (!subject->boot(side->world, &pair->machine))
		return false;
	if (limit > 0 && subject->step_limit)
		subject->step_limit(side->world, limit, stop_steps, pair);
	memcpy(side->boot, side->world, side->size);
	return true;
}

static bool check_subject(struct pair *pair, struct divergence *diff)
{
	const struct pair_side *side = &pair->side[PAIR_SUBJECT];
	char where[INVARIANT_TEXT];
	int64_t is, should;
	int broken;

	broken = invariants_check(&pair->shadow.invariants, &pair->machine, &side->view, where, &is, &should);
	return broken == 0 || differ(diff, DIFF_INVARIANT, is, should, "invariant number=%d %s", broken, where);
}

/* Check everything visible after a move. */
static bool look(struct pair *pair, struct divergence *diff)
{
	struct pair_side *subject = &pair->side[PAIR_SUBJECT], *oracle = &pair->side[PAIR_ORACLE];
	const int broken = subject->subject->check ? subject->subject->check(subject->world) : 0;

	if (broken != 0)
		return differ(diff, DIFF_CHECK, broken, 0, "check number=%d", broken);
	subject->subject->view(subject->world, &subject->view);
	oracle->subject->view(oracle->world, &oracle->view);
	return compare_views(&pair->machine, &subject->view, &oracle->view, diff) && check_subject(pair, diff);
}

bool pair_boot(struct pair *pair, const struct enumerate_options *options, struct divergence *diff)
{
	memset(pair, 0, sizeof(*pair));
	memset(diff, 0, sizeof(*diff));
	seq_machine(options->seq, &pair->machine);
	pair->key = options->key;
	seq_init(&pair->one);
	pair->one.profile = options->seq->profile;
	pair->one.nr_ops = 1;
	slots_init(&pair->slots, &pair->machine);
	pair->shadow.online = ~0ull;
	diff->kind = OP_MACHINE;
	const bool subject = side_boot(pair, &pair->side[PAIR_SUBJECT], options->subject, options->step_limit);
	const bool oracle = side_boot(pair, &pair->side[PAIR_ORACLE], options->oracle, options->step_limit * ORACLE_PATIENCE);

	if (!subject || !oracle)
		return differ(diff, DIFF_BOOT, subject, oracle, "accepted");
	return look(pair, diff);
}

void pair_release(struct pair *pair)
{
	for (int i = 0; i < PAIR_SIDES; i++) {
		free(pair->side[i].world);
		free(pair->side[i].boot);
		free(pair->side[i].saved);
		view_release(&pair->side[i].view);
	}
	seq_release(&pair->one);
	invariants_release(&pair->shadow.invariants);
}

void pair_reboot(struct pair *pair)
{
	for (int i = 0; i < PAIR_SIDES; i++)
		memcpy(pair->side[i].world, pair->side[i].boot, pair->side[i].size);
	pair->shadow.online = ~0ull;
	invariants_start(&pair->shadow.invariants);
}

void pair_save(struct pair *pair)
{
	for (int i = 0; i < PAIR_SIDES; i++)
		memcpy(pair->side[i].saved, pair->side[i].world, pair->side[i].size);
	pair->saved_shadow = pair->shadow;
}

/* Only the history of the invariant checker is restored, because its buffer may have moved. */
void pair_restore(struct pair *pair)
{
	for (int i = 0; i < PAIR_SIDES; i++)
		memcpy(pair->side[i].world, pair->side[i].saved, pair->side[i].size);
	pair->shadow.online = pair->saved_shadow.online;
	pair->shadow.invariants.odd_isolation = pair->saved_shadow.invariants.odd_isolation;
	pair->shadow.invariants.isolations = pair->saved_shadow.invariants.isolations;
}

static bool resolve(struct pair *pair, const struct op *op)
{
	pair->one.op[0] = *op;
	return op_resolve(&pair->slots, &pair->machine, &pair->one, 0, &pair->request, pair->pfns, pair->orders);
}

static void note(struct pair *pair)
{
	const struct request *request = &pair->request;
	const struct answer *answer = &pair->side[PAIR_ORACLE].answer;

	invariants_note(&pair->shadow.invariants, &pair->machine, request, answer);
	if (answer->status == STATUS_OK && request->kind == REQ_CPU_DEAD)
		pair->shadow.online &= ~(1ull << request->cpu);
	if (answer->status == STATUS_OK && request->kind == REQ_CPU_UP)
		pair->shadow.online |= 1ull << request->cpu;
}

/* False: the side ran out of steps. */
static bool apply(struct pair *pair, struct pair_side *side)
{
	memset(&side->answer, 0, offsetof(struct answer, bad));
	if (setjmp(pair->out_of_steps) != 0)
		return false;
	side->subject->apply(side->world, &pair->request, &side->answer);
	return true;
}

void pair_replay(struct pair *pair, const struct op *op)
{
	if (!resolve(pair, op))
		return;
	for (int i = 0; i < PAIR_SIDES; i++)
		apply(pair, &pair->side[i]);
	note(pair);
}

bool pair_step(struct pair *pair, const struct op *op, struct divergence *diff)
{
	memset(diff, 0, sizeof(*diff));
	diff->kind = (enum op_kind)op->kind;
	if (!resolve(pair, op))
		return true;
	if (!apply(pair, &pair->side[PAIR_ORACLE]))
		return differ(diff, DIFF_STEPS, 0, 1, "steps side=oracle");
	if (!apply(pair, &pair->side[PAIR_SUBJECT]))
		return differ(diff, DIFF_STEPS, 1, 0, "steps side=subject");
	note(pair);
	if (pair->side[PAIR_SUBJECT].subject->silent)
		copy_path(&pair->side[PAIR_ORACLE].answer, &pair->side[PAIR_SUBJECT].answer);
	return compare_answers(&pair->side[PAIR_SUBJECT].answer, &pair->side[PAIR_ORACLE].answer, diff) &&
	       compare_effort(pair->side[PAIR_SUBJECT].subject, &pair->machine, &pair->request, &pair->side[PAIR_SUBJECT].answer,
			      &pair->side[PAIR_ORACLE].answer, diff) &&
	       look(pair, diff);
}

bool pair_succeeded(const struct pair *pair)
{
	const struct answer *answer = &pair->side[PAIR_ORACLE].answer;

	if (answer->status != STATUS_OK)
		return false;
	switch (pair->request.kind) {
	case REQ_ALLOC:
	case REQ_RMQUEUE:
		return answer->value != PFN_NONE;
	case REQ_ISOLATE_FREE:
	case REQ_REPORT_FREE:
		return answer->value != 0;
	case REQ_ISOLATE:
		return answer->value == 0;
	default:
		return true;
	}
}

const struct view *pair_look(struct pair *pair)
{
	struct pair_side *side = &pair->side[PAIR_SUBJECT];

	side->subject->view(side->world, &side->view);
	return &side->view;
}

static void hash_zone(XXH3_state_t *state, const struct view *view, uint32_t zone)
{
	int64_t counters[NR_COUNTERS];

	counter_values(&view->counters[zone], counters);
	XXH3_128bits_update(state, counters, sizeof(counters));
	XXH3_128bits_update(state, view->zone[zone].lowmem_reserve, sizeof(view->zone[zone].lowmem_reserve));
	XXH3_128bits_update(state, &view->zone[zone].drift_mark, sizeof(view->zone[zone].drift_mark));
	XXH3_128bits_update(state, view->zone[zone].list_len, sizeof(view->zone[zone].list_len));
}

static void hash_view(XXH3_state_t *state, const struct pair *pair, const struct view *view)
{
	const struct machine *machine = &pair->machine;

	for (uint32_t zone = 0; zone < machine->nr_zones; zone++)
		hash_zone(state, view, zone);
	XXH3_128bits_update(state, view->free_pfns, view_nr_free_blocks(view, machine) * sizeof(pfn_t));
	XXH3_128bits_update(state, view->pcp, (size_t)machine->nr_zones * machine->nr_cpus * sizeof(struct pcp_view));
	XXH3_128bits_update(state, view->pcp_pfns, view_nr_cached(view, machine) * sizeof(pfn_t));
	XXH3_128bits_update(state, view->pageblock, view_all_pageblocks(view, machine));
	XXH3_128bits_update(state, &view->min_free_kbytes, sizeof(view->min_free_kbytes));
}

/* Add what checks and moves depend on and no view shows. */
static void hash_shadow(XXH3_state_t *state, const struct pair_shadow *shadow)
{
	const uint64_t words[] = {shadow->online, shadow->invariants.odd_isolation, shadow->invariants.isolations > 0};

	XXH3_128bits_update(state, words, sizeof(words));
}

struct state_id pair_id(struct pair *pair)
{
	const struct view *view = &pair->side[PAIR_SUBJECT].view;
	XXH3_state_t state;
	XXH128_hash_t hash;

	XXH3_INITSTATE(&state);
	XXH3_128bits_reset(&state);
	XXH3_128bits_update(&state, view->page, view_all_pages(view, &pair->machine));
	if (pair->key == KEY_VIEW) {
		hash_view(&state, pair, view);
		hash_shadow(&state, &pair->shadow);
	}
	hash = XXH3_128bits_digest(&state);
	return (struct state_id){.low = hash.low64 | 1, .high = hash.high64};
}
