// SPDX-License-Identifier: MIT
/*
 * One record of each op and each setting, the usual flag words at the width of their argument, numbers near edges. An engine inserts them
 * anywhere: inserting a whole record moves what follows by a whole record, so the rest of an input keeps its meaning.
 */
#include "fuzz/generate/dictionary.h"

#include "fuzz/language/arg.h"
#include "fuzz/language/seq.h"

static void print_entry(const char *group, const char *name, const uint8_t *data, size_t size, FILE *out)
{
	fprintf(out, "%s_%s=\"", group, name);
	for (size_t i = 0; i < size; i++)
		fprintf(out, "\\x%02x", data[i]);
	fputs("\"\n", out);
}

static void print_record(const char *group, const char *name, const struct op *op, FILE *out)
{
	struct op copy = *op;
	const struct sequence seq = {.nr_ops = 1, .op = &copy};
	uint8_t input[1 + SEQ_RECORD]; /* the profile, then the record */

	seq_encode_input(&seq, input, sizeof(input));
	print_entry(group, name, input + 1, SEQ_RECORD, out);
}

static void print_number(const char *group, const char *name, uint32_t value, unsigned width, FILE *out)
{
	uint8_t data[4];

	for (unsigned i = 0; i < width; i++)
		data[i] = (uint8_t)(value >> 8 * i);
	print_entry(group, name, data, width, out);
}

static void print_ops(FILE *out)
{
	for (int kind = OP_NOP + 1; kind < NR_OPS; kind++)
		if (kind != OP_SET)
			print_record("op", op_table[kind].name, &(struct op){.kind = (uint8_t)kind}, out);
	for (int key = SET_NONE + 1; key < NR_SET_KEYS; key++) {
		struct op op = {.kind = OP_SET};

		op_set(&op, ARG_KEY, (uint32_t)key);
		print_record("set", set_key_names[key], &op, out);
	}
}

static void print_flags(enum arg_id id, unsigned width, FILE *out)
{
	for (const struct flag_word *word = arg_table[id].flags; word->name; word++)
		print_number(arg_table[id].name, word->name, word->bits, width, out);
}

/* Numbers around powers of two, where masks, orders and pageblocks begin and end; and the largest numbers. */
static void print_edges(FILE *out)
{
	for (unsigned shift = 2; shift < 14; shift++)
		for (int near = -1; near <= 1; near++) {
			char name[16];

			snprintf(name, sizeof(name), "%d", (1 << shift) + near);
			print_number("edge", name, (1u << shift) + (uint32_t)near, 4, out);
		}
	print_number("edge", "max", UINT32_MAX, 4, out);
	print_number("edge", "max_positive", UINT32_MAX >> 1, 4, out);
	print_number("edge", "sign", ~(UINT32_MAX >> 1), 4, out);
	for (int near = -1; near <= 1; near++)
		print_number("slot_a", near < 0 ? "before" : near ? "after" : "page", PFN_OF_SLOT(0, near), 4, out);
}

void dictionary_print(FILE *out)
{
	fputs("# Words of the binary op language, for libFuzzer and AFL++. Made by: buddycheck generate --dictionary\n", out);
	print_ops(out);
	print_flags(ARG_GFP, 4, out);
	print_flags(ARG_ALLOC_FLAGS, 2, out);
	print_flags(ARG_TASK_FLAGS, 4, out);
	print_edges(out);
}
