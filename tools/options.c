// SPDX-License-Identifier: MIT
/* Converts the table to getopt_long()'s form, and stores the values. */
#include "tools/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "tools/common.h"
#include "tools/files.h"

enum { ROWS_MAX = 24, FIRST = 256 /* getopt value of the first row; above all letters */, HELP = FIRST + ROWS_MAX };

static bool takes_value(const struct option_row *row)
{
	return row->kind != OPTION_FLAG && row->kind != OPTION_DO;
}

static void store(const char *command, const struct option_row *row, const char *value)
{
	char dashed[32]; /* the option as messages name it */

	snprintf(dashed, sizeof(dashed), "--%s", row->name);
	switch (row->kind) {
	case OPTION_FLAG: *(bool *)row->to = true; return;
	case OPTION_OUTPUT: need_output(command, value); *(const char **)row->to = value; return;
	case OPTION_FOLDER: need_folder(command, value); *(const char **)row->to = value; return;
	case OPTION_TEXT: *(const char **)row->to = value; return;
	case OPTION_SUBJECT: *(const struct subject **)row->to = need_subject(command, value); return;
	case OPTION_VIEWED: *(const struct subject **)row->to = need_viewed_subject(command, value); return;
	case OPTION_NUMBER: *(uint32_t *)row->to = (uint32_t)need_number(command, dashed, value, row->min, row->max); return;
	case OPTION_WIDE: *(uint64_t *)row->to = need_number(command, dashed, value, row->min, row->max); return;
	case OPTION_CALL:
	case OPTION_DO: row->call(row->to, value); return;
	}
}

static const struct option_row *find_row(const struct option_row *rows, int found)
{
	if (found >= FIRST)
		return &rows[found - FIRST];
	while (rows->name && rows->letter != found)
		rows++;
	return rows->name ? rows : NULL;
}

void options_parse(const char *command, const struct option_row *rows, void (*help)(void), int argc, char **argv)
{
	struct option options[ROWS_MAX + 2] = {{"help", no_argument, NULL, HELP}};
	char letters[2 * ROWS_MAX + 2] = "h";
	static char name[48]; /* getopt_long() begins its messages with argv[0] */
	int found;

	snprintf(name, sizeof(name), "buddycheck %s", command);
	argv[0] = name;
	for (int i = 0, used = 1; rows[i].name && i < ROWS_MAX; i++) {
		options[i + 1] = (struct option){rows[i].name, takes_value(&rows[i]) ? required_argument : no_argument, NULL, FIRST + i};
		if (rows[i].letter)
			used += snprintf(letters + used, sizeof(letters) - (size_t)used, "%c%s", rows[i].letter, takes_value(&rows[i]) ? ":" : "");
	}
	while ((found = getopt_long(argc, argv, letters, options, NULL)) != -1) {
		if (found == HELP || found == 'h') {
			help();
			exit(EXIT_AGREED);
		}
		const struct option_row *row = found == '?' ? NULL : find_row(rows, found);

		if (!row)
			fail_option(command);
		store(command, row, optarg);
	}
}

const char *options_one_file(const char *command, int argc, char **argv)
{
	if (argc - optind != 1)
		fail_usage(command, "expected one file, found %d", argc - optind);
	return argv[optind];
}
