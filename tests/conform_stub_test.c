// SPDX-License-Identifier: MIT
/*
 * conform with subjects that misbehave: they refuse the machine, refuse a request, or hang. Each must give a mismatch, not end the run.
 */
#include <stdio.h>
#include <string.h>

#include "fuzz/golden/conform.h"

static const char trace_text[] =
	"config profile=linux-5.10 max_order=11 pageblock_order=9 cpus=1 nodes=1 seed=1 cpu_node=0 min_free_kbytes=0"
	" watermark_scale_factor=10 watermark_boost_factor=0 lowmem_reserve_ratio=256,256,32,0 mobility=1 vmstat=exact reclaim_progress=1"
	" pcp=natural\n"
	"node 0\n"
	"zone node=0 name=NORMAL idx=2 start_pfn=0x1000 end_pfn=0x1400 present=1024 managed=0 min=0 low=0 high=0 batch=0 pcp_high=0"
	" lowmem_reserve=0,0,0,0\n"
	"op 1 drain_all zone=all -> ok nf=0\n"
	"op 2 alloc cpu=0 node=0 order=0 gfp=0xcc0(KRN) mt=UNMOVABLE hzi=2 lru=0 path=- wake=0 -> null nf=0\n"
	"op 3 contig_pages cpu=0 n=3 gfp=0xcc0 node=0 path=DR*9000,MG:0,DR*2 -> null nf=0\n"
	"op 4 drain_all zone=all -> ok nf=0\n"
	"end ops=4\n";

/* A world without pages: every request is answered as the trace expects, except for the misbehaviour set here. */
static struct {
	bool no_size, no_boot;
	enum request_kind hangs, refuses; /* REQ_NOP: none */
	uint32_t migrates_at, drains;     /* make the path of contig_pages differ; with more events than an answer keeps */
	void (*stop)(void *ctx);
	void *ctx;
} stub;

static size_t stub_size(const struct machine *machine)
{
	return stub.no_size ? 0 : sizeof(*machine);
}

static bool stub_boot(void *self, const struct machine *machine)
{
	memcpy(self, machine, sizeof(*machine));
	return !stub.no_boot;
}

static void drains_and_migration(struct answer *answer)
{
	const uint32_t migration = stub.migrates_at ? stub.migrates_at : 9000, drains = stub.drains ? stub.drains : 9002;

	for (answer->nr_path = 0; answer->nr_path < drains + 1; answer->nr_path++)
		if (answer->nr_path < PATH_EVENTS_MAX)
			answer->path[answer->nr_path] =
				(struct path_event){ .kind = answer->nr_path == migration ? PATH_MIGRATE : PATH_DRAIN, .pfn = PFN_NONE };
}

static void stub_apply(void *self, const struct request *request, struct answer *answer)
{
	(void)self;
	memset(answer, 0, offsetof(struct answer, bad));
	if (request->kind == REQ_ALLOC || request->kind == REQ_CONTIG_PAGES)
		answer->value = PFN_NONE;
	if (request->kind == REQ_CONTIG_PAGES)
		drains_and_migration(answer);
	if (stub.refuses != REQ_NOP && request->kind == stub.refuses)
		answer->status = STATUS_BAD_VALUE;
	if (stub.hangs != REQ_NOP && request->kind == stub.hangs)
		stub.stop(stub.ctx);
}

static void stub_counters(const void *self, struct zone_counters *zones)
{
	(void)self;
	memset(zones, 0, sizeof(*zones));
}

static void stub_view(const void *self, struct view *view)
{
	const struct machine *machine = self;

	memset(&view->counters, 0, sizeof(view->counters));
	view->zone[0].start_pfn = machine->zone[0].start_pfn;
	view->zone[0].end_pfn = machine->zone[0].end_pfn;
}

static void stub_step_limit(void *self, uint64_t limit, void (*stop)(void *ctx), void *ctx)
{
	(void)self;
	(void)limit;
	stub.stop = stop;
	stub.ctx = ctx;
}

static const struct subject subject = {
	.name = "stub", .size = stub_size, .boot = stub_boot, .apply = stub_apply, .counters = stub_counters, .view = stub_view,
	.step_limit = stub_step_limit,
};

static int failures;

/* Replay the trace. Its only mismatch must be in field ("" for none), after ops requests. */
static void expect(const char *rule, const char *field, uint64_t ops)
{
	const struct conform_options options = { .subject = &subject, .described = 4 };
	struct conform_result result;
	const char *got;

	conform_text(trace_text, sizeof(trace_text) - 1, &options, &result);
	got = result.nr_described ? result.described[0].field : "";
	if (strcmp(got, field) != 0 || result.ops != ops || result.mismatches != (field[0] ? 1 : 0) || result.status != (field[0] ? 1 : 0)) {
		printf("FAIL %s: field '%s' after %llu ops, %llu mismatches, status %d (%s); expected '%s' after %llu\n", rule, got,
		       (unsigned long long)result.ops, (unsigned long long)result.mismatches, result.status, result.error.message, field,
		       (unsigned long long)ops);
		failures++;
	}
	conform_release(&result);
	memset(&stub, 0, sizeof(stub));
}

int main(void)
{
	expect("a subject that does what the trace says agrees", "", 4);
	stub.no_size = true;
	expect("size 0 refuses the machine", "boot", 0);
	stub.no_boot = true;
	expect("boot refuses the machine", "boot", 0);
	stub.refuses = REQ_ALLOC;
	expect("a refused request is named by its status", "status", 2);
	stub.refuses = REQ_ANSWER;
	expect("the answer queued for reclaim_progress=1 is not lost silently", "status of the queued answer reclaim value=1", 2);
	stub.hangs = REQ_ALLOC;
	expect("a hang ends the file", "steps", 2);
	stub.drains = 9001;
	expect("a long path that is too short", "path", 3);
	stub.drains = 9003;
	expect("a long path that is too long", "path", 3);
	stub.migrates_at = 8000;
	expect("a long path with another event in the part that is kept", "path", 3);
	printf("conform_stub_test: 9 subjects, %d failed\n", failures);
	return failures ? 1 : 0;
}
