// SPDX-License-Identifier: MIT
/*
 * The reference of the op language as Markdown: ops, arguments, words, keys, opcodes. All of it is generated from op_table, arg_table and
 * op_of_code.
 */
#include "fuzz/language/language.h"

#include "fuzz/language/arg.h"

static void print_arg(enum op_kind kind, int index, FILE *out)
{
	const struct arg_row *row = &arg_table[op_table[kind].arg[index].id];
	const bool run = op_table[kind].arg[index].id == ARG_SLOT && index + 1 < OP_ARGS_MAX && op_table[kind].arg[index + 1].id == ARG_SLOTS;

	if (row->form == FORM_SECOND)
		return;
	fputc(' ', out);
	if (!arg_is_bare(kind, index))
		fprintf(out, "[%s=]", row->name);
	else if (row->form == FORM_SETTING)
		fputs("key=value", out);
	else if (row->form == FORM_RANGE)
		fputs("start..end", out);
	else if (run)
		fputs("slots", out);
	else if (row->form == FORM_SLOT)
		fputs("slot", out);
	else
		fputs(row->name, out);
}

static void print_ops(FILE *out)
{
	fputs("### Ops\n\n| op | does |\n|---|---|\n", out);
	for (int kind = 0; kind < NR_OPS; kind++) {
		const struct op_row *row = &op_table[kind];
		fprintf(out, "| `%s%s", row->writes_slot ? "a = " : "", row->name);
		for (int i = 0; i < OP_ARGS_MAX && row->arg[i].id != ARG_NONE; i++)
			print_arg((enum op_kind)kind, i, out);
		fprintf(out, "` | %s |\n", row->help);
	}
}

static void print_words(const struct arg_row *row, FILE *out)
{
	for (unsigned i = 0; row->words && row->words[i]; i++)
		fprintf(out, "%s`%s`", i ? " " : "; words: ", row->words[i]);
	for (unsigned i = 0; row->flags && row->flags[i].name; i++)
		fprintf(out, "%s`%s`", i ? " " : "; flags: ", row->flags[i].name);
}

static void print_args(FILE *out)
{
	fputs("\n### Arguments\n\n| argument | meaning |\n|---|---|\n", out);
	for (int id = ARG_NONE + 1; id < NR_ARGS; id++) {
		const struct arg_row *row = &arg_table[id];
		if (row->form == FORM_SECOND || row->form == FORM_SETTING)
			continue;
		if (id == ARG_SLOT)
			fprintf(out, "| `slot`, `slots`, `free` | %s", row->help);
		else
			fprintf(out, "| `%s` | %s", row->name, row->help);
		print_words(row, out);
		fputs(" |\n", out);
	}
}

static void print_keys(FILE *out)
{
	fputs("\n### Keys of set\n\n", out);
	for (int key = SET_NONE + 1; key < NR_SET_KEYS; key++)
		fprintf(out, "%s`%s`", key > SET_NONE + 1 ? ", " : "", set_key_names[key]);
	fputs("\n", out);
}

/* Consecutive codes of one op are printed as one row. */
static void print_codes(FILE *out)
{
	fputs("\n### Opcodes\n\n| codes | op |\n|---|---|\n", out);
	for (unsigned first = 0; first < 256;) {
		unsigned last = first;
		while (last < 255 && op_of_code[last + 1] == op_of_code[first])
			last++;
		if (op_of_code[first] != OP_NOP || first == 0) {
			if (op_of_code[first] == OP_NOP)
				last = 0;
			fprintf(out, "| 0x%02x", first);
			if (last > first)
				fprintf(out, "..0x%02x", last);
			fprintf(out, " | `%s` |\n", op_table[op_of_code[first]].name);
		}
		first = last + 1;
	}
}

void language_print(FILE *out)
{
	print_ops(out);
	print_args(out);
	print_keys(out);
	print_codes(out);
}
