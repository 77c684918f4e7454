// SPDX-License-Identifier: MIT
/*
 * buddycheck digest: one hash per file of everything the subject answered and showed; with --per-op one per op, so that a script can name the
 * first op at which two machines part.
 */
#include <stdio.h>
#include <stdlib.h>

#include "fuzz/explain/replay.h"
#include "fuzz/lockstep/exec.h"
#include "fuzz/subjects.h"
#include "tools/commands.h"
#include "tools/common.h"
#include "tools/crash.h"
#include "tools/files.h"
#include "tools/options.h"

static const char command[] = "digest";

struct printing {
	const struct sequence *seq;
	const char *path;
};

static void print_help(void)
{
	printf("usage: buddycheck digest [--per-op] [--subject NAME] FILE|DIR...\n\n"
	       "Prints \"<16 hex digits>  <file>\" for each file, sorted by name: a hash of every answer of the subject and of its whole view\n"
	       "after each op. Equal on every compiler, optimization level and architecture.\n\n"
	       "  --per-op        before that, one line per op: \"<digest so far>  <file>:<op index>  <op>\"\n"
	       "  --subject NAME  %s; default allocator\n\n"
	       "Exit status: 0 the subject agrees with the oracle everywhere, 1 a divergence (the digest then ends at it), 2 bad usage or\n"
	       "malformed input, 3 something this machine lacks.\n",
	       subject_names(false));
}

static void print_op(void *ctx, uint32_t op, const struct request *request, const struct answer *answer, uint64_t digest)
{
	const struct printing *printing = ctx;

	(void)request;
	(void)answer;
	printf("%016llx  %s:%u  ", (unsigned long long)digest, printing->path, op);
	seq_print_op(printing->seq, op, stdout);
	putchar('\n');
}

static void tell_divergence(const struct subject *subject, const char *path, const struct divergence *divergence)
{
	fprintf(stderr, "%s: diverges at op %u: %s\n  ", path, divergence->op, divergence->field);
	replay_print(subject, path, stderr);
	fputc('\n', stderr);
}

static bool digest_files(const struct subject *subject, bool per_op, const struct file_list *files)
{
	struct sequence seq;
	struct printing printing = {.seq = &seq};
	const struct exec_options options = {.subject = subject, .oracle = oracle_for(subject), .digest = true, .step_limit = STEPS_PER_REQUEST,
		.on_op = per_op ? print_op : NULL, .ctx = &printing};
	struct exec *exec = exec_new(&options);
	struct exec_result result;
	bool agreed = true;

	seq_init(&seq);
	for (size_t i = 0; i < files->count; i++) {
		progress(command, i, files->count);
		seq_load(&seq, files->path[i]);
		printing.path = files->path[i];
		crash_in(files->path[i]);
		exec_run(exec, &seq, &result);
		crash_in(NULL);
		progress_end();
		printf("%016llx  %s\n", (unsigned long long)result.digest, files->path[i]);
		if (result.divergence.class == DIFF_NONE)
			continue;
		tell_divergence(subject, files->path[i], &result.divergence);
		agreed = false;
	}
	seq_release(&seq);
	exec_free(exec);
	return agreed;
}

int digest_main(int argc, char **argv)
{
	const struct subject *subject = &subject_allocator;
	struct file_list files;
	bool per_op = false, agreed;
	const struct option_row rows[] = {
		{"per-op", .kind = OPTION_FLAG, .to = &per_op}, {"subject", .kind = OPTION_SUBJECT, .to = &subject}, {0}};

	options_parse(command, rows, print_help, argc, argv);
	files_collect(&files, command, argv + optind, argc - optind);
	crash_watch(command, NULL);
	agreed = digest_files(subject, per_op, &files);
	files_release(&files);
	return agreed ? EXIT_AGREED : EXIT_DIVERGED;
}
