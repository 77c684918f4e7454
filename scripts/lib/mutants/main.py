# SPDX-License-Identifier: MIT
"""scripts/mutants: its arguments are described there."""
import argparse
import concurrent.futures
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.setrecursionlimit(10000)

from mutants import build, records, report  # noqa: E402

RECORDS = "tests/mutants/records.txt"


def arguments():
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("sides", nargs="*")
    for option in ("--jobs", "--fuzz", "--sample", "--seed"):
        parser.add_argument(option, type=int, default=0)
    parser.add_argument("--min", type=float, default=97.0)
    for option in ("--build", "--out", "--try", "--summary-of"):
        parser.add_argument(option, dest=option.lstrip("-").replace("-", "_").replace("try", "candidates"))
    for option in ("--all", "--list"):
        parser.add_argument(option, action="store_true")
    return parser.parse_args()


def inputs():
    found = []
    for folder in ("corpus", "crashes"):
        for where, _, names in os.walk(folder):
            found += [os.path.join(where, name) for name in names if name.endswith(".ops")]
    return sorted(found)


def choose(made, side, options):
    """The mutants asked about."""
    share = 1 if options.all else side.share
    if options.sample:
        share = max(1, len(made.mutants) // options.sample)
    return [mutant for mutant in made.mutants if share == 1 or build.in_share(mutant, share, options.seed)]


def write_lines(path, lines):
    with open(path, "w") as stream:
        stream.writelines("%s\n" % line for line in lines)
    return path


def candidates(folder, where):
    found = [os.path.join(at, name) for at, _, names in os.walk(folder) for name in names]
    return write_lines(os.path.join(where, "candidates"), sorted(found, key=lambda path: (os.path.getsize(path), path)))


def run_side(name, options, known):
    side = build.SIDES[name]
    folder = os.path.join(options.out, name)
    made = build.Build(os.getcwd(), options.build, os.path.abspath(folder), side, options.jobs)
    chosen = choose(made, side, options)
    if options.list:
        print("\n".join(mutant.shown() for mutant in chosen))
        return None
    program = made.build(chosen)
    killers = os.path.join(folder, "killers")
    os.makedirs(killers)
    command = [program, "--jobs", str(options.jobs), "--mutants", write_lines(os.path.join(folder, "wanted"), [mutant.number for mutant in chosen])]
    if side.oracle and options.fuzz:
        command += ["--fuzz", str(options.fuzz), "--save", killers]
    if side.oracle and options.candidates:
        command += ["--try", candidates(options.candidates, folder), "--save", killers]
    start = time.monotonic()
    done = subprocess.run([*command, str(len(made.mutants)), *inputs()], stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise SystemExit("mutants: the runner of %s ended with status %d" % (name, done.returncode))
    write_lines(os.path.join(folder, "outcomes"), done.stdout.splitlines())
    outcomes = [report.Outcome(line.rstrip("\n")) for line in done.stdout.splitlines() if line.startswith("mutant ")]
    result = report.Result(name, made.mutants, outcomes, len(made.mutants), time.monotonic() - start)
    for mutant in made.mutants:
        known.find(mutant)
    result.judge(known)
    compare(made, result, options.jobs)
    return result


def compare(made, result, jobs):
    """What survived and has no record may be the same program."""
    survivors = result.survivors()
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for (_, outcome), same in zip(survivors, pool.map(lambda pair: made.same_object(pair[0]), survivors)):
            outcome.same_object = same


def main():
    options = arguments()
    options.jobs = options.jobs or os.cpu_count() or 1
    names = options.sides or list(build.SIDES)
    known = records.Records(RECORDS)
    os.makedirs(options.out, exist_ok=True)
    results = [result for result in (run_side(name, options, known) for name in names) if result]
    if options.list:
        return 0
    stale = known.stale(tuple(build.SIDES[name].folder + "/" for name in names)) if set(names) == set(build.SIDES) else []
    report.write(results, stale, options.out)
    for result in results:
        print(result.summary())
    for entry in stale:
        print("mutants: %s:%d names no mutant any more: %s" % (RECORDS, entry.line, entry.text))
    contradicted = sum(len(result.contradicted) for result in results)
    if contradicted:
        print("mutants: %d killed that %s says are equivalent; see the report" % (contradicted, RECORDS))
    return int(contradicted > 0 or any(result.score < options.min for result in results))


if __name__ == "__main__":
    sys.exit(main())
