// SPDX-License-Identifier: MIT
/*
 * The stack of a dying process, and the names of its frames from the executable's own symbol table.
 *
 * The handlers only call backtrace(), which has been called once before, so that it no longer loads anything. Sanitizers end the process
 * without a signal; they call back through a hook of their runtime, which exists only if they are linked in.
 */
#define _GNU_SOURCE /* names of registers */

#include "fuzz/triage/crash_site.h"

#include <elf.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <ucontext.h>
#include <unistd.h>

enum { ALTERNATE_STACK = 64 * 1024 /* a stack overflow leaves none */ };

extern void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));
extern const char __ehdr_start[] __attribute__((weak, visibility("hidden")));

static struct crash_site *watched;

static void note_stack(void)
{
	if (watched->nr_frames == 0)
		watched->nr_frames = backtrace(watched->frame, CRASH_FRAMES);
}

static void on_finding(void)
{
	watched->sanitizer = true;
	note_stack();
}

static void *interrupted(const ucontext_t *context)
{
#if defined(__x86_64__)
	return (void *)(uintptr_t)context->uc_mcontext.gregs[REG_RIP];
#elif defined(__i386__)
	return (void *)(uintptr_t)context->uc_mcontext.gregs[REG_EIP];
#elif defined(__aarch64__)
	return (void *)(uintptr_t)context->uc_mcontext.pc;
#elif defined(__s390x__)
	return (void *)(uintptr_t)context->uc_mcontext.psw.addr;
#else
	(void)context;
	return NULL;
#endif
}

/* SA_RESETHAND removes this handler when it returns: the instruction faults again and the process dies of the signal itself. */
static void on_signal(int signal, siginfo_t *info, void *context)
{
	(void)signal, (void)info;
	watched->fault = interrupted(context);
	note_stack();
}

void crash_site_watch(struct crash_site *site)
{
	static const int deadly[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP};
	static char stack[ALTERNATE_STACK];
	const stack_t alternate = {.ss_sp = stack, .ss_size = sizeof(stack)};
	struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = (int)(SA_SIGINFO | SA_ONSTACK | SA_RESETHAND | SA_NODEFER)};

	watched = site;
	backtrace(site->frame, CRASH_FRAMES); /* loads what it needs */
	site->nr_frames = 0;
	site->sanitizer = false;
	site->fault = NULL;
	sigaltstack(&alternate, NULL);
	for (size_t i = 0; i < sizeof(deadly) / sizeof(*deadly); i++)
		sigaction(deadly[i], &action, NULL);
	if (__sanitizer_set_death_callback)
		__sanitizer_set_death_callback(on_finding);
}

/* The executable file, mapped into memory. */
struct image {
	const uint8_t *data;
	size_t size;
};

static bool map_image(struct image *image)
{
	const int fd = open("/proc/self/exe", O_RDONLY);
	struct stat status;

	if (fd < 0)
		return false;
	image->data = MAP_FAILED;
	if (fstat(fd, &status) == 0 && status.st_size > (off_t)sizeof(ElfW(Ehdr))) {
		image->size = (size_t)status.st_size;
		image->data = mmap(NULL, image->size, PROT_READ, MAP_PRIVATE, fd, 0);
	}
	close(fd);
	return image->data != MAP_FAILED;
}

static const ElfW(Shdr) *section_of_type(const struct image *image, uint32_t type)
{
	const ElfW(Ehdr) *header = (const void *)image->data;
	const ElfW(Shdr) *section = (const void *)(image->data + header->e_shoff);

	if (header->e_shoff == 0 || header->e_shoff + (size_t)header->e_shnum * sizeof(*section) > image->size)
		return NULL;
	for (uint32_t i = 0; i < header->e_shnum; i++)
		if (section[i].sh_type == type)
			return &section[i];
	return NULL;
}

/* The global symbol that contains address (relative to the image); NULL if there is none. */
static const char *global_at(const struct image *image, uintptr_t address)
{
	const ElfW(Shdr) *table = section_of_type(image, SHT_SYMTAB);

	if (!table)
		return NULL;
	const ElfW(Shdr) *section = (const void *)(image->data + ((const ElfW(Ehdr) *)(const void *)image->data)->e_shoff);
	const ElfW(Sym) *symbol = (const void *)(image->data + table->sh_offset);
	const char *names = (const char *)image->data + section[table->sh_link].sh_offset;

	for (size_t i = 0; i < table->sh_size / sizeof(*symbol); i++) {
		if ((symbol[i].st_info & 0xf) != STT_FUNC || address - symbol[i].st_value >= symbol[i].st_size)
			continue;
		if (symbol[i].st_info >> 4 == STB_GLOBAL)
			return names + symbol[i].st_name;
	}
	return NULL;
}

static bool starts_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Runtimes and this harness, which are not to blame. */
static bool is_foreign(const char *name)
{
	static const char *const foreign[] = {"_", "abort", "raise", "gsignal", "pthread_kill", "mem", "backtrace", "crash_site_"};

	for (size_t i = 0; i < sizeof(foreign) / sizeof(*foreign); i++)
		if (starts_with(name, foreign[i]))
			return true;
	return false;
}

static const char *innermost(const struct image *image, const struct crash_site *site)
{
	const ElfW(Ehdr) *header = (const void *)image->data;
	const uintptr_t base = header->e_type == ET_DYN ? (uintptr_t)__ehdr_start : 0;

	for (int i = 0; i < site->nr_frames && i < CRASH_FRAMES; i++) {
		const uintptr_t address = (uintptr_t)site->frame[i] - base;
		const char *name = global_at(image, site->frame[i] == site->fault ? address : address - 1);

		if (name && (starts_with(name, "exec_") || starts_with(name, "contrast_")))
			return NULL;
		if (name && !is_foreign(name))
			return name;
	}
	return NULL;
}

void crash_site_name(const struct crash_site *site, char *name, size_t size)
{
	struct image image;

	name[0] = '\0';
	if (site->nr_frames <= 0 || !map_image(&image))
		return;
	const char *found = innermost(&image, site);

	if (found) /* a compiler's clone is called name.part.0 */
		snprintf(name, size, "%.*s", (int)strcspn(found, "."), found);
	munmap((void *)(uintptr_t)image.data, image.size);
}
