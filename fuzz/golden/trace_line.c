// SPDX-License-Identifier: MIT
/*
 * Reads a golden trace line by line, skipping comments.
 */
#include <stdio.h>

#include "fuzz/golden/trace_parts.h"

bool trace_line(struct trace *trace, struct line *line)
{
	struct slice text;

	if (trace->error.message[0])
		return false;
	do {
		if (!trace->rest.size)
			return false;
		text = slice_cut(&trace->rest, '\n');
		trace->line++;
	} while (text.size && text.at[0] == '#');
	line_split(line, text, trace->line, &trace->error);
	line->used[0] = true;
	if (!text.size)
		line_expected(line, text, "a record or a comment in every line: take the empty ones out");
	else if (text.at[text.size - 1] == '\r')
		line_expected(line, line->word[0], "lines that end with LF alone: take the CRs out, for example with sed 's/\\r$//'");
	return !line_failed(line);
}

void trace_unread(struct trace *trace, const struct line *line)
{
	trace->rest.size += (size_t)(trace->rest.at ? trace->rest.at - line->text.at : 0);
	if (!trace->rest.at)
		trace->rest.size = line->text.size;
	trace->rest.at = line->text.at;
	trace->line = line->number - 1;
}
