// SPDX-License-Identifier: MIT
/* Shared by triage*.c only. */
#ifndef FUZZ_TRIAGE_PARTS_H
#define FUZZ_TRIAGE_PARTS_H

#include "fuzz/triage/reduce.h"
#include "fuzz/language/memory.h"
#include "fuzz/triage/triage.h"

enum { TRIAGE_TRIES = 3, TRIAGE_PATH = 4096 };

/* A bug's folder as found. */
struct stored_bug {
	char signature[96], subject[96], first[16];
	bool fixed;     /* "state: fixed" */
	bool minimal;   /* "minimal: proven" */
	uint32_t ops;
};

/* "folder/name"; the caller frees it. */
char *triage_join(const char *folder, const char *name);
/* Today, or the day of SOURCE_DATE_EPOCH, as YYYY-MM-DD. */
void triage_today(char day[16]);

/* Files that appear whole or not at all: written under a temporary name and renamed. Exits with status 3 on failure. */
FILE *whole_open(const char *path);
void whole_close(FILE *file, const char *path);

/* triage_load.c: load the sequence of a file in a process of its own. False: message says why it failed. hash is set in any case. */
bool triage_load(const char *path, struct sequence *seq, uint64_t *hash, char *message, size_t size);

/* triage_state.c: intermediate results. */
void state_open(struct triage *triage);  /* removes those of other programs or subjects */
void state_close(struct triage *triage); /* call when the run is complete */
void state_save(const struct triage *triage, uint64_t hash, const struct triage_result *result, const struct sequence *seq);
bool state_load(const struct triage *triage, uint64_t hash, struct triage_result *result, struct sequence *seq);

/* triage_examine.c: the work of one worker. */
void *examine_enter(void *ctx);
void examine(void *ctx, void *own, uint32_t input);
void examine_minimize(void *ctx, void *own, uint32_t input);

/* triage_group.c: call after samples were minimized and minima chosen. */
void group_bugs(struct triage *triage);

/* triage_folder.c: folders of bugs. */
void folders_open(struct triage *triage); /* create and lock out, read the folders, clean up after an interrupted run */
void folders_close(const struct triage *triage); /* unlock out */
void folder_check_owner(const struct triage *triage, const char *signature); /* exits with status 2 if it is another subject's */
void folder_write(const struct triage *triage, const struct triage_bug *bug);
void folder_mark_fixed(const struct triage *triage, const struct stored_bug *stored);
void folder_stored_path(const struct triage *triage, const struct stored_bug *stored, char path[TRIAGE_PATH]);

/* triage_forms.c: write reproducer.c, explanation.txt, report.html and stderr.txt of a sequence into the folder path. */
void forms_write(const struct triage *triage, const struct sequence *seq, const char *path);

#endif
