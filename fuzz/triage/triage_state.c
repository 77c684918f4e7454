// SPDX-License-Identifier: MIT
/*
 * Intermediate results: one file per input under <out>/.triage/<key>, named by the hash of the input.
 *
 * The key identifies the running program and the subject, so that a rebuilt subject starts afresh. A file is four comment lines with what
 * was found, then the sequence as text; it appears whole or not at all.
 */
#include "fuzz/triage/triage_parts.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xxhash.h>

static const char state_name[] = ".triage";

/* Hash the bytes of the running program. */
static uint64_t hash_program(uint64_t seed)
{
	FILE *program = fopen("/proc/self/exe", "rb");
	XXH3_state_t *state = need_memory(XXH3_createState());
	uint8_t block[1 << 14];
	size_t got;

	XXH3_64bits_reset_withSeed(state, seed);
	while (program && (got = fread(block, 1, sizeof(block), program)) > 0)
		XXH3_64bits_update(state, block, got);
	if (program)
		fclose(program);
	const uint64_t hash = XXH3_64bits_digest(state);

	XXH3_freeState(state);
	return hash;
}

static uint64_t key_of(const struct triage *triage)
{
	const char *subject = triage->options.subject->name;

	return hash_program(XXH3_64bits(subject, strlen(subject)));
}

static void remove_files(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)) != NULL) {
		char *path = triage_join(folder, entry->d_name);

		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			unlink(path);
		free(path);
	}
	if (dir)
		closedir(dir);
	rmdir(folder);
}

/* Remove every key but `kept`; NULL: all. */
static void remove_keys(const char *all, const char *kept)
{
	DIR *dir = opendir(all);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.' || (kept && strcmp(entry->d_name, kept) == 0))
			continue;
		char *path = triage_join(all, entry->d_name);

		remove_files(path);
		free(path);
	}
	if (dir)
		closedir(dir);
}

static void need_folder(const char *path)
{
	if (mkdir(path, 0777) == 0 || errno == EEXIST)
		return;
	fprintf(stderr, "buddycheck triage: the folder %s cannot be made: %s\n", path, strerror(errno));
	exit(3);
}

void state_open(struct triage *triage)
{
	char *all = triage_join(triage->options.out, state_name);
	char key[24];

	snprintf(key, sizeof(key), "%016" PRIx64, key_of(triage));
	need_folder(all);
	remove_keys(all, key);
	triage->state = triage_join(all, key);
	need_folder(triage->state);
	free(all);
}

void state_close(struct triage *triage)
{
	char *all = triage_join(triage->options.out, state_name);

	remove_keys(all, NULL);
	rmdir(all);
	free(all);
}

static void state_path(const struct triage *triage, uint64_t hash, char path[TRIAGE_PATH])
{
	snprintf(path, TRIAGE_PATH, "%s/%016" PRIx64, triage->state, hash);
}

void state_save(const struct triage *triage, uint64_t hash, const struct triage_result *result, const struct sequence *seq)
{
	char path[TRIAGE_PATH];

	state_path(triage, hash, path);
	FILE *out = whole_open(path);

	fprintf(out, "# %d %" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu32 " %d %s\n# %s\n# %s\n# %s\n# %s\n# ", (int)result->finding, result->ops,
		result->ops_cut, result->ops_min, result->runs, (int)result->minimal, result->signature[0] ? result->signature : "-", result->shows,
		result->ways, result->inner, result->asks);
	for (uint32_t i = 0; i < result->relatives.count; i++)
		fprintf(out, "%016" PRIx64, result->relatives.shown[i]);
	fputc('\n', out);
	if (result->finding == FOUND_BUG)
		seq_print(seq, out);
	whole_close(out, path);
}

/* Copy the comment at the start of *text and advance past it. False: there is none. */
static bool next_comment(const char **text, char *out, size_t size)
{
	const size_t length = strcspn(*text, "\n");

	if (strncmp(*text, "# ", 2) != 0 || (*text)[length] != '\n')
		return false;
	snprintf(out, size, "%.*s", (int)length - 2, *text + 2);
	*text += length + 1;
	return true;
}

static void parse_relatives(const char *text, struct relatives *out)
{
	out->count = 0;
	while (out->count < RELATIVES_MAX && sscanf(text, "%16" SCNx64, &out->shown[out->count]) == 1) {
		out->count++;
		text += 16;
	}
}

static bool parse_result(const char *text, struct triage_result *result)
{
	int finding, minimal;
	char first[256], relatives[RELATIVES_MAX * 16 + 1];

	if (!next_comment(&text, first, sizeof(first)) || !next_comment(&text, result->shows, sizeof(result->shows)) ||
	    !next_comment(&text, result->ways, sizeof(result->ways)) || !next_comment(&text, result->inner, sizeof(result->inner)) ||
	    !next_comment(&text, result->asks, sizeof(result->asks)) || !next_comment(&text, relatives, sizeof(relatives)))
		return false;
	parse_relatives(relatives, &result->relatives);
	if (sscanf(first, "%d %" SCNu32 " %" SCNu32 " %" SCNu32 " %" SCNu32 " %d %95s", &finding, &result->ops, &result->ops_cut,
		   &result->ops_min, &result->runs, &minimal, result->signature) != 7)
		return false;
	result->finding = (enum finding)finding;
	result->minimal = minimal;
	if (strcmp(result->signature, "-") == 0)
		result->signature[0] = '\0';
	return true;
}

static char *read_text(const char *path, size_t *size)
{
	FILE *in = fopen(path, "rb");
	char *text = NULL;
	FILE *memory;
	char block[4096];
	size_t got;

	if (!in)
		return NULL;
	memory = need_memory(open_memstream(&text, size));
	while ((got = fread(block, 1, sizeof(block), in)) > 0)
		fwrite(block, 1, got, memory);
	fclose(memory);
	fclose(in);
	return text;
}

bool state_load(const struct triage *triage, uint64_t hash, struct triage_result *result, struct sequence *seq)
{
	char path[TRIAGE_PATH];
	struct seq_error error;
	size_t size;

	state_path(triage, hash, path);
	char *text = read_text(path, &size);

	if (!text)
		return false;
	bool good = parse_result(text, result);

	if (good && result->finding == FOUND_BUG)
		good = seq_parse(seq, text, size, &error);
	result->hash = hash;
	free(text);
	return good;
}
