// SPDX-License-Identifier: MIT
/*
 * buddycheck emit-c: a sequence as a C program against the installed allocator.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "fuzz/language/memory.h"
#include "fuzz/triage/emit_c.h"
#include "fuzz/triage/reduce.h"
#include "fuzz/subjects.h"
#include "tools/commands.h"
#include "tools/common.h"
#include "tools/files.h"
#include "tools/options.h"

static const char command[] = "emit-c";

struct job {
	const struct subject *subject;
	const char *in, *out;
	bool unit_test;
};

static void print_help(void)
{
	printf("usage: buddycheck emit-c [OPTIONS] FILE -o OUT.c\n\n"
	       "Writes a C program of at most %d lines that makes the requests of FILE and compares each answer with the oracle's. It needs only\n"
	       "the installed allocator:\n\n"
	       "  cc -I PREFIX/include/buddycheck OUT.c -L PREFIX/lib -lpage_alloc\n\n"
	       "and exits with status 1 and a message at the first difference. Ops after a divergence are left out. The program always calls the\n"
	       "installed allocator: what another subject does wrong it shows only where that is installed in its place.\n\n"
	       "  -o, --output OUT  where to write; - is standard output\n"
	       "  --unit-test       write, instead of main, a function named after the signature that returns the number of differences\n"
	       "  --subject NAME    the subject that shows the divergence: %s; default allocator; or ./FILE.so\n\n"
	       "Exit status: 0 written, 2 bad usage, malformed input or a sequence too long for %d lines, 3 something this machine lacks.\n",
	       EMIT_LINES_MAX, subject_names(true), EMIT_LINES_MAX);
}

static void parse_options(struct job *job, int argc, char **argv)
{
	const struct option_row rows[] = {
		{"output", 'o', OPTION_OUTPUT, .to = &job->out}, {"subject", .kind = OPTION_VIEWED, .to = &job->subject},
		{"unit-test", .kind = OPTION_FLAG, .to = &job->unit_test}, {0}};

	options_parse(command, rows, print_help, argc, argv);
	job->in = options_one_file(command, argc, argv);
	if (!job->out)
		fail_usage(command, "no output given; use -o OUT.c");
}

/* The signature as a C name. */
static void function_name(const char *signature, char *name, size_t size)
{
	snprintf(name, size, "shows_%s", signature[0] ? signature : "no_difference");
	for (char *c = name; *c; c++)
		if (!isalnum((unsigned char)*c))
			*c = '_';
}

static void emit_file(const struct job *job)
{
	struct probe *probe = probe_new(&(struct probe_options){.subject = job->subject, .oracle = &subject_model, .step_limit = STEPS_PER_REQUEST});
	struct probe_outcome outcome;
	struct sequence seq;
	char name[128], *text = NULL;
	size_t size;

	seq_init(&seq);
	seq_load(&seq, job->in);
	reduce_cut(probe, &seq, &outcome);
	if (outcome.end == PROBE_LACKED)
		fail_lacking(command, "not enough memory for the machine of %s", job->in);
	function_name(outcome.signature, name, sizeof(name));

	FILE *memory = need_memory(open_memstream(&text, &size));
	const uint32_t lines = emit_c(memory, &seq, &outcome, &(struct emit_options){.subject = job->subject, .oracle = &subject_model,
		.file = job->in, .unit_test = job->unit_test, .name = name, .step_limit = STEPS_PER_REQUEST});

	fclose(memory);
	if (lines > EMIT_LINES_MAX)
		fail_usage(command, "%s makes %u lines of C, more than %d: shorten it first (buddycheck minimize)", job->in, lines, EMIT_LINES_MAX);
	write_whole(command, job->out, text, size);
	if (outcome.signature[0] && job->subject != &subject_allocator)
		fprintf(stderr, "buddycheck emit-c: note: the program calls the installed allocator, so it shows what %s does only if that is installed\n",
			job->subject->name);
	free(text);
	seq_release(&seq);
	probe_free(probe);
}

int emit_c_main(int argc, char **argv)
{
	struct job job = {.subject = &subject_allocator};

	parse_options(&job, argc, argv);
	emit_file(&job);
	return EXIT_AGREED;
}
