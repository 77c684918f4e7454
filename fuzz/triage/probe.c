// SPDX-License-Identifier: MIT
/*
 * The child process of a probe and the communication with it.
 *
 * One byte in each direction starts and ends a run; everything else is in shared memory. A run is limited by the child's own timer of
 * processor time, so that a loaded machine causes no false hangs; the parent steps in only if a child sleeps for ever.
 */
#include "fuzz/triage/probe.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fuzz/explain/report.h"
#include "fuzz/triage/crash_site.h"
#include "fuzz/triage/pool.h"
#include "fuzz/lockstep/names.h"
#include "fuzz/lockstep/signature.h"

enum { WALL_FACTOR = 10, TURN = 1000 /* milliseconds */, VALUE_TEXT = 160, STATUS_LACKS = 3 /* exit status of a process that found no memory */ };
#define MEMORY_LIMIT ((rlim_t)8 << 30)

/* Sanitizers reserve more address space than any machine has memory. */
#if defined(__SANITIZE_ADDRESS__)
#define RESERVES_ADDRESSES 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define RESERVES_ADDRESSES 1
#endif
#endif
#ifndef RESERVES_ADDRESSES
#define RESERVES_ADDRESSES 0
#endif

struct shared {
	struct sequence seq; /* op points into this block, which lies at the same address in parent and child */
	struct exec_result result; /* during the run its divergence names the op in progress */
	uint32_t milliseconds;
	struct crash_site site;
	struct differences differences;
	char signature[96];
	bool at_end;
	struct op ops[SEQ_OPS_MAX];
};

struct probe {
	struct probe_options options;
	struct shared *shared;
	pid_t child; /* 0: none */
	int to_child, from_child;
	FILE *errors; /* the child's stderr */
	char report[PROBE_REPORT + 1];
};

static void lack(const char *what)
{
	fprintf(stderr, "buddycheck: cannot get %s: %s\n", what, strerror(errno));
	exit(STATUS_LACKS);
}

struct probe *probe_new(const struct probe_options *options)
{
	struct probe *probe = calloc(1, sizeof(*probe));

	if (!probe)
		lack("memory");
	probe->options = *options;
	if (!probe->options.milliseconds)
		probe->options.milliseconds = PROBE_MILLISECONDS;
	probe->shared = pool_memory(sizeof(*probe->shared));
	probe->errors = tmpfile();
	if (!probe->errors)
		lack("a temporary file");
	return probe;
}

void probe_renew(struct probe *probe)
{
	if (!probe->child)
		return;
	close(probe->to_child);
	close(probe->from_child);
	if (!probe->options.visible)
		kill(probe->child, SIGKILL);
	waitpid(probe->child, NULL, 0);
	probe->child = 0;
}

void probe_free(struct probe *probe)
{
	if (!probe)
		return;
	probe_renew(probe);
	fclose(probe->errors);
	munmap(probe->shared, sizeof(*probe->shared));
	free(probe);
}

uint32_t probe_set_watch(struct probe *probe, uint32_t milliseconds)
{
	const uint32_t before = probe->options.milliseconds;

	probe->options.milliseconds = milliseconds ? milliseconds : PROBE_MILLISECONDS;
	return before;
}

const char *probe_report(const struct probe *probe)
{
	return probe->report;
}

static void arm_watch(uint32_t milliseconds)
{
	const struct itimerval watch = {.it_value = {.tv_sec = milliseconds / 1000, .tv_usec = milliseconds % 1000 * 1000}};

	setitimer(ITIMER_PROF, &watch, NULL);
}

static void limit_child(void)
{
	const struct rlimit no_core = {0, 0};

	setrlimit(RLIMIT_CORE, &no_core);
	const struct rlimit memory = {MEMORY_LIMIT, MEMORY_LIMIT};

	if (!RESERVES_ADDRESSES && sizeof(rlim_t) > 4)
		setrlimit(RLIMIT_AS, &memory);
}

/* Attribute a divergence found at the end to the last op, as the signature does. */
static bool charge_last_op(struct divergence *divergence, const struct sequence *seq)
{
	if (seq->nr_ops == 0 || divergence->op < seq->nr_ops)
		return false;
	divergence->op = seq->nr_ops - 1;
	divergence->kind = seq->op[seq->nr_ops - 1].kind;
	return true;
}

static void serve(struct probe *probe, int in, int out)
{
	struct shared *shared = probe->shared;
	struct exec *exec = exec_new(&(struct exec_options){
		.subject = probe->options.subject, .oracle = probe->options.oracle, .view_period = probe->options.every_op ? VIEW_EACH_OP : VIEW_AUTO,
		.step_limit = probe->options.step_limit, .look_after = true});
	char byte;

	while (read(in, &byte, 1) == 1) {
		arm_watch(shared->milliseconds);
		exec_run(exec, &shared->seq, &shared->result);
		differences_find(exec, &shared->result.divergence, &shared->differences);
		arm_watch(0);
		shared->at_end = charge_last_op(&shared->result.divergence, &shared->seq);
		signature_make(&shared->result.divergence, &shared->seq, shared->signature, sizeof(shared->signature));
		if (write(out, &byte, 1) != 1)
			break;
	}
	if (!probe->options.visible)
		_exit(0);
	exec_free(exec);
	exit(0);
}

static void become_child(struct probe *probe, int in, int out)
{
	signal(SIGPROF, SIG_DFL);
	limit_child();
	if (!probe->options.visible)
		dup2(fileno(probe->errors), STDERR_FILENO);
	dup2(STDERR_FILENO, STDOUT_FILENO); /* what a subject prints is not part of any result */
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	signal(SIGPIPE, SIG_IGN); /* the reader of stderr may be gone */
	crash_site_watch(&probe->shared->site);
	serve(probe, in, out);
}

static void start_child(struct probe *probe)
{
	int down[2], up[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, down) != 0 || pipe(up) != 0)
		lack("a pipe");
	rewind(probe->errors);
	if (ftruncate(fileno(probe->errors), 0) != 0)
		lack("a temporary file");
	fflush(NULL);
	probe->child = fork();
	if (probe->child < 0)
		lack("a process");
	if (probe->child == 0) {
		close(down[1]);
		close(up[0]);
		become_child(probe, down[0], up[1]);
	}
	close(down[0]);
	close(up[1]);
	probe->to_child = down[1];
	probe->from_child = up[0];
}

static void give_sequence(struct probe *probe, const struct sequence *seq)
{
	struct shared *shared = probe->shared;

	shared->milliseconds = probe->options.milliseconds;
	shared->seq = *seq;
	shared->seq.op = shared->ops;
	memcpy(shared->ops, seq->op, sizeof(*seq->op) * seq->nr_ops);
	shared->result = (struct exec_result){0};
	shared->site.nr_frames = 0;
	shared->site.sanitizer = false;
	shared->signature[0] = '\0';
}

/* Wait for the child. False: it died or sleeps. */
static bool await(const struct probe *probe)
{
	struct pollfd ready = {.fd = probe->from_child, .events = POLLIN};
	int polled = 0;
	char byte;

	for (int left = (int)probe->options.milliseconds * WALL_FACTOR; polled == 0 && left > 0; left -= TURN) {
		do
			polled = poll(&ready, 1, left < TURN ? left : TURN);
		while (polled < 0 && errno == EINTR);
		if (polled == 0 && probe->options.waiting)
			probe->options.waiting();
	}
	return polled > 0 && read(probe->from_child, &byte, 1) == 1;
}

static void read_report(struct probe *probe)
{
	const off_t size = lseek(fileno(probe->errors), 0, SEEK_END);
	const off_t from = size > PROBE_REPORT ? size - PROBE_REPORT : 0;
	ssize_t length = pread(fileno(probe->errors), probe->report, PROBE_REPORT, from);

	probe->report[length > 0 ? length : 0] = '\0';
}

static const char *signal_word(int signal)
{
	static const struct { int signal; const char *word; } words[] = {
		{SIGSEGV, "segv"}, {SIGBUS, "bus"}, {SIGFPE, "fpe"}, {SIGILL, "ill"}, {SIGABRT, "abort"}, {SIGTRAP, "trap"}};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (words[i].signal == signal)
			return words[i].word;
	return "signal";
}

static const char *death_word(const struct probe_outcome *outcome)
{
	if (outcome->end == PROBE_HUNG)
		return "hang";
	if (outcome->end == PROBE_EXITED)
		return outcome->sanitizer ? "sanitizer" : "exit";
	return signal_word(outcome->signal);
}

static void name_death(struct probe_outcome *outcome)
{
	const char *function = outcome->end == PROBE_HUNG ? "" : outcome->function; /* where a loop is interrupted is arbitrary */

	snprintf(outcome->signature, sizeof(outcome->signature), "%.24s-crash-%s%s%.48s", signature_op(outcome->kind), death_word(outcome),
		 function[0] ? "-" : "", function);
}

static void read_status(struct probe_outcome *outcome, int status, const struct crash_site *site)
{
	outcome->sanitizer = site->sanitizer;
	outcome->status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
	outcome->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	outcome->end = !WIFSIGNALED(status)                                                          ? PROBE_EXITED
		       : outcome->signal == SIGPROF || outcome->signal == SIGKILL ? PROBE_HUNG
										  : PROBE_KILLED;
	if (WIFEXITED(status) && WEXITSTATUS(status) == STATUS_LACKS)
		outcome->end = PROBE_LACKED;
}

/* The child is dead or must be killed: find out how and where it died. */
static void bury(struct probe *probe, const struct sequence *seq, struct probe_outcome *outcome)
{
	int status = 0;

	if (waitpid(probe->child, &status, WNOHANG) == 0) {
		struct pollfd closed = {.fd = probe->from_child, .events = POLLIN};

		if (poll(&closed, 1, 0) == 0) /* silent, but alive */
			kill(probe->child, SIGKILL);
		waitpid(probe->child, &status, 0);
	}
	close(probe->to_child);
	close(probe->from_child);
	probe->child = 0;
	read_report(probe);
	read_status(outcome, status, &probe->shared->site);
	outcome->at_end = charge_last_op(&probe->shared->result.divergence, seq);
	outcome->op = probe->shared->result.divergence.op;
	outcome->kind = probe->shared->result.divergence.kind;
	outcome->ops = probe->shared->result.ops;
	crash_site_name(&probe->shared->site, outcome->function, sizeof(outcome->function));
	if (outcome->end != PROBE_LACKED)
		name_death(outcome);
}

void probe_run(struct probe *probe, const struct sequence *seq, struct probe_outcome *outcome)
{
	char byte = 0;

	*outcome = (struct probe_outcome){.end = PROBE_RAN};
	if (probe->options.progress)
		probe->options.progress();
	if (!probe->child)
		start_child(probe);
	give_sequence(probe, seq);
	probe->report[0] = '\0';
	if (send(probe->to_child, &byte, 1, MSG_NOSIGNAL) != 1 || !await(probe)) { /* send() fails if the child died meanwhile */
		bury(probe, seq, outcome);
		return;
	}
	outcome->divergence = probe->shared->result.divergence;
	outcome->differences = probe->shared->differences;
	outcome->at_end = probe->shared->at_end;
	outcome->op = outcome->divergence.op;
	outcome->kind = outcome->divergence.kind;
	outcome->ops = probe->shared->result.ops;
	outcome->refused = probe->shared->result.refused;
	memcpy(outcome->signature, probe->shared->signature, sizeof(outcome->signature));
}

static void value_text(const struct divergence *divergence, int64_t value, char *text, size_t size)
{
	FILE *out = fmemopen(text, size, "w");

	text[0] = '\0';
	if (!out)
		return;
	report_print_value(divergence, value, out);
	fclose(out);
	text[size - 1] = '\0';
}

void probe_say(const struct probe_outcome *outcome, char *text, size_t size)
{
	const struct divergence *divergence = &outcome->divergence;
	const char *op = signature_op(outcome->kind);
	char is[VALUE_TEXT], expected[VALUE_TEXT];

	switch (outcome->end) {
	case PROBE_RAN:
		value_text(divergence, divergence->subject, is, sizeof(is));
		value_text(divergence, divergence->oracle, expected, sizeof(expected));
		const char *class = diff_class_name(divergence->class);
		const bool twice = strcmp(class, divergence->field) == 0;

		snprintf(text, size, "%s: %s%s%s is %s, %s %s", op, twice ? "" : class, twice ? "" : ": ", divergence->field, is,
			 diff_expected_name(divergence->class, "expected"), expected);
		return;
	case PROBE_KILLED:
		snprintf(text, size, "%s: dies of signal %d%s%s", op, outcome->signal, outcome->function[0] ? " in " : "", outcome->function);
		return;
	case PROBE_EXITED:
		if (outcome->sanitizer)
			snprintf(text, size, "%s: stopped by a sanitizer%s%s", op, outcome->function[0] ? " in " : "", outcome->function);
		else
			snprintf(text, size, "%s: ends the program with status %d", op, outcome->status);
		return;
	case PROBE_HUNG:
		snprintf(text, size, "%s: does not end", op);
		return;
	case PROBE_LACKED:
		snprintf(text, size, "this machine has not the memory to run it");
		return;
	}
}

void probe_say_death(int status, enum op_kind kind, const struct crash_site *site, char *text, size_t size)
{
	struct probe_outcome outcome = {.kind = kind};

	read_status(&outcome, status, site);
	crash_site_name(site, outcome.function, sizeof(outcome.function));
	probe_say(&outcome, text, size);
}
