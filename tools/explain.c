// SPDX-License-Identifier: MIT
/*
 * buddycheck explain: the first divergence of one sequence on one screen.
 */
#include <stdio.h>
#include <unistd.h>

#include "fuzz/explain/report.h"
#include "fuzz/subjects.h"
#include "tools/commands.h"
#include "tools/common.h"
#include "tools/options.h"

static const char command[] = "explain";

static void print_help(void)
{
	printf("usage: buddycheck explain [--subject NAME] FILE\n\n"
	       "Replays one sequence, text or binary, and explains the first divergence: the op, what was expected and what came, counters,\n"
	       "both memories with the difference marked, the history of the pages involved. Colour on a terminal only.\n\n"
	       "  --subject NAME  what runs against the oracle: %s; default allocator\n\n"
	       "Exit status: 0 all agree, 1 a divergence, 2 bad usage or malformed input, 3 something this machine lacks.\n",
	       subject_names());
}

static int explain_file(const struct subject *subject, const char *path)
{
	struct sequence seq;
	bool diverged;

	seq_init(&seq);
	seq_load(&seq, path);
	diverged = report_print(&(struct report){.seq = &seq, .subject = subject, .oracle = oracle_for(subject), .step_limit = STEPS_PER_REQUEST, .path = path,
						 .color = isatty(STDOUT_FILENO)},
				stdout);
	if (!diverged)
		printf("%s: %s and oracle agree on all %u ops\n", path, subject->name, seq.nr_ops);
	seq_release(&seq);
	return diverged ? EXIT_DIVERGED : EXIT_AGREED;
}

int explain_main(int argc, char **argv)
{
	const struct subject *subject = &subject_allocator;
	const struct option_row rows[] = {{"subject", .kind = OPTION_SUBJECT, .to = &subject}, {0}};

	options_parse(command, rows, print_help, argc, argv);
	return explain_file(subject, options_one_file(command, argc, argv));
}
