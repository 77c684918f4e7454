#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Instructions per op of the works of `buddycheck bench`, counted by callgrind, and the layers of the allocator that they belong to.

usage: instructions.py BUDDYCHECK [--subject NAME] [--layers] WORK...
One line per work: name, instructions per op; with --layers also those of each layer. Counts depend on the compiler, not on the machine's load.
What the loop around the ops takes is included; the floor's count says how much that is.
Exit status: 0 done, 2 bad usage, 3 there is no valgrind.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

# The files of allocator/ by what they add to a plain buddy; first match wins.
LAYERS = (
    ("harness", r"/bench/"),
    ("locks", r"/allocator/(lock|exclusion)\."),
    ("zones", r"/allocator/(zonelist|node)\."),
    ("watermarks", r"/allocator/watermark\."),
    ("fallback", r"/allocator/fallback\."),
    ("types", r"/allocator/pageblock\."),
    ("page sets", r"/allocator/pcp"),
    ("buddy", r"/allocator/(buddy\.|free_area|page\.|state\.)"),
    ("entry", r"/allocator/"),
    ("libc", r"."),
)


def layer_of(path):
    return next(name for name, pattern in LAYERS if re.search(pattern, path))


def cost_by_file(path):
    """Self cost by source file: inlined code counts for the file it was written in."""
    names, cost, here, inclusive = {}, {}, "", False
    position = re.compile(r"(fl|fi|fe)=\((\d+)\)(?: (.*))?$")
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            match = position.match(line)
            if match:
                if match.group(3):
                    names[match.group(2)] = match.group(3)
                here = names.get(match.group(2), "")
            elif line.startswith("calls="):
                inclusive = True
            elif re.match(r"cfi=|cfl=", line):
                match = re.match(r"cf[il]=\((\d+)\)(?: (.*))?$", line)
                if match.group(2):
                    names[match.group(1)] = match.group(2)
            elif re.match(r"[0-9+*-]\S* \d+$", line):
                if not inclusive:
                    cost[here] = cost.get(here, 0) + int(line.split()[1])
                inclusive = False
    return cost


def count(tool, work, timed, ops, subject):
    """Instructions per op, by layer."""
    # A program that starts itself again (tools/bench.c) would leave the counter behind.
    environment = dict(os.environ, GLIBC_TUNABLES="glibc.rtld.optional_static_tls=8192")
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out")
        variants = ["--variants"] if "+" in subject else []
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", f"--toggle-collect={timed}*",
                   tool, "bench", *variants, "--subject", subject, "--turns", "1", work]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"instructions.py: valgrind failed on {work}:\n{done.stderr}")
        layers = {}
        for file, instructions in cost_by_file(out).items():
            layers[layer_of(file)] = layers.get(layer_of(file), 0) + instructions / ops
    return layers


def works(tool):
    lines = subprocess.run([tool, "bench", "--list"], capture_output=True, text=True, check=True).stdout.splitlines()
    return {name: (timed, int(ops)) for name, timed, ops in (line.split() for line in lines)}


def main(arguments):
    subject, layers, names = "allocator", False, []
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0 if arguments else 2
    tool, rest = arguments[0], iter(arguments[1:])
    for argument in rest:
        if argument == "--subject":
            subject = next(rest, "")
        elif argument == "--layers":
            layers = True
        else:
            names.append(argument)
    known = works(tool)
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        print(f"instructions.py: no work {unknown or 'named'}; there are {' '.join(known)}", file=sys.stderr)
        return 2
    if not shutil.which("valgrind"):
        print("instructions.py: there is no valgrind here (Debian package valgrind)", file=sys.stderr)
        return 3
    for name in names:
        by_layer = count(tool, name, *known[name], subject)
        print(f"{name} {sum(by_layer.values()):.1f}" + ("".join(f"; {key} {by_layer[key]:.1f}" for key, _ in LAYERS if key in by_layer) if layers else ""),
              flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
