"""From a file to JSON values, safely: bounded size, depth and numbers; no duplicate keys, no NaN; numbers exact."""

from __future__ import annotations

import json
import math
import os
import stat
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, NoReturn

from ..theory.errors import BadInput, shown
from ..theory.grammar import literal_value
from .config import UnreadableNumber

MAX_BYTES = 4_000_000
MAX_DEPTH = 32
NAMES = ("config.json", "params.json")
"""What is looked for in a model's directory."""


def read_config(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Read a config file.

    Parameters
    ----------
    path : path
        A ``config.json`` or ``params.json``, or a directory that holds one of them.

    Returns
    -------
    dict
        Its JSON object; numbers are ``int`` or ``Fraction``, exact.

    Raises
    ------
    BadInput
        If it is no regular file, too large, empty, not UTF-8, not JSON, too deep, no object, or repeats a key.
    """
    file = Path(path)
    name = shown(ascii(str(file))[1:-1])
    try:
        if file.is_dir():
            file = next((file / candidate for candidate in NAMES if (file / candidate).is_file()), file / NAMES[0])
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise BadInput(name, "not a regular file", "give a config.json")
        if status.st_size > MAX_BYTES:
            raise BadInput(
                name, f"{status.st_size} bytes, a config has at most {MAX_BYTES}", "give a config.json, not weights"
            )
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except BadInput:
        raise
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it cannot be opened"
        raise BadInput(name, why, "give the path of a config.json") from None
    return parse_json(data, name)


def parse_json(data: bytes, name: str = "the config") -> dict[str, Any]:
    """Read a config from bytes; see `read`."""
    if len(data) > MAX_BYTES:
        raise BadInput(name, f"more than {MAX_BYTES} bytes", "give a config.json, not weights")
    if not data.strip():
        raise BadInput(name, "it is empty", "give a config.json")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(name, "not UTF-8 text", "give a config.json, not weights") from None
    _check_depth(text, name)

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
        raise BadInput(name, f"not JSON: {error.msg} at line {error.lineno}", "give a config.json") from None
    if not isinstance(value, dict):
        refuse("its JSON is no object")
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


def _check_depth(text: str, name: str) -> None:
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
                raise BadInput(name, f"nested deeper than {MAX_DEPTH}", "give a config.json")
        elif character in "]}":
            depth -= 1
