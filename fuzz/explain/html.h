// SPDX-License-Identifier: MIT
/*
 * A sequence as one HTML file to step through: the ops, both memories, counters and lists after each op, the difference marked.
 *
 * The file is self-contained. report_page.{html,css,js} and report_memory.js in this folder are embedded at build time; written into them
 * are the verdict, the ops and the data that the script replays (html_steps.h).
 */
#ifndef FUZZ_HTML_H
#define FUZZ_HTML_H

#include <stdio.h>

#include "fuzz/explain/report.h"

/* Runs the sequence several times. Returns whether the sides diverge; the page is written in either case. */
bool html_report(const struct report *report, FILE *out);

#endif
