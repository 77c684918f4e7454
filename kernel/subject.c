// SPDX-License-Identifier: MIT
/* The interface of the shared object: selects the unit (kernel/unit.c) for the machine's max_order and compaction, and supplies what all
 * units need of a C library. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "contract/subject.h"

enum { PIECES = 36 };

#define EACH_MAX_ORDER(DO) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10) DO(11)
#define DECLARE(n) extern const struct subject linux_##n, linux_##n##_compaction;
#define ENTER(n) [n] = {&linux_##n, &linux_##n##_compaction},

EACH_MAX_ORDER(DECLARE)

/* By max_order; without compaction and with it. */
static const struct subject *const units[][2] = {EACH_MAX_ORDER(ENTER)};

/* The unit booted last: there is one world at a time. */
static const struct subject *unit;

void *linux_memory(unsigned piece, size_t size)
{
	static void *memory[PIECES];

	if (!memory[piece])
		memory[piece] = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory[piece] == MAP_FAILED) {
		fprintf(stderr, "kernel: no room for %zu bytes\n", size);
		abort();
	}
	return memory[piece];
}

/* Called in place of every function of the kernel that unit.c neither includes nor replaces. */
void linux_unreached(const char *name)
{
	fprintf(stderr, "kernel: the kernel called %s(), for which there is no stand-in; add one to kernel/outside.c\n", name);
	abort();
}

/* A BUG() outside a request, where nothing can be given up: while the kernel boots, or in what a view calls. */
void linux_died(const char *function, int line)
{
	fprintf(stderr, "kernel: BUG in %s(), line %d\n", function, line);
	abort();
}

static size_t size(const struct machine *machine)
{
	return machine->max_order < sizeof(units) / sizeof(units[0]) ? units[machine->max_order][machine->compaction]->size(machine) : 0;
}

static bool boot(void *self, const struct machine *machine)
{
	unit = units[machine->max_order][machine->compaction];
	return unit->boot(self, machine);
}

static void apply(void *self, const struct request *request, struct answer *answer)
{
	unit->apply(self, request, answer);
}

static void counters(const void *self, struct zone_counters *zones)
{
	unit->counters(self, zones);
}

static void view(const void *self, struct view *out)
{
	unit->view(self, out);
}

static bool takes(const struct request *request)
{
	return unit->takes(request);
}

static enum status misuse(const void *self, const struct request *request)
{
	return unit->misuse(self, request);
}

static const char *assertion(const void *self, int *line)
{
	return unit->assertion(self, line);
}

const struct subject subject = {
	.name = "linux",
	.size = size,
	.boot = boot,
	.apply = apply,
	.counters = counters,
	.view = view,
	.one_world = true,
	.trusting = true,
	.takes = takes,
	.misuse = misuse,
	.assertion = assertion,
};
const uint32_t subject_contract[] = SUBJECT_CONTRACT;
