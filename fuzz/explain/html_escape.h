// SPDX-License-Identifier: MIT
/* Words from outside in a page: what has a meaning there is escaped, control characters are shown as "?". */
#ifndef FUZZ_HTML_ESCAPE_H
#define FUZZ_HTML_ESCAPE_H

#include <stdio.h>

/* Text for an element or a quoted attribute. */
void html_text(const char *text, FILE *out);
/* A JSON string with its quotes, fit for the inside of a script element. */
void html_json(const char *text, FILE *out);

#endif
