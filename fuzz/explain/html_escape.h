// SPDX-License-Identifier: MIT
/* Text from outside in a page: special characters are escaped, control characters are shown as "?". */
#ifndef FUZZ_HTML_ESCAPE_H
#define FUZZ_HTML_ESCAPE_H

#include <stdio.h>

/* Text for an element or a quoted attribute. */
void html_text(const char *text, FILE *out);
/* A JSON string with its quotes, safe inside a script element. */
void html_json(const char *text, FILE *out);

#endif
