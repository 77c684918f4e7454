// SPDX-License-Identifier: MIT
/* Shared by the files of the conformance replay only. */
#ifndef FUZZ_CONFORM_PARTS_H
#define FUZZ_CONFORM_PARTS_H

#include <setjmp.h>
#include <stdio.h>

#include "fuzz/golden/conform.h"

struct replay {
	const struct conform_options *options;
	struct conform_result *result;
	const char *text;
	size_t size;
	struct trace trace;
	struct trace_op op;
	struct trace_state state;
	struct answer *answer;
	void *self; /* the subject's instance */
	struct view view;
	struct zone_counters counters[MAX_ZONES];
	/* The latest values from the trace. */
	int64_t managed[MAX_ZONES];
	pfn_t first_deferred[MAX_NODES];
	bool mobility;
	/* The current position. */
	uint32_t line;
	struct slice line_text;
	bool booted;
	jmp_buf hang; /* jumps back from a subject that hangs */
	bool differs; /* a difference has been reported */
};

/*
 * Report a difference in field (a printf format). expected and got are copied. Returns the mismatch if it is to be described, so that the
 * caller may set its notes; else NULL.
 */
struct conform_mismatch *replay_differs(struct replay *replay, const char *expected, const char *got, const char *field, ...)
	__attribute__((format(printf, 4, 5)));
/* Report a difference unless the numbers are equal. */
void replay_number(struct replay *replay, int64_t expected, int64_t got, const char *field, ...)
	__attribute__((format(printf, 4, 5)));
/* A copy of the text; the caller frees it. */
char *replay_copy(const char *text, size_t size);
const char *replay_zone_name(const struct replay *replay, uint32_t zone); /* valid until the next call in this thread */

/* The path in the trace format; the caller frees it. */
char *conform_path(const struct trace *trace, const struct request *request, const struct answer *answer);

/* For a path with more events than an answer keeps: are the kept events as expected, and is the number of events? */
bool conform_long_path_agrees(const struct trace *trace, const struct answer *answer, struct slice expected);

void conform_header(struct replay *replay);
void conform_state(struct replay *replay);

/* For a person: where the pages are in the subject now, and the last ops of the trace that used them. */
char *conform_notes(struct replay *replay, uint32_t zone, pfn_t expected, pfn_t got, uint32_t order);

/* Pointers into the view for one zone. */
struct view_lists {
	uint32_t pcp_lists;   /* per-CPU lists of one page set in this profile */
	const pfn_t *pcp_pfns;
	const pfn_t *free_pfns;
	const uint8_t *pageblock, *page;
};
void view_lists_of(const struct replay *replay, uint32_t zone, struct view_lists *lists);

#endif
