// SPDX-License-Identifier: MIT
/*
 * An allocator without a view is checked against the ledger: an honest one passes every generated input, and each lie is reported as what
 * it is.
 */
#include <stdio.h>
#include <string.h>

#include "fuzz/generate/generate.h"
#include "fuzz/lockstep/exec.h"
#include "fuzz/lockstep/signature.h"
#include "fuzz/subjects.h"

enum { INPUTS = 150, OPS = 120 };

/* The lie that falsifies honest answers, for a whole sequence. */
static enum lie {
	HONEST, TWICE, CROOKED, INTO_A_HOLE, RESERVED_PAGE, BEYOND, TOO_LARGE, FREED_TWICE, ANY_ORDER, NOT_TAKEN_BACK, LEAKED, TOO_MUCH_MEMORY, GIVES_UP,
	UNSOUND,
} lie;
static pfn_t last;

static void liar_apply(void *self, const struct request *request, struct answer *answer)
{
	const bool gave = request->kind == REQ_ALLOC;

	if (request->kind == REQ_FREE && lie == NOT_TAKEN_BACK) {
		answer->status = STATUS_NOT_FREE;
		return;
	}
	if (gave && lie == GIVES_UP) {
		answer->value = PFN_NONE;
		return;
	}
	subject_firstfit.apply(self, request, answer);
	if (gave && lie == TWICE && last)
		answer->value = last;
	if (gave)
		last = (pfn_t)answer->value;
	if (gave && lie == CROOKED && request->order > 0)
		answer->value++;
	if (gave && lie == INTO_A_HOLE)
		answer->value = 1100;
	if (gave && lie == RESERVED_PAGE)
		answer->value = 1200;
	if (gave && lie == BEYOND)
		answer->value = 5000;
	if (gave && lie == TOO_LARGE && request->order == 5)
		answer->value = 1024 + 512;
	if (request->kind == REQ_FREE && (lie == FREED_TWICE || lie == ANY_ORDER))
		answer->status = STATUS_OK;
}

static void liar_counters(const void *self, struct zone_counters *zones)
{
	subject_firstfit.counters(self, zones);
	zones[0].free -= lie == LEAKED && last;
	zones[0].managed += lie == TOO_MUCH_MEMORY;
}

static int liar_check(const void *self)
{
	(void)self;
	return lie == UNSOUND && last ? 3 : 0;
}

static struct subject liar(void)
{
	struct subject subject = subject_firstfit;

	subject.name = "liar";
	subject.apply = liar_apply;
	subject.counters = liar_counters;
	subject.check = liar_check;
	return subject;
}

static const char machine[] = "buddycheck 1\nmachine cpus=1 pageblock_order=3 max_order=5\nzone NORMAL pfn=1024..2048\nhole 1088..1104\nreserved 1200..1216\n";

/* The ops after the machine, and the expected signature; "": no divergence. */
static const struct row {
	enum lie lie;
	const char *name, *ops, *signature;
} rows[] = {
	{HONEST, "an honest allocator", "a = alloc\nb = alloc order=3\nfree a\nfree b\nfree_at pfn=1024\nfree_at pfn=1024 order=2\nfree_at pfn=9\n", ""},
	{HONEST, "ops of Linux alone are passed over", "a = alloc order=2\nsplit a\nisolate block=1 mt=MOVABLE\ndrain\nfree a\n", ""},
	{HONEST, "what a file expects is for Linux", "a = alloc -> pfn=1027\n", ""},
	{TWICE, "a page with two owners", "a = alloc\nb = alloc\n", "alloc-status-ok-vs-not-free"},
	{CROOKED, "a block at no multiple of its size", "a = alloc order=1\n", "alloc-status-ok-vs-bad-order"},
	{INTO_A_HOLE, "a page of a hole", "a = alloc\n", "alloc-status-ok-vs-foreign-pfn"},
	{RESERVED_PAGE, "a reserved page", "a = alloc\n", "alloc-status-ok-vs-reserved"},
	{BEYOND, "a page outside of every zone", "a = alloc\n", "alloc-status-ok-vs-foreign-pfn"},
	{TOO_LARGE, "an order that there is not", "a = alloc order=5\n", "alloc-value-page"},
	{FREED_TWICE, "a block freed twice", "a = alloc\nfree a\nfree_at pfn=1024\n", "free-status-ok-vs-already-free"},
	{ANY_ORDER, "a block freed with another order", "a = alloc order=2\nfree_at pfn=1024 order=1\n", "free-status-ok-vs-wrong-order"},
	{ANY_ORDER, "a part of a block freed", "a = alloc order=2\nfree_at pfn=1025\n", "free-status-ok-vs-not-head"},
	{NOT_TAKEN_BACK, "a block that cannot be given back", "a = alloc\nfree a\n", "free-status-not-free-vs-ok"},
	{LEAKED, "a page missing from the free counter", "a = alloc\n", "alloc-counter-free-less"},
	{TOO_MUCH_MEMORY, "more memory than there is", "", "boot-counter-managed-more"},
	{GIVES_UP, "no page though there are", "a = alloc\n", "alloc-value-null"},
	{UNSOUND, "its own check", "a = alloc\n", "alloc-check-3"},
};

static bool run(struct sequence *seq, const char **signature)
{
	static char text[SIGNATURE_MAX];
	struct subject subject = liar();
	struct exec *exec = exec_new(&(struct exec_options){.subject = &subject, .oracle = oracle_for(&subject), .view_period = VIEW_EACH_OP,
							    .step_limit = STEPS_PER_REQUEST});
	struct exec_result result;

	last = 0;
	text[0] = '\0';
	exec_run(exec, seq, &result);
	exec_free(exec);
	if (result.divergence.class != DIFF_NONE)
		signature_make(&result.divergence, seq, text, sizeof(text));
	*signature = text;
	return result.divergence.class == DIFF_NONE;
}

static bool row_holds(const struct row *row)
{
	char text[1024];
	struct sequence seq;
	const char *signature;
	struct seq_error error;

	snprintf(text, sizeof(text), "%s%s", machine, row->ops);
	seq_init(&seq);
	lie = row->lie;
	const bool read = seq_parse(&seq, text, strlen(text), &error);

	if (read)
		run(&seq, &signature);
	seq_release(&seq);
	if (read && strcmp(signature, row->signature) == 0)
		return true;
	fprintf(stderr, "FAIL %s: '%s' instead of '%s'\n", row->name, read ? signature : "cannot be read", row->signature);
	return false;
}

static bool honest_one_passes(void)
{
	struct sequence seq;
	const char *signature;
	bool good = true;

	lie = HONEST;
	seq_init(&seq);
	for (uint32_t i = 0; i < INPUTS && good; i++) {
		generate(&seq, scenario_find("everything"), i % 3 == 0 ? PROFILE_LINUX_4_14 : i % 3 == 1 ? PROFILE_LINUX_5_10 : PROFILE_LINUX_6_1, i, OPS);
		good = run(&seq, &signature);
	}
	seq_release(&seq);
	if (!good)
		fprintf(stderr, "FAIL an honest allocator: %s\n", signature);
	return good;
}

/* A request for which no free block is large enough may be refused without being a lie. */
static bool full_is_no_lie(void)
{
	char text[4096];
	int used = snprintf(text, sizeof(text), "%s", machine);
	struct sequence seq;
	struct seq_error error;
	const char *signature;

	for (int i = 0; i < 70; i++)
		used += snprintf(text + used, sizeof(text) - (size_t)used, "a = alloc order=4\n");
	lie = HONEST;
	seq_init(&seq);
	const bool good = seq_parse(&seq, text, strlen(text), &error) && run(&seq, &signature);

	seq_release(&seq);
	if (!good)
		fprintf(stderr, "FAIL a full machine: %s\n", signature);
	return good;
}

int main(void)
{
	int failed = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		failed += !row_holds(&rows[i]);
	failed += !honest_one_passes();
	failed += !full_is_no_lie();
	printf("ledger_test: %zu rows, %d failed\n", sizeof(rows) / sizeof(rows[0]) + 2, failed);
	return failed > 0;
}
