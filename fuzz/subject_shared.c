// SPDX-License-Identifier: MIT
#define _GNU_SOURCE /* memfd_create() */
#include "fuzz/subject_shared.h"

#include <stdio.h>

#ifdef NOTHING_SHARED

const struct subject *subject_shared(const char *path)
{
	fprintf(stderr, "%s: this program is built to load nothing\n", path);
	return NULL;
}

#else

#include <dlfcn.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SHARED_MAX = 16 }; /* at a time */

/* A loader knows a file again, but not a copy of it. */
static void *open_copy(const char *path)
{
	char name[32], block[1 << 14];
	const int copy = memfd_create("subject", 0);
	FILE *file = fopen(path, "rb");
	void *object = NULL;
	size_t got;

	while (file && copy >= 0 && (got = fread(block, 1, sizeof(block), file)) > 0)
		if (write(copy, block, got) != (ssize_t)got)
			break;
	if (file && feof(file)) {
		snprintf(name, sizeof(name), "/proc/self/fd/%d", copy);
		object = dlopen(name, RTLD_NOW | RTLD_LOCAL);
	}
	if (file)
		fclose(file);
	return object;
}

static void *open_object(const char *path)
{
	void *before = dlopen(path, RTLD_NOW | RTLD_NOLOAD);

	if (!before)
		return dlopen(path, RTLD_NOW | RTLD_LOCAL);
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

const struct subject *subject_shared(const char *path)
{
	void *object = open_object(path);
	const size_t *size;
	const struct subject *found;

	if (!object) {
		fprintf(stderr, "%s\n", dlerror());
		return NULL;
	}
	found = dlsym(object, "subject");
	size = dlsym(object, "subject_size");
	if (!found || !size) {
		fprintf(stderr, "%s: it defines no %s (docs/your-allocator.md)\n", path, found ? "subject_size" : "subject");
	} else if (*size != sizeof(*found)) {
		fprintf(stderr, "%s: it was compiled with another contract/subject.h, whose struct has %zu bytes instead of %zu\n", path, *size,
			sizeof(*found));
	} else {
		return remember(found, path);
	}
	dlclose(object);
	return NULL;
}

#endif
