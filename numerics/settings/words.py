"""The words for where a layer is: one description for Python, its help, and the terminal.

The file imports nothing heavy, so that the command line can show its options before there is a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypedDict, TypeVar

if TYPE_CHECKING:
    from ...theory.mechanisms.mechanism import Mechanism
    from ...theory.scores.laws import ScoreLaw
    from ..inputs import Number
    from .length import LengthLike

F = TypeVar("F", bound=Callable[..., object])


class SettingWords(TypedDict, total=False):
    """Where a layer is, in words; ``n``, ``rho`` and exactly one of the four scales are needed.

    Text and fractions are exact (``"0.3"``, ``"1/3"``), a float is its binary value; None is as good as absent.

    Attributes
    ----------
    n
        Context length >= 2: 131072, 128k (k = 1024), 1e1000000, 10^10^100, exp(20), or oo for the limit.
    rho
        Common inner product of the unit tokens, 0 <= rho < 1: 0.3, 1/3.
    gamma
        Scale: beta = gamma log n, gamma >= 0.
    beta
        Scale: beta itself, >= 0.
    kappa
        Scale: kappa = beta (1 - rho) - log n, nats.
    critical
        Scale: exactly critical, gamma = 1/(1 - rho).
    residual
        Residual strength r = alpha sqrt(q) >= 0; 0 by default.
    dim
        Dimension of the tokens, for what depends on it; n simplex tokens need dim >= n, oo included.
    mechanism
        What turns logits into weights: softmax (by default), sink:logit=9, softmax-one, entmax:alpha=3/2, sparsemax, sigmoid, linear, ...: docs/mechanisms.md.
    """

    n: LengthLike | None
    rho: Number | None
    gamma: Number | None
    beta: Number | None
    kappa: Number | None
    critical: bool
    residual: Number | None
    dim: LengthLike | None
    mechanism: str | Mechanism | None


class RowWords(TypedDict, total=False):
    """Where a row of any scores is, in words; exactly one of ``gaps`` and ``scores`` is needed.

    With them go ``n``, where the row does not say it, ``beta`` or ``gamma``, where an inverse temperature is asked for, and
    ``mechanism``.

    Attributes
    ----------
    gaps
        Gaps of the keys below the top score: a file (CSV of a gap, or a gap and how many keys have it; .npy), or a row.
    scores
        Law of the scores: gaussian:v=1/32, gamma:kappa=1,m=7/10, sphere:d=64, ...; see docs/scores.md.
    needle
        Score of one key more, a needle among n - 1 distractors that follow the law.
    p
        Weight that a threshold asks for; 1/2 by default.
    """

    gaps: object  # what `ScoreRow` is made of: a path, gaps, multiplicities by gap
    scores: str | ScoreLaw | None
    needle: Number | None
    p: Number | None


class RowPlaceWords(RowWords, total=False):
    """Where a row of any scores is, with the words of a setting that it takes."""

    n: LengthLike | None
    gamma: Number | None
    beta: Number | None
    mechanism: str | Mechanism | None


class PlaceWords(SettingWords, RowWords, total=False):
    """Where a layer is, or a row of any scores."""


def _meanings(words: type) -> dict[str, str]:
    """Return what each word means, from the docstring of a class of words."""
    # Python 3.13 takes the common indentation off a docstring
    entries = re.findall(r"^( *)(\w+)\n\1 {4}(.*)$", words.__doc__ or "", re.MULTILINE)
    return {name: "" for name in words.__annotations__} | {name: meaning for _, name, meaning in entries}


WORDS = _meanings(SettingWords)
"""What each word of a setting means."""
ROW_WORDS = _meanings(RowWords)
"""What each word of a row of any scores means, beside those of a setting."""
SCALES = ("gamma", "beta", "kappa", "critical")
"""The words of which a setting has exactly one."""
NEEDED = ("n", "rho")
LENGTHS = ("n", "dim")
"""The words that are whole numbers of any size, or oo."""


def of_a_row(words: Mapping[str, object]) -> bool:
    """Tell whether words speak of a row of any scores, and not of a layer."""
    return any(words.get(name) is not None for name in ("gaps", "scores", "needle"))


def takes_words(function: F) -> F:
    """Show the words of a setting in the help of a function that takes them."""
    return _shown(function, {"Words of a setting": WORDS})


def takes_any_words(function: F) -> F:
    """Show the words of a setting, and those of a row of any scores, in the help of a function that takes both."""
    return _shown(function, {"Words of a setting": WORDS, "Words of a row of any scores": ROW_WORDS})


def _shown(function: F, tables: Mapping[str, Mapping[str, str]]) -> F:
    if function.__doc__:
        indent = function.__doc__.rpartition("\n")[2]  # that of the closing quotes
        lines: list[str] = []
        for title, words in tables.items():
            lines += ["", title, "-" * len(title)]
            lines += [line for name, meaning in words.items() for line in (name, f"    {meaning}")]
        function.__doc__ += f"\n{indent}".join([*lines, ""])
    return function
