// SPDX-License-Identifier: MIT
/*
 * Other forms of a minimal sequence: a C program, an explanation on one screen, a page to step through, a sanitizer's report.
 *
 * Runs in a process of the pool. The subject may crash on the sequence, so it is run here only if a probe has seen it reach the end.
 */
#include "fuzz/triage/triage_parts.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz/explain/html.h"
#include "fuzz/explain/report.h"
#include "fuzz/triage/death.h"
#include "fuzz/triage/emit_c.h"

static FILE *open_in(const char *folder, const char *name, char **path)
{
	*path = triage_join(folder, name);
	return whole_open(*path);
}

static void close_in(FILE *file, char *path)
{
	whole_close(file, path);
	free(path);
}

static void write_program(const struct triage *triage, const struct sequence *seq, const struct probe_outcome *outcome, const char *folder)
{
	char *path;
	FILE *out = open_in(folder, "reproducer.c", &path);
	const uint32_t lines = emit_c(out, seq, outcome, &(struct emit_options){.subject = triage->options.subject,
		.oracle = triage->options.oracle, .file = "minimal.txt", .step_limit = triage->options.step_limit});

	if (lines > EMIT_LINES_MAX)
		fprintf(out, "/* %u lines: too long to be read; minimal.txt is the reproducer. */\n", lines);
	close_in(out, path);
}

static void write_explanation(const struct triage *triage, const struct sequence *seq, const struct probe_outcome *outcome,
			      const char *folder)
{
	char *path, *place = triage_join(triage->options.out, seq->signature), *sequence = triage_join(place, "minimal.txt");
	FILE *out = open_in(folder, "explanation.txt", &path);
	const struct report report = {.seq = seq, .subject = triage->options.subject, .oracle = triage->options.oracle,
		.step_limit = triage->options.step_limit, .path = sequence};

	if (outcome->end != PROBE_RAN)
		death_print(&report, outcome, out);
	else if (!report_print(&report, out))
		fputs("nothing differs any more\n", out);
	close_in(out, path);
	free(sequence);
	free(place);
}

/* The page refers to the sequence as minimal.txt, because it is opened from the same folder. */
static void write_page(const struct triage *triage, const struct sequence *seq, const struct probe_outcome *outcome, const char *folder)
{
	char *path;

	if (outcome->end != PROBE_RAN)
		return;
	FILE *out = open_in(folder, "report.html", &path);

	html_report(&(struct report){.seq = seq, .subject = triage->options.subject, .oracle = triage->options.oracle,
				     .step_limit = triage->options.step_limit, .path = "minimal.txt"}, out);
	close_in(out, path);
}

static void write_report(const char *report, const char *folder)
{
	char *path;

	if (!report[0])
		return;
	FILE *out = open_in(folder, "stderr.txt", &path);

	fputs(report, out);
	close_in(out, path);
}

void forms_write(const struct triage *triage, const struct sequence *seq, const char *folder)
{
	struct probe_outcome outcome;
	struct probe *probe = probe_new(&(struct probe_options){
		.subject = triage->options.subject, .oracle = triage->options.oracle, .step_limit = triage->options.step_limit,
		.milliseconds = triage->options.milliseconds, .every_op = triage->options.every_op});

	probe_run(probe, seq, &outcome);
	write_report(probe_report(probe), folder);
	probe_free(probe);
	if (!triage->options.oracle->judge && !strchr(triage->options.subject->name, '/')) /* it calls the installed allocator */
		write_program(triage, seq, &outcome, folder);
	write_explanation(triage, seq, &outcome, folder);
	write_page(triage, seq, &outcome, folder);
}
