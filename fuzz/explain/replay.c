// SPDX-License-Identifier: MIT
/* A path as a shell reads it back: words of plain characters as they are, all others between single quotes, no option by accident. */
#include "fuzz/explain/replay.h"

#include <string.h>

/* Characters that mean nothing to a shell anywhere in a word. */
static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+,:@%=";

static void print_quoted(const char *word, FILE *out)
{
	fputc('\'', out);
	for (; *word; word++) {
		if (*word == '\'')
			fputs("'\\''", out);
		else
			fputc(*word, out);
	}
	fputc('\'', out);
}

void replay_print(const struct subject *subject, const char *path, FILE *out)
{
	fputs("buddycheck explain ", out);
	if (strcmp(subject->name, "allocator") != 0)
		fprintf(out, "--subject %s ", subject->name);
	if (path[0] == '-' && path[1])
		fputs("./", out); /* no option */
	if (path[strspn(path, plain)])
		print_quoted(path, out);
	else
		fputs(path, out);
}
