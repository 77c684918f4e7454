// SPDX-License-Identifier: MIT
/*
 * The folders of bugs: <out>/<signature>/ with
 *
 *     minimal.txt      the smallest sequence known       explanation.txt  the first difference on one screen
 *     reproducer.c     the same as a C program           inputs.txt       the files of the last run that show it
 *     bug.txt          state, dates, cause, fix          stderr.txt       what a sanitizer wrote
 *     report.html      a page to step through it
 *
 * A new folder is filled under a temporary name next to its place and renamed; in an existing one each file is replaced whole. Lines of
 * bug.txt that this program does not know, and those for cause and fix, belong to people and are kept.
 */
#include "fuzz/triage/triage_parts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char temporary[] = ".new-";

static void need_folder(const char *path)
{
	if (mkdir(path, 0777) == 0 || errno == EEXIST)
		return;
	fprintf(stderr, "buddycheck triage: the folder %s cannot be made: %s\n", path, strerror(errno));
	exit(3);
}

static void path_in(const struct triage *triage, const char *folder, const char *file, char path[TRIAGE_PATH])
{
	snprintf(path, TRIAGE_PATH, "%s/%s%s%s", triage->options.out, folder, file[0] ? "/" : "", file);
}

void folder_stored_path(const struct triage *triage, const struct stored_bug *stored, char path[TRIAGE_PATH])
{
	path_in(triage, stored->signature, "minimal.txt", path);
}

/* The value after "key: " at the start of line, or NULL. */
static const char *value_of(const char *line, const char *key)
{
	const size_t length = strlen(key);

	if (strncmp(line, key, length) != 0 || line[length] != ':')
		return NULL;
	return line + length + 1 + strspn(line + length + 1, " ");
}

static void read_line(struct stored_bug *stored, char *line)
{
	const char *value;

	line[strcspn(line, "\n")] = '\0';
	if ((value = value_of(line, "state")))
		stored->fixed = strcmp(value, "fixed") == 0;
	else if ((value = value_of(line, "subject")))
		snprintf(stored->subject, sizeof(stored->subject), "%s", value);
	else if ((value = value_of(line, "first")))
		snprintf(stored->first, sizeof(stored->first), "%s", value);
	else if ((value = value_of(line, "minimal")))
		stored->minimal = strcmp(value, "proven") == 0;
	else if ((value = value_of(line, "ops")))
		stored->ops = (uint32_t)strtoul(value, NULL, 10);
}

/* False: not the folder of a bug. */
static bool read_folder(const struct triage *triage, const char *name, struct stored_bug *stored)
{
	char path[TRIAGE_PATH], line[512];

	*stored = (struct stored_bug){.fixed = false};
	if (strlen(name) >= sizeof(stored->signature))
		return false;
	memcpy(stored->signature, name, strlen(name) + 1);
	path_in(triage, name, "bug.txt", path);
	FILE *in = fopen(path, "r");

	if (!in)
		return false;
	while (fgets(line, sizeof(line), in))
		read_line(stored, line);
	fclose(in);
	return true;
}

static bool is_of_subject(const struct triage *triage, const struct stored_bug *stored)
{
	return strcmp(stored->subject, triage->options.subject->name) == 0;
}

static bool is_to_replay(const struct triage *triage, const struct stored_bug *stored)
{
	char path[TRIAGE_PATH];

	folder_stored_path(triage, stored, path);
	return is_of_subject(triage, stored) && access(path, R_OK) == 0;
}

void folder_check_owner(const struct triage *triage, const char *signature)
{
	struct stored_bug stored;

	if (!read_folder(triage, signature, &stored) || is_of_subject(triage, &stored))
		return;
	fprintf(stderr, "buddycheck triage: %s/%s holds a bug of the subject %s; choose another folder with --out\n", triage->options.out,
		signature, stored.subject);
	exit(2);
}

static bool ends_with(const char *name, const char *end)
{
	const size_t n = strlen(name), m = strlen(end);

	return n > m && strcmp(name + n - m, end) == 0;
}

/* Remove the files of a folder whose names end like this; "": all. */
static void remove_files(const char *path, const char *end)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)) != NULL) {
		char *file = triage_join(path, entry->d_name);

		if (entry->d_name[0] != '.' && ends_with(entry->d_name, end))
			unlink(file);
		free(file);
	}
	if (dir)
		closedir(dir);
}

static int by_signature(const void *a, const void *b)
{
	return strcmp(((const struct stored_bug *)a)->signature, ((const struct stored_bug *)b)->signature);
}

static void read_entry(struct triage *triage, const char *name)
{
	char path[TRIAGE_PATH];

	path_in(triage, name, "", path);
	if (strncmp(name, temporary, strlen(temporary)) == 0) { /* left by an interrupted run */
		remove_files(path, "");
		rmdir(path);
	}
	if (name[0] == '.')
		return;
	triage->stored = need_memory(realloc(triage->stored, sizeof(*triage->stored) * (triage->nr_stored + 1)));
	struct stored_bug *stored = &triage->stored[triage->nr_stored];

	if (!read_folder(triage, name, stored))
		return;
	remove_files(path, ".tmp");
	triage->nr_stored += is_to_replay(triage, stored);
}

/* Of two triages in one folder, one would remove what the other is about to rename. If the folder cannot be locked, do not wait. */
static int lock_folder(const char *path)
{
	const int lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (lock < 0 || flock(lock, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
		return lock;
	fprintf(stderr, "buddycheck triage: another triage is at work in %s; waiting for it\n", path);
	while (flock(lock, LOCK_EX) != 0 && errno == EINTR)
		continue;
	return lock;
}

void folders_close(const struct triage *triage)
{
	if (triage->lock >= 0)
		close(triage->lock);
}

void folders_open(struct triage *triage)
{
	DIR *dir;
	struct dirent *entry;

	need_folder(triage->options.out);
	triage->lock = lock_folder(triage->options.out);
	dir = opendir(triage->options.out);
	while (dir && (entry = readdir(dir)) != NULL)
		read_entry(triage, entry->d_name);
	if (!dir) {
		fprintf(stderr, "buddycheck triage: the folder %s cannot be read: %s\n", triage->options.out, strerror(errno));
		exit(2);
	}
	closedir(dir);
	if (triage->nr_stored > 0)
		qsort(triage->stored, triage->nr_stored, sizeof(*triage->stored), by_signature);
}

/* Copy everything that people wrote into the old bug.txt. */
static void copy_notes(FILE *out, const char *old)
{
	static const char *const ours[] = {"signature", "state", "subject", "first", "last", "inputs", "ops", "minimal", "shows", "fixed", "group"};
	char line[4096];
	FILE *in = fopen(old, "r");

	if (!in) {
		fputs("cause:\nfix:\n", out);
		return;
	}
	while (fgets(line, sizeof(line), in)) {
		bool known = false;

		for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
			known |= value_of(line, ours[i]) != NULL;
		if (!known)
			fputs(line, out);
	}
	fclose(in);
}

static void write_bug(const struct triage *triage, const struct triage_bug *bug, const char *folder)
{
	char path[TRIAGE_PATH], today[16];

	triage_today(today);
	path_in(triage, folder, "bug.txt", path);
	FILE *out = whole_open(path);

	fprintf(out, "signature: %s\nstate: open\nsubject: %s\nfirst: %s\nlast: %s\ninputs: %u\nops: %u\nminimal: %s\n"
		"shows: %s\ngroup: %s\n", bug->signature, triage->options.subject->name, bug->first, today, bug->inputs, bug->ops_min,
		bug->minimal ? "proven" : "not proven", bug->shows, triage_group_of(triage, bug));
	copy_notes(out, path);
	whole_close(out, path);
}

void folder_mark_fixed(const struct triage *triage, const struct stored_bug *stored)
{
	char path[TRIAGE_PATH], today[16], line[4096];

	triage_today(today);
	path_in(triage, stored->signature, "bug.txt", path);
	FILE *in = fopen(path, "r");
	FILE *out = whole_open(path);

	while (in && fgets(line, sizeof(line), in)) {
		if (value_of(line, "fixed"))
			continue;
		if (value_of(line, "state"))
			fprintf(out, "state: fixed\nfixed: %s\n", today);
		else
			fputs(line, out);
	}
	if (in)
		fclose(in);
	whole_close(out, path);
}

static void write_inputs(const struct triage *triage, const struct triage_bug *bug, const char *folder)
{
	char path[TRIAGE_PATH];

	path_in(triage, folder, "inputs.txt", path);
	FILE *out = whole_open(path);

	for (uint32_t i = 0; i < triage->options.nr_paths; i++)
		if (triage->result[i].finding == FOUND_BUG && strcmp(triage->result[i].signature, bug->signature) == 0)
			fprintf(out, "%s\n", triage->options.path[i]);
	whole_close(out, path);
}

/* Write the reproducer in all its forms. */
static void write_best(const struct triage *triage, const struct triage_bug *bug, const char *folder)
{
	char path[TRIAGE_PATH];
	struct triage_result result = {0};
	struct sequence seq;

	seq_init(&seq);
	if (state_load(triage, triage->result[bug->best].hash, &result, &seq)) {
		path_in(triage, folder, "minimal.txt", path);
		FILE *out = whole_open(path);

		seq_print(&seq, out);
		whole_close(out, path);
		path_in(triage, folder, "", path);
		forms_write(triage, &seq, path);
	}
	seq_release(&seq);
}

static bool is_folder(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

void folder_write(const struct triage *triage, const struct triage_bug *bug)
{
	char place[TRIAGE_PATH], beside[TRIAGE_PATH], name[128];

	snprintf(name, sizeof(name), "%s%s", temporary, bug->signature);
	path_in(triage, bug->signature, "", place);
	path_in(triage, name, "", beside);
	const bool exists = is_folder(place);
	const char *folder = exists ? bug->signature : name;

	if (!exists)
		need_folder(beside);
	if (bug->best != NO_INPUT)
		write_best(triage, bug, folder);
	if (bug->inputs > 0)
		write_inputs(triage, bug, folder);
	write_bug(triage, bug, folder);
	if (!exists && rename(beside, place) != 0) {
		fprintf(stderr, "buddycheck triage: %s cannot be renamed to %s: %s\n", beside, place, strerror(errno));
		exit(3);
	}
}
