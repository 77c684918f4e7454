// SPDX-License-Identifier: MIT
/*
 * A sequence: language version, profile, machine, ops. It exists as bytes and as text; its first ops describe the machine.
 *
 * Laws (tests/seq_laws.c): every byte string decodes; decode(encode(s)) == s; parse(print(s)) == s; printing and encoding a decoded
 * sequence is a fixpoint.
 */
#ifndef FUZZ_SEQ_H
#define FUZZ_SEQ_H

#include <stdio.h>

#include "fuzz/language/op.h"

enum { SEQ_VERSION = 1, SEQ_OPS_MAX = 8192, SEQ_RECORD = 16 /* bytes of every op record */ };

struct sequence {
	uint8_t profile; /* enum profile */
	uint32_t nr_ops;
	struct op *op;   /* nr_ops entries in a buffer of SEQ_OPS_MAX */
	/* What the file says the sequence shows; text only. */
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
/* Drop expectations and digest, which no longer hold once the sequence is changed. The signature stays. */
void seq_forget_expectations(struct sequence *seq);
/*
 * seq_open_gap(): move ops up to make room for `count` at index, with undefined contents; the caller ensures SEQ_OPS_MAX. seq_remove_ops():
 * the reverse.
 */
void seq_open_gap(struct sequence *seq, uint32_t index, uint32_t count);
void seq_remove_ops(struct sequence *seq, uint32_t index, uint32_t count);

/* Decode any bytes; missing ones read as zero. The magic tells a file from a fuzzer's input. */
void seq_decode(struct sequence *seq, const uint8_t *data, size_t size);
uint8_t seq_profile_code(uint8_t profile); /* the code of a profile in files and digests, independent of its value in the enum */
/* Both return the number of bytes needed and write at most cap. */
size_t seq_encode(const struct sequence *seq, uint8_t *data, size_t cap);       /* a file: header and records */
size_t seq_encode_input(const struct sequence *seq, uint8_t *data, size_t cap); /* a fuzzer's input: one byte for the profile, records */
/* Why these bytes are not a complete file of a known version, or NULL. Bytes without the magic are a fuzzer's input and always complete. */
const char *seq_file_fault(const uint8_t *data, size_t size);

bool seq_parse(struct sequence *seq, const char *text, size_t size, struct seq_error *error);
void seq_print(const struct sequence *seq, FILE *out);
void seq_print_op(const struct sequence *seq, uint32_t index, FILE *out); /* one line, no newline */

/*
 * Path "-" is standard input. Text if it looks like text, else a binary file if it has the magic, else a fuzzer's input. Exits with status
 * 2 and a message naming file, line, column and cure if the text is malformed, a binary file is cut short or of an unknown version, or the
 * file is unreadable, empty, larger than any sequence, or plainly of another program; with status 3 if memory is short.
 */
void seq_load(struct sequence *seq, const char *path);
/* The two halves of seq_load(): read the file's bytes (the caller frees them); decode them, using path only in messages. */
uint8_t *seq_read(const char *path, size_t *size);
void seq_load_bytes(struct sequence *seq, const char *path, const uint8_t *data, size_t size);
/* Does seq_load() take the bytes for text? All printable at the beginning, or beginning like our own text. */
bool seq_looks_like_text(const uint8_t *data, size_t size);

/*
 * The machine described by the leading ops: always one that both sides accept (clamped, defaults filled in; see docs/language.md). Returns
 * the index of the first op that is not part of the machine.
 */
uint32_t seq_machine(const struct sequence *seq, struct machine *machine);

#endif
