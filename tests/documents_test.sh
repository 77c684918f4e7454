#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Tables are in one piece, and everything that documents name exists: targets of links with their headings, and files and folders of this
# repository in code spans. Names in capitals, `mine` and `x.c` are placeholders and skipped.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

cat >"$work/check.py" <<'END'
import glob, os, re, sys
os.chdir(sys.argv[1])
pages = sys.argv[2:] or glob.glob("*.md") + glob.glob("docs/**/*.md", recursive=True) + glob.glob("tests/**/*.md", recursive=True)
folders = [name for name in os.listdir(".") if os.path.isdir(name) and name not in ("build", "findings")]
named = re.compile(r"(?:%s)/[\w./-]*\w" % "|".join(map(re.escape, folders)))
count = 0
for page in pages:
    text = open(page, encoding="utf-8").read()
    def headings(path):
        lines = open(path, encoding="utf-8").read().split("\n")
        return {re.sub(r"[^\w -]", "", line.lstrip("#").strip().lower()).replace(" ", "-") for line in lines if line.startswith("#")}
    for target, heading in re.findall(r"\]\(([^)#\s]*)(?:#([^)\s]+))?\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        count += 1
        path = os.path.normpath(os.path.join(os.path.dirname(page), target)) if target else page
        if not os.path.exists(path):
            print(f"{page}: a link leads to {target}, which is not there")
        elif heading and heading not in headings(path):
            print(f"{page}: {path} has no heading {heading}")
    # A table ends at an empty line; rows after it are not rendered as a table.
    for row in re.findall(r"^\n(\|.*)\n(?!\|[-: |]+\|$)", text, flags=re.M):
        print(f"{page}: a row without a table: {row[:40]}")
    for span in re.findall(r"`([^`\n]+)`", text):
        for path in named.findall(span) if "*" not in span and "{" not in span else []:
            before = span[span.find(path) - 1] if span.find(path) > 0 else " "
            if re.search(r"[A-Z]{2}|mine|\bx\.c", path) or before in "/.-" or re.match(r"\w", before):
                continue
            count += 1
            if not glob.glob(path + "*"):
                print(f"{page}: `{path}` is not there")
print(f"{count} names looked up", file=sys.stderr)
END
python3 "$work/check.py" "$SRC" >"$work/missing" 2>"$work/count"
checks=$(sed 's/ .*//' "$work/count")
[ "${checks:-0}" -ge 200 ] || fail "only ${checks:-no} names were looked up" "$work/count"
[ ! -s "$work/missing" ] || fail "what documents name" "$work/missing"

# Every page can be reached from the README by links, and every preset is explained.
cd "$SRC" || exit 1
for page in docs/*.md; do
	has "$page" README.md "\($page[)#]"
done
for preset in $(python3 -c 'import json; print(*(p["name"] for p in json.load(open("CMakePresets.json"))["configurePresets"] if not p.get("hidden")))'); do
	has "preset $preset" ARCHITECTURE.md "^\|.*\`$preset\`.*\|.*\|\$"
done

# The check itself: it must report planted errors.
printf 'A [link](nowhere.md), a [heading](README.md#nowhere), `fuzz/nowhere.c` and `fuzz/target_NAME.c`.\n' >"$work/wrong.md"
printf '\n| a | b |\n|---|---|\n| 1 | 2 |\n\n| 3 | 4 |\n' >>"$work/wrong.md"
python3 "$work/check.py" "$SRC" "$work/wrong.md" >"$work/missing" 2>/dev/null
has "a link" "$work/missing" 'nowhere.md, which is not there'
has "a row" "$work/missing" 'a row without a table: \| 3 \| 4 \|$'
lacks "the head of a table" "$work/missing" '\| a \|'
has "a file" "$work/missing" '`fuzz/nowhere.c` is not there'
lacks "a placeholder" "$work/missing" 'target_NAME'
finish
