// SPDX-License-Identifier: MIT
/* Writes the SVG: axes, then per curve one step down for each hunt that found its defect. */
#include "tools/survival.h"

#include <math.h>
#include <stdio.h>

#include "tools/files.h"

enum { WIDTH = 640, HEIGHT = 300, LEFT = 60, TOP = 20, RIGHT = 20, BOTTOM = 45 };
#define SHORTEST 0.001 /* seconds at the left end */

static double x_of(double seconds, double budget)
{
	const double decades = log10(budget / SHORTEST);
	const double at = seconds <= SHORTEST ? 0 : log10(seconds / SHORTEST) / decades;

	return LEFT + at * (WIDTH - LEFT - RIGHT);
}

static double y_of(uint32_t alive, uint32_t count)
{
	return TOP + (1 - (double)alive / (count > 0 ? count : 1)) * (HEIGHT - TOP - BOTTOM);
}

static void axes(FILE *out, double budget)
{
	for (double t = SHORTEST; t <= budget * 1.001; t *= 10)
		fprintf(out, "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/><text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%g s</text>\n",
			x_of(t, budget), x_of(t, budget), TOP, HEIGHT - BOTTOM, x_of(t, budget), HEIGHT - BOTTOM + 16, t);
	for (int percent = 0; percent <= 100; percent += 25)
		fprintf(out, "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
			     "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%d %%</text>\n", LEFT,
			WIDTH - RIGHT, y_of((uint32_t)percent, 100), y_of((uint32_t)percent, 100), LEFT - 6, y_of((uint32_t)percent, 100) + 4, percent);
	fprintf(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">processor seconds of one hunt; the part of the defects not yet found</text>\n",
		(LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8);
}

static void curve(FILE *out, const double *seconds, uint32_t count, double budget, int number, const char *name)
{
	uint32_t alive = count;

	fprintf(out, "<path class=\"curve c%d\" d=\"M%d %.1f", number, LEFT, y_of(alive, count));
	for (uint32_t i = 0; i < count && seconds[i] < budget; i++)
		fprintf(out, "H%.1fV%.1f", x_of(seconds[i], budget), y_of(--alive, count));
	fprintf(out, "H%d\"/>\n", WIDTH - RIGHT);
	if (name)
		fprintf(out, "<path class=\"curve c%d\" d=\"M%d %dh20\"/><text x=\"%d\" y=\"%d\">%s</text>\n", number, WIDTH - 170, TOP + 14 + 16 * number,
			WIDTH - 144, TOP + 18 + 16 * number, name);
}

struct picture {
	const double *const *seconds;
	const uint32_t *count;
	const char *const *names;
	int nr;
	double budget;
};

static void draw(const void *ctx, FILE *out)
{
	const struct picture *picture = ctx;

	fprintf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">\n"
		"<style>svg{background:#fff}text{fill:#333}.grid{stroke:#ddd}.curve{fill:none;stroke:#06c;stroke-width:2}"
		".c1{stroke:#080}.c2{stroke:#c30}</style>\n",
		WIDTH, HEIGHT);
	axes(out, picture->budget);
	for (int i = 0; i < picture->nr; i++)
		curve(out, picture->seconds[i], picture->count[i], picture->budget, i, picture->names ? picture->names[i] : NULL);
	fprintf(out, "</svg>\n");
}

void survival_draw_many(const char *path, const double *const *seconds, const uint32_t *count, const char *const *names, int nr, double budget)
{
	const struct picture picture = {seconds, count, names, nr, budget};

	write_printed("seeded", path, draw, &picture);
}

void survival_draw(const char *path, const double *seconds, uint32_t count, double budget)
{
	survival_draw_many(path, &seconds, &count, NULL, 1, budget);
}
