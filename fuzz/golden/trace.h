// SPDX-License-Identifier: MIT
/*
 * Reader of golden traces (docs/trace-format.md): the requests made to a real kernel, and its answers.
 *
 * The header becomes a struct machine and the results that the kernel computed for it; each op line a struct request and the expected
 * answer; each state record a struct trace_state. The reader trusts nothing: a text is either read completely or refused with the line,
 * what was found there and what was expected. It knows no subject.
 */
#ifndef FUZZ_TRACE_H
#define FUZZ_TRACE_H

#include "contract/machine.h"
#include "contract/request.h"
#include "contract/view.h"
#include "fuzz/golden/trace_text.h"

/* The recorded kernel's results at boot. */
struct trace_zone {
	uint32_t line;
	uint32_t present, managed;
	uint32_t wmark[NR_WMARK];
	uint32_t batch, pcp_high;
	uint32_t lowmem_reserve[MAX_NR_ZONES];
};

struct trace_node {
	uint32_t line;
	pfn_t first_deferred;        /* PFN_NONE: none */
	uint32_t zonelist_line[2];   /* 0: not in the header */
	uint8_t zonelist_len[2];     /* [0] fallback, [1] this node only */
	uint8_t zonelist[2][MAX_ZONES];
};

struct trace {
	struct machine machine;
	bool extended;      /* linux-5.10x: scripted answers, NUMA counters, events */
	bool fake_progress; /* the first reclaim of each alloc reports one page */
	struct trace_zone zone[MAX_ZONES];
	struct trace_node node[MAX_NODES];
	/* Used by the reader only. */
	struct slice rest;
	uint32_t line;
	uint32_t nr_ops; /* read so far */
	bool done;       /* the end line has been read */
	struct pfn_pool pool;      /* pfns of the current request */
	uint8_t *orders;           /* one for each of the request's pfns */
	size_t orders_room;
	struct trace_error error;
};

/* The kernel's answer to an op; tail fields that are absent have their default values. */
struct trace_expect {
	int64_t value;
	int64_t nf[MAX_ZONES], wb[MAX_ZONES], ha[MAX_ZONES];
	bool has_wake, has_path, has_mt, has_hzi, has_mg, has_fd, has_kb, has_mobility;
	uint32_t wake;
	struct slice path;
	uint8_t mt, hzi; /* as the line states them for its gfp */
	bool pfmemalloc;
	uint8_t comp_order;
	uint32_t zeroed;
	uint32_t nr_bad;
	pfn_t bad[BAD_MAX];
	int64_t mg[MAX_ZONES];
	pfn_t fd[MAX_NODES];
	int64_t kb;
	bool mobility;
	uint32_t wmark_zones; /* bit z: wmark[z] is in the line */
	uint32_t wmark[MAX_ZONES][NR_WMARK];
};

struct trace_op {
	uint32_t line, number;
	struct slice text;
	struct request request; /* pfns and orders are valid until the next call of trace_next() */
	struct trace_expect expect;
};

struct trace_pcp {
	uint32_t line; /* 0: no line for this cpu and zone */
	uint32_t count, high, batch, free_factor;
	struct pfn_span list[PCP_LISTS_MAX];
};

struct trace_state_zone {
	uint32_t line; /* 0: no state line for this zone */
	struct zone_counters counters;
	uint32_t list_line[MAX_ORDER_LIMIT][MIGRATE_TYPES]; /* 0: empty */
	struct pfn_span list[MAX_ORDER_LIMIT][MIGRATE_TYPES];
	uint32_t pageblock_line, guard_line, numa_line;
	struct slice pageblocks;             /* one letter each */
	struct pfn_span guard, guard_orders; /* ascending pfns; their orders in the same sequence */
	uint64_t numa[5];                    /* hit miss foreign local other */
};

struct trace_state_node {
	uint32_t line;
	uint32_t totalreserve, min_unmapped, min_slab;
	pfn_t first_deferred;
};

struct trace_state {
	uint32_t line, after; /* line of endstate; number of ops before this record */
	struct trace_state_zone zone[MAX_ZONES];
	struct trace_state_node node[MAX_NODES];
	uint32_t events_line;
	struct events_view events;
	struct trace_pcp *pcp; /* [zone * nr_cpus + cpu] */
	struct pfn_pool pool;
};

enum trace_item { TRACE_OP, TRACE_STATE, TRACE_END, TRACE_ERROR };

/* Read the header of text, which must outlive the trace. False: error says why. */
bool trace_open(struct trace *trace, const char *text, size_t size);
void trace_close(struct trace *trace);

/* Read the next op or state record. TRACE_END is returned only after the end line; TRACE_ERROR is final. */
enum trace_item trace_next(struct trace *trace, struct trace_op *op, struct trace_state *state);

void trace_state_init(struct trace_state *state, const struct trace *trace);
void trace_state_release(struct trace_state *state);

/* Names as the format spells them, for reports; "?" for values out of range. */
const char *trace_zone_name(const struct machine *machine, uint32_t zone, char *buffer, size_t cap); /* "0:NORMAL" */
const char *trace_migratetype_name(uint32_t migratetype);
const char *trace_compact_result_name(uint32_t result);
char trace_migratetype_letter(uint32_t migratetype);

#endif
