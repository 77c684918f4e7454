// SPDX-License-Identifier: MIT
/* Folders are walked without recursion. Output is written to a temporary file and renamed, unless the target is a device, a pipe or a
 * link. */
#include "tools/files.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz/language/memory.h"
#include "tools/common.h"

static void add_file(struct file_list *files, const char *path)
{
	if (files->count == files->room) {
		files->room = files->room ? files->room * 2 : 64;
		files->path = need_memory(realloc(files->path, files->room * sizeof(*files->path)));
	}
	files->path[files->count++] = need_memory(strdup(path));
}

static char *join(const char *folder, const char *name)
{
	const size_t length = strlen(folder);
	const bool slash = length > 0 && folder[length - 1] == '/';
	char *path = need_memory(malloc(length + strlen(name) + 2));

	sprintf(path, "%s%s%s", folder, slash ? "" : "/", name);
	return path;
}

/* For a bug's folder, as triage makes them: the path of its minimal.txt, to be freed. NULL for any other folder. */
static char *minimum_in(const char *folder)
{
	char *state = join(folder, "bug.txt"), *minimum = join(folder, "minimal.txt");
	const bool both = access(state, F_OK) == 0 && access(minimum, F_OK) == 0;

	free(state);
	if (both)
		return minimum;
	free(minimum);
	return NULL;
}

/* Links to folders inside a folder are skipped, because they may form a loop. */
static bool links_to_folder(const char *path)
{
	struct stat link, target;

	return lstat(path, &link) == 0 && S_ISLNK(link.st_mode) && stat(path, &target) == 0 && S_ISDIR(target.st_mode);
}

/* A link whose target is gone. Only an error if it was named by the user. */
static bool leads_nowhere(const char *path)
{
	struct stat link, target;

	return lstat(path, &link) == 0 && S_ISLNK(link.st_mode) && stat(path, &target) != 0;
}

/*
 * No recursion: a folder's entries are appended to the list that is being walked, and the folder's own path becomes the empty string,
 * which tidy() removes.
 */
static void expand_folder(struct file_list *files, const char *command, size_t index)
{
	char *folder = files->path[index];
	DIR *dir = opendir(folder);
	struct dirent *entry;

	if (!dir)
		fail_usage(command, "cannot read the folder %s: %s", folder, strerror(errno));
	files->path[index] = need_memory(strdup(""));
	while ((entry = readdir(dir)) != NULL) {
		char *path;

		if (entry->d_name[0] == '.')
			continue;
		path = join(folder, entry->d_name);
		if (leads_nowhere(path))
			fprintf(stderr, "buddycheck %s: %s leads nowhere, skipped\n", command, path);
		else if (!links_to_folder(path))
			add_file(files, path);
		free(path);
	}
	closedir(dir);
	free(folder);
}

static void expand(struct file_list *files, const char *command, size_t index)
{
	char *minimum;
	struct stat status;

	if (strcmp(files->path[index], "-") == 0)
		return;
	if (stat(files->path[index], &status) != 0)
		fail_usage(command, "cannot read %s: %s", files->path[index], strerror(errno));
	if (!S_ISDIR(status.st_mode))
		return;
	minimum = minimum_in(files->path[index]);
	if (!minimum) {
		expand_folder(files, command, index);
		return;
	}
	free(files->path[index]);
	files->path[index] = minimum;
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorts the paths and removes empty ones and duplicates. */
static void tidy(struct file_list *files)
{
	size_t kept = 0;

	qsort(files->path, files->count, sizeof(*files->path), compare_paths);
	for (size_t i = 0; i < files->count; i++) {
		if (files->path[i][0] == '\0' || (kept > 0 && strcmp(files->path[kept - 1], files->path[i]) == 0)) {
			free(files->path[i]);
			continue;
		}
		files->path[kept++] = files->path[i];
	}
	files->count = kept;
}

void files_collect(struct file_list *files, const char *command, char **arguments, int count)
{
	memset(files, 0, sizeof(*files));
	if (count == 0)
		fail_usage(command, "no file or folder given");
	for (int i = 0; i < count; i++) {
		const size_t first = files->count;
		size_t found = 0;

		if (arguments[i][0] == '\0')
			fail_usage(command, "an argument is empty, expected a file or folder");
		add_file(files, arguments[i]);
		for (size_t at = first; at < files->count; at++)
			expand(files, command, at);
		for (size_t at = first; at < files->count; at++)
			found += files->path[at][0] != '\0';
		if (found == 0)
			fail_usage(command, "no files in the folder %s", arguments[i]);
	}
	tidy(files);
}

void files_release(struct file_list *files)
{
	for (size_t i = 0; i < files->count; i++)
		free(files->path[i]);
	free(files->path);
	memset(files, 0, sizeof(*files));
}

FILE *speak_beside(const char *out)
{
	return out && strcmp(out, "-") == 0 ? stderr : stdout;
}

/* A device, a pipe or a link, for example /dev/null or /dev/stdout: write into it, do not replace it. */
static bool is_special(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

static void write_special(const char *command, const char *path, const char *text, size_t size)
{
	FILE *out = fopen(path, "wb");

	if (!out)
		fail_usage(command, "cannot write %s: %s", path, strerror(errno));
	const bool written = fwrite(text, 1, size, out) == size;

	if (fclose(out) != 0 || !written)
		fail_lacking(command, "cannot write %s: %s", path, strerror(errno));
}

void write_whole(const char *command, const char *path, const char *text, size_t size)
{
	char beside[4096];

	if (strcmp(path, "-") == 0) {
		fwrite(text, 1, size, stdout); /* main.c checks stdout at exit */
		return;
	}
	if (is_special(path)) {
		write_special(command, path, text, size);
		return;
	}
	need_output(command, path);
	if ((size_t)snprintf(beside, sizeof(beside), "%s.%ld.tmp", path, (long)getpid()) >= sizeof(beside))
		fail_usage(command, "the name of the output is too long");
	FILE *out = fopen(beside, "wb");

	if (!out)
		fail_usage(command, "cannot write %s: %s", path, strerror(errno));
	const bool written = fwrite(text, 1, size, out) == size;

	if (fclose(out) == 0 && written && rename(beside, path) == 0)
		return;
	const int error = errno;

	unlink(beside);
	fail_lacking(command, "cannot write %s: %s", path, strerror(error));
}

void write_printed(const char *command, const char *path, void (*print)(const void *ctx, FILE *out), const void *ctx)
{
	char *text = NULL;
	size_t size;
	FILE *memory = need_memory(open_memstream(&text, &size));

	print(ctx, memory);
	need_memory(fclose(memory) == 0 ? text : NULL);
	write_whole(command, path, text, size);
	free(text);
}

static void print_sequence(const void *seq, FILE *out)
{
	seq_print(seq, out);
}

void write_sequence(const char *command, const char *path, const struct sequence *seq)
{
	write_printed(command, path, print_sequence, seq);
}

void need_output(const char *command, const char *path)
{
	const char *slash = strrchr(path, '/');
	char folder[4096];
	struct stat status;

	if (path[0] == '\0' || (stat(path, &status) == 0 && S_ISDIR(status.st_mode)))
		fail_usage(command, "cannot write '%s': expected the name of a file", path);
	if (strcmp(path, "-") == 0 || is_special(path))
		return;
	snprintf(folder, sizeof(folder), "%.*s", slash ? (int)(slash - path) + 1 : 1, slash ? path : ".");
	if (access(folder, W_OK) != 0)
		fail_usage(command, "cannot write %s: %s: %s", path, folder, strerror(errno));
}

void need_folder(const char *command, const char *path)
{
	struct stat status;

	if (mkdir(path, 0777) != 0 && errno != EEXIST)
		fail_usage(command, "cannot make the folder %s: %s", path, strerror(errno));
	if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode))
		fail_usage(command, "%s is not a folder", path);
	if (access(path, W_OK) != 0)
		fail_usage(command, "cannot write into the folder %s: %s", path, strerror(errno));
}
