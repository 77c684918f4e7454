// SPDX-License-Identifier: MIT
/*
 * Pictures of memory. Each zone is first drawn as a line of characters, one per page, which the printers cut into rows.
 */
#include "fuzz/explain/picture.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz/language/memory.h"
#include "fuzz/lockstep/names.h"
#include "fuzz/lockstep/view.h"

enum { ROW = 64 };

const char picture_legend[] =
	"free: letter of the list (U M R H C I), then the order (a = 10); # = allocated (@ on the LRU); p cached; g guard; x reserved; ! lost; - on no list; . no memory";

/* One zone of one view, as text. */
struct drawing {
	pfn_t start;
	uint32_t pages;
	char *text; /* one character per page */
	const uint8_t *pageblock;
	uint32_t nr_pageblocks;
};

static char *need_text(uint32_t pages)
{
	char *text = need_memory(malloc((size_t)pages + 1));

	text[pages] = '\0';
	return text;
}

static char order_character(uint32_t order)
{
	return order < 10 ? (char)('0' + order) : (char)('a' + order - 10);
}

static char page_character(uint8_t page)
{
	switch (page & 0xf) {
	case PAGE_RESERVED:
		return 'x';
	case PAGE_FREE_HEAD:
	case PAGE_FREE_TAIL:
		return '-'; /* on no list: draw_lists() overwrites those that are */
	case PAGE_GUARD_HEAD:
	case PAGE_GUARD_TAIL:
		return 'g';
	case PAGE_CACHED:
		return 'p';
	case PAGE_ALLOC_HEAD:
		return '#';
	case PAGE_ALLOC_LRU:
		return '@';
	case PAGE_ALLOC_TAIL:
		return '=';
	case PAGE_LOST:
		return '!';
	default:
		return '.';
	}
}

static void draw_block(struct drawing *drawing, pfn_t pfn, uint32_t order, uint32_t mt)
{
	for (pfn_t page = pfn; page < pfn + ((pfn_t)1 << order); page++)
		if (page >= drawing->start && page - drawing->start < drawing->pages)
			drawing->text[page - drawing->start] = page == pfn ? migratetype_letter(mt) : order_character(order);
}

/* Draw all lists of all zones, because a block may be on the list of a neighbouring zone. */
static void draw_lists(struct drawing *drawing, const struct machine *machine, const struct view *view)
{
	const pfn_t *next = view->free_pfns;

	for (uint32_t zone = 0; zone < machine->nr_zones; zone++)
		for (uint32_t order = 0; order < machine->max_order; order++)
			for (uint32_t mt = 0; mt < MIGRATE_TYPES; mt++)
				for (uint32_t i = 0; i < view->zone[zone].list_len[order][mt]; i++)
					draw_block(drawing, *next++, order, mt);
}

static void draw(struct drawing *drawing, const struct machine *machine, const struct view *view, uint32_t zone)
{
	const uint8_t *page = view->page;

	drawing->start = view->zone[zone].start_pfn;
	drawing->pages = view_nr_pages(view, zone);
	drawing->text = need_text(drawing->pages);
	drawing->pageblock = view->pageblock;
	drawing->nr_pageblocks = view_nr_pageblocks(view, machine, zone);
	for (uint32_t before = 0; before < zone; before++) {
		page += view_nr_pages(view, before);
		drawing->pageblock += view_nr_pageblocks(view, machine, before);
	}
	for (uint32_t i = 0; i < drawing->pages; i++)
		drawing->text[i] = page_character(page[i]);
	draw_lists(drawing, machine, view);
}

static void print_zone_title(const struct machine *machine, const struct drawing *drawing, uint32_t zone, FILE *out)
{
	fprintf(out, "zone %u node %u %s pfn %u..%u, pageblocks of %u pages\n", zone, machine->zone[zone].node,
		zone_kind_name(machine->zone[zone].kind), drawing->start, drawing->start + drawing->pages, 1u << machine->pageblock_order);
}

/* The character for `count` pages in a scaled picture. */
static char summary(const char *text, uint32_t count)
{
	bool free_page = false, used = false, same = true;

	for (uint32_t i = 0; i < count; i++) {
		const bool is_free = strchr("UMRHCI0123456789a", text[i]) != NULL;

		free_page |= is_free;
		used |= !is_free;
		/* The rest of a block looks like its second page. */
		same &= i < 2 || text[i] == text[1];
	}
	if (same)
		return text[0];
	return free_page && used ? '+' : free_page ? ':' : '=';
}

static uint32_t shrink(struct drawing *drawing, uint32_t rows)
{
	uint32_t shift = 0, units = drawing->pages;

	while (rows > 0 && units > rows * ROW) {
		shift++;
		units = (drawing->pages + (1u << shift) - 1) >> shift;
	}
	for (uint32_t i = 0; shift > 0 && i < units; i++) {
		const uint32_t from = i << shift, left = drawing->pages - from;

		drawing->text[i] = summary(drawing->text + from, left < 1u << shift ? left : 1u << shift);
	}
	drawing->text[units] = '\0';
	return shift;
}

static void print_row(const struct machine *machine, const struct drawing *drawing, const char *text, uint32_t length, pfn_t from, pfn_t to,
		      const char *prefix, FILE *out)
{
	const uint32_t first = (from >> machine->pageblock_order) - (drawing->start >> machine->pageblock_order);
	const uint32_t last = ((to - 1) >> machine->pageblock_order) - (drawing->start >> machine->pageblock_order);

	fprintf(out, "%s%10u |%-*.*s| ", prefix, from, ROW, (int)length, text);
	for (uint32_t i = first; i <= last && i < drawing->nr_pageblocks && i < first + ROW / 2; i++)
		fputc(migratetype_letter(drawing->pageblock[i]), out);
	fputc('\n', out);
}

/* Print one zone, scaled to the rows available. */
static void print_zone(const struct machine *machine, struct drawing *drawing, const struct picture_options *options, FILE *out)
{
	const uint32_t shift = shrink(drawing, options->rows), units = (uint32_t)strlen(drawing->text);

	if (shift > 0)
		fprintf(out, "  (one character is %u pages)\n", 1u << shift);
	for (uint32_t at = 0; at < units; at += ROW) {
		const uint32_t length = units - at < ROW ? units - at : ROW;
		const pfn_t from = drawing->start + (at << shift);
		const pfn_t end = drawing->start + drawing->pages, to = drawing->start + ((at + length) << shift);

		print_row(machine, drawing, drawing->text + at, length, from, to < end ? to : end, "  ", out);
	}
}

void picture_print(const struct machine *machine, const struct view *view, const struct picture_options *options, FILE *out)
{
	for (uint32_t zone = 0; zone < machine->nr_zones; zone++) {
		struct drawing drawing;

		draw(&drawing, machine, view, zone);
		print_zone_title(machine, &drawing, zone, out);
		print_zone(machine, &drawing, options, out);
		free(drawing.text);
	}
}

/* One row of two drawings. */
struct row_pair {
	const struct drawing *subject, *oracle;
	uint32_t at, length;
};

static bool same_pageblocks(const struct machine *machine, const struct row_pair *row)
{
	const struct drawing *drawing = row->subject;
	const uint32_t base = drawing->start >> machine->pageblock_order;
	const uint32_t first = ((drawing->start + row->at) >> machine->pageblock_order) - base;
	const uint32_t last = ((drawing->start + row->at + row->length - 1) >> machine->pageblock_order) - base;

	return memcmp(drawing->pageblock + first, row->oracle->pageblock + first, last - first + 1) == 0;
}

static bool same_row(const struct machine *machine, const struct row_pair *row)
{
	return memcmp(row->subject->text + row->at, row->oracle->text + row->at, row->length) == 0 && same_pageblocks(machine, row);
}

static void print_marks(const struct row_pair *row, const struct picture_options *options, FILE *out)
{
	fprintf(out, "  %10s |%s", "", options->color ? "\033[31m" : "");
	for (uint32_t i = 0; i < row->length; i++)
		fputc(row->subject->text[row->at + i] == row->oracle->text[row->at + i] ? ' ' : '^', out);
	fprintf(out, "%s\n", options->color ? "\033[0m" : "");
}

static void print_pair(const struct machine *machine, const struct row_pair *row, const struct picture_options *options, FILE *out)
{
	const pfn_t from = row->subject->start + row->at, to = from + row->length;

	print_row(machine, row->oracle, row->oracle->text + row->at, row->length, from, to, "O ", out);
	print_row(machine, row->subject, row->subject->text + row->at, row->length, from, to, "S ", out);
	print_marks(row, options, out);
}

static void print_equal_run(uint32_t rows, FILE *out)
{
	if (rows > 0)
		fprintf(out, "  %10s  ... %u equal row%s\n", "", rows, rows == 1 ? "" : "s");
}

/* Print rows that differ, up to the limit; rows that agree only if everything fits. */
static void print_zone_pair(const struct machine *machine, const struct drawing *subject, const struct drawing *oracle,
			    const struct picture_options *options, FILE *out)
{
	const uint32_t rows = (subject->pages + ROW - 1) / ROW;
	const bool show_equal = options->rows == 0 || rows <= options->rows / 2;
	uint32_t shown = 0, equal = 0;

	for (uint32_t at = 0; at < subject->pages; at += ROW) {
		const struct row_pair row = {subject, oracle, at, subject->pages - at < ROW ? subject->pages - at : ROW};

		if (same_row(machine, &row) && !show_equal) {
			equal++;
			continue;
		}
		print_equal_run(equal, out);
		equal = 0;
		if (options->rows > 0 && shown++ >= options->rows) {
			fprintf(out, "  %10s  ... more rows follow\n", "");
			return;
		}
		if (same_row(machine, &row))
			print_row(machine, oracle, oracle->text + at, row.length, oracle->start + at, oracle->start + at + row.length, "  ", out);
		else
			print_pair(machine, &row, options, out);
	}
	print_equal_run(equal, out);
}

static bool same_zone(const struct machine *machine, const struct drawing *subject, const struct drawing *oracle)
{
	const struct row_pair all = {subject, oracle, 0, subject->pages};

	return subject->start == oracle->start && subject->pages == oracle->pages && (subject->pages == 0 || same_row(machine, &all));
}

void picture_print_two(const struct machine *machine, const struct view *subject, const struct view *oracle,
		       const struct picture_options *options, FILE *out)
{
	for (uint32_t zone = 0; zone < machine->nr_zones; zone++) {
		struct drawing ours, theirs;

		draw(&ours, machine, subject, zone);
		draw(&theirs, machine, oracle, zone);
		print_zone_title(machine, &theirs, zone, out);
		if (same_zone(machine, &ours, &theirs))
			print_zone(machine, &theirs, options, out);
		else if (ours.start == theirs.start && ours.pages == theirs.pages)
			print_zone_pair(machine, &ours, &theirs, options, out);
		else
			fprintf(out, "  the subject's zone spans pfn %u..%u\n", ours.start, ours.start + ours.pages);
		free(ours.text);
		free(theirs.text);
	}
}
