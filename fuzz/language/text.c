// SPDX-License-Identifier: MIT
/*
 * Sequences as text: one op per line, the archive form.
 *
 * Printing follows the rows of op_table: bare arguments always, the others as name=value unless they are zero. Reading takes named
 * arguments in any order and bare ones in the order of the row. A line that cannot be read is refused with its column and what was
 * expected; nothing is guessed. Comments are lost.
 */
#include "fuzz/language/arg.h"
#include "fuzz/language/seq.h"

#include <inttypes.h>
#include <string.h>

/*
 * Printing.
 */

static bool takes_two(enum arg_form form)
{
	return form == FORM_RANGE || form == FORM_SETTING;
}

/* How many arguments of the row are shown as one with the argument at index: 1 or 2. */
static int span(enum op_kind kind, int index)
{
	const struct op_arg *arg = &op_table[kind].arg[index];
	const bool run = arg->id == ARG_SLOT && index + 1 < OP_ARGS_MAX && arg[1].id == ARG_SLOTS;
	return run || takes_two(arg_table[arg->id].form) ? 2 : 1;
}

static bool is_zero(const struct op *op, int index, int n)
{
	return op->arg[index] == 0 && (n == 1 || op->arg[index + 1] == 0);
}

static void print_expectation(const struct op *op, FILE *out)
{
	const int64_t value = op->expect.value;

	if (op->expect.status != STATUS_OK)
		fprintf(out, " -> %s", status_words[op->expect.status]);
	else if (op_gives_page(op->kind) && value == PFN_NONE)
		fputs(" -> none", out);
	else if (op_gives_page(op->kind) && value >= 0 && value < PFN_NONE)
		fprintf(out, " -> pfn=0x%" PRIx64, (uint64_t)value);
	else
		fprintf(out, " -> %" PRId64, value);
}

void seq_print_op(const struct sequence *seq, uint32_t index, FILE *out)
{
	const struct op *op = &seq->op[index];
	const struct op_row *row = &op_table[op->kind];

	if (row->writes_slot) {
		slot_print((uint32_t)op->dst, out);
		fputs(" = ", out);
	}
	fputs(row->name, out);
	for (int i = 0, n; i < OP_ARGS_MAX && row->arg[i].id != ARG_NONE; i += n) {
		const bool bare = arg_is_bare(op->kind, i);
		n = span(op->kind, i);
		if (!bare && is_zero(op, i, n))
			continue;
		fputc(' ', out);
		if (!bare)
			fprintf(out, "%s=", arg_table[row->arg[i].id].name);
		arg_print(op, i, out);
	}
	if (op->expect.given)
		print_expectation(op, out);
}

void seq_print(const struct sequence *seq, FILE *out)
{
	fprintf(out, "buddycheck %d\nprofile %s\n", SEQ_VERSION, profile_names[seq->profile]);
	if (seq->signature[0])
		fprintf(out, "signature %s\n", seq->signature);
	if (seq->has_digest)
		fprintf(out, "digest %016" PRIx64 "\n", seq->digest);
	for (uint32_t i = 0; i < seq->nr_ops; i++) {
		seq_print_op(seq, i, out);
		fputc('\n', out);
	}
}

/*
 * Reading: a cursor over one line at a time.
 */

struct token {
	const char *at;
	size_t length; /* 0: the end of the line */
};

struct reader {
	struct sequence *seq;
	struct seq_error *error;
	const char *line, *end; /* end: of the line, without comment and trailing blanks */
	const char *at;
	uint32_t number;
	bool failed;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct token next_token(struct reader *reader)
{
	while (reader->at < reader->end && is_blank(*reader->at))
		reader->at++;

	struct token token = {reader->at, 0};
	while (reader->at < reader->end && !is_blank(*reader->at))
		reader->at++;
	token.length = (size_t)(reader->at - token.at);
	return token;
}

static struct token peek_token(const struct reader *reader)
{
	struct reader copy = *reader;
	return next_token(&copy);
}

/* Copy a token, printable and cut to the room in a message. */
static void show(char *to, size_t cap, struct token token)
{
	size_t n = 0;
	for (; n < token.length && n + 1 < cap; n++)
		to[n] = token.at[n] >= 0x20 && token.at[n] < 0x7f ? token.at[n] : '?';
	to[n] = 0;
}

/* Record an error, unless there is one already. Always returns false. */
static bool refuse(struct reader *reader, struct token token, const char *expected)
{
	char found[40];

	if (reader->failed)
		return false;
	reader->failed = true;
	reader->error->line = reader->number;
	reader->error->column = (uint32_t)(token.at - reader->line) + 1;
	show(found, sizeof(found), token);
	if (token.length == 0)
		snprintf(reader->error->message, sizeof(reader->error->message), "the line ends here; expected %s", expected);
	else
		snprintf(reader->error->message, sizeof(reader->error->message), "found \"%s\"; expected %s", found, expected);
	return false;
}

static bool expect_end(struct reader *reader)
{
	const struct token token = next_token(reader);
	return token.length == 0 || refuse(reader, token, "the end of the line");
}

/*
 * Lines before the ops.
 */

static bool read_version(struct reader *reader)
{
	struct token token = next_token(reader);
	int64_t version;

	if (!spells(token.at, token.length, "buddycheck"))
		return refuse(reader, token, "\"buddycheck 1\" as the first line");
	token = next_token(reader);
	if (!read_number(token.at, token.length, &version))
		return refuse(reader, token, "the language version, 1");
	if (version != SEQ_VERSION)
		return refuse(reader, token, "language version 1, the only one this program reads");
	return expect_end(reader);
}

static bool read_profile(struct reader *reader)
{
	const struct token token = next_token(reader);
	const int profile = profile_find(token.at, token.length);

	if (profile < 0) {
		char names[PROFILES_TEXT], expected[PROFILES_TEXT + 16];

		snprintf(expected, sizeof(expected), "a profile: %s", profile_list(names, "or"));
		return refuse(reader, token, expected);
	}
	reader->seq->profile = (uint8_t)profile;
	return expect_end(reader);
}

/* The rest of the line is the signature. */
static bool read_signature(struct reader *reader)
{
	const struct token token = peek_token(reader);
	const size_t length = (size_t)(reader->end - token.at);

	if (length == 0 || length >= sizeof(reader->seq->signature))
		return refuse(reader, token, "a signature of at most 95 characters");
	show(reader->seq->signature, sizeof(reader->seq->signature), (struct token){token.at, length});
	reader->at = reader->end;
	return true;
}

static bool read_digest(struct reader *reader)
{
	const struct token token = next_token(reader);
	uint64_t digest = 0;

	if (token.length != 16)
		return refuse(reader, token, "a digest of 16 hex digits");
	for (size_t i = 0; i < 16; i++) {
		int64_t digit;
		const char hex[3] = {'0', 'x', token.at[i]};
		if (!read_number(hex, 3, &digit))
			return refuse(reader, token, "a digest of 16 hex digits");
		digest = digest << 4 | (uint64_t)digit;
	}
	reader->seq->has_digest = true;
	reader->seq->digest = digest;
	return expect_end(reader);
}

/*
 * Ops.
 */

static bool fits(const struct op *op, int index, int n)
{
	for (int i = index; i < index + n; i++) {
		const unsigned width = op_table[op->kind].arg[i].width;
		if (width < 4 && op->arg[i] >> 8 * width)
			return false;
	}
	return true;
}

static bool read_value(struct reader *reader, struct op *op, int index, struct token token, struct token value)
{
	const char *expected = arg_read(op, index, value.at, value.length);

	if (expected)
		return refuse(reader, token, expected);
	if (fits(op, index, span(op->kind, index)))
		return true;
	return refuse(reader, token, op_table[op->kind].arg[index].width == 1 ? "a value below 256" : "a value below 65536");
}

static bool has_equals(struct token token)
{
	return memchr(token.at, '=', token.length) != NULL;
}

/* Name the arguments that the op takes, for an error message. */
static bool refuse_name(struct reader *reader, const struct op *op, struct token token)
{
	const struct op_row *row = &op_table[op->kind];
	char names[120] = "";
	size_t n = 0;

	for (int i = 0; i < OP_ARGS_MAX && row->arg[i].id != ARG_NONE; i += span(op->kind, i))
		if (!arg_is_bare(op->kind, i) && n < sizeof(names))
			n += (size_t)snprintf(names + n, sizeof(names) - n, "%s%s=", n ? ", " : "one of ", arg_table[row->arg[i].id].name);
	return refuse(reader, token, n ? names : "no more arguments");
}

/* name=value. *given has a bit per argument already read. */
static bool read_named(struct reader *reader, struct op *op, struct token token, uint32_t *given)
{
	const struct op_row *row = &op_table[op->kind];
	const size_t name = (size_t)((const char *)memchr(token.at, '=', token.length) - token.at);

	for (int i = 0; i < OP_ARGS_MAX && row->arg[i].id != ARG_NONE; i += span(op->kind, i)) {
		const char *word = arg_table[row->arg[i].id].name;
		if (!word || !spells(token.at, name, word))
			continue;
		if (*given & 1u << i)
			return refuse(reader, token, "every argument once");
		*given |= 1u << i;
		return read_value(reader, op, i, token, (struct token){token.at + name + 1, token.length - name - 1});
	}
	return refuse_name(reader, op, token);
}

/*
 * The next bare argument of the row that has not been read; a range may be bare even where it is not the first of its row. -1: all are
 * there.
 */
static int next_bare(const struct op *op, uint32_t given)
{
	const struct op_row *row = &op_table[op->kind];

	for (int i = 0; i < OP_ARGS_MAX && row->arg[i].id != ARG_NONE; i += span(op->kind, i))
		if (!(given & 1u << i) && (arg_is_bare(op->kind, i) || arg_table[row->arg[i].id].form == FORM_RANGE))
			return i;
	return -1;
}

static const char *what_is_missing(enum arg_form form)
{
	switch (form) {
	case FORM_RANGE: return "a range of page frame numbers start..end";
	case FORM_SLOT: return "a slot such as a";
	case FORM_SETTING: return "key=value such as min_free_kbytes=128";
	default: return "a word, see docs/language.md";
	}
}

static bool read_args(struct reader *reader, struct op *op)
{
	const struct op_row *row = &op_table[op->kind];
	uint32_t given = 0;
	struct token token;

	for (token = peek_token(reader); token.length > 0 && !spells(token.at, token.length, "->"); token = peek_token(reader)) {
		next_token(reader);
		const int bare = next_bare(op, given);
		const bool setting = bare >= 0 && arg_table[row->arg[bare].id].form == FORM_SETTING;
		if (has_equals(token) && !setting) {
			if (!read_named(reader, op, token, &given))
				return false;
			continue;
		}
		if (bare < 0)
			return refuse_name(reader, op, token);
		given |= 1u << bare;
		if (!read_value(reader, op, bare, token, token))
			return false;
	}
	for (int i = 0; i < OP_ARGS_MAX && row->arg[i].id != ARG_NONE; i += span(op->kind, i))
		if (arg_is_bare(op->kind, i) && !(given & 1u << i))
			return refuse(reader, token, what_is_missing(arg_table[row->arg[i].id].form));
	return true;
}

/* The name of a refusal; false if no status has that name. "ok" is not one: an op that is not refused has a value. */
static bool read_status(const char *text, size_t length, uint8_t *status)
{
	for (unsigned i = STATUS_OK + 1; i < NR_STATUS; i++) {
		if (spells(text, length, status_words[i])) {
			*status = (uint8_t)i;
			return true;
		}
	}
	return false;
}

/* "-> pfn=0x40", "-> none", "-> 3", "-> already-free". */
static bool read_expectation(struct reader *reader, struct op *op)
{
	struct token token = next_token(reader);

	if (token.length == 0)
		return true;
	token = next_token(reader);
	op->expect.given = true;
	if (read_status(token.at, token.length, &op->expect.status))
		return expect_end(reader);
	if (spells(token.at, token.length, "none")) {
		op->expect.value = PFN_NONE;
		return expect_end(reader);
	}
	const size_t skip = token.length > 4 && memcmp(token.at, "pfn=", 4) == 0 ? 4 : 0;
	if (!read_number(token.at + skip, token.length - skip, &op->expect.value))
		return refuse(reader, token, "what the op gives: pfn=0x40, none, a number, or a refusal such as already-free");
	return expect_end(reader);
}

/* "a =", if it is there. */
static bool read_slot_written(struct reader *reader, struct op *op, struct token *name)
{
	struct reader ahead = *reader;
	const struct token slot = next_token(&ahead), equals = next_token(&ahead);

	op->dst = SLOT_NONE;
	*name = slot;
	if (!spells(equals.at, equals.length, "="))
		return true;
	op->dst = (int16_t)slot_find(slot.at, slot.length);
	if (op->dst == SLOT_NONE)
		return refuse(reader, slot, "a slot, a..z or aa..iv, before \"=\"");
	*reader = ahead;
	*name = peek_token(reader);
	return true;
}

static bool read_op(struct reader *reader)
{
	struct sequence *seq = reader->seq;
	struct op op = {0};
	struct token name;

	if (!read_slot_written(reader, &op, &name))
		return false;
	if (seq->nr_ops == SEQ_OPS_MAX)
		return refuse(reader, name, "the end: a sequence has at most 8192 ops");
	next_token(reader);
	while (op.kind < NR_OPS && !spells(name.at, name.length, op_table[op.kind].name))
		op.kind++;
	if (op.kind == NR_OPS)
		return refuse(reader, name, "an op such as alloc, free or drain; docs/language.md has all");
	if (op_table[op.kind].writes_slot && op.dst == SLOT_NONE)
		return refuse(reader, name, "a slot for the result, as in \"a = alloc\"");
	if (!op_table[op.kind].writes_slot && op.dst != SLOT_NONE)
		return refuse(reader, name, "an op that gives pages after \"=\"");
	if (!read_args(reader, &op) || !read_expectation(reader, &op))
		return false;
	seq->op[seq->nr_ops++] = op;
	return true;
}

static bool read_line(struct reader *reader, bool *started)
{
	const struct token first = peek_token(reader);

	if (first.length == 0)
		return true;
	if (!*started) {
		*started = true;
		return read_version(reader);
	}
	if (reader->seq->nr_ops > 0)
		return read_op(reader);

	bool (*read)(struct reader *) = spells(first.at, first.length, "profile")     ? read_profile
					: spells(first.at, first.length, "signature") ? read_signature
					: spells(first.at, first.length, "digest")    ? read_digest
										      : NULL;
	if (read) {
		next_token(reader);
		return read(reader);
	}
	return read_op(reader);
}

/* The end of the line without comment and trailing blanks. */
static const char *line_end(const char *line, const char *newline)
{
	const char *comment = memchr(line, '#', (size_t)(newline - line));
	const char *end = comment ? comment : newline;

	while (end > line && is_blank(end[-1]))
		end--;
	return end;
}

bool seq_parse(struct sequence *seq, const char *text, size_t size, struct seq_error *error)
{
	struct reader reader = {.seq = seq, .error = error};
	const char *line = text, *const end = text + size;
	bool started = false;

	seq->profile = PROFILE_LINUX_5_10;
	seq->nr_ops = 0;
	seq->has_digest = false;
	seq->digest = 0;
	memset(seq->signature, 0, sizeof(seq->signature));
	while (line < end) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));
		if (!newline)
			newline = end;
		reader.line = reader.at = line;
		reader.end = line_end(line, newline);
		reader.number++;
		if (!read_line(&reader, &started))
			return false;
		line = newline < end ? newline + 1 : end;
	}
	if (started)
		return true;
	reader.line = reader.at = reader.end = end;
	reader.number++;
	return refuse(&reader, (struct token){end, 0}, "\"buddycheck 1\" as the first line");
}
