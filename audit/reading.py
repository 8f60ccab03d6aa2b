"""From a file to JSON values, safely: bounded size, depth and numbers; no duplicate keys, no NaN; numbers exact."""

from __future__ import annotations

import json
import math
import stat
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from ..numerics.inputs import LARGEST_END
from ..theory.errors import BadInput, shown
from ..theory.grammar import literal_value
from ..theory.notation import decimal
from .config import UnreadableNumber

MAX_BYTES = 4_000_000
MAX_DEPTH = 32


def read_file(path: Path, most: int = MAX_BYTES, mend: str = "give the path of a config.json") -> bytes:
    """Return the bytes of a regular file.

    Raises
    ------
    BadInput
        If it is no regular file, cannot be opened, or has more than ``most`` bytes.
    """
    with open_file(path, mend) as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise BadInput(path_name(path), f"larger than a config, which has at most {most} bytes", mend)
    return data


def open_file(path: Path, mend: str = "give the path of a config.json") -> BinaryIO:
    """Open a regular file: no device and no pipe, which have no end.

    Raises
    ------
    BadInput
        If it is none, or cannot be opened.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise BadInput(path_name(path), "not a regular file", mend)
        return path.open("rb")
    except BadInput:
        raise
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it cannot be opened"
        raise BadInput(path_name(path), why, mend) from None


def path_name(path: Path) -> str:
    """Return a path for a message."""
    return shown(ascii(str(path))[1:-1])


def parse_json(data: bytes, name: str = "the config", mend: str = "give a config.json") -> dict[str, Any]:
    """Return the JSON object of some bytes; its numbers are ``int`` or ``Fraction``, exact.

    Raises
    ------
    BadInput
        If they are empty, not UTF-8, not JSON, too deep, no object, or repeat a key.
    """
    if not data.strip():
        raise BadInput(name, "it is empty", mend)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(name, "not UTF-8 text", "give a config.json, not weights") from None
    _check_depth(text, name, mend)

    def refuse(what: str) -> NoReturn:
        raise BadInput(name, what, "mend the file")

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, value in items:
            if key in result:
                refuse(f"the key {shown(key)!a} occurs twice")
            result[key] = value
        return result

    try:
        value = json.loads(
            text,
            object_pairs_hook=pairs,
            parse_float=_float,
            parse_int=_int,
            parse_constant=lambda token: UnreadableNumber(token, "is not finite"),
        )
    except json.JSONDecodeError as error:
        raise BadInput(name, f"not JSON: {error.msg} at line {error.lineno}", mend) from None
    if not isinstance(value, dict):
        raise BadInput(name, "its JSON is no object", mend)
    return value


def exact_numbers(value: Any) -> Any:
    """Return a JSON object with its floats as the decimals they are written as, so that it reads like its file."""
    if isinstance(value, Mapping):
        return {key: exact_numbers(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [exact_numbers(item) for item in value]
    if not isinstance(value, float):
        return value
    if not math.isfinite(value):
        return UnreadableNumber(str(value), "is not finite")
    return _float(repr(float(value)))


def _int(token: str) -> int | UnreadableNumber:
    value = _float(token)
    return value if isinstance(value, UnreadableNumber) else int(value)


def _float(token: str) -> Fraction | UnreadableNumber:
    try:
        return -literal_value(token[1:]) if token.startswith("-") else literal_value(token)
    except BadInput:
        return UnreadableNumber(shown(token), "is too long or too large to be read exactly")


def _check_depth(text: str, name: str, mend: str) -> None:
    """Refuse deep nesting before the parser recurses."""
    depth, quoted, escaped = 0, False, False
    for character in text:
        if quoted:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                quoted = False
        elif character == '"':
            quoted = True
        elif character in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise BadInput(name, f"nested deeper than {MAX_DEPTH}", mend)
        elif character in "]}":
            depth -= 1


def decimal_note(raw: object) -> str:
    """Return what has to be said of the numbers of a config: a decimal is read as it is printed; empty where every one is a float too."""
    if isinstance(raw, Mapping):
        return next(filter(None, map(decimal_note, raw.values())), "")
    if isinstance(raw, list | tuple):
        return next(filter(None, map(decimal_note, raw)), "")
    if isinstance(raw, Fraction) and raw.denominator > 1 and abs(raw) < LARGEST_END and Fraction(float(raw)) != raw:
        return f"numbers of the config are the decimals that it prints: {shown(decimal(raw))} is {shown(raw)}, and no binary number"
    return ""
