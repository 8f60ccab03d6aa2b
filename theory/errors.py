"""What the package raises: one line that says what is wrong, why, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from .digits import exact_text
from .escaping import visible

LONGEST_SHOWN = 40
"""Values longer than this many characters are shortened in messages."""

LONGEST_LINE = 400
"""What is said of one thing in a message is shortened to this many characters."""

MOST_LISTED = 24
"""A message lists at most this many known names."""


def shown(value: object, longest: int = LONGEST_SHOWN) -> str:
    """Return ``value`` as one short line, for a message."""
    text = exact_text(value) if isinstance(value, int | Fraction) and not isinstance(value, bool) else str(value)
    text = visible(" ".join(text.split()))
    end = longest // 4 - 1
    return text if len(text) <= longest else f"{text[: longest - end - 3]}...{text[-end:]}"


def described(error: BaseException) -> str:
    """Return what an error of someone else's code is, in a line: its class, and what it says."""
    try:
        text = str(error)
    except Exception as failure:  # noqa: BLE001  (its class is as foreign as the error)
        text = f"no text, its own raised {type(failure).__name__}"
    name = type(error).__name__
    return f"{name}: {shown(text, LONGEST_LINE)}" if text else name


class CritscaleError(ValueError):
    """A refusal of the package.

    Parameters
    ----------
    what : str
        What is refused.
    why : str
        The reason.
    mend : str, optional
        What to do instead.

    Attributes
    ----------
    column : int or None
        Where it is in a text that was read, from 0 on; None where that is not known.
    """

    column: int | None = None

    def __init__(self, what: str, why: str, mend: str = "") -> None:
        super().__init__(what, why, mend)
        self.what, self.why, self.mend = what, why, mend

    def __str__(self) -> str:
        """Return the one line, of visible text and bounded length."""
        what, why, mend = (shown(part, LONGEST_LINE) for part in (self.what, self.why, self.mend))
        return f"{what}: {why}" + (f"; {mend}" if mend else "")


class BadInput(CritscaleError):
    """An argument that means nothing here, or lies outside the domain of the formulas."""


class NoSuchQuantity(BadInput):
    """A quantity that is not there for this mechanism."""


class UnknownName(CritscaleError):
    """A name that no catalogue knows."""

    @classmethod
    def among(cls, kind: str, name: object, known: Iterable[str], see: str = "") -> UnknownName:
        """Return the refusal of ``name`` with the nearest ``known`` names of its ``kind``; where they are many, ``see`` lists them."""
        from difflib import get_close_matches

        names = sorted(known)
        near = get_close_matches(str(name)[:LONGEST_SHOWN].lower(), names, n=3)
        if near:
            mend = "did you mean " + " or ".join(repr(n) for n in near) + "?"
        elif len(names) <= MOST_LISTED:
            mend = "known: " + ", ".join(names)
        else:
            mend = f"{len(names)} are known, among them {', '.join(names[:3])}" + f"; see {see}" * bool(see)
        return cls(f"{kind} {shown(name)!r}", "no such name", mend)


class NotCertain(CritscaleError):
    """A number whose requested digits could not be certified; the reason says what stopped it."""


def a_float(value: float) -> BadInput:
    """Return the refusal of a float in a statement."""
    return BadInput(f"the float {shown(value)} in a statement", "a float is no exact number", "divide integers: x / 2 for 0.5 x")
