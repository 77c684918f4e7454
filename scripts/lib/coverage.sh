# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Clang source coverage of the two sides, for scripts/coverage and the summary of scripts/fuzz: programs of the preset "coverage" leave
# their counts in one directory of raw profiles, which becomes a table.

# coverage_use PRESET VERSION: whose counts, and which llvm reads them.
coverage_use() {
	counted_build=build/$1 llvm=$2
	profiles=$counted_build/profiles
}
coverage_use coverage 14

coverage_begin() {
	rm -rf "$profiles"
	mkdir -p "$profiles"
	# %8m: programs merge into a pool of eight files each, safe when they run side by side.
	export LLVM_PROFILE_FILE="$root/$profiles/%8m.profraw"
}

# coverage_view COMMAND ARGUMENT...: llvm-cov COMMAND over both sides. The tool links all of both, so it knows every line, whichever program ran it.
coverage_view() {
	local command=$1
	shift
	# Each program's main has counts of its own; that the tool's is not the others' is no news.
	"llvm-cov-$llvm" "$command" "$counted_build/bin/buddycheck" -instr-profile="$profiles/all.profdata" "$@" allocator model \
		2> >(grep -v '^warning: .* mismatched data$' >&2)
}

coverage_merge() { find "$profiles" -name '*.profraw' | "llvm-profdata-$llvm" merge -sparse -f /dev/stdin -o "$profiles/all.profdata"; }

# Rows "file lines missed branches missed", one for each file and one for each directory at its end. What a header says is one, however many files
# include it: an outcome is covered when any of them has it. (llvm-cov's own report takes the best of them.)
coverage_rows() {
	coverage_view show -show-branches=count -show-instantiations=false | awk -v root="$root/" '
		function leave(  branch) {
			for (branch in seen) { branches++; branches_missed += (!taken[branch, "True"]) + (!taken[branch, "False"]) }
			if (lines) print file, lines, lines_missed, 2 * branches, branches_missed
			split(file, part, "/")
			sum[part[1], 1] += lines; sum[part[1], 2] += lines_missed; sum[part[1], 3] += 2 * branches; sum[part[1], 4] += branches_missed
			split("", seen); split("", taken)
			lines = lines_missed = branches = branches_missed = 0
		}
		/^\/.*:$/ { leave(); file = substr($0, 1, length($0) - 1); sub(root, "", file); next }
		/^ *[0-9]+\| +[0-9]/ { lines++; lines_missed += $0 ~ /^ *[0-9]+\| +0\|/; next }
		/^ *\|  Branch \(/ && !/Folded/ {
			match($0, /\([0-9:]+\)/); branch = file ~ /h$/ ? substr($0, RSTART, RLENGTH) : NR # two conditions may begin at one place
			seen[branch] = 1
			if ($0 !~ /True: 0,/) taken[branch, "True"] = 1
			if ($0 !~ /False: 0\]/) taken[branch, "False"] = 1
		}
		function total(side) { if (sum[side, 1]) print side "/", sum[side, 1], sum[side, 2], sum[side, 3], sum[side, 4] }
		END { leave(); total("allocator"); total("model") }'
}

# Rows to percentages, aligned.
coverage_table() {
	awk '
		function percent(total, missed) { return total ? sprintf("%.1f%%", 100 * (total - missed) / total) : "-" }
		BEGIN { printf "%-36s %7s %8s %9s %9s\n", "", "lines", "", "branches", "" }
		{ printf "%-36s %7d %8s %9d %9s\n", $1, $2, percent($2, $3), $4, percent($4, $5) }'
}

# Rows "side marks": how many outcomes are not asked for, each by an ALWAYS() or NEVER() of its side.
coverage_marks() {
	local side
	for side in allocator model; do
		echo "$side $(find $side -name '*.[ch]' ! -name always.h ! -name certain.h -print0 | xargs -0 grep -ohE '\b(ALWAYS|NEVER)\(' | wc -l)"
	done
}

# Rows "file conditions missed" like those above, of decisions with more than one condition: each must have been seen to decide alone.
coverage_mcdc_rows() {
	coverage_view report -show-mcdc-summary | awk -v root="$root/" '
		NF == 16 && $1 ~ /\.[ch]$/ {
			file = $1; sub(root, "", file)
			split(file, part, "/"); side = part[1]
			if ($14 > 0) print file, $14, $15
			conditions[side] += $14; missed[side] += $15
		}
		END { for (side in conditions) print side "/", conditions[side], missed[side] | "sort" }'
}

coverage_mcdc_table() {
	awk '{ printf "%-36s %7d conditions, each decides alone: %.1f %%\n", $1, $2, 100 * ($2 - $3) / $2 }'
}
