// SPDX-License-Identifier: MIT
/* Shared by the files of the trace reader only. */
#ifndef FUZZ_TRACE_PARTS_H
#define FUZZ_TRACE_PARTS_H

#include "fuzz/golden/trace.h"

/* The next line that is not a comment, with its first word marked as used. False: end of the text, or an error. */
bool trace_line(struct trace *trace, struct line *line);
/* Return the line, so that the next call of trace_line() gives it again. */
void trace_unread(struct trace *trace, const struct line *line);

/* Words of the format to numbers of the contract; an unknown word is an error of the line. */
uint32_t trace_zone(const struct trace *trace, struct line *line, struct slice name);
enum migratetype trace_migratetype(struct line *line, struct slice name);
uint32_t trace_name(struct line *line, struct slice name, const char *const *names, uint32_t count, const char *expected);
uint32_t trace_gfp(const struct trace *trace, struct line *line, struct slice value);
pfn_t trace_first_deferred(struct line *line, struct slice value, bool hex_prefix);
/* A set of node numbers "0,2" as a bit mask. */
uint32_t trace_nodes(const struct trace *trace, struct line *line, struct slice value);

extern const char *const trace_compact_results[NR_COMPACT_RESULTS];

bool trace_header(struct trace *trace);
void trace_op_read(struct trace *trace, struct line *line, struct trace_op *op);
void trace_state_read(struct trace *trace, struct line *line, struct trace_state *state);

#endif
