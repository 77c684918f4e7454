// SPDX-License-Identifier: MIT
/*
 * Runs the mutants of the checker of invariants beside the sound one, on the views of the corpus and on views damaged by a dice of a fixed
 * seed. A mutant is killed when the two say different things of one view.
 *
 *     checker [--jobs N] [--mutants FILE] COUNT FILE...
 *
 * Only for scripts/mutants; the lines are those of runner.c.
 */
#define _DEFAULT_SOURCE /* setitimer */

#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fuzz/lockstep/exec.h"
#include "fuzz/lockstep/invariants.h"
#include "fuzz/subjects.h"
#include "fuzz/triage/pool.h"
#include "tests/mutants/damage.h"

enum { MUTANTS_MAX = 1 << 14, DAMAGES = 6, TRIALS_AT_ONCE = 20, THEN_EACH = 8, PAGES_AT_MOST = 1 << 14, NOTES_MAX = 8192 };
enum { FATE_UNREACHED, FATE_SURVIVED, FATE_DIVERGED, FATE_CRASHED, FATE_HUNG };

unsigned mutant_wanted;
unsigned char mutant_reached[MUTANTS_MAX];

/* The two forms of the checker, as scripts/mutants names them. */
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
	int number; /* of the invariant that one of the two named */
};

struct note {
	struct request request;
	struct answer answer;
};

/* A file in progress. */
struct watch {
	struct invariants sound, noting;
	struct exec *exec;
	struct view view;
	bool view_ready, left_out;
	struct note *note;
	uint32_t nr_notes, file;
	unsigned char reached_before[MUTANTS_MAX]; /* by the notes */
	uint32_t trials[MUTANTS_MAX];              /* in this file */
	uint32_t *at; /* shared with the child: index into list */
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

static void list_reached(struct watch *watch)
{
	watch->nr_list = 0;
	for (uint32_t mutant = 1; mutant <= all.nr_mutants; mutant++) {
		struct outcome *outcome = &all.outcome[mutant];

		if (!all.wanted[mutant] || outcome->fate > FATE_SURVIVED || (!mutant_reached[mutant] && !watch->reached_before[mutant]))
			continue;
		/* Views of one file are much alike, but its end may be worth more than its beginning. */
		if (watch->trials[mutant]++ >= TRIALS_AT_ONCE && watch->trials[mutant] % THEN_EACH != 0)
			continue;
		outcome->fate = FATE_SURVIVED;
		outcome->trials++;
		watch->list[watch->nr_list++] = mutant;
	}
}

static void judge(struct watch *watch, uint32_t mutant, const struct machine *machine, struct verdict *verdict)
{
	struct invariants state = {0};

	mutant_wanted = mutant;
	choosing_invariants_start(&state);
	for (uint32_t i = 0; i < watch->nr_notes; i++)
		choosing_invariants_note(&state, machine, &watch->note[i].request, &watch->note[i].answer);
	say(verdict, choosing_invariants_check(&state, machine, &watch->view, verdict->where, &verdict->is, &verdict->should));
	free(state.mark);
}

static void judge_listed(struct watch *watch, const struct machine *machine, const struct verdict *sound)
{
	const struct itimerval limit = {.it_value = {.tv_sec = 1}};

	if (!freopen("/dev/null", "w", stderr))
		_exit(3);
	for (; *watch->at < watch->nr_list; ++*watch->at) {
		struct outcome *outcome = &all.outcome[watch->list[*watch->at]];
		struct verdict verdict = {0};

		setitimer(ITIMER_VIRTUAL, &limit, NULL);
		judge(watch, watch->list[*watch->at], machine, &verdict);
		if (alike(&verdict, sound))
			continue;
		outcome->fate = FATE_DIVERGED;
		outcome->file = watch->file;
		outcome->number = sound->number ? sound->number : verdict.number;
	}
	_exit(0);
}

static void try_view(struct watch *watch, const struct machine *machine)
{
	struct verdict sound = {0}, ignored = {0};
	int status;

	say(&sound, invariants_check(&watch->sound, machine, &watch->view, sound.where, &sound.is, &sound.should));
	memset(mutant_reached, 0, all.nr_mutants + 1);
	noting_invariants_check(&watch->noting, machine, &watch->view, ignored.where, &ignored.is, &ignored.should);
	list_reached(watch);
	for (*watch->at = 0; *watch->at < watch->nr_list;) {
		const pid_t child = fork();

		if (child < 0)
			exit(3);
		if (child == 0)
			judge_listed(watch, machine, &sound);
		while (waitpid(child, &status, 0) != child)
			;
		if (!WIFSIGNALED(status) && WEXITSTATUS(status) == 0)
			break;
		struct outcome *outcome = &all.outcome[watch->list[(*watch->at)++]];

		outcome->fate = WIFSIGNALED(status) && WTERMSIG(status) == SIGVTALRM ? FATE_HUNG : FATE_CRASHED;
		outcome->file = watch->file;
	}
}

static void on_op(void *ctx, uint32_t op, const struct request *request, const struct answer *answer, uint64_t digest)
{
	struct watch *watch = ctx;
	const struct machine *machine = exec_machine(watch->exec);
	const struct view *view = exec_view(watch->exec, false);
	uint64_t random = 1 + (uint64_t)watch->file * 100003 + op;

	(void)digest;
	if (watch->left_out || watch->nr_notes == NOTES_MAX)
		return;
	if (!watch->view_ready) {
		watch->left_out = view_room(machine).pages > PAGES_AT_MOST;
		if (watch->left_out)
			return;
		view_init(&watch->view, machine);
		watch->view_ready = true;
	}
	watch->note[watch->nr_notes++] = (struct note){*request, *answer};
	memset(mutant_reached, 0, all.nr_mutants + 1);
	invariants_note(&watch->sound, machine, request, answer);
	noting_invariants_note(&watch->noting, machine, request, answer);
	for (uint32_t mutant = 1; mutant <= all.nr_mutants; mutant++)
		watch->reached_before[mutant] |= mutant_reached[mutant];
	for (uint32_t damage = 0; damage <= DAMAGES; damage++) {
		copy_view(&watch->view, view, machine);
		if (damage > 0)
			damage_view(&watch->view, machine, &random);
		try_view(watch, machine);
	}
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
	watch->at = pool_memory(sizeof(*watch->at));
	watch->note = calloc(NOTES_MAX, sizeof(*watch->note));
	invariants_start(&watch->sound);
	noting_invariants_start(&watch->noting);
	seq_init(&seq);
	seq_load(&seq, all.path[file]);
	seq.has_digest = false;
	watch->exec = exec_new(&options);
	exec_run(watch->exec, &seq, &result);
	exec_free(watch->exec);
	seq_release(&seq);
	if (watch->view_ready)
		view_release(&watch->view);
	free(watch->note);
	free(watch);
}

static void lost(void *ctx, uint32_t task)
{
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
