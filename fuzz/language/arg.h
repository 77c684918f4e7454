// SPDX-License-Identifier: MIT
/*
 * How each argument of the op language looks in text: its name, its form, the words it knows.
 *
 * The row of an op (op.h) says which arguments there are and in which order; this table says the rest, once for all ops. Printing an
 * argument and reading it back gives the same 32 bits, whatever they are: a value without a word is a number.
 */
#ifndef FUZZ_ARG_H
#define FUZZ_ARG_H

#include <stdio.h>

#include "fuzz/language/op.h"

enum arg_form {
	FORM_NUMBER,   /* decimal; 0x.. is read too, here and everywhere */
	FORM_RANGE,    /* this and the next argument: start..end */
	FORM_RUN,      /* this and the next argument: slots a..c */
	FORM_SLOT,     /* a */
	FORM_PFN,      /* 0x400, or a+1: a page of the block in slot a */
	FORM_WORD,     /* one of words */
	FORM_FLAGS,    /* flags joined by | */
	FORM_NODES,    /* 0,2: a set of nodes */
	FORM_ZONE,     /* zone number + 1, 0: all */
	FORM_SETTING,  /* this and the next argument: key=value */
	FORM_ANSWER,   /* as the question of the same op wants it */
	FORM_SECOND,   /* the second half of a range, run or setting */
};

struct flag_word {
	const char *name;
	uint32_t bits;
};

struct arg_row {
	const char *name;
	enum arg_form form;
	bool bare;                     /* printed without name=, always, and required */
	const char *const *words;      /* FORM_WORD: ends at NULL */
	const struct flag_word *flags; /* FORM_FLAGS: ends at a NULL name, larger ones first */
	const char *help;              /* what it is and how a value out of range is reduced */
};

extern const struct arg_row arg_table[NR_ARGS];
extern const char *const set_key_names[NR_SET_KEYS]; /* [SET_NONE] is NULL */
extern const char *const profile_names[NR_PROFILES];
/* The contract's enums, each in its order, and NULL. */
extern const char *const status_words[NR_STATUS + 1];
extern const char *const zone_kind_words[MAX_NR_ZONES + 1];
extern const char *const migratetype_words[MIGRATE_TYPES + 1];

/* The profile whose name the length characters at name are, or -1. */
int profile_find(const char *name, size_t length);

/* All profiles' names with commas, and before the last one that word: "or", "and". Returns text. */
enum { PROFILES_TEXT = 16 * NR_PROFILES };
const char *profile_list(char text[PROFILES_TEXT], const char *word);

/* Printed and read as start..end or a..c without a name, because nothing comes before it in its row. */
bool arg_is_bare(enum op_kind kind, int index);

/* The argument at index of op as text, value only. */
void arg_print(const struct op *op, int index, FILE *out);

/* Read length characters into the argument at index (and the next one where it takes two). NULL, or what was expected. */
const char *arg_read(struct op *op, int index, const char *text, size_t length);

/* Slots by name: a..z, aa..iv. -1: no slot has that name. */
void slot_print(uint32_t slot, FILE *out);
int slot_find(const char *text, size_t length);

/* A decimal or 0x number with an optional sign, nothing else. */
bool read_number(const char *text, size_t length, int64_t *value);

/* Whether length characters of text spell word. */
bool spells(const char *text, size_t length, const char *word);

#endif
