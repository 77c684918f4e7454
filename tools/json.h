// SPDX-License-Identifier: MIT
/*
 * Enough JSON to print: objects, arrays, strings, integers, booleans. Text is escaped; the caller keeps begin and end in pairs.
 */
#ifndef TOOLS_JSON_H
#define TOOLS_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct json {
	FILE *out;
	bool more; /* the next member needs a comma */
};

/* key is NULL for the outermost value and inside arrays. */
void json_begin_object(struct json *json, const char *key);
void json_end_object(struct json *json);
void json_begin_array(struct json *json, const char *key);
void json_end_array(struct json *json);
void json_string(struct json *json, const char *key, const char *value);
void json_int(struct json *json, const char *key, int64_t value);
void json_bool(struct json *json, const char *key, bool value);

/* One object with the members that print adds, all at once when it is whole: half an object of a command that ends on a malformed file helps
 * nobody. */
void json_print_whole(FILE *out, void (*print)(void *ctx, struct json *json), void *ctx);

#endif
