// SPDX-License-Identifier: MIT
/*
 * A sequence: language version, profile, machine, ops; as bytes, as text, as a machine.
 *
 * Laws (tests/seq_laws.c): every byte string decodes; decode(encode(s)) == s; parse(print(s)) == s; printing and encoding what was decoded
 * is a fixpoint.
 */
#ifndef FUZZ_SEQ_H
#define FUZZ_SEQ_H

#include <stdio.h>

#include "fuzz/language/op.h"

enum { SEQ_VERSION = 1, SEQ_OPS_MAX = 8192, SEQ_RECORD = 16 /* bytes of every op record */ };

struct sequence {
	uint8_t profile; /* enum profile */
	uint32_t nr_ops;
	struct op *op;   /* nr_ops entries, room for SEQ_OPS_MAX */
	/* What the file says it shows; text only. */
	bool has_digest;
	uint64_t digest;
	char signature[96]; /* "" if none */
};

struct seq_error {
	uint32_t line, column; /* from 1 */
	char message[160];     /* what was found and what was expected */
};

void seq_init(struct sequence *seq);
void seq_release(struct sequence *seq);
void seq_copy(struct sequence *to, const struct sequence *from);
/* What the file says of its ops and of its end: it no longer holds once the sequence is changed. The signature stays. */
void seq_forget_expectations(struct sequence *seq);
/* Ops move up to make room for count at index, whose contents mean nothing yet; the caller sees to it that SEQ_OPS_MAX is kept. Or down over count. */
void seq_open_gap(struct sequence *seq, uint32_t index, uint32_t count);
void seq_remove_ops(struct sequence *seq, uint32_t index, uint32_t count);

/* Any bytes; missing ones are zero. Two forms, told apart by the magic: a file and the input of a fuzzer. */
void seq_decode(struct sequence *seq, const uint8_t *data, size_t size);
uint8_t seq_profile_code(uint8_t profile); /* what a profile is in files and digests, whatever its place in the enum */
/* Return the bytes needed, write at most cap. */
size_t seq_encode(const struct sequence *seq, uint8_t *data, size_t cap);       /* a file: magic, version, profile, number of ops, records */
size_t seq_encode_input(const struct sequence *seq, uint8_t *data, size_t cap); /* for a fuzzer: one byte, records */
/* Why these bytes are not a whole file of a version known here, or NULL. Bytes without the magic are a fuzzer's input and always whole. */
const char *seq_file_fault(const uint8_t *data, size_t size);

bool seq_parse(struct sequence *seq, const char *text, size_t size, struct seq_error *error);
void seq_print(const struct sequence *seq, FILE *out);
void seq_print_op(const struct sequence *seq, uint32_t index, FILE *out); /* one line, no newline */

/*
 * Path "-" is standard input. Text if it looks like text, else a binary file if it has the magic, else the input of a fuzzer. Exits with
 * status 2 and a message naming file, line, column and cure on malformed text, a binary file cut short, an unreadable or empty file, one
 * larger than any sequence or plainly of another program, an unknown version; with 3 without memory.
 */
void seq_load(struct sequence *seq, const char *path);
/* Its two halves: the bytes of the file, to be freed; and what they say, path being only named in messages. */
uint8_t *seq_read(const char *path, size_t *size);
void seq_load_bytes(struct sequence *seq, const char *path, const uint8_t *data, size_t size);
/* What these take for text: all printable at the beginning, or what our own text begins with. */
bool seq_looks_like_text(const uint8_t *data, size_t size);

/* The machine the leading ops describe: always one that both sides accept (clamped, defaults filled in; see docs/language.md).
 * Returns the index of the first op that is not part of the machine. */
uint32_t seq_machine(const struct sequence *seq, struct machine *machine);

#endif
