// SPDX-License-Identifier: MIT
/* A report describes the path of a request in words of the op language and of the kernel, not in numbers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/explain/path_text.h"
#include "fuzz/explain/report.h"
#include "fuzz/language/seq.h"
#include "fuzz/subjects.h"
#include "tests/fake.h"

static unsigned failures;

static void says(const char *what, const char *text, const char *wanted)
{
	if (strstr(text, wanted))
		return;
	printf("%s: '%s' is not in:\n%s\n", what, wanted, text);
	failures++;
}

static void event(struct path_event e, const char *wanted)
{
	char text[PATH_TEXT];

	path_event_text(&e, text, sizeof(text));
	if (strcmp(text, wanted) == 0)
		return;
	printf("event %u: '%s', not '%s'\n", e.kind, text, wanted);
	failures++;
}

static void events(void)
{
	event((struct path_event){.kind = PATH_ATTEMPT}, "WMARK_MIN");
	event((struct path_event){.kind = PATH_ATTEMPT, .a = 0x101}, "WMARK_LOW|NOFRAGMENT");
	event((struct path_event){.kind = PATH_ATTEMPT, .a = 0x10000012}, "WMARK_HIGH|HARDER|0x10000000");
	event((struct path_event){.kind = PATH_RECLAIM, .a = 7}, "progress=7");
	event((struct path_event){.kind = PATH_COMPACT, .a = 2, .b = COMPACT_DEFERRED, .pfn = PFN_NONE}, "priority=2 DEFERRED");
	event((struct path_event){.kind = PATH_COMPACT, .a = 1, .b = COMPACT_SUCCESS | PATH_ASKED, .pfn = 64}, "priority=1 SUCCESS asked captured=64");
	event((struct path_event){.kind = PATH_UNRESERVE, .a = 1, .b = 0}, "force=1 result=0");
	event((struct path_event){.kind = PATH_OOM, .a = 1}, "killed=1");
	event((struct path_event){.kind = PATH_DIRTY, .a = 1, .b = 0}, "node=1 ok=0");
	event((struct path_event){.kind = PATH_NODE_RECLAIM, .a = 1, .b = 2 | PATH_ASKED}, "node=1 SOME asked");
	event((struct path_event){.kind = PATH_NODE_RECLAIM, .a = 0, .b = 100}, "node=0 ?"); /* an invalid answer, by a faulty subject */
	event((struct path_event){.kind = PATH_MIGRATE, .a = (uint32_t)-16}, "returned=-16");
	event((struct path_event){.kind = PATH_DRAIN}, "");
	event((struct path_event){.kind = 200, .a = 1}, "");
}

static void argument(const char *field, uint32_t value, const char *wanted)
{
	char text[PATH_TEXT] = "";

	if (path_argument_text(field, value, text, sizeof(text)) == (wanted[0] != '\0') && strcmp(text, wanted) == 0)
		return;
	printf("%s: '%s', not '%s'\n", field, text, wanted);
	failures++;
}

static void arguments(void)
{
	argument("attempt-a [0]", 0x101, "WMARK_LOW|NOFRAGMENT");
	argument("compact-b [3]", COMPACT_SUCCESS | PATH_ASKED, "SUCCESS asked");
	argument("node-reclaim-b [1]", 0, "NOSCAN");
	argument("migrate-a [1]", (uint32_t)-16, "-16");
	argument("extfrag-a [1]", 0x01000300, "alloc_order=0 fallback_order=3 alloc_migratetype=UNMOVABLE fallback_migratetype=MOVABLE");
	argument("extfrag-b [1]", EXTFRAG_CHANGE_OWNERSHIP, "fragmenting=0 change_ownership=1");
	argument("reclaim-a [1]", 7, "");
	argument("extfrag-pfn [1]", 7, "");
}

/* The report on a sequence with one request, which triggers the fault. */
static char *report_of(const struct subject *subject, const struct subject *oracle, enum fault which, const char *text)
{
	struct sequence seq;
	struct seq_error error;
	const struct report report = {.seq = &seq, .subject = subject, .oracle = oracle, .step_limit = 1000, .path = "x.ops"};
	char *said = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&said, &size);

	seq_init(&seq);
	if (!out || !seq_parse(&seq, text, strlen(text), &error))
		exit(1);
	fault = which;
	report_print(&report, out);
	fault = FAULT_NONE;
	fclose(out);
	seq_release(&seq);
	return said;
}

static char *report_on(enum fault which, const char *text)
{
	return report_of(&fake_subject, &fake_oracle, which, text);
}

static void give_nothing(void *self, const struct request *request, struct answer *answer)
{
	if (request->kind == REQ_ALLOC)
		answer->value = PFN_NONE;
	else
		subject_firstfit.apply(self, request, answer);
}

/* An allocator without a view may choose any block, and its report says nothing about its internals. */
static void any_block_will_do(void)
{
	struct subject miser = subject_firstfit;

	miser.apply = give_nothing;
	char *said = report_of(&miser, oracle_for(&miser), FAULT_NONE, "buddycheck 1\na = alloc order=2\n");

	says("any block", said, "  expected  page 1024 (0x400), or any other block of that order\n");
	says("no block", said, "no page\n");
	if (strstr(said, "\npath\n") || strstr(said, "linux-")) {
		printf("a path, or a kernel, of an allocator that has none:\n%s\n", said);
		failures++;
	}
	free(said);
}

static void reports(void)
{
	char *said = report_on(FAULT_PATH_FLAGS, "buddycheck 1\na = alloc\n");

	says("flags", said, "  expected  WMARK_MIN\n");
	says("flags", said, "WMARK_LOW\n");
	says("the path", said, "  oracle    attempt:WMARK_MIN");
	free(said);
	said = report_on(FAULT_WAKE, "buddycheck 1\na = alloc\n");
	says("kswapd", said, "kswapd woken for zones\n  oracle    (none)\n");
	says("kswapd", said, "  fake      0\n\npath\n  oracle    attempt:WMARK_MIN");
	free(said);
}

/* The report names the function that serves a request in that kernel. */
static void functions(void)
{
	static const char *const profile[] = {"linux-4.14", "linux-5.10", "linux-5.10.y", "linux-6.1", "linux-6.12", "linux-7.3"};
	static const char *const function[] = {
		"__alloc_pages_nodemask", "__alloc_pages_nodemask", "__alloc_pages_nodemask", "__alloc_pages", "__alloc_pages_noprof",
		"__alloc_pages_noprof"};

	for (size_t i = 0; i < sizeof(profile) / sizeof(profile[0]); i++) {
		char text[80], wanted[80];

		snprintf(text, sizeof(text), "buddycheck 1\nprofile %s\na = alloc\n", profile[i]);
		snprintf(wanted, sizeof(wanted), "  in %s: %s\n", profile[i], function[i]);
		char *said = report_on(FAULT_WAKE, text);

		says("the function", said, wanted);
		free(said);
	}
}

int main(void)
{
	events();
	arguments();
	reports();
	functions();
	any_block_will_do();
	return failures > 0;
}
