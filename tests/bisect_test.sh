#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# scripts/bisect on a small repository of 40 commits, in which a defect is introduced and fixed, and some commits do not build. Then what it does
# without --command, with a cmake that only notes how it is called.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b

mkdir "$work/repository"
cd "$work/repository" || exit 1
git init -q -b main .
# Good up to 12, bad from 13 to 29, good again; 10, 11, 20 and 21 do not build.
for number in $(seq 1 40); do
	word=good
	[ "$number" -ge 13 ] && [ "$number" -le 29 ] && word=bad
	case "$number" in 10 | 11 | 20 | 21) word=broken ;; esac
	echo "$number $word" >state
	git add state
	git commit -q -m "commit $number"
done
echo anything >file.ops
echo mine >untracked
# Counts its calls.
judge='echo x >>"'$work'/asked"; read -r _ word <state; test -s "$FILE" || exit 99; case $word in good) exit 0 ;; bad) exit 1 ;; *) exit 7 ;; esac'

# bisects STATUS LAST-LINE ARGUMENT...
bisects() {
	: >"$work/asked"
	expect "$*" "$1" "$SRC/scripts/bisect" "${@:3}" --command "$judge"
	checks=$((checks + 1))
	tail -q -n 1 "$work/out" "$work/err" | grep -q -- "$2" || fail "$*: '$2' is not the last line" "$work/out" "$work/err"
}
asked() {
	checks=$((checks + 1))
	[ "$(wc -l <"$work/asked")" -le "$1" ] || { echo "FAIL: $(wc -l <"$work/asked") commits were judged, expected at most $1"; failures=$((failures + 1)); }
}

bisects 0 '^first bad commit: [0-9a-f]* commit 13$' file.ops HEAD~39..HEAD~11
asked 9
bisects 0 '^first good commit: [0-9a-f]* commit 30$' file.ops --first-good
asked 12
bisects 0 '^first good commit: [0-9a-f]* commit 30$' file.ops HEAD~14..HEAD --first-good
bisects 1 'is good at' file.ops
bisects 1 'nothing to search' file.ops HEAD~39..HEAD~35
bisects 1 'is not good at' file.ops HEAD~20..HEAD~12
git checkout -q --detach HEAD~15
bisects 0 '^first bad commit: [0-9a-f]* commit 13$' file.ops
asked 14
git checkout -q main
# The defect is introduced by a commit that does not build: the answer is a set of commits.
git checkout -q -b gap HEAD~31
for word in broken broken bad bad; do
	echo "$word $word" >state
	git commit -q -a --allow-empty -m "gap $word"
done
bisects 1 'gap' file.ops
said "the set is named" 'only skipped commits are left'
bisects 2 'there is no file' nothing.ops
bisects 2 'not OLD..NEW' file.ops HEAD
bisects 2 'there is no commit' file.ops nothing..HEAD

# What buddycheck refuses is not the fault of the build: its own words are printed.
mkdir "$work/bin" "$work/subjects"
cat >"$work/bin/cmake" <<'END'
#!/bin/sh
echo "$*" >>"$CALLS"
mkdir -p build/bisect/bin && ln -sf "$BUDDYCHECK" build/bisect/bin/buddycheck
END
chmod +x "$work/bin/cmake"
git checkout -q main
printf 'buddycheck 1\na = alloc\nfree a\n' >fine.ops
builds() {
	expect "$1" "$2" env PATH="$work/bin:$PATH" BUDDYCHECK="$BUDDYCHECK" CALLS="$work/calls" BUDDYCHECK_SUBJECTS="$work/subjects" "$SRC/scripts/bisect" "${@:3}"
}
builds "no sequence" 2 file.ops
said "what is wrong with it" 'file.ops:1:1: found "anything"'
builds "no subject" 2 fine.ops --subject nobody
said "which there are" "there is no subject 'nobody'"
builds "an object that is not there" 2 fine.ops --subject ./nobody.so
said "where it was looked for" "$work/repository/nobody.so"
builds "a file that agrees" 1 fine.ops
said "it is good" 'is good at'
has "own subjects are built in" "$work/calls" "DBUDDYCHECK_SUBJECTS=$work/subjects( |\$)"

checks=$((checks + 2))
[ "$(git worktree list | wc -l)" -eq 1 ] || fail "a worktree is left over"
[ "$(cat untracked)" = mine ] && [ -z "$(git status --porcelain --untracked-files=no)" ] || fail "the checkout was touched"

finish
