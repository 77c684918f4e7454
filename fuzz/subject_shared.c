// SPDX-License-Identifier: MIT
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

const struct subject *subject_shared(const char *path)
{
	static struct subject shared;
	void *object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
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
		shared = *found;
		shared.name = path;
		return &shared;
	}
	dlclose(object);
	return NULL;
}

#endif
