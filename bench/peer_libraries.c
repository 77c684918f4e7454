// SPDX-License-Identifier: MIT
/*
 * malloc libraries as peers, from the packages of a distribution. They allocate blocks aligned to their size, are loaded when first
 * measured, and are left out if they are not installed.
 */
#ifdef HAVE_DLOPEN
#include <dlfcn.h>
#endif

#include "bench/bench.h"

typedef void *memalign_function(size_t alignment, size_t size);
typedef void free_function(void *block);

struct library {
	const char *file, *memalign_name, *free_name;
	memalign_function *memalign;
	free_function *release;
};

static bool load(struct library *library)
{
#ifdef HAVE_DLOPEN
	void *handle = library->memalign ? NULL : dlopen(library->file, RTLD_NOW | RTLD_LOCAL);

	if (handle) {
		/* The idiom of POSIX: ISO C has no conversion from object to function pointers. */
		*(void **)&library->memalign = dlsym(handle, library->memalign_name);
		*(void **)&library->release = dlsym(handle, library->free_name);
	}
#endif
	return library->memalign && library->release;
}

/* They store metadata inside their blocks, so a larger zone would really occupy memory. */
enum { PAGES_MAX = 1 << 20 };

static void *open_library(struct library *library, uint64_t pages)
{
	return load(library) && pages <= PAGES_MAX ? library : NULL;
}

static void library_close(void *self)
{
	(void)self;
}

#define LIBRARY(NAME, PACKAGE, FILE, MEMALIGN, FREE)                                                     \
	static struct library NAME##_library = {FILE, MEMALIGN, FREE, NULL, NULL};                       \
	static void *NAME##_open(uint64_t pages)                                                         \
	{                                                                                                \
		return open_library(&NAME##_library, pages);                                             \
	}                                                                                                \
	static block_t NAME##_alloc(void *self, unsigned order)                                          \
	{                                                                                                \
		(void)self;                                                                              \
		return (block_t)NAME##_library.memalign((size_t)4096 << order, (size_t)4096 << order);   \
	}                                                                                                \
	static void NAME##_free(void *self, block_t block, unsigned order)                               \
	{                                                                                                \
		(void)self;                                                                              \
		(void)order;                                                                             \
		NAME##_library.release((void *)block);                                                   \
	}                                                                                                \
	const struct bench_peer bench_##NAME = {#NAME, PACKAGE, NAME##_open, library_close, NAME##_alloc, NAME##_free, NULL, NULL, NULL}

LIBRARY(jemalloc, "libjemalloc2", "libjemalloc.so.2", "memalign", "free");
LIBRARY(mimalloc, "libmimalloc2.0", "libmimalloc.so.2", "mi_memalign", "mi_free");
LIBRARY(tcmalloc, "libtcmalloc-minimal4", "libtcmalloc_minimal.so.4", "tc_memalign", "tc_free");
