"""Small changes of a module's text, one at a time, of the kinds that people make by mistake.

A change is spliced into the text, so that every other character and every line number stays.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

BINARY: dict[type[ast.operator], str] = {
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "/",
    ast.Div: "*",
    ast.FloorDiv: "*",
    ast.Mod: "*",
    ast.BitOr: "&",
    ast.BitAnd: "|",
}
COMPARED: dict[type[ast.cmpop], str] = {
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Is: "is not",
    ast.IsNot: "is",
    ast.In: "not in",
    ast.NotIn: "in",
}
SIGNS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any", "floor": "ceil", "ceil": "floor"}


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a file.

    Attributes
    ----------
    file : str
        The module, relative to the package.
    line : int
        Where it is.
    function : str
        The function it is in, dots between the names; of a module's own statements the id of a claim and the keyword, or nothing.
    starts : int
        The line on which the code of that function starts, a decorator included; 0 for the module's own.
    span : tuple of int
        The characters that are replaced.
    old, new : str
        What they are, and what takes their place.
    """

    file: str
    line: int
    function: str
    starts: int
    span: tuple[int, int]
    old: str
    new: str

    @property
    def name(self) -> str:
        """The change without its line, blanks squeezed: what a list of exceptions keeps."""
        old, new = (" ".join(side.split()) for side in (self.old, self.new))
        return f"{self.file}:{self.function}: {old} -> {new or 'nothing'}"

    def of(self, source: str) -> str:
        """Return the module's text with the change."""
        start, end = self.span
        assert source[start:end] == self.old, f"{self.file}:{self.line} has changed"
        return source[:start] + self.new + source[end:]


def changes(file: str, source: str) -> tuple[Change, ...]:
    """Return every change of a module, in the order of its text.

    Docstrings, annotations and assertions, the ``strict`` of zip among them, are left alone: nothing that runs depends on them.
    """
    lines = [0]
    for text in source.splitlines(keepends=True):
        lines.append(lines[-1] + len(text))
    rows = source.splitlines()

    def place(line: int, column: int) -> int:
        return lines[line - 1] + len(rows[line - 1].encode()[:column].decode())

    def span(node: ast.expr | ast.stmt) -> tuple[int, int]:
        assert node.end_lineno is not None and node.end_col_offset is not None
        return place(node.lineno, node.col_offset), place(node.end_lineno, node.end_col_offset)

    found = []
    for node, function, starts, edits in _places(ast.parse(source)):
        start, end = span(node)
        for new in edits:
            found.append(Change(file, node.lineno, function, starts, (start, end), source[start:end], new))
    return tuple(sorted(found, key=lambda c: (c.span, c.new)))


def _places(tree: ast.Module) -> Iterator[tuple[ast.expr | ast.stmt, str, int, list[str]]]:
    """Yield the nodes that can be changed, each with its function, where that starts, and what may take its place."""

    def walk(node: ast.AST, function: str, starts: int, message: bool) -> Iterator[tuple[ast.expr | ast.stmt, str, int, list[str]]]:
        if isinstance(node, ast.Assert) or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)):
            return
        if isinstance(node, ast.expr | ast.stmt):
            edits = list(_edits(node, message))
            if edits:
                yield node, function, starts, edits
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            function = f"{function}.{node.name}".lstrip(".")
        if isinstance(node, ast.FunctionDef):
            starts = min([node.lineno, *(d.lineno for d in node.decorator_list)])
        message = message or isinstance(node, ast.Raise)
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "type_params", "bases", "decorator_list"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and not _is_text(child) and not _asserts_lengths(node, child):
                    yield from walk(child, function or _entry(node, child), starts, message)

    yield from walk(tree, "", 0, False)


def _entry(call: ast.AST, part: ast.AST) -> str:
    """Return ``id.keyword`` for a part of a call that begins with an id, as those of claims and catalogues do; else nothing."""
    match call, part:
        case ast.Call(args=[ast.Constant(value=str(id)), *_]), ast.keyword(arg=str(word)):
            return f"{id}.{word}"
    return ""


def _asserts_lengths(call: ast.AST, part: ast.AST) -> bool:
    """Tell whether a part of a call is the ``strict`` of zip: an assertion."""
    named = isinstance(part, ast.keyword) and part.arg == "strict"
    return named and isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "zip"


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _edits(node: ast.expr | ast.stmt, message: bool) -> Iterator[str]:
    match node:
        case ast.Constant(value=bool() as value):
            yield str(not value)
        case ast.Constant(value=int() as number):
            yield str(number + 1)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in BINARY and not _joins_text(node):
            yield f"({ast.unparse(left)}) {BINARY[type(op)]} ({ast.unparse(right)})"
        case ast.Compare(left=left, ops=ops, comparators=sides):
            shown = [f"({ast.unparse(side)})" for side in (left, *sides)]
            for changed in range(len(ops)):
                signs = [(COMPARED if i == changed else SIGNS)[type(op)] for i, op in enumerate(ops)]
                yield " ".join([shown[0], *(f"{sign} {side}" for sign, side in zip(signs, shown[1:], strict=True))])
        case ast.BoolOp(op=op, values=values):
            other = " or " if isinstance(op, ast.And) else " and "
            yield f"({other.join(f'({ast.unparse(v)})' for v in values)})"
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield f"({ast.unparse(operand)})"
        case ast.Name(id=name) if name in NAMES:
            yield NAMES[name]
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield f"({ast.unparse(orelse)} if {ast.unparse(test)} else {ast.unparse(body)})"
        case ast.JoinedStr() if message:
            yield from _unnamed(node)
        case ast.Call(func=func, args=args, keywords=keywords) if any(k.arg for k in keywords):
            for dropped in (k for k in keywords if not _asserts_lengths(node, k)):
                rest = [ast.unparse(a) for a in args] + [ast.unparse(k) for k in keywords if k is not dropped]
                yield f"{ast.unparse(func)}({', '.join(rest)})"
        case ast.Return(value=value) if value is not None and not (isinstance(value, ast.Constant) and value.value is None):
            yield "return None"
        case ast.Raise() | ast.Expr(value=ast.Call()) | ast.Continue() | ast.Break():
            yield "pass"


def _joins_text(node: ast.BinOp) -> bool:
    return any(isinstance(n, ast.JoinedStr) or (isinstance(n, ast.Constant) and isinstance(n.value, str)) for n in (node.left, node.right))


def _unnamed(node: ast.JoinedStr) -> Iterator[str]:
    """Yield a message with one of the things it names left out."""
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            values: list[ast.expr] = [ast.Constant("it") if v is part else v for v in node.values]
            yield ast.unparse(ast.JoinedStr(values))
