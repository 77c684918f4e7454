// SPDX-License-Identifier: MIT
/* Files that a command reads, in a fixed order, and files that it writes, whole or not at all. */
#ifndef TOOLS_FILES_H
#define TOOLS_FILES_H

#include <stddef.h>
#include <stdio.h>

#include "fuzz/language/seq.h"

/* Files named or reached through folders, hidden ones left out, sorted by path, each once. Of a bug's folder, as triage makes them, minimal.txt alone. */
struct file_list {
	char **path;
	size_t count, room;
};

/* Ends with status 2 for no argument, a path that cannot be read, a folder without files. */
void files_collect(struct file_list *files, const char *command, char **arguments, int count);
void files_release(struct file_list *files);

/* Where to say what else there is to say beside the output out (NULL: none was asked for): on stderr if that is "-", so that stdout has it alone. */
FILE *speak_beside(const char *out);

/* The file appears whole or not at all: written beside its place and renamed; "-" is standard output. Ends with status 2 or 3 if it cannot. */
void write_whole(const char *command, const char *path, const char *text, size_t size);

/* The same of what print writes. */
void write_printed(const char *command, const char *path, void (*print)(const void *ctx, FILE *out), const void *ctx);
/* The same of a sequence as text. */
void write_sequence(const char *command, const char *path, const struct sequence *seq);
/* A path that write_whole() will take, for all that can be said before the work: not a folder, and in one that is there; ends with status 2 if not. */
void need_output(const char *command, const char *path);
/* A folder to write into, made if it is not there; ends with status 2 if that cannot be. */
void need_folder(const char *command, const char *path);

#endif
