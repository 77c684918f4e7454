// SPDX-License-Identifier: MIT
/*
 * Where a process died, for the signature of a crash: the innermost function with external linkage that belongs to
 * the subject.
 *
 * The dying process only notes return addresses; whoever outlives it, and is a fork of the same image, finds the
 * names in the symbol table of the executable. Static functions are passed over because compilers inline them as they
 * please: the name is the same for every compiler and optimization level as long as the call crosses files.
 */
#ifndef FUZZ_CRASH_SITE_H
#define FUZZ_CRASH_SITE_H

#include <stdbool.h>
#include <stddef.h>

enum { CRASH_FRAMES = 48 };

/* Lies in memory shared with the process that asks for the name. */
struct crash_site {
	volatile int nr_frames; /* 0: nothing was noted */
	volatile bool sanitizer; /* it was one that ended the process */
	void *fault; /* the instruction that was interrupted; the frames are return addresses, behind their calls */
	void *frame[CRASH_FRAMES];
};

/* From now on this process notes its stack in site before it dies of a signal or of a sanitizer's finding. */
void crash_site_watch(struct crash_site *site);

/* Name of the function, "" if there is none or the executable is stripped. */
void crash_site_name(const struct crash_site *site, char *name, size_t size);

#endif
