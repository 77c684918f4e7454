// SPDX-License-Identifier: MIT
/*
 * A run that may crash or hang: lockstep in a child process, which is replaced when it dies.
 *
 * Sequence and outcome pass through shared memory, so that a child that survives serves thousands of candidates at
 * the speed of a call. A child that dies of a signal, a sanitizer or the watch leaves the last op begun and the
 * function it died in; they make the signature.
 *
 * A difference found only by the view at the end of the sequence is charged to the last op: on machines too large for
 * a view after every op, a sequence that was cut (fuzz/triage/reduce.h) is then charged as on a small one.
 */
#ifndef FUZZ_PROBE_H
#define FUZZ_PROBE_H

#include "fuzz/lockstep/differences.h"

struct probe_options {
	const struct subject *subject, *oracle;
	uint64_t step_limit;     /* per op, as in struct exec_options */
	uint32_t milliseconds;   /* of processor time a run may take before it counts as a hang; 0: PROBE_MILLISECONDS */
	void (*progress)(void);  /* before each run; NULL: none */
	void (*waiting)(void);   /* each second of a run; NULL: none */
	bool every_op;           /* the whole view after each op, whatever the machine's size */
	bool visible;            /* the child keeps stderr, and ends as a process does, not by a signal: who counts coverage or leaks sees it */
};

enum { PROBE_MILLISECONDS = 10000, PROBE_FUNCTION = 64, PROBE_REPORT = 16384 };

enum probe_end {
	PROBE_RAN,    /* to the end or to a divergence */
	PROBE_KILLED, /* by a signal */
	PROBE_EXITED, /* by itself, or by a sanitizer after its report */
	PROBE_HUNG,   /* stopped by the watch */
	PROBE_LACKED, /* no memory for this machine: says nothing about the subject */
};

struct probe_outcome {
	enum probe_end end;
	char signature[96];            /* "": all agree */
	struct divergence divergence;  /* PROBE_RAN */
	struct differences differences; /* the same: all that differs then */
	uint32_t op;                   /* the op diverging or under way when the child died */
	enum op_kind kind;
	int signal;                    /* PROBE_KILLED */
	int status;                    /* PROBE_EXITED: its exit status */
	bool sanitizer;                /* and it was a sanitizer that ended it */
	char function[PROBE_FUNCTION]; /* innermost function of the subject; "" if unknown */
	bool at_end;                   /* charged to the last op, but seen only at the end */
	uint32_t ops;                  /* requests executed */
	bool refused;                  /* as in struct exec_result */
};

struct probe;

/* Exits with status 3 where the system gives no memory or process. What the subject prints goes to stderr. */
struct probe *probe_new(const struct probe_options *options);
void probe_free(struct probe *probe);
void probe_run(struct probe *probe, const struct sequence *seq, struct probe_outcome *outcome);

/* How long a run may take from now on, as in the options; returns how long it was. */
uint32_t probe_set_watch(struct probe *probe, uint32_t milliseconds);

/* The next run starts in a new process. */
void probe_renew(struct probe *probe);

/* What the last child that died had written to stderr, at most PROBE_REPORT bytes from its end; "" if nothing. */
const char *probe_report(const struct probe *probe);

/* What an outcome other than agreement is, in one line. */
void probe_say(const struct probe_outcome *outcome, char *text, size_t size);

struct crash_site;

/* The same of another process that died at an op of this kind, of what waitpid() said of it. */
void probe_say_death(int status, enum op_kind kind, const struct crash_site *site, char *text, size_t size);

#endif
