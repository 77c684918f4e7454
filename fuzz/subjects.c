// SPDX-License-Identifier: MIT
/* The subjects by name. */
#include "fuzz/subjects.h"

#include <stdio.h>
#include <string.h>

#include "fuzz/language/seq.h"
#include "fuzz/subject_shared.h"

#include <yours.h> /* made by cmake/subjects.cmake: subjects that live elsewhere */

static const struct subject *const subjects[] = {&subject_allocator, &subject_allocator_untraced, &subject_model, &subject_canary,
						&subject_firstfit, YOURS};

enum { NR_SUBJECTS = sizeof(subjects) / sizeof(subjects[0]) };

const struct subject *subject_at(size_t index)
{
	return index < NR_SUBJECTS ? subjects[index] : NULL;
}

bool subject_is(const char *name)
{
	return strchr(name, '/') || subject_find(name);
}

const struct subject *subject_find(const char *name)
{
	if (strchr(name, '/'))
		return subject_shared(name);
	for (size_t i = 0; i < NR_SUBJECTS; i++)
		if (strcmp(subjects[i]->name, name) == 0)
			return subjects[i];
	return NULL;
}

const struct subject *oracle_for(const struct subject *subject)
{
	return subject->view ? &subject_model : &subject_ledger;
}

bool subject_runs_as(const struct subject *subject, uint8_t profile)
{
	const struct sequence plain = {.profile = profile};
	struct machine machine;

	seq_machine(&plain, &machine);
	return subject->size(&machine) > 0;
}

int subject_profile(const struct subject *subject)
{
	int profile = -1;

	for (uint8_t i = 0; i < NR_PROFILES; i++) {
		if (!subject_runs_as(subject, i))
			continue;
		if (profile >= 0)
			return -1;
		profile = i;
	}
	return profile;
}

const char *subject_names(bool viewed)
{
	static char names[256];
	size_t used = 0;

	for (size_t i = 0; i < NR_SUBJECTS && used < sizeof(names); i++)
		if (subjects[i]->view || !viewed)
			used += (size_t)snprintf(names + used, sizeof(names) - used, "%s%s", used > 0 ? ", " : "", subjects[i]->name);
	return names;
}
