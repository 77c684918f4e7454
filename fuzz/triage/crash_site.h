// SPDX-License-Identifier: MIT
/*
 * Where a process died, for the signature of a crash: the innermost function with external linkage that belongs to the subject.
 *
 * The dying process only notes return addresses. The process that outlives it, a fork of the same image, looks the names up in the
 * executable's symbol table. Static functions are skipped, because compilers inline them as they please: so the name is the same for every
 * compiler and optimization level, as long as the call crosses files.
 */
#ifndef FUZZ_CRASH_SITE_H
#define FUZZ_CRASH_SITE_H

#include <stdbool.h>
#include <stddef.h>

enum { CRASH_FRAMES = 48 };

/* Lies in memory shared with the process that looks up the name. */
struct crash_site {
	volatile int nr_frames; /* 0: nothing was noted */
	volatile bool sanitizer; /* a sanitizer ended the process */
	void *fault; /* the interrupted instruction; the frames are return addresses, which point past their calls */
	void *frame[CRASH_FRAMES];
};

/* From now on this process notes its stack in site before a signal or a sanitizer ends it. */
void crash_site_watch(struct crash_site *site);

/* The function's name; "" if there is none or the executable is stripped. */
void crash_site_name(const struct crash_site *site, char *name, size_t size);

#endif
