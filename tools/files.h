// SPDX-License-Identifier: MIT
/* Input files of a command, in a fixed order, and output files, which are written completely or not at all. */
#ifndef TOOLS_FILES_H
#define TOOLS_FILES_H

#include <stddef.h>
#include <stdio.h>

#include "fuzz/language/seq.h"

/* Files given by name or found below folders, without hidden ones, sorted by path, each once. A bug's folder, as triage makes them,
 * stands for its minimal.txt alone. */
struct file_list {
	char **path;
	size_t count, room;
};

/* Ends with status 2 if there is no argument, a path cannot be read, or a folder has no files. */
void files_collect(struct file_list *files, const char *command, char **arguments, int count);
void files_release(struct file_list *files);

/* The stream for messages and summaries of a command whose output goes to out (NULL: it has none): stderr if out is "-", so that
 * stdout holds only the output; else stdout. */
FILE *speak_beside(const char *out);

/* Writes a file atomically, as a temporary file in the same folder that is renamed; "-" is standard output. Ends with status 2 or 3 on
 * failure. */
void write_whole(const char *command, const char *path, const char *text, size_t size);

/* Like write_whole(), with what print writes. */
void write_printed(const char *command, const char *path, void (*print)(const void *ctx, FILE *out), const void *ctx);
/* Like write_whole(), with the sequence as text. */
void write_sequence(const char *command, const char *path, const struct sequence *seq);
/* Checks before the work that write_whole() can probably write path: it is not a folder, and its folder exists and is writable. If
 * not, ends with status 2. */
void need_output(const char *command, const char *path);
/* Makes the folder if it does not exist; ends with status 2 if that fails or it is not writable. */
void need_folder(const char *command, const char *path);

#endif
