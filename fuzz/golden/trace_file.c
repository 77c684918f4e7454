// SPDX-License-Identifier: MIT
/*
 * Trace files: read whole, and unpacked by liblzma if the build has it (HAVE_LZMA); cross builds do not.
 */
#include "fuzz/golden/trace_file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_LZMA
#include <lzma.h>
#endif

/* Far above any trace; a decompression bomb of a few bytes must not exhaust the machine. */
enum { FILE_MAX = 1 << 30 };

static bool grow(char **text, size_t *room)
{
	const size_t more = *room ? 2 * *room : 1 << 20;
	char *grown = more <= FILE_MAX ? realloc(*text, more) : NULL;

	if (!grown)
		return false;
	*text = grown;
	*room = more;
	return true;
}

static int too_big(char *message, size_t cap)
{
	snprintf(message, cap, "found more than %d MiB or no memory for it, expected a trace of a few megabytes", FILE_MAX >> 20);
	return TRACE_FILE_LACKS;
}

static int read_all(FILE *in, char **text, size_t *size, char *message, size_t cap)
{
	size_t room = 0;

	*text = NULL;
	*size = 0;
	do {
		if (*size == room && !grow(text, &room))
			return too_big(message, cap);
		*size += fread(*text + *size, 1, room - *size, in);
	} while (!feof(in) && !ferror(in));
	if (!ferror(in))
		return TRACE_FILE_OK;
	snprintf(message, cap, "cannot be read (%s), expected a golden trace; check the path and its permissions", strerror(errno));
	return TRACE_FILE_BAD;
}

#ifdef HAVE_LZMA
static int unpack(char **text, size_t *size, char *message, size_t cap)
{
	lzma_stream stream = LZMA_STREAM_INIT;
	lzma_ret ret = lzma_stream_decoder(&stream, 256 << 20, LZMA_CONCATENATED);
	size_t room = 0;
	char *out = NULL;
	int status = TRACE_FILE_OK;

	stream.next_in = (const uint8_t *)*text;
	stream.avail_in = *size;
	while (ret == LZMA_OK) {
		if (stream.total_out == room && !grow(&out, &room)) {
			status = too_big(message, cap);
			break;
		}
		stream.next_out = (uint8_t *)out + stream.total_out;
		stream.avail_out = room - (size_t)stream.total_out;
		ret = lzma_code(&stream, LZMA_FINISH);
	}
	if (status == TRACE_FILE_OK && ret != LZMA_STREAM_END) {
		snprintf(message, cap, "found a damaged or cut .xz file (liblzma error %d), expected one that 'xz -t' accepts; copy it again",
			 (int)ret);
		status = TRACE_FILE_BAD;
	}
	free(*text);
	*text = out;
	*size = (size_t)stream.total_out;
	lzma_end(&stream);
	return status;
}
#else
static int unpack(char **text, size_t *size, char *message, size_t cap)
{
	(void)text;
	(void)size;
	snprintf(message, cap, "is packed and this build has no liblzma; unpack it with 'xz -dk FILE' and give the .trace, or install "
			       "liblzma-dev and build again");
	return TRACE_FILE_LACKS;
}
#endif

static bool is_packed(const char *path)
{
	const size_t n = strlen(path);

	return n > 3 && strcmp(path + n - 3, ".xz") == 0;
}

int trace_file_read(const char *path, char **text, size_t *size, char *message, size_t cap)
{
	FILE *in = fopen(path, "rb");
	int status;

	*text = NULL;
	*size = 0;
	if (!in) {
		snprintf(message, cap, "cannot be opened (%s), expected a golden trace; check the path and its permissions",
			 strerror(errno));
		return TRACE_FILE_BAD;
	}
	status = read_all(in, text, size, message, cap);
	fclose(in);
	if (status == TRACE_FILE_OK && is_packed(path))
		status = unpack(text, size, message, cap);
	return status;
}
