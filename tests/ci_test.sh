#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# scripts/ci judge, and how scripts/ci pr names what diverges, in a copy of the scripts in a repository of two commits. Its cmake builds a tool that
# tests the subject that the commit names: the first commit is sound, the second has the canary's bug.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b BUDDYCHECK

mkdir "$work/repository" "$work/bin"
cd "$work/repository" || exit 1
cp -r "$SRC/scripts" .
cat >"$work/bin/cmake" <<'END'
#!/bin/sh
case "$*" in *'--build build/ci'*) folder=build/ci ;; *) folder=build/release ;; esac
mkdir -p $folder/bin
printf '#!/bin/sh\nshift\nexec "%s" run --subject %s "$@"\n' "$BUDDYCHECK" "$(cat subject)" >$folder/bin/buddycheck
chmod +x $folder/bin/buddycheck
END
chmod +x "$work/bin/cmake"
PATH=$work/bin:$PATH
git init -q -b main .
for subject in allocator canary; do
	echo "$subject" >subject
	git add subject
	git commit -q -m "$subject"
done

printf 'buddycheck 1\na = alloc\nfree a\n' >agrees.ops
mkdir shows
cp "$SRC"/corpus/buddy/buddy-?.ops shows
# 42 files, of which the canary shows 40.
mkdir corpus
printf 'buddycheck 1\na = alloc\n' >corpus/a.ops
printf 'buddycheck 1\na = alloc\nfree a\n' >corpus/z.ops
for number in $(seq 10 49); do cp shows/buddy-1.ops "corpus/$number.ops"; done

expect "a finding of this commit" 1 scripts/ci judge --base main~1 shows/buddy-1.ops
said "it is new" '^new: .*shows/buddy-1.ops$'
expect "one that the base commit shows" 0 scripts/ci judge --base main shows/buddy-1.ops
said "it is old" '^old: .*shows/buddy-1.ops$'
expect "a file that agrees" 0 scripts/ci judge --base main~1 agrees.ops
said "it shows nothing" '^nothing: .*agrees.ops agrees on this commit$'
lacks "it is not new" "$work/out" '^new:'
expect "both" 1 scripts/ci judge --base main~1 agrees.ops shows/buddy-1.ops
said "the one" '^nothing: .*agrees.ops'
said "the other" '^new: .*buddy-1.ops'
expect "a file that is not there" 2 scripts/ci judge --base main~1 shows/buddy-1.ops nothing.ops
said "its name" "^ci: there is no file 'nothing.ops'"
echo anything >junk.ops
expect "a file that is no sequence" 2 scripts/ci judge --base main~1 junk.ops
said "what is wrong with it" 'junk.ops:1:1: found "anything"'
lacks "it is not judged" "$work/out" 'junk'
mkdir inside
cd inside || exit 1
expect "a file seen from where the caller is" 0 ../scripts/ci judge --base main ../shows/buddy-1.ops
cd ..

# The function of scripts/ci by itself: the whole lane fuzzes for minutes.
sed -n '/^agree() {$/,/^}$/p' scripts/ci >"$work/agree"
# shellcheck disable=SC2016
expect "corpus and crashes" 1 bash -c 'set -euo pipefail; source "$1"; tool=$BUDDYCHECK replayed=(corpus); agree --subject canary' bash "$work/agree"
checks=$((checks + 2))
[ "$(grep -c '^  signature free-counter-free-less$' "$work/out")" -eq 20 ] || fail "20 are named by signature" "$work/out"
[ "$(grep -c '^  buddycheck explain --subject canary corpus/[0-9]*.ops$' "$work/out")" -eq 20 ] || fail "and by how to see them" "$work/out"
said "the others are counted" '^\.\.\. and 20 more$'
said "and the summary is the last" '^run: 42 files'
# shellcheck disable=SC2016
expect "one that agrees" 0 bash -c 'set -euo pipefail; source "$1"; tool=$BUDDYCHECK replayed=(corpus/a.ops); agree' bash "$work/agree"
lacks "none are left out" "$work/out" 'more'
finish
