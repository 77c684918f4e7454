// SPDX-License-Identifier: MIT
/* Configuration: any machine that the input describes, then memory, cpus and tunables that change at run time under light traffic. */
#include "fuzz/subjects.h"
#include "fuzz/target.h"
#include "fuzz/target_machines.h"

static const enum op_kind kinds[] = {
	OP_MACHINE, OP_CPU_NODE, OP_ZONE, OP_ZONE, OP_HOLE, OP_RESERVED, OP_CMA, OP_DISTANCE, OP_SET, OP_SET, OP_SET, OP_SET, OP_SET, OP_SET,
	OP_HOTADD, OP_HOTADD, OP_INIT_LATE, OP_INIT_WMARKS, OP_SETUP_PAGESET, OP_CPU_DEAD, OP_CPU_UP, OP_SETBOOST, OP_ALLOC, OP_ALLOC, OP_ALLOC,
	OP_FREE, OP_FREE, OP_DRAIN_ALL, OP_WMARK_OK, OP_CONTIG, OP_ISOLATE, OP_UNISOLATE,
};

static const struct target target = {"config", {BIAS_KINDS(kinds), BIAS_MACHINES(growing_machines), .all_profiles = true}};

FUZZ_TARGET(target);
