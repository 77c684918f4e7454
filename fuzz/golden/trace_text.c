// SPDX-License-Identifier: MIT
/*
 * Words of a golden trace, see fuzz/golden/trace_text.h.
 */
#include "fuzz/golden/trace_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/language/memory.h"

bool slice_is(struct slice slice, const char *text)
{
	return slice.at && slice.size == strlen(text) && memcmp(slice.at, text, slice.size) == 0;
}

struct slice slice_cut(struct slice *rest, char mark)
{
	const char *found = rest->size ? memchr(rest->at, mark, rest->size) : NULL;
	struct slice head = *rest;

	if (!found) {
		*rest = (struct slice){ NULL, 0 };
		return head;
	}
	head.size = (size_t)(found - head.at);
	rest->at = found + 1;
	rest->size -= head.size + 1;
	return head;
}

/* Untrusted text for a terminal: made printable and short. */
static void quote(char *out, size_t cap, struct slice slice)
{
	size_t n = 0;

	for (size_t i = 0; i < slice.size && n + 4 < cap; i++) {
		const unsigned char c = (unsigned char)slice.at[i];

		out[n++] = c >= 0x20 && c < 0x7f ? (char)c : '?';
	}
	if (slice.size + 4 >= cap && n >= 3)
		memcpy(out + n - 3, "...", 3);
	out[n] = 0;
}

bool line_failed(const struct line *line)
{
	return line->error->message[0] != 0;
}

bool line_expected(struct line *line, struct slice found, const char *expected)
{
	char quoted[64];

	if (line_failed(line))
		return false;
	quote(quoted, sizeof(quoted), found);
	line->error->line = line->number;
	snprintf(line->error->message, sizeof(line->error->message), "found '%s', expected %s", quoted, expected);
	return false;
}

void line_split(struct line *line, struct slice text, uint32_t number, struct trace_error *error)
{
	struct slice rest = text;

	line->number = number;
	line->error = error;
	line->text = text;
	line->nr_words = 0;
	while (rest.at) {
		const struct slice word = slice_cut(&rest, ' ');

		if (line->nr_words == LINE_WORDS_MAX) {
			line_expected(line, word, "the end of the line (at most 128 words)");
			return;
		}
		line->used[line->nr_words] = false;
		line->word[line->nr_words++] = word;
	}
}

/* Is word KEY=value? Then *value is its value. */
static bool word_value(struct slice word, const char *key, size_t length, struct slice *value)
{
	if (word.size <= length || word.at[length] != '=' || memcmp(word.at, key, length) != 0)
		return false;
	value->at = word.at + length + 1;
	value->size = word.size - length - 1;
	return true;
}

struct slice line_field(struct line *line, const char *key, bool optional)
{
	const size_t length = strlen(key);
	struct slice value = { NULL, 0 };
	char expected[64];

	for (uint32_t i = 0; i < line->nr_words; i++)
		if (!line->used[i] && word_value(line->word[i], key, length, &value)) {
			line->used[i] = true;
			return value;
		}
	if (!optional) {
		snprintf(expected, sizeof(expected), "a field %s=...", key);
		line_expected(line, line->text, expected);
	}
	return value;
}

void line_done(struct line *line)
{
	for (uint32_t i = 0; i < line->nr_words; i++)
		if (!line->used[i]) {
			line_expected(line, line->word[i], "a field of this record, each once");
			return;
		}
}

int64_t number_decimal(struct line *line, struct slice slice, int64_t min, int64_t max, const char *expected)
{
	const bool negative = slice.size && slice.at[0] == '-';
	int64_t value = 0;

	if (line_failed(line))
		return 0;
	if (slice.size == negative || slice.size > 18)
		goto bad;
	for (size_t i = negative; i < slice.size; i++) {
		if (slice.at[i] < '0' || slice.at[i] > '9')
			goto bad;
		value = value * 10 + (slice.at[i] - '0');
	}
	value = negative ? -value : value;
	if (value < min || value > max)
		goto bad;
	return value;
bad:
	line_expected(line, slice, expected);
	return 0;
}

static bool hex_digits(struct slice slice, uint32_t *value)
{
	*value = 0;
	if (!slice.size || slice.size > 8)
		return false;
	for (size_t i = 0; i < slice.size; i++) {
		const char c = slice.at[i];

		if (c >= '0' && c <= '9')
			*value = *value * 16 + (uint32_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			*value = *value * 16 + (uint32_t)(c - 'a') + 10;
		else
			return false;
	}
	return true;
}

uint32_t number_hex(struct line *line, struct slice slice, uint32_t max, const char *expected)
{
	uint32_t value = 0;
	bool ok = slice.size > 2 && slice.at[0] == '0' && slice.at[1] == 'x';

	if (line_failed(line))
		return 0;
	if (ok)
		ok = hex_digits((struct slice){ slice.at + 2, slice.size - 2 }, &value) && value <= max;
	if (!ok) {
		line_expected(line, slice, expected);
		return 0;
	}
	return value;
}

pfn_t number_pfn(struct line *line, struct slice slice)
{
	uint32_t value = 0;

	if (line_failed(line))
		return 0;
	if (!hex_digits(slice, &value) || value >= 1u << 31) {
		line_expected(line, slice, "a page frame number in hex without 0x");
		return 0;
	}
	return value;
}

int64_t field_decimal(struct line *line, const char *key, int64_t min, int64_t max)
{
	const struct slice value = line_field(line, key, false);
	char expected[96];

	snprintf(expected, sizeof(expected), "%s= with a number from %lld to %lld", key, (long long)min, (long long)max);
	return number_decimal(line, value, min, max, expected);
}

uint32_t field_hex(struct line *line, const char *key, uint32_t max)
{
	const struct slice value = line_field(line, key, false);
	char expected[96];

	snprintf(expected, sizeof(expected), "%s= with a hex number from 0x0 to 0x%x", key, max);
	return number_hex(line, value, max, expected);
}

void number_list(struct line *line, struct slice slice, int64_t *out, uint32_t count, const char *expected)
{
	struct slice rest = slice;

	for (uint32_t i = 0; i < count; i++) {
		if (!rest.at) {
			line_expected(line, slice, expected);
			return;
		}
		out[i] = number_decimal(line, slice_cut(&rest, ','), -(1ll << 40), 1ll << 56, expected);
	}
	if (rest.at)
		line_expected(line, slice, expected);
}

void pool_push(struct pfn_pool *pool, pfn_t pfn)
{
	if (pool->nr == pool->room) {
		const size_t room = pool->room ? 2 * pool->room : 1024;

		pool->pfn = need_memory(realloc(pool->pfn, room * sizeof(*pool->pfn)));
		pool->room = room;
	}
	pool->pfn[pool->nr++] = pfn;
}

struct pfn_span pool_read(struct pfn_pool *pool, struct line *line, struct slice slice)
{
	struct pfn_span span = { pool->nr, 0 };
	struct slice rest = slice;

	if (slice_is(slice, "-") || slice_is(slice, ""))
		return span;
	do {
		pool_push(pool, number_pfn(line, slice_cut(&rest, ',')));
		span.nr++;
	} while (rest.at && !line_failed(line));
	return span;
}

void pool_release(struct pfn_pool *pool)
{
	free(pool->pfn);
	*pool = (struct pfn_pool){ NULL, 0, 0 };
}
