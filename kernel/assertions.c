/* SPDX-License-Identifier: MIT */
/*
 * The kernel's own assertions. The first that has failed since boot is reported (contract/subject.h). A WARN() goes on, as in a kernel; the request
 * that runs into a BUG() is given up.
 */
static struct {
	const char *function; /* NULL: none has failed */
	int line;
} failed;

/* Their warnings are for the caller: an order beyond the largest, flags that make no sense together, pages that are still in use. */
static const char *const for_the_caller[] = {
	"__alloc_pages", "__alloc_pages_nodemask", "__alloc_frozen_pages", "alloc_order_allowed", "__alloc_pages_slowpath", "__alloc_pages_may_oom", "rmqueue",
	"alloc_pages_exact_nid", "alloc_contig_range", "alloc_contig_pages", "free_contig_range",
};

/* Is that the function's name, up to the suffix of a function that allocation profiling wraps? */
static bool is_named(const char *function, const char *name)
{
	const size_t length = strlen(name);

	return strncmp(function, name, length) == 0 && (!function[length] || strncmp(&function[length], "_noprof", sizeof("_noprof")) == 0);
}

static bool warns_the_caller(const char *function)
{
	unsigned i;

	for (i = 0; i < ARRAY_SIZE(for_the_caller); i++)
		if (is_named(function, for_the_caller[i]))
			return true;
	return false;
}

static void note_failure(const char *function, int line)
{
	if (failed.function)
		return;
	failed.function = function;
	failed.line = line;
}

__visible void linux_warn(const char *function, int line)
{
	if (!warns_the_caller(function) && !zones_share_a_block(&world.machine))
		note_failure(function, line);
}

void linux_died(const char *function, int line) __noreturn;

__visible void linux_bug(const char *function, int line)
{
	if (!world.answer)
		linux_died(function, line);
	note_failure(function, line);
	__builtin_longjmp(out_of_patience, 1);
}

__visible void __warn_printk(const char *fmt, ...) {}

static const char *linux_assertion(const void *self, int *line)
{
	*line = failed.line;
	return failed.function;
}
