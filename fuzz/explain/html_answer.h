// SPDX-License-Identifier: MIT
/* An answer as the page shows it: {"ok": true unless it was refused as misuse, "text": its value in words, "rows": [[name, text], ...]}. */
#ifndef FUZZ_HTML_ANSWER_H
#define FUZZ_HTML_ANSWER_H

#include <stdio.h>

#include "contract/request.h"
#include "fuzz/language/op.h"

void answer_print(enum op_kind kind, const struct request *request, const struct answer *answer, FILE *out);

#endif
