// SPDX-License-Identifier: MIT
/*
 * Signatures: four parts, each from a small closed set.
 *
 * The direction says how the subject deviates from the oracle: more, less, null (no page instead of one), page (the reverse), other
 * (another page), or both values by name if they have names.
 */
#include "fuzz/lockstep/signature.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "fuzz/lockstep/names.h"

struct writer {
	char *out;
	size_t size, used;
};

/* Append a part in lower case, with '-' for every character not allowed in a signature. */
static void put(struct writer *writer, const char *text, size_t length)
{
	for (size_t i = 0; i < length && text[i] != '\0' && writer->used + 1 < writer->size; i++) {
		const unsigned char c = (unsigned char)text[i];

		writer->out[writer->used++] = isalnum(c) || c == '_' ? (char)tolower(c) : '-';
	}
	writer->out[writer->used] = '\0';
}

static void part(struct writer *writer, const char *text)
{
	if (writer->used > 0)
		put(writer, "-", 1);
	put(writer, text, strlen(text));
}

/* The field's name, and those of its values that do not depend on the machine's size: a migratetype, an invariant's number, a side. */
static void put_field(struct writer *writer, const char *field)
{
	static const char *const kept[] = {" mt=", " number=", " side=", " in="};

	put(writer, "-", 1);
	put(writer, field, strcspn(field, " "));
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		const char *value = strstr(field, kept[i]);

		if (!value)
			continue;
		value += strlen(kept[i]);
		put(writer, "-", 1);
		put(writer, value, strcspn(value, " "));
	}
}

static bool has_name(const struct divergence *divergence, const char *name)
{
	const size_t length = strlen(name);

	return strncmp(divergence->field, name, length) == 0 && (divergence->field[length] == ' ' || divergence->field[length] == '\0');
}

static void put_versus(struct writer *writer, const char *subject, const char *oracle)
{
	part(writer, subject);
	part(writer, "vs");
	part(writer, oracle);
}

static void put_page_direction(struct writer *writer, const struct divergence *divergence)
{
	if (divergence->subject == PFN_NONE)
		part(writer, "null");
	else if (divergence->oracle == PFN_NONE)
		part(writer, "page");
	else
		part(writer, "other");
}

static void put_order_direction(struct writer *writer, const struct divergence *divergence)
{
	part(writer, divergence->subject > divergence->oracle ? "more" : "less");
}

/* Fields whose values are pages, zones or hashes, for which more and less mean nothing. */
static bool is_unordered(const struct divergence *divergence)
{
	static const char *const names[] = {"list", "pcp", "bad", "given", "zonelist", "zonelist_thisnode", "digest", "start_pfn"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (has_name(divergence, names[i]))
			return true;
	return false;
}

static const char *path_word(int64_t kind)
{
	return kind < 0 ? "nothing" : path_name((unsigned)kind);
}

static void put_view_direction(struct writer *writer, const struct divergence *divergence)
{
	const unsigned subject = (unsigned)divergence->subject, oracle = (unsigned)divergence->oracle;

	if (has_name(divergence, "pageblock"))
		put_versus(writer, migratetype_name(subject), migratetype_name(oracle));
	else if (has_name(divergence, "page") && (subject & 0xf) == (oracle & 0xf))
		put_versus(writer, page_state_name(subject & 0xf), "order");
	else if (has_name(divergence, "page"))
		put_versus(writer, page_state_name(subject & 0xf), page_state_name(oracle & 0xf));
	else if (is_unordered(divergence))
		part(writer, "other");
	else
		put_order_direction(writer, divergence);
}

static void put_direction(struct writer *writer, const struct divergence *divergence)
{
	switch (divergence->class) {
	case DIFF_STATUS:
	case DIFF_VALUE:
	case DIFF_EXPECT:
		if (has_name(divergence, "status"))
			put_versus(writer, status_name((unsigned)divergence->subject), status_name((unsigned)divergence->oracle));
		else if (op_gives_page(divergence->kind))
			put_page_direction(writer, divergence);
		else
			put_view_direction(writer, divergence);
		return;
	case DIFF_PATH:
		if (has_name(divergence, "event") || has_name(divergence, "end"))
			put_versus(writer, path_word(divergence->subject), path_word(divergence->oracle));
		else
			put_order_direction(writer, divergence);
		return;
	case DIFF_ANSWER:
	case DIFF_COUNTER:
	case DIFF_VIEW:
		put_view_direction(writer, divergence);
		return;
	case DIFF_BOOT:
		part(writer, divergence->subject ? "oracle-refused" : divergence->oracle ? "subject-refused" : "both-refused");
		return;
	case DIFF_NONE:
	case DIFF_INVARIANT:
	case DIFF_CHECK:
	case DIFF_ASSERTION:
	case DIFF_STEPS:
	case DIFF_SLOW:
		return;
	}
}

const char *signature_op(enum op_kind kind)
{
	if (kind == OP_MACHINE)
		return "boot";
	return op_table[kind == OP_FREE_AT ? OP_FREE : kind].name;
}

/* A view that differs at the end is attributed to the last op. */
static const char *op_word(const struct divergence *divergence, const struct sequence *seq)
{
	if (divergence->kind == OP_MACHINE || divergence->op < seq->nr_ops)
		return signature_op(divergence->kind);
	return seq->nr_ops > 0 ? signature_op((enum op_kind)seq->op[seq->nr_ops - 1].kind) : "end";
}

void signature_make(const struct divergence *divergence, const struct sequence *seq, char *out, size_t size)
{
	struct writer writer = {.out = out, .size = size};

	if (size == 0)
		return;
	out[0] = '\0';
	if (divergence->class == DIFF_NONE)
		return;
	part(&writer, op_word(divergence, seq));
	/* A class with only one field is not named twice ("value-value", "check-check-.."). */
	if (!has_name(divergence, diff_class_name(divergence->class)))
		part(&writer, diff_class_name(divergence->class));
	put_field(&writer, divergence->field);
	put_direction(&writer, divergence);
}
