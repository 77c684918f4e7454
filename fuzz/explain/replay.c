// SPDX-License-Identifier: MIT
/* Prints a path so that a shell reads it back: words of plain characters as they are, others in single quotes, and never as an option. */
#include "fuzz/explain/replay.h"

#include <string.h>

/* Characters that have no meaning to a shell anywhere in a word. */
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

static void print_word(const char *word, FILE *out)
{
	if (word[strspn(word, plain)])
		print_quoted(word, out);
	else
		fputs(word, out);
}

static void print_side(const char *option, const char *name, FILE *out)
{
	fprintf(out, "%s ", option);
	print_word(name, out);
	fputc(' ', out);
}

void replay_print(const struct subject *subject, const struct subject *oracle, const char *path, FILE *out)
{
	fputs("buddycheck explain ", out);
	if (strchr(oracle->name, '/'))
		print_side("--oracle", oracle->name, out);
	if (strcmp(subject->name, "allocator") != 0)
		print_side("--subject", subject->name, out);
	if (path[0] == '-' && path[1])
		fputs("./", out); /* a leading '-' would make it an option */
	print_word(path, out);
}
