"""Where a row of any scores is, as one value: its gaps or the law of its scores, context length, scale, mechanism."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar, Unpack

from ...theory.digits import exact_text
from ...theory.errors import BadInput, UnknownName
from ...theory.mechanisms.catalogue import MECHANISMS
from ...theory.mechanisms.exponentials import SOFTMAX
from ...theory.mechanisms.mechanism import Mechanism
from ...theory.scores.laws import SCORE_LAWS, ScoreLaw
from ..inputs import fraction_of_one, nonnegative, rational
from ..settings.length import ContextLength
from ..settings.named import named_text, read_named
from ..settings.words import ROW_WORDS, SCALES, WORDS, PlaceWords
from .rows import ScoreRow

HALF = Fraction(1, 2)


@dataclass(frozen=True, init=False, slots=True)
class RowSetting:
    """Where a row of any scores is.

    Parameters
    ----------
    **words
        See `PlaceWords`.

    Attributes
    ----------
    row : ScoreRow or ScoreLaw
        The gaps of the keys, or the law that their scores follow.
    n : ContextLength or None
        The number of keys, finite, where it is given.
    beta : Fraction or None
        Inverse temperature, where it is given.
    needle : Fraction or None
        The score of one key among n - 1 that follow the law.
    p : Fraction
        The weight that a threshold asks for.
    mechanism : Mechanism
        What turns scores into weights.

    Raises
    ------
    BadInput
        If a word is missing, no number or out of range, or says what the row says already.
    UnknownName
        If there is no such word.
    """

    FOREIGN: ClassVar[Mapping[str, str]] = {
        "rho": "a row of its own scores has no common inner product",
        "gamma": "it is the scale of the simplex",
        "kappa": "it is the window coordinate of the simplex",
        "critical": "it is the critical scale of the simplex",
        "residual": "a row alone has no output",
        "dim": "a row alone has no output",
    }
    """Words of a setting that a row does not take, and why."""

    row: ScoreRow | ScoreLaw
    n: ContextLength | None
    beta: Fraction | None
    needle: Fraction | None
    p: Fraction
    mechanism: Mechanism

    def __init__(self, **words: Unpack[PlaceWords]) -> None:
        given: dict[str, Any] = {name: value for name, value in words.items() if value is not None and value is not False}
        for name in given.keys() - WORDS.keys() - ROW_WORDS.keys():
            raise UnknownName.among("word of a row", name, {**WORDS, **ROW_WORDS})
        for name in self.FOREIGN.keys() & given.keys():
            raise BadInput(f"{name} of a row of scores", self.FOREIGN[name], "leave it out, and give beta" if name in SCALES else f"leave out {name}")
        if ("gaps" in given) == ("scores" in given):
            got = "gaps and scores" if "gaps" in given else "neither gaps nor scores"
            raise BadInput(f"a row by {got}", "it is given in one way", "give gaps (--gaps FILE), or scores (--scores gaussian:v=1/32)")
        row = _row(given["gaps"]) if "gaps" in given else read_named(given["scores"], "law of scores", SCORE_LAWS)
        if isinstance(row, ScoreRow):
            for name in ("n", "needle"):
                if name in given:
                    raise BadInput(f"{name} of a row by its gaps", "the gaps say it already", f"leave out {name}")
        values = {
            "row": row,
            "n": ContextLength.parse(row.n) if isinstance(row, ScoreRow) else _length(given.get("n")),
            "beta": nonnegative(given["beta"], "beta") if "beta" in given else None,
            "needle": rational(given["needle"], "needle") if "needle" in given else None,
            "p": fraction_of_one(given["p"], "p") if "p" in given else HALF,
            "mechanism": read_named(given.get("mechanism", SOFTMAX), "mechanism", MECHANISMS),
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @classmethod
    def of(cls, at: object, words: PlaceWords) -> RowSetting:
        """Return ``at`` itself, or the setting that words give in its place.

        Raises
        ------
        BadInput
            If both are given.
        """
        if at is None:
            return cls(**words)
        if words or not isinstance(at, RowSetting):
            raise BadInput(f"a setting and {' and '.join(words)}", "one place is given twice", "give one of them")
        return at

    @property
    def length(self) -> ContextLength:
        """The number of keys.

        Raises
        ------
        BadInput
            If the words do not give it.
        """
        if self.n is None:
            raise BadInput("n", "missing", f"give n (--n): {WORDS['n']}")
        return self.n

    def temperature(self) -> Fraction:
        """Return the inverse temperature.

        Raises
        ------
        BadInput
            If the words give none.
        """
        if self.beta is None:
            raise BadInput("beta", "missing", f"give beta (--beta): {WORDS['beta']}")
        return self.beta

    def to_json(self) -> dict[str, str]:
        """Return the words as JSON data, exact; the gaps as levels of a gap and how many keys have it."""
        data: dict[str, str] = {}
        if isinstance(self.row, ScoreRow):
            data["gaps"] = ", ".join(f"{exact_text(gap)} x {exact_text(count)}" for gap, count in self.row.levels)
        else:
            data["scores"] = named_text(self.row, SCORE_LAWS)
        if self.n is not None:
            data["n"] = str(self.n)
        if self.beta is not None:
            data["beta"] = exact_text(self.beta)
        if self.needle is not None:
            data["needle"] = exact_text(self.needle)
        if self.p != HALF:
            data["p"] = exact_text(self.p)
        if self.mechanism != SOFTMAX:
            data["mechanism"] = named_text(self.mechanism, MECHANISMS)
        return data


def _length(n: Any) -> ContextLength | None:
    return None if n is None else ContextLength.finite(n, "what a row comes to there is the limit of its law", "give a finite n")


def _row(gaps: Any) -> ScoreRow:
    if isinstance(gaps, ScoreRow):
        return gaps
    return ScoreRow.from_file(gaps) if isinstance(gaps, str | Path) else ScoreRow.of(gaps)
