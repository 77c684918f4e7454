// SPDX-License-Identifier: MIT
/* Shared by the files of the enumeration: the menu, the two worlds, the table of states. */
#ifndef FUZZ_ENUMERATE_PARTS_H
#define FUZZ_ENUMERATE_PARTS_H

#include <setjmp.h>

#include "fuzz/proof/enumerate.h"
#include "fuzz/lockstep/invariants.h"
#include "fuzz/lockstep/resolve.h"

/* --- the menu: enumerate_menu.c */

struct menu {
	uint32_t nr_ops;
	struct op op[ENUMERATE_MENU_MAX];
	uint32_t most; /* the most moves that any state can have */
};

struct move {
	pfn_t pfn; /* of the block, if the op stands for one move per block */
	uint8_t row, order;
};

void menu_read(struct menu *menu, const struct sequence *seq);
/* Fill moves (menu.most entries) with the moves of a state; returns their number. */
uint32_t menu_moves(const struct menu *menu, const struct machine *machine, const struct view *view, struct move *moves);
void menu_op(const struct menu *menu, const struct move *move, struct op *op);

/* --- two worlds: enumerate_pair.c */

enum { PAIR_SUBJECT, PAIR_ORACLE, PAIR_SIDES };

struct state_id {
	uint64_t low, high; /* 128-bit XXH3; never both 0 */
};

struct pair_side {
	const struct subject *subject;
	size_t size;
	void *world, *boot, *saved; /* size bytes each */
	struct view view;
	struct answer answer;
};

/* State that goes with the worlds and is restored with them. */
struct pair_shadow {
	uint64_t online; /* bit n = cpu n */
	struct invariants invariants;
};

struct pair {
	struct machine machine;
	struct pair_side side[PAIR_SIDES];
	struct pair_shadow shadow, saved_shadow;
	enum state_key key;
	struct sequence one; /* a sequence of just the current op, for resolving it */
	struct slots slots;  /* always empty */
	struct request request;
	jmp_buf out_of_steps;
	pfn_t pfns[RESOLVE_MAX];
	uint8_t orders[RESOLVE_MAX];
};

/* Boot both worlds. False: the machine is refused, or the worlds differ; *diff says which. */
bool pair_boot(struct pair *pair, const struct enumerate_options *options, struct divergence *diff);
void pair_release(struct pair *pair);

void pair_reboot(struct pair *pair);  /* back to boot */
void pair_save(struct pair *pair);
void pair_restore(struct pair *pair); /* back to what was saved */

/* Make a move on both sides: without any check, or with all. False: *diff says what differs. */
void pair_replay(struct pair *pair, const struct op *op);
bool pair_step(struct pair *pair, const struct op *op, struct divergence *diff);
bool pair_succeeded(const struct pair *pair);

struct state_id pair_id(struct pair *pair); /* of the subject's view, which must be fresh */
const struct view *pair_look(struct pair *pair); /* a fresh view of the subject */

/* --- states: enumerate_table.c */

struct state {
	uint32_t parent;
	struct move move;
	uint64_t future; /* recheck: hash of what all moves from here lead to */
};

struct table {
	struct state *state; /* in the order found; [0] is boot */
	uint32_t nr_states, room;
	struct table_slot {
		struct state_id id;
		uint32_t index;
	} *slot;
	uint32_t nr_slots; /* a power of two, at most two thirds in use */
};

void table_init(struct table *table);
void table_release(struct table *table);
/* The index of a state, or UINT32_MAX. */
uint32_t table_find(const struct table *table, struct state_id id);
/* The index of a state; *added: it is new. */
uint32_t table_add(struct table *table, struct state_id id, const struct state *state, bool *added);

#endif
