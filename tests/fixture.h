// SPDX-License-Identifier: MIT
/*
 * Worlds for the corner cases: build a machine, boot a subject on it, send requests, and compare the state with what the rules predict.
 *
 * Everything goes through struct subject, so the same case runs on every subject. Lists are written as in docs/semantics.md, head first:
 * "o3/M=[8,24]" is the MOVABLE list of order 3. The first failing check ends its case and prints the case, the rule, the expected and the
 * found value and a picture of the current zone.
 *
 *   NAME_test [--subject NAME] [--list] [--break N] [CASE...]
 *
 * --break N inverts check number N. It tests the tests: the program must fail at that check.
 */
#ifndef TESTS_FIXTURE_H
#define TESTS_FIXTURE_H

#include <setjmp.h>

#include "contract/subject.h"
#include "fuzz/lockstep/invariants.h"

/* Masks of include/linux/gfp.h by their v5.10 bits. */
enum {
	GFP_NOWAIT = GFP_BIT_KSWAPD_RECLAIM,
	GFP_ATOMIC = GFP_BIT_HIGH | GFP_BIT_ATOMIC | GFP_BIT_KSWAPD_RECLAIM,
	GFP_NOIO = GFP_BIT_DIRECT_RECLAIM | GFP_BIT_KSWAPD_RECLAIM,
	GFP_KERNEL = GFP_NOIO | GFP_BIT_IO | GFP_BIT_FS,
	GFP_USER = GFP_KERNEL | GFP_BIT_HARDWALL,
	GFP_HIGHUSER = GFP_USER | GFP_BIT_HIGHMEM,
	GFP_HIGHUSER_MOVABLE = GFP_HIGHUSER | GFP_BIT_MOVABLE,
	GFP_TRANSHUGE = (GFP_HIGHUSER_MOVABLE | GFP_BIT_COMP | GFP_BIT_NOMEMALLOC | GFP_BIT_NOWARN) & ~GFP_BIT_KSWAPD_RECLAIM,
};

struct world {
	const struct subject *subject;
	struct machine machine;
	uint32_t zone;        /* the current zone, which the expectations are about; 0 after boot */
	uint8_t cpu;          /* the current cpu, which sends the requests; 0 after boot */
	struct answer answer; /* to the last request */
	/* Private to the fixture. */
	void *memory;
	struct view view;
	bool has_view, view_is_current;
	const struct corner_case *running;
	const char *program;
	struct invariants invariants;
	uint32_t checks, break_at;
	jmp_buf out;
};

struct corner_case {
	const char *name;  /* number of the corner case, or the name of a tutorial's scenario */
	const char *rule;  /* rules of docs/semantics.md that it tests, then what it shows; docs/corner-cases.md is made from this text */
	void (*run)(struct world *world);
};

/* Run the cases on every subject; returns the exit status: 0 all agree, 1 some check failed, 2 bad usage. */
int corner_main(int argc, char **argv, const struct corner_case *cases, size_t nr_cases);

/* A machine with one cpu, one node, pageblocks of 512 pages, every option off, pcp limits and watermarks by the kernel's formulas. */
void machine_new(struct world *world, enum profile profile);
/* Zones ascending by node, then kind; ranges ascending. */
void machine_zone(struct world *world, uint8_t node, enum zone_kind kind, pfn_t start, pfn_t end);
void machine_range(struct world *world, enum range_kind kind, pfn_t start, pfn_t end);
void machine_pcp(struct world *world, uint32_t high, uint32_t batch);
/* Boots. If the subject does not support the profile, the case ends as skipped, except for linux-5.10, which every subject must support. */
void machine_boot(struct world *world);
/* The most usual machine: one zone NORMAL. */
void boot_zone(struct world *world, enum profile profile, pfn_t start, pfn_t end);

/* Any request, on the current cpu; the case fails unless its status is STATUS_OK. Returns its value. */
int64_t ask(struct world *world, struct request request);
enum status ask_status(struct world *world, struct request request);

/* get_page_from_freelist without watermarks: type 'U', 'M' (with ALLOC_CMA) or 'R'. PFN_NONE: no block found. */
pfn_t take(struct world *world, char type, unsigned int order);
pfn_t take_flags(struct world *world, char type, unsigned int order, uint32_t alloc_flags);
pfn_t take_gfp(struct world *world, uint32_t gfp, unsigned int order, uint32_t alloc_flags);
/* take() of 'M', but the first page goes on the LRU, so that it counts as movable. */
pfn_t take_lru(struct world *world, unsigned int order);
/* Take blocks of type and order up to end. One check: each block must follow the one before, the first at pfn. */
#define TAKE_RUN(world, type, order, pfn, end) take_run(world, __LINE__, type, order, pfn, end)
void take_run(struct world *world, int line, char type, unsigned int order, pfn_t pfn, pfn_t end);
/* Take until nothing is left; returns how many blocks. */
uint32_t take_all(struct world *world, char type, unsigned int order);
pfn_t alloc(struct world *world, uint32_t gfp, unsigned int order);
pfn_t alloc_on(struct world *world, uint8_t node, uint32_t gfp, unsigned int order);
int64_t give(struct world *world, pfn_t pfn, unsigned int order);
/* count single pages from pfn on, ascending. */
void give_run(struct world *world, pfn_t pfn, uint32_t count);
void split(struct world *world, pfn_t pfn, unsigned int order);
void drain(struct world *world, uint8_t cpu);
/* Queue an answer to a question for the next request that asks. script_free: before answering, the single pages pfns[] are freed on cpu. */
void script(struct world *world, enum question question, int64_t value);
void script_free(struct world *world, enum question question, int64_t value, uint8_t cpu, const pfn_t *pfns, uint32_t count);

/* The state of the subject. */
const struct view *look(struct world *world);
struct zone_counters zone_now(struct world *world);
uint32_t list_length(struct world *world, unsigned int order, char type);
enum page_state page_state(struct world *world, pfn_t pfn); /* of the current zone */

/* Checks. A failing one is reported with its line. */
#define EXPECT(world, what, expected, found) expect_number(world, __LINE__, what, (int64_t)(expected), (int64_t)(found))
#define EXPECT_STATUS(world, status, ...) EXPECT(world, #status, status, ask_status(world, (struct request){ __VA_ARGS__ }))
#define EXPECT_TAKE(world, pfn, type, order) EXPECT(world, "page taken", pfn, take(world, type, order))
#define EXPECT_ALLOC(world, pfn, gfp, order) EXPECT(world, "page allocated", pfn, alloc(world, gfp, order))
#define EXPECT_FREE(world, pages) expect_free(world, __LINE__, pages)
#define EXPECT_FREE_CMA(world, pages) EXPECT(world, "free CMA pages", pages, zone_now(world).free_cma)
#define EXPECT_RESERVED(world, pages) EXPECT(world, "reserved highatomic pages", pages, zone_now(world).reserved_highatomic)
#define EXPECT_BOOST(world, pages) EXPECT(world, "watermark boost", pages, zone_now(world).boost)
/* One list: its pfns, head first, "" for none. All lists: the non-empty ones, order ascending, then U M R H C I. */
#define EXPECT_LIST(world, list, pfns) expect_list(world, __LINE__, list, pfns)
#define EXPECT_LISTS(world, lists) expect_lists(world, __LINE__, lists)
/* The per-CPU lists of a cpu in the current zone, "M=[4,5] R=[9]". */
#define EXPECT_PCP(world, cpu, lists) expect_pcp(world, __LINE__, cpu, lists)
/* The type of the pageblock of pfn, one letter. */
#define EXPECT_TYPE(world, type, pfn) expect_type(world, __LINE__, type, pfn)
/* The path of the last request: "A:901 A:840 R:0 OOM:1". */
#define EXPECT_PATH(world, path) expect_path(world, __LINE__, "path", path, ~(1u << PATH_EXTFRAG))
/* The path without its attempts ("A:"): the questions asked, and what was done between attempts. */
#define EXPECT_QUESTIONS(world, path) expect_path(world, __LINE__, "questions", path, ~(1u << PATH_EXTFRAG | 1u << PATH_ATTEMPT))
/* The steals on the path of the last request, with the fields of the tracepoint mm_page_alloc_extfrag. */
#define EXPECT_EXTFRAG(world, events) expect_path(world, __LINE__, "steals", events, 1u << PATH_EXTFRAG)

void expect_number(struct world *world, int line, const char *what, int64_t expected, int64_t found);
void expect_free(struct world *world, int line, int64_t pages);
void expect_list(struct world *world, int line, const char *list, const char *pfns);
void expect_lists(struct world *world, int line, const char *lists);
void expect_pcp(struct world *world, int line, uint8_t cpu, const char *lists);
void expect_type(struct world *world, int line, char type, pfn_t pfn);
void expect_path(struct world *world, int line, const char *what, const char *path, uint32_t kinds); /* bit n: enum path_kind n */

#endif
