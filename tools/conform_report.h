// SPDX-License-Identifier: MIT
/* The reports of `buddycheck conform`, as text and as JSON. */
#ifndef TOOLS_CONFORM_REPORT_H
#define TOOLS_CONFORM_REPORT_H

#include <stdio.h>

#include "fuzz/golden/conform.h"
#include "tools/json.h"

struct conform_totals {
	uint64_t files, ops, states, mismatches;
};

/* Mismatches of one file: in full while *left, which counts down, is not 0; then one line for the file. Errors go to stderr. */
void conform_print(FILE *out, const char *path, const struct conform_result *result, uint32_t *left);
void conform_print_totals(FILE *out, const struct conform_totals *totals); /* the last line, `conform: ..` */

/* The report as one JSON object: call open, then file for each file, then close. */
void conform_json_open(struct json *json, const char *subject);
void conform_json_file(struct json *json, const char *path, const struct conform_result *result, uint32_t *left);
void conform_json_close(struct json *json, const struct conform_totals *totals, int status);

#endif
