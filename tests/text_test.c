// SPDX-License-Identifier: MIT
/*
 * The meaning of text, line by line, and where and how wrong text is refused.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz/language/seq.h"

#define HEAD "buddycheck 1\nprofile linux-5.10\n"

static unsigned checks, failures;

static void check(bool good, const char *name, const char *expected, const char *found)
{
	checks++;
	if (good)
		return;
	failures++;
	fprintf(stderr, "text_test: %s\n  expected: %s\n  found:    %s\n", name, expected, found);
}

/* One op line, read and printed again. */
static const struct {
	const char *name, *in, *out;
} lines[] = {
	{"zero is not printed", "a = alloc order=0 gfp=0 cpu=0 node=0", "a = alloc"},
	{"arguments in any order come out in one", "a = alloc cpu=1 lru=1 gfp=GFP_KERNEL order=3", "a = alloc order=3 gfp=GFP_KERNEL cpu=1 lru=1"},
	{"the longest gfp name wins", "a = alloc gfp=__GFP_HIGHMEM|__GFP_MOVABLE|GFP_USER|__GFP_ZERO", "a = alloc gfp=GFP_HIGHUSER_MOVABLE|__GFP_ZERO"},
	{"a gfp may be a number", "a = alloc gfp=0xcc0", "a = alloc gfp=GFP_KERNEL"},
	{"bits without a name stay", "a = alloc gfp=0x5a000cc0", "a = alloc gfp=GFP_KERNEL|0x5a000000"},
	{"the last slot", "iv = alloc order=1", "iv = alloc order=1"},
	{"nodes are a list", "a = alloc nodemask=2,0", "a = alloc nodemask=0,2"},
	{"exact alloc flags", "b = rmq af=0x881 spread=1", "b = rmq af=WMARK_LOW|CMA|KSWAPD spread=1"},
	{"a slot is always printed", "free a", "free a"},
	{"a run of slots", "freelist c..f cpu=1", "freelist c..f cpu=1"},
	{"a run of one", "freelist c..c", "freelist c"},
	{"no slot at all", "freelist c*0", "freelist c*0"},
	{"a run beyond the last slot", "freelist iv*3", "freelist iv*3"},
	{"answer frees a run", "answer COMPACT value=SUCCESS free=a..c zone=0", "answer COMPACT value=SUCCESS zone=0 free=a..c"},
	{"answer with a negative value", "answer MIGRATE value=-16", "answer MIGRATE value=-16"},
	{"a page of a slot", "free_at pfn=b+3 order=1", "free_at pfn=b+3 order=1"},
	{"a page before a slot", "free_at pfn=b-16", "free_at pfn=b-16"},
	{"a page by number", "free_at pfn=1024", "free_at pfn=0x400"},
	{"a page by number with bit 31", "free_at pfn=0xc0000000", "free_at pfn=0xc0000000"},
	{"all zones", "drain cpu=1 zone=all", "drain cpu=1"},
	{"the first zone", "drain cpu=1 zone=0", "drain cpu=1 zone=0"},
	{"a zone", "zone NORMAL node=0 pfn=1024..2048", "zone NORMAL pfn=1024..2048"},
	{"a range may go without its name", "zone NORMAL 0x400..0x800", "zone NORMAL pfn=1024..2048"},
	{"a range that leads goes without", "cma   pfn=1536..1664", "cma 1536..1664"},
	{"a setting", "set min_free_kbytes=-1", "set min_free_kbytes=-1"},
	{"a setting with a word", "set pcp_mode=fixed", "set pcp_mode=fixed"},
	{"a setting without a name", "set 77=5", "set 77=5"},
	{"task flags", "task flags=RT|NOIO mems=1", "task flags=NOIO|RT mems=1"},
	{"an expected page", "a = alloc -> pfn=0x40", "a = alloc -> pfn=0x40"},
	{"an expected failure", "a = alloc -> none", "a = alloc -> none"},
	{"an expected refusal", "free_at pfn=0x400 -> already-free", "free_at pfn=0x400 -> already-free"},
	{"an expected return code", "a = contig pfn=0x400 count=16 -> -16", "a = contig pfn=0x400 count=16 -> -16"},
	{"comments and blanks go", "\t free  a   # not this", "free a"},
	{"carriage returns go", "free a\r", "free a"},
};

static void check_line(const char *name, const char *in, const char *out)
{
	struct sequence seq;
	struct seq_error error;
	char text[256], *printed = NULL;
	size_t size;

	seq_init(&seq);
	snprintf(text, sizeof(text), HEAD "%s\n", in);
	if (!seq_parse(&seq, text, strlen(text), &error)) {
		check(false, name, out, error.message);
	} else {
		FILE *memory = open_memstream(&printed, &size);
		seq_print_op(&seq, 0, memory);
		fclose(memory);
		check(seq.nr_ops == 1 && strcmp(printed, out) == 0, name, out, printed);
		free(printed);
	}
	seq_release(&seq);
}

/* The place at which wrong text is refused, and words that the message must contain. */
static const struct {
	const char *name, *text;
	uint32_t line, column;
	const char *says;
} refusals[] = {
	{"empty text", "", 1, 1, "buddycheck 1"},
	{"only comments", "# one\n\n# two\n", 4, 1, "buddycheck 1"},
	{"no version line", "profile linux-5.10\n", 1, 1, "buddycheck 1"},
	{"version without a number", "buddycheck\n", 1, 11, "the language version"},
	{"unknown version", "buddycheck 2\n", 1, 12, "language version 1"},
	{"something after the version", "buddycheck 1 2\n", 1, 14, "the end of the line"},
	{"unknown profile", "buddycheck 1\nprofile linux-9.9\n", 2, 9, "linux-5.10, linux-4.14, linux-5.10.y, linux-6.1, linux-6.12 or linux-7.3"},
	{"profile after an op", HEAD "drain\nprofile linux-5.10\n", 4, 1, "an op such as"},
	{"digest too short", HEAD "digest 0123\n", 3, 8, "16 hex digits"},
	{"digest not hex", HEAD "digest 0123456789abcdeg\n", 3, 8, "16 hex digits"},
	{"signature without words", HEAD "signature\n", 3, 10, "a signature"},
	{"unknown op", HEAD "\n  fre a\n", 4, 3, "an op such as"},
	{"binary rubbish", HEAD "\x01\x02\n", 3, 1, "found \"??\""},
	{"no slot for a result", HEAD "alloc order=3\n", 3, 1, "a = alloc"},
	{"a slot for no result", HEAD "a = free b\n", 3, 5, "an op that gives pages"},
	{"not a slot", HEAD "A = alloc\n", 3, 1, "a..z or aa..iv"},
	{"beyond the last slot", HEAD "iw = alloc\n", 3, 1, "a..z or aa..iv"},
	{"free of nothing", HEAD "free\n", 3, 5, "a slot such as a"},
	{"free of a number", HEAD "free 7\n", 3, 6, "a slot"},
	{"free of two", HEAD "free a b\n", 3, 8, "one of cpu=, cold="},
	{"an argument of another op", HEAD "a = alloc order=3 mt=MOVABLE\n", 3, 19, "order=, gfp=, cpu="},
	{"an argument twice", HEAD "a = alloc order=3 order=4\n", 3, 19, "every argument once"},
	{"not a number", HEAD "a = alloc order=three\n", 3, 11, "a number"},
	{"a number and more", HEAD "a = alloc order=3x\n", 3, 11, "a number"},
	{"a number too large for its field", HEAD "a = alloc order=256\n", 3, 11, "below 256"},
	{"a number too large for two bytes", HEAD "isolate count=65536\n", 3, 9, "below 65536"},
	{"a number too large for anything", HEAD "setboost value=99999999999999999999\n", 3, 10, "a number"},
	{"unknown gfp flag", HEAD "a = alloc gfp=GFP_KERNEL|GFP_KERNAL\n", 3, 11, "flags of docs/language.md"},
	{"nothing after |", HEAD "a = alloc gfp=GFP_KERNEL|\n", 3, 11, "flags"},
	{"unknown migratetype", HEAD "isolate mt=MOVEABLE\n", 3, 9, "one of the words"},
	{"a range without dots", HEAD "cma 1536\n", 3, 5, "start..end"},
	{"a range without end", HEAD "cma 1536..\n", 3, 5, "start..end"},
	{"a zone without a kind", HEAD "zone node=0\n", 3, 12, "a word"},
	{"an answer to nothing", HEAD "answer value=3\n", 3, 15, "a word"},
	{"unknown compaction result", HEAD "answer COMPACT value=GREAT\n", 3, 16, "one of the words"},
	{"unknown key", HEAD "set min_free=5\n", 3, 5, "min_free_kbytes"},
	{"a setting without a value", HEAD "set mobility\n", 3, 5, "key=value"},
	{"unknown pcp mode", HEAD "set pcp_mode=large\n", 3, 5, "natural, fixed or boot"},
	{"slots backwards", HEAD "freelist c..a\n", 3, 10, "a..c"},
	{"a node beyond its byte", HEAD "a = alloc nodemask=9\n", 3, 11, "below 256"},
	{"nodes with a gap", HEAD "a = alloc nodemask=0,,1\n", 3, 11, "0,2"},
	{"an offset too far", HEAD "free_at pfn=a+32768\n", 3, 9, "a page frame number"},
	{"an expectation of nothing", HEAD "a = alloc ->\n", 3, 13, "what the op gives"},
	{"an expectation of a word", HEAD "a = alloc -> success\n", 3, 14, "what the op gives"},
	{"an expected refusal that is none", HEAD "a = alloc -> ok\n", 3, 14, "a refusal such as already-free"},
	{"more after an expectation", HEAD "a = alloc -> none 3\n", 3, 19, "the end of the line"},
};

static void check_refusal(size_t i)
{
	struct sequence seq;
	struct seq_error error;
	char found[240], expected[240];

	seq_init(&seq);
	snprintf(expected, sizeof(expected), "%u:%u: ..%s..", refusals[i].line, refusals[i].column, refusals[i].says);
	if (seq_parse(&seq, refusals[i].text, strlen(refusals[i].text), &error)) {
		check(false, refusals[i].name, expected, "accepted");
	} else {
		snprintf(found, sizeof(found), "%u:%u: %s", error.line, error.column, error.message);
		check(error.line == refusals[i].line && error.column == refusals[i].column && strstr(error.message, refusals[i].says),
		      refusals[i].name, expected, found);
	}
	seq_release(&seq);
}

/* Opcodes are frozen: this number changes only when a code without an owner gets one. FNV-1a over code, kind's name and row. */
static void check_frozen(void)
{
	static const uint64_t frozen = 0x3ef1393e735719aau;
	uint64_t hash = 0xcbf29ce484222325u;
	char found[40];

	for (unsigned code = 0; code < 256; code++) {
		const struct op_row *row = &op_table[op_of_code[code]];
		for (const char *c = row->name; *c; c++)
			hash = (hash ^ (uint8_t)*c) * 0x100000001b3u;
		for (int i = 0; i < OP_ARGS_MAX; i++)
			hash = ((hash ^ row->arg[i].width) * 0x100000001b3u ^ row->writes_slot) * 0x100000001b3u;
	}
	snprintf(found, sizeof(found), "0x%016llx", (unsigned long long)hash);
	check(hash == frozen, "opcodes, their names and the widths of their arguments are frozen", "the hash in the test", found);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		check_line(lines[i].name, lines[i].in, lines[i].out);
		check_line(lines[i].name, lines[i].out, lines[i].out);
	}
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		check_refusal(i);
	check_frozen();
	printf("text_test: %u checks, %u failed\n", checks, failures);
	return failures > 0;
}
