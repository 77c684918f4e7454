// SPDX-License-Identifier: MIT
/* The JSON and SARIF reports of `buddycheck triage`; JUnit is in fuzz/triage/triage_print.c. */
#ifndef TOOLS_TRIAGE_REPORT_H
#define TOOLS_TRIAGE_REPORT_H

#include <stdio.h>

#include "fuzz/triage/triage.h"

void triage_report_json(const struct triage *triage, FILE *out);
void triage_report_sarif(const struct triage *triage, FILE *out);

#endif
