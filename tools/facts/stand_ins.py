"""Foreign code without its imports: definitions taken out of a package and run, with stand-ins for what they import."""

from __future__ import annotations
import __future__

import ast
import builtins
import dataclasses
import functools
import math
from types import CodeType, SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

from facts.packages import Tree
from facts.sources import identifier_source


class Base:
    """Stands in for a class that the code derives from."""

    def __init__(self, *arguments: object, **keywords: object) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return MagicMock()


class Globals(dict[str, Any]):
    """A module's names: what is not there is a stand-in, but for Python's own."""

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name):
            raise KeyError(name)
        self[name] = MagicMock(name=name)
        return self[name]


def compiled(source: str, file: str) -> CodeType:
    """Return code whose annotations are never looked at."""
    code: CodeType = compile(source, file, "exec", flags=__future__.annotations.compiler_flag, dont_inherit=True)
    return code


@functools.cache
def module(tree: Tree, *parts: str) -> Globals:
    """Return a name space with definitions of the package, each ``file:name``."""
    names = Globals(
        math=math, dataclass=dataclasses.dataclass, SimpleNamespace=SimpleNamespace, nn=MagicMock(Module=Base)
    )
    for part in parts:
        file, _, name = part.rpartition(":")
        source = identifier_source(tree.text(file) or "", name, file)
        if source is None:
            raise LookupError(f"{file} has no {name}")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ClassDef):
                names.update({b.id: Base for b in node.bases if isinstance(b, ast.Name) and b.id not in names})
                node.decorator_list = []
        exec(compiled(_decorated(source, tree.text(file) or "", name), file), names)
    return names


def _decorated(source: str, text: str, name: str) -> str:
    """Return a definition with its dataclass decorator, which the source of a class leaves out."""
    before, _, _ = text.partition(f"class {name}")
    return f"@dataclass\n{source}" if before.rstrip().endswith("@dataclass") and f"class {name}" in text else source


@functools.cache
def statements(tree: Tree, file: str, identifier: str, word: str) -> str:
    """Return the ``if`` statements of a function that hold a word, the outermost ones."""
    source = identifier_source(tree.text(file) or "", identifier, file)
    if source is None:
        raise LookupError(f"{file} has no {identifier}")
    body = ast.parse(source).body[0]
    assert isinstance(body, ast.FunctionDef)
    found: list[str] = []

    def look(nodes: list[ast.stmt]) -> None:
        for node in nodes:
            if isinstance(node, ast.If) and word in ast.unparse(node.test):
                found.append(ast.unparse(node))
            elif isinstance(node, ast.If):
                look(node.body)
                look(node.orelse)

    look(body.body)
    if not found:
        raise LookupError(f"{file}, {identifier} has no condition on {word}")
    return "\n".join(found)
