#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What all subcommands have in common: help, exit statuses and messages for bad usage and bad files, bad outputs refused before the work starts,
# and an exit status that reports when the answer could not be written.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
tool=$BUDDYCHECK
cd "$work" || exit 1

printf 'buddycheck 1\na = alloc\nfree a\n' >good.ops
printf 'buddycheck 1\na = allocate\n' >bad.ops
mkdir -p folder empty
: >folder/nothing

expect "help" 0 "$tool" --help
mapfile -t commands < <(sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p' out)
checks=$((checks + 1))
[ "${#commands[@]}" -ge 15 ] || fail "only ${#commands[@]} commands in the help" out
expect "version" 0 "$tool" --version
said "version" '^buddycheck [0-9]'
expect "no command" 2 "$tool"
expect "a command that is none" 2 "$tool" jump
expect "help on a command that is none" 2 "$tool" help jump

# arguments COMMAND FILE: the arguments that make FILE the input; empty for commands without inputs.
arguments() {
	case $1 in
	run | explain | digest | conform | faults) echo "$2" ;;
	enumerate) echo "$2 -o diverged.ops" ;;
	convert) echo "$2 converted" ;;
	minimize | report | emit-c) echo "$2 -o written" ;;
	triage) echo "$2 --out bugs" ;;
	compare) echo "--left linux-5.10 --right linux-6.1 $2" ;;
	esac
}

for command in "${commands[@]}"; do
	expect "$command --help" 0 "$tool" "$command" --help
	said "$command --help" "^usage: buddycheck $command "
	said "$command --help tells the exit status" '^exit status|Exit status'
	cp out long
	expect "$command -h" 0 "$tool" "$command" -h
	cmp -s out long || fail "$command -h is not --help" out
	expect "help $command" 0 "$tool" help "$command"
	cmp -s out long || fail "help $command is not --help" out
	has "$command in the README" "$SRC/README.md" "^\| \`${command}[ \`]"
	expect "$command --frobnicate" 2 "$tool" "$command" --frobnicate
	said "$command --frobnicate" "^buddycheck $command: .*frobnicate"
	for file in missing folder/nothing bad.ops; do
		with=$(arguments "$command" $file)
		[ -n "$with" ] || continue
		# shellcheck disable=SC2086
		expect "$command of $file" 2 "$tool" "$command" $with
		said "$command of $file" "$file.*: |cannot read $file"
	done
done
checks=$((checks + 1))
[ ! -e written ] && [ ! -e converted ] || fail "something was written of bad input"

# Each subject that a help text names is accepted.
for command in "${commands[@]}"; do
	[ "$command" != enumerate ] || continue
	for subject in $("$tool" "$command" --help | sed -n 's/^  --subject NAME *\(.*\); default.*/\1/p' | sed 's/.*: //' | tr -d ,); do
		with=$(arguments "$command" good.ops)
		[ -n "$with" ] || continue
		# shellcheck disable=SC2086
		"$tool" "$command" --subject "$subject" $with >out 2>err
		[ $? -le 1 ] || fail "$command --subject $subject" err
		checks=$((checks + 1))
	done
done
rm -rf written bugs

expect "a folder without files" 2 "$tool" run empty
expect "faults reads standard input" 0 "$tool" faults - <good.ops
said "faults reads standard input" '^faults: 1 sequences, [1-9][0-9]* loops, 0 diverged$'

# Numbers are decimal, also with leading zeros, or hexadecimal with 0x; anything else is refused.
for number in -1 ' -1' +1 1e3 99999999999999999999 '' 0x; do
	expect "--seed '$number'" 2 "$tool" generate --seed "$number"
	said "--seed '$number'" "expected a number from 0 to"
done
expect "ten" 0 "$tool" generate --seed 10
cp out ten
for number in 010 0xa; do
	expect "--seed $number" 0 "$tool" generate --seed $number
	cmp -s out ten || fail "--seed $number is not 10"
done

# Outputs that cannot be written are refused before the work starts and leave nothing behind.
for with in "minimize good.ops -o" "report good.ops -o" "emit-c good.ops -o" "convert good.ops" "triage good.ops --out bugs --json" \
	"triage good.ops --out bugs --sarif" "triage good.ops --out bugs --junit"; do
	for place in folder nowhere/file ''; do
		# shellcheck disable=SC2086
		expect "$with '$place'" 2 "$tool" $with "$place"
		said "$with '$place'" "cannot write '?$place"
	done
done
mkdir dangling
cp good.ops dangling
ln -s nowhere dangling/gone.ops
expect_last "a folder with a link that leads nowhere" 0 ' 1 agreed, 0 diverged$' "$tool" run dangling
said "which" 'dangling/gone.ops leads nowhere, skipped'
expect "such a link by name" 2 "$tool" run dangling/gone.ops
mkdir "odd*"
cp good.ops "odd*"
expect "a name that would end a comment" 0 "$tool" emit-c "odd*/good.ops" -o odd.c
has "does not" odd.c "odd\\* /good.ops"
ln -s behind link
expect "a link" 0 "$tool" convert good.ops link
holds "stays one" test -L link
holds "the output after it is written" test -s behind
expect "a file for a folder" 2 "$tool" triage good.ops --out good.ops
expect "a report into the folder that triage makes" 0 "$tool" triage good.ops --json made/report.json --out made
holds "is there" test -s made/report.json
expect "a file for a folder" 2 "$tool" faults good.ops --save good.ops

# An answer that cannot be written is an error.
for with in "--help" "--version" "run good.ops" "run --json good.ops" "explain good.ops" "digest good.ops" "convert good.ops -" "generate" \
	"report good.ops -o -" "emit-c good.ops -o -" "triage good.ops --out bugs" "compare --left linux-5.10 --right linux-6.1 good.ops" \
	"enumerate --machine zone2" "faults good.ops" "bench --list"; do
	# shellcheck disable=SC2086
	expect "$with >/dev/full" 3 sh -c "exec $tool $with >/dev/full"
	said "$with >/dev/full" 'output'
	expect "$with >&-" 3 sh -c "exec $tool $with >&-"
done
expect "a report in a file needs no output" 0 sh -c "exec $tool report good.ops -o page.html >&-"
has "and holds the page alone" page.html '^<!doctype html>|^<!DOCTYPE html>'

# An output sent to standard output by name is alone there.
"$tool" generate --seed 3 --ops 60 >lies.ops
expect "minimize to standard output" 1 "$tool" minimize --subject canary lies.ops -o -
has "the summary is elsewhere" err '^minimize: [0-9]* ops -> [0-9]* ops, [0-9]* runs$'
cp out minimum.ops
expect "and is a sequence" 1 "$tool" run --subject canary minimum.ops
expect "triage to standard output" 1 "$tool" triage --subject canary lies.ops --out told --json -
has "the summary is elsewhere" err '^triage: 1 inputs, 1 bugs, 0 not reproduced$'
holds "and is JSON" python3 -m json.tool out

# A bug's folder as saved by triage has several files, but counts as one sequence.
for seed in 1 2 3; do
	"$tool" generate --seed $seed --ops 60 >"folder/$seed.ops"
done
rm folder/nothing
expect "triage" 1 "$tool" triage folder --subject canary --out kept
expect "what another subject does wrong" 0 "$tool" emit-c --subject canary kept/*/minimal.txt -o odd.c
said "the installed allocator does not show" 'note: the program calls the installed allocator, so it shows what canary does only if that is installed'
cp good.ops kept/
expect "run what triage keeps" 1 "$tool" run --subject canary kept
has "its minima, and what else lies there" out '^run: 2 files, [0-9]* ops, 1 agreed, 1 diverged$'

# A crash of the subject is a finding in that file, and the other files are run. Files run in a child process, which is killed here after
# the first file, while it waits for the second one, a pipe.
# child_of PID: waits until PID has started a process, and prints its number.
child_of() {
	local try id parent
	for ((try = 0; try < 600; try++)); do
		while read -r id _ _ parent _; do
			[ "$parent" != "$1" ] || { echo "$id"; return; }
		done < <(cat /proc/[0-9]*/stat 2>/dev/null)
		sleep 0.1
	done
}

# run_and_die [--json]: its output is in $said, its exit status in $status.
run_and_die() {
	local run child try
	mkfifo pipe
	"$tool" run "$@" --subject canary +first.ops - last.ops <pipe >said 2>&1 &
	run=$!
	exec 7>pipe
	rm pipe
	child=$(child_of $run)
	for ((try = 0; try < 600 && $# == 0; try++)); do # with --json nothing is said before the end
		! grep -q explain said || break
		sleep 0.1
	done
	kill -USR1 "${child:-none}"
	cat good.ops >&7
	exec 7>&-
	status=0
	wait $run || status=$?
}
cp lies.ops +first.ops
echo nonsense >broken.ops
cp good.ops last.ops
run_and_die
holds "run goes on where the subject dies" test $status -eq 1
has "the file is named" said '^-: crashes at '
has "and how" said 'dies of signal 10'
has "with a signature" said '^  signature .*-crash-signal'
has "the rest is run" said '^run: 3 files, [0-9]* ops, 1 agreed, 2 diverged$'
run_and_die --json
holds "the same as JSON" test $status -eq 1
has "how" said '"died": "[^"]*dies of signal 10'
has "all files" said '"nr_files": 3, '

# Machines with many processors: the same number of processes everywhere.
for command in "${commands[@]}"; do
	"$tool" "$command" --help | grep -q -- '--jobs' || continue
	expect "$command --jobs 0" 2 "$tool" "$command" --jobs 0
	said "$command: from 1 to 256" "--jobs '0': expected a number from 1 to 256"
done

# If the reader of standard output exits, every command ends alike, without a message.
for with in "run --subject canary" digest "compare --left linux-5.10 --right linux-6.1"; do
	# shellcheck disable=SC2086
	expect "$with | true" 141 bash -c 'set -o pipefail; { trap - PIPE; "$@"; } | true' - "$tool" $with "$SRC/corpus/buddy"
	lacks "$with | true" err .
done

# The crash tests for digest,
mkfifo pipe
"$tool" digest +first.ops - last.ops <pipe >out 2>said &
digest=$!
exec 7>pipe
rm pipe
child=$(child_of $digest)
for ((try = 0; try < 600; try++)); do
	! grep -q +first.ops out || break
	sleep 0.1
done
kill -USR1 "${child:-none}"
exec 7>&-
status=0
wait $digest || status=$?
holds "digest goes on where the subject dies" test $status -eq 1
has "the file is named, and how" said '^-: crashes at .*dies of signal 10'
has "and how to see it" said '^  buddycheck explain '
has "the file before it" out '^[0-9a-f]{16}  \+first.ops$'
has "the file after it" out '^[0-9a-f]{16}  last.ops$'
lacks "it has no digest itself" out ' -$'
expect "digest ends where a file is malformed" 2 "$tool" digest +first.ops broken.ops last.ops
lacks "no file after it" out 'last.ops'

# and for compare, where two processes work on the first two files for a second or more.
{
	echo "buddycheck 1
machine max_order=11
zone NORMAL pfn=0..65536"
	for ((op = 0; op < 4000; op++)); do echo "a = alloc order=1
free a"; done
} >+slow.ops
cp +slow.ops +slower.ops
compare_and_die() {
	local compare child
	"$tool" compare --left linux-5.10 --right linux-6.1 "$@" +slow.ops +slower.ops last.ops >said 2>&1 &
	compare=$!
	child=$(child_of $compare)
	sleep 0.1 # and has begun
	kill -USR1 "${child:-none}"
	status=0
	wait $compare || status=$?
}
compare_and_die
holds "compare goes on where the subject dies" test $status -eq 1
has "where" said '^  linux-[0-9.]* crashes at '
has "how" said 'dies of signal 10'
has "the rest is compared" said '^last.ops: '
has "all files" said '^compare: 3 files, '
has "and how many of them were cut short" said '^    files that hang or die +1$'
compare_and_die --json
holds "the same as JSON" test $status -eq 1
has "how" said '"died": \{"side": "[a-z]*", "op": [0-9]*, "kind": "[a-z]*", "how": "[^"]*dies of signal 10'
finish
