// SPDX-License-Identifier: MIT
/*
 * A sequence's memory, and reading one from a file with messages for people.
 *
 * Everything refused here ends the program with status 2 and a message that says which file, where in it, what was expected and what to do,
 * so that callers need no error handling.
 */
#include "fuzz/language/seq.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/language/memory.h"

enum { STATUS_MALFORMED = 2 };

void seq_init(struct sequence *seq)
{
	memset(seq, 0, sizeof(*seq));
	seq->op = need_memory(calloc(SEQ_OPS_MAX, sizeof(*seq->op)));
}

void seq_release(struct sequence *seq)
{
	free(seq->op);
	memset(seq, 0, sizeof(*seq));
}

void seq_copy(struct sequence *to, const struct sequence *from)
{
	struct op *op = to->op;

	*to = *from;
	to->op = op;
	memcpy(op, from->op, from->nr_ops * sizeof(*op));
}

void seq_forget_expectations(struct sequence *seq)
{
	seq->has_digest = false;
	seq->digest = 0;
	for (uint32_t i = 0; i < seq->nr_ops; i++)
		seq->op[i].expect = (struct expectation){0};
}

void seq_open_gap(struct sequence *seq, uint32_t index, uint32_t count)
{
	memmove(&seq->op[index + count], &seq->op[index], (seq->nr_ops - index) * sizeof(*seq->op));
	seq->nr_ops += count;
}

void seq_remove_ops(struct sequence *seq, uint32_t index, uint32_t count)
{
	memmove(&seq->op[index], &seq->op[index + count], (seq->nr_ops - index - count) * sizeof(*seq->op));
	seq->nr_ops -= count;
}

static _Noreturn void refuse(const char *path, const char *message)
{
	fprintf(stderr, "%s: %s\n", path, message);
	exit(STATUS_MALFORMED);
}

/* Does it look like text to a person who opens the file? Printable ASCII from the beginning, or beginning like our own text. */
bool seq_looks_like_text(const uint8_t *data, size_t size)
{
	static const char head[] = "buddycheck";

	if (size >= sizeof(head) - 1 && memcmp(data, head, sizeof(head) - 1) == 0)
		return true;
	if (size == 0 || data[0] == '#')
		return true;
	for (size_t i = 0; i < size && i < 256; i++)
		if ((data[i] < 0x20 || data[i] > 0x7e) && data[i] != '\n' && data[i] != '\t' && data[i] != '\r')
			return false;
	return true;
}

static void load_text(struct sequence *seq, const char *path, const uint8_t *data, size_t size)
{
	struct seq_error error;

	if (seq_parse(seq, (const char *)data, size, &error))
		return;
	fprintf(stderr, "%s:%u:%u: %s\n", path, error.line, error.column, error.message);
	exit(STATUS_MALFORMED);
}

/*
 * A fuzzer's input has no header, so every byte string is one. Files that plainly belong to another program are recognized by their first
 * bytes, four or more if the format has as many: fuzzers do not write those by chance.
 */
static const char *foreign_kind(const uint8_t *data, size_t size)
{
	static const struct { const char *begin, *kind; } kinds[] = {
		{"\177ELF", "a program or core dump"}, {"\211PNG", "an image"}, {"GIF8", "an image"}, {"%PDF", "a PDF document"},
		{"PK\003\004", "a zip archive"}, {"\037\213\010", "compressed (gzip)"}, {"\3757zXZ", "compressed (xz), as golden traces are, which \"buddycheck conform\" replays"},
		{"\050\265\057\375", "compressed (zstd)"}, {"!<arch>", "a library archive"}, {"SQLite format", "a database"}};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		const size_t length = strlen(kinds[i].begin);

		if (size >= length && memcmp(data, kinds[i].begin, length) == 0)
			return kinds[i].kind;
	}
	return NULL;
}

void seq_load_bytes(struct sequence *seq, const char *path, const uint8_t *data, size_t size)
{
	if (size == 0)
		refuse(path, "the file is empty; a sequence begins with \"buddycheck 1\" (see docs/language.md)");
	if (seq_looks_like_text(data, size)) {
		load_text(seq, path, data, size);
		return;
	}

	const char *kind = foreign_kind(data, size), *fault = seq_file_fault(data, size);
	if (kind) {
		fprintf(stderr, "%s: not a sequence: %s; use \"buddycheck convert --loose\" to decode it as raw bytes\n", path, kind);
		exit(STATUS_MALFORMED);
	}
	if (fault) {
		fprintf(stderr, "%s: %s; use \"buddycheck convert --loose\" to decode what there is\n", path, fault);
		exit(STATUS_MALFORMED);
	}
	seq_decode(seq, data, size);
}

/* More than the longest text of SEQ_OPS_MAX ops, so that a wrong file is refused instead of being read to its end. */
enum { FILE_MAX = 8 << 20 };

uint8_t *seq_read(const char *path, size_t *size)
{
	FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
	if (!in) {
		fprintf(stderr, "%s: cannot be opened: %s\n", path, strerror(errno));
		exit(STATUS_MALFORMED);
	}
	uint8_t *data = need_memory(malloc(FILE_MAX + 1));

	*size = fread(data, 1, FILE_MAX + 1, in);
	if (ferror(in)) {
		fprintf(stderr, "%s: cannot be read: %s\n", path, strerror(errno));
		exit(STATUS_MALFORMED);
	}
	if (in != stdin)
		fclose(in);
	if (*size > FILE_MAX)
		refuse(path, "larger than any sequence (8 MiB); is this the right file?");
	return data;
}

void seq_load(struct sequence *seq, const char *path)
{
	size_t size;
	uint8_t *data = seq_read(path, &size);

	seq_load_bytes(seq, path, data, size);
	free(data);
}
