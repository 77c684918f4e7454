// SPDX-License-Identifier: MIT
/*
 * A run that may crash or hang: lockstep in a child process, which is replaced when it dies.
 *
 * Sequence and outcome pass through shared memory, so a child that survives runs thousands of candidates at the speed of a call. A child
 * that dies of a signal, a sanitizer or the time limit leaves the last op begun and the function it died in, which make the signature.
 *
 * A difference found only by the view at the end of the sequence is attributed to the last op. On machines too large for a view after every
 * op, cutting the sequence (fuzz/triage/reduce.h) makes that the op that causes it, as on small machines.
 */
#ifndef FUZZ_PROBE_H
#define FUZZ_PROBE_H

#include "fuzz/lockstep/differences.h"

struct probe_options {
	const struct subject *subject, *oracle;
	uint64_t step_limit;     /* per op, as in struct exec_options */
	uint32_t milliseconds;   /* processor time that a run may take before it counts as a hang; 0: PROBE_MILLISECONDS */
	void (*progress)(void);  /* before each run; NULL: none */
	void (*waiting)(void);   /* each second during a run; NULL: none */
	bool every_op;           /* compare whole views after each op, whatever the machine's size */
	bool visible;            /* the child keeps stderr and exits normally, not by a signal, for coverage and leak checkers */
};

enum { PROBE_MILLISECONDS = 10000, PROBE_FUNCTION = 64, PROBE_REPORT = 16384 };

enum probe_end {
	PROBE_RAN,    /* to the end or to a divergence */
	PROBE_KILLED, /* by a signal */
	PROBE_EXITED, /* by itself, or by a sanitizer after its report */
	PROBE_HUNG,   /* exceeded the time limit */
	PROBE_LACKED, /* no memory for this machine: says nothing about the subject */
};

struct probe_outcome {
	enum probe_end end;
	char signature[96];            /* "": all agree */
	struct divergence divergence;  /* PROBE_RAN */
	struct differences differences; /* PROBE_RAN: all that differs then */
	uint32_t op;                   /* the op that diverged, or that was in progress when the child died */
	enum op_kind kind;
	int signal;                    /* PROBE_KILLED */
	int status;                    /* PROBE_EXITED: its exit status */
	bool sanitizer;                /* PROBE_EXITED: a sanitizer ended it */
	char function[PROBE_FUNCTION]; /* innermost function of the subject; "" if unknown */
	bool at_end;                   /* attributed to the last op, but seen only at the end */
	uint32_t ops;                  /* requests executed */
	bool refused;                  /* as in struct exec_result */
};

struct probe;

/* Exits with status 3 if the system has no memory or process left. What the subject prints goes to stderr. */
struct probe *probe_new(const struct probe_options *options);
void probe_free(struct probe *probe);
void probe_run(struct probe *probe, const struct sequence *seq, struct probe_outcome *outcome);

/* Set the time limit of later runs, as milliseconds in the options; returns the old one. */
uint32_t probe_set_watch(struct probe *probe, uint32_t milliseconds);

/* Make the next run in a new process. */
void probe_renew(struct probe *probe);

/* What the last child that died wrote to stderr, at most its last PROBE_REPORT bytes; "" if nothing. */
const char *probe_report(const struct probe *probe);

/* Describe an outcome other than agreement in one line. */
void probe_say(const struct probe_outcome *outcome, char *text, size_t size);

struct crash_site;

/* The same description for another process that died at an op of this kind; status is waitpid()'s. */
void probe_say_death(int status, enum op_kind kind, const struct crash_site *site, char *text, size_t size);

#endif
