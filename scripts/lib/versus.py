# SPDX-License-Identifier: MIT
"""What `buddycheck seeded --versus --json` says of its pairs of hunts: versus.py HUNTS.json SECONDS HOW. Wants scipy.

A hunt that found nothing is known to take the budget or longer, so a ratio to it is a lower bound. Two tests: of pairs (same defect, same seed)
by sign, those left out that found nothing either way; of all hunts by rank, where those that found nothing are ties.
"""
import json
import statistics
import sys

from scipy.stats import binomtest, mannwhitneyu

LEAST = 0.001  # seconds; clocks tell no less


def cost(hunt, budget):
    return hunt["microseconds"] / 1e6 if hunt["found"] else budget


def print_row(defect, pairs, budget):
    """The defect's medians; the times it was found faster by ops, at least."""
    ops, other = (statistics.median(cost(pair[maker], budget) for pair in pairs) for maker in ("ops", "bytes"))
    times = other / max(ops, LEAST)
    found = {maker: sum(pair[maker]["found"] for pair in pairs) for maker in ("ops", "bytes")}
    shown = "-" if ops >= budget else "%s %.1fx" % (">" if other >= budget else "", times)
    print("%-34s %5d of %d %8.3f %7d of %d %8.3f %12s" % (defect, found["ops"], len(pairs), ops, found["bytes"], len(pairs), other, shown))
    return None if ops >= budget and other >= budget else times


def main():
    path, budget, how = sys.argv[1], float(sys.argv[2]), sys.argv[3]
    with open(path) as stream:
        hunts = json.load(stream)["hunts"]
    by_defect = {}
    for pair in hunts:
        by_defect.setdefault(pair["defect"], []).append(pair)
    print("%-34s %10s %8s %12s %8s %12s" % ("defect", "ops found", "median", "bytes found", "median", "faster"))
    times = [print_row(defect, pairs, budget) for defect, pairs in by_defect.items()]
    told = [value for value in times if value is not None]
    ops, other = ([cost(pair[maker], budget) for pair in hunts] for maker in ("ops", "bytes"))
    first = sum(a < b for a, b in zip(ops, other))
    last = sum(a > b for a, b in zip(ops, other))
    middle = [statistics.median(costs) for costs in (ops, other)]
    rank = mannwhitneyu(ops, other, alternative="less")
    print()
    print("median hunt %.3f s with ops, %s%.3f s with bytes" % (middle[0], "more than " if middle[1] >= budget else "", middle[1]))
    print("ops first in %d hunts, bytes in %d, neither in %d: sign test p = %.1g" % (
        first, last, len(hunts) - first - last, binomtest(first, first + last, alternative="greater").pvalue if first + last else 1))
    print("Mann-Whitney: chance that a hunt with ops is the shorter %.3f, p = %.1g" % (1 - rank.statistic / (len(ops) * len(other)), rank.pvalue))
    print("versus: %d deep defects (%s), found in half of their hunts or more by ops %d, by bytes %d; of %d found by either ops is at least 3 times "
          "faster on %d, slower on %d; the median hunt is %s%.1f times faster" % (
              len(by_defect), how, *(sum(2 * sum(pair[maker]["found"] for pair in pairs) >= len(pairs) for pairs in by_defect.values())
                                     for maker in ("ops", "bytes")),
              len(told), sum(value >= 3 for value in told), sum(value < 1 for value in told),
              "at least " if middle[1] >= budget else "", middle[1] / max(middle[0], LEAST)))


if __name__ == "__main__":
    main()
