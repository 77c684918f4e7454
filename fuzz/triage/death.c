// SPDX-License-Identifier: MIT
/* Prints what the probe knows of a death, and the ops that led to it. No memory is drawn, because the dead process's cannot be trusted. */
#include "fuzz/triage/death.h"

static void print_op(const struct sequence *seq, uint32_t op, bool died, FILE *out)
{
	fprintf(out, "%s%4u  ", died ? ">" : " ", op);
	seq_print_op(seq, op, out);
	fputc('\n', out);
}

void death_print(const struct report *report, const struct probe_outcome *outcome, FILE *out)
{
	const struct sequence *seq = report->seq;
	const uint32_t end = outcome->op < seq->nr_ops ? outcome->op + 1 : seq->nr_ops;
	const uint32_t first = end > DEATH_OPS ? end - DEATH_OPS : 0;
	char said[192];

	probe_say(outcome, said, sizeof(said));
	fprintf(out, "%s%s%s\n%s\n\n", report->color ? "\033[1m" : "", outcome->signature, report->color ? "\033[0m" : "", said);
	if (first > 0)
		fprintf(out, "   ... %u ops before\n", first);
	for (uint32_t op = first; op < end; op++)
		print_op(seq, op, op == outcome->op, out);
	if (end < seq->nr_ops)
		fprintf(out, "   ... %u ops more\n", seq->nr_ops - end);
	report_print_replay(report, out);
}
