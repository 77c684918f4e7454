# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# The parts of scripts/evidence: how each is measured, where it is kept, what its figures come to in one line.
# shellcheck disable=SC2154 # quick, tool, replayed: from the scripts

kept=docs/evidence
scratch=build/evidence

# commit, day and machine: the first line of every part's file.
evidence_stamp() {
	local dirty=''
	[ -z "$(git status --porcelain -- allocator model fuzz corpus crashes tests tools)" ] || dirty=' and changes'
	echo "commit $(git rev-parse --short HEAD)$dirty, $(date -u +%Y-%m-%d), $(nproc) x $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
}

# evidence_part PART: measures it into build/evidence/PART.txt and, unless quick, keeps that.
evidence_part() {
	local part=$1 status=0
	mkdir -p "$scratch" "$kept"
	{
		evidence_stamp
		echo
		"measure_${part//-/_}"
	} >"$scratch/$part.txt" 2>"$scratch/$part.err" </dev/null || status=$?
	if [ "$status" -ne 0 ]; then
		tail -n 5 "$scratch/$part.txt" "$scratch/$part.err" >&2
	elif [ -z "$quick" ]; then
		cp "$scratch/$part.txt" "$kept/$part.txt"
	fi
	return $status
}

# --- how each is measured; the last lines carry the figures

# Of scripts/seeded, too, which has these as options.
seeds=5 budget=60 jobs=$(nproc)

measure_seeded() {
	local rows=$scratch/seeded.rows files status=0
	if [ -n "$quick" ]; then
		"$tool" seeded --seeds 1 --seconds 10
		return
	fi
	files=$(find corpus -type f | wc -l)
	"$tool" seeded --seeds "$seeds" --seconds "$budget" --jobs "$jobs" --svg "$kept/survival.svg" >"$rows" || status=$?
	echo "Found by which check, after how many runs and processor seconds (medians of $seeds seeds, at most $budget s; $files corpus files)."
	cat "$rows"
	awk -v files="$files" '
		$3 ~ /^[0-9]+$/ && $4 == "of" && $2 != "control" { n++; replayed += $6 <= files; classes[$2]++ }
		END {
			printf "by the replay of the corpus alone, at the median: %d of %d\n", replayed, n
			for (c in classes) printf "%s %d\n", c, classes[c] | "sort"
		}' "$rows"
	return $status
}

measure_worth() { "$tool" seeded --seeds 3 --seconds 10 --worth; }

# Few files to begin with: what the replay finds says nothing about mutators. A second is short, and all that changed bytes get would be spent
# in vain anyway: ratios are lower bounds.
measure_mutator() {
	local python=python3 seconds=1 files=10
	"$python" -c 'import scipy' 2>/dev/null || python=/usr/bin/python3
	"$python" -c 'import scipy' || { echo "python3-scipy is not there; apt-get install --no-install-recommends python3-scipy" >&2; return 3; }
	"$tool" seeded --seeds "$seeds" --seconds "$seconds" --replay "$files" --jobs "$jobs" --versus --json --svg "$kept/mutator.svg" >"$scratch/mutator.json" || return
	"$python" scripts/lib/versus.py "$scratch/mutator.json" "$seconds" "$seeds seeds, $seconds s a hunt, $files files to begin with"
}

measure_faults() {
	if [ -n "$quick" ]; then
		"$tool" faults
	else
		"$tool" faults --ops 100 && "$tool" faults "${replayed[@]}"
	fi
}

measure_determinism() {
	BUDDYCHECK=$tool SRC=$root bash tests/determinism_slow_test.sh || return
	cmake --build --preset release --target leak_slow_test >/dev/null || return 3
	build/release/bin/leak_slow_test
}

measure_enumerate() {
	if [ -n "$quick" ]; then
		"$tool" enumerate --machine zone8 --machine lists8
	else
		"$tool" enumerate --machine all
	fi
}

measure_conform() {
	local side
	for side in allocator model; do
		"$tool" conform --subject $side tests/golden | tail -n 1 | sed "s/^/$side: /" || return
		[ ! -d ../shared/golden ] || "$tool" conform --subject $side ../shared/golden | tail -n 1 | sed "s/^/$side, all recordings: /" || return
	done
}

measure_cross_arch() { scripts/cross-arch; }

# Another path for the same input would be a state that outlives inputs, or chance.
measure_stability() {
	local target status=0
	scripts/fuzz --engine afl --time 20 --jobs "$(nproc)" || return
	for target in $(scripts/fuzz --list | awk '{ print $1 }'); do
		awk -v target="$target" '$1 == "stability" || $1 == "execs_done" { value[$1] = $3 }
			END { printf "%-16s stability %s of %s inputs\n", target, value["stability"], value["execs_done"] }' \
			"build/fuzz/$target/afl/default/fuzzer_stats" || status=1
	done
	return $status
}

measure_coverage() { scripts/coverage; }

measure_mcdc() { scripts/coverage --mcdc; }

measure_mutants() {
	local status=0
	scripts/mutants ${quick:+--sample 100 --min 80} --out "$scratch/mutants" >"$scratch/mutants.said" || status=$?
	[ "$status" -le 1 ] || return "$status"
	cat "$scratch/mutants/report.txt" # every survivor is in it
	return "$status"
}

# --- what they come to

# evidence_line FILE PART: its figures in one line.
evidence_line() {
	case "$2" in
	seeded) grep '^seeded:' "$1" ;;
	worth) grep '^worth:' "$1" ;;
	mutator) grep '^versus:' "$1" ;;
	faults) grep '^faults:' "$1" ;;
	determinism) sed -n '0,/^leak_slow_test: /s/^leak_slow_test: //p' "$1" ;; # the next such line is of a subject that leaks on purpose
	enumerate) grep '^enumerate:' "$1" ;;
	stability) awk '/stability/ { n++; if ($3 == "100.00%") whole++ } END { printf "%d of %d targets at 100.00 %%\n", whole, n }' "$1" ;;
	mutants) grep '^mutants:' "$1" | sed 's/^mutants: //' ;;
	coverage | mcdc) awk '/:$/ { by = $0 " " } $1 ~ /^(allocator|model)\/$/ { print by $0; by = "" }' "$1" ;;
	*) tail -n 4 "$1" ;;
	esac | paste -sd ';' | sed 's/;/; /g; s/  */ /g'
}

evidence_says() { evidence_line "$scratch/$1.txt" "$1"; }

# evidence_row PART QUESTION
evidence_row() {
	local file=$kept/$1.txt
	if [ -f "$file" ]; then
		echo "| $2 | $(evidence_line "$file" "$1") | [$1](evidence/$1.txt), $(sed -n '/^commit /{s/^\(commit [0-9a-f]*[^,]*, [0-9-]*\).*/\1/p;q}' "$file") |"
	else
		echo "| $2 | not measured | $1 |"
	fi
}

# docs/evidence.md on standard output.
evidence_page() {
	cat <<-'END'
		# Evidence

		Written by `scripts/evidence` from the files in `docs/evidence/`; `scripts/evidence PART` measures a part anew. What is measured on another
		commit than its neighbours says so. Seconds are processor time of one process.

		| question | figures | file, commit, day |
		|---|---|---|
	END
	evidence_row seeded "Are known mistakes found, from the seed corpus? ([how](seeded.md))"
	evidence_row worth "What is each check worth? (first to see, found without it)"
	evidence_row mutator "Does it help that the mutator knows the language? ([how](seeded.md#the-hunt))"
	evidence_row mutants "Are mutants of the code killed by the corpus?"
	evidence_row coverage "Which lines and branches does the corpus reach, with the tests? ([what not](coverage.md))"
	evidence_row mcdc "And which conditions decide alone (MC/DC)?"
	evidence_row enumerate "Is every state of tiny machines right? ([how](enumerate.md))"
	evidence_row faults "Does it hold when anything fails? ([how](faults.md))"
	evidence_row determinism "Does an input mean the same in every process, after every other?"
	evidence_row cross-arch "On every compiler and architecture?"
	evidence_row stability "Does AFL++ see the same path for the same input?"
	evidence_row conform "Does it do what the kernel did? (Most of all recordings are not in this repository.)"
	cat <<-'END'

		![the part of the defects not yet found, over time](evidence/survival.svg)
	END
	[ ! -f "$kept/mutator.svg" ] || echo "![the same with the mutator of ops and with changed bytes](evidence/mutator.svg)"
}
