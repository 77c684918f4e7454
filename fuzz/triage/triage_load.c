// SPDX-License-Identifier: MIT
/*
 * Loads inputs of unknown origin. seq_load_bytes() ends its process on malformed input, so it runs in a process of its own, whose message
 * is kept.
 */
#include "fuzz/triage/triage_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <xxhash.h>

#include "fuzz/triage/pool.h"

enum { INPUT_MAX = 8 << 20 /* as seq_load() */ };

struct file {
	uint8_t *data;
	size_t size;
};

/* Shared memory in which the loading process leaves the sequence. */
struct loaded {
	struct sequence seq;
	struct op op[SEQ_OPS_MAX];
};

static bool refuse(char *message, size_t size, const char *why)
{
	snprintf(message, size, "%s", why);
	return false;
}

static bool check_kind(const char *path, size_t *bytes, char *message, size_t size)
{
	struct stat status;

	if (stat(path, &status) != 0)
		return refuse(message, size, strerror(errno));
	if (!S_ISREG(status.st_mode))
		return refuse(message, size, "not a regular file");
	if (status.st_size == 0)
		return refuse(message, size, "empty");
	if (status.st_size > INPUT_MAX) {
		snprintf(message, size, "%lld bytes, larger than any sequence (8 MiB)", (long long)status.st_size);
		return false;
	}
	*bytes = (size_t)status.st_size;
	return true;
}

static bool read_file(const char *path, struct file *file, char *message, size_t size)
{
	FILE *in = fopen(path, "rb");

	if (!in)
		return refuse(message, size, strerror(errno));
	file->data = need_memory(malloc(file->size));
	file->size = fread(file->data, 1, file->size, in);
	const bool failed = ferror(in) || file->size == 0;

	fclose(in);
	return failed ? refuse(message, size, "cannot be read") : true;
}

/* Keep the loader's message, without path and newline. */
static void keep_message(FILE *errors, const char *path, char *message, size_t size)
{
	char line[1024] = "";
	const char *text = line;

	rewind(errors);
	if (!fgets(line, sizeof(line), errors))
		snprintf(line, sizeof(line), "cannot be read as a sequence");
	line[strcspn(line, "\n")] = '\0';
	if (strncmp(text, path, strlen(path)) == 0)
		text += strlen(path) + (text[strlen(path)] == ':');
	snprintf(message, size, "%s", text + strspn(text, " "));
}

static void load_and_exit(const char *path, const struct file *file, struct loaded *loaded, FILE *errors)
{
	dup2(fileno(errors), STDERR_FILENO);
	seq_init(&loaded->seq);
	seq_load_bytes(&loaded->seq, path, file->data, file->size);
	memcpy(loaded->op, loaded->seq.op, sizeof(*loaded->op) * loaded->seq.nr_ops);
	_exit(0);
}

static bool load(const char *path, const struct file *file, struct sequence *seq, char *message, size_t size)
{
	struct loaded *loaded = pool_memory(sizeof(*loaded));
	FILE *errors = need_memory(tmpfile());
	int status = -1;

	fflush(NULL);
	const pid_t child = fork();

	if (child == 0)
		load_and_exit(path, file, loaded, errors);
	if (child > 0)
		waitpid(child, &status, 0);
	const bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0;

	if (good) {
		loaded->seq.op = loaded->op;
		seq_copy(seq, &loaded->seq);
	} else {
		keep_message(errors, path, message, size);
	}
	fclose(errors);
	munmap(loaded, sizeof(*loaded));
	return good;
}

bool triage_load(const char *path, struct sequence *seq, uint64_t *hash, char *message, size_t size)
{
	struct file file = {0};
	bool good = false;

	*hash = 0;
	if (!check_kind(path, &file.size, message, size))
		return false;
	if (read_file(path, &file, message, size)) {
		*hash = XXH3_64bits(file.data, file.size) | 1;
		good = load(path, &file, seq, message, size);
	}
	free(file.data);
	return good;
}
