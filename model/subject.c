// SPDX-License-Identifier: MIT
/*
 * The oracle as a subject.
 */
#include "contract/subject.h"

#include "model/model.h"
#include "model/certain.h"

static void clear(struct answer *answer)
{
	answer->status = STATUS_OK;
	answer->comp_order = 0;
	answer->pfmemalloc = false;
	answer->nr_pages = 0;
	answer->value = 0;
	answer->wake = answer->woken = answer->zeroed = answer->nr_bad = answer->nr_corrupt = answer->nr_path = 0;
	answer->steps = 0;
}

static void model_apply(void *self, const struct request *request, struct answer *answer)
{
	struct world *w = self;

	clear(answer);
	answer->status = m_misuse(w, request);
	if (answer->status != STATUS_OK)
		return;
	w->answer = answer;
	w->steps = 0;
	m_step(w);
	answer->value = m_answer(w, request);
	answer->steps = w->steps;
	w->answer = NULL;
}

static size_t model_size(const struct machine *machine)
{
	struct {
		struct world world;
		struct zone zone[MAX_ZONES];
	} room;
	uint64_t bytes, cleared;

	if (!m_machine_ok(machine))
		return 0;
	bytes = m_layout(&room.world, machine, NULL, &cleared);
	return ALWAYS(bytes <= SIZE_MAX / 2) ? (size_t)bytes : 0; /* never 0 if size_t has 64 bits */
}

static bool model_boot(void *self, const struct machine *machine)
{
	struct world *w = self;
	uint64_t cleared;

	if (!m_machine_ok(machine))
		return false;
	w->machine = *machine;
	memset(&w->policy, 0, sizeof(*w) - offsetof(struct world, policy) + machine->nr_zones * sizeof(struct zone));
	m_layout(w, machine, self, &cleared);
	memset(w->node, 0, (size_t)cleared);
	m_boot(w);
	return true;
}

static void model_counters(const void *self, struct zone_counters *zones)
{
	m_counters(self, zones);
}

static void model_view(const void *self, struct view *view)
{
	m_view(self, view);
}

static int model_check(const void *self)
{
	return m_check(self);
}

static void model_step_limit(void *self, uint64_t limit, void (*stop)(void *ctx), void *ctx)
{
	struct world *w = self;

	w->step_limit = limit;
	w->stop = stop;
	w->stop_ctx = ctx;
}

const struct subject subject_model = {
	.name = "model",
	.size = model_size,
	.boot = model_boot,
	.apply = model_apply,
	.counters = model_counters,
	.view = model_view,
	.check = model_check,
	.step_limit = model_step_limit,
};
