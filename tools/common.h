// SPDX-License-Identifier: MIT
/*
 * What the subcommands share: exit statuses, messages, parsing of subjects, profiles and numbers, progress. For files see tools/files.h.
 *
 * A subcommand is `int NAME_main(int argc, char **argv)` with argv[0] its name; it parses its options with a table (tools/options.h) and
 * returns the exit status. The helpers here end the program themselves on errors that the caller could not handle.
 */
#ifndef TOOLS_COMMON_H
#define TOOLS_COMMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "contract/machine.h"
#include "contract/subject.h"

enum {
	EXIT_AGREED = 0,   /* all agree */
	EXIT_DIVERGED = 1, /* a divergence, a mismatch or a broken invariant */
	EXIT_USAGE = 2,    /* bad usage or malformed input */
	EXIT_LACKING = 3,  /* something this machine lacks */
};

/* Print "buddycheck COMMAND: message" and end with status 2 (and a pointer to --help) or 3. */
_Noreturn void fail_usage(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));
_Noreturn void fail_option(const char *command); /* the message has been printed already */
_Noreturn void fail_lacking(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The subject of that name. Unknown: ends with status 2 and lists the subjects. */
const struct subject *need_subject(const char *command, const char *name);
/* Like need_subject(), and it must have a view, so that it can be compared with the oracle. */
const struct subject *need_viewed_subject(const char *command, const char *name);

/* What checks the subject: the subject called name, which must have a view, check for misuse and run as the same profile; the default
 * oracle if name is NULL. */
const struct subject *need_oracle(const char *command, const struct subject *subject, const char *name);

/* The profile of that name. Unknown: ends with status 2 and lists the profiles. */
enum profile need_profile(const char *command, const char *name);

/* A whole number in [min, max], decimal or 0x... Anything else ends with status 2 and a message that names the option. */
uint64_t need_number(const char *command, const char *option, const char *text, uint64_t min, uint64_t max);

/* Seconds of processor time after which a subject counts as hanging, in commands that run a file once. Enough for the longest sequence
 * on the largest machine, with the view compared after each op, under a sanitizer. */
enum { PATIENCE = 120 };
/* This process is ended (SIGPROF) once it has taken that many more seconds of processor time; 0: no limit. */
void limit_processor_time(int seconds);

/* After two seconds, and only on a terminal: a line on stderr such as "run: 120 of 3000", or "minimize: 120 runs" if the total is
 * unknown (total 0). Call progress_end before any other output. */
void progress(const char *command, uint64_t done, uint64_t total);
void progress_end(void);

#endif
