// SPDX-License-Identifier: MIT
/*
 * The command that shows a sequence again, for pasting into a shell.
 */
#ifndef FUZZ_REPLAY_H
#define FUZZ_REPLAY_H

#include <stdio.h>

#include "contract/subject.h"

/* "buddycheck explain --subject canary 'my findings/a.ops'": quoted where necessary, without a newline. */
void replay_print(const struct subject *subject, const struct subject *oracle, const char *path, FILE *out);

#endif
