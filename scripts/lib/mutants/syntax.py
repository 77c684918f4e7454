# SPDX-License-Identifier: MIT
"""Clang's syntax tree of one C file, with every node's place in the text.

The tree comes from `clang -Xclang -ast-dump=json`, which names a file only where it changes from the location before, so locations are
followed in the order of the dump. A node that ends inside a macro's expansion is placed at the macro's name and arguments; one that lies
wholly inside an expansion has no place of its own.
"""
import json
import re
import subprocess

BOOLEANS = (b"true", b"false")


class Place:
    """Where a node is: bytes start to end of file; inside: of one macro's expansion, start is the macro's name."""

    __slots__ = ("file", "start", "end", "inside")

    def __init__(self, file, start, end, inside):
        self.file, self.start, self.end, self.inside = file, start, end, inside


def dump(clang, source, include):
    command = [clang, "-std=c11", "-w", *("-I" + folder for folder in include), "-Xclang", "-ast-dump=json", "-fsyntax-only", source]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def closing(text, at):
    """The byte behind the parenthesis that closes the one at text[at]."""
    depth = 0
    while True:
        depth += (text[at] == 0x28) - (text[at] == 0x29)
        at += 1
        if depth == 0:
            return at


class Locator:
    """Adds "place" to each node of a dump; texts is what the files hold, by name, filled as they are met."""

    def __init__(self, texts):
        self.texts = texts
        self.file = None

    def text(self, file):
        if file not in self.texts:
            with open(file, "rb") as stream:
                self.texts[file] = stream.read()
        return self.texts[file]

    def bare(self, location):
        self.file = location.get("file", self.file)
        return (self.file, location["offset"], location["tokLen"]) if "offset" in location else None

    def location(self, location):
        """(file, offset, length, expanded)"""
        if "expansionLoc" in location:
            if "spellingLoc" in location:
                self.bare(location["spellingLoc"])
            at = self.bare(location["expansionLoc"])
            return at and (*at, True)
        at = self.bare(location)
        return at and (*at, False)

    def end_of(self, at):
        file, offset, length, expanded = at
        text = self.text(file)
        end = offset + length
        if expanded and re.match(rb"[A-Za-z_]", text[offset:offset + 1]) and text[end:end + 1] == b"(":
            end = closing(text, end)
        return end

    def place(self, bounds):
        begin, end = (self.location(bounds[key]) if bounds.get(key) else None for key in ("begin", "end"))
        if not begin or not end or begin[0] != end[0]:
            return None
        inside = begin[3] and end[3] and begin[1] == end[1]
        return Place(begin[0], begin[1], self.end_of(end), inside)

    def add(self, node):
        stack = [node]
        while stack:
            node = stack.pop()
            if "loc" in node:
                self.location(node["loc"])
            if "range" in node:
                node["place"] = self.place(node["range"])
            stack.extend(reversed([child for child in node.get("inner", ()) if child]))


def tree(clang, source, include, texts):
    root = dump(clang, source, include)
    Locator(texts).add(root)
    return root


def children(node):
    return node.get("inner", ())


def peel(node):
    """The expression without casts the compiler added and without parentheses."""
    while node.get("kind") in ("ImplicitCastExpr", "ParenExpr", "ConstantExpr") and children(node):
        node = children(node)[0]
    return node


def plain(text):
    """Text on one line, without comments: what names a statement when everything around it moves."""
    text = re.sub(r"/\*.*?\*/|//[^\n]*", " ", text, flags=re.S)
    return re.sub(r"\s+", " ", text).strip()
