// SPDX-License-Identifier: MIT
/*
 * Files that appear whole or not at all, their paths and their date.
 */
#include "fuzz/triage/triage_parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

char *triage_join(const char *folder, const char *name)
{
	const size_t size = strlen(folder) + strlen(name) + 2;
	char *path = need_memory(malloc(size));

	snprintf(path, size, "%s/%s", folder, name);
	return path;
}

void triage_today(char day[16])
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	const time_t when = epoch ? (time_t)strtoll(epoch, NULL, 10) : time(NULL);
	struct tm parts;

	strftime(day, 16, "%Y-%m-%d", gmtime_r(&when, &parts));
}

static void beside(const char *path, char name[TRIAGE_PATH])
{
	snprintf(name, TRIAGE_PATH, "%s.%ld.tmp", path, (long)getpid());
}

FILE *whole_open(const char *path)
{
	char name[TRIAGE_PATH];

	beside(path, name);
	FILE *file = fopen(name, "w");

	if (file)
		return file;
	fprintf(stderr, "buddycheck triage: %s cannot be written: %s\n", name, strerror(errno));
	exit(3);
}

void whole_close(FILE *file, const char *path)
{
	char name[TRIAGE_PATH];
	const bool failed = ferror(file);

	beside(path, name);
	if (fclose(file) == 0 && !failed && rename(name, path) == 0)
		return;
	fprintf(stderr, "buddycheck triage: %s cannot be written: %s\n", path, strerror(errno));
	unlink(name);
	exit(3);
}
