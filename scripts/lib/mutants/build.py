# SPDX-License-Identifier: MIT
"""From the source of a side to a program with all its mutants.

The source is copied first, so that a build is of one state of it whatever happens to the checkout meanwhile. The sound libraries come from a
build folder of the same state.
"""
import concurrent.futures
import hashlib
import os
import shutil
import subprocess
import threading

from mutants import operators, schemata, syntax

FUZZ = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "fuzz")
COPIED = ("allocator", "model", "contract", "fuzz", "tests/mutants")


class Side:
    """What is mutated (folder, files) and what a program with its mutants is made of."""

    def __init__(self, folder, prefix="", adapters=(), symbols=(), runner=(), oracle="", share=1):
        self.folder, self.prefix, self.adapters, self.symbols = folder, prefix, adapters, symbols
        self.runner, self.oracle, self.share = runner, oracle, share

    def file_wanted(self, name):
        return name.startswith(self.prefix) and name.endswith((".c", ".h")) and name != "check.c"


REPLAY = ("runner.c", "replay.c", "candidates.c", "search.c")
INVARIANTS = tuple("invariants_" + name for name in ("start", "note", "check", "release")) + ("invariant_name",)

# All of the allocator's subject is built with the mutants: a part that came from a sound library would call sound functions.
ADAPTERS = tuple(sorted(name for name in os.listdir(FUZZ) if name.startswith("subject_allocator") and name.endswith(".c")))

# share: of this many mutants one is in the score.
SIDES = {
    "allocator": Side("allocator", adapters=tuple("fuzz/" + name for name in ADAPTERS), symbols=("subject_allocator",), runner=REPLAY, oracle="subject_model", share=10),
    "model": Side("model", symbols=("subject_model",), runner=REPLAY, oracle="subject_allocator", share=9),
    "checker": Side("fuzz/lockstep", prefix="invariants", symbols=INVARIANTS, runner=("checker.c", "damage.c", "damage_parts.c"), share=2),
}


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise SystemExit("mutants: %s\n%s" % (" ".join(command), done.stdout[-4000:]))


def in_share(mutant, share, seed=0):
    """Whether a mutant is in a sample of one in share: by what it is, so that the sample stays the same when code around it moves."""
    words = [*map(str, mutant.key()), *([str(seed)] if seed else [])]
    return int.from_bytes(hashlib.sha256("\0".join(words).encode()).digest()[:4], "big") % share == 0


class Build:
    """The program of one side in folder; root is the checkout, made is where the sound libraries are."""

    def __init__(self, root, made, folder, side, jobs, clang="clang-14", cc="gcc"):
        self.made, self.folder, self.side, self.jobs, self.clang, self.cc = made, folder, side, jobs, clang, cc
        self.root = os.path.join(folder, "source")
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        for part in COPIED:
            shutil.copytree(os.path.join(root, part), os.path.join(self.root, part))
        self.texts, self.objects, self.lock = {}, {}, threading.Lock()
        self.find()

    def path(self, *parts):
        return os.path.join(self.root, *parts)

    def sources(self):
        folder = self.path(self.side.folder)
        return [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.startswith(self.side.prefix) and name.endswith(".c")]

    def find(self):
        """All mutants of the side."""
        folder = self.path(self.side.folder) + os.sep
        finder = operators.Finder(self.texts, lambda file: file.startswith(folder) and self.side.file_wanted(file[len(folder):]))
        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            for tree in pool.map(lambda source: syntax.tree(self.clang, source, [self.root], self.texts), self.sources()):
                finder.find(tree)
        self.sites = operators.sites(finder)
        self.mutants = schemata.enumerate_mutants(self.sites, self.texts, self.root)

    def flags(self, tree):
        return ["-std=c11", "-w", "-D_XOPEN_SOURCE=700", "-include", os.path.join(tree, "mutants.h"), "-I" + tree, "-I" + self.root]

    def compile_form(self, form, objects):
        tree = os.path.join(self.folder, form)
        schemata.write_tree(self.root, self.side.folder, self.sites, self.texts, tree, form == "noting")
        with open(os.path.join(tree, "mutants.h"), "w") as stream:
            stream.write(schemata.HEADER)
        for source in self.sources() + [self.path(name) for name in self.side.adapters]:
            inside = os.path.join(tree, os.path.relpath(source, self.root))
            out = os.path.join(tree, os.path.basename(source)[:-2] + ".o")
            objects.setdefault(form, []).append(out)
            yield [self.cc, "-O1", *self.flags(tree), "-c", inside if os.path.exists(inside) else source, "-o", out]

    def one_object(self, form, objects):
        """All of it, and nothing visible but what the runner asks for, under names of its own."""
        out = os.path.join(self.folder, form + ".o")
        names = {name: form + "_" + name for name in self.side.symbols}
        run(["ld", "-r", "-o", out, *objects])
        run(["objcopy", *("--redefine-sym=%s=%s" % pair for pair in names.items()), *("--keep-global-symbol=" + new for new in names.values()), out])
        return out

    def build(self, chosen):
        """The program, with the chosen mutants in it."""
        self.sites = schemata.restricted(self.sites, {mutant.number for mutant in chosen})
        objects = {}
        commands = list(self.compile_form("choosing", objects)) + list(self.compile_form("noting", objects))
        flags = ["-std=c11", "-O2", "-Wall", "-Wextra", "-D_XOPEN_SOURCE=700", "-I" + self.root]
        if self.side.oracle:
            flags += ["-DMUTANTS_ORACLE=" + self.side.oracle, "-DMUTANTS_CHOOSING=choosing_" + self.side.symbols[0],
                      "-DMUTANTS_NOTING=noting_" + self.side.symbols[0]]
        runner = {name: os.path.join(self.folder, name[:-2] + ".o") for name in self.side.runner}
        commands += [[self.cc, *flags, "-c", self.path("tests/mutants", name), "-o", out] for name, out in runner.items()]
        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            list(pool.map(run, commands))
        ones = [self.one_object(form, parts) for form, parts in objects.items()]
        libraries = [os.path.join(self.made, "lib", "lib%s.a" % name) for name in ("subjects", "page_alloc", "model", "findings", "harness")]
        program = os.path.join(self.folder, "runner")
        run([self.cc, "-o", program, *runner.values(), *ones, *libraries, "-lm"])
        return program

    # Equivalence that a compiler can see.

    def with_mutant(self, mutant):
        """The text of the mutant's file with this one mistake."""
        site, alternative = next((site, alternative) for site in self.sites for alternative in site.alternatives if alternative.number == mutant.number)
        text = self.texts[site.file]
        instead = b"{}" if site.statement else b"(" + alternative.text.encode() + b")"
        return site.file, text[:site.start] + instead + text[site.end:]

    def object_of(self, tree, file, text):
        """The object code of a file of the side with this text."""
        source = os.path.join(self.folder, tree, os.path.relpath(file, self.root))
        os.makedirs(os.path.dirname(source), exist_ok=True)
        with open(source, "wb") as stream:
            stream.write(text)
        run([self.cc, "-std=c11", "-O2", "-w", "-D_XOPEN_SOURCE=700", "-I" + self.root, "-c", source, "-o", source + ".o"])
        with open(source + ".o", "rb") as stream:
            return stream.read()

    def sound_object(self, file):
        with self.lock:
            if file not in self.objects:
                self.objects[file] = self.object_of("compare", file, self.texts[file])
            return self.objects[file]

    def same_object(self, mutant):
        """Whether the compiler makes the same of the file with the mistake; never asked of headers."""
        file, text = self.with_mutant(mutant)
        if not file.endswith(".c"):
            return False
        tree = "compare-%d" % mutant.number
        same = self.sound_object(file) == self.object_of(tree, file, text)
        shutil.rmtree(os.path.join(self.folder, tree))
        return same
