// SPDX-License-Identifier: MIT
/*
 * What slots hold after each answer. resolve.c reads slots, this file writes them (both are declared in resolve.h).
 *
 * Blocks named in an accepted answer op leave their slots at once: no later op of the sequence refers to them, whether the asking request
 * frees them or they stay allocated because nothing asked.
 */
#include "fuzz/lockstep/resolve.h"

#include <string.h>

void slots_init(struct slots *slots, const struct machine *machine)
{
	memset(slots, 0, sizeof(*slots));
	slots->profile = machine->profile;
	for (unsigned z = 0; z < machine->nr_zones; z++)
		slots->zone_end[z] = machine->zone[z].end_pfn;
}

bool slot_is_listed(const struct slots *slots, const struct slot *slot)
{
	return slot->order == 0 || (slot->compound && slots->profile >= PROFILE_LINUX_6_12);
}

static struct slot *slot_read(struct slots *slots, const struct op *op)
{
	return &slots->slot[op_get(op, ARG_SLOT) % NR_SLOTS];
}

static void write_slot(struct slots *slots, const struct op *op, int64_t pfn, unsigned order, uint32_t nr)
{
	if (op->dst < 0 || op->dst >= NR_SLOTS || pfn < 0 || pfn >= PFN_NONE)
		return;
	slots->slot[op->dst] = (struct slot){.pfn = (pfn_t)pfn, .nr = nr, .order = (uint8_t)order, .used = true};
}

/* Remove the first n blocks. If none is left, pfn stays that of the last one, which is what pfn=a refers to. */
static void drop(struct slot *slot, uint32_t n)
{
	if (n >= slot->nr) {
		slot->pfn += slot->nr ? (slot->nr - 1) << slot->order : 0;
		slot->nr = 0;
		return;
	}
	slot->pfn += n << slot->order;
	slot->nr -= n;
}

/*
 * A refusal because of the cpu leaves the block in its slot; any other removes it. If references are left, a compound block or a single
 * page stays as it was; of another block only the first page is left, because its tail parts were freed (linux-4.14 keeps them, but they
 * cannot be used).
 */
static void update_free(struct slots *slots, struct slot *slot, const struct answer *answer)
{
	if (answer->status == STATUS_BAD_CPU)
		return;
	if (answer->status != STATUS_OK || answer->value <= 0) {
		drop(slot, 1);
		return;
	}
	if (!slot->compound && slots->profile != PROFILE_LINUX_4_14)
		slot->order = 0;
}

/* Remove the blocks of a run of slots that the request took. */
static void update_run(struct slots *slots, const struct op *op, bool listed, uint32_t count)
{
	const uint32_t first = op_get(op, ARG_SLOT) % NR_SLOTS, last = first + op_get(op, ARG_SLOTS);

	for (uint32_t s = first; s < last && s < NR_SLOTS; s++) {
		struct slot *slot = &slots->slot[s];
		const uint32_t n = listed && !slot_is_listed(slots, slot) ? 0 : slot->nr < count ? slot->nr : count;
		drop(slot, n);
		count -= n;
	}
}

static void update_split(struct slots *slots, const struct op *op)
{
	struct slot *slot = slot_read(slots, op);

	if (op_get(op, ARG_PFN) || slot->order == 0)
		return;
	slot->nr <<= slot->order;
	slot->order = 0;
}

static void update_alloc(struct slots *slots, const struct op *op, const struct request *request, const struct answer *answer)
{
	if (answer->value == PFN_NONE)
		return;
	write_slot(slots, op, answer->value, request->order, 1);
	slots->slot[op->dst & 0xff].compound = answer->comp_order > 0;
}

uint32_t bulk_entry(const struct request *request, uint32_t from)
{
	while (from < request->count && !request->list && request->filled >> from & 1)
		from++;
	return from;
}

/* Pages go to the empty entries, those of a list to entries from its head on. No op refers to pages beyond the last slot. */
static void update_bulk(struct slots *slots, const struct op *op, const struct request *request, const struct answer *answer)
{
	uint32_t entry = 0;

	for (uint32_t i = 0; op->dst >= 0 && i < answer->nr_pages && i < BULK_MAX; i++, entry++) {
		entry = bulk_entry(request, entry);
		if ((uint32_t)op->dst + entry < NR_SLOTS)
			slots->slot[(uint32_t)op->dst + entry] = (struct slot){.pfn = answer->page[i], .nr = 1, .used = true};
	}
}

void slots_update(struct slots *slots, const struct op *op, const struct request *request, const struct answer *answer)
{
	if (op->kind == OP_FREE) {
		update_free(slots, slot_read(slots, op), answer);
		return;
	}
	if (answer->status != STATUS_OK)
		return;

	switch ((enum op_kind)op->kind) {
	case OP_ALLOC:
	case OP_RMQ: update_alloc(slots, op, request, answer); break;
	case OP_ISOLATE_FREE:
		if (answer->value > 0)
			write_slot(slots, op, request->pfn, request->order, 1);
		break;
	case OP_CONTIG:
		if (answer->value == 0)
			write_slot(slots, op, request->pfn, 0, request->end_pfn - request->pfn);
		break;
	case OP_ALLOC_EXACT:
	case OP_CONTIG_PAGES:
		if (answer->value != PFN_NONE)
			write_slot(slots, op, answer->value, 0, request->count);
		break;
	case OP_ALLOC_BULK: update_bulk(slots, op, request, answer); break;
	case OP_FREELIST: update_run(slots, op, true, request->count); break;
	case OP_ANSWER: update_run(slots, op, false, request->count); break;
	case OP_SPLIT: update_split(slots, op); break;
	case OP_FREE_CONTIG:
		if (!op_get(op, ARG_PFN))
			drop(slot_read(slots, op), request->count);
		break;
	case OP_HOTADD: slots->zone_end[request->zone] = request->end_pfn; break;
	default: break; /* no other op fills or empties slots */
	}
}
