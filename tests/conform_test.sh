#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# buddycheck conform reports every kind of change to a trace, and refuses every kind of broken file.
#
# Each case takes the first committed trace that has the line to change, changes it once with sed, and demands exit status 1 with the
# changed field named first. This tests the comparison itself: if a check were missing, its case would fail here.
# SUBJECT=model does the same with the oracle.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
SUBJECT=${SUBJECT:-allocator}

command -v xz >/dev/null || { echo "conform_test: needs xz (Debian: apt-get install xz-utils)"; exit 3; }
mkdir -p "$work/5.10" "$work/5.10x" "$work/4.14" "$work/6.1"
for folder in 5.10 5.10x 4.14 6.1; do
	for packed in "$SRC"/tests/golden/$folder/*.trace.xz; do
		xz -dc "$packed" >"$work/$folder/$(basename "$packed" .xz)" || exit 2
	done
done

conform() { "$BUDDYCHECK" conform --subject "$SUBJECT" --jobs 1 --max 1 "$@" >"$work/out" 2>"$work/err"; }

# changed NAME FIELD-REGEX SED-SCRIPT FOLDER [LINE-REGEX]: LINE-REGEX picks the file, and the line if SED-SCRIPT starts with "@".
changed() {
	local name=$1 field=$2 script=$3 folder=$4 pattern=$5 file line
	checks=$((checks + 1))
	# awk reads on after its first match, so that no pipe breaks and only the order of names decides.
	file=$(grep -lE -- "$pattern" "$work/$folder"/*.trace | sed -n 1p)
	[ -n "$file" ] || { fail "$name: no committed trace in $folder has $pattern"; return; }
	line=$(grep -nE -- "$pattern" "$file" | sed -n 1p | cut -d: -f1)
	sed "${line}${script}" "$file" >"$work/changed.trace"
	cmp -s "$file" "$work/changed.trace" && { fail "$name: nothing was changed in line $line of $(basename "$file")"; return; }
	conform "$work/changed.trace"
	local status=$?
	[ $status -eq 1 ] || { fail "$name: exit status $status, not 1 (line $line of $(basename "$file"))" "$work/out" "$work/err"; return; }
	sed -n 1p "$work/out" | grep -qE -- ": op [0-9]+: $field" || fail "$name: the first mismatch is not $field" "$work/out"
}

# refused NAME MESSAGE-REGEX FILE: exit status 2 and "file:line: found .., expected .."
refused() {
	checks=$((checks + 1))
	conform "$3"
	local status=$?
	[ $status -eq 2 ] || { fail "$1: exit status $status, not 2"; return; }
	grep -qE -- "$2" "$work/err" || fail "$1: the message does not say $2" "$work/err"
}

# --- answers and tails
d='\([0-9]*\)\([0-9]\)' # a number; its last digit is replaced by one that it is not
bump='s/KEY='$d'/KEY=\1\2_/;s/\(KEY=[0-9]*\)9_/\10/;s/\(KEY=[0-9]*\)[0-8]_/\19/'
bump() { echo "{${bump//KEY/$1}}"; }

changed "allocated page" "value" 's/-> pfn=0x./-> pfn=0x7/' 5.10 '^op [0-9]+ alloc .*-> pfn=0x[1-6]'
changed "null" "value" 's/-> null/-> pfn=0x1000/' 5.10 '^op [0-9]+ alloc .*-> null'
changed "refused request" "status" 's/ pfn=0x[0-9a-f]* / pfn=0x0 /' 5.10 '^op [0-9]+ free '
changed "rmq page" "value" 's/-> pfn=0x./-> pfn=0x7/' 5.10 '^op [0-9]+ rmq .*-> pfn=0x[1-6]'
changed "isolate" "value" 's/-> 0 /-> -16 /' 5.10 '^op [0-9]+ isolate .*-> 0 '
changed "isolate_free" "value" 's/-> [0-9]* /-> 0 /' 5.10 '^op [0-9]+ isolate_free .*-> [1-9]'
changed "report_free" "value" 's/-> [0-9]* /-> 0 /' 5.10 '^op [0-9]+ report_free .*-> [1-9]'
changed "wmark_ok" "value" 's/-> 1 /-> 0 /' 5.10 '^op [0-9]+ wmark_ok .*-> 1 '
changed "unreserve_highatomic" "value" 's/-> 1 /-> 0 /' 5.10 '^op [0-9]+ unreserve_highatomic .*-> 1 '
changed "min_free_kbytes" "min zone=" 's/\(-> [0-9]:[A-Z0-9]*=\)/\11/' 5.10 '^op [0-9]+ min_free_kbytes '
changed "nf" "nf zone=" "$(bump nf)" 5.10 '^op [0-9]+ free '
changed "wb" "wb zone=" "$(bump wb)" 5.10 '^op .* wb=[0-9]+$'
changed "wb gone" "wb zone=" 's/ wb=[0-9,]*//' 5.10 '^op .* wb='
changed "ha" "ha zone=" "$(bump ha)" 5.10 '^op .* ha='
changed "ha gone" "ha zone=" 's/ ha=[0-9,]*//' 5.10 '^op .* ha='
changed "path flags" "path" 's/path=A:0x9/path=A:0x8/' 5.10 '^op [0-9]+ alloc .*path=A:0x9'
changed "path folding" "path" 's/\*2/*3/' 5.10 '^op [0-9]+ alloc .*\*2,'
changed "path reclaim" "path" 's/,R:0/,R:1/' 5.10 '^op [0-9]+ alloc .*,R:0'
changed "path unreserve" "path" 's/,UH:0=0/,UH:1=0/' 5.10 '^op [0-9]+ alloc .*,UH:0=0'
changed "path drain" "path" 's/,DR,/,/' 5.10 '^op [0-9]+ alloc .*,DR,'
changed "path out of memory" "path" 's/,OOM/,OOM:0/' 5.10 '^op [0-9]+ alloc .*,OOM '
changed "path of isolate" "path" 's/path=DR/path=-/' 5.10 '^op [0-9]+ isolate .*path=DR '
changed "wake" "wake" "$(bump wake)" 5.10 '^op [0-9]+ alloc '
changed "mt of gfp" "mt " 's/mt=MOVABLE/mt=RECLAIMABLE/' 5.10 '^op [0-9]+ alloc .*mt=MOVABLE'
changed "hzi of gfp" "hzi " 's/hzi=2/hzi=1/' 5.10 '^op [0-9]+ alloc .*hzi=2'
changed "references" "value" 's/refs=1/refs=2/' 5.10x '^op [0-9]+ free .*refs=1'
changed "references left" "value" 's/refs=1/ok/' 5.10x '^op [0-9]+ free .*refs=1'
changed "get_page" "value" 's/refs=2/refs=3/' 5.10x '^op [0-9]+ get_page .*refs=2'
changed "zeroed" "zeroed" "$(bump zeroed)" 5.10x '^op .* zeroed='
changed "zeroed gone" "zeroed" 's/ zeroed=[0-9]*//' 5.10x '^op .* zeroed='
changed "bad" "bad" 's/ bad=./ bad=7/' 5.10x '^op .* bad=[1-6]'
changed "bad gone" "bad" 's/ bad=[0-9a-f,]*//' 5.10x '^op .* bad='
changed "pfmemalloc" "pfmemalloc" 's/ pfmemalloc=1//' 5.10x '^op .* pfmemalloc=1'
changed "compound" "comp" 's/ comp=[0-9]*//' 5.10x '^op .* comp=[1-9]'
changed "managed in the tail" "mg zone=" "$(bump mg)" 5.10x '^op .* mg=[0-9]+( |$)'
changed "managed in the tail gone" "mg zone=" 's/ mg=[0-9,]*//' 5.10x '^op .* mg='
changed "first deferred in the tail" "fd node=" 's/ fd=-/ fd=20000/' 5.10x '^op .* fd=-'
changed "kb" "kb" "$(bump kb)" 5.10x '^op [0-9]+ (hotadd|init_wmarks) '
changed "mobility" "mobility" 's/mobility=1/mobility=0/' 5.10x '^op [0-9]+ hotadd '
changed "fraction" "value" 's/-> 0 /-> -22 /' 5.10x '^op [0-9]+ fraction .*-> 0 '
changed "path compaction" "path" 's/=SKIPPED:a/=SUCCESS:a/' 5.10x '^op .*path=.*C:[0-9]=SKIPPED:a'
changed "path captured page" "path" 's/:a+./:a+7/' 5.10x '^op .*path=.*:a\+'
changed "path dirty" "path" 's/ND:0=1/ND:0=0/' 5.10x '^op .*path=.*ND:0=1'
changed "path node reclaim" "path" 's/NR:0=-2/NR:0=-1/' 5.10x '^op .*path=.*NR:0=-2'
changed "path order in rmq" "path" 's/path=\(ND:[^,]*\),\(A:0x[0-9a-f]*\) /path=\2,\1 /' 5.10x '^op [0-9]+ rmq .*path=ND:[^,]*,A:'
changed "path migration" "path" 's/MG:0/MG:-4/' 5.10x '^op [0-9]+ contig .*MG:0'
changed "path congestion" "path" 's/CW,//' 5.10x '^op .*path=.*CW,'

# --- state records
for key in nr_free_pages free_cma nr_reserved_highatomic min low high boost boosted nr_isolate managed nr_free; do
	value=$(bump "$key")
	[ $key = boosted ] && value='{s/boosted=0/boosted=1/;t;s/boosted=1/boosted=0/}'
	changed "state $key" "$key zone=" "$value" 5.10 '^state after=[1-9]'
done
changed "pcp count" "pcp count zone=" "$(bump count)" 5.10 '^pcp '
changed "pcp high" "pcp high zone=" "$(bump high)" 5.10 '^pcp '
changed "pcp batch" "pcp batch zone=" "$(bump batch)" 5.10 '^pcp '
changed "pcp order" "pcp U zone=" 's/ U=\([0-9a-f]*\),\([0-9a-f]*\)/ U=\2,\1/' 5.10 '^pcp .* U=[0-9a-f]+,'
changed "pcp entry" "pcp M zone=" 's/ M=[0-9a-f]*,/ M=/' 5.10 '^pcp .* M=[0-9a-f]+,'
changed "pcp empty list" "pcp R zone=" 's/ R=-/ R=1000/' 5.10 '^pcp .* R=-'
changed "6.1 pcp free_factor" "pcp free_factor zone=" "$(bump free_factor)" 6.1 '^pcp '
changed "6.1 pcp order" "pcp U1 zone=" 's/ U1=\([0-9a-f]*\),\([0-9a-f]*\)/ U1=\2,\1/' 6.1 '^pcp .* U1=[0-9a-f]+,'
changed "6.1 pcp list gone" "pcp TM[0-9]+ zone=" 's/ TM[0-9]*=[0-9a-f,]*//' 6.1 '^pcp .* TM[0-9]+='
changed "4.14 cold" "(value|pcp|list)" ',$s/ cold=1//' 4.14 '^op [0-9]+ free .* cold=1'
changed "list order" "list zone=" 's/ pfns=\([0-9a-f]*\),\([0-9a-f]*\)/ pfns=\2,\1/' 5.10 '^list .* pfns=[0-9a-f]+,'
changed "list type" "list zone=" 's/ mt=MOVABLE/ mt=HIGHATOMIC/' 5.10 '^list .* mt=MOVABLE'
changed "list line" "list zone=" 'd' 5.10 '^list '
changed "pageblock type" "pb zone=" 's/types=M/types=U/' 5.10 '^pb .* types=M'
changed "pageblock number" "pb zone=" 's/types=./types=/' 5.10 '^pb '
changed "guard block" "guard zone=" 's/blocks=./blocks=7/' 5.10x '^guard .*blocks=[1-6]'
changed "guard order" "guard zone=" 's/\/[0-9]/\/9/' 5.10x '^guard '
changed "guard line too many" "guard zone=" 'i guard zone=0:NORMAL n=1 blocks=1001/0' 5.10 '^pb zone=0:NORMAL'
changed "guard line" "guard zone=" 'd' 5.10x '^guard '
for key in hit miss foreign local other; do
	changed "numa $key" "numa $key zone=" "$(bump $key)" 5.10x '^numa '
done
for key in totalreserve min_unmapped min_slab; do
	changed "nodestate $key" "$key node=" "$(bump $key)" 5.10x '^nodestate '
done
changed "nodestate first_deferred" "first_deferred node=" 's/first_deferred=-/first_deferred=0x9000/' 5.10x '^nodestate .*first_deferred=-'
for key in pgfree pgalloc compactstall compactfail compactsuccess node_reclaim_failed; do
	changed "events $key" "events $key" "$(bump $key)" 5.10x '^events '
done

# --- results in the header
for key in min low high batch pcp_high lowmem_reserve; do
	folder=5.10x # natural sizes: results there
	changed "header $key" "header $key" "$(bump $key)" $folder '^zone '
done
changed "header managed" "header managed" "$(bump managed)" 5.10 '^zone '
changed "header zonelist" "header zonelist" 's/zones=\([0-9]:[A-Z0-9]*\),\([0-9]:[A-Z0-9]*\)/zones=\2,\1/' 5.10 '^zonelist .*zones=[^,]+,'
changed "header first_deferred" "first_deferred node=" 's/first_deferred=0x1/first_deferred=0x2/' 5.10x '^node .*first_deferred=0x1'

# --- broken files
tiny=$(ls "$work"/5.10/*-tiny-*.trace | sed -n 1p)
broken() { sed "$3" "$tiny" >"$work/broken.trace"; refused "$1" "^$work/broken.trace:[0-9]+: found .*$2" "$work/broken.trace"; }
head -c 20000 "$tiny" >"$work/broken.trace"
refused "cut in the middle of a line" "^$work/broken.trace:[0-9]+: found .* expected" "$work/broken.trace"
grep -m1 -n '^op 20 ' "$tiny" | cut -d: -f1 | { read -r n; head -n "$n" "$tiny" >"$work/broken.trace"; }
refused "cut after a line" "broken.trace:[0-9]+: found the end of the file after op 20, expected 'end ops=N'.*copy it again" "$work/broken.trace"
sed '/^endstate/,$d' "$tiny" >"$work/broken.trace"
refused "cut in a state record" "broken.trace:[0-9]+: found the end of the file, expected 'endstate'" "$work/broken.trace"
: >"$work/broken.trace"
refused "empty file" "broken.trace:[0-9]+: found no line 'config" "$work/broken.trace"
head -c 4000 /dev/urandom >"$work/broken.trace"
refused "noise" "broken.trace:[0-9]+: found " "$work/broken.trace"
broken "empty line" "'', expected a record or a comment in every line" '0,/^op 7 /s/^op 7 /\n&/'
broken "lines of another system" "'config', expected lines that end with LF alone" 's/$/\r/'
broken "unknown op" "'allok', expected the name of an op" '0,/ alloc /s// allok /'
broken "unknown record" "'opp', expected 'op', 'state' or 'end'" '0,/^op /s//opp /'
broken "bad number" "'12z', expected .*number" '0,/ nf=[0-9]*/s// nf=12z/'
broken "number out of range" "expected cpu= with a number from 0 to" '0,/ alloc cpu=[0-9]*/s// alloc cpu=77/'
broken "bad pfn" "'0xzz', expected pfn=" '0,/ free \(.*\) pfn=0x[0-9a-f]*/s// free \1 pfn=0xzz/'
broken "missing field" "expected a field lru=" '0,/ lru=[01]/s///'
broken "unknown field" "'colour=3', expected a field of this record" '0,/ lru=/s// colour=3 lru=/'
broken "field twice" "'lru=[01]', expected a field of this record" '0,/ lru=/s// lru=0 lru=/'
broken "op number skipped" "'8', expected op numbers from 1 without gaps" 's/^op 7 /op 8 /'
broken "no answer" "expected ' -> ' and an answer" '0,/ -> /s// => /'
broken "unknown zone" "expected a zone of the header" '0,/^pcp zone=0:NORMAL/s//pcp zone=0:NORMANDY/'
broken "gfp against its name" "expected an alias that means these bits" '0,/(HMOV)/s//(KRN)/'
broken "unknown gfp bits" "expected gfp bits" '0,/gfp=0x[0-9a-f]*/s//gfp=0xf0000000/'
broken "too few zones in the tail" "expected one number|expected nf=" '0,/ nf=\([0-9]*\)/s// nf=/'
broken "wrong count of pfns" "expected as many pfns as n= says" '0,/^list \(.*\) n=/s//list \1 n=1/'
broken "lost pcp line" "expected a line pcp for every zone and cpu" '0,/^pcp /{/^pcp /d}'
broken "lost pb line" "expected lines state, pb" '0,/^pb /{/^pb /d}'
broken "lost endstate" "expected 'endstate'" '0,/^endstate/{/^endstate/d}'
broken "wrong number of ops" "expected end ops=[0-9]+" 's/^end ops=.*/end ops=1/'
broken "something after the end" "expected nothing after" 's/^\(end ops=.*\)/\1\nop 1/'
broken "unknown profile" "'linux-9.9', expected profile=" 's/profile=linux-5.10/profile=linux-9.9/'
broken "no zone" "expected one line 'node N' for each node and at least one zone" '/^zone/d'
broken "wrong present" "expected [0-9]+, the zone's pages without its holes" 's/present=[0-9]*/present=7/'
refused "no such file" "cannot read .*nowhere" "$work/nowhere.trace"
mkdir "$work/empty" "$work/other"
echo text >"$work/other/notes.txt"
refused "empty folder" "no files in the folder" "$work/empty"
refused "folder without traces" "no \*.trace or \*.trace.xz in the folder" "$work/other"
if [ "$(id -u)" -ne 0 ]; then
	cp "$tiny" "$work/secret.trace"
	chmod 000 "$work/secret.trace"
	refused "unreadable file" "secret.trace:0: cannot be opened" "$work/secret.trace"
fi

# --- what the format allows, but no committed trace contains
# allowed NAME FOLDER SED-SCRIPT...: each file of the folder that the script changes is still read, and agrees
allowed() {
	local name=$1 file changed=0
	for file in "$work/$2"/*.trace; do
		sed "${@:3}" "$file" >"$work/allowed.trace"
		cmp -s "$file" "$work/allowed.trace" && continue
		changed=$((changed + 1))
		[ $changed -le 2 ] || break
		conform "$work/allowed.trace" || { fail "$name: not read, or no longer agrees: $(head -2 "$work/err" "$work/out")"; return; }
	done
	checks=$((checks + 1))
	[ $changed -gt 0 ] || fail "$name: changes no committed trace"
}
allowed "an alias that is not known" 5.10 's/(HMOV)/(SOMETHING)/'
allowed "an alias by another condition" 5.10 's/(HMOV)/(j>3?KRN:HMOV)/'
allowed "gfp without an alias" 6.1 's/\(gfp=0x[0-9a-f]*\)([^)]*)/\1/'
allowed "__GFP_ZEROTAGS" 6.1 's/gfp=0x100cca(HMOV)/gfp=0x900cca/'
allowed "__GFP_NOTRACK" 4.14 's/gfp=0x14000c0(KRN)/gfp=0x16000c0/'
allowed "nodestat in a state record" 5.10x 's/^nodestate /nodestat /'
allowed "empty lists without a dash" 5.10 's/ \([UMR]\)=-/ \1=/g'
allowed "comments anywhere" 5.10 '1,40s/^\(zone\|op\|pcp\) /# remark\n&/'
allowed "numbers with leading zeros" 5.10 's/ nf=/ nf=00/;s/pfn=0x/pfn=0x00/g'
allowed "fields of an op in another order" 5.10 's/ cpu=\([0-9]*\) node=\([0-9]*\) order=\([0-9]*\) / order=\3 node=\2 cpu=\1 /'

# Add a zone 0:MOVABLE without memory to a trace that lacks it, with and without its lines in the state records.
empty_zone() {
	awk -v lines="$1" '
		/^zone node=0 name=NORMAL/ { print; print "zone node=0 name=MOVABLE idx=3 start_pfn=0x80000 end_pfn=0x80000 present=0 managed=0 min=0 low=0 high=0 batch=1 pcp_high=0 lowmem_reserve=0,0,0,0"; next }
		/^config/ { for (i = 1; i <= NF; i++) if ($i ~ /^cpus=/) cpus = substr($i, 6); after = 0 }
		/^op / { after = $2; for (i = 1; i <= NF; i++) if ($i ~ /^(nf|wb|ha|mg)=/) $i = $i ",0" }
		/^nodestate node=0/ && lines {
			printf "state after=%d zone=0:MOVABLE nr_free_pages=0 free_cma=0 nr_reserved_highatomic=0 min=0 low=0 high=0 boost=0 boosted=0 nr_isolate=0 managed=0 nr_free=0,0,0,0,0,0,0,0,0,0,0\n", after
			for (c = 0; c < cpus; c++) printf "pcp zone=0:MOVABLE cpu=%d count=0 high=0 batch=1 U=- M=- R=-\n", c
			print "pb zone=0:MOVABLE types=" lines
			print "numa zone=0:MOVABLE hit=0 miss=0 foreign=0 local=0 other=0"
		}
		{ print }' "$2"
}
one_zone=$(grep -l '^zone ' "$work"/5.10x/*.trace | while read -r f; do
	[ "$(grep -c '^zone ' "$f")" = 1 ] && grep -q 'name=NORMAL' "$f" && grep -q 'pcp=natural' "$f" && echo "$f"
done | sed -n 1p)
for lines in '' ' ' '-'; do
	checks=$((checks + 1))
	empty_zone "$lines" "$one_zone" | sed 's/types= $/types=/' >"$work/allowed.trace"
	conform "$work/allowed.trace" || { fail "a zone without memory, lines '$lines': $(head -2 "$work/err" "$work/out")"; }
done

# --- no ops at all: the header is compared
sed '/^op 1 /,$d;/^state/,/^endstate/d' "$tiny" >"$work/none.trace"
echo "end ops=0" >>"$work/none.trace"
checks=$((checks + 1))
conform "$work/none.trace" && grep -q '^conform: 1 files, 0 ops, 0 state records, 0 mismatches$' "$work/out" || fail "no ops: not read" "$work/err"

# --- packed files: read, or refused with the remedy; damaged ones are refused
packed=$(ls "$SRC"/tests/golden/5.10/*-tiny-*.trace.xz | sed -n 1p)
checks=$((checks + 1))
conform "$packed"
case $? in
0)
	head -c 3000 "$packed" >"$work/cut.trace.xz"
	refused "damaged .xz" "cut.trace.xz:0: found a damaged or cut .xz file" "$work/cut.trace.xz"
	;;
3) grep -q "xz -dk" "$work/err" || fail "packed: exit status 3 without the cure" ;;
*) fail "packed: exit status $?"; head -5 "$work/out" ;;
esac

# --- the last line; a bad file does not hide the others
checks=$((checks + 1))
mkdir "$work/mixed"
cp "$tiny" "$work/mixed/2.trace"
head -n 30 "$tiny" >"$work/mixed/1.trace"
conform "$work/mixed"
[ $? -eq 2 ] || fail "mixed folder: exit status is not 2"
ops=$(grep -c '^op ' "$tiny")
tail -n 1 "$work/out" | grep -qE "^conform: 2 files, $((ops + $(grep -c '^op ' "$work/mixed/1.trace"))) ops, [0-9]+ state records, 0 mismatches\$" ||
	fail "mixed folder: last line is $(tail -n 1 "$work/out")"

finish
