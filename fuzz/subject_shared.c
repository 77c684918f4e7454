// SPDX-License-Identifier: MIT
#define _GNU_SOURCE /* memfd_create() */
#include "fuzz/subject_shared.h"

#include <stdio.h>

#ifdef NOTHING_SHARED

const struct subject *subject_shared(const char *path)
{
	fprintf(stderr, "%s: this build cannot load shared objects; use build/release/bin/buddycheck\n", path);
	return NULL;
}

#else

#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SHARED_MAX = 16 }; /* loaded at the same time */

/* The loader's message does not say why a copy could not be made. */
static bool copy_file(const char *path, int copy)
{
	char block[1 << 14];
	FILE *file = fopen(path, "rb");
	bool whole = file && copy >= 0;
	size_t got;

	while (whole && (got = fread(block, 1, sizeof(block), file)) > 0)
		whole = write(copy, block, got) == (ssize_t)got;
	whole = whole && !ferror(file);
	if (!whole)
		fprintf(stderr, "%s: cannot make the temporary copy needed to load it a second time: %s\n", path, strerror(errno));
	if (file)
		fclose(file);
	return whole;
}

static void *open_said(const char *path)
{
	void *object = dlopen(path, RTLD_NOW | RTLD_LOCAL);

	if (!object)
		fprintf(stderr, "%s\n", dlerror());
	return object;
}

/*
 * dlopen() recognizes a file it has loaded, but not a copy of it. It also recognizes names, so a loaded copy's descriptor stays open and no
 * other copy gets its number.
 */
static void *open_copy(const char *path)
{
	char name[32];
	const int copy = memfd_create("subject", MFD_CLOEXEC);
	void *object = NULL;

	snprintf(name, sizeof(name), "/proc/self/fd/%d", copy);
	if (copy_file(path, copy))
		object = open_said(name);
	if (!object && copy >= 0)
		close(copy);
	return object;
}

static void *open_object(const char *path)
{
	void *before = dlopen(path, RTLD_NOW | RTLD_NOLOAD);

	if (!before)
		return open_said(path);
	dlclose(before);
	return open_copy(path);
}

static const struct subject *remember(const struct subject *found, const char *path)
{
	static struct subject shared[SHARED_MAX];
	static unsigned nr_shared;
	struct subject *one = &shared[nr_shared++ % SHARED_MAX];

	*one = *found;
	one->name = path;
	return one;
}

/* The name of a function that every subject must have and this one lacks; NULL: none. */
static const char *lacking(const struct subject *subject)
{
	return !subject->size ? "size" : !subject->boot ? "boot" : !subject->apply ? "apply" : !subject->counters ? "counters" : NULL;
}

static bool same_contract(const uint32_t *theirs)
{
	static const uint32_t ours[] = SUBJECT_CONTRACT;
	size_t i = 0;

	while (ours[i] != 0 && ours[i] == theirs[i])
		i++;
	return ours[i] == theirs[i];
}

static bool fits(void *object, const char *path)
{
	const struct subject *subject = dlsym(object, "subject");
	const uint32_t *contract = dlsym(object, "subject_contract");

	if (!subject || (!contract && !dlsym(object, "subject_size")))
		fprintf(stderr, "%s: it defines no %s (docs/your-allocator.md)\n", path, subject ? "subject_contract" : "subject");
	else if (!contract || !same_contract(contract))
		fprintf(stderr, "%s: it was compiled with another contract/ than this program; compile it again (a kernel's with scripts/kernel)\n", path);
	else if (lacking(subject))
		fprintf(stderr, "%s: its subject has no %s() (docs/your-allocator.md)\n", path, lacking(subject));
	else
		return true;
	return false;
}

const struct subject *subject_shared(const char *path)
{
	void *object = open_object(path);

	if (!object)
		return NULL;
	if (fits(object, path))
		return remember(dlsym(object, "subject"), path);
	dlclose(object);
	return NULL;
}

#endif
