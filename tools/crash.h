// SPDX-License-Identifier: MIT
/*
 * A subject that crashes takes the command with it, where that runs it in its own process. At least it is said where.
 *
 * Where, the command says in its own words.
 */
#ifndef TOOLS_CRASH_H
#define TOOLS_CRASH_H

#include <stddef.h>
#include <stdint.h>

/* From now on, before the process dies of a signal: "buddycheck COMMAND: the subject crashed", then what where() writes. */
void crash_watch(const char *command, void (*where)(void));

/* For where(): to stderr, by calls that are safe in a signal handler. */
void crash_write(const char *text, size_t size);
void crash_write_number(uint32_t number);

#endif
