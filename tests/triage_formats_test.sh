#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The machine-readable outputs of triage against the schemas of their readers (tests/schema/): JUnit with xmllint, SARIF 2.1.0 with jsonschema.
# Each schema is also tried on documents broken on purpose, because a validator that accepts everything proves nothing.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
schemas=$SRC/tests/schema

# The module may belong to Debian's python and not to the first one in PATH.
python=python3
"$python" -c 'import jsonschema' 2>/dev/null || python=/usr/bin/python3
"$python" -c 'import jsonschema' 2>/dev/null && command -v xmllint >/dev/null || {
	echo "triage_formats_test: needs xmllint and python3-jsonschema; scripts/install-deps installs them"
	exit 1
}

cat >validate.py <<'END'
import json, sys
import jsonschema
schema = json.load(open(sys.argv[1]))
document = json.load(open(sys.argv[2]))
validator = jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())
validator.check_schema(schema)
errors = list(validator.iter_errors(document))
for error in errors[:5]:
    print("/".join(map(str, error.absolute_path)), error.message[:200])
sys.exit(1 if errors else 0)
END
sarif() { "$python" validate.py "$schemas/sarif-2.1.0.json" "$1"; }
junit() { xmllint --noout --nonet --schema "$schemas/junit-10.xsd" "$1"; }
# spoiled FILE SED-SCRIPT: a copy with one fault.
spoiled() {
	sed "$2" "$1" >spoiled
	! cmp -s "$1" spoiled || fail "nothing was spoiled by $2" "$1"
}

# Inputs of every kind: bugs, inputs that agree, files that are no sequence, a name that XML and URIs must escape.
mkdir in healthy
for seed in 1 2 3 4; do
	"$BUDDYCHECK" generate --seed $seed --ops 40 >"in/$seed <&\"'> é.txt"
	"$BUDDYCHECK" generate --seed $seed --ops 40 >"healthy/$seed.txt"
done
: >in/empty
printf 'buddycheck 1\na = alloc\nfree a\n' >in/agrees
echo 'no sequence' >in/foreign

# formats WHAT STATUS ARGUMENT...: run triage; all three documents must be valid.
formats() {
	local what=$1 status=$2
	shift 2
	expect "$what" "$status" "$BUDDYCHECK" triage "$@" --json json --sarif sarif --junit junit
	expect "$what: SARIF" 0 sarif sarif
	expect "$what: JUnit" 0 junit junit
	expect "$what: JSON" 0 "$python" -c 'import json; json.load(open("json"))'
}

formats "new bugs" 1 in --out bugs --subject canary
has "all kinds" junit '<failure type="new"'
has "all kinds" junit '<skipped message="empty"/>'
cp sarif good.sarif
cp junit good.junit
formats "known bugs" 1 in --out bugs --subject canary
has "they are skipped" junit '<skipped message="known'
has "they are unchanged" sarif '"baselineState": "unchanged"'
sed -i 's/^subject: canary/subject: allocator/' bugs/*/bug.txt
formats "fixed bugs" 0 healthy --out bugs
has "they are absent" sarif '"baselineState": "absent"'
sed -i 's/^subject: allocator/subject: canary/' bugs/*/bug.txt
formats "bugs that are back" 1 in --out bugs --subject canary
has "they fail" junit '<failure type="regressed"'
formats "nothing found" 0 healthy --out none

for fault in 's/"2.1.0"/"2.2.0"/' 's/"ruleId"/"ruleID"/' 's/"error"/"fatal"/' 's/"startLine": 1/"startLine": 0/' 's/"new"/"young"/' \
	's/"message"/"massage"/' 's/"uri": "/"uri": 7, "x": "/'; do
	spoiled good.sarif "$fault"
	expect "SARIF is refused after $fault" 1 sarif spoiled
done
for fault in 's/ name="bugs"//' 's/ failures="[0-9]*"//' 's/<skipped/<ignored/' 's/time="0"/time="soon"/' 's/classname=/class=/' \
	's/<testcase/<case/; s/<.testcase/<\/case/' 's/testsuites/suites/'; do
	spoiled good.junit "$fault"
	expect "JUnit is refused after $fault" 3 junit spoiled
done
finish
