// SPDX-License-Identifier: MIT
/*
 * The cost of an op against the size of the zone, as SVG: the work "mixed" in zones of growing size. Both axes are logarithmic.
 */
#include "bench/bench.h"

#include <math.h>
#include <string.h>

enum { WIDTH = 760, HEIGHT = 440, LEFT = 60, RIGHT = 620, TOP = 40, BOTTOM = 390, SIZES = 5, LINES = 6 };

static const struct {
	const char *label;
	uint64_t mib;
} size[SIZES] = {{"256 MiB", 256}, {"1 GiB", 1024}, {"4 GiB", 4096}, {"16 GiB", 16384}, {"64 GiB", 65536}};
static const char *const colour[LINES] = {"#666666", "#0b62a4", "#c2571a", "#3b7d3b", "#8e44ad", "#a61c3c"};

struct line {
	const char *subject;
	unsigned points;
	double x[SIZES], y[SIZES];
};

static struct line *line_of(struct line *line, const char *subject)
{
	for (unsigned i = 0; i < LINES; i++) {
		if (!line[i].subject)
			line[i].subject = subject;
		if (strcmp(line[i].subject, subject) == 0)
			return &line[i];
	}
	return NULL;
}

static double x_of(unsigned at)
{
	return LEFT + (RIGHT - LEFT) * (double)at / (SIZES - 1);
}

/* From 1 ns at the bottom to 1,000 ns at the top. */
static double y_of(double ns)
{
	const double decades = log10(ns < 1 ? 1 : ns > 1000 ? 1000 : ns);

	return BOTTOM - (BOTTOM - TOP) * decades / 3;
}

static void draw_axes(FILE *out)
{
	static const int grid[] = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};

	for (unsigned i = 0; i < sizeof(grid) / sizeof(*grid); i++)
		fprintf(out, "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ddd\"/>\n<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%d</text>\n",
			LEFT, y_of(grid[i]), RIGHT, y_of(grid[i]), LEFT - 6, y_of(grid[i]) + 4, grid[i]);
	for (unsigned i = 0; i < SIZES; i++)
		fprintf(out, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", x_of(i), BOTTOM + 20, size[i].label);
	fprintf(out, "<text x=\"%d\" y=\"22\">ns per op (one allocation or one free), geometric orders in a half full zone, by zone size</text>\n", LEFT);
}

/* The position of a line's name such that names of lines with close ends do not overlap. */
static double label_y(const struct line *lines, unsigned at)
{
	enum { ROW = 15 };
	const struct line *line = &lines[at];
	double y = y_of(line->y[line->points - 1]) + 4;

	for (unsigned i = 0; i < at; i++) {
		const double other = y_of(lines[i].y[lines[i].points - 1]) + 4;

		if (lines[i].points == line->points && fabs(other - y) < ROW)
			y = other < y ? other + ROW : other - ROW;
	}
	return y;
}

static void draw_line(FILE *out, const struct line *lines, unsigned at)
{
	const struct line *line = &lines[at];
	const char *stroke = colour[at];
	const unsigned last = line->points - 1;

	fprintf(out, "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"", stroke);
	for (unsigned i = 0; i < line->points; i++)
		fprintf(out, "%.1f,%.1f ", line->x[i], y_of(line->y[i]));
	fputs("\"/>\n", out);
	for (unsigned i = 0; i < line->points; i++)
		fprintf(out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"><title>%s: %.1f ns</title></circle>\n", line->x[i], y_of(line->y[i]), stroke,
			line->subject, line->y[i]);
	fprintf(out, "<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\">%s %.1f</text>\n", line->x[last] + 8, label_y(lines, at), stroke, line->subject,
		line->y[last]);
}

void bench_plot(FILE *out, unsigned turns)
{
	struct line line[LINES] = {{0}};
	struct bench_row rows[BENCH_ROWS_MAX];

	for (unsigned i = 0; i < SIZES; i++) {
		const struct bench_work work = bench_mixed("mixed", size[i].mib * 256);
		const unsigned nr = bench_measure(&work, bench_peers, NULL, turns, rows);

		for (unsigned r = 0; r < nr; r++) {
			struct line *of = line_of(line, rows[r].subject);

			if (!of)
				continue;
			of->x[of->points] = x_of(i);
			of->y[of->points++] = rows[r].ns;
		}
	}
	fprintf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">\n"
		     "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n", WIDTH, HEIGHT);
	draw_axes(out);
	for (unsigned i = 0; i < LINES && line[i].subject; i++)
		draw_line(out, line, i);
	fputs("</svg>\n", out);
}
