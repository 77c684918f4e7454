// SPDX-License-Identifier: MIT
/*
 * For commands that run the subject in their own process: a crash of the subject kills the command, so a signal handler first reports
 * where it happened. The command supplies the text for the location through where().
 */
#ifndef TOOLS_CRASH_H
#define TOOLS_CRASH_H

#include <stddef.h>
#include <stdint.h>

/* Installs the handler: before the process dies of a signal it prints "buddycheck COMMAND: the subject crashed" and calls where(). */
void crash_watch(const char *command, void (*where)(void));

/* For use in where(): write to stderr, safe in a signal handler. */
void crash_write(const char *text, size_t size);
void crash_write_number(uint32_t number);

#endif
