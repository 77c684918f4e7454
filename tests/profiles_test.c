// SPDX-License-Identifier: MIT
/*
 * docs/profiles.md against the policy tables: its last part must equal what is printed here, so that neither can change alone.
 *
 * Each question must also distinguish at least two profiles, and none may appear twice. --write updates the file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/language/arg.h"
#include "tests/profiles_rows.h"

static const char path[] = "docs/profiles.md";
static const char first_line[] = "## The allocator's questions\n";

struct printing {
	FILE *out;
	uint32_t rows, failed;
	char seen[8192]; /* names of fields, each between spaces */
};

static void fail(struct printing *printing, const char *field, const char *what)
{
	fprintf(stderr, "FAIL: %s %s\n", field, what);
	printing->failed++;
}

static void check_row(struct printing *printing, const struct profile_row *row)
{
	char name[80];
	bool differs = false;

	for (int p = 1; p < NR_PROFILES; p++)
		differs |= strcmp(row->answer[0], row->answer[p]) != 0;
	if (!differs)
		fail(printing, row->field, "has one answer for all profiles");
	snprintf(name, sizeof(name), " %s ", row->field);
	if (strstr(printing->seen, name))
		fail(printing, row->field, "is asked twice");
	strncat(printing->seen, name, sizeof(printing->seen) - strlen(printing->seen) - 1);
}

static void print_row(const struct profile_row *row, void *ctx)
{
	struct printing *printing = ctx;

	if (row->group) {
		fprintf(printing->out, "| **%s** |", row->group);
		for (int p = 0; p < NR_PROFILES + 2; p++)
			fprintf(printing->out, " |");
		fputc('\n', printing->out);
		return;
	}
	check_row(printing, row);
	printing->rows++;
	fprintf(printing->out, "| `%s` | `%s()` | %s |", row->field, row->function, row->question);
	for (int p = 0; p < NR_PROFILES; p++)
		fprintf(printing->out, " %s |", row->answer[p]);
	fputc('\n', printing->out);
}

static void print_head(FILE *out)
{
	fprintf(out, "\n| question | kernel function | what is asked |");
	for (int p = 0; p < NR_PROFILES; p++)
		fprintf(out, " %s |", profile_names[p]);
	fprintf(out, "\n|---|---|---|");
	for (int p = 0; p < NR_PROFILES; p++)
		fprintf(out, "---|");
	fputc('\n', out);
}

static void print_tables(struct printing *printing)
{
	fputs(first_line, printing->out);
	print_head(printing->out);
	profiles_allocator(print_row, printing);
	printing->seen[0] = '\0';
	fputs("\n## The oracle's questions\n", printing->out);
	print_head(printing->out);
	profiles_model(print_row, printing);
}

static char *read_file(size_t *size)
{
	FILE *file = fopen(path, "rb");
	char *text = calloc(1, 1 << 20);

	if (!file || !text) {
		fprintf(stderr, "cannot read %s; run from the checkout\n", path);
		exit(3);
	}
	*size = fread(text, 1, (1 << 20) - 1, file);
	fclose(file);
	return text;
}

static void write_file(const char *text, size_t kept, const char *tables)
{
	FILE *file = fopen(path, "wb");

	if (!file || fwrite(text, 1, kept, file) != kept || fputs(tables, file) < 0 || fclose(file) != 0) {
		fprintf(stderr, "cannot write %s\n", path);
		exit(3);
	}
}

int main(int argc, char **argv)
{
	struct printing printing = {.rows = 0};
	char *tables, *text, *found;
	size_t size, length;

	printing.out = open_memstream(&tables, &length);
	print_tables(&printing);
	fclose(printing.out);
	text = read_file(&size);
	found = strstr(text, first_line);
	if (argc == 2 && strcmp(argv[1], "--write") == 0)
		write_file(text, found ? (size_t)(found - text) : size, tables);
	else if (!found || strcmp(found, tables) != 0)
		fail(&printing, path, "is not what the tables say; cure: profiles_test --write");
	printf("profiles_test: %u questions, %u failed\n", printing.rows, printing.failed);
	free(text);
	free(tables);
	return printing.failed > 0;
}
