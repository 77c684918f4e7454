// SPDX-License-Identifier: MIT
/*
 * Sequences as bytes: fixed-size records, into which any byte string decodes.
 *
 * A file is a header of 12 bytes (magic, version, profile, number of ops) and a record of SEQ_RECORD bytes per op. A fuzzer's input has one
 * byte, the profile, in place of the header, so that there is nothing to keep consistent while bytes are inserted and removed. Decoding
 * never fails for either form and ignores the version and the number of ops; seq_file_fault() is what detects a damaged file. Numbers are
 * little-endian, packed by shifts. What only text can hold (expectations, digest, signature) is lost.
 */
#include "fuzz/language/seq.h"

#include <string.h>

enum { HEADER = 12, AT_VERSION = 4, AT_PROFILE = 5, AT_OPS = 8, INPUT_HEADER = 1 };

/* Not printable, so that no text is mistaken for a file. */
static const uint8_t magic[4] = {0xb0, 0xdd, 0x1c, 0x0b};

/* Frozen. A new profile takes the next code; a code without a profile means the default. */
static const uint8_t profile_of_code[] = {PROFILE_LINUX_5_10, PROFILE_LINUX_4_14, PROFILE_LINUX_6_1, PROFILE_LINUX_6_12, PROFILE_LINUX_5_10_Y,
					  PROFILE_LINUX_7_3};

static uint8_t profile_from(uint8_t code)
{
	return code < sizeof(profile_of_code) ? profile_of_code[code] : (uint8_t)PROFILE_LINUX_5_10;
}

uint8_t seq_profile_code(uint8_t profile)
{
	for (uint8_t code = 0; code < sizeof(profile_of_code); code++)
		if (profile_of_code[code] == profile)
			return code;
	return 0;
}

static bool has_magic(const uint8_t *data, size_t size)
{
	return size >= sizeof(magic) && memcmp(data, magic, sizeof(magic)) == 0;
}

/* A number of 1, 2 or 4 bytes; WIDEST bytes are read in any case. */
enum { WIDEST = 4 };
static uint32_t get(const uint8_t *data, unsigned width)
{
	const uint32_t four = data[0] | (uint32_t)data[1] << 8 | (uint32_t)data[2] << 16 | (uint32_t)data[3] << 24;

	return four & UINT32_MAX >> 8 * (WIDEST - width);
}

static void put(uint8_t *data, unsigned width, uint32_t value)
{
	for (unsigned i = 0; i < width; i++)
		data[i] = (uint8_t)(value >> 8 * i);
}

static void decode_op(struct op *op, const uint8_t *record)
{
	memset(op, 0, sizeof(*op));
	op->kind = op_of_code[record[0]];
	op->dst = SLOT_NONE;

	const struct op_row *row = &op_table[op->kind];
	unsigned at = 1;
	if (row->writes_slot)
		op->dst = record[at++];
	for (int i = 0; i < OP_ARGS_MAX && row->arg[i].id != ARG_NONE; i++) {
		op->arg[i] = get(record + at, row->arg[i].width);
		at += row->arg[i].width;
	}
}

static void encode_op(const struct op *op, uint8_t *record)
{
	const struct op_row *row = &op_table[op->kind];
	unsigned at = 1;

	memset(record, 0, SEQ_RECORD);
	record[0] = op_code(op->kind);
	if (row->writes_slot)
		record[at++] = (uint8_t)op->dst;
	for (int i = 0; i < OP_ARGS_MAX && row->arg[i].id != ARG_NONE; i++) {
		put(record + at, row->arg[i].width, op->arg[i]);
		at += row->arg[i].width;
	}
}

/* Copy n bytes from offset of data, with zeroes past its end. */
static void take(uint8_t *to, size_t n, const uint8_t *data, size_t size, size_t offset)
{
	memset(to, 0, n);
	if (offset < size)
		memcpy(to, data + offset, size - offset < n ? size - offset : n);
}

void seq_decode(struct sequence *seq, const uint8_t *data, size_t size)
{
	uint8_t header[HEADER];
	const bool file = has_magic(data, size);
	size_t offset = file ? HEADER : INPUT_HEADER;

	take(header, HEADER, data, size, 0);
	seq->profile = profile_from(header[file ? AT_PROFILE : 0]);
	seq->nr_ops = 0;
	seq->has_digest = false;
	seq->digest = 0;
	memset(seq->signature, 0, sizeof(seq->signature));
	for (; offset < size && seq->nr_ops < SEQ_OPS_MAX; offset += SEQ_RECORD) {
		uint8_t last[SEQ_RECORD + WIDEST];
		const bool whole = size - offset >= sizeof(last);

		if (!whole)
			take(last, sizeof(last), data, size, offset);
		decode_op(&seq->op[seq->nr_ops++], whole ? data + offset : last);
	}
}

/* Write n bytes at offset, as far as they fit. */
static void give(uint8_t *data, size_t cap, size_t offset, const uint8_t *from, size_t n)
{
	if (offset < cap)
		memcpy(data + offset, from, cap - offset < n ? cap - offset : n);
}

static size_t encode_ops(const struct sequence *seq, uint8_t *data, size_t cap, size_t offset)
{
	for (uint32_t i = 0; i < seq->nr_ops; i++, offset += SEQ_RECORD) {
		uint8_t record[SEQ_RECORD];
		encode_op(&seq->op[i], record);
		give(data, cap, offset, record, SEQ_RECORD);
	}
	return offset;
}

size_t seq_encode(const struct sequence *seq, uint8_t *data, size_t cap)
{
	uint8_t header[HEADER] = {0};

	memcpy(header, magic, sizeof(magic));
	header[AT_VERSION] = SEQ_VERSION;
	header[AT_PROFILE] = seq_profile_code(seq->profile);
	put(header + AT_OPS, 4, seq->nr_ops);
	give(data, cap, 0, header, HEADER);
	return encode_ops(seq, data, cap, HEADER);
}

size_t seq_encode_input(const struct sequence *seq, uint8_t *data, size_t cap)
{
	const uint8_t header = seq_profile_code(seq->profile);

	give(data, cap, 0, &header, INPUT_HEADER);
	return encode_ops(seq, data, cap, INPUT_HEADER);
}

const char *seq_file_fault(const uint8_t *data, size_t size)
{
	if (!has_magic(data, size))
		return NULL;
	if (size < HEADER)
		return "the binary header is cut short; 12 bytes were expected";
	if (data[AT_VERSION] != SEQ_VERSION)
		return "unknown language version; this program reads version 1";
	if (data[AT_PROFILE] >= sizeof(profile_of_code))
		return "unknown profile";

	const uint32_t nr_ops = get(data + AT_OPS, 4);
	if (nr_ops > SEQ_OPS_MAX)
		return "more ops than a sequence can have (8192)";
	if (size < HEADER + (size_t)nr_ops * SEQ_RECORD)
		return "the file is cut short: its header announces more ops than follow";
	if (size > HEADER + (size_t)nr_ops * SEQ_RECORD)
		return "bytes follow the last op that the header announces";
	return NULL;
}
