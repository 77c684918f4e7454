// SPDX-License-Identifier: MIT
/*
 * The path of a request in the trace format: tokens, equal neighbours folded to *k.
 */
#define _POSIX_C_SOURCE 200809L
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/golden/conform_parts.h"

enum { TOKEN_MAX = 80 };

static void print_token(const struct trace *trace, const struct path_event *event, char *out)
{
	const char *asked = event->b & PATH_ASKED ? ":a" : "";
	const int b = event->b & ~PATH_ASKED;
	int n = 0;

	switch ((enum path_kind)event->kind) {
	case PATH_ATTEMPT: snprintf(out, TOKEN_MAX, "A:0x%" PRIx32, event->a); return;
	case PATH_RECLAIM: snprintf(out, TOKEN_MAX, "R:%" PRIu32, event->a); return;
	case PATH_COMPACT:
		n = snprintf(out, TOKEN_MAX, "C:%" PRIu32 "=%s%s", event->a, trace_compact_result_name((uint32_t)b), asked);
		if (event->pfn != PFN_NONE)
			snprintf(out + n, TOKEN_MAX - (size_t)n, "+%" PRIx32, event->pfn);
		return;
	case PATH_UNRESERVE: snprintf(out, TOKEN_MAX, "UH:%" PRIu32 "=%d", event->a, b); return;
	case PATH_DRAIN: snprintf(out, TOKEN_MAX, "DR"); return;
	case PATH_OOM:
		if (trace->extended)
			snprintf(out, TOKEN_MAX, "OOM:%" PRIu32, event->a);
		else
			snprintf(out, TOKEN_MAX, "OOM");
		return;
	case PATH_OOM_LOCK: snprintf(out, TOKEN_MAX, "OL:0"); return;
	case PATH_CONGESTION: snprintf(out, TOKEN_MAX, "CW"); return;
	case PATH_DIRTY: snprintf(out, TOKEN_MAX, "ND:%" PRIu32 "=%d", event->a, b); return;
	case PATH_NODE_RECLAIM: snprintf(out, TOKEN_MAX, "NR:%" PRIu32 "=%d%s", event->a, b - 2, asked); return;
	case PATH_MIGRATE: snprintf(out, TOKEN_MAX, "MG:%" PRId32, (int32_t)event->a); return;
	case PATH_EXTFRAG: break; /* not recorded in traces */
	}
	snprintf(out, TOKEN_MAX, "?%u", event->kind);
}

struct folding {
	FILE *out;
	char token[TOKEN_MAX];
	uint32_t times;
	bool any;
};

static void fold_flush(struct folding *folding)
{
	if (!folding->times)
		return;
	fprintf(folding->out, "%s%s", folding->any ? "," : "", folding->token);
	if (folding->times > 1)
		fprintf(folding->out, "*%" PRIu32, folding->times);
	folding->any = true;
	folding->times = 0;
}

static void fold(struct folding *folding, const char *token)
{
	if (folding->times && strcmp(token, folding->token) == 0) {
		folding->times++;
		return;
	}
	fold_flush(folding);
	snprintf(folding->token, sizeof(folding->token), "%s", token);
	folding->times = 1;
}

static void fold_events(struct folding *folding, const struct trace *trace, const struct answer *answer, bool attempts, bool others)
{
	const uint32_t n = answer->nr_path < PATH_EVENTS_MAX ? answer->nr_path : PATH_EVENTS_MAX;
	char token[TOKEN_MAX];

	for (uint32_t i = 0; i < n; i++) {
		const struct path_event *event = &answer->path[i];

		if (event->kind == PATH_EXTFRAG || !(event->kind == PATH_ATTEMPT ? attempts : others))
			continue;
		print_token(trace, event, token);
		fold(folding, token);
	}
}

char *conform_path(const struct trace *trace, const struct request *request, const struct answer *answer)
{
	struct folding folding = { .out = NULL };
	char *text = NULL;
	size_t size = 0;

	folding.out = open_memstream(&text, &size);
	if (!folding.out)
		abort();
	if (request->kind == REQ_RMQUEUE) {
		/* The recorder writes the only attempt of an rmq after the events inside it. */
		fold_events(&folding, trace, answer, false, true);
		fold_events(&folding, trace, answer, true, false);
	} else {
		fold_events(&folding, trace, answer, true, true);
	}
	fold_flush(&folding);
	if (!folding.any)
		fputc('-', folding.out);
	fclose(folding.out);
	return text;
}

/* The next token of a written path; a folded one is returned as often as its count says. */
struct unfolding {
	struct slice rest, token;
	uint64_t times;
};

static bool unfold(struct unfolding *path)
{
	struct slice times;

	while (!path->times) {
		if (!path->rest.at)
			return false;
		times = slice_cut(&path->rest, ',');
		path->token = slice_cut(&times, '*');
		path->times = times.at ? 0 : 1;
		for (size_t i = 0; times.at && i < times.size && i < 9; i++)
			path->times = path->times * 10 + (uint64_t)(times.at[i] - '0');
	}
	path->times--;
	return true;
}

bool conform_long_path_agrees(const struct trace *trace, const struct answer *answer, struct slice expected)
{
	struct unfolding path = { .rest = expected };
	uint64_t beyond = answer->nr_path - PATH_EVENTS_MAX;
	char token[TOKEN_MAX];

	for (uint32_t i = 0; i < PATH_EVENTS_MAX; i++) {
		if (answer->path[i].kind == PATH_EXTFRAG)
			continue;
		print_token(trace, &answer->path[i], token);
		if (!unfold(&path) || !slice_is(path.token, token))
			return false;
	}
	while (beyond && unfold(&path))
		beyond--;
	return beyond == 0 && !unfold(&path);
}
