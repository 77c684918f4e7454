// SPDX-License-Identifier: MIT
/*
 * Lockstep: each op goes to the subject and to the oracle. Answers and counters are compared after each op; the whole view, and the
 * numbered invariants, at the end or as often as asked. The first difference stops the run. Knows neither side, only struct subject.
 */
#ifndef FUZZ_EXEC_H
#define FUZZ_EXEC_H

#include "contract/subject.h"
#include "fuzz/language/seq.h"
#include "fuzz/lockstep/budget.h"
#include "fuzz/lockstep/view.h"

/* What differs, for the signature: never addresses or numbers that change when the sequence shrinks. */
enum diff_class {
	DIFF_NONE,
	DIFF_BOOT,      /* one side refused the machine */
	DIFF_STATUS,    /* answer.status */
	DIFF_VALUE,     /* answer.value: page, return code */
	DIFF_ANSWER,    /* another field of the answer (wake, zeroed, bad pages, pfmemalloc, comp) */
	DIFF_PATH,      /* the path taken */
	DIFF_COUNTER,   /* a zone counter */
	DIFF_VIEW,      /* list, pcp, pageblock, page state, reserve, zonelist, event */
	DIFF_INVARIANT, /* an invariant of docs/invariants.md, by number */
	DIFF_CHECK,     /* the subject's own check */
	DIFF_ASSERTION, /* an assertion in the subject's own code */
	DIFF_STEPS,     /* step budget exceeded: a hang */
	DIFF_SLOW,      /* within the step budget, but out of proportion to what the oracle needed (fuzz/lockstep/effort.h) */
	DIFF_EXPECT,    /* both sides agree, but not with the file's "->" or digest */
};

/* The subject's structures may be broken: nothing may walk them. */
static inline bool diff_is_unsound(enum diff_class class)
{
	return class == DIFF_CHECK || class == DIFF_ASSERTION;
}

struct divergence {
	enum diff_class class;
	uint32_t op;          /* index into the sequence; nr_ops: the check at the end; 0 with kind OP_MACHINE: boot */
	enum op_kind kind;    /* of that op; OP_NOP at the end */
	char field[64];       /* "free_pages zone=0", "list zone=0 order=3 mt=MOVABLE [2]", ... */
	int64_t subject, oracle;
};

struct blind;

/* Special values of view_period. */
enum { VIEW_AT_END = 0, VIEW_EACH_OP = 1, VIEW_AUTO = 0x7fffffff /* each op on machines of up to VIEW_AUTO_PAGES pages */ };
enum { VIEW_AUTO_PAGES = 4096 };

struct exec_options {
	const struct subject *subject, *oracle;
	const struct subject *beside; /* NULL, or a second subject that must answer like the oracle, compared after the first; no judge */
	uint32_t view_period;   /* ops between comparisons of full views; counters are compared after each op, views always at the end */
	bool digest;            /* compute the digest; views are then taken after each op, whatever the period */
	uint64_t step_limit;    /* steps allowed per op (budget.h), in the side's own unit, for example STEPS_PER_REQUEST; 0: no limit */
	/*
	 * Called after each op on which the sides agreed; may be NULL. exec_view(exec, true) is current if a view was taken after this op.
	 */
	void (*on_op)(void *ctx, uint32_t op, const struct request *request, const struct answer *answer, uint64_t digest); /* NULL: none */
	void *ctx;
	bool look_after;       /* after a difference, take views even where they are not taken after each op (large machines) */
	const struct blind *blind; /* checks to leave out, to measure what they are worth (blind.h); NULL: none */
};

struct exec_result {
	struct divergence divergence; /* class DIFF_NONE: all agree */
	uint64_t digest;
	uint32_t ops; /* requests carried out */
	bool beside;  /* the divergence is that of the second subject; the first has agreed so far */
	bool refused; /* one side may refuse machines (a ledger run, or a trusting subject) and did: nothing was run */
};

/*
 * Should fuzz targets and hunts run this sequence untraced as well (contract/subject.h)? Depends on the sequence alone: every fourth
 * length.
 */
static inline bool runs_untraced(const struct subject *subject, const struct sequence *seq)
{
	return subject->untraced && seq->nr_ops % 4 == 0;
}

/* Reusable worlds, two or three: their memory is kept between runs, nothing else. */
struct exec;
struct exec *exec_new(const struct exec_options *options);
void exec_free(struct exec *exec);
void exec_run(struct exec *exec, const struct sequence *seq, struct exec_result *result);

/* After a run: the last view taken of one side; NULL if there is none (the side refused the machine, or hung before). */
const struct view *exec_view(const struct exec *exec, bool oracle);
/*
 * After a run that ended in a difference: view and counters of one side at that moment. NULL: not taken, because the machine is too large
 * (see look_after) or a side refused it or hung, or, for the view, because the subject failed its own check.
 */
const struct view *exec_view_after(const struct exec *exec, bool oracle);
const struct zone_counters *exec_counters_after(const struct exec *exec, bool oracle);
/* After a run: the last request (its arrays are no longer valid), and the last answer of one side. */
const struct request *exec_request(const struct exec *exec);
const struct answer *exec_answer(const struct exec *exec, bool oracle);
const struct machine *exec_machine(const struct exec *exec);

#endif
