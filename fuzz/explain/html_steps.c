// SPDX-License-Identifier: MIT
/*
 * The recorder: a run with a view after each op, of which only the delta back to the view before is kept, as text.
 */
#include "fuzz/explain/html_steps.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz/explain/html_escape.h"
#include "fuzz/explain/html_answer.h"
#include "fuzz/explain/html_delta.h"
#include "fuzz/language/memory.h"
#include "fuzz/lockstep/names.h"
#include "fuzz/lockstep/view.h"

enum { BASE_BYTES = 200000 /* a longer base is omitted, and with it all pictures */ };

struct recorder {
	struct exec *exec;
	const struct report *report;
	struct view before; /* the oracle's view one step ago */
	bool viewed;        /* before is filled */
	uint32_t front;     /* number of machine ops */
	uint32_t next_op;   /* the first op without a step */
	uint32_t nr_steps;
	char *step[SEQ_OPS_MAX + 2];
	size_t size[SEQ_OPS_MAX + 2];
};

static FILE *begin_step(struct recorder *recorder, int64_t op)
{
	FILE *out = need_memory(open_memstream(&recorder->step[recorder->nr_steps], &recorder->size[recorder->nr_steps]));

	fprintf(out, "[%lld,", (long long)op);
	return out;
}

static void end_step(struct recorder *recorder, FILE *out)
{
	fputc(']', out);
	fclose(out);
	recorder->nr_steps++;
}

/* Steps of ops that did not become requests. */
static void note_idle(struct recorder *recorder, uint32_t until)
{
	for (; recorder->next_op < until; recorder->next_op++) {
		FILE *out = begin_step(recorder, recorder->next_op);

		fputs("0,0,0", out);
		end_step(recorder, out);
	}
}

static void print_way_back(struct recorder *recorder, FILE *out)
{
	const struct machine *machine = exec_machine(recorder->exec);
	const struct view *now = exec_view(recorder->exec, true);

	if (!now || !recorder->viewed) {
		fputc('0', out);
		return;
	}
	delta_print(machine, now, &recorder->before, false, out);
	delta_copy_view(machine, &recorder->before, now);
}

static void note(void *ctx, uint32_t op, const struct request *request, const struct answer *answer, uint64_t digest)
{
	struct recorder *recorder = ctx;
	FILE *out;

	(void)digest;
	note_idle(recorder, op);
	out = begin_step(recorder, op);
	answer_print((enum op_kind)recorder->report->seq->op[op].kind, request, answer, out);
	fputs(",0,", out);
	print_way_back(recorder, out);
	end_step(recorder, out);
	recorder->next_op = op + 1;
}

/* The op at which the sides diverge: both answers, unless one never came. */
static void note_divergence(struct recorder *recorder, const struct divergence *diff)
{
	const struct request *request = exec_request(recorder->exec);
	FILE *out;

	note_idle(recorder, diff->op);
	out = begin_step(recorder, diff->op);
	if (diff->class == DIFF_STEPS && !diff->subject)
		fputc('0', out);
	else
		answer_print(diff->kind, request, exec_answer(recorder->exec, true), out);
	fputc(',', out);
	if (diff->class == DIFF_STEPS)
		fputc('0', out);
	else
		answer_print(diff->kind, request, exec_answer(recorder->exec, false), out);
	fputc(',', out);
	print_way_back(recorder, out);
	end_step(recorder, out);
	recorder->next_op = diff->op + 1;
}

static void note_place(struct recorder *recorder, int64_t op)
{
	FILE *out = begin_step(recorder, op);

	fputs("0,0,0", out);
	end_step(recorder, out);
}

/* Record the world before the first op, by running the machine ops alone. */
static void record_boot(struct recorder *recorder)
{
	struct sequence front = *recorder->report->seq;
	struct exec_result result;
	struct machine machine;

	front.nr_ops = recorder->front = recorder->next_op = seq_machine(&front, &machine);
	front.has_digest = false;
	recorder->nr_steps = 0;
	exec_run(recorder->exec, &front, &result);
	note_place(recorder, -1);
	if (!exec_view(recorder->exec, true))
		return;
	view_init(&recorder->before, &machine);
	delta_copy_view(&machine, &recorder->before, exec_view(recorder->exec, true));
	recorder->viewed = true;
}

static void record(struct recorder *recorder, struct divergence *diff)
{
	const uint32_t nr_ops = recorder->report->seq->nr_ops;
	struct exec_result result;

	record_boot(recorder);
	exec_run(recorder->exec, recorder->report->seq, &result);
	*diff = result.divergence;
	if (diff->class != DIFF_NONE && diff->kind == OP_MACHINE)
		return;
	if (diff->class != DIFF_NONE && diff->op < nr_ops) {
		note_divergence(recorder, diff);
		return;
	}
	note_idle(recorder, nr_ops);
	if (diff->class != DIFF_NONE)
		note_place(recorder, nr_ops);
}

/* Is the subject's view current, and safe to walk? */
static bool subject_seen(const struct recorder *recorder, const struct divergence *diff)
{
	return diff->class != DIFF_NONE && diff->class != DIFF_BOOT && diff->class != DIFF_STEPS && !diff_is_unsound(diff->class) &&
	       exec_view(recorder->exec, false);
}

static void print_machine(const struct recorder *recorder, FILE *out)
{
	const struct machine *machine = exec_machine(recorder->exec);

	fprintf(out, "\"cpus\":%u,\"nodes\":%u,\"maxOrder\":%u,\"pageblockOrder\":%u,\"profile\":%u,\"zones\":[", machine->nr_cpus,
		machine->nr_nodes, machine->max_order, machine->pageblock_order, machine->profile);
	for (uint32_t i = 0; i < machine->nr_zones; i++)
		fprintf(out, "%s{\"node\":%u,\"kind\":\"%s\"}", i > 0 ? "," : "", machine->zone[i].node, zone_kind_name(machine->zone[i].kind));
	fputs("],", out);
	delta_names(out);
}

static void print_divergence(const struct divergence *diff, FILE *out)
{
	if (diff->class == DIFF_NONE) {
		fputs(",\"diff\":null", out);
		return;
	}
	fprintf(out, ",\"diff\":{\"op\":%lld,\"class\":\"%s\",\"field\":", diff->kind == OP_MACHINE ? -1LL : (long long)diff->op,
		diff_class_name(diff->class));
	html_json(diff->field, out);
	fputc('}', out);
}

/* The base as text; *bare: without pages, because they need too much room. */
static char *base_text(const struct machine *machine, const struct view *view, size_t *size, bool *bare)
{
	char *text = NULL;

	for (*bare = false;; *bare = true) {
		FILE *out = need_memory(open_memstream(&text, size));

		delta_print(machine, NULL, view, *bare, out);
		fclose(out);
		if (*size <= BASE_BYTES || *bare)
			return text;
		free(text);
	}
}

static void print_base(const struct recorder *recorder, const struct divergence *diff, size_t *size, FILE *out)
{
	const struct machine *machine = exec_machine(recorder->exec);
	const struct view *view = exec_view(recorder->exec, true);
	char *text;
	bool bare;

	*size = 0;
	if (!view) {
		fputs(",\"base\":null,\"theirs\":null,\"bare\":false", out);
		return;
	}
	text = base_text(machine, view, size, &bare);
	fprintf(out, ",\"base\":%s,\"bare\":%s,\"theirs\":", text, bare ? "true" : "false");
	free(text);
	if (subject_seen(recorder, diff))
		delta_print(machine, view, exec_view(recorder->exec, false), bare, out);
	else
		fputs("null", out);
}

/* Print steps from the last one back as far as there is room, the last one in any case. Returns how many are omitted. */
static uint32_t print_steps(struct recorder *recorder, size_t used, FILE *out)
{
	const uint32_t least = recorder->nr_steps > STEPS_MAX ? recorder->nr_steps - STEPS_MAX : 0;
	uint32_t left = recorder->nr_steps;
	const char *before = ",\"steps\":[";

	while (left > least && (left == recorder->nr_steps || used + recorder->size[left - 1] <= STEPS_BYTES)) {
		left--;
		used += recorder->size[left];
		fprintf(out, "%s%s", before, recorder->step[left]);
		before = ",\n";
	}
	fprintf(out, "],\"dropped\":%u", left);
	return left;
}

uint32_t steps_print(const struct report *report, struct divergence *divergence, FILE *out)
{
	struct recorder *recorder = need_memory(calloc(1, sizeof(*recorder)));
	uint32_t first_op;
	size_t used;

	recorder->report = report;
	recorder->exec = exec_new(&(struct exec_options){.subject = report->subject, .oracle = report->oracle, .view_period = VIEW_EACH_OP,
		.step_limit = report->step_limit, .on_op = note, .ctx = recorder});
	record(recorder, divergence);
	fputs("{\"subject\":", out);
	html_json(subject_label(report->subject), out);
	fputs(",\"oracle\":", out);
	html_json(oracle_name(report->oracle), out);
	fputc(',', out);
	print_machine(recorder, out);
	print_divergence(divergence, out);
	print_base(recorder, divergence, &used, out);
	first_op = recorder->front + print_steps(recorder, used, out);
	fputs("}\n", out);
	for (uint32_t i = 0; i < recorder->nr_steps; i++)
		free(recorder->step[i]);
	view_release(&recorder->before);
	exec_free(recorder->exec);
	free(recorder);
	return first_op > 0 ? first_op - 1 : 0; /* the first step is the boot */
}
