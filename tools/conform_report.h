// SPDX-License-Identifier: MIT
/* What `buddycheck conform` says about its files, for people and for programs. */
#ifndef TOOLS_CONFORM_REPORT_H
#define TOOLS_CONFORM_REPORT_H

#include <stdio.h>

#include "fuzz/golden/conform.h"
#include "tools/json.h"

struct conform_totals {
	uint64_t files, ops, states, mismatches;
};

/* Mismatches of one file: in full while *left lasts, then one line for the file. Errors go to stderr. */
void conform_print(FILE *out, const char *path, const struct conform_result *result, uint32_t *left);
void conform_print_totals(FILE *out, const struct conform_totals *totals); /* the line `conform: ..` */

/* The same as one JSON object: open, each file, close. */
void conform_json_open(struct json *json, const char *subject);
void conform_json_file(struct json *json, const char *path, const struct conform_result *result, uint32_t *left);
void conform_json_close(struct json *json, const struct conform_totals *totals, int status);

#endif
