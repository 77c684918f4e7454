// SPDX-License-Identifier: MIT
/*
 * seeds OUT FILE...: the committed corpus, which is text, as the bytes that fuzz targets eat. seeds: the dictionary on standard output.
 * It runs while the targets are built, so it is compiled without the sanitizers and with the language only.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/generate/dictionary.h"
#include "fuzz/language/seq.h"

enum { ROOM = 64 + SEQ_OPS_MAX * SEQ_RECORD };

static void write_seed(const struct sequence *seq, const char *folder, const char *path)
{
	static uint8_t data[ROOM];
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	char name[4096];
	FILE *out;

	snprintf(name, sizeof(name), "%s/%s", folder, base);
	out = fopen(name, "wb");
	if (!out || fwrite(data, 1, seq_encode_input(seq, data, sizeof(data)), out) == 0 || fclose(out) != 0) {
		fprintf(stderr, "cannot write %s\n", name);
		exit(3);
	}
}

int main(int argc, char **argv)
{
	struct sequence seq;

	if (argc < 2) {
		dictionary_print(stdout);
		return 0;
	}
	seq_init(&seq);
	for (int i = 2; i < argc; i++) {
		seq_load(&seq, argv[i]);
		write_seed(&seq, argv[1], argv[i]);
	}
	seq_release(&seq);
	return 0;
}
