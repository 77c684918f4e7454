// SPDX-License-Identifier: MIT
/*
 * Lockstep: each op to the subject and to the oracle, answers and counters compared after each, the whole view at the end or as often as
 * asked, invariants by number. The first difference stops the run. Knows neither side, only struct subject.
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
	DIFF_STEPS,     /* step budget exceeded: a hang */
	DIFF_SLOW,      /* within the budget, but out of all proportion (fuzz/lockstep/effort.h) */
	DIFF_EXPECT,    /* both sides agree with each other but not with the file's "->" or digest */
};

struct divergence {
	enum diff_class class;
	uint32_t op;          /* index into the sequence; nr_ops: at the end; 0 with kind OP_MACHINE: at boot */
	enum op_kind kind;    /* of that op; at the end OP_NOP */
	char field[64];       /* "free_pages zone=0", "list zone=0 order=3 mt=MOVABLE [2]", ... */
	int64_t subject, oracle;
};

struct blind;

/* Values of view_period beside plain numbers. */
enum { VIEW_AT_END = 0, VIEW_EACH_OP = 1, VIEW_AUTO = 0x7fffffff /* each op on machines of up to VIEW_AUTO_PAGES pages */ };
enum { VIEW_AUTO_PAGES = 4096 };

struct exec_options {
	const struct subject *subject, *oracle;
	const struct subject *beside; /* NULL, or one more subject that has to answer as the oracle does, once the first has; not of a judge */
	uint32_t view_period;   /* full view compared after every so many ops; counters after each and the view at the end in any case */
	bool digest;            /* compute the digest: then the view is taken after each op whatever the period */
	uint64_t step_limit;    /* per op as in budget.h, in the side's own unit: STEPS_PER_REQUEST; 0: none */
	/* After each op that agreed; exec_view(exec, true) is fresh if the view was taken after this op. */
	void (*on_op)(void *ctx, uint32_t op, const struct request *request, const struct answer *answer, uint64_t digest); /* or NULL */
	void *ctx;
	bool look_after;       /* after a difference the views are taken on machines of any size, not only where they are taken after each op */
	const struct blind *blind; /* NULL, or checks to leave out, to learn what they are worth: fuzz/lockstep/blind.h */
};

struct exec_result {
	struct divergence divergence; /* class DIFF_NONE: all agree */
	uint64_t digest;
	uint32_t ops; /* requests executed */
	bool beside;  /* the divergence is that of the subject beside: the other has agreed so far */
	bool refused; /* a subject without a view did not want the machine: nothing was run */
};

/* Which sequences those who make many run untraced as well (contract/subject.h): one in four, by nothing but what it is. */
static inline bool runs_untraced(const struct subject *subject, const struct sequence *seq)
{
	return subject->untraced && seq->nr_ops % 4 == 0;
}

/* Reusable worlds, a pair or three: memory is kept between runs, nothing else is. */
struct exec;
struct exec *exec_new(const struct exec_options *options);
void exec_free(struct exec *exec);
void exec_run(struct exec *exec, const struct sequence *seq, struct exec_result *result);

/* After a run: the view of one side as it was last taken; NULL if it never was (the side refused the machine, or hung before). */
const struct view *exec_view(const struct exec *exec, bool oracle);
/*
 * After a run that ended in a difference: view and counters of one side as they were then. NULL: not taken, because the machine is too large (but see
 * look_after), a side refused it or hung, or, for the view, because the subject failed its check.
 */
const struct view *exec_view_after(const struct exec *exec, bool oracle);
const struct zone_counters *exec_counters_after(const struct exec *exec, bool oracle);
/* After a run: the last request (its lists are gone), and the last answer of one side. */
const struct request *exec_request(const struct exec *exec);
const struct answer *exec_answer(const struct exec *exec, bool oracle);
const struct machine *exec_machine(const struct exec *exec);

#endif
