// SPDX-License-Identifier: MIT
/* Printing of JSON, one value at a time; bytes outside printable ASCII are escaped as \u00XX, so that any file name is valid output. */
#include "tools/json.h"

#include <stdlib.h>

#include "fuzz/language/memory.h"

static void put_text(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		const unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < 0x20 || c > 0x7e)
			fprintf(out, "\\u%04x", c);
		else
			fputc(c, out);
	}
	fputc('"', out);
}

static void put_key(struct json *json, const char *key)
{
	if (json->more)
		fputs(", ", json->out);
	json->more = true;
	if (!key)
		return;
	put_text(json->out, key);
	fputs(": ", json->out);
}

static void begin(struct json *json, const char *key, char bracket)
{
	put_key(json, key);
	fputc(bracket, json->out);
	json->more = false;
}

static void end(struct json *json, char bracket)
{
	fputc(bracket, json->out);
	json->more = true;
}

void json_begin_object(struct json *json, const char *key)
{
	begin(json, key, '{');
}

void json_end_object(struct json *json)
{
	end(json, '}');
}

void json_begin_array(struct json *json, const char *key)
{
	begin(json, key, '[');
}

void json_end_array(struct json *json)
{
	end(json, ']');
}

void json_string(struct json *json, const char *key, const char *value)
{
	put_key(json, key);
	put_text(json->out, value);
}

void json_int(struct json *json, const char *key, int64_t value)
{
	put_key(json, key);
	fprintf(json->out, "%lld", (long long)value);
}

void json_bool(struct json *json, const char *key, bool value)
{
	put_key(json, key);
	fputs(value ? "true" : "false", json->out);
}

void json_print_whole(FILE *out, void (*print)(void *ctx, struct json *json), void *ctx)
{
	char *text = NULL;
	size_t size;
	struct json json = {.out = need_memory(open_memstream(&text, &size))};

	json_begin_object(&json, NULL);
	print(ctx, &json);
	json_end_object(&json);
	need_memory(fclose(json.out) == 0 ? text : NULL);
	fprintf(out, "%s\n", text);
	free(text);
}
