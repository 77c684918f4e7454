// SPDX-License-Identifier: MIT
/*
 * buddycheck enumerate: exhaustive checks of tiny machines. Machines and their menus of ops are sequences in the op language.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fuzz/explain/replay.h"
#include "fuzz/explain/report.h"
#include "fuzz/language/arg.h"
#include "fuzz/lockstep/compare.h"
#include "fuzz/proof/enumerate.h"
#include "fuzz/lockstep/names.h"
#include "fuzz/subjects.h"
#include "fuzz/triage/pool.h"
#include "tools/commands.h"
#include "tools/common.h"
#include "tools/files.h"
#include "tools/json.h"
#include "tools/options.h"

static const char command[] = "enumerate";

enum { STEP_LIMIT = 1 << 30 };

struct tiny {
	const char *name, *help;
	enum state_key key;
	uint32_t length; /* sequences of up to this many ops; 0: all reachable states */
	uint64_t states, transitions; /* expected counts; 0: not known independently */
	const char *text; /* without the line "buddycheck 1" */
};

/* One migratetype, no per-CPU lists, no watermarks: alloc and free of every order. The counts follow from the recurrence in
 * docs/enumerate.md. */
#define ZONE(machine, allocs) \
	machine "set min_free_kbytes=0\nset pcp_mode=fixed\nset pcp_batch=1\nset mobility=0\nfree_at\na = alloc gfp=GFP_NOWAIT\n" allocs

static const struct tiny tinies[] = {
	{"zone2", "2 pages: allocation states of alloc and free", KEY_BLOCKS, 0, 5, 9,
	 ZONE("machine cpus=1 pageblock_order=1 max_order=2\nzone NORMAL pfn=16..18\n", "a = alloc order=1 gfp=GFP_NOWAIT\n")},
	{"zone4", "4 pages", KEY_BLOCKS, 0, 26, 82,
	 ZONE("machine cpus=1 pageblock_order=2 max_order=3\nzone NORMAL pfn=16..20\n",
	      "a = alloc order=1 gfp=GFP_NOWAIT\na = alloc order=2 gfp=GFP_NOWAIT\n")},
	{"zone8", "8 pages", KEY_BLOCKS, 0, 677, 3743,
	 ZONE("machine cpus=1 pageblock_order=3 max_order=4\nzone NORMAL pfn=16..24\n",
	      "a = alloc order=1 gfp=GFP_NOWAIT\na = alloc order=2 gfp=GFP_NOWAIT\na = alloc order=3 gfp=GFP_NOWAIT\n")},
	{"zone16", "16 pages", KEY_BLOCKS, 0, 458330, 4491852,
	 ZONE("machine cpus=1 pageblock_order=4 max_order=5\nzone NORMAL pfn=16..32\n",
	      "a = alloc order=1 gfp=GFP_NOWAIT\na = alloc order=2 gfp=GFP_NOWAIT\na = alloc order=3 gfp=GFP_NOWAIT\n"
	      "a = alloc order=4 gfp=GFP_NOWAIT\n")},
	{"lists8", "8 pages, every order of every free list", KEY_VIEW, 0, 0, 0,
	 ZONE("machine cpus=1 pageblock_order=3 max_order=4\nzone NORMAL pfn=16..24\n",
	      "a = alloc order=1 gfp=GFP_NOWAIT\na = alloc order=2 gfp=GFP_NOWAIT\na = alloc order=3 gfp=GFP_NOWAIT\n")},
	{"pcp8", "8 pages, per-CPU lists, two migratetypes, watermarks", KEY_VIEW, 0, 0, 0,
	 "machine cpus=1 pageblock_order=2 max_order=4\nzone NORMAL pfn=16..24\nset min_free_kbytes=8\n"
	 "set pcp_mode=fixed\nset pcp_high=2\nset pcp_batch=1\n"
	 "free_at\ndrain\na = alloc gfp=GFP_NOWAIT\na = alloc gfp=GFP_ATOMIC\na = alloc gfp=GFP_HIGHUSER_MOVABLE\n"
	 "a = alloc order=1 gfp=GFP_NOWAIT\na = alloc order=2 gfp=GFP_HIGHUSER_MOVABLE\n"},
	{"cpus8", "8 pages, the lists of two cpus", KEY_VIEW, 0, 0, 0,
	 "machine cpus=2 pageblock_order=3 max_order=4\nzone NORMAL pfn=16..24\nset min_free_kbytes=8\n"
	 "set pcp_mode=fixed\nset pcp_high=2\nset pcp_batch=1\n"
	 "free_at\nfree_at cpu=1\na = alloc gfp=GFP_NOWAIT\na = alloc gfp=GFP_HIGHUSER_MOVABLE cpu=1\ndrain_all\n"},
	{"ops18", "16 pages and 18 ops, all sequences of up to 6", KEY_VIEW, 6, 0, 0,
	 "machine cpus=2 pageblock_order=2 max_order=4\nzone NORMAL pfn=16..32\nset min_free_kbytes=8\n"
	 "set pcp_mode=fixed\nset pcp_high=2\nset pcp_batch=1\n"
	 "free_at\nfree_at cpu=1\nfree_at pfn=17 order=1\n"
	 "a = alloc gfp=GFP_KERNEL\na = alloc gfp=GFP_HIGHUSER_MOVABLE cpu=1\na = alloc order=1 gfp=GFP_KERNEL|__GFP_RECLAIMABLE\n"
	 "a = alloc order=3 gfp=GFP_HIGHUSER_MOVABLE\na = alloc order=2 gfp=GFP_NOWAIT\ndrain cpu=1\n"
	 "drain_all\nisolate block=1 count=1 mt=MOVABLE\nunisolate block=1 count=1 mt=MOVABLE\na = isolate_free\nreport_free\n"
	 "cpu_dead cpu=1\ncpu_up cpu=1\nsetboost value=3\nset min_free_kbytes=16\n"},
};

enum { NR_TINIES = sizeof(tinies) / sizeof(tinies[0]) };

struct enumeration {
	struct enumerate_options options;
	const struct tiny *tiny[NR_TINIES]; /* chosen; NULL: a file */
	uint32_t nr_tinies;
	const char *file, *out;
	FILE *say; /* where the report goes: stderr if out, the sequence, is "-" */
	int profile; /* -1: for a file its own, for machines linux-5.10 */
	bool blocks, json;
	uint32_t length; /* 0: the machine's own; for a file all reachable states */
	uint64_t states, transitions, diverged;
	uint32_t cut; /* walks that ended incomplete without a divergence */
};

/* One walk and its result. */
struct walk {
	const struct tiny *tiny; /* NULL: a file */
	const char *name;
	enum profile profile;
	struct enumerate_result result;
	struct sequence path; /* to the first divergence */
	double seconds;
};

static void print_help(void)
{
	printf("usage: buddycheck enumerate [OPTIONS] --machine NAME... | FILE\n\n"
	       "Walks every state that a menu of ops can reach on a tiny machine, breadth first, on the subject and the oracle in lockstep, and checks\n"
	       "every transition. docs/enumerate.md defines what a state is and what is counted.\n\n"
	       "  --machine NAME     one of the machines below, or \"all\"; can be repeated\n"
	       "  --profile PROFILE  run under this profile; default linux-5.10, for a file its own\n"
	       "  --length N         all sequences of up to N ops instead of all reachable states; without --machine and FILE, on ops18\n"
	       "  --blocks           treat states that differ only in list order as one (FILE only)\n"
	       "  --recheck          self-test: re-expand every revisited state and check that it behaves as at the first visit\n"
	       "  --subject NAME     the allocator to test: %s; default allocator; or ./FILE.so\n"
	       "  --jobs N           processes; default one per processor\n"
	       "  --max-states N     stop after N states; the result is then incomplete: status 3; default 2^26\n"
	       "  -o, --output FILE  write the sequence of the first divergence; - is standard output, the rest then goes to stderr\n"
	       "  --json             print one JSON object instead of text\n\n"
	       "FILE is a sequence: its machine, then the ops of the menu. Machines:\n",
	       subject_names(true));
	for (int i = 0; i < NR_TINIES; i++)
		printf("  %-8s %s\n", tinies[i].name, tinies[i].help);
	printf("\nThe last line is \"enumerate: N states, N transitions, N diverged\". Exit status: 0 all agree, 1 a divergence or a count that is not\n"
	       "the expected one, 2 bad usage or malformed input, 3 something this machine lacks, or more states than --max-states.\n");
}

static void choose(void *to, const char *name)
{
	struct enumeration *e = to;
	const bool all = strcmp(name, "all") == 0;
	const uint32_t before = e->nr_tinies;

	for (int i = 0; i < NR_TINIES; i++)
		if ((all || strcmp(tinies[i].name, name) == 0) && e->nr_tinies < NR_TINIES)
			e->tiny[e->nr_tinies++] = &tinies[i];
	if (e->nr_tinies == before)
		fail_usage(command, "there is no machine '%s', or too many are named; --help lists them", name);
}

static void choose_profile(void *to, const char *name)
{
	*(int *)to = need_profile(command, name);
}

static void parse_options(struct enumeration *e, int argc, char **argv)
{
	const struct option_row rows[] = {
		{"machine", .kind = OPTION_CALL, .to = e, .call = choose},
		{"profile", .kind = OPTION_CALL, .to = &e->profile, .call = choose_profile},
		{"length", .kind = OPTION_NUMBER, .to = &e->length, .min = 1, .max = 1000},
		{"blocks", .kind = OPTION_FLAG, .to = &e->blocks},
		{"recheck", .kind = OPTION_FLAG, .to = &e->options.recheck},
		{"subject", .kind = OPTION_VIEWED, .to = &e->options.subject},
		{"jobs", .kind = OPTION_NUMBER, .to = &e->options.jobs, .min = 1, .max = POOL_JOBS_MAX},
		{"max-states", .kind = OPTION_NUMBER, .to = &e->options.max_states, .min = 1, .max = 1u << 30},
		{"output", 'o', OPTION_OUTPUT, .to = &e->out},
		{"json", .kind = OPTION_FLAG, .to = &e->json},
		{0}};

	options_parse(command, rows, print_help, argc, argv);
	if (e->length > 0 && e->nr_tinies == 0 && argc == optind)
		choose(e, "ops18");
	if (argc - optind > 1 || (argc - optind == 1) == (e->nr_tinies > 0))
		fail_usage(command, "expected either --machine NAME or one file");
	e->file = argc > optind ? argv[optind] : NULL;
}

static void load_tiny(struct sequence *seq, const struct tiny *tiny)
{
	char text[1024];
	struct seq_error error;
	const int length = snprintf(text, sizeof(text), "buddycheck 1\n%s", tiny->text);

	if (!seq_parse(seq, text, (size_t)length, &error))
		fail_lacking(command, "machine %s, line %u: %s", tiny->name, error.line, error.message);
}

static void show_progress(void *ctx, uint64_t states, uint64_t expanded)
{
	(void)ctx;
	progress(command, expanded, states);
}

/* False: the machine's counts are known independently, and the walk counted differently. */
static bool counts_hold(const struct enumeration *e, const struct walk *walk)
{
	const struct enumerate_result *result = &walk->result;

	if (!walk->tiny || walk->tiny->states == 0 || e->options.length > 0 || !result->complete)
		return true;
	return result->states == walk->tiny->states && result->transitions == walk->tiny->transitions;
}

static void print_divergence(const struct enumeration *e, const struct walk *walk)
{
	const struct divergence *diff = &walk->result.divergence;

	if (walk->result.lost) {
		fprintf(e->say, "  the process died in one of the moves after this path\n");
	} else {
		fprintf(e->say, "  %s differs: ", diff_class_name(diff->class));
		report_print_both(diff, e->options.subject, e->options.oracle, e->say);
		fputc('\n', e->say);
	}
	seq_print(&walk->path, e->say);
	if (!e->out || strcmp(e->out, "-") == 0)
		return;
	fputs("  ", e->say);
	replay_print(e->options.subject, e->options.oracle, e->out, e->say);
	fputc('\n', e->say);
}

static void print_walk(const struct enumeration *e, const struct walk *walk)
{
	const struct enumerate_result *result = &walk->result;

	fprintf(e->say, "%s, %s: %llu states, %llu transitions, %llu moves without success, paths of up to %u ops%s, %.1f s\n", walk->name,
	       profile_names[walk->profile], (unsigned long long)result->states, (unsigned long long)result->transitions,
	       (unsigned long long)result->refused, result->depth, result->complete ? "" : ", not complete", walk->seconds);
	if (result->diverged > 0)
		print_divergence(e, walk);
	if (result->unlike > 0)
		fprintf(e->say, "  %llu revisits of a state behave differently than its first visit\n", (unsigned long long)result->unlike);
	if (!counts_hold(e, walk))
		fprintf(e->say, "  expected %llu states, %llu transitions\n", (unsigned long long)walk->tiny->states,
			(unsigned long long)walk->tiny->transitions);
}

static void describe_divergence(const struct walk *walk, struct json *json)
{
	const struct divergence *diff = &walk->result.divergence;

	json_begin_object(json, "divergence");
	json_bool(json, "died", walk->result.lost);
	if (!walk->result.lost) {
		json_string(json, "class", diff_class_name(diff->class));
		json_string(json, "field", diff->field);
		json_int(json, "op", diff->op);
		json_int(json, "subject", diff->subject);
		json_int(json, "oracle", diff->oracle);
	}
	json_end_object(json);
}

static void describe_walk(const struct enumeration *e, const struct walk *walk, struct json *json)
{
	const struct enumerate_result *result = &walk->result;

	json_begin_object(json, NULL);
	json_string(json, "name", walk->name);
	json_string(json, "profile", profile_names[walk->profile]);
	json_int(json, "states", (int64_t)result->states);
	json_int(json, "transitions", (int64_t)result->transitions);
	json_int(json, "refused", (int64_t)result->refused);
	json_int(json, "depth", result->depth);
	json_bool(json, "complete", result->complete);
	json_bool(json, "as_expected", counts_hold(e, walk));
	json_int(json, "unlike", (int64_t)result->unlike);
	json_int(json, "diverged", (int64_t)result->diverged);
	if (result->diverged > 0)
		describe_divergence(walk, json);
	json_int(json, "milliseconds", (int64_t)(walk->seconds * 1000));
	json_end_object(json);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void make(struct enumeration *e, struct walk *walk, struct sequence *seq)
{
	const double start = seconds();
	const struct tiny *tiny = walk->tiny;
	const char *fault = enumerate_fault(seq);

	if (fault)
		fail_usage(command, "%s: %s", walk->name, fault);
	if (e->profile >= 0)
		seq->profile = (uint8_t)e->profile;
	walk->profile = (enum profile)seq->profile;
	e->options.seq = seq;
	e->options.key = tiny ? tiny->key : e->blocks ? KEY_BLOCKS : KEY_VIEW;
	e->options.length = e->length ? e->length : tiny ? tiny->length : 0;
	enumerate(&e->options, &walk->result, &walk->path);
	progress_end();
	walk->seconds = seconds() - start;
}

/* tiny NULL: walk the file. */
static void run_one(struct enumeration *e, const struct tiny *tiny, const char *name, struct sequence *seq, struct json *json)
{
	struct walk walk = {.tiny = tiny, .name = name};

	seq_init(&walk.path);
	make(e, &walk, seq);
	if (json)
		describe_walk(e, &walk, json);
	else
		print_walk(e, &walk);
	if (walk.result.diverged > 0 && e->out)
		write_sequence(command, e->out, &walk.path);
	e->states += walk.result.states;
	e->transitions += walk.result.transitions;
	e->cut += !walk.result.complete && walk.result.diverged == 0;
	e->diverged += walk.result.diverged + walk.result.unlike + !counts_hold(e, &walk);
	seq_release(&walk.path);
}

static void run_all(struct enumeration *e, struct json *json)
{
	struct sequence seq;

	seq_init(&seq);
	for (uint32_t i = 0; i < e->nr_tinies; i++) {
		load_tiny(&seq, e->tiny[i]);
		run_one(e, e->tiny[i], e->tiny[i]->name, &seq, json);
	}
	if (e->file) {
		seq_load(&seq, e->file);
		run_one(e, NULL, e->file, &seq, json);
	}
	seq_release(&seq);
}

static void print_json(void *ctx, struct json *json)
{
	struct enumeration *e = ctx;

	json_begin_array(json, "walks");
	run_all(e, json);
	json_end_array(json);
	json_string(json, "subject", e->options.subject->name);
	json_int(json, "states", (int64_t)e->states);
	json_int(json, "transitions", (int64_t)e->transitions);
	json_int(json, "diverged", (int64_t)e->diverged);
}

int enumerate_main(int argc, char **argv)
{
	struct enumeration e = {.options = {.subject = &subject_allocator, .oracle = &subject_model, .step_limit = STEP_LIMIT, .progress = show_progress},
				.profile = -1};

	parse_options(&e, argc, argv);
	e.say = speak_beside(e.out);
	if (e.json) {
		json_print_whole(e.say, print_json, &e);
	} else {
		run_all(&e, NULL);
		fprintf(e.say, "enumerate: %llu states, %llu transitions, %llu diverged\n", (unsigned long long)e.states,
			(unsigned long long)e.transitions, (unsigned long long)e.diverged);
	}
	if (e.diverged > 0)
		return EXIT_DIVERGED;
	if (e.cut > 0)
		fail_lacking(command, "not complete: there are more states than --max-states, so nothing is proven");
	return EXIT_AGREED;
}
