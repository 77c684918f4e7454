// SPDX-License-Identifier: MIT
/*
 * The result of a triage: a table for people, JUnit for CI.
 *
 * JUnit has no word for "known": a known bug is a skipped test case with its name, so that CI turns red only for new and regressed bugs.
 * Inputs that are no bug are listed, too.
 */
#include "fuzz/triage/triage_parts.h"

#include <string.h>

static void print_bug(const struct triage *triage, const struct triage_bug *bug, FILE *out)
{
	uint32_t elsewhere = 0;

	for (uint32_t i = 0; i < triage->options.nr_paths; i++) {
		const struct triage_result *result = &triage->result[i];

		elsewhere += result->finding == FOUND_BUG && result->group != bug->group && strcmp(result->signature, bug->signature) == 0;
	}
	if (strcmp(triage_group_of(triage, bug), bug->signature) != 0)
		fprintf(out, "       probably the same mistake:\n");
	fprintf(out, "  %6u  %-9s  %3u ops%s  %s\n                    %s\n", bug->inputs, verdict_name(bug->verdict), bug->ops_min,
		bug->minimal || bug->best == NO_INPUT ? " " : "+", bug->signature, bug->shows);
	if (bug->verdict != BUG_FIXED)
		fprintf(out, "                    %s/%s/explanation.txt\n", triage->options.out, bug->signature);
	if (elsewhere > 0)
		fprintf(out, "                    %u of these inputs are probably another mistake (--json says which)\n", elsewhere);
}

static void print_others(const struct triage *triage, enum finding finding, const char *title, FILE *out)
{
	if (triage_count(triage, finding) == 0)
		return;
	fprintf(out, "\n%s\n", title);
	for (uint32_t i = 0; i < triage->options.nr_paths; i++)
		if (triage->result[i].finding == finding)
			fprintf(out, "  %s: %s\n", triage->options.path[i], triage->result[i].shows);
}

void triage_print_table(const struct triage *triage, FILE *out)
{
	const uint32_t refused = triage_count(triage, FOUND_REFUSED);
	bool unproven = false;

	if (triage->nr_bugs > 0)
		fprintf(out, "  inputs  verdict    minimal  bug\n");
	for (uint32_t i = 0; i < triage->nr_bugs; i++) {
		print_bug(triage, &triage->bug[i], out);
		unproven |= !triage->bug[i].minimal && triage->bug[i].best != NO_INPUT;
	}
	if (unproven)
		fprintf(out, "\n+ the search met its limit: buddycheck minimize --seconds goes on\n");
	if (triage_nr_groups(triage) < triage_nr_shown(triage))
		fprintf(out, "\n%u names, probably of %u mistake%s\n", triage_nr_shown(triage), triage_nr_groups(triage),
			triage_nr_groups(triage) == 1 ? "" : "s");
	print_others(triage, FOUND_UNSTEADY, "Not reproducible: the subject does not answer the same every time (uninitialised memory?)", out);
	print_others(triage, FOUND_SKIPPED, "Skipped", out);
	print_others(triage, FOUND_LOST, "Lost: a fault of buddycheck or of the machine", out);
	if (refused > 0)
		fprintf(out, "\n%u machine%s refused by %s\n", refused, refused == 1 ? "" : "s", triage->options.subject->name);
	if (triage_count(triage, FOUND_NOTHING) > 0)
		fprintf(out, "\n%u inputs show nothing: all agree, %d times\n", triage_count(triage, FOUND_NOTHING), TRIAGE_TRIES);
	fputc('\n', out);
}

/* Text of an attribute; characters that XML 1.0 cannot represent become question marks. */
static void put_xml(FILE *out, const char *text)
{
	for (; *text; text++) {
		const unsigned char c = (unsigned char)*text;

		switch (c) {
		case '<': fputs("&lt;", out); break;
		case '>': fputs("&gt;", out); break;
		case '&': fputs("&amp;", out); break;
		case '"': fputs("&quot;", out); break;
		case '\'': fputs("&apos;", out); break;
		default: fputc(c < 0x20 || c > 0x7e ? '?' : c, out); break;
		}
	}
}

static void put_attribute(FILE *out, const char *name, const char *value)
{
	fprintf(out, " %s=\"", name);
	put_xml(out, value);
	fputc('"', out);
}

static void open_case(FILE *out, const char *group, const char *name)
{
	fputs("    <testcase", out);
	put_attribute(out, "classname", group);
	put_attribute(out, "name", name);
	fputs(" time=\"0\"", out);
}

static void put_case(FILE *out, const char *element, const char *type, const char *message)
{
	fprintf(out, ">\n      <%s", element);
	if (strcmp(element, "skipped") != 0)
		put_attribute(out, "type", type);
	put_attribute(out, "message", message);
	fputs("/>\n    </testcase>\n", out);
}

static void put_bug(const struct triage_bug *bug, FILE *out)
{
	char message[512];

	snprintf(message, sizeof(message), "%s, %u inputs, %u ops: %s", verdict_name(bug->verdict), bug->inputs, bug->ops_min, bug->shows);
	open_case(out, "bugs", bug->signature);
	if (bug->verdict == BUG_FIXED)
		fputs("/>\n", out);
	else
		put_case(out, bug->verdict == BUG_KNOWN ? "skipped" : "failure", verdict_name(bug->verdict), message);
}

static void put_bugs(const struct triage *triage, FILE *out)
{
	uint32_t failures = 0, skipped = 0;

	for (uint32_t i = 0; i < triage->nr_bugs; i++) {
		failures += triage->bug[i].verdict == BUG_NEW || triage->bug[i].verdict == BUG_REGRESSED;
		skipped += triage->bug[i].verdict == BUG_KNOWN;
	}
	fprintf(out, "  <testsuite name=\"bugs\" tests=\"%u\" failures=\"%u\" errors=\"0\" skipped=\"%u\" time=\"0\">\n", triage->nr_bugs,
		failures, skipped);
	for (uint32_t i = 0; i < triage->nr_bugs; i++)
		put_bug(&triage->bug[i], out);
	fputs("  </testsuite>\n", out);
}

static void put_input(const struct triage *triage, uint32_t input, FILE *out)
{
	const struct triage_result *result = &triage->result[input];

	if (result->finding == FOUND_BUG)
		return;
	open_case(out, "inputs", triage->options.path[input]);
	if (result->finding == FOUND_NOTHING)
		fputs("/>\n", out);
	else
		put_case(out, result->finding == FOUND_SKIPPED || result->finding == FOUND_REFUSED ? "skipped" : "error", finding_name(result->finding), result->shows);
}

void triage_print_junit(const struct triage *triage, FILE *out)
{
	const uint32_t errors = triage_count(triage, FOUND_UNSTEADY) + triage_count(triage, FOUND_LOST);

	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"buddycheck triage\">\n", out);
	put_bugs(triage, out);
	fprintf(out, "  <testsuite name=\"inputs\" tests=\"%u\" failures=\"0\" errors=\"%u\" skipped=\"%u\" time=\"0\">\n",
		triage->options.nr_paths - triage_count(triage, FOUND_BUG), errors, triage_count(triage, FOUND_SKIPPED) + triage_count(triage, FOUND_REFUSED));
	for (uint32_t i = 0; i < triage->options.nr_paths; i++)
		put_input(triage, i, out);
	fputs("  </testsuite>\n</testsuites>\n", out);
}
