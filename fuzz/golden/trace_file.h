// SPDX-License-Identifier: MIT
/* Read a trace file into memory, compressed (.xz) or plain. */
#ifndef FUZZ_TRACE_FILE_H
#define FUZZ_TRACE_FILE_H

#include <stddef.h>

enum { TRACE_FILE_OK, TRACE_FILE_BAD = 2, TRACE_FILE_LACKS = 3 }; /* as exit statuses */

/*
 * Read path into a buffer that the caller frees. TRACE_FILE_BAD: unreadable, or not what its name says; TRACE_FILE_LACKS: compressed, but
 * this program was built without liblzma, or memory is short. message then gives the reason and the cure, without the path.
 */
int trace_file_read(const char *path, char **text, size_t *size, char *message, size_t cap);

#endif
