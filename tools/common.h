// SPDX-License-Identifier: MIT
/*
 * What the subcommands share: exit statuses, messages, subjects and numbers by name, progress. Files are the matter of tools/files.h.
 *
 * A subcommand is `int NAME_main(int argc, char **argv)` with argv[0] its name; it parses its options by a table (tools/options.h) and returns the exit
 * status. Helpers here end the program themselves when the caller could do nothing about it.
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
_Noreturn void fail_option(const char *command); /* when somebody has said what is wrong */
_Noreturn void fail_lacking(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The subject of that name; ends with status 2 naming those there are. */
const struct subject *need_subject(const char *command, const char *name);
/* The same, and that it can be held against the oracle. */
const struct subject *need_viewed_subject(const char *command, const char *name);

/* What the subject is held against: the one of that name, which must know misuse and a kernel that the subject knows, too; without a name, its oracle. */
const struct subject *need_oracle(const char *command, const struct subject *subject, const char *name);

/* The profile of that name; ends with status 2 naming those there are. */
enum profile need_profile(const char *command, const char *name);

/* A whole number in [min, max], decimal or 0x..; ends with status 2 naming the option. */
uint64_t need_number(const char *command, const char *option, const char *text, uint64_t min, uint64_t max);

/* Seconds of processor time after which a subject hangs, where a file is run once: the largest machine, looked at after each of the most ops, under a
 * sanitizer. */
enum { PATIENCE = 120 };

/* A line on stderr after two seconds, only on a terminal: "run: 120 of 3000", or "minimize: 120 runs" where nobody knows how many there will be
 * (total 0). Call progress_end before other output ends the command. */
void progress(const char *command, uint64_t done, uint64_t total);
void progress_end(void);

#endif
