# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# What scripts/fuzz needs of an engine: start it (in the foreground, bounded), say how far it is, collect findings, give the numbers.
#
# stats_ENGINE prints: inputs exec/s ops edges corpus; "-" for what the engine does not know. doubts_ENGINE prints why a run that found
# nothing is still not to be trusted, if so.
# shellcheck disable=SC2154 # time, engine, targets: from scripts/fuzz

input_max=4096   # bytes; a record has 16, so about 250 ops
input_seconds=10 # one input may take this long before it counts as a hang
memory_mb=2048

preset_of() {
	case "$1" in
	none) echo asan-ubsan ;;
	*) echo "$1" ;;
	esac
}

# engine_parts TARGET...: what the build has to make for them.
engine_parts() {
	printf 'fuzz_%s\n' "$@"
	[ "$engine" != afl ] || printf 'fuzz_%s-mutator\n' "$@"
}

dictionary=build/fuzz/language.dict

# said LOG NAME: the last number printed as "NAME: N".
said() { awk -v name="$2" '{ for (i = 1; i < NF; i++) if ($i == name ":") n = $(i + 1) } END { print n == "" ? "-" : n }' "$1"; }

# --- libFuzzer -----------------------------------------------------------------------------------------------------------

start_libfuzzer() {
	local dir=build/fuzz/$1
	exec timeout -k 10 $((time + 120)) "build/libfuzzer/bin/fuzz_$1" -max_total_time="$time" -seed="$seed" -timeout=$input_seconds \
		-rss_limit_mb=$memory_mb -max_len=$input_max -entropic=0 -dict="$dictionary" -print_final_stats=1 \
		-artifact_prefix="$(findings_of "$1")/" \
		"$(learned_of "$1")" "$dir/seeds"
}

# The last line that starts with "#": inputs so far, edges, corpus, speed.
progress_libfuzzer() {
	tail -c 4000 "build/fuzz/$1/log" | awk '
		/^#[0-9]/ { inputs = substr($1, 2); for (i = 2; i < NF; i++) { if ($i == "cov:") edges = $(i + 1); if ($i == "exec/s:") rate = $(i + 1)
			if ($i == "corp:") { corpus = $(i + 1); sub(/\/.*/, "", corpus) } } }
		END { if (inputs == "") print "starting"; else printf "%d inputs, %d/s, %d edges, corpus %d", inputs, rate, edges, corpus }'
}

collect_libfuzzer() { :; }
doubts_libfuzzer() { :; }

stats_libfuzzer() {
	local log=build/fuzz/$1/log rate
	rate=$(said "$log" stat::average_exec_per_sec)
	[ "$rate" != 0 ] || rate=- # under a second
	echo "$(said "$log" stat::number_of_executed_units) $rate $(said "$log" stat::ops) $(said "$log" cov)" \
		"$(find "$(learned_of "$1")" -type f | wc -l)"
}

# --- AFL++ ---------------------------------------------------------------------------------------------------------------

start_afl() {
	local dir=build/fuzz/$1
	rm -rf "$dir/afl"
	export AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_AFFINITY=1 TERM=xterm
	export AFL_BENCH_UNTIL_CRASH=1
	# The target's own mutator, beside AFL++'s of bytes.
	export AFL_CUSTOM_MUTATOR_LIBRARY=build/afl/bin/fuzz_$1-mutator.so
	# AFL++ wants these from the target it starts: die on the first error, leave symbols to the replay.
	export ASAN_OPTIONS=abort_on_error=1:detect_leaks=0:symbolize=0 UBSAN_OPTIONS=abort_on_error=1:symbolize=0
	exec timeout -k 10 $((time + 120)) afl-fuzz -i "$dir/seeds" -o "$dir/afl" -V "$time" -t $((input_seconds * 1000)) -m none \
		-G $input_max -x "$dictionary" -- "build/afl/bin/fuzz_$1"
}

afl_stat() { awk -v name="$2" '$1 == name { print $3 }' "build/fuzz/$1/afl/default/fuzzer_stats" 2>/dev/null; }

progress_afl() {
	local inputs
	inputs=$(afl_stat "$1" execs_done)
	if [ -z "$inputs" ]; then
		echo starting
	else
		echo "$inputs inputs, $(afl_stat "$1" execs_per_sec)/s, $(afl_stat "$1" edges_found) edges, corpus $(afl_stat "$1" corpus_count)," \
			"stability $(afl_stat "$1" stability)"
	fi
}

# AFL++ names a crash by how it got there; a short name that says the engine is enough here.
collect_afl() {
	local dir=build/fuzz/$1/afl/default kind file
	for kind in crashes hangs; do
		for file in "$dir/$kind"/id*; do
			[ -e "$file" ] && cp "$file" "$(findings_of "$1")/afl-${kind%s}-$(sha1sum <"$file" | cut -c1-16)"
		done
	done
	for file in "$dir/queue"/id*; do
		[ -e "$file" ] && cp "$file" "$(learned_of "$1")/$(sha1sum <"$file" | cut -c1-40)"
	done
	return 0
}

stats_afl() {
	echo "$(afl_stat "$1" execs_done) $(afl_stat "$1" execs_per_sec) - $(afl_stat "$1" edges_found) $(afl_stat "$1" corpus_count)"
}

# Another path for the same input: something outlives an input.
doubts_afl() {
	local stability
	stability=$(afl_stat "$1" stability)
	[ -z "$stability" ] || [ "$stability" = 100.00% ] || echo "stability $stability: not every run of an input takes the same path"
}

# --- no engine -----------------------------------------------------------------------------------------------------------

# fuzz/driver.c writes the input that crashed, if a sanitizer lets it: it must end by a signal.
start_none() {
	export ASAN_OPTIONS=$ASAN_OPTIONS:abort_on_error=1 UBSAN_OPTIONS=$UBSAN_OPTIONS:abort_on_error=1
	exec timeout -k 10 $((time + 60)) "build/asan-ubsan/bin/fuzz_$1" --time "$time" "build/fuzz/$1/seeds"
}

# "driver: N inputs, N/s" comes with the end; on a terminal every second.
progress_none() { grep -o '[0-9]* inputs, [0-9]*/s' "build/fuzz/$1/log" | tail -n 1 || echo running; }
collect_none() { :; }
doubts_none() { :; }
stats_none() {
	local log=build/fuzz/$1/log rate
	rate=$(progress_none "$1" | sed -n 's|.*, \([0-9]*\)/s|\1|p')
	echo "$(said "$log" stat::number_of_executed_units) ${rate:--} $(said "$log" stat::ops) - -"
}
