// SPDX-License-Identifier: MIT
/*
 * Menus: which ops may be enumerated, and the moves that a state offers.
 *
 * Allowed are ops whose effects a view shows completely; references, damage, queued answers and the task's state are not shown.
 */
#include "fuzz/proof/enumerate_parts.h"

#include <string.h>

static bool is_visible(const struct op *op)
{
	switch ((enum op_kind)op->kind) {
	case OP_SET:
		return op_get(op, ARG_KEY) == SET_MIN_FREE_KBYTES;
	case OP_ALLOC:
	case OP_RMQ:
	case OP_FREE_AT:
	case OP_DRAIN:
	case OP_DRAIN_ALL:
	case OP_DRAIN_BATCH:
	case OP_DECAY:
	case OP_FOLD:
	case OP_KSWAPD:
	case OP_ISOLATE:
	case OP_UNISOLATE:
	case OP_ISOLATE_FREE:
	case OP_REPORT_FREE:
	case OP_WMARK_OK:
	case OP_SETBOOST:
	case OP_CPU_DEAD:
	case OP_CPU_UP:
		return true;
	default:
		return false;
	}
}

const char *enumerate_fault(const struct sequence *seq)
{
	struct machine machine;
	const uint32_t first = seq_machine(seq, &machine);
	uint32_t pages = 0;

	for (uint32_t zone = 0; zone < machine.nr_zones; zone++)
		pages += machine.zone[zone].end_pfn - machine.zone[zone].start_pfn;
	if (pages > ENUMERATE_PAGES_MAX || machine.hot_end > 0)
		return "the machine is too large: 64 pages at most, and none to be added";
	if (first == seq->nr_ops)
		return "there is no op after the machine: nothing to enumerate";
	if (seq->nr_ops - first > ENUMERATE_MENU_MAX)
		return "more than 64 ops to choose from";
	for (uint32_t i = first; i < seq->nr_ops; i++)
		if (!is_visible(&seq->op[i]))
			return "an op whose traces no view shows (see docs/enumerate.md)";
	return NULL;
}

/* The state that the head of a block must have for an op without a pfn to have a move for it; PAGE_ABSENT: the op is a single move. */
static enum page_state target_of(const struct op *op)
{
	if (op->kind == OP_FREE_AT && op_get(op, ARG_PFN) == 0)
		return PAGE_ALLOC_HEAD;
	if ((op->kind == OP_ISOLATE_FREE || op->kind == OP_REPORT_FREE) && op_get(op, ARG_PFN) == 0)
		return PAGE_FREE_HEAD;
	return PAGE_ABSENT;
}

void menu_read(struct menu *menu, const struct sequence *seq)
{
	struct machine machine;
	const uint32_t first = seq_machine(seq, &machine);

	menu->nr_ops = 0;
	menu->most = 0;
	for (uint32_t i = first; i < seq->nr_ops && menu->nr_ops < ENUMERATE_MENU_MAX; i++) {
		menu->op[menu->nr_ops++] = seq->op[i];
		menu->most += target_of(&seq->op[i]) == PAGE_ABSENT ? 1 : ENUMERATE_PAGES_MAX;
	}
}

/* An allocated block may also be on the LRU. */
static bool is_target(uint8_t page, enum page_state wanted)
{
	return (page & 0xf) == wanted || (wanted == PAGE_ALLOC_HEAD && (page & 0xf) == PAGE_ALLOC_LRU);
}

static uint32_t block_moves(const struct machine *machine, const struct view *view, uint32_t row, enum page_state wanted, struct move *moves)
{
	const uint8_t *page = view->page;
	uint32_t nr = 0;

	for (uint32_t zone = 0; zone < machine->nr_zones; zone++)
		for (pfn_t pfn = view->zone[zone].start_pfn; pfn < view->zone[zone].end_pfn; pfn++, page++)
			if (is_target(*page, wanted))
				moves[nr++] = (struct move){.pfn = pfn, .row = (uint8_t)row, .order = (uint8_t)(*page >> 4)};
	return nr;
}

uint32_t menu_moves(const struct menu *menu, const struct machine *machine, const struct view *view, struct move *moves)
{
	uint32_t nr = 0;

	for (uint32_t row = 0; row < menu->nr_ops; row++) {
		const enum page_state wanted = target_of(&menu->op[row]);

		if (wanted == PAGE_ABSENT)
			moves[nr++] = (struct move){.row = (uint8_t)row};
		else
			nr += block_moves(machine, view, row, wanted, moves + nr);
	}
	return nr;
}

void menu_op(const struct menu *menu, const struct move *move, struct op *op)
{
	*op = menu->op[move->row];
	if (target_of(op) == PAGE_ABSENT)
		return;
	op_set(op, ARG_PFN, move->pfn);
	op_set(op, ARG_ORDER, move->order);
}
