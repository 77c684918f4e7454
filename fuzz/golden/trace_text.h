// SPDX-License-Identifier: MIT
/*
 * Words of a golden trace: slices of the text, key=value fields, numbers and lists, and the error that says what was found.
 *
 * Nothing is copied or zero-terminated: every slice points into the text, whose length is known. Reading stops at the first error; every
 * later call does nothing and returns zero, so that callers need to check only once per line.
 */
#ifndef FUZZ_TRACE_TEXT_H
#define FUZZ_TRACE_TEXT_H

#include "contract/types.h"

struct slice {
	const char *at;
	size_t size;
};

struct trace_error {
	uint32_t line;     /* from 1; 0: the file as a whole */
	char message[320]; /* "" if there is no error */
};

enum { LINE_WORDS_MAX = 128 };

/* One line, cut at single spaces. used: the word has been read. */
struct line {
	uint32_t number;
	uint32_t nr_words;
	struct slice text;
	struct slice word[LINE_WORDS_MAX];
	bool used[LINE_WORDS_MAX];
	struct trace_error *error;
};

bool slice_is(struct slice slice, const char *text);
/*
 * Cut slice at the first mark: returns the part before it and leaves the part after it. Without a mark the rest becomes empty, with at ==
 * NULL.
 */
struct slice slice_cut(struct slice *rest, char mark);

/* Record an error of this line, unless there is one already: "found 'WORD', expected EXPECTED". Returns false. */
bool line_expected(struct line *line, struct slice found, const char *expected);
bool line_failed(const struct line *line);

/* Split text into words. */
void line_split(struct line *line, struct slice text, uint32_t number, struct trace_error *error);
/* The value of the field named key. It is an error if it is absent, unless optional (then at == NULL). */
struct slice line_field(struct line *line, const char *key, bool optional);
/* An error if a word has not been used. */
void line_done(struct line *line);

/* The whole slice as a number within bounds; otherwise an error. expected is the wording for the error, e.g. "a cpu below 4". */
int64_t number_decimal(struct line *line, struct slice slice, int64_t min, int64_t max, const char *expected);
uint32_t number_hex(struct line *line, struct slice slice, uint32_t max, const char *expected); /* with 0x */
pfn_t number_pfn(struct line *line, struct slice slice);                                      /* bare hex */
/* The same for the value of a field. */
int64_t field_decimal(struct line *line, const char *key, int64_t min, int64_t max);
uint32_t field_hex(struct line *line, const char *key, uint32_t max);

/* Exactly count numbers, separated by commas. */
void number_list(struct line *line, struct slice slice, int64_t *out, uint32_t count, const char *expected);

/* A growing array of pfns, shared by the lists of one record. */
struct pfn_pool {
	pfn_t *pfn;
	size_t nr, room;
};

struct pfn_span {
	size_t first;
	uint32_t nr;
};

/* Append the comma-separated bare-hex pfns of slice ("-": none). */
struct pfn_span pool_read(struct pfn_pool *pool, struct line *line, struct slice slice);
void pool_push(struct pfn_pool *pool, pfn_t pfn);
void pool_release(struct pfn_pool *pool);

#endif
