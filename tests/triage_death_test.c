// SPDX-License-Identifier: MIT
/*
 * Triage survives what a subject can do to a process, and names it: crash, stack overflow, exit, endless loop. It also
 * distinguishes a subject that answers differently each time from a buggy one and a sound one.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz/triage/pool.h"
#include "fuzz/subjects.h"
#include "fuzz/triage/triage.h"

#if defined(__SANITIZE_ADDRESS__)
#define HAS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_SANITIZER 1
#endif
#endif
#ifndef HAS_SANITIZER
#define HAS_SANITIZER 0
#endif

enum { INPUTS = 7 + HAS_SANITIZER, EXIT_STATUS = 77 };

static uint32_t checks, failures;

static void expect(bool good, const char *what, const char *got)
{
	checks++;
	if (good)
		return;
	failures++;
	printf("FAILED %s: %s\n", what, got);
}

/* Global, so that it may name the crash. */
__attribute__((noinline)) int *triage_death_nowhere(int *where);
int *triage_death_nowhere(int *where)
{
	*(volatile int *)where = 1;
	return where;
}

__attribute__((noinline)) void triage_death_overrun(uint32_t size);
void triage_death_overrun(uint32_t size)
{
	volatile char *block = malloc(size);

	if (block)
		block[size] = 1;
	free((void *)(uintptr_t)block);
}

static volatile uint32_t depth;

static uint32_t overflow_stack(volatile uint32_t *caller)
{
	volatile uint32_t frame[1024];

	frame[0] = caller[0] + ++depth;
	if (depth == UINT32_MAX) /* never true, but the compiler cannot know that */
		return 0;
	return overflow_stack(frame) + frame[0];
}

static uint32_t *runs; /* how often the unsteady op has run, in all processes */

static void die(const struct request *request, struct answer *answer)
{
	static int *volatile nowhere;
	volatile uint32_t frame[1] = {0};

	switch (request->kind) {
	case REQ_DRAIN:
		for (;;)
			depth++;
	case REQ_DRAIN_ALL:
		fputs("its last words\n", stderr);
		fflush(stderr);
		_exit(EXIT_STATUS);
	case REQ_SPLIT:
		nowhere = triage_death_nowhere(nowhere);
		return;
	case REQ_GET_PAGE:
		depth = overflow_stack(frame);
		return;
	case REQ_FREE:
		abort();
	case REQ_FREE_LIST:
		triage_death_overrun(request->count);
		return;
	case REQ_WMARK_OK:
		answer->value ^= ++*runs & 1;
		return;
	default:
		return;
	}
}

static void deadly_apply(void *self, const struct request *request, struct answer *answer)
{
	subject_allocator.apply(self, request, answer);
	if (answer->status == STATUS_OK)
		die(request, answer);
}

struct input {
	const char *name, *text;
	enum finding finding;
	const char *signature;
};

static const struct input inputs[INPUTS] = {
	{"hang", "a = alloc\nb = alloc\ndrain\nfree a\n", FOUND_BUG, "drain-crash-hang"},
	{"exit", "a = alloc\ndrain_all\n", FOUND_BUG, "drain_all-crash-exit"},
	{"segv", "a = alloc order=2\nc = alloc\nsplit a\n", FOUND_BUG, "split-crash-segv-triage_death_nowhere"},
	{"stack", "a = alloc\nget_page a\n", FOUND_BUG, "get_page-crash-segv"},
	{"abort", "a = alloc\nfree a\n", FOUND_BUG, "free-crash-abort"},
	{"unsteady", "wmark_ok value=1\n", FOUND_UNSTEADY, NULL},
	{"healthy", "a = alloc\nb = alloc order=3\n", FOUND_NOTHING, ""},
#if HAS_SANITIZER
	{"overrun", "a = alloc\nfreelist a..a\n", FOUND_BUG, "freelist-crash-sanitizer-triage_death_overrun"},
#endif
};

static void write_input(const char *folder, const struct input *input, char *path, size_t size)
{
	snprintf(path, size, "%s/%s.txt", folder, input->name);
	FILE *out = fopen(path, "w");

	if (!out)
		exit(3);
	fprintf(out, "buddycheck 1\nprofile linux-5.10\n%s", input->text);
	fclose(out);
}

static bool holds(const char *folder, const char *signature, const char *file)
{
	char path[512];
	struct stat status;

	snprintf(path, sizeof(path), "%s/bugs/%s/%s", folder, signature, file);
	return stat(path, &status) == 0 && status.st_size > 0;
}

/* An explanation begins with the name and points at one op. */
static bool explains(const char *folder, const char *signature)
{
	char path[512], line[512];
	uint32_t lines = 0, named = 0, pointed = 0;

	snprintf(path, sizeof(path), "%s/bugs/%s/explanation.txt", folder, signature);
	FILE *in = fopen(path, "r");

	while (in && fgets(line, sizeof(line), in)) {
		line[strcspn(line, "\n")] = '\0';
		named += lines++ == 0 && strcmp(line, signature) == 0;
		pointed += line[0] == '>';
	}
	if (in)
		fclose(in);
	return named == 1 && pointed == 1;
}

static void check_result(const struct triage *triage, uint32_t index, const char *folder)
{
	const struct triage_result *result = &triage->result[index];
	const struct input *input = &inputs[index];

	expect(result->finding == input->finding, input->name, finding_name(result->finding));
	if (input->signature)
		expect(strcmp(result->signature, input->signature) == 0, input->name, result->signature);
	if (input->finding != FOUND_BUG)
		return;
	expect(result->minimal, "proven minimal", input->name);
	expect(holds(folder, input->signature, "minimal.txt"), "minimal.txt", input->name);
	expect(explains(folder, input->signature), "explanation.txt", input->name);
	expect(holds(folder, input->signature, "reproducer.c"), "reproducer.c", input->name);
}

int main(void)
{
	struct subject deadly = subject_allocator;
	char folder[] = "/tmp/triage_death_XXXXXX", bugs[64], command[128];
	char paths[INPUTS][128], *path[INPUTS];

	if (!mkdtemp(folder))
		return 3;
	runs = pool_memory(sizeof(*runs));
	deadly.apply = deadly_apply;
	deadly.name = "deadly";
	for (uint32_t i = 0; i < INPUTS; i++) {
		write_input(folder, &inputs[i], paths[i], sizeof(paths[i]));
		path[i] = paths[i];
	}
	snprintf(bugs, sizeof(bugs), "%s/bugs", folder);
	struct triage *triage = triage_run(&(struct triage_options){.subject = &deadly, .oracle = &subject_allocator, .out = bugs,
		.path = path, .nr_paths = INPUTS, .jobs = 2, .step_limit = STEPS_PER_REQUEST, .milliseconds = 200});

	for (uint32_t i = 0; i < INPUTS; i++)
		check_result(triage, i, folder);
	expect(triage->nr_bugs == 5 + HAS_SANITIZER, "a bug for each way to die", "another number");
	expect(holds(folder, "drain_all-crash-exit", "stderr.txt"), "what was said is kept", "it is not");
	triage_free(triage);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	if (system(command) != 0)
		return 3;
	printf("triage_death_test: %u checks, %u failed\n", checks, failures);
	return failures > 0;
}
