// SPDX-License-Identifier: MIT
/*
 * The trace reader trusts no input: a damaged trace is read to the end or refused with a message, and does no other harm.
 *
 * A small trace with every kind of line is damaged at random (fixed seed): bytes, digits, words, lines, cuts. What it means then does not
 * matter; under the sanitizers every read outside the text or a buffer is seen. Each damaged text lies in a block of exactly its size.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/golden/trace.h"

enum { ROUNDS = 20000 };

static const char seed_text[] =
	"# golden trace\n"
	"config profile=linux-5.10x max_order=11 pageblock_order=4 cpus=2 nodes=2 seed=1 cpu_node=0,1 min_free_kbytes=128"
	" user_min_free_kbytes=-1 watermark_scale_factor=10 watermark_boost_factor=15000 lowmem_reserve_ratio=256,256,32,0 mobility=1"
	" vmstat=exact reclaim_progress=0 pcp=natural compaction=1 cpusets=1 node_reclaim_mode=1 dirty_ratio=20 deferred=0"
	" guardpage_minorder=1 init_on_alloc=0 init_on_free=0 section_pages=1024 hot_end=0x1000\n"
	"node 0 distance=10,20 first_deferred=-\n"
	"node 1 distance=20,10 first_deferred=0x900\n"
	"zone node=0 name=DMA32 idx=1 start_pfn=0x400 end_pfn=0x800 present=1008 managed=1007 min=1 low=2 high=3 batch=1 pcp_high=0"
	" lowmem_reserve=0,0,0,0\n"
	"zone node=1 name=NORMAL idx=2 start_pfn=0x800 end_pfn=0xc00 present=1024 managed=1024 min=1 low=2 high=3 batch=1 pcp_high=0"
	" lowmem_reserve=0,0,0,0\n"
	"hole start_pfn=0x500 end_pfn=0x510\n"
	"reserved start_pfn=0x600 end_pfn=0x601\n"
	"cma start_pfn=0x900 end_pfn=0x940\n"
	"zonelist node=0 kind=fallback zones=0:DMA32,1:NORMAL\n"
	"zonelist node=1 kind=nofallback zones=1:NORMAL\n"
	"op 1 alloc cpu=0 node=0 order=1 gfp=0xcc0(i&1?KRN:HMOV) mt=UNMOVABLE hzi=2 lru=0 nodemask=0,1 path=A:0x901,A:0x840*2,R:0 wake=2"
	" -> pfn=0x404 pfmemalloc=1 comp=1 nf=1,2 wb=3,4 ha=5,6 mg=7,8 fd=-,900 zeroed=2 bad=405,406\n"
	"op 2 rmq cpu=0 node=0 order=0 gfp=0x100cca(HMOV) mt=MOVABLE hzi=3 lru=1 af=0x81 spread=1 path=ND:0=1,A:0x81 wake=0 -> null nf=1,2\n"
	"op 3 freelist cpu=1 n=3 pfns=404,405,406 -> ok nf=1,2\n"
	"op 4 answer compact value=SUCCESS cpu=1 zone=0:DMA32 free=404/1,406/0 mems=0,1 victim=1 -> ok nf=1,2\n"
	"op 5 task flags=MEMALLOC,WQ mems=0 hardwall=0,1 -> ok nf=1,2\n"
	"op 6 nodestat node=0 inactive_file=1 active_file=2 file_pages=3 file_mapped=4 file_dirty=5 writeback=6 slab=7 -> ok nf=1,2\n"
	"op 7 min_free_kbytes kb=100 -> 0:DMA32=1,2,3 1:NORMAL=4,5,6 nf=1,2\n"
	"op 8 hotadd zone=1:NORMAL start_pfn=0xc00 end_pfn=0x1000 path=- -> 0 kb=3 mobility=1 1:NORMAL=1,2,3 nf=1,2 mg=3,4\n"
	"op 9 free cpu=0 pfn=0x404 order=1 cold=1 -> refs=1 nf=1,2\n"
	"op 10 contig_pages cpu=1 n=53 gfp=0xcc0 node=0 path=DR*2,MG:0 -> pfn=0x812 nf=1,2\n"
	"op 11 mark_bad pfn=0x512 kind=flag -> ok nf=1,2\n"
	"op 12 isolate start_pfn=0x400 end_pfn=0x500 mt=CMA flags=0 path=DR*16 -> -16 nf=1,2\n"
	"state after=12 zone=0:DMA32 nr_free_pages=1 free_cma=0 nr_reserved_highatomic=0 min=1 low=2 high=3 boost=0 boosted=0 nr_isolate=0"
	" managed=9 nr_free=1,0,0,0,0,0,0,0,0,0,0\n"
	"pcp zone=0:DMA32 cpu=0 count=1 high=0 batch=1 U=- M=404 R=-\n"
	"pcp zone=0:DMA32 cpu=1 count=0 high=0 batch=1 U=- M=- R=-\n"
	"list zone=0:DMA32 order=0 mt=MOVABLE n=2 pfns=405,407\n"
	"guard zone=0:DMA32 n=2 blocks=409/0,40a/1\n"
	"pb zone=0:DMA32 types=MMMMUURHCI\n"
	"numa zone=0:DMA32 hit=0 miss=0 foreign=0 local=0 other=0\n"
	"state after=12 zone=1:NORMAL nr_free_pages=1 free_cma=0 nr_reserved_highatomic=0 min=1 low=2 high=3 boost=0 boosted=0 nr_isolate=0"
	" managed=9 nr_free=1,0,0,0,0,0,0,0,0,0,0\n"
	"pcp zone=1:NORMAL cpu=0 count=0 high=0 batch=1 U=- M=- R=-\n"
	"pcp zone=1:NORMAL cpu=1 count=0 high=0 batch=1 U=- M=- R=-\n"
	"pb zone=1:NORMAL types=MMMM\n"
	"numa zone=1:NORMAL hit=0 miss=0 foreign=0 local=0 other=0\n"
	"nodestate node=0 totalreserve=1 min_unmapped=2 min_slab=3 first_deferred=-\n"
	"nodestate node=1 totalreserve=1 min_unmapped=2 min_slab=3 first_deferred=0x900\n"
	"events pgfree=1 pgalloc=0,1,2,3 compactstall=0 compactfail=0 compactsuccess=0 node_reclaim_failed=0\n"
	"endstate after=12\n"
	"end ops=12\n";

static uint64_t random_state = 0x9e3779b97f4a7c15;

static uint32_t below(size_t bound)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (uint32_t)((random_state >> 16) % (bound ? bound : 1));
}

/* Reads text to its end. Returns the ops read; *error says whether it was refused. */
static uint32_t read_all(const char *text, size_t size, struct trace_error *error)
{
	static struct trace trace;
	static struct trace_op op;
	struct trace_state state;
	uint32_t ops;

	if (trace_open(&trace, text, size)) {
		trace_state_init(&state, &trace);
		while (trace_next(&trace, &op, &state) <= TRACE_STATE)
			;
		trace_state_release(&state);
	}
	*error = trace.error;
	ops = trace.nr_ops;
	trace_close(&trace);
	return ops;
}

static const char *const words[] = {
	"-", "0x", "0xffffffff", "99999999999999999999", "-1", "", "=", "->", ",,,", "i&1?", "op", "state", "\n", "endstate", "0:DMA", "(", "A:", "*",
};

/* One of the ways in which files go wrong. Returns the new size; text has room for twice the seed. */
static size_t damage(char *text, size_t size)
{
	const size_t at = below(size), length = below(40);
	const char *word = words[below(sizeof(words) / sizeof(words[0]))];

	switch (below(6)) {
	case 0: /* a byte */
		text[at] = (char)below(256);
		return size;
	case 1: /* a digit */
		for (size_t i = at; i < size; i++)
			if (text[i] >= '0' && text[i] <= '9') {
				text[i] = (char)('0' + below(10));
				break;
			}
		return size;
	case 2: /* the end */
		return at;
	case 3: /* something lost */
		if (at + length < size)
			memmove(text + at, text + at + length, size - at - length);
		return at + length < size ? size - length : size;
	case 4: /* something doubled */
		if (at + length >= size || size + length > 2 * sizeof(seed_text))
			return size;
		memmove(text + at + length, text + at, size - at);
		return size + length;
	default: /* another word */
		if (at + strlen(word) < size)
			memcpy(text + at, word, strlen(word));
		return size;
	}
}

/* A line longer than any recorded one, in place of the first op, is refused, however long it is. */
static bool refuses_long(const char *what, const char *start, const char *piece, uint32_t times)
{
	const char *op = strstr(seed_text, "op 1 ");
	const size_t head = (size_t)(op - seed_text), size = head + strlen(start) + times * strlen(piece);
	char *text = malloc(size), *at = text + head;
	struct trace_error error;

	if (!text)
		exit(3);
	memcpy(text, seed_text, head);
	memcpy(at, start, strlen(start));
	at += strlen(start);
	for (uint32_t i = 0; i < times; i++, at += strlen(piece))
		memcpy(at, piece, strlen(piece));
	read_all(text, size, &error);
	free(text);
	if (error.message[0])
		return true;
	printf("FAIL: %s is not refused\n", what);
	return false;
}

static bool refuses_all_long(void)
{
	return refuses_long("a line of many words", "op 1 alloc", " cpu=0", 100000) &&
	       refuses_long("a list longer than its n", "op 1 freelist cpu=0 n=3 pfns=1", ",12345", 1000000) &&
	       refuses_long("a list that does not end its line", "op 1 freelist cpu=0 n=3 pfns=1", ",", 1000000) &&
	       refuses_long("an alias within an alias", "op 1 alloc cpu=0 node=0 order=1 gfp=0xcc0(", "i&1?", 1000000) &&
	       refuses_long("a number of many digits", "op 1 alloc cpu=", "0", 1000000) &&
	       refuses_long("many blanks", "op 1", " ", 1000000);
}

int main(void)
{
	static char text[2 * sizeof(seed_text) + 64];
	struct trace_error error;
	unsigned refused = 0;

	if (read_all(seed_text, sizeof(seed_text) - 1, &error) != 12 || error.message[0]) {
		printf("FAIL: the undamaged trace is refused: line %u: %s\n", error.line, error.message);
		return 1;
	}
	for (unsigned round = 0; round < ROUNDS; round++) {
		size_t size = sizeof(seed_text) - 1;
		char *exact;

		memcpy(text, seed_text, size);
		for (unsigned n = below(4) + 1; n > 0 && size > 0; n--)
			size = damage(text, size);
		exact = malloc(size ? size : 1);
		if (!exact)
			return 3;
		memcpy(exact, text, size);
		read_all(exact, size, &error);
		refused += error.message[0] != 0;
		free(exact);
	}
	printf("trace_robust_test: %d damaged traces, %u refused\n", ROUNDS, refused);
	return refused > ROUNDS / 2 && refuses_all_long() ? 0 : 1;
}
