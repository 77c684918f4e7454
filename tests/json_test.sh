#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every --json prints one object and nothing else, exits with the same status as without it, and every member is explained in docs/json.md under
# the name of its command. tests/triage_formats_test.sh tests triage.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
tool=$BUDDYCHECK page=$SRC/docs/json.md
cd "$work" || exit 1

cat >check.py <<'END'
import json, re, sys
page, command, answer = sys.argv[1:]
parts = re.split(r"^## (\S+)$", open(page, encoding="utf-8").read(), flags=re.M)
section = dict(zip(parts[1::2], parts[2::2]))[command]

def keys(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)

answer = json.load(open(answer, encoding="utf-8"))
assert isinstance(answer, dict), "one object"
unknown = {key for key in keys(answer) if f'"{key}"' not in section}
sys.exit(f"{page} says nothing of {', '.join(sorted(unknown))}" if unknown else 0)
END

# answers STATUS COMMAND ARGUMENT...
answers() {
	expect "${*:2}" "$1" "$tool" "$2" --json "${@:3}" || return
	cp out answer
	holds "${*:2}: $work/answer" python3 check.py "$page" "$2" answer
}

printf 'buddycheck 1\na = alloc\nfree a\n' >good.ops
"$tool" generate --seed 3 --ops 60 >lies.ops
printf 'buddycheck 1\na = allocate\n' >bad.ops
trace=$SRC/tests/golden/6.1/78-tiny-v0-pb9-s2326.trace.xz
profiles="--left linux-5.10 --right linux-4.14"

answers 0 run good.ops
answers 1 run --subject canary good.ops lies.ops
answers 0 subjects
answers 0 minimize good.ops -o small.ops
holds "nothing is written where nothing differs" test ! -e small.ops
answers 1 minimize --subject canary lies.ops -o small.ops
has "minimize" answer '"ops_before": [0-9]*, "ops_after": 4, '
# shellcheck disable=SC2086
answers 0 compare $profiles good.ops lies.ops
if "$tool" conform "$trace" >/dev/null 2>&1; then
	answers 0 conform "$trace"
	answers 1 conform --subject canary "$trace"
fi
echo "no trace" >bad.trace
answers 2 conform bad.trace
answers 0 enumerate --machine zone2 --machine zone4
has "enumerate" answer '"states": 31, "transitions": 91, "diverged": 0}$'
answers 1 enumerate --subject canary --machine zone8 -o small.ops
has "what differs" answer '"divergence": \{"died": false, "class": "counter", "field": "free zone=0"'
holds "the sequence is written as well" test -s small.ops
answers 1 enumerate --recheck --machine zone4
answers 0 faults good.ops
has "faults" answer '"nr_sequences": 1, "loops": [1-9][0-9]*, "refused": [0-9]*, "diverged": 0\}$'
answers 1 faults --subject canary lies.ops
has "what differs" answer '"signature": "free-counter-free-less"'
answers 0 bench --turns 1 --subject floor hot
if "$tool" seeded --list >/dev/null 2>&1; then
	answers 0 seeded --seeds 1 --seconds 10 --corpus "$SRC/corpus" merge-stops-early
	answers 0 seeded --versus --seeds 1 --seconds 1 --corpus "$SRC/corpus" merge-stops-early
fi

for with in --list --worth; do
	expect "seeded $with" 2 "$tool" seeded --json $with
	said "seeded $with" 'cannot be combined with --list or --worth'
done

# If standard output is used for something else, the object goes to stderr.
expect "a sequence and an object" 1 "$tool" minimize --json --subject canary lies.ops -o -
holds "the object" python3 check.py "$page" minimize err
has "the sequence" out '^buddycheck 1$'
expect "a sequence and an object" 1 "$tool" enumerate --json --subject canary --machine zone8 -o -
holds "the object" python3 check.py "$page" enumerate err
has "the sequence" out '^buddycheck 1$'

# An object that cannot be written completely is an error.
for with in "run good.ops bad.ops" "minimize bad.ops -o small.ops" "compare $profiles good.ops bad.ops" "enumerate bad.ops" "faults good.ops bad.ops"; do
	# shellcheck disable=SC2086
	expect "$with" 2 "$tool" ${with%% *} --json ${with#* }
	holds "$with: nothing on stdout" test ! -s out
	[ "${with%% *}" = minimize ] && with="minimize --subject canary lies.ops -o small.ops"
	[ "${with%% *}" = enumerate ] && with="enumerate --machine zone2"
	# shellcheck disable=SC2086
	expect "$with >/dev/full" 3 sh -c "exec $tool ${with%% *} --json $(sed 's/ bad.ops//' <<<"${with#* }") >/dev/full"
done
finish
