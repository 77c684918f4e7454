// SPDX-License-Identifier: MIT
/* The subcommands' mains, one file of tools/ each; the table of names and help is in main.c. */
#ifndef TOOLS_COMMANDS_H
#define TOOLS_COMMANDS_H

int run_main(int argc, char **argv);
int explain_main(int argc, char **argv);
int digest_main(int argc, char **argv);
int conform_main(int argc, char **argv);
int convert_main(int argc, char **argv);
int generate_main(int argc, char **argv);
int minimize_main(int argc, char **argv);
int triage_main(int argc, char **argv);
int report_main(int argc, char **argv);
int enumerate_main(int argc, char **argv);
int emit_c_main(int argc, char **argv);
int compare_main(int argc, char **argv);
int seeded_main(int argc, char **argv);
int faults_main(int argc, char **argv);
int bench_main(int argc, char **argv);
int subjects_main(int argc, char **argv);

#endif
