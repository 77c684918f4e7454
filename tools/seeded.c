// SPDX-License-Identifier: MIT
/*
 * buddycheck seeded: does the harness find bugs? Each seeded defect is hunted from the corpus under several seeds; what found it, after how
 * many runs and processor seconds. Controls (changes that mean nothing) must stay silent.
 */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "fuzz/proof/hunt.h"
#include "fuzz/lockstep/names.h"
#include "fuzz/triage/pool.h"
#include "fuzz/proof/seeded.h"
#include "fuzz/subjects.h"
#include "tools/commands.h"
#include "tools/common.h"
#include "tools/json.h"
#include "tools/survival.h"

static const char command[] = "seeded";

enum { DEFECTS_MAX = 1024, SEEDS_MAX = 50 };

struct options {
	uint32_t seeds, jobs;
	double seconds;
	bool json, list, bytes, replay_only;
	const char *corpus, *svg, *save;
};

struct hunts {
	struct options options;
	const struct seeded_defect *defect[DEFECTS_MAX];
	uint32_t nr_defects;
	struct sequence *corpus;
	uint32_t nr_corpus;
	struct hunt_result *result; /* shared: [defect * seeds + seed] */
	uint8_t *crashed;           /* shared: the side died or hung outside of its steps */
};

/* What is told of one defect. */
struct verdict {
	uint32_t found;          /* of the seeds */
	double seconds;          /* median, the budget for those not found */
	uint64_t runs;           /* median */
	char check[96];          /* what found it, at the first seed that did */
	bool control;
};

static void print_help(void)
{
	printf("usage: buddycheck seeded [OPTIONS] [NAME...]\n\n"
	       "Hunts each seeded defect (a side with one mistake, tests/seeded/) from the seed corpus: found by which check, after how many runs\n"
	       "and processor seconds, as the median over seeds. Controls must stay silent.\n\n"
	       "  --list          name, side and origin of each defect, and what it is\n"
	       "  --seeds N       hunts per defect, default 5\n"
	       "  --seconds S     budget of one hunt in processor seconds, default 60\n"
	       "  --corpus DIR    default corpus\n"
	       "  --replay-only   the corpus and nothing else\n"
	       "  --bytes         change bytes instead of ops: what a mutator without the language finds\n"
	       "  --save DIR      write the first diverging sequence of each defect there as NAME.ops\n"
	       "  --svg FILE      the survival curve as a picture\n"
	       "  --jobs N        processes, default one per processor\n"
	       "  --json          for programs\n\n"
	       "The last line is \"seeded: N defects, N found, median N s, max N s\". Exit status: 0 all found and all controls silent, 1 not,\n"
	       "2 bad usage, 3 a build without seeded defects.\n");
}

static void parse_options(struct options *options, int argc, char **argv)
{
	static const struct option table[] = {
		{"list", no_argument, NULL, 'l'},	   {"seeds", required_argument, NULL, 's'}, {"seconds", required_argument, NULL, 't'},
		{"corpus", required_argument, NULL, 'c'}, {"svg", required_argument, NULL, 'g'},   {"jobs", required_argument, NULL, 'j'},
		{"json", no_argument, NULL, 'J'},	   {"bytes", no_argument, NULL, 'b'},	    {"replay-only", no_argument, NULL, 'r'},
		{"save", required_argument, NULL, 'w'},   {"help", no_argument, NULL, 'h'},	    {NULL, 0, NULL, 0},
	};
	int option;

	*options = (struct options){.seeds = 5, .seconds = 60, .corpus = "corpus"};
	while ((option = getopt_long(argc, argv, "", table, NULL)) != -1) {
		switch (option) {
		case 'l': options->list = true; break;
		case 's': options->seeds = (uint32_t)need_number(command, "--seeds", optarg, 1, SEEDS_MAX); break;
		case 't': options->seconds = (double)need_number(command, "--seconds", optarg, 1, 86400); break;
		case 'c': options->corpus = optarg; break;
		case 'g': options->svg = optarg; break;
		case 'w': options->save = optarg; break;
		case 'j': options->jobs = (uint32_t)need_number(command, "--jobs", optarg, 1, POOL_JOBS_MAX); break;
		case 'J': options->json = true; break;
		case 'b': options->bytes = true; break;
		case 'r': options->replay_only = true; break;
		case 'h': print_help(); exit(EXIT_AGREED);
		default: fail_option(command);
		}
	}
}

static bool is_control(const struct seeded_defect *defect)
{
	return strcmp(defect->class, "control") == 0;
}

static void choose_defects(struct hunts *hunts, int count, char **names)
{
	if (!seeded_defects[0].name)
		fail_lacking(command, "this build has no seeded defects; configure it with -DBUDDYCHECK_SEEDED=ON (the preset release does)");
	for (int i = 0; i < count; i++) {
		const struct seeded_defect *defect = seeded_defects;

		while (defect->name && strcmp(defect->name, names[i]) != 0)
			defect++;
		if (!defect->name)
			fail_usage(command, "there is no defect '%s'; --list names them", names[i]);
		hunts->defect[hunts->nr_defects++] = defect;
	}
	for (const struct seeded_defect *defect = seeded_defects; count == 0 && defect->name && hunts->nr_defects < DEFECTS_MAX; defect++)
		hunts->defect[hunts->nr_defects++] = defect;
}

static void load_corpus(struct hunts *hunts)
{
	char *path = (char *)(uintptr_t)hunts->options.corpus;
	struct file_list files;

	files_collect(&files, command, &path, 1);
	hunts->corpus = calloc(files.count, sizeof(*hunts->corpus));
	if (!hunts->corpus)
		fail_lacking(command, "no memory for the corpus");
	for (size_t i = 0; i < files.count && i < HUNT_CORPUS_MAX; i++) {
		seq_init(&hunts->corpus[i]);
		seq_load(&hunts->corpus[i], files.path[i]);
		hunts->corpus[i].has_digest = false;
		hunts->nr_corpus++;
	}
	files_release(&files);
}

static void save(const struct hunts *hunts, const struct seeded_defect *defect, const struct sequence *seq)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s.ops", hunts->options.save, defect->name);
	file = fopen(path, "w");
	if (!file)
		return;
	seq_print(seq, file);
	fclose(file);
}

static void work(void *ctx, void *own, uint32_t task)
{
	struct hunts *hunts = ctx;
	const struct seeded_defect *defect = hunts->defect[task / hunts->options.seeds];
	const bool in_model = strcmp(defect->side, "model") == 0;
	const struct hunt_options options = {
		.subject = defect->subject, .oracle = in_model ? &subject_allocator : &subject_model,
		.sound = in_model ? &subject_model : &subject_allocator,
		.corpus = hunts->corpus, .nr_corpus = hunts->nr_corpus, .seed = 1 + task % hunts->options.seeds,
		/* A control is a test of silence, which always takes its whole time: a short one. */
		.seconds = is_control(defect) ? hunts->options.seconds / 6 : hunts->options.seconds,
		.replay_only = hunts->options.replay_only, .bytes = hunts->options.bytes,
	};
	/* What hangs without taking steps is ended by the clock, and counts as found. */
	const struct itimerval watch = {.it_value = {.tv_sec = (time_t)hunts->options.seconds + 10}};
	struct sequence *seq = own;

	setitimer(ITIMER_VIRTUAL, &watch, NULL);
	hunt(&options, &hunts->result[task], seq);
	setitimer(ITIMER_VIRTUAL, &(const struct itimerval){0}, NULL);
	if (hunts->options.save && hunts->result[task].found && task % hunts->options.seeds == 0)
		save(hunts, defect, seq);
}

static void *enter(void *ctx)
{
	static struct sequence seq;

	(void)ctx;
	seq_init(&seq);
	return &seq;
}

static void lost(void *ctx, uint32_t task)
{
	struct hunts *hunts = ctx;

	hunts->crashed[task] = 1;
	hunts->result[task].found = true;
}

static void show_progress(void *ctx, uint32_t done)
{
	struct hunts *hunts = ctx;

	progress(command, done, (uint64_t)hunts->nr_defects * hunts->options.seeds);
}

static void run(struct hunts *hunts)
{
	const uint32_t tasks = hunts->nr_defects * hunts->options.seeds;
	const struct pool_options pool = {
		.jobs = hunts->options.jobs, .nr_tasks = tasks, .enter = enter, .work = work, .lost = lost, .progress = show_progress, .ctx = hunts};

	hunts->result = pool_memory(tasks * sizeof(*hunts->result));
	hunts->crashed = pool_memory(tasks);
	pool_run(&pool);
	progress_end();
}

static int by_seconds(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double cost(const struct hunts *hunts, uint32_t task)
{
	return hunts->result[task].found ? hunts->result[task].seconds : hunts->options.seconds;
}

static struct verdict judge(const struct hunts *hunts, uint32_t defect)
{
	const uint32_t seeds = hunts->options.seeds;
	struct verdict verdict = {.control = is_control(hunts->defect[defect])};
	double seconds[SEEDS_MAX], runs[SEEDS_MAX];

	for (uint32_t s = 0; s < seeds; s++) {
		const uint32_t task = defect * seeds + s;
		const struct hunt_result *result = &hunts->result[task];

		seconds[s] = cost(hunts, task);
		runs[s] = (double)result->runs;
		if (result->found && verdict.found++ == 0)
			snprintf(verdict.check, sizeof(verdict.check), "%s",
				 hunts->crashed[task] ? "crash" : result->signature);
	}
	qsort(seconds, seeds, sizeof(*seconds), by_seconds);
	qsort(runs, seeds, sizeof(*runs), by_seconds);
	verdict.seconds = seconds[seeds / 2];
	verdict.runs = (uint64_t)runs[seeds / 2];
	return verdict;
}

static void list(const struct hunts *hunts)
{
	for (uint32_t d = 0; d < hunts->nr_defects; d++)
		printf("%-34s %-9s %-10s %s\n%36s%s\n", hunts->defect[d]->name, hunts->defect[d]->side, hunts->defect[d]->class,
		       hunts->defect[d]->upstream, "", hunts->defect[d]->what);
}

static void print_row(const struct hunts *hunts, uint32_t d, const struct verdict *verdict)
{
	printf("%-34s %-9s %2u of %-2u %10llu %9.3f  %s%s\n", hunts->defect[d]->name, hunts->defect[d]->class, verdict->found, hunts->options.seeds,
	       (unsigned long long)verdict->runs, verdict->seconds, verdict->found ? verdict->check : "-",
	       verdict->control ? (verdict->found ? "  FALSE ALARM" : "  silent, as it must be") : "");
}

static void print_row_json(struct json *json, const struct hunts *hunts, uint32_t d, const struct verdict *verdict)
{
	json_begin_object(json, NULL);
	json_string(json, "name", hunts->defect[d]->name);
	json_string(json, "side", hunts->defect[d]->side);
	json_string(json, "class", hunts->defect[d]->class);
	json_string(json, "upstream", hunts->defect[d]->upstream);
	json_int(json, "found", verdict->found);
	json_int(json, "seeds", hunts->options.seeds);
	json_int(json, "median_runs", (int64_t)verdict->runs);
	json_int(json, "median_milliseconds", (int64_t)(verdict->seconds * 1000));
	json_string(json, "check", verdict->found ? verdict->check : "");
	json_end_object(json);
}

/* Rows and the last line; the exit status. */
static int report(const struct hunts *hunts)
{
	const uint32_t seeds = hunts->options.seeds;
	uint32_t defects = 0, found = 0, alarms = 0, nr = 0;
	uint64_t discounted = 0;
	double *all = calloc((size_t)hunts->nr_defects * seeds + 1, sizeof(*all)), most = 0;
	struct json json = {.out = stdout};

	if (hunts->options.json) {
		json_begin_object(&json, NULL);
		json_begin_array(&json, "defects");
	} else {
		printf("%-34s %-9s %-8s %10s %9s  %s\n", "defect", "class", "found", "runs", "seconds", "by");
	}
	for (uint32_t d = 0; d < hunts->nr_defects; d++) {
		const struct verdict verdict = judge(hunts, d);

		if (hunts->options.json)
			print_row_json(&json, hunts, d, &verdict);
		else
			print_row(hunts, d, &verdict);
		if (verdict.control) {
			alarms += verdict.found > 0;
			continue;
		}
		defects++;
		found += verdict.found == seeds;
		for (uint32_t s = 0; s < seeds; s++)
			discounted += hunts->result[d * seeds + s].discounted;
		for (uint32_t s = 0; all && s < seeds; s++)
			all[nr++] = cost(hunts, d * seeds + s);
	}
	qsort(all, nr, sizeof(*all), by_seconds);
	most = nr > 0 ? all[nr - 1] : 0;
	if (hunts->options.svg)
		survival_draw(hunts->options.svg, all, nr, hunts->options.seconds);
	if (hunts->options.json) {
		json_end_array(&json);
		json_int(&json, "false_alarms", alarms);
		json_int(&json, "discounted", (int64_t)discounted);
		json_end_object(&json);
		putchar('\n');
	} else {
		if (discounted > 0)
			printf("%llu divergences not counted: the sound side shows them as well\n", (unsigned long long)discounted);
		if (alarms > 0)
			printf("%u controls raised a false alarm\n", alarms);
		printf("seeded: %u defects, %u found, median %.3f s, max %.3f s\n", defects, found, nr > 0 ? all[nr / 2] : 0.0, most);
	}
	free(all);
	return found == defects && alarms == 0 ? EXIT_AGREED : EXIT_DIVERGED;
}

int seeded_main(int argc, char **argv)
{
	static struct hunts hunts;

	parse_options(&hunts.options, argc, argv);
	choose_defects(&hunts, argc - optind, argv + optind);
	if (hunts.options.list) {
		list(&hunts);
		return EXIT_AGREED;
	}
	load_corpus(&hunts);
	run(&hunts);
	return report(&hunts);
}
