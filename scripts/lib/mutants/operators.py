# SPDX-License-Identifier: MIT
"""Which small mistakes each piece of code could have.

A site is a range of a file's text with its alternatives. An expression's alternative stands in for the whole expression; a statement's
only alternative is that it is not there.

Not touched: what the compiler must know (case labels, sizes, enumerations, static tables), what a macro expands to, and declarations
without code.
"""
from mutants.syntax import BOOLEANS, children, peel, plain

BOUNDARY = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
ARITHMETIC = {"+": "-", "-": "+", "*": "/", "/": "*", "%": "*", "<<": ">>", ">>": "<<", "&": "|", "|": "&", "^": "|"}
LOGIC = {"&&": "||", "||": "&&"}
ASSIGNED = {"+=": "-=", "-=": "+=", "*=": "/=", "/=": "*=", "|=": "&=", "&=": "|=", "^=": "|=", "<<=": ">>=", ">>=": "<<="}
STEP = {"++": "--", "--": "++"}
ENDS = (("head", "tail"), ("first", "last"), ("next", "prev"), ("HEAD", "TAIL"), ("FIRST", "LAST"))
SIDE_EFFECTS = ("CallExpr", "CompoundAssignOperator")
HINTS = ("__builtin_prefetch",)  # calls that compute nothing


def other_ends(name):
    """The names a mistaken end would have."""
    for one, other in ENDS:
        for old, new in ((one, other), (other, one)):
            if old in name.split("_"):
                yield "_".join(new if word == old else word for word in name.split("_"))


class Alternative:
    """What could stand there instead; pure: evaluating it beside the original changes nothing."""

    __slots__ = ("operator", "text", "pure", "number")

    def __init__(self, operator, text, pure):
        self.operator, self.text, self.pure = operator, text, pure


class Site:
    __slots__ = ("file", "start", "end", "statement", "function", "around", "alternatives")

    def __init__(self, file, start, end, statement, function, around):
        self.file, self.start, self.end, self.statement = file, start, end, statement
        self.function, self.around = function, around
        self.alternatives = []


class Finder:
    """Collects the sites of the files that wanted(file) names."""

    def __init__(self, texts, wanted):
        self.texts, self.wanted = texts, wanted
        self.sites = {}
        self.finished = set()  # functions of headers that another source has shown
        self.siblings, self.functions, self.enumerators = {}, {}, set()
        self.function = self.around = None

    # Declarations.

    def learn(self, root):
        """Fields, functions and enumerators: a mistaken end must be one of them, of the same type."""
        self.siblings = {}  # by the numbers of this tree
        for node in children(root):
            if node.get("kind") == "FunctionDecl":
                self.functions[node["name"]] = node["type"]["qualType"]
            if node.get("kind") == "EnumDecl":
                self.enumerators.update(child["name"] for child in children(node) if child.get("kind") == "EnumConstantDecl")
            if node.get("kind") == "RecordDecl":
                fields = {field["name"]: field["type"]["qualType"] for field in children(node) if field.get("kind") == "FieldDecl" and "name" in field}
                self.siblings.update((field["id"], fields) for field in children(node) if field.get("kind") == "FieldDecl")

    def find(self, root):
        self.learn(root)
        for node in children(root):
            place = node.get("place")
            if node.get("kind") != "FunctionDecl" or not place or place.inside or not self.wanted(place.file):
                continue
            if (place.file, place.start) in self.finished:
                continue
            self.finished.add((place.file, place.start))
            self.function = node["name"]
            for child in children(node):
                if child.get("kind") == "CompoundStmt":
                    self.statement(child)

    # Sites.

    def text(self, place):
        return self.texts[place.file][place.start:place.end].decode()

    def offer(self, place, operator, text, pure, statement=False):
        if place is None or place.inside or not self.wanted(place.file):
            return
        key = (place.file, place.start, place.end, statement)
        site = self.sites.get(key)
        if not site:
            site = self.sites[key] = Site(place.file, place.start, place.end, statement, self.function, self.around)
        if all(text != known.text for known in site.alternatives):
            site.alternatives.append(Alternative(operator, text, pure))

    @staticmethod
    def pure(node):
        stack = [node]
        while stack:
            node = stack.pop()
            if node.get("kind") in SIDE_EFFECTS or (node.get("kind") == "BinaryOperator" and node["opcode"] == "="):
                return False
            if node.get("kind") == "UnaryOperator" and node["opcode"] in STEP:
                return False
            stack.extend(children(node))
        return True

    # Statements.

    def describe(self, place):
        if place:
            self.around = plain(self.text(place))

    def deletable(self, node):
        kind = node.get("kind")
        return kind in ("CallExpr", "CompoundAssignOperator") or (kind == "BinaryOperator" and node["opcode"] == "=") or (
            kind == "UnaryOperator" and node["opcode"] in STEP)

    def delete(self, node):
        place = node["place"]
        text = self.texts[place.file]
        end = place.end
        while text[end:end + 1].isspace():
            end += 1
        if text[end:end + 1] == b";" and not place.inside:
            self.offer(type(place)(place.file, place.start, end + 1, False), "deletion", "", False, statement=True)

    def statement(self, node, in_switch=False):
        kind = node.get("kind")
        if not kind:
            return
        handler = getattr(self, "on_" + kind, None)
        if handler:
            handler(node)
        elif kind in ("CompoundStmt", "CaseStmt", "DefaultStmt", "LabelStmt"):
            for child in children(node):
                self.statement(child, in_switch or kind in ("CaseStmt", "DefaultStmt"))
        elif kind == "BreakStmt" and in_switch:
            self.describe(node.get("place"))
            self.delete(node)
        elif kind == "ReturnStmt":
            self.describe(node.get("place"))
            for child in children(node):
                self.expression(child)
        elif kind not in ("BreakStmt", "ContinueStmt", "NullStmt", "GotoStmt", "ConstantExpr"):
            self.describe(node.get("place"))
            if self.deletable(node) and self.called(node) not in HINTS:
                self.delete(node)
            self.expression(node)

    def on_DeclStmt(self, node):
        for variable in children(node):
            if variable.get("kind") == "VarDecl" and variable.get("storageClass") != "static":
                self.describe(variable.get("place"))
                for child in children(variable):
                    self.expression(child)

    def on_IfStmt(self, node):
        condition, *branches = children(node)
        self.describe(condition.get("place"))
        self.condition(condition)
        for branch in branches:
            self.statement(branch)

    def on_SwitchStmt(self, node):
        value, body = children(node)[-2:]
        self.describe(value.get("place"))
        self.expression(value)
        for child in children(body):
            self.statement(child, True)

    def on_WhileStmt(self, node):
        condition, body = children(node)[-2:]
        self.describe(condition.get("place"))
        self.condition(condition, loop=True)
        self.statement(body)

    def on_DoStmt(self, node):
        body, condition = children(node)
        self.statement(body)
        self.describe(condition.get("place"))
        self.condition(condition, loop=True)

    def on_ForStmt(self, node):
        first, _, condition, step, body = children(node)
        if first.get("kind") == "DeclStmt":
            self.statement(first)
        elif first:
            self.describe(first.get("place"))
            self.expression(first)
        if condition:
            self.describe(condition.get("place"))
            self.condition(condition, loop=True)
        if step:
            self.describe(step.get("place"))
            self.expression(step)
        self.statement(body)

    # Conditions: each of their parts true and false, the connectives swapped, the whole negated.

    def condition(self, node, loop=False, part=False):
        bare = peel(node)
        place = bare.get("place")
        if bare.get("kind") == "BinaryOperator" and bare["opcode"] in LOGIC:
            text = place and not place.inside and self.text(place)
            if text:
                self.swap_logic(bare)
                if not part and not loop:
                    self.offer(place, "negation", "!(%s)" % text, self.pure(bare))
            for child in children(bare):
                self.condition(child, loop, True)
            return
        if place and not place.inside and bare.get("kind") != "IntegerLiteral":
            self.offer(place, "condition", "0", self.pure(bare))
            if not loop:
                self.offer(place, "condition", "1", self.pure(bare))
        self.expression(bare, decided=True)

    def swap_logic(self, node):
        left, right = children(node)
        if not all(child.get("place") and not child["place"].inside for child in (left, right)):
            return
        other = LOGIC[node["opcode"]]
        self.offer(node["place"], "logic", "(%s) %s (%s)" % (self.text(left["place"]), other, self.text(right["place"])), False)

    # Expressions.

    def expression(self, node, decided=False):
        kind = node.get("kind")
        if not kind or kind in ("ConstantExpr", "UnaryExprOrTypeTraitExpr", "StringLiteral", "ImplicitValueInitExpr"):
            return
        handler = getattr(self, "value_" + kind, None)
        if handler and handler(node, decided):
            return
        for child in children(node):
            self.expression(child)

    def value_BinaryOperator(self, node, decided):
        opcode = node["opcode"]
        left, right = children(node)
        if opcode in LOGIC:
            self.condition(node)
            return True
        for operators, name in ((BOUNDARY, "boundary"), (ARITHMETIC, "arithmetic"), ({} if decided else OPPOSITE, "relational")):
            if opcode in operators:
                self.binary(node, name, operators[opcode])
        if opcode == "=":
            self.wrong_end_stored(node, left)
            self.stored(left)
            self.expression(right)
            return True
        if opcode in ("/", "%") and peel(right).get("kind") == "IntegerLiteral":
            self.expression(left)
            return True
        return False

    def binary(self, node, name, other):
        left, right = (child.get("place") for child in children(node))
        if not left or not right or left.inside or right.inside or left.file != right.file:
            return
        pointer = any("*" in child["type"]["qualType"] for child in children(node))
        if name == "arithmetic" and (pointer or other == "/" or node["type"]["qualType"] == "double"):
            return
        # The operands as they stand, grouped: the other operator may bind differently.
        self.offer(node.get("place"), name, "(%s) %s (%s)" % (self.text(left), other, self.text(right)), self.pure(node))

    def value_CompoundAssignOperator(self, node, decided):
        left, right = children(node)
        places = [child.get("place") for child in (left, right)]
        if node["opcode"] in ASSIGNED and all(place and not place.inside for place in places):
            self.offer(node.get("place"), "arithmetic", "%s %s (%s)" % (self.text(places[0]), ASSIGNED[node["opcode"]], self.text(places[1])), False)
        self.stored(left)
        self.expression(right)
        return True

    def value_UnaryOperator(self, node, decided):
        opcode = node["opcode"]
        operand = children(node)[0]
        place = operand.get("place")
        if opcode in STEP and place and not place.inside:
            parts = (self.text(place), STEP[opcode])
            self.offer(node.get("place"), "arithmetic", "%s%s" % (parts if node.get("isPostfix") else parts[::-1]), False)
        if opcode in STEP or opcode == "&":
            self.stored(operand)
            return True
        if opcode == "!" and not decided:
            self.condition(node)
            return True
        if opcode == "!":
            self.condition(operand, part=True) if peel(operand).get("opcode") in LOGIC else self.expression(operand, decided=True)
            return True
        return False

    def value_ConditionalOperator(self, node, decided):
        condition, *values = children(node)
        self.condition(condition)
        for value in values:
            self.expression(value)
        return True

    def stored(self, node):
        """A place that is written or pointed at: only what computes where it is."""
        node = peel(node)
        if node.get("kind") == "CallExpr":
            self.value_CallExpr(node, False)
            return
        for child in children(node):
            self.expression(child) if node.get("kind") == "ArraySubscriptExpr" else self.stored(child)

    # Constants.

    def value_IntegerLiteral(self, node, decided):
        place = node.get("place")
        if place and place.inside:
            self.boolean(place)
            return True
        value = int(node["value"])
        alternatives = {0: (1,), 1: (0, 2)}.get(value, (value + 1, value - 1))
        for other in alternatives:
            self.offer(place, "constant", str(other), True)
        return True

    def boolean(self, place):
        text = self.texts[place.file][place.start:place.end]
        if text in BOOLEANS:
            self.offer(type(place)(place.file, place.start, place.end, False), "constant", "0" if text == b"true" else "1", True)

    def value_DeclRefExpr(self, node, decided):
        reference = node.get("referencedDecl", {})
        place = node.get("place")
        if reference.get("kind") != "EnumConstantDecl" or not place or place.inside:
            return True
        ends = [name for name in other_ends(reference["name"]) if name in self.enumerators]
        if ends:
            self.offer(place, "list end", ends[0], True)
        else:
            self.offer(place, "constant", "(%s + 1)" % reference["name"], True)
        return True

    # Wrong ends.

    @staticmethod
    def called(node):
        return peel(children(node)[0]).get("referencedDecl", {}).get("name", "") if node.get("kind") == "CallExpr" else ""

    def value_CallExpr(self, node, decided):
        callee, *arguments = children(node)
        name = self.called(node)
        if name in HINTS:
            return True
        for other in other_ends(name):
            if self.functions.get(other) and self.functions[other] == self.functions.get(name):
                self.offer(peel(callee).get("place"), "list end", other, False)
        if not name:
            self.expression(callee)
        for argument in arguments:
            self.expression(argument)
        return True

    def swapped_member(self, node):
        """The text of a member access with the other end's name, or None."""
        place = node.get("place")
        name = node.get("name", "")
        if node.get("kind") != "MemberExpr" or not place or place.inside or not self.text(place).endswith(name):
            return None
        fields = self.siblings.get(node.get("referencedMemberDecl"), {})
        for other in other_ends(name):
            if other in fields and fields[other] == fields.get(name):
                return self.text(place)[:-len(name)] + other
        return None

    def value_MemberExpr(self, node, decided):
        other = self.swapped_member(node)
        if other and "[" not in node["type"]["qualType"]:
            self.offer(node["place"], "list end", other, self.pure(node))
        return False

    def wrong_end_stored(self, node, left):
        other = self.swapped_member(left)
        right = children(node)[1].get("place")
        if other and right and not right.inside:
            self.offer(node.get("place"), "list end", "%s = %s" % (other, self.text(right)), False)


def sites(finder):
    """In the order of the text, an outer site before those inside it."""
    return sorted((site for site in finder.sites.values() if site.alternatives), key=lambda site: (site.file, site.start, -site.end, not site.statement))
