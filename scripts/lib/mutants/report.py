# SPDX-License-Identifier: MIT
"""What became of the mutants, as text and as JSON."""
import json

from mutants import records

DEAD = ("diverged", "crashed", "hung")


class Outcome:
    """One line of a runner."""

    def __init__(self, line):
        _, number, self.fate, self.file, runs, milliseconds, trials, check, *field = line.split(" ", 8)
        self.number, self.runs, self.milliseconds, self.trials = int(number), int(runs), int(milliseconds), int(trials)
        self.check = check if not field or check != "invariant" or field[0].strip() == "0" else "invariant " + field[0].strip()
        self.record = None
        self.same_object = False

    @property
    def killed(self):
        return self.fate in DEAD

    @property
    def replayed(self):
        return self.killed and self.file != "search"


class Result:
    """One side: its mutants with their outcomes, of those that were asked about."""

    def __init__(self, side, mutants, outcomes, found, seconds):
        self.side, self.found, self.seconds = side, found, seconds
        self.pairs = [(mutants[outcome.number - 1], outcome) for outcome in outcomes]
        self.contradicted = []

    def judge(self, known):
        """Sets the record of each mutant that survived; one that was killed though it is said to be equivalent is a mistake of the record."""
        for mutant, outcome in self.pairs:
            record = known.find(mutant)
            if record and outcome.killed and record.kind == "equivalent" and not any(entry.pattern for entry in known.entries if entry.record is record):
                self.contradicted.append((mutant, record))
            if not outcome.killed:
                outcome.record = record

    def count(self, test):
        return sum(1 for mutant, outcome in self.pairs if test(mutant, outcome))

    @property
    def counts(self):
        return {
            "mutants": len(self.pairs),
            "replayed": self.count(lambda m, o: o.replayed),
            "searched": self.count(lambda m, o: o.killed and not o.replayed),
            "equivalent": self.count(lambda m, o: not o.killed and (o.same_object or (o.record and o.record.kind == "equivalent"))),
            "outside": self.count(lambda m, o: not o.killed and not o.same_object and o.record and o.record.kind == "outside"),
            "unreached": self.count(lambda m, o: o.fate == "unreached" and not o.record and not o.same_object),
            "survived": self.count(lambda m, o: o.fate == "survived" and not o.record and not o.same_object),
        }

    @property
    def score(self):
        counts = self.counts
        real = counts["mutants"] - counts["equivalent"] - counts["outside"]
        return 100.0 * counts["replayed"] / real if real else 100.0

    def survivors(self):
        return [(mutant, outcome) for mutant, outcome in self.pairs if not outcome.killed and not outcome.record and not outcome.same_object]

    def summary(self):
        counts = self.counts
        return "mutants: %s: %d of %d, killed by replay %d, by search %d, equivalent %d, outside the language %d, survivors %d, score %.1f %%, %.0f s" % (
            self.side, counts["mutants"], self.found, counts["replayed"], counts["searched"], counts["equivalent"], counts["outside"],
            counts["unreached"] + counts["survived"], self.score, self.seconds)


def table(result, title, key):
    rows = {}
    for mutant, outcome in result.pairs:
        row = rows.setdefault(key(mutant, outcome), [0, 0])
        row[0] += 1
        row[1] += outcome.replayed
    lines = ["%-28s %8s %8s" % (title, "mutants", "replayed")]
    return lines + ["%-28s %8d %8d" % (name, *row) for name, row in sorted(item for item in rows.items() if item[0])]


def text(result):
    lines = [result.summary(), ""]
    lines += table(result, "operator", lambda m, o: m.operator) + [""]
    lines += table(result, "file", lambda m, o: m.file) + [""]
    lines += table(result, "noticed by", lambda m, o: (o.check if o.check != "-" else o.fate) if o.killed else None) + [""]
    for title, chosen in (
            ("survivors, one by one", result.survivors()),
            ("killed by the search, with inputs that the corpus lacks", [(m, o) for m, o in result.pairs if o.killed and not o.replayed])):
        lines += ["%s: %d" % (title, len(chosen))]
        lines += ["  %s %s (%s, %d trials)" % (m.number, m.shown(), o.fate, o.trials) for m, o in chosen] + [""]
    for mutant, record in result.contradicted:
        lines += ["killed, but said to be equivalent (line %d): %s" % (record.line, mutant.shown())]
    return "\n".join(lines)


def as_json(result):
    return {
        "side": result.side, "found": result.found, "seconds": round(result.seconds, 1), "score": round(result.score, 2), **result.counts,
        "mutant": [{
            "number": m.number, "name": records.name(m), "line": m.line, "fate": o.fate, "input": o.file, "runs": o.runs, "trials": o.trials,
            "check": o.check, "equivalent": o.same_object and "same object code" or (o.record and o.record.why) or None,
        } for m, o in result.pairs],
    }


def write(results, stale, folder):
    with open(folder + "/report.txt", "w") as stream:
        for result in results:
            stream.write(text(result) + "\n")
        for entry in stale:
            stream.write("names no mutant any more (records.txt:%d): %s\n" % (entry.line, entry.text))
    with open(folder + "/report.json", "w") as stream:
        json.dump({"sides": [as_json(result) for result in results], "stale": [entry.text for entry in stale]}, stream, indent=1)
