# SPDX-License-Identifier: MIT
"""What people have said of mutants that no input kills: tests/mutants/records.txt.

A record is a heading and, indented below it, the mutants it speaks of:

    equivalent: why both do the same
        allocator/pcp.c refill: `taken < n`: boundary: taken < n -> (taken) <= (n)
        ~ REGULAR EXPRESSION over such lines
    outside: why no request of the language gets there

A mutant is named by its file, function, statement, operator and change; the line is not part of it. What no longer names a mutant is
reported: the code has moved on, and the reason has to be looked at again.
"""
import re

KINDS = ("equivalent", "outside")


def name(mutant):
    nth = " #%d" % mutant.nth if mutant.nth > 1 else ""
    return "%s %s: `%s`: %s: %s%s" % (mutant.file, mutant.function, mutant.around, mutant.operator, mutant.change, nth)


class Record:
    def __init__(self, kind, why, line):
        self.kind, self.why, self.line = kind, why, line
        self.used = False


class Entry:
    def __init__(self, record, text, line):
        self.record, self.text, self.line = record, text, line
        self.pattern = re.compile(text[2:]) if text.startswith("~ ") else None
        self.file = self.pattern and None or text.split(" ", 1)[0]
        self.found = 0


class Records:
    def __init__(self, path):
        self.entries, self.exact = [], {}
        record = None
        with open(path) as stream:
            for number, line in enumerate(stream, 1):
                text = line.strip()
                if not text or text.startswith("#"):
                    continue
                if not line[0].isspace():
                    kind, _, why = text.partition(": ")
                    if kind not in KINDS or not why:
                        raise SystemExit("%s:%d: expected 'equivalent: why' or 'outside: why'" % (path, number))
                    record = Record(kind, why, number)
                    continue
                if not record:
                    raise SystemExit("%s:%d: a mutant without a reason above it" % (path, number))
                entry = Entry(record, text, number)
                self.entries.append(entry)
                if not entry.pattern:
                    self.exact[text] = entry

    def find(self, mutant):
        """The record of a mutant, or None."""
        text = name(mutant)
        entry = self.exact.get(text)
        if not entry:
            entry = next((entry for entry in self.entries if entry.pattern and entry.pattern.search(text)), None)
        if entry:
            entry.found += 1
        return entry and entry.record

    def stale(self, sides):
        """Entries that name no mutant of the files that were looked at."""
        return [entry for entry in self.entries if not entry.found and (entry.pattern or any(entry.file.startswith(side) for side in sides))]
