// SPDX-License-Identifier: MIT
/*
 * What the files of `buddycheck compare` share: every file under the left profile and each right one, and what came of it.
 */
#ifndef TOOLS_COMPARE_H
#define TOOLS_COMPARE_H

#include "fuzz/explain/deciding.h"
#include "fuzz/triage/crash_site.h"
#include "tools/files.h"
#include "tools/json.h"

/* A file under the left profile and one of the right. */
struct compared {
	bool done;
	int status; /* if not done: how the subject died, of what waitpid() says */
	struct crash_site site;
	struct contrast contrast; /* as far as it came */
	struct deciding deciding; /* of the first answer, if asked for and found */
};

/* Of one profile, all files together; of the left one, side alone. */
struct comparison_total {
	/* Files with an answer that differs, each by the first of these kinds that it has; and answers. */
	uint64_t files[NR_CONTRAST_KINDS], answers[NR_CONTRAST_KINDS];
	uint64_t decided[DECIDING_PLACES]; /* files by the questions that decide their first answer, by their place */
	uint64_t not_found;                /* files of which they are not known */
	uint64_t ended; /* files not compared to their end: the subject hangs or dies */
	struct contrast_counts side;
};

enum { COMPARE_SIDES_MAX = 16, PROFILE_OF_FILE = NR_PROFILES };

/* What runs on one side, and as which kernel. */
struct compare_side {
	const struct subject *subject;
	uint8_t profile; /* or PROFILE_OF_FILE */
	const char *name;
};

struct comparison {
	uint32_t nr_sides;
	struct compare_side side[COMPARE_SIDES_MAX]; /* the left one, then the right: itself, too, if asked for */
	struct file_list files;
	bool json, quiet, why;
	struct sequence *seq;      /* of each file */
	struct compared *compared; /* nr_sides - 1 of each file, shared with those at work */
	struct comparison_total total[COMPARE_SIDES_MAX];
	uint64_t ops, differing, files_differing; /* ops and answers of all comparisons; a file counts once */
	uint64_t refused;                         /* files whose machine a side does not take, as such a subject may */
	bool ended;                               /* any was */
};

static inline const struct compared *compared_at(const struct comparison *comparison, size_t file, uint32_t right)
{
	return &comparison->compared[file * (comparison->nr_sides - 1) + right - 1];
}

/* Loads all files and compares them, in processes beside this one. Ends with status 2 for what is malformed, with 3 where a profile's machine is
 * refused or too large. */
void comparison_run(struct comparison *comparison, const char *command);
void comparison_release(struct comparison *comparison);

uint64_t contrast_answers(const struct contrast *contrast); /* how many differ */
bool contrast_differs(const struct contrast *contrast);     /* in anything */
void compared_say_death(const struct compared *compared, char *text, size_t size);

enum { COMPARE_LABEL = 26 }; /* width of a row's name */

extern const char *const compare_kinds[NR_CONTRAST_KINDS]; /* in words */

void compare_print_text(const struct comparison *comparison);
void compare_print_json(void *comparison, struct json *json);

/* Why (compare_why.c); nothing is said where it was not asked for. */
void why_add(const struct comparison *comparison, struct comparison_total *total, const struct compared *compared);
void why_print(const struct comparison *comparison, const struct compared *compared); /* between two profiles, in full */
void why_print_line(const struct comparison *comparison, size_t file);               /* of all profiles, the names alone */
void why_print_totals(const struct comparison *comparison);
void why_describe(struct json *json, const struct comparison *comparison, const struct compared *compared, uint32_t right);
void why_describe_total(struct json *json, const struct comparison *comparison, const struct comparison_total *total);

#endif
