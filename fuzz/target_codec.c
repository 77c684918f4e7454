// SPDX-License-Identifier: MIT
/*
 * Fuzz target of the language itself: bytes decode and survive encoding and printing, and the same bytes taken as text are refused with a
 * place or read into something that survives too. A broken law aborts.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz/seq.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct sequence seq, again;
static uint8_t *bytes;

enum { ROOM = 64 + SEQ_OPS_MAX * SEQ_RECORD };

static void set_up(void)
{
	if (bytes)
		return;
	seq_init(&seq);
	seq_init(&again);
	bytes = malloc(ROOM);
	if (!bytes)
		exit(3);
}

static void law(bool holds, const char *name)
{
	if (holds)
		return;
	fprintf(stderr, "codec: broken: %s\n", name);
	abort();
}

static bool same_op(const struct op *a, const struct op *b)
{
	return a->kind == b->kind && a->dst == b->dst && a->has_expect == b->has_expect && a->expect == b->expect &&
	       memcmp(a->arg, b->arg, sizeof(a->arg)) == 0;
}

static bool same(const struct sequence *a, const struct sequence *b, bool annotations)
{
	if (a->profile != b->profile || a->nr_ops != b->nr_ops)
		return false;
	if (annotations && (a->has_digest != b->has_digest || a->digest != b->digest || strcmp(a->signature, b->signature) != 0))
		return false;
	for (uint32_t i = 0; i < a->nr_ops; i++) {
		struct op left = a->op[i];
		if (!annotations) {
			left.has_expect = false;
			left.expect = 0;
		}
		if (!same_op(&left, &b->op[i]))
			return false;
	}
	return true;
}

static void laws_of_bytes(void)
{
	size_t size = seq_encode(&seq, bytes, ROOM);
	law(!seq_file_fault(bytes, size), "an encoded file is whole");
	seq_decode(&again, bytes, size);
	law(same(&seq, &again, false), "decode(encode(s)) == s");
	size = seq_encode_input(&seq, bytes, ROOM);
	seq_decode(&again, bytes, size);
	law(same(&seq, &again, false), "decode(encode_input(s)) == s");
}

static void laws_of_text(void)
{
	struct seq_error error;
	char *text = NULL;
	size_t size = 0;

	FILE *out = open_memstream(&text, &size);
	if (!out)
		exit(3);
	seq_print(&seq, out);
	fclose(out);
	law(seq_parse(&again, text, size, &error), "printed text is read");
	law(same(&seq, &again, true), "parse(print(s)) == s");
	free(text);
}

/* The machine of any sequence can be sized without arithmetic going wrong. */
static void law_of_machine(void)
{
	struct machine machine;
	law(seq_machine(&seq, &machine) <= seq.nr_ops, "the machine ends within the sequence");
	law(machine.nr_zones >= 1 && machine.nr_nodes >= 1 && machine.nr_cpus >= 1, "a machine has zones, nodes and cpus");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct seq_error error = {0};

	set_up();
	seq_decode(&seq, data, size);
	laws_of_bytes();
	laws_of_text();
	law_of_machine();
	if (seq_parse(&seq, (const char *)data, size, &error)) {
		laws_of_bytes();
		laws_of_text();
		law_of_machine();
	} else {
		law(error.line > 0 && error.column > 0 && error.message[0], "a refusal has a place and a message");
	}
	return 0;
}
