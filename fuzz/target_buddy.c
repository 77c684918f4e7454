// SPDX-License-Identifier: MIT
/* Split and merge: every order, holes, unaligned zones, tiny and large blocks; per-CPU lists switched off or trivial. */
#include "fuzz/subjects.h"
#include "fuzz/target.h"

static const enum op_kind kinds[] = {
	OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_ALLOC, OP_RMQ, OP_FREE, OP_FREE, OP_FREE, OP_FREE, OP_FREE, OP_FREE, OP_FREE_AT,
	OP_FREELIST, OP_SPLIT, OP_GET_PAGE, OP_ISOLATE_FREE, OP_REPORT_FREE, OP_ISOLATE, OP_UNISOLATE, OP_CONTIG, OP_CONTIG_PAGES, OP_ALLOC_EXACT, OP_FREE_CONTIG,
	OP_MARK_BAD, OP_DRAIN_ALL,
};

static const char *const machines[] = {
	"machine cpus=1 pageblock_order=4 max_order=11\nzone node=0 NORMAL pfn=1024..2048\n",
	"machine cpus=1 pageblock_order=2 max_order=5\nzone node=0 NORMAL pfn=16..144\nset min_free_kbytes=0\n",
	"machine cpus=1 pageblock_order=5 max_order=11\nzone node=0 NORMAL pfn=1000..3100\nhole 1500..1517\nhole 2048..2049\nreserved 1024..1025\n",
	"machine cpus=1 pageblock_order=9 max_order=11\nzone node=0 NORMAL pfn=0..4096\nset min_free_kbytes=16\n",
	"machine cpus=1 pageblock_order=3 max_order=7\nzone node=0 NORMAL pfn=64..320\ncma 128..192\nset min_free_kbytes=0\n",
	"machine cpus=1 pageblock_order=4 max_order=11\nzone node=0 NORMAL pfn=1024..2048\nset guardpage_minorder=3\nset init_on_free=1\n",
};

static const struct target target = {"buddy", {BIAS_KINDS(kinds), BIAS_MACHINES(machines), .all_profiles = true}};

FUZZ_TARGET(target);
