// SPDX-License-Identifier: MIT
/*
 * The implementation shared by all targets. World memory, views and sequence are kept from input to input; nothing else is.
 */
#include "fuzz/target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz/language/arg.h"
#include "fuzz/lockstep/exec.h"
#include "fuzz/explain/report.h"
#include "fuzz/lockstep/signature.h"

enum {
	VIEW_PERIOD = 16,         /* ops between full views, so that some differences that have healed by the end are seen, too */
	PATH_ROOM = 4096,
};

struct running {
	struct exec *exec, *both; /* both: with the untraced variant as second subject; NULL if there is none */
	struct exec_options options;
	struct sequence seq, other;
	uint64_t ops, refused;
};

static struct running running;

static void print_statistics(void)
{
	fprintf(stderr, "stat::ops: %llu\nstat::refused: %llu\n", (unsigned long long)running.ops, (unsigned long long)running.refused);
}

static const struct subject *choose_subject(const struct subject *(*find)(const char *name))
{
	const char *name = getenv("BUDDYCHECK_SUBJECT");
	const struct subject *subject = find(name && name[0] ? name : "allocator");

	if (subject)
		return subject;
	fprintf(stderr, "BUDDYCHECK_SUBJECT=%s: no such subject; \"buddycheck subjects\" lists them\n", name);
	exit(2);
}

static const struct subject *choose_oracle(const struct subject *(*find)(const char *name),
					   const struct subject *(*oracle_for)(const struct subject *subject), const struct subject *subject)
{
	const char *name = getenv("BUDDYCHECK_ORACLE");
	const struct subject *oracle = name && name[0] ? find(name) : oracle_for(subject);

	if (oracle && oracle->view && (!oracle->trusting || oracle->misuse))
		return oracle;
	fprintf(stderr,
		"BUDDYCHECK_ORACLE=%s: no such subject, or it cannot be an oracle (needs a view, and misuse() if it is trusting)\n", name);
	exit(2);
}

/* Told at the start, not when there is a finding to lose. */
static void need_findings_folder(void)
{
	const char *folder = getenv("BUDDYCHECK_FINDINGS");

	if (!folder || !folder[0] || access(folder, W_OK | X_OK) == 0)
		return;
	fprintf(stderr, "BUDDYCHECK_FINDINGS=%s: no folder that can be written to\n", folder);
	exit(2);
}

static void start(const struct subject *(*find)(const char *name), const struct subject *(*oracle_for)(const struct subject *subject))
{
	const struct subject *subject = choose_subject(find);

	need_findings_folder();
	running.options = (struct exec_options){
		.subject = subject, .oracle = choose_oracle(find, oracle_for, subject), .view_period = VIEW_PERIOD, .step_limit = STEPS_PER_REQUEST};
	running.exec = exec_new(&running.options);
	if (subject->untraced) {
		struct exec_options both = running.options;

		both.beside = subject->untraced;
		running.both = exec_new(&both);
	}
	seq_init(&running.seq);
	atexit(print_statistics);
}

/*
 * Save the input's text in the folder of findings. Returns its path, or a placeholder if there is no folder. The name includes the
 * subject's if that is not the one that the target was started for, because it must be named to reproduce the finding.
 */
static const char *save(const struct subject *subject, const char *signature)
{
	const bool other = subject != running.options.subject;
	static char path[PATH_ROOM];
	const char *folder = getenv("BUDDYCHECK_FINDINGS");
	FILE *file;

	if (!folder || !folder[0])
		return "FILE";
	snprintf(path, sizeof(path), "%s/%s%s%s.ops", folder, other ? subject->name : "", other ? "-" : "", signature);
	file = fopen(path, "w");
	if (!file) {
		fprintf(stderr, "cannot write %s\n", path);
		return "FILE";
	}
	seq_print(&running.seq, file);
	fclose(file);
	return path;
}

static _Noreturn void found(const struct target *target, const struct subject *subject, const struct exec_result *result)
{
	char signature[SIGNATURE_MAX];

	signature_make(&result->divergence, &running.seq, signature, sizeof(signature));
	fprintf(stderr, "fuzz_%s: %s\n", target->name, signature);
	report_print(&(struct report){
			     .seq = &running.seq, .subject = subject, .oracle = running.options.oracle, .step_limit = STEPS_PER_REQUEST,
			     .path = save(subject, signature)},
		     stderr);
	abort();
}

/* Bytes, or the text form of sequences: a target accepts both. */
static void decode(struct sequence *seq, const uint8_t *data, size_t size)
{
	static const char head[] = "buddycheck ";
	struct seq_error error;

	if (size < sizeof(head) - 1 || memcmp(data, head, sizeof(head) - 1) != 0 || !seq_parse(seq, (const char *)data, size, &error))
		seq_decode(seq, data, size);
}

void target_run(const struct target *target, const struct subject *(*find)(const char *name),
		const struct subject *(*oracle_for)(const struct subject *subject), const uint8_t *data, size_t size)
{
	const struct subject *subject;
	struct exec_result result;

	if (!running.exec)
		start(find, oracle_for);
	decode(&running.seq, data, size);
	subject = running.options.subject;
	exec_run(runs_untraced(subject, &running.seq) ? running.both : running.exec, &running.seq, &result);
	running.ops += result.ops;
	running.refused += result.refused;
	if (result.divergence.class != DIFF_NONE)
		found(target, result.beside ? subject->untraced : subject, &result);
}

static struct sequence *scratch(struct sequence *seq)
{
	if (!seq->op)
		seq_init(seq);
	return seq;
}

/* The profile for every generated input, or -1. */
static int wanted_profile(void)
{
	static int wanted = -2;
	const char *name = getenv("BUDDYCHECK_PROFILE");

	if (wanted != -2)
		return wanted;
	wanted = -1;
	if (!name || !name[0])
		return wanted;
	wanted = profile_find(name, strlen(name));
	if (wanted >= 0)
		return wanted;
	fprintf(stderr, "BUDDYCHECK_PROFILE=%s: no such profile; \"buddycheck subjects\" lists them\n", name);
	exit(2);
}

static size_t encode(struct sequence *seq, uint8_t *data, size_t max)
{
	size_t size;

	if (wanted_profile() >= 0)
		seq->profile = (uint8_t)wanted_profile();
	size = seq_encode_input(seq, data, max);
	return size < max ? size : max;
}

/* MemorySanitizer does not see the writes of the engine's own mutator, which is not instrumented. */
__attribute__((weak)) void __msan_unpoison(const volatile void *data, size_t size);

static size_t mutate_bytes(uint8_t *data, size_t size, size_t max, size_t (*bytes)(uint8_t *data, size_t size, size_t max))
{
	size = bytes(data, size, max);
	if (__msan_unpoison) {
		__msan_unpoison(&size, sizeof(size));
		__msan_unpoison(data, size);
	}
	return size;
}

size_t target_mutate(const struct target *target, uint8_t *data, size_t size, size_t max, unsigned seed,
		     size_t (*bytes)(uint8_t *data, size_t size, size_t max))
{
	struct sequence *seq = scratch(&running.other);
	uint64_t state = seed;

	/*
	 * Now and then use the engine's byte mutator, for what it has learned from comparisons; the result is made to fit the target like
	 * any other.
	 */
	if (bytes && dice_below(&state, 4) == 0) {
		size = mutate_bytes(data, size, max, bytes);
		decode(seq, data, size);
		mutate_restrict(seq, &target->bias, &state);
		return encode(seq, data, max);
	}
	decode(seq, data, size);
	if (dice_below(&state, 64) == 0)
		random_sequence(seq, &target->bias, 1 + dice_below(&state, 100), &state);
	mutate_sequence(seq, &target->bias, &state);
	return encode(seq, data, max);
}

size_t target_cross(const struct target *target, const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size, uint8_t *out, size_t max,
		    unsigned seed)
{
	static struct sequence second;
	struct sequence *first = scratch(&running.other);
	uint64_t state = seed;

	scratch(&second);
	decode(first, a, a_size);
	decode(&second, b, b_size);
	mutate_cross(first, &second, &target->bias, &state);
	return encode(first, out, max);
}
