// SPDX-License-Identifier: MIT
/*
 * The state of a world as text, and the checks that compare it with the text that a case expects.
 *
 * Everything is rendered in the notation of docs/semantics.md and compared as text: a failing check then prints the expectation just as
 * the test has it, and no field can be forgotten in the comparison.
 */
#include "tests/fixture_show.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/lockstep/view.h"

enum { TEXT_MAX = 1 << 16 };

static const char type_letter[MIGRATE_TYPES + 1] = "UMRHCI";

/* ---- text ---- */

struct text {
	size_t length;
	char byte[TEXT_MAX];
};

static void text_add(struct text *t, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(t->byte + t->length, sizeof(t->byte) - t->length, format, args);
	va_end(args);
	if (n > 0)
		t->length += (size_t)n;
	/* A text that does not fit ends in "...", so that it differs from every expectation and the test fails. */
	if (t->length >= sizeof(t->byte)) {
		t->length = sizeof(t->byte) - 1;
		memcpy(t->byte + t->length - 3, "...", 3);
	}
}

static void text_pfns(struct text *t, const pfn_t *pfns, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		text_add(t, i ? ",%" PRIu32 : "%" PRIu32, pfns[i]);
}

/* ---- the view ---- */

const struct view *look(struct world *w)
{
	if (!w->view_is_current)
		w->subject->view(w->memory, &w->view);
	w->view_is_current = true;
	return &w->view;
}

static uint32_t zone_list_total(const struct view *v, uint32_t zone)
{
	uint32_t total = 0;

	for (unsigned int order = 0; order < MAX_ORDER_LIMIT; order++)
		for (unsigned int mt = 0; mt < MIGRATE_TYPES; mt++)
			total += v->zone[zone].list_len[order][mt];
	return total;
}

/* Where the list of an order and type begins in view.free_pfns. */
static const pfn_t *list_pfns(struct world *w, unsigned int order, unsigned int mt)
{
	const struct view *v = look(w);
	const pfn_t *at = v->free_pfns;

	for (uint32_t zone = 0; zone < w->zone; zone++)
		at += zone_list_total(v, zone);
	for (unsigned int o = 0; o <= order; o++)
		for (unsigned int m = 0; m < (o < order ? (unsigned int)MIGRATE_TYPES : mt); m++)
			at += v->zone[w->zone].list_len[o][m];
	return at;
}

static const pfn_t *pcp_pfns(struct world *w, uint8_t cpu)
{
	const struct view *v = look(w);
	const pfn_t *at = v->pcp_pfns;

	for (uint32_t p = 0; p < w->zone * w->machine.nr_cpus + cpu; p++)
		for (unsigned int list = 0; list < PCP_LISTS_MAX; list++)
			at += v->pcp[p].len[list];
	return at;
}

static const uint8_t *zone_pageblocks(struct world *w)
{
	const struct view *v = look(w);
	const uint8_t *at = v->pageblock;

	for (uint32_t zone = 0; zone < w->zone; zone++)
		at += view_nr_pageblocks(v, &w->machine, zone);
	return at;
}

/* Counters come from the subject's cheaper counters() call, so that it is tested as well as view(). */
struct zone_counters zone_now(struct world *w)
{
	struct zone_counters all[MAX_ZONES];

	w->subject->counters(w->memory, all);
	return all[w->zone];
}

static unsigned int type_of_letter(char letter)
{
	const char *at = strchr(type_letter, letter);

	return at ? (unsigned int)(at - type_letter) : 0;
}

enum page_state page_state(struct world *w, pfn_t pfn)
{
	const struct view *v = look(w);
	const uint8_t *at = v->page;

	for (uint32_t zone = 0; zone < w->zone; zone++)
		at += view_nr_pages(v, zone);
	return (enum page_state)(at[pfn - v->zone[w->zone].start_pfn] & 0xf);
}

/* ---- rendering ---- */

static void render_lists(struct world *w, struct text *t)
{
	const struct view *v = look(w);

	for (unsigned int order = 0; order < MAX_ORDER_LIMIT; order++)
		for (unsigned int mt = 0; mt < MIGRATE_TYPES; mt++) {
			uint32_t length = v->zone[w->zone].list_len[order][mt];

			if (length == 0)
				continue;
			text_add(t, "%so%u/%c=[", t->length ? " " : "", order, type_letter[mt]);
			text_pfns(t, list_pfns(w, order, mt), length);
			text_add(t, "]");
		}
}

/* The name of a per-CPU list: U, M, R in 4.14 and 5.10; U0 .. R3 and T, TM from 6.1 on. */
static void pcp_list_name(struct world *w, unsigned int list, char name[8])
{
	if (w->machine.profile < PROFILE_LINUX_6_1)
		snprintf(name, 8, "%c", type_letter[list % MIGRATE_TYPES]);
	else if (list < 12)
		snprintf(name, 8, "%c%u", type_letter[list % 3], list / 3);
	else
		snprintf(name, 8, "%s", list == 12 ? "T" : "TM");
}

static void render_pcp(struct world *w, uint8_t cpu, struct text *t)
{
	const struct pcp_view *pcp = &look(w)->pcp[w->zone * w->machine.nr_cpus + cpu];
	const pfn_t *at = pcp_pfns(w, cpu);
	char name[8];

	for (unsigned int list = 0; list < PCP_LISTS_MAX; list++) {
		if (pcp->len[list]) {
			pcp_list_name(w, list, name);
			text_add(t, "%s%s=[", t->length ? " " : "", name);
			text_pfns(t, at, pcp->len[list]);
			text_add(t, "]");
		}
		at += pcp->len[list];
	}
}

static void render_compact(const struct path_event *e, struct text *t)
{
	static const char *const result[NR_COMPACT_RESULTS] = {
		"SKIPPED", "DEFERRED", "CONTINUE", "COMPLETE", "PARTIAL_SKIPPED", "CONTENDED", "SUCCESS", "NO_SUITABLE_PAGE",
	};
	unsigned int r = e->b & ~(unsigned int)PATH_ASKED;

	text_add(t, "C:%" PRIu32 "=%s%s", e->a, r < NR_COMPACT_RESULTS ? result[r] : "?", e->b & PATH_ASKED ? ":a" : "");
	if (e->pfn != PFN_NONE)
		text_add(t, "+%" PRIu32, e->pfn);
}

/* The fields of the tracepoint mm_page_alloc_extfrag, under the names that it uses. */
static void render_extfrag(const struct path_event *e, struct text *t)
{
	text_add(t, "pfn=%" PRIu32 " alloc_order=%u fallback_order=%u", e->pfn, e->a & 0xff, e->a >> 8 & 0xff);
	text_add(t, " alloc_migratetype=%u fallback_migratetype=%u", e->a >> 16 & 0xff, e->a >> 24);
	text_add(t, " fragmenting=%d change_ownership=%d", (e->b & EXTFRAG_FRAGMENTING) != 0, (e->b & EXTFRAG_CHANGE_OWNERSHIP) != 0);
}

static void render_event(const struct path_event *e, struct text *t)
{
	if (t->length)
		text_add(t, " ");
	switch ((enum path_kind)e->kind) {
	case PATH_ATTEMPT: text_add(t, "A:%" PRIx32, e->a); break;
	case PATH_RECLAIM: text_add(t, "R:%" PRIu32, e->a); break;
	case PATH_COMPACT: render_compact(e, t); break;
	case PATH_UNRESERVE: text_add(t, "UH:%" PRIu32 "=%u", e->a, e->b); break;
	case PATH_DRAIN: text_add(t, "DR"); break;
	case PATH_OOM: text_add(t, "OOM:%" PRIu32, e->a); break;
	case PATH_OOM_LOCK: text_add(t, "OL:0"); break;
	case PATH_CONGESTION: text_add(t, "CW"); break;
	case PATH_DIRTY: text_add(t, "ND:%" PRIu32 "=%u", e->a, e->b); break;
	case PATH_NODE_RECLAIM:
		text_add(t, "NR:%" PRIu32 "=%d%s", e->a, (int)(e->b & 0x7f) - 2, e->b & PATH_ASKED ? ":a" : "");
		break;
	case PATH_MIGRATE: text_add(t, "MG:%" PRId32, (int32_t)e->a); break;
	case PATH_EXTFRAG: render_extfrag(e, t); break;
	}
}

/* kinds: the events to print, bit n for enum path_kind n. */
static void render_path(struct world *w, struct text *t, uint32_t kinds)
{
	uint32_t kept = w->answer.nr_path < PATH_EVENTS_MAX ? w->answer.nr_path : PATH_EVENTS_MAX;

	for (uint32_t i = 0; i < kept; i++)
		if (kinds >> w->answer.path[i].kind & 1)
			render_event(&w->answer.path[i], t);
}

/* ---- reporting a failure ---- */

static void print_picture(struct world *w)
{
	static struct text t;
	struct zone_counters c = zone_now(w);
	const uint8_t *types = zone_pageblocks(w);
	uint32_t nr = view_nr_pageblocks(&w->view, &w->machine, w->zone);

	printf("  zone %" PRIu32 ": free %" PRId64 " cma %" PRId64 " managed %" PRIu32 " reserved %" PRIu32 " isolated %" PRIu32
	       " marks %" PRIu32 "/%" PRIu32 "/%" PRIu32 " boost %" PRIu32 "\n",
	       w->zone, c.free, c.free_cma, c.managed, c.reserved_highatomic, c.isolated_blocks, c.wmark[0], c.wmark[1], c.wmark[2], c.boost);
	t.length = 0;
	t.byte[0] = 0;
	render_lists(w, &t);
	printf("  lists: %s\n", t.byte);
	for (uint8_t cpu = 0; cpu < w->machine.nr_cpus; cpu++) {
		t.length = 0;
		t.byte[0] = 0;
		render_pcp(w, cpu, &t);
		printf("  cpu %u: %s\n", cpu, t.byte);
	}
	printf("  pageblocks: ");
	for (uint32_t i = 0; i < nr; i++)
		putchar(types[i] < MIGRATE_TYPES ? type_letter[types[i]] : '?');
	t.length = 0;
	t.byte[0] = 0;
	render_path(w, &t, UINT32_MAX);
	printf("\n  last request: value %" PRId64 ", path %s\n", w->answer.value, t.byte);
}

static _Noreturn void fail(struct world *w, int line, const char *what, const char *expected, const char *found)
{
	printf("%s:%d: case %s (%s), subject %s\n  %s: expected %s\n  %*s  came %s\n", w->program, line, w->running->name,
	       w->running->rule, w->subject->name, what, expected, (int)strlen(what), "", found);
	print_picture(w);
	printf("  again: %s --subject %s %s\n", w->program, w->subject->name, w->running->name);
	world_fail(w);
}

void show_refusal(struct world *w, const struct request *request, enum status status)
{
	char found[160];

	snprintf(found, sizeof(found), "status %d (request kind %u, pfn %" PRIu32 ", order %u, gfp %" PRIx32 ")", (int)status,
		 request->kind, request->pfn, request->order, request->gfp);
	fail(w, 0, "request", "status 0", found);
}

/* ---- checks ---- */

static bool is_broken(struct world *w)
{
	return ++w->checks == w->break_at;
}

static void expect_text(struct world *w, int line, const char *what, const char *expected, const char *found)
{
	if ((strcmp(expected, found) == 0) == is_broken(w))
		fail(w, line, what, *expected ? expected : "nothing", *found ? found : "nothing");
}

void expect_number(struct world *w, int line, const char *what, int64_t expected, int64_t found)
{
	char e[24], f[24];

	snprintf(e, sizeof(e), "%" PRId64, expected);
	snprintf(f, sizeof(f), "%" PRId64, found);
	expect_text(w, line, what, expected == PFN_NONE ? "no page" : e, found == PFN_NONE ? "no page" : f);
}

void expect_free(struct world *w, int line, int64_t pages)
{
	expect_number(w, line, "free pages", pages, zone_now(w).free);
	expect_number(w, line, "free pages in the view", pages, look(w)->counters[w->zone].free);
}

void expect_list(struct world *w, int line, const char *list, const char *pfns)
{
	static struct text t;
	char *slash;
	unsigned int order = (unsigned int)strtoul(list + 1, &slash, 10), mt = type_of_letter(slash[1]);

	t.length = 0;
	t.byte[0] = 0;
	text_pfns(&t, list_pfns(w, order, mt), look(w)->zone[w->zone].list_len[order][mt]);
	expect_text(w, line, list, pfns, t.byte);
}

void expect_lists(struct world *w, int line, const char *lists)
{
	static struct text t;

	t.length = 0;
	t.byte[0] = 0;
	render_lists(w, &t);
	expect_text(w, line, "free lists", lists, t.byte);
}

void expect_pcp(struct world *w, int line, uint8_t cpu, const char *lists)
{
	static struct text t;

	t.length = 0;
	t.byte[0] = 0;
	render_pcp(w, cpu, &t);
	expect_text(w, line, "per-CPU lists", lists, t.byte);
}

void expect_type(struct world *w, int line, char type, pfn_t pfn)
{
	uint32_t pageblock = 1u << w->machine.pageblock_order;
	pfn_t first = look(w)->zone[w->zone].start_pfn & ~(pageblock - 1);
	uint8_t mt = zone_pageblocks(w)[(pfn - first) / pageblock];
	char e[2] = { type, 0 }, f[2] = { mt < MIGRATE_TYPES ? type_letter[mt] : '?', 0 }, what[40];

	snprintf(what, sizeof(what), "type of the pageblock of %" PRIu32, pfn);
	expect_text(w, line, what, e, f);
}

void expect_path(struct world *w, int line, const char *what, const char *path, uint32_t kinds)
{
	static struct text t;

	t.length = 0;
	t.byte[0] = 0;
	render_path(w, &t, kinds);
	expect_text(w, line, what, path, t.byte);
}

void expect_sound(struct world *w)
{
	char where[INVARIANT_TEXT] = "", found[256];
	int64_t is = 0, should = 0;
	int broken = invariants_check(&w->invariants, &w->machine, look(w), where, &is, &should);

	snprintf(found, sizeof(found), "%d (%s) at %s: is %" PRId64 ", should be %" PRId64, broken,
		 broken ? invariant_name(broken) : "", where, is, should);
	expect_text(w, 0, "broken invariant at the end of the case", "none", broken ? found : "none");
	if (w->subject->check)
		expect_number(w, 0, "the side's own check at the end of the case", 0, w->subject->check(w->memory));
}
