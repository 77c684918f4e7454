// SPDX-License-Identifier: MIT
/*
 * Shared helpers of the subcommands. Messages go to stderr and begin with the command's name, so that it is clear in a pipeline who wrote
 * them.
 */
#include "tools/common.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "fuzz/language/arg.h"
#include "fuzz/proof/seeded.h"
#include "fuzz/subjects.h"

static void print_message(const char *command, const char *format, va_list args)
{
	progress_end();
	fprintf(stderr, "buddycheck %s: ", command);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
}

_Noreturn void fail_usage(const char *command, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_message(command, format, args);
	va_end(args);
	fprintf(stderr, "Try 'buddycheck %s --help'.\n", command);
	exit(EXIT_USAGE);
}

_Noreturn void fail_option(const char *command)
{
	fprintf(stderr, "Try 'buddycheck %s --help'.\n", command);
	exit(EXIT_USAGE);
}

_Noreturn void fail_lacking(const char *command, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_message(command, format, args);
	va_end(args);
	exit(EXIT_LACKING);
}

/* The seeded defect that "seeded:NAME" names, as a subject of that full name; NULL if there is none. */
static const struct subject *find_seeded(const char *name)
{
	static const char prefix[] = "seeded:";
	static struct subject renamed;
	const struct seeded_defect *defect = seeded_defects;

	if (strncmp(name, prefix, sizeof(prefix) - 1) != 0)
		return NULL;
	while (defect->name && strcmp(defect->name, name + sizeof(prefix) - 1) != 0)
		defect++;
	if (!defect->name)
		return NULL;
	renamed = *defect->subject;
	renamed.name = name;
	return &renamed;
}

const struct subject *need_subject(const char *command, const char *name)
{
	const struct subject *subject = subject_find(name);

	if (!subject)
		subject = find_seeded(name);
	if (!subject && strchr(name, '/'))
		fail_option(command); /* subject_find() has printed what is wrong with the file */
	if (!subject)
		fail_usage(command, "there is no subject '%s'; there are %s; a shared object is named by a path with a '/'; builds with seeded defects also have seeded:NAME "
			   "('buddycheck seeded --list')",
			   name, subject_names(false));
	return subject;
}

const struct subject *need_viewed_subject(const char *command, const char *name)
{
	const struct subject *subject = need_subject(command, name);

	if (!subject->view)
		fail_usage(command, "'%s' has no view, which this command needs; subjects with one: %s. (run, minimize, explain, report, digest and "
			   "triage accept '%s'.)", name, subject_names(true), name);
	return subject;
}

const struct subject *need_oracle(const char *command, const struct subject *subject, const char *name)
{
	const struct subject *oracle;
	int theirs, ours;

	if (!name)
		return oracle_for(subject);
	if (!subject->view)
		fail_usage(command, "--oracle: '%s' has no view, so only the ledger can check it; leave out --oracle", subject->name);
	oracle = need_viewed_subject(command, name);
	if (oracle->trusting && !oracle->misuse)
		fail_usage(command, "--oracle: '%s' cannot be an oracle: it does not check for misuse (no misuse() in struct subject)", oracle->name);
	theirs = subject_profile(oracle);
	ours = subject_profile(subject);
	if (theirs >= 0 && ours >= 0 && theirs != ours)
		fail_usage(command, "'%s' runs as %s, '%s' as %s; lockstep needs one profile. Use 'buddycheck compare' for two", oracle->name,
			   profile_names[theirs], subject->name, profile_names[ours]);
	return oracle;
}

enum profile need_profile(const char *command, const char *name)
{
	const int profile = profile_find(name, strlen(name));
	char names[PROFILES_TEXT];

	if (profile >= 0)
		return (enum profile)profile;
	fail_usage(command, "there is no profile '%s'; there are %s", name, profile_list(names, "and"));
}

uint64_t need_number(const char *command, const char *option, const char *text, uint64_t min, uint64_t max)
{
	char *end;
	unsigned long long value;

	errno = 0;
	value = strtoull(text, &end, text[0] == '0' && text[1] == 'x' ? 16 : 10);
	if (errno != 0 || !isdigit((unsigned char)text[0]) || *end != '\0' || value < min || value > max)
		fail_usage(command, "%s '%s': expected a number from %llu to %llu", option, text, (unsigned long long)min, (unsigned long long)max);
	return value;
}

static bool progress_shown;

void progress(const char *command, uint64_t done, uint64_t total)
{
	static struct timespec start, last;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (start.tv_sec == 0)
		start = last = now;
	if (now.tv_sec - start.tv_sec < 2 || now.tv_sec == last.tv_sec || !isatty(STDERR_FILENO))
		return;
	last = now;
	progress_shown = true;
	if (total > 0)
		fprintf(stderr, "\r%s: %llu of %llu\033[K", command, (unsigned long long)done, (unsigned long long)total);
	else
		fprintf(stderr, "\r%s: %llu runs\033[K", command, (unsigned long long)done);
}

void progress_end(void)
{
	if (progress_shown)
		fprintf(stderr, "\r\033[K");
	progress_shown = false;
}

void limit_processor_time(int seconds)
{
	const struct itimerval limit = {.it_value = {.tv_sec = seconds}};

	setitimer(ITIMER_PROF, &limit, NULL);
}
