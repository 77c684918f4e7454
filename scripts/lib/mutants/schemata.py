# SPDX-License-Identifier: MIT
"""All mutants of a side in one program: a copy of its source in which every site asks which mutant is wanted.

    a <= b    becomes    (MUTANT(17, 2) ? MUTANT_IS(17) ? (a < b) : ((a) > (b)) : (a <= b))

The numbers are those of the mutants. The same text compiled with MUTANTS_REACHED evaluates both forms instead and notes which mutants would
have made a difference there; one that never does in an input cannot be killed by it.
"""
import copy
import os

from mutants.syntax import plain

HEADER = """/* Made by scripts/mutants. */
#ifndef MUTANT
#define MUTANT_IS(n) (mutant_wanted == (n))
#define MUTANT(first, count) __builtin_expect(mutant_wanted - (first) < (count), 0)
extern unsigned mutant_wanted;
extern unsigned char mutant_reached[];
#endif
"""


class Mutant:
    __slots__ = ("number", "file", "line", "function", "around", "operator", "change", "nth")

    def key(self):
        """What names it in a record, whatever else of the file changes."""
        return (self.file, self.function, self.around, self.operator, self.change, self.nth)

    def shown(self):
        nth = " #%d" % self.nth if self.nth > 1 else ""
        return "%s:%d %s: `%s`: %s: %s%s" % (self.file, self.line, self.function, self.around, self.operator, self.change, nth)


def change(site, alternative, original):
    if site.statement:
        return "removed" if plain(original) == site.around + ";" or plain(original) == site.around else "removed %s" % plain(original)
    return "%s -> %s" % (plain(original), plain(alternative.text))


def enumerate_mutants(sites, texts, root):
    """The mutants of the sites, numbered from 1; equal keys are told apart by their order."""
    mutants, seen = [], {}
    for site in sites:
        text = texts[site.file]
        original = text[site.start:site.end].decode()
        for alternative in site.alternatives:
            mutant = Mutant()
            mutant.number = alternative.number = len(mutants) + 1
            mutant.file = os.path.relpath(site.file, root)
            mutant.line = text.count(b"\n", 0, site.start) + 1
            mutant.function, mutant.around, mutant.operator = site.function, site.around, alternative.operator
            mutant.change, mutant.nth = change(site, alternative, original), 1
            mutant.nth = seen[mutant.key()] = seen.get(mutant.key(), 0) + 1
            mutants.append(mutant)
    return mutants


def restricted(sites, numbers):
    """The sites with only the alternatives of these numbers: what is not asked about need not be compiled."""
    chosen = []
    for site in sites:
        alternatives = [alternative for alternative in site.alternatives if alternative.number in numbers]
        if alternatives:
            site = copy.copy(site)
            site.alternatives = alternatives
            chosen.append(site)
    return chosen


class Writer:
    """The text of a file with its sites rewritten; reached: the form that notes differences."""

    def __init__(self, text, sites, reached):
        self.text, self.sites, self.reached = text, sites, reached
        self.at = 0

    def copy(self, start, end):
        """Text from start to end, with the sites that lie inside."""
        out = []
        while self.at < len(self.sites) and self.sites[self.at].start < end:
            site = self.sites[self.at]
            if site.start < start or site.end > end:
                raise ValueError("%s: sites overlap at byte %d" % (site.file, site.start))
            self.at += 1
            out.append(self.text[start:site.start].decode())
            out.append(self.rewrite(site, self.copy(site.start, site.end)))
            start = site.end
        out.append(self.text[start:end].decode())
        return "".join(out)

    def rewrite(self, site, inner):
        if site.statement:
            return self.statement(site.alternatives[0].number, inner)
        plain_text = self.text[site.start:site.end].decode()
        return self.noting(site, plain_text, inner) if self.reached else self.choosing(site, inner)

    def statement(self, number, inner):
        if self.reached:
            return "{ mutant_reached[%d] = 1; %s }" % (number, inner)
        return "{ if (!MUTANT(%du, 1u)) { %s } }" % (number, inner)

    @staticmethod
    def choosing(site, inner):
        *others, last = site.alternatives
        text = "".join("MUTANT_IS(%du) ? (%s) : " % (alternative.number, alternative.text) for alternative in others)
        first = site.alternatives[0].number
        return "(MUTANT(%du, %du) ? %s(%s) : (%s))" % (first, last.number - first + 1, text, last.text, inner)

    @staticmethod
    def noting(site, plain_text, inner):
        tests, reaches = [], []
        for alternative in site.alternatives:
            number = alternative.number
            if alternative.pure:
                value = "!mutant_value" if alternative.text in "01" and alternative.operator == "condition" else None
                differs = "(%smutant_value)" % ("!" if alternative.text == "1" else "!!") if value else "mutant_value != (%s)" % alternative.text
                tests.append("if (!mutant_reached[%d] && %s) mutant_reached[%d] = 1;" % (number, differs, number))
            else:
                reaches.append("mutant_reached[%d] = 1" % number)
        before = "".join(reach + ", " for reach in reaches)
        if not tests:
            return "(%s(%s))" % (before, inner)
        return "(%s({ __typeof__((%s) + 0) mutant_value = (%s); %s mutant_value; }))" % (before, plain_text, inner, " ".join(tests))


def write_tree(root, side, sites, texts, out, reached):
    """The side's folder under out, rewritten. Headers too, so that what is inlined is mutated."""
    os.makedirs(os.path.join(out, side), exist_ok=True)
    for name in sorted(os.listdir(os.path.join(root, side))):
        path = os.path.join(root, side, name)
        if not name.endswith((".c", ".h")):
            continue
        with open(path, "rb") as stream:
            text = stream.read()
        mine = [site for site in sites if site.file == path]
        with open(os.path.join(out, side, name), "w") as stream:
            stream.write(Writer(text, mine, reached).copy(0, len(text)))
