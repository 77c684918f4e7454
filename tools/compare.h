// SPDX-License-Identifier: MIT
/* What the files of `buddycheck compare` share: each input file under the left profile and each right one, and the results. */
#ifndef TOOLS_COMPARE_H
#define TOOLS_COMPARE_H

#include "fuzz/explain/deciding.h"
#include "fuzz/triage/crash_site.h"
#include "tools/files.h"
#include "tools/json.h"

/* One file, compared between the left side and one right side. */
struct compared {
	bool done;
	int status; /* if not done: how the subject died, as waitpid() reports it */
	struct crash_site site;
	struct contrast contrast; /* if not done: up to the point of death */
	struct deciding deciding; /* for the first differing answer, if --why was given and it was found */
};

/* Sums over all files for one side; for the left side only the member `side` is used. */
struct comparison_total {
	/* Files with a differing answer, each counted once, by the first kind that it has; differing answers. */
	uint64_t files[NR_CONTRAST_KINDS], answers[NR_CONTRAST_KINDS];
	uint64_t decided[DECIDING_PLACES]; /* by index of a question: files whose first differing answer it decides */
	uint64_t not_found;                /* files for which no deciding question was found */
	uint64_t ended; /* files not compared to their end: the subject hangs or dies */
	struct contrast_counts side;
};

enum { COMPARE_SIDES_MAX = 16, PROFILE_OF_FILE = NR_PROFILES };

/* What runs on one side, and under which profile. */
struct compare_side {
	const struct subject *subject;
	uint8_t profile; /* or PROFILE_OF_FILE: the one that each file names */
	const char *name;
};

struct comparison {
	uint32_t nr_sides;
	struct compare_side side[COMPARE_SIDES_MAX]; /* the left one, then the right ones; the left one may be among them again */
	struct file_list files;
	bool json, quiet, why;
	struct sequence *seq;      /* one per file */
	struct compared *compared; /* nr_sides - 1 per file, in memory shared with the workers */
	struct comparison_total total[COMPARE_SIDES_MAX];
	uint64_t ops, differing, files_differing; /* ops and differing answers of all comparisons; a file counts once */
	uint64_t refused;                         /* files whose machine a trusting side refuses */
	bool ended;                               /* the subject died or hung in some comparison */
};

static inline const struct compared *compared_at(const struct comparison *comparison, size_t file, uint32_t right)
{
	return &comparison->compared[file * (comparison->nr_sides - 1) + right - 1];
}

/* Loads all files and compares them in child processes. Ends with status 2 if a file is malformed, with 3 if a subject that must take
 * every machine refuses one or there is not enough memory for it. */
void comparison_run(struct comparison *comparison, const char *command);
void comparison_release(struct comparison *comparison);

uint64_t contrast_answers(const struct contrast *contrast); /* number of differing answers */
bool contrast_differs(const struct contrast *contrast);     /* in an answer or anywhere in the view */
void compared_say_death(const struct compared *compared, char *text, size_t size);

enum { COMPARE_LABEL = 26 }; /* width of a row's name */

extern const char *const compare_kinds[NR_CONTRAST_KINDS]; /* names */

void compare_print_text(const struct comparison *comparison);
void compare_print_json(void *comparison, struct json *json);

/* compare_why.c; these do nothing without --why. */
void why_add(const struct comparison *comparison, struct comparison_total *total, const struct compared *compared);
void why_print(const struct comparison *comparison, const struct compared *compared); /* for two sides: in full */
void why_print_line(const struct comparison *comparison, size_t file);               /* for more: the names of the questions */
void why_print_totals(const struct comparison *comparison);
void why_describe(struct json *json, const struct comparison *comparison, const struct compared *compared, uint32_t right);
void why_describe_total(struct json *json, const struct comparison *comparison, const struct comparison_total *total);

#endif
