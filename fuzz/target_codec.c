// SPDX-License-Identifier: MIT
/*
 * Fuzz target of the language itself: bytes decode, and survive encoding and printing; the same bytes taken as text are either refused with
 * a position or read into a sequence that survives as well. A broken law aborts.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz/language/arg.h"
#include "fuzz/language/seq.h"
#include "fuzz/target.h"

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

static bool same_expectation(const struct expectation *a, const struct expectation *b)
{
	return a->given == b->given && a->status == b->status && a->value == b->value;
}

static bool same_op(const struct op *a, const struct op *b)
{
	return a->kind == b->kind && a->dst == b->dst && same_expectation(&a->expect, &b->expect) &&
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
		if (!annotations)
			left.expect = (struct expectation){0};
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

/* The machine of any sequence can be sized without overflow. */
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

/* Mutation: between bytes and text, by words of the language, by single bytes, or by the engine's own mutator. */

static uint32_t draw(uint64_t *state, uint32_t n)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*state >> 33) % n;
}

/* Convert bytes to text, or text to bytes. */
static size_t other_form(uint8_t *data, size_t size, size_t max)
{
	struct seq_error error;
	char *text = NULL;
	size_t length = 0;

	set_up();
	if (seq_looks_like_text(data, size) && seq_parse(&seq, (const char *)data, size, &error)) {
		length = seq_encode_input(&seq, data, max);
		return length < max ? length : max;
	}
	seq_decode(&seq, data, size);
	FILE *out = open_memstream(&text, &length);
	if (!out)
		return size;
	seq_print(&seq, out);
	fclose(out);
	length = length < max ? length : max;
	memcpy(data, text, length);
	free(text);
	return length;
}

static const char *pick_word(uint64_t *state)
{
	static const char *const others[] = {" ", "\n", " = ", "->", "..", "|", "#", "0x", "-1", "a", "iv", "4294967295", "none", "="};
	const uint32_t id = 1 + draw(state, NR_ARGS - 1);

	switch (draw(state, 4)) {
	case 0: return op_table[draw(state, NR_OPS)].name;
	case 1: return arg_table[id].name ? arg_table[id].name : "pfn";
	case 2: return arg_table[id].words ? arg_table[id].words[0] : set_key_names[1 + draw(state, NR_SET_KEYS - 1)];
	default: return others[draw(state, sizeof(others) / sizeof(*others))];
	}
}

static size_t insert_word(uint8_t *data, size_t size, size_t max, uint64_t *state)
{
	const char *word = pick_word(state);
	const size_t n = strlen(word), at = draw(state, (uint32_t)size + 1);

	if (size + n > max)
		return size;
	memmove(data + at + n, data + at, size - at);
	memcpy(data + at, word, n);
	return size + n;
}

static size_t remove_some(uint8_t *data, size_t size, uint64_t *state)
{
	if (size == 0)
		return 0;
	const size_t at = draw(state, (uint32_t)size), left = size - at, n = 1 + draw(state, left < 20 ? (uint32_t)left : 20);

	memmove(data + at, data + at + n, left - n);
	return size - n;
}

static size_t change_byte(uint8_t *data, size_t size, uint64_t *state)
{
	if (size > 0)
		data[draw(state, (uint32_t)size)] ^= (uint8_t)(1u << draw(state, 8));
	return size;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	uint64_t state = seed;

	switch (draw(&state, 8)) {
	case 0: return other_form(data, size, max);
	case 1:
	case 2: return insert_word(data, size, max, &state);
	case 3: return remove_some(data, size, &state);
	case 4: return change_byte(data, size, &state);
	default: return LLVMFuzzerMutate ? LLVMFuzzerMutate(data, size, max) : insert_word(data, change_byte(data, size, &state), max, &state);
	}
}

/* The beginning of one input and the end of the other. */
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size, uint8_t *out, size_t max, unsigned seed)
{
	uint64_t state = seed;
	size_t head = draw(&state, (uint32_t)a_size + 1), tail = draw(&state, (uint32_t)b_size + 1);

	head = head < max ? head : max;
	tail = tail < max - head ? tail : max - head;
	memcpy(out, a, head);
	memcpy(out + head, b + b_size - tail, tail);
	return head + tail;
}
