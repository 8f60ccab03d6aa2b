"""A fact against the source it names: the file, the identifier in it, what stands there, and what does not."""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterator

from critscale.audit.engine_facts import EngineFact
from facts.packages import Tree


def identifier_source(text: str, identifier: str, file: str) -> str | None:
    """Return the source of a function, class, method or constant, None where there is none of that name."""
    if not identifier:
        return text
    return _python(text, identifier) if file.endswith(".py") else _c(text, identifier)


def _python(text: str, identifier: str) -> str | None:
    scope: list[ast.stmt] = ast.parse(text).body
    found: ast.AST | None = None
    for name in identifier.split("."):
        found = next((node for node in _statements(scope) if name in _names(node)), None)
        if found is None:
            return None
        scope = getattr(found, "body", [])
    assert found is not None
    return ast.get_source_segment(text, found)


def _statements(scope: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a scope, those under if and try too."""
    for node in scope:
        yield node
        if isinstance(node, ast.If | ast.Try | ast.With):
            yield from _statements([child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)])


def _names(node: ast.stmt) -> tuple[str, ...]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
        return (node.name,)
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return (node.target.id,)
    if isinstance(node, ast.Assign):
        return tuple(target.id for target in node.targets if isinstance(target, ast.Name))
    return ()


def _c(text: str, identifier: str) -> str | None:
    """Return a C or C++ function: from its name and parameters to the brace that closes its body."""
    for match in re.finditer(rf"\b{re.escape(identifier)}\s*\(", text):
        after = closing(text, match.end() - 1, "()")
        opened = text.find("{", after)
        between = text[after:opened]
        if opened < 0 or ";" in between or "=" in between:
            continue
        return text[match.start() : closing(text, opened, "{}")]
    return None


def closing(text: str, start: int, pair: str) -> int:
    """Return where the bracket that opens at ``start`` is closed."""
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] == pair[0]) - (text[at] == pair[1])
        if depth == 0:
            return at + 1
    return len(text)


def _flat(text: str) -> str:
    return " ".join(text.split())


def fingerprint(fact: EngineFact, tree: Tree) -> str:
    """Return a hash of the source a fact stands on, so that a change is seen even where the fact still stands."""
    text = tree.text(fact.file)
    source = None if text is None else identifier_source(text, fact.identifier, fact.file)
    return hashlib.sha256(_flat(source or "").encode()).hexdigest()[:16]


def complaints(fact: EngineFact, tree: Tree) -> Iterator[str]:
    """Yield why a fact does not stand."""
    text = tree.text(fact.file)
    if text is None:
        yield f"there is no {fact.file}"
        return
    source = identifier_source(text, fact.identifier, fact.file)
    if source is None:
        yield f"{fact.file} has no {fact.identifier}"
        return
    flat = _flat(source)
    where = f"{fact.file}, {fact.identifier}" if fact.identifier else fact.file
    yield from (f"{where} has no longer: {part}" for part in fact.has if _flat(part) not in flat)
    yield from (f"{where} has now: {part}" for part in fact.lacks if _flat(part) in flat)
    for word in fact.only_here:
        others = [file for file, text in tree.python if word in text and file not in {fact.file, *fact.also_in}]
        if others:
            yield f"{word} stands in {others[0]} too" + (f" and {len(others) - 1} more" if others[1:] else "")
    for word in fact.nowhere:
        found = next((file for file, text in tree.python if word in text), None)
        if found is not None:
            yield f"{word} stands in {found}"
