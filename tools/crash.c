// SPDX-License-Identifier: MIT
/*
 * The handler uses write(2) only, nothing that allocates or locks. A handler that is installed already, such as a sanitizer's, is left in
 * place, because it reports more.
 */
#include "tools/crash.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static const char *crashing_command;
static void (*tell_where)(void);

void crash_write(const char *text, size_t size)
{
	const ssize_t ignored = write(STDERR_FILENO, text, size);

	(void)ignored;
}

static void write_words(const char *words)
{
	crash_write(words, strlen(words));
}

void crash_write_number(uint32_t number)
{
	char digits[12];
	size_t n = sizeof(digits);

	do
		digits[--n] = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	crash_write(digits + n, sizeof(digits) - n);
}

static void on_crash(int number)
{
	write_words("buddycheck ");
	write_words(crashing_command);
	write_words(": the subject crashed");
	tell_where();
	write_words("\n");
	raise(number);
}

void crash_watch(const char *command, void (*where)(void))
{
	static const int deadly[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
	const struct sigaction action = {.sa_handler = on_crash, .sa_flags = (int)(SA_RESETHAND | SA_NODEFER)};

	crashing_command = command;
	tell_where = where;
	for (size_t i = 0; i < sizeof(deadly) / sizeof(deadly[0]); i++) {
		struct sigaction present;

		/* Leave a sanitizer's handler in place. */
		if (sigaction(deadly[i], NULL, &present) == 0 && present.sa_handler == SIG_DFL)
			sigaction(deadly[i], &action, NULL);
	}
}
