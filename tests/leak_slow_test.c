// SPDX-License-Identifier: MIT
/*
 * No state outlives an input: the digest of a file is the same in a process of its own, and in one process after any other file, in several
 * orders and twice in a row. State that leaks on both sides alike makes no difference between them; only the digest shows it.
 *
 * Run with "planted" it leaks on purpose, on both sides, and must fail; at the end the test runs itself this way.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fuzz/generate/mutate.h"
#include "fuzz/lockstep/exec.h"
#include "fuzz/subjects.h"

enum { FILES_MAX = 4096, ORDERS = 3, PATH_CHARS = 1024 };

static char path[FILES_MAX][PATH_CHARS];
static uint64_t fresh[FILES_MAX];
static uint32_t nr_files, failures, runs;
static struct sequence seq;

static void collect(const char *folder)
{
	struct dirent **entries;
	const int count = scandir(folder, &entries, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		char name[PATH_CHARS];
		struct stat status;

		if (entries[i]->d_name[0] != '.' && snprintf(name, sizeof(name), "%s/%s", folder, entries[i]->d_name) < (int)sizeof(name) &&
		    stat(name, &status) == 0) {
			if (S_ISDIR(status.st_mode))
				collect(name);
			else if (nr_files < FILES_MAX)
				memcpy(path[nr_files++], name, sizeof(name));
		}
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

/* --- a leak on purpose: inputs that run after one that isolates count one more freed page, on both sides */

static bool isolated_before, isolates;

#define LEAKY(side)                                                                                                                          \
	static bool boot_##side(void *self, const struct machine *machine)                                                                   \
	{                                                                                                                                    \
		isolated_before |= isolates;                                                                                                 \
		return subject_##side.boot(self, machine);                                                                                   \
	}                                                                                                                                    \
	static void apply_##side(void *self, const struct request *request, struct answer *answer)                                           \
	{                                                                                                                                    \
		isolates |= request->kind == REQ_ISOLATE;                                                                                    \
		subject_##side.apply(self, request, answer);                                                                                 \
	}                                                                                                                                    \
	static void view_##side(const void *self, struct view *view)                                                                         \
	{                                                                                                                                    \
		subject_##side.view(self, view);                                                                                             \
		view->events.pgfree += isolated_before;                                                                                      \
	}                                                                                                                                    \
	static struct subject leaky_##side(void)                                                                                             \
	{                                                                                                                                    \
		struct subject leaky = subject_##side;                                                                                       \
                                                                                                                                             \
		leaky.boot = boot_##side;                                                                                                    \
		leaky.apply = apply_##side;                                                                                                  \
		leaky.view = view_##side;                                                                                                    \
		return leaky;                                                                                                                \
	}

LEAKY(allocator)
LEAKY(model)

/* --- the digests */

static uint64_t digest(struct exec *exec, uint32_t file)
{
	struct exec_result result;

	seq_load(&seq, path[file]);
	seq_forget_expectations(&seq);
	exec_run(exec, &seq, &result);
	runs++;
	return result.divergence.class == DIFF_NONE ? result.digest : 0;
}

/* The digest from a process that has run nothing else. */
static uint64_t digest_alone(const struct exec_options *options, uint32_t file)
{
	uint64_t value = 0;
	int ends[2];
	pid_t child;

	if (pipe(ends) != 0)
		return 0;
	child = fork();
	if (child == 0) {
		value = digest(exec_new(options), file);
		_exit(write(ends[1], &value, sizeof(value)) == sizeof(value) ? 0 : 1);
	}
	close(ends[1]);
	if (read(ends[0], &value, sizeof(value)) != sizeof(value))
		value = 0;
	close(ends[0]);
	waitpid(child, NULL, 0);
	runs++;
	return value;
}

static void expect_same(struct exec *exec, uint32_t file, const char *after)
{
	const uint64_t now = digest(exec, file);

	if (now == fresh[file] && now != 0)
		return;
	if (failures++ < 5)
		printf("%s: digest %016llx after %s, %016llx alone\n", path[file], (unsigned long long)now, after, (unsigned long long)fresh[file]);
}

static void shuffle(uint32_t *order, uint64_t *dice)
{
	for (uint32_t i = 0; i < nr_files; i++) {
		const uint32_t other = dice_below(dice, i + 1);

		order[i] = order[other];
		order[other] = i;
	}
}

static void run_together(const struct exec_options *options)
{
	static uint32_t order[FILES_MAX];
	struct exec *exec = exec_new(options);
	uint64_t dice = 1;

	for (int round = 0; round < ORDERS; round++) {
		shuffle(order, &dice);
		for (uint32_t i = 0; i < nr_files; i++)
			expect_same(exec, order[i], i > 0 ? path[order[i - 1]] : "another order");
	}
	for (uint32_t file = 0; file < nr_files; file++) {
		digest(exec, file);
		expect_same(exec, file, "itself");
	}
	exec_free(exec);
}

int main(int argc, char **argv)
{
	const bool planted = argc > 1 && strcmp(argv[1], "planted") == 0;
	const struct subject leaky[] = {leaky_allocator(), leaky_model()};
	const struct exec_options options = {
		.subject = planted ? &leaky[0] : &subject_allocator, .oracle = planted ? &leaky[1] : &subject_model, .digest = true};
	char again[PATH_CHARS + 16];

	collect("corpus");
	collect("crashes");
	if (nr_files < 100) {
		printf("leak_slow_test: only %u files; run it from the checkout\n", nr_files);
		return 1;
	}
	seq_init(&seq);
	for (uint32_t file = 0; file < nr_files; file++)
		fresh[file] = digest_alone(&options, file);
	run_together(&options);
	printf("leak_slow_test: %u files, %u runs, %u of them with another digest\n", nr_files, runs, failures);
	if (planted || failures > 0)
		return failures > 0;
	fflush(stdout);
	snprintf(again, sizeof(again), "'%s' planted", argv[0]);
	if (WEXITSTATUS(system(again)) == 1)
		return 0;
	printf("leak_slow_test: a leak was planted and not noticed\n");
	return 1;
}
