// SPDX-License-Identifier: MIT
/*
 * buddycheck digest: one hash per file of everything the subject answered and showed; with --per-op one per op, so that a script can find
 * the first op at which two builds or architectures differ. All files run in one child process; if the subject dies on one, a new child
 * goes on with the next.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fuzz/explain/replay.h"
#include "fuzz/language/memory.h"
#include "fuzz/lockstep/exec.h"
#include "fuzz/subjects.h"
#include "fuzz/triage/crash_site.h"
#include "fuzz/triage/pool.h"
#include "fuzz/triage/probe.h"
#include "tools/commands.h"
#include "tools/common.h"
#include "tools/files.h"
#include "tools/options.h"

static const char command[] = "digest";

/* What the worker shares: how far the current file came, and whether any file diverged so far. */
struct progress_made {
	struct crash_site site;
	struct exec_result result;
	bool diverged;
};

struct digest {
	const struct subject *subject;
	bool per_op;
	struct file_list files;
	struct progress_made *shared; /* with the worker */
	FILE *out; /* standard output through a stream of its own, so that stdout is left to the subject */
	/* Used in the worker only: */
	struct sequence seq;
	const char *path;
	struct exec *exec;
};

static void print_help(void)
{
	printf("usage: buddycheck digest [--per-op] [--subject NAME] FILE|DIR...\n\n"
	       "Prints \"<16 hex digits>  <file>\" for each file, sorted by name: a hash of every answer of the subject and of its whole view\n"
	       "after each op. It is the same with every compiler, optimization level and architecture; zeros if the subject refuses the machine.\n\n"
	       "  --per-op        before that, one line per op: \"<digest so far>  <file>:<op index>  <op>\"\n"
	       "  --subject NAME  the allocator to digest: %s; default allocator; or ./FILE.so\n\n"
	       "Exit status: 0 the subject agrees with the oracle everywhere, 1 a divergence (the digest then covers the ops up to it) or\n"
	       "the subject dies (the file then has no digest), 2 bad usage or malformed input, 3 something this machine lacks.\n",
	       subject_names(false));
}

static void print_op(void *ctx, uint32_t op, const struct request *request, const struct answer *answer, uint64_t digest)
{
	const struct digest *all = ctx;

	(void)request;
	(void)answer;
	fprintf(all->out, "%016llx  %s:%u  ", (unsigned long long)digest, all->path, op);
	seq_print_op(&all->seq, op, all->out);
	fputc('\n', all->out);
}

static void tell_divergence(const struct subject *subject, const char *path, const struct divergence *divergence)
{
	if (divergence->kind == OP_MACHINE)
		fprintf(stderr, "%s: diverges at boot: %s\n  ", path, divergence->field);
	else
		fprintf(stderr, "%s: diverges at op %u: %s\n  ", path, divergence->op, divergence->field);
	replay_print(subject, oracle_for(subject), path, stderr);
	fputc('\n', stderr);
}

static void *enter(void *ctx)
{
	struct digest *all = ctx;
	const struct exec_options options = {.subject = all->subject, .oracle = oracle_for(all->subject), .digest = true,
		.step_limit = STEPS_PER_REQUEST, .on_op = all->per_op ? print_op : NULL, .ctx = all};

	setvbuf(all->out, NULL, _IOLBF, BUFSIZ); /* lines printed before the subject dies are not lost */
	seq_init(&all->seq);
	all->exec = exec_new(&options);
	crash_site_watch(&all->shared->site);
	return NULL;
}

static void work(void *ctx, void *own, uint32_t file)
{
	struct digest *all = ctx;
	struct exec_result *result = &all->shared->result;

	(void)own;
	all->path = all->files.path[file];
	*result = (struct exec_result){.divergence.kind = OP_MACHINE};
	progress(command, file, all->files.count);
	seq_load(&all->seq, all->path);
	limit_processor_time(PATIENCE);
	exec_run(all->exec, &all->seq, result);
	limit_processor_time(0);
	progress_end();
	fprintf(all->out, "%016llx  %s\n", (unsigned long long)result->digest, all->path);
	if (ferror(all->out))
		fail_lacking(command, "cannot write to standard output: %s", strerror(errno));
	if (result->divergence.class == DIFF_NONE)
		return;
	tell_divergence(all->subject, all->path, &result->divergence);
	all->shared->diverged = true;
}

/* A worker that ended with a message of its own, for a malformed file for example, ends the command with its status. */
static void lost(void *ctx, uint32_t file, int status)
{
	struct digest *all = ctx;
	const struct divergence *at = &all->shared->result.divergence;
	char said[192];

	if (WIFEXITED(status) && (WEXITSTATUS(status) == EXIT_USAGE || WEXITSTATUS(status) == EXIT_LACKING))
		exit(WEXITSTATUS(status));
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE) /* the reader of our output has gone; not a crash of the subject */
		raise(SIGPIPE);
	probe_say_death(status, at->kind, &all->shared->site, said, sizeof(said));
	fprintf(stderr, "%s: crashes at op %u: %s\n  ", all->files.path[file], at->op, said);
	replay_print(all->subject, oracle_for(all->subject), all->files.path[file], stderr);
	fputc('\n', stderr);
	all->shared->diverged = true;
}

int digest_main(int argc, char **argv)
{
	struct digest all = {.subject = &subject_allocator};
	const struct option_row rows[] = {
		{"per-op", .kind = OPTION_FLAG, .to = &all.per_op}, {"subject", .kind = OPTION_SUBJECT, .to = &all.subject}, {0}};
	bool diverged;

	options_parse(command, rows, print_help, argc, argv);
	files_collect(&all.files, command, argv + optind, argc - optind);
	all.shared = pool_memory(sizeof(*all.shared));
	all.out = need_memory(fdopen(dup(STDOUT_FILENO), "w"));
	pool_run(&(struct pool_options){
		.jobs = 1, .nr_tasks = (uint32_t)all.files.count, .enter = enter, .work = work, .lost = lost, .ctx = &all});
	diverged = all.shared->diverged;
	fclose(all.out);
	munmap(all.shared, sizeof(*all.shared));
	files_release(&all.files);
	return diverged ? EXIT_DIVERGED : EXIT_AGREED;
}
