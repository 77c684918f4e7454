// SPDX-License-Identifier: MIT
/*
 * The records of a golden trace in sequence: lines, comments, which kind of record comes next, and whether the file is complete.
 *
 * Op lines are read in fuzz/golden/trace_op.c, state records in trace_state.c, the header in trace_header.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/golden/trace_parts.h"

bool trace_open(struct trace *trace, const char *text, size_t size)
{
	memset(trace, 0, sizeof(*trace));
	trace->rest = (struct slice){ text, size };
	return trace_header(trace);
}

void trace_close(struct trace *trace)
{
	pool_release(&trace->pool);
	free(trace->orders);
	trace->orders = NULL;
}

static enum trace_item read_end(struct trace *trace, struct line *line)
{
	struct line more;

	if (field_decimal(line, "ops", 0, UINT32_MAX) != trace->nr_ops) {
		char expected[64];

		snprintf(expected, sizeof(expected), "end ops=%u, the number of the last op", trace->nr_ops);
		line_expected(line, line->text, expected);
	}
	line_done(line);
	trace->done = true;
	if (trace_line(trace, &more))
		line_expected(&more, more.text, "nothing after the line 'end ops=N'");
	return trace->error.message[0] ? TRACE_ERROR : TRACE_END;
}

static enum trace_item truncated(struct trace *trace)
{
	if (!trace->error.message[0]) {
		trace->error.line = trace->line;
		snprintf(trace->error.message, sizeof(trace->error.message),
			 "found the end of the file after op %u, expected 'end ops=N' as its last line: the trace is cut; copy it again",
			 trace->nr_ops);
	}
	return TRACE_ERROR;
}

enum trace_item trace_next(struct trace *trace, struct trace_op *op, struct trace_state *state)
{
	enum trace_item item = TRACE_ERROR;
	struct line line;

	if (trace->done)
		return trace->error.message[0] ? TRACE_ERROR : TRACE_END;
	if (!trace_line(trace, &line))
		return truncated(trace);
	if (slice_is(line.word[0], "op")) {
		trace_op_read(trace, &line, op);
		item = TRACE_OP;
	} else if (slice_is(line.word[0], "state")) {
		trace_state_read(trace, &line, state);
		item = TRACE_STATE;
	} else if (slice_is(line.word[0], "end")) {
		return read_end(trace, &line);
	} else {
		line_expected(&line, line.word[0], "'op', 'state' or 'end' at the start of a record");
	}
	return trace->error.message[0] ? TRACE_ERROR : item;
}
