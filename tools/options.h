// SPDX-License-Identifier: MIT
/*
 * Options of a subcommand as a table: the name of each, the kind of value, and where the value is stored. Every command has --help and -h.
 *
 *     const struct option_row rows[] = {
 *             {"subject", .kind = OPTION_SUBJECT, .to = &subject},
 *             {"seconds", .kind = OPTION_NUMBER, .to = &seconds, .min = 1, .max = 86400},
 *             {0}};
 *     options_parse(command, rows, print_help, argc, argv);
 */
#ifndef TOOLS_OPTIONS_H
#define TOOLS_OPTIONS_H

#include <stdint.h>
#include <unistd.h> /* optind */

enum option_kind {
	OPTION_FLAG,    /* to: bool, set to true */
	OPTION_TEXT,    /* to: const char * */
	OPTION_SUBJECT, /* to: const struct subject *, found by name */
	OPTION_VIEWED,  /* like OPTION_SUBJECT, but it must have a view */
	OPTION_NUMBER,  /* to: uint32_t in [min, max] */
	OPTION_WIDE,    /* to: uint64_t in [min, max] */
	OPTION_OUTPUT,  /* to: const char *, a file; checked for writability before the work starts; "-" is standard output */
	OPTION_FOLDER,  /* to: const char *, a folder to write into, made if it does not exist */
	OPTION_CALL,    /* call(to, value) */
	OPTION_DO,      /* takes no value; call(to, NULL) */
};

struct option_row {
	const char *name; /* as in --name; the table ends with NULL */
	char letter;      /* as in -o, 0: none */
	enum option_kind kind;
	void *to;
	uint64_t min, max;
	void (*call)(void *to, const char *value);
};

/* Ends with status 2 for an unknown option or an invalid value, with 0 after help. Afterwards optind is the index of the first other
 * argument. */
void options_parse(const char *command, const struct option_row *rows, void (*help)(void), int argc, char **argv);

/* The only remaining argument; ends with status 2 if there is none or more than one. */
const char *options_one_file(const char *command, int argc, char **argv);

#endif
