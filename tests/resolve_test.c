// SPDX-License-Identifier: MIT
/*
 * From text to requests: what each op becomes on a small machine, what slots hold after an answer, how wild values are reduced, and the
 * machine that leading ops describe.
 *
 * A case is text, answers for its ops, and the request its last op must become, written as key=value. Expected values follow from the rules
 * in docs/language.md.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/lockstep/resolve.h"

static unsigned checks, failures;

static void check(const char *name, const char *expected, const char *found)
{
	checks++;
	if (strcmp(expected, found) == 0)
		return;
	failures++;
	fprintf(stderr, "resolve_test: %s\n  expected: %s\n  found:    %s\n", name, expected, found);
}

static void parse(struct sequence *seq, const char *machine, const char *ops)
{
	struct seq_error error;
	char text[1024];

	snprintf(text, sizeof(text), "buddycheck 1\n%s%s", machine, ops);
	seq_init(seq);
	if (!seq_parse(seq, text, strlen(text), &error)) {
		fprintf(stderr, "resolve_test: %u:%u: %s\n%s", error.line, error.column, error.message, text);
		exit(1);
	}
}

/* Fields that are not zero, in one line. */
static void show(const struct request *r, char *to, size_t cap)
{
	const struct {
		const char *name;
		int64_t value;
	} fields[] = {
		{"kind", r->kind}, {"cpu", r->cpu}, {"node", r->node}, {"zone", r->zone}, {"order", r->order}, {"hzi", r->hzi}, {"mt", r->migratetype},
		{"question", r->question}, {"damage", r->damage}, {"lru", r->lru}, {"force", r->force}, {"spread", r->spread}, {"victim", r->victim},
		{"gfp", r->gfp}, {"af", r->alloc_flags}, {"task", r->task_flags}, {"nodemask", r->has_nodemask ? r->nodemask : 0},
		{"mems", r->has_mems ? r->mems : 0}, {"hardwall", r->has_hardwall ? r->hardwall : 0}, {"pfn", r->pfn}, {"end", r->end_pfn},
		{"count", r->count}, {"value", r->value},
	};
	size_t n = 0;

	to[0] = 0;
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (fields[i].value)
			n += (size_t)snprintf(to + n, cap - n, "%s%s=%" PRId64, n ? " " : "", fields[i].name, fields[i].value);
	for (uint32_t i = 0; r->pfns && i < r->count && i < 6; i++)
		n += (size_t)snprintf(to + n, cap - n, " %u/%u", r->pfns[i], r->orders[i]);
}

/* 2 cpus, 1 node, one zone of 1024 pages in 64 pageblocks. */
#define SMALL "machine cpus=2\nzone NORMAL 1024..2048\n"
#define TWO_NODES "machine cpus=2\nzone NORMAL 1024..2048\nzone node=1 NORMAL 2048..3072\n"

static const struct {
	const char *name, *machine, *ops;
	int64_t values[6]; /* the answers of the ops before the last */
	const char *request; /* without kind= */
	enum request_kind kind;
} cases[] = {
	{"alloc passes its arguments on", SMALL, "a = alloc order=3 gfp=0xcc0 cpu=1 lru=1", {0}, "cpu=1 order=3 lru=1 gfp=3264", REQ_ALLOC},
	{"a cpu just beyond is misuse", SMALL, "a = alloc cpu=3", {0}, "cpu=3", REQ_ALLOC},
	{"a wild cpu is reduced", SMALL, "a = alloc cpu=255", {0}, "cpu=1", REQ_ALLOC},
	{"an order just beyond stays", SMALL, "a = alloc order=21", {0}, "order=21", REQ_ALLOC},
	{"a wild order is reduced", SMALL, "a = alloc order=25", {0}, "order=3", REQ_ALLOC},
	{"a wild gfp is a usual one", SMALL, "a = alloc gfp=0x03000000", {0}, "gfp=2592", REQ_ALLOC}, /* GFP_ATOMIC */
	{"lru is its lowest bit", SMALL, "a = alloc lru=6", {0}, "", REQ_ALLOC},
	{"a node of the mask stays", TWO_NODES, "a = alloc nodemask=1,5", {0}, "nodemask=34", REQ_ALLOC},
	{"the node just beyond stays", TWO_NODES, "a = alloc nodemask=2", {0}, "nodemask=4", REQ_ALLOC},
	{"a mask without nodes is one node", TWO_NODES, "a = alloc nodemask=3,2", {0}, "nodemask=1", REQ_ALLOC}, /* 12 % 2 = 0: node 0 */
	{"alloc flags lose what has no name", SMALL, "a = rmq af=0xffff", {0}, "af=2558", REQ_RMQUEUE}, /* 0x9fe: HIGH for 3, no 0x200 in 5.10 */
	{"free takes the block", SMALL, "a = alloc order=2\nfree a cpu=1", {1024}, "cpu=1 order=2 pfn=1024", REQ_FREE},
	{"free of nothing is nothing", SMALL, "free b", {0}, "", REQ_NOP},
	{"a failed alloc leaves the slot", SMALL, "a = alloc order=2\na = alloc\nfree a", {1024, PFN_NONE}, "order=2 pfn=1024", REQ_FREE},
	{"a second alloc replaces it", SMALL, "a = alloc order=2\na = alloc\nfree a", {1024, 1030}, "pfn=1030", REQ_FREE},
	{"freed once", SMALL, "a = alloc\nfree a\nfree a", {1024, 0}, "", REQ_NOP},
	{"a page of a reference stays", SMALL, "a = alloc\nfree a\nfree a", {1024, 1}, "pfn=1024", REQ_FREE},
	{"the first page of a block stays with a reference", SMALL, "a = alloc order=3\nfree a\nfree a", {1024, 1}, "pfn=1024", REQ_FREE},
	{"split pieces are freed ascending", SMALL, "a = alloc order=1\nsplit a\nfree a\nfree a", {1024, 0, 0}, "pfn=1025", REQ_FREE},
	{"split twice is one page", SMALL, "a = alloc order=1\nsplit a\nsplit a", {1024, 0}, "pfn=1024", REQ_SPLIT},
	{"a split of another page", SMALL, "a = alloc order=1\nsplit b pfn=a+1 order=2", {1024}, "order=2 pfn=1025", REQ_SPLIT},
	{"free again", SMALL, "a = alloc order=3\nfree a\nfree_at pfn=a order=3", {1024, 0}, "order=3 pfn=1024", REQ_FREE},
	{"a page before the slot", SMALL, "a = alloc\nfree_at pfn=a-8", {1032}, "pfn=1024", REQ_FREE},
	{"a page of a slot never used", SMALL, "free_at pfn=c+1", {0}, "", REQ_NOP},
	{"a literal page", SMALL, "free_at pfn=4000", {0}, "pfn=4000", REQ_FREE},
	{"a wild literal page", SMALL, "free_at pfn=5000", {0}, "pfn=904", REQ_FREE}, /* 5000 % 2048 */
	{"freelist takes single pages of a run", SMALL, "a = alloc order=1\nsplit a\nb = alloc order=2\nc = alloc\nfreelist a..c", {1024, 0, 1028, 1032},
		"count=3 1024/0 1025/0 1032/0", REQ_FREE_LIST},
	{"freelist and one page more", SMALL, "a = alloc\nfreelist a pfn=a", {1024}, "count=2 1024/0 1024/0", REQ_FREE_LIST},
	{"freelist of nothing", SMALL, "freelist a", {0}, "", REQ_FREE_LIST},
	{"freelist empties the slots", SMALL, "a = alloc\nfreelist a\nfree a", {1024, 0}, "", REQ_NOP},
	{"fold of a cpu", SMALL, "fold cpu=1", {0}, "cpu=1", REQ_FOLD},
	{"kswapd wakes", TWO_NODES, "kswapd node=1 awake=1", {0}, "node=1 value=1", REQ_KSWAPD},
	{"a page set is busy", TWO_NODES, "pcp_busy cpu=1 zone=1 tries=3 after=2", {0}, "cpu=1 zone=1 count=2 value=3", REQ_PCP_BUSY},
	{"all of a cpu's are free", SMALL, "pcp_busy cpu=1", {0}, "cpu=1 zone=255", REQ_PCP_BUSY},
	{"reclaim is active", TWO_NODES, "reclaim_active zone=1 on=1", {0}, "zone=1 value=1", REQ_RECLAIM_ACTIVE},
	{"reclaim is active nowhere", SMALL, "reclaim_active on=2", {0}, "zone=255", REQ_RECLAIM_ACTIVE},
	{"kswapd sleeps", SMALL, "kswapd awake=2", {0}, "", REQ_KSWAPD},
	{"drain of all zones", SMALL, "drain cpu=1", {0}, "cpu=1 zone=255", REQ_DRAIN},
	{"drain of a zone", TWO_NODES, "drain zone=1", {0}, "zone=1", REQ_DRAIN},
	{"isolate counts pageblocks of the zone", SMALL, "isolate block=2 count=3 mt=MOVABLE", {0}, "mt=1 pfn=1056 end=1104", REQ_ISOLATE},
	{"isolate at least one", SMALL, "isolate mt=MOVABLE", {0}, "mt=1 pfn=1024 end=1040", REQ_ISOLATE},
	{"a wild block", SMALL, "isolate block=200 mt=MOVABLE", {0}, "mt=1 pfn=1104 end=1120", REQ_ISOLATE}, /* 200 % 65 = 5 */
	{"isolate_free fills a slot", SMALL, "a = isolate_free pfn=1024 order=4\nfree a", {16}, "order=4 pfn=1024", REQ_FREE},
	{"isolate_free refused", SMALL, "a = isolate_free pfn=1024 order=4\nfree a", {0}, "", REQ_NOP},
	{"contig fills a slot with pages", SMALL, "a = contig pfn=1030 count=4\nfree a\nfree_contig a", {0, 0}, "pfn=1031 count=3", REQ_FREE_CONTIG},
	{"contig is of movable pages", SMALL, "a = contig pfn=1030 count=4", {0}, "mt=1 pfn=1030 end=1034", REQ_CONTIG},
	{"contig refused", SMALL, "a = contig pfn=1030 count=4\nfree a", {-16}, "", REQ_NOP},
	{"an exact number", SMALL, "a = alloc_exact count=5\nfree a\nfree_contig a count=2", {1024, 0, 0}, "pfn=1025 count=2", REQ_FREE_CONTIG},
	{"no exact number is one", SMALL, "a = alloc_exact", {1024}, "count=1", REQ_ALLOC_EXACT},
	{"an exact number refused", SMALL, "a = alloc_exact count=5\nfree a", {0xffffffff}, "", REQ_NOP},
	{"contig_pages", SMALL, "a = contig_pages count=5\nfree_contig a count=2", {1040}, "pfn=1040 count=2", REQ_FREE_CONTIG},
	{"the rest of a contig", SMALL, "a = contig_pages count=5\nfree_contig a count=2\nfree_contig a", {1040, 0}, "pfn=1042 count=3", REQ_FREE_CONTIG},
	{"an answer takes its slots", SMALL, "a = alloc order=1\nanswer RECLAIM value=3 free=a..b cpu=1", {1024},
	 "cpu=1 zone=255 count=1 value=3 1024/1", REQ_ANSWER},
	{"and they are empty then", SMALL, "a = alloc order=1\nanswer RECLAIM free=a\nfree a", {1024, 0}, "", REQ_NOP},
	{"an answer with capture", SMALL, "answer COMPACT value=SUCCESS zone=0", {0}, "question=1 value=6", REQ_ANSWER},
	{"an answer below zero", SMALL, "answer MIGRATE value=-4", {0}, "zone=255 question=5 value=-4", REQ_ANSWER},
	{"a wild answer to migrate", SMALL, "answer MIGRATE value=1", {0}, "zone=255 question=5 value=-16", REQ_ANSWER},
	{"a sysctl", SMALL, "drain\nset min_free_kbytes=400", {0}, "value=400", REQ_MIN_FREE_KBYTES},
	{"a wild sysctl", SMALL, "drain\nset min_free_kbytes=10000", {0}, "value=1808", REQ_MIN_FREE_KBYTES}, /* 10000 % 4096 */
	{"a ratio names its kind of zone", SMALL, "drain\nset lowmem_reserve_ratio_normal=8", {0}, "zone=2 value=8", REQ_LOWMEM_RATIO},
	{"a fraction is always the sysctl", SMALL, "set percpu_pagelist_fraction=8", {0}, "value=8", REQ_FRACTION},
	{"a tunable that is no sysctl", SMALL, "drain\nset mobility=0", {0}, "", REQ_NOP},
	{"a machine op too late", SMALL, "drain\nzone NORMAL 4096..8192", {0}, "", REQ_NOP},
	{"a task", TWO_NODES, "task flags=RT mems=1", {0}, "task=256 mems=2", REQ_TASK},
	{"hotadd at the end of the zone", SMALL "set section_pages=1024\nset hot_end=4096\n", "hotadd", {0}, "pfn=2048 end=3072", REQ_HOTADD},
	{"hotadd after hotadd", SMALL "set section_pages=1024\nset hot_end=4096\n", "hotadd\nhotadd", {0}, "pfn=3072 end=4096", REQ_HOTADD},
	{"hotadd to a zone without memory", SMALL "zone MOVABLE 0..0\nset section_pages=1024\nset hot_end=4096\n", "hotadd zone=1", {0},
		"zone=1 pfn=2048 end=3072", REQ_HOTADD},
	{"watermarks", SMALL, "wmark_ok order=2 value=50 hzi=NORMAL af=HARDER", {0}, "order=2 hzi=2 af=16 value=50", REQ_WMARK_OK},
	{"a wild mark", SMALL, "wmark_ok value=5000", {0}, "value=904", REQ_WMARK_OK},
	{"a mark that is misuse", SMALL, "wmark_ok value=4294967295", {0}, "value=4294967295", REQ_WMARK_OK},
};

static void check_case(size_t i)
{
	struct sequence seq;
	struct machine machine;
	struct slots slots;
	struct request request = {0};
	static struct answer answer;
	static pfn_t pfns[RESOLVE_MAX];
	static uint8_t orders[RESOLVE_MAX];
	char found[400] = "", expected[400];

	parse(&seq, cases[i].machine, cases[i].ops);
	const uint32_t first = seq_machine(&seq, &machine);
	slots_init(&slots, &machine);
	for (uint32_t op = first; op < seq.nr_ops; op++) {
		const bool resolved = op_resolve(&slots, &machine, &seq, op, &request, pfns, orders);
		memset(&answer, 0, 64);
		answer.value = op - first < 6 ? cases[i].values[op - first] : 0;
		if (resolved && op + 1 < seq.nr_ops)
			slots_update(&slots, &seq.op[op], &request, &answer);
	}
	show(&request, found, sizeof(found));
	if (cases[i].kind == REQ_NOP)
		snprintf(expected, sizeof(expected), "%s", "");
	else
		snprintf(expected, sizeof(expected), "kind=%d%s%s", cases[i].kind, *cases[i].request ? " " : "", cases[i].request);
	check(cases[i].name, expected, found);
	seq_release(&seq);
}

/* A refused free leaves the block in its slot if the cpu is offline; any other refusal empties the slot. */
static void check_refusals(void)
{
	static const struct {
		const char *name;
		enum status status;
		uint32_t left;
	} rows[] = {
		{"refused for its cpu: the block stays", STATUS_BAD_CPU, 1},
		{"refused as free already: the slot is empty", STATUS_ALREADY_FREE, 0},
		{"refused as lost: the slot is empty", STATUS_LOST, 0},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		static struct answer answer;
		struct slots slots = {.slot[0] = {.pfn = 1024, .nr = 1, .order = 2, .used = true}};
		const struct op op = {.kind = OP_FREE};
		const struct request request = {.kind = REQ_FREE};
		char expected[20], found[20];

		answer.status = (uint8_t)rows[i].status;
		slots_update(&slots, &op, &request, &answer);
		snprintf(expected, sizeof(expected), "%u left", rows[i].left);
		snprintf(found, sizeof(found), "%u left", slots.slot[0].nr);
		check(rows[i].name, expected, found);
	}
}

static void show_machine(const struct machine *m, char *to, size_t cap)
{
	size_t n = (size_t)snprintf(to, cap, "%u cpus, orders %u/%u:", m->nr_cpus, m->pageblock_order, m->max_order);
	for (unsigned z = 0; z < m->nr_zones; z++)
		n += (size_t)snprintf(to + n, cap - n, " %u:%u=%u..%u", m->zone[z].node, m->zone[z].kind, m->zone[z].start_pfn, m->zone[z].end_pfn);
	for (unsigned r = 0; r < m->nr_ranges; r++)
		n += (size_t)snprintf(to + n, cap - n, " %c%u..%u", "hrc"[m->range[r].kind], m->range[r].start_pfn, m->range[r].end_pfn);
}

/* cpus, pageblock_order/max_order: node:kind=start..end of zones, then ranges h(ole) r(eserved) c(ma). */
static const struct {
	const char *name, *ops, *machine;
} machines[] = {
	{"nothing said", "", "1 cpus, orders 4/11: 0:2=1024..2048"},
	{"zero is the default", "machine", "1 cpus, orders 4/11: 0:2=1024..2048"},
	{"small orders", "machine max_order=3", "1 cpus, orders 2/3: 0:2=1024..2048"},
	{"wild orders", "machine max_order=25 pageblock_order=12", "1 cpus, orders 1/7: 0:2=1024..2048"}, /* 2 + 25 % 10, 1 + 12 % 6 */
	{"wild cpus", "machine cpus=200", "1 cpus, orders 4/11: 0:2=1024..2048"}, /* 1 + 200 % 8 */
	{"zones ascend by node, then kind", "zone node=1 NORMAL 0..64\nzone NORMAL 128..192\nzone DMA32 64..128",
		"1 cpus, orders 4/11: 0:1=64..128 0:2=128..192 1:2=0..64"},
	{"kinds of a node lie in their order", "zone NORMAL 0..64\nzone DMA32 64..128", "1 cpus, orders 4/11: 0:1=0..64 0:2=64..128"},
	{"node numbers close up", "zone node=5 NORMAL 0..64\nzone node=2 NORMAL 64..128", "1 cpus, orders 4/11: 0:2=64..128 1:2=0..64"},
	{"an overlap is left out", "zone NORMAL 0..64\nzone node=1 NORMAL 32..128", "1 cpus, orders 4/11: 0:2=0..64"},
	{"the same kind again is left out", "zone NORMAL 0..64\nzone NORMAL 64..128", "1 cpus, orders 4/11: 0:2=0..64"},
	{"ends that change places", "zone NORMAL 64..0", "1 cpus, orders 4/11: 0:2=0..64"},
	{"too large", "zone NORMAL 0..100000", "1 cpus, orders 4/11: 0:2=0..1696"}, /* 100000 % 2048 */
	{"too far up", "zone NORMAL 1048600..1048700", "1 cpus, orders 4/11: 0:2=24..124"}, /* 1048600 % 16384 */
	{"only a zone without memory", "zone MOVABLE 64..64", "1 cpus, orders 4/11: 0:2=1024..2048"},
	{"ranges ascend", "reserved 1100..1101\nhole 1030..1040", "1 cpus, orders 4/11: 0:2=1024..2048 h1030..1040 r1100..1101"},
	{"cma grows to pageblocks", "cma 1030..1040", "1 cpus, orders 4/11: 0:2=1024..2048 c1024..1040"},
	{"a range beyond its zone", "hole 2000..3000", "1 cpus, orders 4/11: 0:2=1024..2048 h2000..2048"}, /* 1 + 1000 % 257 = 230, cut at the end */
	{"a range without memory", "hole 10..12", "1 cpus, orders 4/11: 0:2=1024..2048 h1034..1036"},
	{"all memory taken", "cma 1024..2048", "1 cpus, orders 4/11: 0:2=1024..2048"},
	{"no cma with deferred memory", "set deferred=1\ncma 1024..1040", "1 cpus, orders 4/11: 0:2=1024..2048"},
	{"set comes before cma or after", "cma 1024..1040\nset deferred=1", "1 cpus, orders 4/11: 0:2=1024..2048"},
};

static void check_machine(size_t i)
{
	struct sequence seq;
	struct machine machine;
	char found[400];

	parse(&seq, machines[i].ops, "");
	seq_machine(&seq, &machine);
	show_machine(&machine, found, sizeof(found));
	check(machines[i].name, machines[i].machine, found);
	seq_release(&seq);
}

/* One range more than a machine can have is left out. */
static void check_many_ranges(void)
{
	struct sequence seq;
	struct machine machine;
	char text[2048], found[40], expected[40];
	size_t n = (size_t)snprintf(text, sizeof(text), "buddycheck 1\n");
	struct seq_error error;

	for (unsigned i = 0; i <= MAX_RANGES; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "hole %u..%u\n", 1024 + 4 * i, 1025 + 4 * i);
	seq_init(&seq);
	if (!seq_parse(&seq, text, n, &error))
		exit(1);
	seq_machine(&seq, &machine);
	snprintf(expected, sizeof(expected), "%d ranges", MAX_RANGES);
	snprintf(found, sizeof(found), "%u ranges", machine.nr_ranges);
	check("ranges beyond the last are left out", expected, found);
	seq_release(&seq);
}

static void check_user_value(void)
{
	struct sequence seq;
	struct machine machine;
	char found[40];

	parse(&seq, "set user_min_free_kbytes=400\n", "");
	seq_machine(&seq, &machine);
	snprintf(found, sizeof(found), "%d and %d", machine.min_free_kbytes, machine.user_min_free_kbytes);
	check("what the user has set is in force", "400 and 400", found);
	seq_release(&seq);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_case(i);
	check_refusals();
	check_many_ranges();
	check_user_value();
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++)
		check_machine(i);
	printf("resolve_test: %u checks, %u failed\n", checks, failures);
	return failures > 0;
}
