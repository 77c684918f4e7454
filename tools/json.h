// SPDX-License-Identifier: MIT
/*
 * A minimal JSON printer: objects, arrays, strings, integers, booleans. Strings are escaped; the caller must pair begin and end.
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

/* Prints one object with the members that print() adds, in one piece at the end, so that a command that ends on a malformed file
 * prints none rather than half of one. */
void json_print_whole(FILE *out, void (*print)(void *ctx, struct json *json), void *ctx);

#endif
