// SPDX-License-Identifier: MIT
/*
 * Argument values to text and back, one pair of functions per form.
 *
 * Reading returns NULL, or what it expected as a phrase that completes "expected ...".
 */
#include "fuzz/language/arg.h"

#include <inttypes.h>
#include <string.h>

static const char *const compact_words[] = {
	"SKIPPED", "DEFERRED", "CONTINUE", "COMPLETE", "PARTIAL_SKIPPED", "CONTENDED", "SUCCESS", "NO_SUITABLE_PAGE", NULL,
};
static const char *const pcp_mode_words[] = {"natural", "fixed", "boot", NULL};

bool spells(const char *text, size_t length, const char *word)
{
	return strlen(word) == length && memcmp(text, word, length) == 0;
}

/* The position of separator in text, or length if it is not there. */
static size_t find(const char *text, size_t length, const char *separator)
{
	const size_t n = strlen(separator);
	for (size_t i = 0; i + n <= length; i++)
		if (memcmp(text + i, separator, n) == 0)
			return i;
	return length;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

bool read_number(const char *text, size_t length, int64_t *value)
{
	const bool negative = length > 0 && text[0] == '-';
	size_t i = negative;
	const bool hex = length > i + 2 && text[i] == '0' && text[i + 1] == 'x';
	const int base = hex ? 16 : 10;

	*value = 0;
	i += hex ? 2 : 0;
	if (i >= length)
		return false;
	for (; i < length; i++) {
		const int d = digit(text[i]);
		if (d >= base || *value > (INT64_MAX - d) / base)
			return false;
		*value = *value * base + d;
	}
	if (negative)
		*value = -*value;
	return true;
}

static const char *read_u32(const char *text, size_t length, uint32_t *value)
{
	int64_t number;
	if (!read_number(text, length, &number) || number < 0 || number > UINT32_MAX)
		return "a number from 0 to 4294967295";
	*value = (uint32_t)number;
	return NULL;
}

static const char *read_signed(const char *text, size_t length, uint32_t *value)
{
	int64_t number;
	if (!read_number(text, length, &number) || number < INT32_MIN || number > UINT32_MAX)
		return "a number from -2147483648 to 4294967295";
	*value = (uint32_t)number;
	return NULL;
}

void slot_print(uint32_t slot, FILE *out)
{
	if (slot >= 26)
		fputc((char)('a' + slot / 26 - 1), out);
	fputc((char)('a' + slot % 26), out);
}

int slot_find(const char *text, size_t length)
{
	int slot = 0;
	for (size_t i = 0; i < length; i++) {
		if (length > 2 || text[i] < 'a' || text[i] > 'z')
			return -1;
		slot = slot * 26 + text[i] - 'a' + 1;
	}
	return slot <= NR_SLOTS ? slot - 1 : -1;
}

static const char *read_slot(const char *text, size_t length, uint32_t *value)
{
	const int slot = slot_find(text, length);
	if (slot < 0)
		return "a slot, a..z or aa..iv";
	*value = (uint32_t)slot;
	return NULL;
}

/* Runs: a..c, a for one slot, and a*n for no slot or a run that extends beyond the last slot. */

static void print_run(uint32_t first, uint32_t slots, FILE *out)
{
	slot_print(first, out);
	if (slots == 0 || first + slots > NR_SLOTS) {
		fprintf(out, "*%" PRIu32, slots);
	} else if (slots > 1) {
		fputs("..", out);
		slot_print(first + slots - 1, out);
	}
}

static const char *read_run(const char *text, size_t length, uint32_t *first, uint32_t *slots)
{
	static const char *const expected = "slots: a, a..c or a*3";
	const size_t dots = find(text, length, ".."), star = find(text, length, "*");
	uint32_t last;

	if (read_slot(text, dots < star ? dots : star, first))
		return expected;
	if (star < length)
		return read_u32(text + star + 1, length - star - 1, slots) ? expected : NULL;
	*slots = 1;
	if (dots == length)
		return NULL;
	if (read_slot(text + dots + 2, length - dots - 2, &last) || last < *first)
		return expected;
	*slots = last - *first + 1;
	return NULL;
}

/* Pages: a number, or a slot and an offset. */

static void print_pfn(uint32_t pfn, FILE *out)
{
	const uint32_t offset = pfn & 0xffff;

	if (pfn >> 24 != 0x80) {
		fprintf(out, "0x%" PRIx32, pfn);
		return;
	}
	slot_print(pfn >> 16 & 0xff, out);
	if (offset & 0x8000)
		fprintf(out, "-%" PRIu32, 0x10000 - offset);
	else if (offset)
		fprintf(out, "+%" PRIu32, offset);
}

static const char *read_pfn(const char *text, size_t length, uint32_t *value)
{
	static const char *const expected = "a page frame number, or a slot with an offset in pages such as a, a+1, a-16";
	const size_t plus = find(text, length, "+"), minus = find(text, length, "-"), sign = plus < minus ? plus : minus;
	uint32_t slot, offset = 0;

	if (length > 0 && text[0] >= '0' && text[0] <= '9')
		return read_u32(text, length, value) ? expected : NULL;
	if (read_slot(text, sign, &slot))
		return expected;
	if (sign < length && read_u32(text + sign + 1, length - sign - 1, &offset))
		return expected;
	if (offset > (plus < minus ? 0x7fffu : 0x8000u))
		return expected;
	*value = PFN_OF_SLOT(slot, plus < minus ? offset : 0x10000 - offset);
	return NULL;
}

static const char *read_range(const char *text, size_t length, uint32_t *start, uint32_t *end)
{
	const size_t dots = find(text, length, "..");

	if (dots == length || read_u32(text, dots, start) || read_u32(text + dots + 2, length - dots - 2, end))
		return "a range of page frame numbers start..end, the end not included";
	return NULL;
}

/* Words and flags. */

static void print_word(const char *const *words, uint32_t value, FILE *out)
{
	for (uint32_t i = 0; words[i]; i++)
		if (i == value) {
			fputs(words[i], out);
			return;
		}
	fprintf(out, "%" PRIu32, value);
}

static const char *read_word(const char *const *words, const char *text, size_t length, uint32_t *value)
{
	for (uint32_t i = 0; words[i]; i++)
		if (spells(text, length, words[i])) {
			*value = i;
			return NULL;
		}
	return read_u32(text, length, value) ? "one of the words in docs/language.md, or a number" : NULL;
}

static void print_flags(const struct flag_word *flags, uint32_t value, FILE *out)
{
	const char *separator = "";

	for (; flags->name; flags++) {
		if ((value & flags->bits) != flags->bits)
			continue;
		fprintf(out, "%s%s", separator, flags->name);
		value &= ~flags->bits;
		separator = "|";
	}
	if (value || !*separator)
		fprintf(out, "%s0x%" PRIx32, separator, value);
}

static bool find_flag(const struct flag_word *flags, const char *text, size_t length, uint32_t *bits)
{
	for (; flags->name; flags++)
		if (spells(text, length, flags->name)) {
			*bits = flags->bits;
			return true;
		}
	return false;
}

static const char *read_flags(const struct flag_word *flags, const char *text, size_t length, uint32_t *value)
{
	*value = 0;
	for (size_t at = 0; at <= length;) {
		const size_t n = find(text + at, length - at, "|");
		uint32_t bits;
		if (!find_flag(flags, text + at, n, &bits) && read_u32(text + at, n, &bits))
			return "flags of docs/language.md joined by |, or a number";
		*value |= bits;
		at += n + 1;
	}
	return NULL;
}

static void print_nodes(uint32_t mask, FILE *out)
{
	const char *separator = "";
	for (unsigned node = 0; node < 32; node++)
		if (mask >> node & 1) {
			fprintf(out, "%s%u", separator, node);
			separator = ",";
		}
	if (mask == 0)
		fputc('-', out);
}

static const char *read_nodes(const char *text, size_t length, uint32_t *mask)
{
	*mask = 0;
	if (spells(text, length, "-"))
		return NULL;
	for (size_t at = 0; at <= length;) {
		const size_t n = find(text + at, length - at, ",");
		uint32_t node;
		if (read_u32(text + at, n, &node) || node >= 32)
			return "nodes joined by commas such as 0,2";
		*mask |= (uint32_t)1 << node;
		at += n + 1;
	}
	return NULL;
}

static const char *read_zone(const char *text, size_t length, uint32_t *value)
{
	if (spells(text, length, "all")) {
		*value = 0;
		return NULL;
	}
	const char *expected = read_u32(text, length, value);
	if (expected || *value == UINT32_MAX)
		return "the number of a zone, or all";
	++*value;
	return NULL;
}

/* Values whose form depends on another argument. */

static void print_answer(const struct op *op, uint32_t value, FILE *out)
{
	if (op_get(op, ARG_QUESTION) == ASK_COMPACT)
		print_word(compact_words, value, out);
	else
		fprintf(out, "%" PRId32, (int32_t)value);
}

static const char *read_answer(const struct op *op, const char *text, size_t length, uint32_t *value)
{
	if (op_get(op, ARG_QUESTION) == ASK_COMPACT)
		return read_word(compact_words, text, length, value);
	return read_signed(text, length, value);
}

static void print_setting(uint32_t key, uint32_t value, FILE *out)
{
	if (key < NR_SET_KEYS && set_key_names[key])
		fprintf(out, "%s=", set_key_names[key]);
	else
		fprintf(out, "%" PRIu32 "=", key);
	if (key == SET_PCP_MODE)
		print_word(pcp_mode_words, value, out);
	else
		fprintf(out, "%" PRId32, (int32_t)value);
}

static const char *read_key(const char *text, size_t length, uint32_t *key)
{
	for (uint32_t k = SET_NONE + 1; k < NR_SET_KEYS; k++)
		if (spells(text, length, set_key_names[k])) {
			*key = k;
			return NULL;
		}
	return read_u32(text, length, key);
}

/* Read key=value as a whole. */
static const char *read_setting(struct op *op, int index, const char *text, size_t length)
{
	const size_t equals = find(text, length, "=");
	uint32_t *key = &op->arg[index], *value = &op->arg[index + 1];

	if (equals == length || read_key(text, equals, key))
		return "key=value with a key of docs/language.md such as min_free_kbytes";
	if (*key == SET_PCP_MODE)
		return read_word(pcp_mode_words, text + equals + 1, length - equals - 1, value) ? "natural, fixed or boot" : NULL;
	return read_signed(text + equals + 1, length - equals - 1, value);
}

static enum arg_form form_of(const struct op *op, int index)
{
	const struct op_arg *arg = &op_table[op->kind].arg[index];
	const bool run = arg->id == ARG_SLOT && index + 1 < OP_ARGS_MAX && arg[1].id == ARG_SLOTS;

	return run ? FORM_RUN : arg_table[arg->id].form;
}

void arg_print(const struct op *op, int index, FILE *out)
{
	const struct arg_row *row = &arg_table[op_table[op->kind].arg[index].id];
	const uint32_t value = op->arg[index], next = index + 1 < OP_ARGS_MAX ? op->arg[index + 1] : 0;

	switch (form_of(op, index)) {
	case FORM_NUMBER: fprintf(out, "%" PRIu32, value); break;
	case FORM_RANGE: fprintf(out, "%" PRIu32 "..%" PRIu32, value, next); break;
	case FORM_RUN: print_run(value, next, out); break;
	case FORM_SLOT: slot_print(value, out); break;
	case FORM_PFN: print_pfn(value, out); break;
	case FORM_WORD: print_word(row->words, value, out); break;
	case FORM_FLAGS: print_flags(row->flags, value, out); break;
	case FORM_NODES: print_nodes(value, out); break;
	case FORM_ZONE: value ? fprintf(out, "%" PRIu32, value - 1) : fputs("all", out); break;
	case FORM_SETTING: print_setting(value, next, out); break;
	case FORM_ANSWER: print_answer(op, value, out); break;
	case FORM_SECOND: break;
	}
}

const char *arg_read(struct op *op, int index, const char *text, size_t length)
{
	const struct arg_row *row = &arg_table[op_table[op->kind].arg[index].id];
	uint32_t *value = &op->arg[index];

	switch (form_of(op, index)) {
	case FORM_NUMBER: return read_u32(text, length, value);
	case FORM_RANGE: return read_range(text, length, value, value + 1);
	case FORM_RUN: return read_run(text, length, value, value + 1);
	case FORM_SLOT: return read_slot(text, length, value);
	case FORM_PFN: return read_pfn(text, length, value);
	case FORM_WORD: return read_word(row->words, text, length, value);
	case FORM_FLAGS: return read_flags(row->flags, text, length, value);
	case FORM_NODES: return read_nodes(text, length, value);
	case FORM_ZONE: return read_zone(text, length, value);
	case FORM_SETTING: return read_setting(op, index, text, length);
	case FORM_ANSWER: return read_answer(op, text, length, value);
	case FORM_SECOND: break;
	}
	return "another argument";
}
