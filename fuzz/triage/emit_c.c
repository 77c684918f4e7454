// SPDX-License-Identifier: MIT
/*
 * The program around the calls: head comment, machine, what the calls need, main.
 *
 * The oracle answers the requests once more while they are written. The subject is run only if the difference must be expressed in C
 * (emit_look.c), never if it crashes or hangs.
 */
#include "fuzz/triage/emit_c.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/lockstep/compare.h"
#include "fuzz/triage/emit_call.h"
#include "fuzz/triage/emit_look.h"

enum { TEXT_MAX = 100 /* of an op, in a C string */ };

struct emission {
	const struct sequence *seq;
	const struct probe_outcome *outcome;
	const struct emit_options *options;
	struct machine machine;
	uint32_t last; /* ops to carry out */
	struct emit_needs needs;
	struct emit_look look;
	bool broken; /* the subject fails its own check at the difference */
	FILE *out;
};

/* Is the divergence in something that the call's own answer does not show? */
static bool needs_look(const struct probe_outcome *outcome)
{
	const enum diff_class class = outcome->divergence.class;

	return outcome->end == PROBE_RAN && (class == DIFF_ANSWER || class == DIFF_PATH || class == DIFF_COUNTER || class == DIFF_VIEW);
}

static bool dies(const struct probe_outcome *outcome)
{
	return outcome->end != PROBE_RAN;
}

static bool hangs(const struct probe_outcome *outcome)
{
	return outcome->end == PROBE_HUNG || outcome->divergence.class == DIFF_STEPS;
}

static void collect_needs(struct emission *emission)
{
	struct solo *solo = solo_new(emission->options->oracle, emission->seq);

	for (uint32_t op = solo->first_op; solo->self && op < emission->last; op++)
		if (solo_step(solo, emission->seq, op))
			emit_needs_of(&solo->request, &emission->needs);
	solo_free(solo);
}

/* Broken structures must not be viewed, because walking them may never end; the emitted program calls the subject's own check instead. */
static void look_at_both(struct emission *emission, struct solo *subject, struct solo *oracle)
{
	if (subject->subject->silent)
		copy_path(&oracle->answer, &subject->answer);
	emission->broken = subject->subject->check && subject->subject->check(subject->self) != 0;
	if (!emission->broken)
		solo_look(subject);
	solo_look(oracle);
	emit_look(subject, oracle, &emission->look);
	if (emission->broken && emission->look.view)
		emission->look = (struct emit_look){.found = false};
}

/* Run both sides up to the difference and turn it into an expression. */
static void collect_look(struct emission *emission)
{
	struct solo *subject = solo_new(emission->options->subject, emission->seq);
	struct solo *oracle = solo_new(emission->options->oracle, emission->seq);

	for (uint32_t op = oracle->first_op; subject->self && oracle->self && op < emission->last; op++) {
		solo_step(subject, emission->seq, op);
		solo_step(oracle, emission->seq, op);
	}
	if (subject->self && oracle->self)
		look_at_both(emission, subject, oracle);
	solo_free(subject);
	solo_free(oracle);
	emission->needs.got |= strncmp(emission->look.expression, "got.", 4) == 0;
}

/* Text inside a comment, which it must not end. */
static void emit_quoted(const char *text, FILE *out)
{
	for (; *text; text++) {
		fputc(*text, out);
		if (text[0] == '*' && text[1] == '/')
			fputc(' ', out);
	}
}

static void emit_head(struct emission *emission)
{
	const struct emit_options *options = emission->options;
	const char *signature = emission->outcome->signature;

	fprintf(emission->out,
		"/*\n * %s%s\n *\n * Written by buddycheck emit-c%s", signature[0] ? "Shows " : "Shows no difference", signature, options->file ? " from " : "");
	emit_quoted(options->file ? options->file : "", emission->out);
	fputs("; the expected answers are the oracle's.\n *\n"
	      " *     cc -I PREFIX/include/buddycheck THIS.c -L PREFIX/lib -lpage_alloc\n */\n", emission->out);
	fputs("#include <inttypes.h>\n#include <stdio.h>\n#include <stdlib.h>\n", emission->out);
	if (dies(emission->outcome) && !options->unit_test)
		fputs("#include <signal.h>\n#include <unistd.h>\n", emission->out);
	if (emission->machine.page_bytes)
		fputs("#include <string.h>\n", emission->out);
	fputs("\n#include \"allocator/page_alloc.h\"\n\n", emission->out);
}

static void emit_same(struct emission *emission)
{
	fputs("\nstatic struct page_alloc *pa;\nstatic const char *doing = \"boot\";\n", emission->out);
	if (emission->options->unit_test)
		fputs("static int differences;\n", emission->out);
	fputs("\nstatic void same(const char *what, int64_t got, int64_t expected)\n{\n\tif (got == expected)\n\t\treturn;\n"
	      "\tprintf(\"%s: %s is %\" PRId64 \", expected %\" PRId64 \"\\n\", doing, what, got, expected);\n", emission->out);
	fputs(emission->options->unit_test ? "\tdifferences++;\n}\n" : "\texit(1);\n}\n", emission->out);
}

/* Count what the hooks report, if that is what differs. */
static void emit_counting_hooks(struct emission *emission)
{
	if (emission->look.hooks)
		fputs("\nstatic uint32_t wakes, zeroed, nr_bad, nr_corrupt;\nstatic pfn_t bad[1024];\nstatic struct corruption corrupt[1024];\n\n"
		      "static void wake(void *ctx, unsigned zone)\n{\n\t(void)ctx, (void)zone;\n\twakes++;\n}\n\n"
		      "static void clear(void *ctx, pfn_t first, uint32_t pages)\n{\n\t(void)ctx, (void)first;\n\tzeroed += pages;\n}\n\n"
		      "static void bad_page(void *ctx, pfn_t page)\n{\n\t(void)ctx;\n\tbad[nr_bad++ % 1024] = page;\n}\n\n"
		      "static void corrupt_page(void *ctx, pfn_t page, uint32_t first, uint32_t last, bool single_bit)\n{\n\t(void)ctx;\n"
		      "\tcorrupt[nr_corrupt++ % 1024] = (struct corruption){.pfn = page, .first = first, .last = last, .single_bit = single_bit};\n"
		      "}\n", emission->out);
	if (emission->look.path)
		fprintf(emission->out, "\nstatic uint32_t nr_path;\nstatic struct path_event path[%d];\n\n"
			"static void trace(void *ctx, enum path_kind kind, uint32_t a, uint8_t b, pfn_t page)\n{\n\t(void)ctx;\n"
			"\tif (nr_path < %d)\n\t\tpath[nr_path] = (struct path_event){.kind = (uint8_t)kind, .a = a, .b = b, .pfn = page};\n"
			"\tnr_path++;\n}\n", PATH_EVENTS_MAX, PATH_EVENTS_MAX);
}

static const char answers_text[] =
	"\nstatic int64_t take(enum question question, int64_t value)\n{\n"
	"\tstruct told *t = told;\n\n"
	"\twhile (t < told + nr_told && (t->taken || t->question != question))\n\t\tt++;\n"
	"\tif (t == told + nr_told)\n\t\treturn value;\n"
	"\tt->taken = true;\n"
	"\tif (question == ASK_COMPACT && t->zone != ZONE_ALL)\n\t\tpage_alloc_arm_capture(pa, t->zone);\n"
	"\tfor (uint32_t i = 0, refs; i < t->nr; i++)\n\t\tpage_alloc_free(pa, t->cpu, t->pfn[i], t->order[i], &refs);\n"
	"\tpage_alloc_disarm_capture(pa);\n"
	"\tif (t->has_mems) {\n\t\ttask.mems = t->mems;\n\t\tpage_alloc_set_mems(pa, t->mems);\n\t}\n"
	"\tif (t->victim) {\n\t\ttask.flags |= TASK_VICTIM;\n\t\tpage_alloc_mark_victim(pa);\n\t}\n"
	"\treturn t->value;\n}\n\n"
	"static void tell(const struct told *answer)\n{\n\ttold[nr_told++] = *answer;\n}\n\n"
	"static uint32_t reclaim(void *c, unsigned order, uint32_t gfp)\n{\n\t(void)c, (void)order, (void)gfp;\n"
	"\treturn (uint32_t)take(ASK_RECLAIM, 0);\n}\n"
	"static enum compact_result compact(void *c, unsigned order, int prio)\n{\n\t(void)c, (void)order, (void)prio;\n"
	"\treturn (enum compact_result)take(ASK_COMPACT, COMPACT_SKIPPED);\n}\n"
	"static bool oom(void *c, unsigned order) { (void)c, (void)order; return take(ASK_OOM, 0); }\n"
	"static bool oom_lock(void *c) { (void)c; return take(ASK_OOM_LOCK, 1); }\n"
	"static uint32_t node_reclaim(void *c, unsigned node, unsigned order)\n{\n\t(void)c, (void)node, (void)order;\n"
	"\treturn (uint32_t)take(ASK_NODE_RECLAIM, 0);\n}\n"
	"static int migrate(void *c, pfn_t start, pfn_t end) { (void)c, (void)start, (void)end; return (int)take(ASK_MIGRATE, 0); }\n";

static void emit_answers(struct emission *emission)
{
	struct machine machine;

	const uint32_t room = emission->needs.most_frees ? emission->needs.most_frees : 1;

	seq_machine(emission->seq, &machine);
	if (emission->needs.task)
		fprintf(emission->out, "\nstatic struct page_alloc_task task = {.mems = 0x%x, .hardwall = 0x%x};\n", (1u << machine.nr_nodes) - 1,
			(1u << machine.nr_nodes) - 1);
	if (!emission->needs.answers)
		return;
	fprintf(emission->out,
		"\n/* Answers to the questions of the next request, each kind in its order. */\nstatic struct told {\n\tenum question question;\n"
		"\tint64_t value;\n\tunsigned cpu, zone;\n\tuint32_t nr, mems;\n\tpfn_t pfn[%" PRIu32 "];\n\tuint8_t order[%" PRIu32 "];\n"
		"\tbool has_mems, victim, taken;\n} told[%d];\nstatic uint32_t nr_told;\n", room, room, ANSWERS_PER_REQUEST);
	fputs(answers_text, emission->out);
}

/* The memory behind the pages: in the order of the zones, then what may be hot-added, from the lowest end of a zone on. */
static void emit_memory(struct emission *emission)
{
	const struct machine *machine = &emission->machine;
	const struct view_room room = view_room(machine);
	pfn_t lowest = machine->hot_end;

	for (uint32_t i = 0; i < machine->nr_zones; i++)
		lowest = machine->zone[i].end_pfn < lowest ? machine->zone[i].end_pfn : lowest;
	if (!machine->page_bytes)
		return;
	fprintf(emission->out, "\nstatic uint8_t bytes[%" PRIu64 "];\n\nstatic void *page_address(void *ctx, pfn_t pfn)\n{\n\tpfn_t at = 0;\n\n"
		"\t(void)ctx;\n\tfor (unsigned i = 0; i < machine.nr_zones; i++) {\n"
		"\t\tif (pfn >= machine.zone[i].start_pfn && pfn < machine.zone[i].end_pfn)\n"
		"\t\t\treturn &bytes[(at + pfn - machine.zone[i].start_pfn) * machine.page_bytes];\n"
		"\t\tat += machine.zone[i].end_pfn - machine.zone[i].start_pfn;\n\t}\n"
		"\treturn &bytes[(at + pfn - %" PRIu32 ") * machine.page_bytes];\n}\n\n"
		"static inline void write_pages(pfn_t pfn, uint32_t pages, uint32_t at, int value)\n{\n"
		"\tfor (uint32_t i = 0; i < pages; i++) {\n\t\tuint8_t *page = page_address(NULL, pfn + i);\n\n"
		"\t\tif (at < machine.page_bytes)\n\t\t\tpage[at] = (uint8_t)value;\n\t\telse\n"
		"\t\t\tmemset(page, value, machine.page_bytes);\n\t}\n}\n", room.bytes + 1, lowest);
}

static void emit_stop(struct emission *emission)
{
	const bool test = emission->options->unit_test;

	if (emission->outcome->end == PROBE_RAN && hangs(emission->outcome))
		fputs("\nstatic void stop(void *ctx)\n{\n\t(void)ctx;\n\tprintf(\"%s: does not end\\n\", doing);\n\texit(1);\n}\n", emission->out);
	if (dies(emission->outcome) && !test)
		fputs("\nstatic void died(int number)\n{\n\tprintf(\"%s: dies of signal %d\\n\", doing, number);\n\tfflush(stdout);\n\t_exit(1);\n}\n",
		      emission->out);
}

/* Buffers for a view of this machine. */
static void emit_view_buffers(struct emission *emission)
{
	struct machine machine;

	if (!emission->look.view)
		return;
	seq_machine(emission->seq, &machine);
	const struct view_room room = view_room(&machine);

	fprintf(emission->out, "\tstatic struct pcp_view pcp[%" PRIu64 "];\n\tstatic pfn_t pcp_pfns[%" PRIu64 "], free_pfns[%" PRIu64 "];\n"
		"\tstatic uint8_t pageblock[%" PRIu64 "], page[%" PRIu64 "], memory_seen[%" PRIu64 "];\n"
		"\tstatic struct view view = {.pcp = pcp, .pcp_pfns = pcp_pfns, .free_pfns = free_pfns, .pageblock = pageblock, .page = page,\n"
		"\t\t.memory = memory_seen};\n",
		room.pcps + 1, room.pages + 1, room.pages + 1, room.pageblocks + 1, room.pages + 1, room.bytes + 1);
}

static void emit_variables(struct emission *emission)
{
	const struct emit_needs *needs = &emission->needs;

	if (needs->got)
		fputs("\tstruct page_alloc_result got = {0};\n", emission->out);
	if (needs->bulk)
		fputs("\tstruct row { pfn_t entry[BULK_MAX]; } row = {{0}};\n\tstruct page_alloc_bulk_result bulk = {0};\n", emission->out);
	if (needs->count)
		fputs("\tuint32_t count = 0;\n", emission->out);
	if (needs->error)
		fputs("\tint error = 0;\n", emission->out);
	if (needs->done)
		fputs("\tbool done = false;\n", emission->out);
	if (needs->pfn)
		fputs("\tpfn_t pfn = 0;\n", emission->out);
	emit_view_buffers(emission);
}

static void emit_hooks(struct emission *emission)
{
	fputs("\tconst struct page_alloc_hooks hooks = {.ctx = NULL", emission->out);
	if (emission->needs.answers)
		fputs(", .reclaim = reclaim, .compact = compact, .oom = oom, .oom_lock = oom_lock,\n"
		      "\t\t.node_reclaim = node_reclaim, .migrate = migrate", emission->out);
	if (emission->look.hooks)
		fputs(", .wake_kswapd = wake, .clear_pages = clear, .bad_page = bad_page,\n\t\t.corrupt_page = corrupt_page", emission->out);
	if (emission->machine.page_bytes)
		fputs(", .page_address = page_address", emission->out);
	if (emission->look.path)
		fputs(", .trace = trace", emission->out);
	fputs("};\n", emission->out);
}

static void emit_boot(struct emission *emission)
{
	static const char *const deadly[] = {"SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL", "SIGABRT", "SIGALRM"};
	const bool stops = emission->outcome->end == PROBE_RAN && hangs(emission->outcome);
	const bool searches = emission->outcome->divergence.kind == OP_CONTIG_PAGES;

	fputs("\tvoid *memory = aligned_alloc(64, (page_alloc_size(&machine) + 63) / 64 * 64);\n\n", emission->out);
	if (dies(emission->outcome) && !emission->options->unit_test) {
		for (size_t i = 0; i < sizeof(deadly) / sizeof(*deadly); i++)
			fprintf(emission->out, "\tsignal(%s, died);\n", deadly[i]);
		fputs("\talarm(20);\n", emission->out);
	}
	if (emission->machine.page_bytes)
		fputs("\tmemset(bytes, PAGE_BYTE_FRESH, sizeof(bytes));\n", emission->out);
	fputs("\tpa = memory ? page_alloc_boot(memory, &machine, &hooks) : NULL;\n\tsame(\"accepted\", pa != NULL, true);\n", emission->out);
	if (emission->options->unit_test)
		fputs("\tif (!pa)\n\t\treturn differences;\n", emission->out);
	if (stops)
		fprintf(emission->out, "\tpage_alloc_step_limit(pa, %" PRIu64 ", stop, NULL);\n",
			steps_allowed(emission->options->step_limit, &emission->machine, searches));
}

/* The op as text, escaped for a C string. */
static void emit_doing(struct emission *emission, uint32_t op)
{
	char *text = NULL;
	size_t size;
	FILE *memory = open_memstream(&text, &size);

	seq_print_op(emission->seq, op, memory);
	fclose(memory);
	fputs("\tdoing = \"", emission->out);
	for (size_t i = 0; i < size && i < TEXT_MAX; i++) {
		if (text[i] == '"' || text[i] == '\\')
			fputc('\\', emission->out);
		fputc(text[i], emission->out);
	}
	fputs("\";\n", emission->out);
	free(text);
}

/* Are the remaining queued answers dropped? A refused request keeps them for the next one. */
static bool forgets(const struct request *request, const struct answer *answer)
{
	if (answer->status != STATUS_OK && answer->status != STATUS_STUCK)
		return false;
	return request_asks(request->kind);
}

static void emit_op(struct emission *emission, const struct solo *solo, uint32_t op, bool *told)
{
	emit_doing(emission, op);
	if (op + 1 == emission->last && emission->look.hooks)
		fputs("\twakes = zeroed = nr_bad = nr_corrupt = 0;\n", emission->out);
	if (op + 1 == emission->last && emission->look.path)
		fputs("\tnr_path = 0;\n", emission->out);
	if (emission->outcome->divergence.class == DIFF_STEPS || emission->outcome->divergence.class == DIFF_SLOW)
		fputs("\tpage_alloc_start_steps(pa);\n", emission->out);
	struct request request = solo->request;

	request.mems &= (1u << solo->machine.nr_nodes) - 1; /* the library accepts existing nodes only */
	request.hardwall &= (1u << solo->machine.nr_nodes) - 1;
	emit_call(emission->out, &request, &solo->answer);
	*told |= solo->request.kind == REQ_ANSWER && solo->answer.status == STATUS_OK;
	if (*told && forgets(&solo->request, &solo->answer)) {
		fputs("\tnr_told = 0;\n", emission->out);
		*told = false;
	}
}

/* The file expects another answer than both sides gave. */
static void emit_expectation(struct emission *emission, const struct solo *solo)
{
	const struct divergence *found = &emission->outcome->divergence;
	const bool status = strcmp(found->field, "status") == 0;

	if (found->class != DIFF_EXPECT)
		return;
	fprintf(emission->out, "\tsame(\"%s\", %" PRId64 ", %" PRId64 "); /* what both sides say, what the file says */\n",
		found->field, status ? solo->answer.status : solo->answer.value, found->oracle);
}

static void emit_last_look(struct emission *emission)
{
	if (emission->outcome->divergence.class == DIFF_SLOW)
		fprintf(emission->out, "\tsame(\"in proportion\", page_alloc_steps(pa) <= %" PRId64 ", true); /* steps of the last call */\n",
			emission->outcome->divergence.oracle);
	if (emission->look.view)
		fputs("\tpage_alloc_view(pa, &view);\n", emission->out);
	if (emission->look.found)
		fprintf(emission->out, "\tsame(\"%s\", (int64_t)%s, %" PRId64 ");\n", emission->look.expression, emission->look.expression,
			emission->look.expected);
	if (emission->broken || emission->outcome->divergence.class == DIFF_CHECK || emission->outcome->divergence.class == DIFF_INVARIANT)
		fputs("\tsame(\"page_alloc_check\", page_alloc_check(pa), 0);\n", emission->out);
}

static void emit_calls(struct emission *emission)
{
	struct solo *solo = solo_new(emission->options->oracle, emission->seq);
	bool told = false;

	for (uint32_t op = solo->first_op; solo->self && op < emission->last; op++)
		if (solo_step(solo, emission->seq, op))
			emit_op(emission, solo, op, &told);
	emit_expectation(emission, solo);
	emit_last_look(emission);
	solo_free(solo);
}

static void emit_main(struct emission *emission)
{
	const bool test = emission->options->unit_test;

	if (test)
		fprintf(emission->out, "\nint %s(void);\n\n/* Returns the number of differences. */\nint %s(void)\n{\n", emission->options->name,
			emission->options->name);
	else
		fputs("\nint main(void)\n{\n", emission->out);
	emit_variables(emission);
	emit_hooks(emission);
	emit_boot(emission);
	emit_calls(emission);
	fputs("\tfree(memory);\n", emission->out);
	if (!test)
		fputs("\tputs(\"every answer is as expected\");\n", emission->out);
	fputs(test ? "\treturn differences;\n}\n" : "\treturn 0;\n}\n", emission->out);
}

static void emit_program(struct emission *emission)
{
	struct machine machine;

	seq_machine(emission->seq, &machine);
	emit_head(emission);
	emit_machine(emission->out, &machine);
	emit_same(emission);
	emit_memory(emission);
	emit_counting_hooks(emission);
	emit_answers(emission);
	emit_stop(emission);
	emit_main(emission);
}

static uint32_t count_lines(const char *text)
{
	uint32_t lines = 0;

	for (; *text; text++)
		lines += *text == '\n';
	return lines;
}

uint32_t emit_c(FILE *out, const struct sequence *seq, const struct probe_outcome *outcome, const struct emit_options *options)
{
	struct emission emission = {.seq = seq, .outcome = outcome, .options = options, .last = seq->nr_ops};
	char *text = NULL;
	size_t size;

	if (outcome->signature[0] && outcome->op < seq->nr_ops && outcome->kind != OP_MACHINE)
		emission.last = outcome->op + 1;
	seq_machine(seq, &emission.machine);
	collect_needs(&emission);
	if (needs_look(outcome))
		collect_look(&emission);
	emission.out = open_memstream(&text, &size);
	emit_program(&emission);
	fclose(emission.out);
	const uint32_t lines = count_lines(text);

	if (lines <= EMIT_LINES_MAX)
		fwrite(text, 1, size, out);
	free(text);
	return lines;
}
