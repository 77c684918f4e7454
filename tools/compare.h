// SPDX-License-Identifier: MIT
/*
 * What the files of `buddycheck compare` share: every file under both profiles, and what came of it.
 */
#ifndef TOOLS_COMPARE_H
#define TOOLS_COMPARE_H

#include "fuzz/explain/contrast.h"
#include "fuzz/triage/crash_site.h"
#include "tools/files.h"
#include "tools/json.h"

struct compared {
	bool done;
	int status; /* if not done: how the subject died, of what waitpid() says */
	struct crash_site site;
	struct contrast contrast; /* as far as it came */
};

struct comparison {
	const struct subject *subject;
	uint8_t profile[CONTRAST_SIDES];
	struct file_list files;
	bool json;
	struct sequence *seq;      /* of each file */
	struct compared *compared; /* the same, shared with those at work */
	uint64_t ops, differing, files_differing, hung, died;
};

/* Loads all files and compares them, in processes beside this one. Ends with status 2 for what is malformed, with 3 where a profile's machine is
 * refused or too large. */
void comparison_run(struct comparison *comparison, const char *command);
void comparison_release(struct comparison *comparison);

uint64_t contrast_answers(const struct contrast *contrast); /* how many differ */
bool contrast_differs(const struct contrast *contrast);     /* in anything */

#endif
