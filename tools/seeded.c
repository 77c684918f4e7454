// SPDX-License-Identifier: MIT
/*
 * buddycheck seeded: does the harness find bugs? Each seeded defect is hunted from the corpus under several seeds; reports which check
 * found it, after how many runs and processor seconds. Controls (changes without an effect) must not be found.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/language/memory.h"
#include "fuzz/triage/pool.h"
#include "tools/commands.h"
#include "tools/common.h"
#include "tools/hunts.h"
#include "tools/json.h"
#include "tools/options.h"
#include "tools/survival.h"

static const char command[] = "seeded";

struct options {
	struct hunts hunts;
	struct blind blind;
	enum hunt_maker maker;
	bool json, list, replay_only, worth, versus;
	const char *corpus, *svg;
};

/* The result for one defect. */
struct verdict {
	uint32_t found;          /* number of seeds that found it */
	double seconds;          /* median; a hunt that did not find it counts as the budget */
	uint64_t runs;           /* median */
	char check[96];          /* the check that found it, from the first seed that did */
	bool control;
};

static void print_help(void)
{
	printf("usage: buddycheck seeded [OPTIONS] [NAME...]\n\n"
	       "Hunts each seeded defect (a side with one deliberate bug, tests/seeded/), starting from the corpus, and reports which check found it\n"
	       "and after how many runs and processor seconds (median over seeds). Controls, changes without an effect, must not be found.\n\n"
	       "  --list          print name, side, origin and description of each defect\n"
	       "  --seeds N       hunts per defect, default 5\n"
	       "  --seconds S     budget of one hunt in processor seconds, default 60\n"
	       "  --corpus DIR    folder of the sequences that a hunt replays first; default corpus\n"
	       "  --replay-only   replay the corpus and make no further inputs\n"
	       "  --replay N      replay N files of the corpus, drawn by the seed, instead of all\n"
	       "  --maker WHAT    how inputs are made after the corpus: all (scenarios and the mutator), ops (the mutator), bytes (random changes of\n"
	       "                  bytes, by a mutator that does not know the language)\n"
	       "  --without LIST  leave out checks, separated by commas: view.list, invariant.7, counter, oracle, ...; --worth lists them\n"
	       "  --worth         repeat the hunts without each check in turn, to measure what it contributes\n"
	       "  --versus        hunt with the makers ops and bytes and compare them; default: the deep defects\n"
	       "  --save DIR      write the first diverging sequence of each defect as DIR/NAME.ops\n"
	       "  --svg FILE      draw the survival curve: the part of the defects not yet found, over time\n"
	       "  --jobs N        processes, default one per processor\n"
	       "  --json          print one JSON object instead of text; not with --list and --worth\n\n"
	       "The last line is \"seeded: N defects, N found, median N s, max N s\". Exit status: 0 all defects found and no control,\n"
	       "1 a defect not found or a control found, 2 bad usage, 3 a build without seeded defects.\n");
}

static void set_maker(void *to, const char *word)
{
	static const char *const words[] = {"all", "ops", "bytes"};

	for (int i = 0; i <= MAKE_BYTES; i++) {
		if (strcmp(word, words[i]) == 0) {
			*(enum hunt_maker *)to = (enum hunt_maker)i;
			return;
		}
	}
	fail_usage(command, "--maker '%s': expected all, ops or bytes", word);
}

static void leave_out(void *to, const char *list)
{
	char *words = strdup(list);

	for (char *word = words ? strtok(words, ",") : NULL; word; word = strtok(NULL, ","))
		if (!blind_add(to, word))
			fail_usage(command, "--without: there is no check '%s'; there are the families answer, counter, view, invariant, oracle, and checks "
				   "such as answer.path, counter.free, view.list, invariant.7, check, steps", word);
	free(words);
}

static void parse_options(struct options *options, int argc, char **argv)
{
	struct hunts *hunts = &options->hunts;
	uint32_t seconds = 60;
	const struct option_row rows[] = {
		{"list", .kind = OPTION_FLAG, .to = &options->list},
		{"seeds", .kind = OPTION_NUMBER, .to = &hunts->seeds, .min = 1, .max = SEEDS_MAX},
		{"seconds", .kind = OPTION_NUMBER, .to = &seconds, .min = 1, .max = 86400},
		{"corpus", .kind = OPTION_TEXT, .to = &options->corpus},
		{"replay-only", .kind = OPTION_FLAG, .to = &options->replay_only},
		{"replay", .kind = OPTION_NUMBER, .to = &hunts->replay, .min = 1, .max = HUNT_CORPUS_MAX},
		{"maker", .kind = OPTION_CALL, .to = &options->maker, .call = set_maker},
		{"without", .kind = OPTION_CALL, .to = &options->blind, .call = leave_out},
		{"worth", .kind = OPTION_FLAG, .to = &options->worth},
		{"versus", .kind = OPTION_FLAG, .to = &options->versus},
		{"save", .kind = OPTION_FOLDER, .to = &hunts->save},
		{"svg", .kind = OPTION_OUTPUT, .to = &options->svg},
		{"jobs", .kind = OPTION_NUMBER, .to = &hunts->jobs, .min = 1, .max = POOL_JOBS_MAX},
		{"json", .kind = OPTION_FLAG, .to = &options->json},
		{0}};

	*options = (struct options){.hunts = {.seeds = 5}, .corpus = "corpus"};
	options_parse(command, rows, print_help, argc, argv);
	if (options->json && (options->list || options->worth))
		fail_usage(command, "--json cannot be combined with --list or --worth");
	hunts->seconds = seconds;
}

static struct hunt_outcome *run(struct options *options)
{
	struct hunts *hunts = &options->hunts;
	const uint32_t nr = hunts->nr_defects * hunts->seeds;
	struct hunt_task *tasks = need_memory(calloc(nr + 1, sizeof(*tasks)));
	struct hunt_outcome *outcomes;

	for (uint32_t i = 0; i < nr; i++)
		tasks[i] = (struct hunt_task){.defect = i / hunts->seeds, .seed = i % hunts->seeds, .maker = options->maker,
					      .replay_only = options->replay_only, .blind = options->blind};
	outcomes = hunts_run(hunts, command, tasks, nr);
	free(tasks);
	return outcomes;
}

static struct verdict judge(const struct hunts *hunts, const struct hunt_outcome *outcomes, uint32_t defect)
{
	const uint32_t seeds = hunts->seeds;
	struct verdict verdict = {.control = is_control(hunts->defect[defect])};
	double seconds[SEEDS_MAX], runs[SEEDS_MAX];

	for (uint32_t s = 0; s < seeds; s++) {
		const struct hunt_outcome *outcome = &outcomes[defect * seeds + s];

		seconds[s] = hunt_cost(hunts, outcome);
		runs[s] = (double)outcome->result.runs;
		if (outcome->result.found && verdict.found++ == 0)
			snprintf(verdict.check, sizeof(verdict.check), "%s", outcome->crashed ? "crash" : outcome->result.signature);
	}
	verdict.seconds = median(seconds, seeds);
	verdict.runs = (uint64_t)median(runs, seeds);
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
	printf("%-34s %-9s %2u of %-2u %10llu %9.3f  %s%s\n", hunts->defect[d]->name, hunts->defect[d]->class, verdict->found, hunts->seeds,
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
	json_int(json, "seeds", hunts->seeds);
	json_int(json, "median_runs", (int64_t)verdict->runs);
	json_int(json, "median_milliseconds", (int64_t)(verdict->seconds * 1000));
	json_string(json, "check", verdict->found ? verdict->check : "");
	json_end_object(json);
}

/* Sums over all defects. */
struct totals {
	uint32_t defects, found, alarms, nr;
	uint64_t discounted;
	double *seconds; /* one per hunt, without those of controls */
};

static void add_up(struct totals *totals, const struct hunts *hunts, const struct hunt_outcome *outcomes, uint32_t d, const struct verdict *verdict)
{
	if (verdict->control) {
		totals->alarms += verdict->found > 0;
		return;
	}
	totals->defects++;
	totals->found += verdict->found == hunts->seeds;
	for (uint32_t s = 0; s < hunts->seeds; s++) {
		totals->discounted += outcomes[d * hunts->seeds + s].result.discounted;
		totals->seconds[totals->nr++] = hunt_cost(hunts, &outcomes[d * hunts->seeds + s]);
	}
}

static void print_totals(const struct totals *totals, double middle)
{
	if (totals->discounted > 0)
		printf("%llu divergences not counted: the side without the defect shows them as well\n", (unsigned long long)totals->discounted);
	if (totals->alarms > 0)
		printf("%u controls raised a false alarm\n", totals->alarms);
	printf("seeded: %u defects, %u found, median %.3f s, max %.3f s\n", totals->defects, totals->found, middle,
	       totals->nr > 0 ? totals->seconds[totals->nr - 1] : 0.0);
}

/* Prints the rows and the last line; returns the exit status. */
static int report(const struct options *options, const struct hunt_outcome *outcomes)
{
	const struct hunts *hunts = &options->hunts;
	struct totals totals = {.seconds = need_memory(calloc((size_t)hunts->nr_defects * hunts->seeds + 1, sizeof(double)))};
	struct json json = {.out = stdout};
	double middle;

	if (options->json) {
		json_begin_object(&json, NULL);
		json_begin_array(&json, "defects");
	} else {
		printf("%-34s %-9s %-8s %10s %9s  %s\n", "defect", "class", "found", "runs", "seconds", "by");
	}
	for (uint32_t d = 0; d < hunts->nr_defects; d++) {
		const struct verdict verdict = judge(hunts, outcomes, d);

		if (options->json)
			print_row_json(&json, hunts, d, &verdict);
		else
			print_row(hunts, d, &verdict);
		add_up(&totals, hunts, outcomes, d, &verdict);
	}
	middle = median(totals.seconds, totals.nr);
	if (options->svg)
		survival_draw(options->svg, totals.seconds, totals.nr, hunts->seconds);
	if (options->json) {
		json_end_array(&json);
		json_int(&json, "false_alarms", totals.alarms);
		json_int(&json, "discounted", (int64_t)totals.discounted);
		json_end_object(&json);
		putchar('\n');
	} else {
		print_totals(&totals, middle);
	}
	free(totals.seconds);
	return totals.found == totals.defects && totals.alarms == 0 ? EXIT_AGREED : EXIT_DIVERGED;
}

int seeded_main(int argc, char **argv)
{
	static struct options options;
	struct hunts *hunts = &options.hunts;

	parse_options(&options, argc, argv);
	hunts_choose(hunts, command, argc - optind, argv + optind);
	if (options.list) {
		list(hunts);
		return EXIT_AGREED;
	}
	hunts_load_corpus(hunts, command, options.corpus);
	if (options.worth)
		return report_worth(hunts, command);
	if (options.versus)
		return report_versus(hunts, command, options.svg, options.json);
	return report(&options, run(&options));
}
