// SPDX-License-Identifier: MIT
/*
 * buddycheck convert: a sequence from one of its forms to another. Expectations, digest, signature and comments exist only in text and
 * are lost in the binary forms.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/language/memory.h"
#include "tools/commands.h"
#include "tools/common.h"
#include "tools/files.h"
#include "tools/options.h"

static const char command[] = "convert";

enum form { FORM_OTHER, FORM_TEXT, FORM_BINARY, FORM_INPUT };

static void print_help(void)
{
	printf("usage: buddycheck convert [OPTIONS] IN OUT\n\n"
	       "Writes the sequence IN as OUT in the other form: text as binary, anything else as text. \"-\" is standard input or output.\n\n"
	       "  --to FORM   text, binary (header, version, number of ops) or input (what fuzz targets read: one byte, then the ops)\n"
	       "  --profile P write it for this profile; expectations, digest and signature of IN are dropped\n"
	       "  --loose     decode IN as raw bytes, even if damaged or not a sequence file: every byte string is a sequence\n\n"
	       "Exit status: 0 done, 2 bad usage or malformed input, 3 something this machine lacks.\n");
}

static void need_form(void *to, const char *name)
{
	static const char *const names[] = {[FORM_TEXT] = "text", [FORM_BINARY] = "binary", [FORM_INPUT] = "input"};
	enum form *form = to;

	for (*form = FORM_TEXT; *form <= FORM_INPUT; ++*form)
		if (strcmp(name, names[*form]) == 0)
			return;
	fail_usage(command, "--to '%s': expected text, binary or input", name);
}

static void write_out(const struct sequence *seq, enum form form, const char *path)
{
	if (form == FORM_TEXT) {
		write_sequence(command, path, seq);
		return;
	}
	size_t (*const encode)(const struct sequence *, uint8_t *, size_t) = form == FORM_BINARY ? seq_encode : seq_encode_input;
	const size_t size = encode(seq, NULL, 0);
	uint8_t *data = need_memory(malloc(size));

	encode(seq, data, size);
	write_whole(command, path, (const char *)data, size);
	free(data);
}

/* Drops expectations, digest and signature: they hold only for the file's own profile. */
static void change_profile(struct sequence *seq, const char *name)
{
	seq->profile = (uint8_t)need_profile(command, name);
	seq->signature[0] = '\0';
	seq_forget_expectations(seq);
}

static void convert(const char *in, const char *out, enum form form, bool loose, const char *profile)
{
	struct sequence seq;
	size_t size;
	uint8_t *data = seq_read(in, &size);

	seq_init(&seq);
	if (loose)
		seq_decode(&seq, data, size);
	else
		seq_load_bytes(&seq, in, data, size);
	if (profile)
		change_profile(&seq, profile);
	if (form == FORM_OTHER)
		form = !loose && seq_looks_like_text(data, size) ? FORM_BINARY : FORM_TEXT;
	write_out(&seq, form, out);
	free(data);
	seq_release(&seq);
}

int convert_main(int argc, char **argv)
{
	enum form form = FORM_OTHER;
	bool loose = false;
	const char *profile = NULL;
	const struct option_row rows[] = {
		{"to", .kind = OPTION_CALL, .to = &form, .call = need_form}, {"profile", .kind = OPTION_TEXT, .to = &profile},
		{"loose", .kind = OPTION_FLAG, .to = &loose}, {0}};

	options_parse(command, rows, print_help, argc, argv);
	if (argc - optind != 2)
		fail_usage(command, "expected two files, IN and OUT, found %d", argc - optind);
	convert(argv[optind], argv[optind + 1], form, loose, profile);
	return EXIT_AGREED;
}
