// SPDX-License-Identifier: MIT
/*
 * Runs the mutants of the invariant checker next to the sound checker, on the views of the corpus and on views damaged at random from a
 * fixed seed. A mutant is killed when its verdict on a view differs from the sound one's. For a damaged view both are then run again without the
 * invariants up to the broken one, so that later invariants are compared, too.
 *
 *     checker [--jobs N] [--mutants FILE] COUNT FILE...
 *
 * Only for scripts/mutants; the output lines are those of runner.c.
 */
#define _DEFAULT_SOURCE /* setitimer */

#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fuzz/lockstep/exec.h"
#include "fuzz/lockstep/invariants.h"
#include "fuzz/subjects.h"
#include "fuzz/triage/pool.h"
#include "tests/mutants/damage.h"

enum { MUTANTS_MAX = 1 << 14, DAMAGES = 8, ROUNDS = 3, PAGES_AT_MOST = 1 << 14, NOTES_MAX = 8192 };
/* The views of one file are much alike: only some of its ops are checked, and a mutant gets few trials in it, fewer if it had many. */
enum { OPS_AT_MOST = 40, TRIALS_AT_ONCE = 24, THEN_EACH = 8, MANY_TRIALS = 1500, FEW_TRIALS = 4 };
enum { FATE_UNREACHED, FATE_SURVIVED, FATE_DIVERGED, FATE_CRASHED, FATE_HUNG };

unsigned mutant_wanted;
unsigned char mutant_reached[MUTANTS_MAX];

/* The choosing and the noting form of the checker, with the prefixes that scripts/mutants gives them. */
#define FORM(form) \
	void form##_invariants_start(struct invariants *); \
	void form##_invariants_note(struct invariants *, const struct machine *, const struct request *, const struct answer *); \
	int form##_invariants_check(struct invariants *, const struct machine *, const struct view *, char *, int64_t *, int64_t *)
FORM(choosing);
FORM(noting);

struct verdict {
	int number;
	char where[INVARIANT_TEXT];
	int64_t is, should;
};

struct outcome {
	uint32_t fate, file, trials;
	int number; /* of the invariant that the sound checker or the mutant reported */
};

/* What is kept of a request and its answer for the checker; a whole answer is large. */
struct note {
	struct request request;
	uint8_t status;
	int64_t value;
};

/* The state of one file being run. */
struct watch {
	struct invariants sound, noting;
	struct exec *exec;
	struct scene scene;
	bool view_ready, left_out;
	uint32_t without; /* bits of the invariants not checked */
	struct note *note;
	uint32_t nr_notes, file, step; /* step: one op in so many is checked */
	uint64_t seed;
	unsigned char reached_before[MUTANTS_MAX]; /* by invariants_note() of earlier ops */
	struct shared {
		uint32_t at;                  /* the mutant being run, 0: none */
		uint32_t trials[MUTANTS_MAX]; /* in this file */
		bool suspect[MUTANTS_MAX];    /* its verdict on this view differed, or it crashed */
	} *shared; /* with the child process */
	uint32_t only; /* the mutant that is run alone, 0: all */
	uint32_t list[MUTANTS_MAX], nr_list;
};

static struct {
	uint32_t nr_mutants, nr_files, jobs;
	char **path;
	bool *wanted;
	struct outcome *outcome; /* shared */
} all;

static void say(struct verdict *verdict, int number)
{
	verdict->number = number;
	if (number == 0)
		memset(verdict, 0, sizeof(*verdict));
}

static bool alike(const struct verdict *a, const struct verdict *b)
{
	return a->number == b->number && a->is == b->is && a->should == b->should && strcmp(a->where, b->where) == 0;
}

/* here: its trials in this file, trials: in all files. */
static bool has_had_enough(uint32_t here, uint32_t trials)
{
	if (trials > MANY_TRIALS)
		return here > FEW_TRIALS;
	return here > TRIALS_AT_ONCE && here % THEN_EACH != 0;
}

static void list_reached(struct watch *watch)
{
	watch->nr_list = 0;
	for (uint32_t mutant = 1; mutant <= all.nr_mutants; mutant++) {
		struct outcome *outcome = &all.outcome[mutant];

		if (!all.wanted[mutant] || outcome->fate > FATE_SURVIVED || (!mutant_reached[mutant] && !watch->reached_before[mutant]))
			continue;
		if (watch->only ? mutant != watch->only : watch->shared->suspect[mutant])
			continue;
		if (!watch->only && has_had_enough(++watch->shared->trials[mutant], outcome->trials))
			continue;
		outcome->fate = FATE_SURVIVED;
		outcome->trials++;
		watch->list[watch->nr_list++] = mutant;
	}
}

/* State left by an earlier world, which invariants_start() must reset. */
static const struct invariants used = {.odd_isolation = true, .odd_cma = true, .isolations = 7};

static void judge(struct watch *watch, uint32_t mutant, const struct machine *machine, struct verdict *verdict)
{
	const struct scene *scene = &watch->scene;
	struct invariants state = used;
	static struct answer answer;

	mutant_wanted = mutant;
	choosing_invariants_start(&state);
	for (uint32_t i = 0; i < watch->nr_notes; i++) {
		answer.status = watch->note[i].status;
		answer.value = watch->note[i].value;
		choosing_invariants_note(&state, machine, &watch->note[i].request, &answer);
	}
	for (uint32_t i = 0; i < scene->nr_invented; i++)
		choosing_invariants_note(&state, &scene->machine, &scene->request[i], &scene->answer[i]);
	state.without = watch->without;
	say(verdict, choosing_invariants_check(&state, &scene->machine, &scene->view, verdict->where, &verdict->is, &verdict->should));
	free(state.mark);
	mutant_wanted = 0;
}

static void limit_time(time_t seconds)
{
	const struct itimerval limit = {.it_value = {.tv_sec = seconds}};

	setitimer(ITIMER_VIRTUAL, &limit, NULL);
}

static void judge_listed(struct watch *watch, const struct machine *machine, const struct verdict *sound)
{
	for (uint32_t i = 0; i < watch->nr_list; i++) {
		struct outcome *outcome = &all.outcome[watch->list[i]];
		struct verdict verdict = {0};

		watch->shared->at = watch->list[i];
		limit_time(1);
		judge(watch, watch->list[i], machine, &verdict);
		limit_time(0);
		watch->shared->at = 0;
		if (alike(&verdict, sound))
			continue;
		watch->shared->suspect[watch->list[i]] = true;
		if (!watch->only)
			continue;
		outcome->fate = FATE_DIVERGED;
		outcome->file = watch->file;
		outcome->number = sound->number ? sound->number : verdict.number;
	}
}

static void forget(struct invariants *state, const struct invariants *kept)
{
	state->odd_isolation = kept->odd_isolation;
	state->odd_cma = kept->odd_cma;
	state->isolations = kept->isolations;
	state->without = 0;
}

/* Run the sound checker, then the noting one, and undo the effect of the invented requests on both. */
static int sound_number(struct watch *watch, struct verdict *sound)
{
	const struct scene *scene = &watch->scene;
	const struct invariants kept[] = {watch->sound, watch->noting};
	struct verdict ignored;

	watch->sound.without = watch->noting.without = watch->without;
	memset(mutant_reached, 0, all.nr_mutants + 1);
	for (uint32_t i = 0; i < scene->nr_invented; i++) {
		invariants_note(&watch->sound, &scene->machine, &scene->request[i], &scene->answer[i]);
		noting_invariants_note(&watch->noting, &scene->machine, &scene->request[i], &scene->answer[i]);
	}
	say(sound, invariants_check(&watch->sound, &scene->machine, &scene->view, sound->where, &sound->is, &sound->should));
	noting_invariants_check(&watch->noting, &scene->machine, &scene->view, ignored.where, &ignored.is, &ignored.should);
	forget(&watch->sound, &kept[0]);
	forget(&watch->noting, &kept[1]);
	return sound->number;
}

/* Check all invariants, then those after the broken one. */
static void try_scene(struct watch *watch, const struct machine *machine)
{
	watch->without = 0;
	for (int round = 0, number = 1; round < ROUNDS && number > 0; round++) {
		struct verdict sound = {0};

		number = sound_number(watch, &sound);
		list_reached(watch);
		judge_listed(watch, machine, &sound);
		watch->without = (UINT32_C(2) << number) - 1;
	}
}

static void try_scenes(struct watch *watch, const struct machine *machine, const struct view *view, uint64_t random)
{
	if (!freopen("/dev/null", "w", stderr))
		_exit(3);
	watch->scene.random = random;
	for (uint32_t damage = 0; damage <= DAMAGES; damage++) {
		scene_set(&watch->scene, machine, view);
		if (damage > 0)
			scene_damage(&watch->scene);
		try_scene(watch, machine);
	}
	_exit(0);
}

/* In a process of its own, since a mutant may write where it should not, or never end. Returns the mutant that ended it, 0: none did. */
static uint32_t try_apart(struct watch *watch, const struct machine *machine, const struct view *view, uint64_t random, int *status)
{
	const pid_t child = fork();

	if (child < 0)
		exit(3);
	if (child == 0)
		try_scenes(watch, machine, view, random);
	while (waitpid(child, status, 0) != child)
		;
	if (!WIFSIGNALED(*status) && WEXITSTATUS(*status) == 0)
		return 0;
	const uint32_t at = watch->shared->at;

	if (at == 0)
		fprintf(stderr, "checker: the sound checker did not survive %s\n", all.path[watch->file]);
	watch->shared->at = 0;
	return at;
}

/* Run all mutants in one process, then each suspect alone, since an earlier mutant may have corrupted its data. */
static void try_view(struct watch *watch, const struct machine *machine, const struct view *view, uint64_t random)
{
	int status;

	memset(watch->shared->suspect, 0, sizeof(watch->shared->suspect));
	watch->only = 0;
	for (uint32_t at; (at = try_apart(watch, machine, view, random, &status)) != 0;)
		watch->shared->suspect[at] = true;
	for (watch->only = 1; watch->only <= all.nr_mutants; watch->only++) {
		struct outcome *outcome = &all.outcome[watch->only];

		if (!watch->shared->suspect[watch->only] || try_apart(watch, machine, view, random, &status) == 0)
			continue;
		outcome->fate = WIFSIGNALED(status) && WTERMSIG(status) == SIGVTALRM ? FATE_HUNG : FATE_CRASHED;
		outcome->file = watch->file;
	}
}

static void remember_reached(struct watch *watch)
{
	for (uint32_t mutant = 1; mutant <= all.nr_mutants; mutant++)
		watch->reached_before[mutant] |= mutant_reached[mutant];
}

static void on_op(void *ctx, uint32_t op, const struct request *request, const struct answer *answer, uint64_t digest)
{
	struct watch *watch = ctx;
	const struct machine *machine = exec_machine(watch->exec);

	(void)digest;
	if (watch->left_out || watch->nr_notes == NOTES_MAX)
		return;
	if (!watch->view_ready) {
		watch->left_out = view_room(machine).pages > PAGES_AT_MOST;
		if (watch->left_out)
			return;
		scene_init(&watch->scene, machine);
		watch->view_ready = true;
	}
	watch->note[watch->nr_notes++] = (struct note){*request, answer->status, answer->value};
	memset(mutant_reached, 0, all.nr_mutants + 1);
	invariants_note(&watch->sound, machine, request, answer);
	noting_invariants_note(&watch->noting, machine, request, answer);
	remember_reached(watch);
	if (watch->nr_notes % watch->step != 0)
		return;
	try_view(watch, machine, exec_view(watch->exec, false), watch->seed + op);
}

/* From the file's name, so that the seed does not depend on other files. */
static uint64_t seed_of(const char *path)
{
	uint64_t seed = 1;

	for (; *path; path++)
		seed = seed * UINT64_C(0x100000001b3) + (unsigned char)*path;
	return seed;
}

static void watch_file(void *ctx, void *own, uint32_t file)
{
	struct watch *watch = calloc(1, sizeof(*watch));
	struct exec_options options = {.subject = &subject_allocator, .oracle = &subject_model, .view_period = VIEW_EACH_OP, .on_op = on_op, .ctx = watch};
	struct exec_result result;
	struct sequence seq;

	(void)ctx;
	(void)own;
	watch->file = file;
	watch->seed = seed_of(all.path[file]);
	watch->shared = pool_memory(sizeof(*watch->shared));
	watch->note = calloc(NOTES_MAX, sizeof(*watch->note));
	watch->sound = watch->noting = used;
	invariants_start(&watch->sound);
	memset(mutant_reached, 0, all.nr_mutants + 1);
	noting_invariants_start(&watch->noting);
	remember_reached(watch);
	seq_init(&seq);
	seq_load(&seq, all.path[file]);
	seq.has_digest = false;
	watch->step = 1 + seq.nr_ops / OPS_AT_MOST;
	watch->exec = exec_new(&options);
	exec_run(watch->exec, &seq, &result);
	exec_free(watch->exec);
	seq_release(&seq);
	if (watch->view_ready)
		scene_release(&watch->scene);
	munmap(watch->shared, sizeof(*watch->shared));
	free(watch->note);
	free(watch);
}

static void lost(void *ctx, uint32_t task, int status)
{
	(void)status;
	(void)ctx;
	fprintf(stderr, "checker: the sound checker did not survive %s\n", all.path[task]);
}

static void read_wanted(const char *path)
{
	uint32_t number;
	FILE *file = path ? fopen(path, "r") : NULL;

	all.wanted = calloc(all.nr_mutants + 1, sizeof(*all.wanted));
	memset(all.wanted, !file, all.nr_mutants + 1);
	while (file && fscanf(file, "%" SCNu32, &number) == 1)
		if (number <= all.nr_mutants)
			all.wanted[number] = true;
	if (file)
		fclose(file);
}

int main(int argc, char **argv)
{
	static const char *const fate_names[] = {"unreached", "survived", "diverged", "crashed", "hung"};
	static const struct option table[] = {{"jobs", required_argument, NULL, 'j'}, {"mutants", required_argument, NULL, 'm'}, {NULL, 0, NULL, 0}};
	struct pool_options options = {.work = watch_file, .lost = lost};
	const char *wanted = NULL;
	int option;

	while ((option = getopt_long(argc, argv, "", table, NULL)) != -1) {
		if (option == 'j')
			options.jobs = (uint32_t)strtoul(optarg, NULL, 10);
		else if (option == 'm')
			wanted = optarg;
		else
			return 2;
	}
	if (argc - optind < 2)
		return 2;
	setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
	all.nr_mutants = (uint32_t)strtoul(argv[optind], NULL, 10);
	if (all.nr_mutants >= MUTANTS_MAX)
		return 2;
	all.path = argv + optind + 1;
	options.nr_tasks = (uint32_t)(argc - optind - 1);
	all.outcome = pool_memory((all.nr_mutants + 1) * sizeof(*all.outcome));
	read_wanted(wanted);
	pool_run(&options);
	for (uint32_t mutant = 1; mutant <= all.nr_mutants; mutant++) {
		const struct outcome *outcome = &all.outcome[mutant];

		if (all.wanted[mutant])
			printf("mutant %" PRIu32 " %s %s 0 0 %" PRIu32 " invariant %d\n", mutant, fate_names[outcome->fate],
			       outcome->fate > FATE_SURVIVED ? all.path[outcome->file] : "-", outcome->trials, outcome->number);
	}
	return 0;
}
