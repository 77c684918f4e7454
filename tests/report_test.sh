#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# buddycheck report without a browser: the page is well-formed, loads nothing from the network, stays small, and contains its data. Its appearance
# and behaviour are tested by scripts/report-browser.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
tool=$BUDDYCHECK
cd "$work" || exit 1

shows() { # shows WHAT FILE STRING, as it stands there
	checks=$((checks + 1))
	grep -qF -e "$3" "$2" || fail "$1: no '$3' in $2"
}

hides() { # hides WHAT FILE REGEX, in any case
	checks=$((checks + 1))
	! grep -qiE -e "$3" "$2" || fail "$1: '$3' in $2: $(grep -oiE -e ".{0,40}($3).{0,40}" "$2" | head -1)"
}

small() { # small FILE: under 500 kB
	checks=$((checks + 1))
	[ "$(wc -c <"$1")" -lt 500000 ] || fail "$1 has $(wc -c <"$1") bytes"
}

# Tags are paired, ids are unique, the data is JSON. Python's parser is lenient, so the pairs are counted here.
cat >formed.py <<'EOF'
import html.parser, json, sys
VOID = {"meta", "input", "br", "link", "img"}
class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.ids, self.data = [], set(), ""
    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            assert name not in ("src", "href", "onclick"), (tag, name)
            if name == "id":
                assert value not in self.ids, value
                self.ids.add(value)
    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, (tag, self.getpos())
    def handle_data(self, text):
        if self.open and self.open[-1] == "script" and not self.data:
            self.data = text
page = Page()
page.feed(open(sys.argv[1], encoding="utf-8").read())
page.close()
assert not page.open, page.open
data = json.loads(page.data)
assert len(data["steps"]) + data["dropped"] == int(sys.argv[2]), len(data["steps"])
EOF
formed() { # formed FILE STEPS
	shows "a doctype" "$1" '<!doctype html>'
	shows "the end" "$1" '</html>'
	hides "self-contained" "$1" 'https?:|//[a-z]+\.[a-z]|@import|url\(|<link|<iframe|<img'
	hides "every place of the template is filled" "$1" '@(TITLE|PATH|VERDICT|OPS|EXPLANATION|DATA|STYLE|MEMORY|SCRIPT)@'
	expect "well-formed: $1" 0 python3 formed.py "$1" "$2"
	small "$1"
}

cat >'a<b>&"c.ops' <<'EOF'
buddycheck 1
profile linux-5.10
machine cpus=2 pageblock_order=4 max_order=11
zone node=0 NORMAL pfn=1024..2048
a = alloc order=3 gfp=GFP_KERNEL|__GFP_ZERO
b = alloc gfp=GFP_HIGHUSER_MOVABLE cpu=1
c = alloc
free b cpu=1
free a
drain
EOF
crash='a<b>&"c.ops'

# --- a difference: without c, 1023 pages are free after op 6; the canary counts one less
expect "a divergence" 1 "$tool" report "$crash" -o page.html --subject canary
formed page.html 6
shows "the signature" page.html '<h1>free-counter-free-less</h1>'
shows "the op" page.html '<code>free a</code>'
shows "what was expected" page.html '<dd class="expected">1023</dd>'
shows "what came" page.html '<dd class="came">1022</dd>'
shows "the field" page.html '<code>free zone=0</code>'
shows "the op is marked" page.html '<li data-op="6" class=" diverged">'
shows "the op after it, too" page.html '<li data-op="7" class="after">'
shows "the place in the data" page.html '"diff":{"op":6,"class":"counter","field":"free zone=0"}'
shows "names are escaped" page.html 'a&lt;b&gt;&amp;&quot;c.ops'
hides "everywhere" page.html 'a<b>'
shows "what explain says" page.html 'history of page'
expect "the same again" 1 "$tool" report "$crash" -o again.html --subject canary
cmp page.html again.html || fail "two pages of one file are the same"
expect "on standard output" 1 "$tool" report "$crash" -o - --subject canary
cmp page.html out || fail "the same page on standard output"

# --- agreement, and a machine of 4096 pages with 256 ops
expect "agreement" 0 "$tool" report "$crash" -o agree.html
formed agree.html 7
shows "that is said" agree.html 'No divergence'
expect "generate" 0 "$tool" generate --ops 256 --seed 3
{
	printf 'buddycheck 1\nprofile linux-6.1\nmachine cpus=4 pageblock_order=9 max_order=11\nzone node=0 NORMAL pfn=0..4096\n'
	grep -E '^([a-z]+ = alloc|free [a-z]+|drain)' out
} >large.ops
expect "4096 pages" 0 "$tool" report large.ops -o large.html
formed large.html $(($(wc -l <large.ops) - 4 + 1))
expect "a long one" 0 "$tool" generate --ops 1500 --seed 5 --scenario buddy
cp out long.ops
expect "its page" 0 "$tool" report long.ops -o long.html
small long.html
hides "steps are left out" long.html '"dropped":0[^0-9]'
shows "and that is said" long.html 'are left out</li>'

# --- bad input: a status, a reason, nothing written
mkdir empty
echo 'buddycheck 1
frobnicate' >bad.ops
expect "malformed" 2 "$tool" report bad.ops -o empty/x.html
shows "with the place" err 'bad.ops:2:1'
expect "no such file" 2 "$tool" report nowhere.ops -o empty/x.html
expect "no output named" 2 "$tool" report "$crash"
expect "two files" 2 "$tool" report "$crash" large.ops -o empty/x.html
expect "no such subject" 2 "$tool" report "$crash" -o empty/x.html --subject nobody
expect "unknown option" 2 "$tool" report "$crash" --frobnicate
expect "a folder that is not there" 2 "$tool" report "$crash" -o empty/none/x.html
cp agree.html empty/kept.html
expect "no room" 3 bash -c "trap '' XFSZ; ulimit -f 8; exec '$tool' report '$crash' -o empty/kept.html --subject canary"
cmp agree.html empty/kept.html || fail "what was there stays whole"
[ "$(ls -A empty)" = kept.html ] || fail "nothing half-written is left: $(ls -A empty)"
checks=$((checks + 5))
expect "help" 0 "$tool" report --help

finish
