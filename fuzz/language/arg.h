// SPDX-License-Identifier: MIT
/*
 * How each argument of the op language looks in text: its name, its form, the words it knows.
 *
 * The row of an op (op.h) says which arguments it has and in which order; this table says the rest, once for all ops. Printing an argument
 * and reading it back gives the same 32 bits, whatever they are: a value without a word is printed as a number.
 */
#ifndef FUZZ_ARG_H
#define FUZZ_ARG_H

#include <stdio.h>

#include "fuzz/language/op.h"

enum arg_form {
	FORM_NUMBER,   /* decimal; 0x.. is accepted too, here and everywhere */
	FORM_RANGE,    /* this and the next argument: start..end */
	FORM_RUN,      /* this and the next argument: slots a..c */
	FORM_SLOT,     /* a */
	FORM_PFN,      /* 0x400, or a+1: a page of the block in slot a */
	FORM_WORD,     /* one of words */
	FORM_FLAGS,    /* flags joined by | */
	FORM_NODES,    /* 0,2: a set of nodes */
	FORM_ZONE,     /* zone number + 1, 0: all */
	FORM_SETTING,  /* this and the next argument: key=value */
	FORM_ANSWER,   /* a value in the form that the op's question needs */
	FORM_SECOND,   /* the second half of a range, run or setting */
};

struct flag_word {
	const char *name;
	uint32_t bits;
};

struct arg_row {
	const char *name;
	enum arg_form form;
	bool bare;                     /* always printed, without name=, and required when reading */
	const char *const *words;      /* FORM_WORD: ends at NULL */
	const struct flag_word *flags; /* FORM_FLAGS: ends at a NULL name; combinations come before the flags they contain */
	const char *help;              /* what it is and how a value out of range is reduced */
};

extern const struct arg_row arg_table[NR_ARGS];
extern const char *const set_key_names[NR_SET_KEYS]; /* [SET_NONE] is NULL */
extern const char *const profile_names[NR_PROFILES];
/* The contract's enums, each in its order, ending at NULL. */
extern const char *const status_words[NR_STATUS + 1];
extern const char *const zone_kind_words[MAX_NR_ZONES + 1];
extern const char *const migratetype_words[MIGRATE_TYPES + 1];

/* The profile with this name of `length` characters, or -1. */
int profile_find(const char *name, size_t length);

/* The names of all profiles, separated by commas, with `word` before the last one: "or", "and". Returns text. */
enum { PROFILES_TEXT = 16 * NR_PROFILES };
const char *profile_list(char text[PROFILES_TEXT], const char *word);

/* Is the argument printed and read without a name, as start..end or a..c, because it is the first of its row? */
bool arg_is_bare(enum op_kind kind, int index);

/* Print the value of the argument at index of op, without its name. */
void arg_print(const struct op *op, int index, FILE *out);

/*
 * Read `length` characters into the argument at index (and into the next one for forms that take two). Returns NULL, or what was expected.
 */
const char *arg_read(struct op *op, int index, const char *text, size_t length);

/* Names of slots: a..z, aa..iv. slot_find() returns -1 if no slot has that name. */
void slot_print(uint32_t slot, FILE *out);
int slot_find(const char *text, size_t length);

/* A decimal or 0x number with an optional sign, nothing else. */
bool read_number(const char *text, size_t length, int64_t *value);

/* Do these `length` characters spell word? */
bool spells(const char *text, size_t length, const char *word);

#endif
