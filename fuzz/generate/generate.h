// SPDX-License-Identifier: MIT
/*
 * Sequences made to reach something: a named scenario is a machine and a mix of ops, and a seed picks one of its many sequences.
 *
 * The same options give the same sequence on every machine, for ever, because seed corpora and test cases are named by them. A scenario may
 * be changed only together with the corpus made from it.
 */
#ifndef FUZZ_GENERATE_H
#define FUZZ_GENERATE_H

#include "fuzz/language/seq.h"

struct scenario;

/* The scenarios in the order of their table; NULL past the last. */
const struct scenario *scenario_at(unsigned index);
const struct scenario *scenario_find(const char *name); /* NULL: none */
const char *scenario_name(const struct scenario *scenario);
const char *scenario_help(const struct scenario *scenario);

/* The machine ops, then exactly nr_ops more (a scripted scenario: its own ops); at most SEQ_OPS_MAX in total. */
void generate(struct sequence *seq, const struct scenario *scenario, enum profile profile, uint64_t seed, uint32_t nr_ops);

/* Append ops of a scenario to seq, for the machine that seq describes. */
void generate_traffic(struct sequence *seq, const struct scenario *scenario, uint64_t seed, uint32_t nr_ops);

#endif
