// SPDX-License-Identifier: MIT
/* The names of the sides. */
#include "fuzz/subjects.h"

#include <string.h>

static const struct subject *const subjects[] = {&subject_allocator, &subject_allocator_untraced, &subject_model, &subject_canary,
						&subject_firstfit};

const struct subject *subject_find(const char *name)
{
	for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++)
		if (strcmp(subjects[i]->name, name) == 0)
			return subjects[i];
	return NULL;
}

const struct subject *oracle_for(const struct subject *subject)
{
	return subject->view ? &subject_model : &subject_ledger;
}

const char *subject_names(void)
{
	return "allocator, allocator-untraced, model, canary, firstfit";
}
