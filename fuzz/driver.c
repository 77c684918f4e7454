// SPDX-License-Identifier: MIT
/*
 * A main() for fuzz targets built without a fuzzing engine: replays files, or makes inputs itself from a seed.
 *
 *     fuzz_NAME [--time SECONDS] [--runs N] [--seed S] [FILE|DIR...]
 *
 * Without --time and --runs the files are replayed once. With them the files are the first inputs of a small population in which mutated
 * inputs replace old ones at random: guided by the target's bias, not by coverage. A crash saves its input to a file.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "fuzz/language/seq.h"
#include "fuzz/target.h"

enum { INPUT_MAX = 4096, POPULATION = 64, FILE_MAX = 1 << 20 };

struct input {
	size_t size;
	uint8_t data[INPUT_MAX];
};

static struct input population[POPULATION];
static uint32_t nr_inputs;

/* What the crash handler writes. */
static const uint8_t *current_data;
static size_t current_size;
static char crash_path[4096];

/* Sanitizers end the program without a signal. */
__attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)(void));

static void save_crash(void)
{
	const int file = open(crash_path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	if (file >= 0 && write(file, current_data, current_size) == (ssize_t)current_size) {
		static const char message[] = "driver: input written to ";

		if (write(STDERR_FILENO, message, sizeof(message) - 1) > 0 && write(STDERR_FILENO, crash_path, strlen(crash_path)) > 0 &&
		    write(STDERR_FILENO, "\n", 1) > 0)
			close(file);
	}
}

static void on_crash(int number)
{
	save_crash();
	signal(number, SIG_DFL);
	raise(number);
}

static void prepare_crash(uint64_t seed)
{
	const char *folder = getenv("BUDDYCHECK_FINDINGS");

	snprintf(crash_path, sizeof(crash_path), "%s/crash-%llu-%ld", folder && folder[0] ? folder : ".", (unsigned long long)seed, (long)getpid());
	if (__sanitizer_set_death_callback)
		__sanitizer_set_death_callback(save_crash);
	signal(SIGABRT, on_crash);
	signal(SIGSEGV, on_crash);
	signal(SIGBUS, on_crash);
	signal(SIGFPE, on_crash);
	signal(SIGILL, on_crash);
}

static void run_input(const uint8_t *data, size_t size)
{
	current_data = data;
	current_size = size;
	LLVMFuzzerTestOneInput(data, size);
}

static _Noreturn void refuse(const char *path, const char *what)
{
	fprintf(stderr, "%s: %s\n", path, what);
	exit(2);
}

static uint64_t replayed;

/*
 * Text is replayed as text, because bytes cannot hold its expectations; as a seed it is converted to bytes. Malformed text ends the program
 * with status 2.
 */
static size_t take_text(const char *path, bool replay, uint8_t *data, size_t size)
{
	static const char head[] = "buddycheck ";
	static struct sequence seq;

	if (size < sizeof(head) - 1 || memcmp(data, head, sizeof(head) - 1) != 0)
		return size;
	if (!seq.op)
		seq_init(&seq);
	seq_load_bytes(&seq, path, data, size);
	return replay ? size : seq_encode_input(&seq, data, FILE_MAX);
}

static void take_file(const char *path, bool replay)
{
	static uint8_t data[FILE_MAX];
	FILE *file = fopen(path, "rb");
	size_t size;

	if (!file)
		refuse(path, strerror(errno));
	size = fread(data, 1, sizeof(data), file);
	fclose(file);
	size = take_text(path, replay, data, size);
	replayed++;
	if (replay) {
		run_input(data, size);
		return;
	}
	if (nr_inputs == POPULATION || size > INPUT_MAX)
		return;
	memcpy(population[nr_inputs].data, data, size);
	population[nr_inputs++].size = size;
}

static int compare_names(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void take_path(const char *path, bool replay)
{
	struct dirent **entries;
	struct stat status;
	int count;

	if (stat(path, &status) != 0)
		refuse(path, strerror(errno));
	if (!S_ISDIR(status.st_mode)) {
		take_file(path, replay);
		return;
	}
	count = scandir(path, &entries, NULL, compare_names);
	for (int i = 0; i < count; i++) {
		char name[4096];

		snprintf(name, sizeof(name), "%s/%s", path, entries[i]->d_name);
		if (entries[i]->d_name[0] != '.' && stat(name, &status) == 0 && S_ISREG(status.st_mode))
			take_file(name, replay);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void make_input(struct input *input, uint64_t *state)
{
	const uint32_t parent = dice_below(state, POPULATION), other = dice_below(state, POPULATION);
	const unsigned seed = (unsigned)dice_next(state);

	if (dice_below(state, 16) == 0) {
		input->size = LLVMFuzzerCustomCrossOver(population[parent].data, population[parent].size, population[other].data,
							population[other].size, input->data, INPUT_MAX, seed);
		return;
	}
	memcpy(input->data, population[parent].data, population[parent].size);
	input->size = LLVMFuzzerCustomMutator(input->data, population[parent].size, INPUT_MAX, seed);
}

static void print_progress(uint64_t runs, double start, bool last)
{
	const double seconds = now() - start;

	if (!last && !isatty(STDERR_FILENO))
		return;
	fprintf(stderr, "%sdriver: %llu inputs, %.0f/s%s", isatty(STDERR_FILENO) ? "\r" : "", (unsigned long long)runs,
		seconds > 0 ? (double)runs / seconds : 0.0, last ? "\n" : "");
}

static void fuzz(uint64_t seed, uint64_t max_runs, double max_seconds)
{
	const double start = now();
	uint64_t state = seed, runs = 0;
	double next = start + 1;
	static struct input input;

	while ((max_runs == 0 || runs < max_runs) && (max_seconds <= 0 || (runs & 15) != 0 || now() < start + max_seconds)) {
		make_input(&input, &state);
		run_input(input.data, input.size);
		runs++;
		if (dice_below(&state, 4) == 0)
			population[dice_below(&state, POPULATION)] = input;
		if ((runs & 255) == 0 && now() > next) {
			print_progress(runs, start, false);
			next = now() + 1;
		}
	}
	print_progress(runs, start, true);
	fprintf(stderr, "stat::number_of_executed_units: %llu\n", (unsigned long long)runs);
}

static double number(const char *option, const char *text)
{
	char *end;
	const double value = strtod(text, &end);

	if (end == text || *end != '\0' || value < 0) {
		fprintf(stderr, "%s '%s': expected a number\n", option, text);
		exit(2);
	}
	return value;
}

static void print_help(void)
{
	printf("usage: fuzz_NAME [--time SECONDS] [--runs N] [--seed S] [FILE|DIR...]\n\n"
	       "Replays the files once, text or bytes; with --time or --runs makes inputs from them and from the seed until then. Without --seed the\n"
	       "seed is 1, so every such run makes the same inputs: give another seed to each run that is to find something new.\n"
	       "BUDDYCHECK_SUBJECT names the subject, or the path of a shared object, BUDDYCHECK_ORACLE another one to hold it against instead of the\n"
	       "oracle; BUDDYCHECK_PROFILE the profile of what is made, BUDDYCHECK_FINDINGS the folder for what is found.\n");
}

int main(int argc, char **argv)
{
	static const struct option options[] = {{"time", required_argument, NULL, 't'}, {"runs", required_argument, NULL, 'r'},
						{"seed", required_argument, NULL, 's'}, {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
	double seconds = 0;
	uint64_t runs = 0, seed = 1;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'h') {
			print_help();
			return 0;
		}
		if (option == 't')
			seconds = number("--time", optarg);
		else if (option == 'r')
			runs = (uint64_t)number("--runs", optarg);
		else if (option == 's')
			seed = (uint64_t)number("--seed", optarg);
		else
			return 2;
	}
	prepare_crash(seed);
	for (int i = optind; i < argc; i++)
		take_path(argv[i], runs == 0 && seconds <= 0);
	if (runs > 0 || seconds > 0)
		fuzz(seed, runs, seconds);
	else
		fprintf(stderr, "driver: %llu files replayed\n", (unsigned long long)replayed);
	return 0;
}
