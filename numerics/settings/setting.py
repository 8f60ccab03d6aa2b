"""Where a layer is, as one value: context length, scale, tokens, residual, dimension, mechanism."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any, Unpack, cast

from ...theory.digits import exact_text
from ...theory.errors import BadInput, UnknownName
from ...theory.mechanisms.catalogue import MECHANISMS
from ...theory.mechanisms.exponentials import SOFTMAX
from ...theory.mechanisms.mechanism import Mechanism
from ..floats import float_notes
from ..inputs import correlation, nonnegative
from .layer import Layer, LayerFamily
from .length import ContextLength, LengthLike
from .named import named_text, read_named
from .scale import Scale
from .words import NEEDED, SCALES, WORDS, SettingWords, takes_words


@takes_words
@dataclass(frozen=True, init=False, repr=False, slots=True)
class Setting:
    """Where a layer is.

    Settings are equal if their words are.  ``repr``, ``str`` (see `parse`) and `to_json` read back exactly.

    Parameters
    ----------
    **words
        See `SettingWords`.

    Attributes
    ----------
    n : ContextLength
        Context length.
    scale : Scale
        How the inverse temperature is given.
    rho : Fraction
        Common inner product of the tokens.
    residual : Fraction
        Residual strength.
    dim : ContextLength or None
        Dimension of the tokens, where it is given.
    mechanism : Mechanism
        What turns logits into weights.
    notes : tuple of str
        Which floats were given, and which numbers they are.

    Raises
    ------
    BadInput
        If a word is missing, no number or out of range, or the scale is not given exactly once.
    UnknownName
        If there is no such word.

    Examples
    --------
    >>> setting = Setting(n="1e6", rho="0.3", gamma="1.4")
    >>> print(setting)
    n=1000000 rho=3/10 gamma=7/5
    >>> [str(s.n) for s in setting.but(critical=True).along([1000, "oo"])]
    ['1000', 'oo']
    """

    n: ContextLength
    scale: Scale
    rho: Fraction
    residual: Fraction
    dim: ContextLength | None
    mechanism: Mechanism
    notes: tuple[str, ...] = field(compare=False)

    def __init__(self, **words: Unpack[SettingWords]) -> None:
        for name in words.keys() - WORDS.keys():
            raise UnknownName.among("word of a setting", name, WORDS)
        for name in NEEDED:
            if words.get(name) is None:
                raise BadInput(name, "missing", f"give {name} (--{name}): {WORDS[name]}")
        given: Mapping[str, Any] = words
        object.__setattr__(self, "scale", Scale.choose(**{name: given.get(name) for name in SCALES}))
        for name, (read, default) in _READERS.items():
            value = given.get(name)
            object.__setattr__(self, name, default if value is None else read(value))
        object.__setattr__(self, "notes", tuple(note for name, value in given.items() for note in float_notes(value, name)))

    @classmethod
    def of(cls, at: Setting | None, words: SettingWords) -> Setting:
        """Return ``at`` itself, or the setting that words give in its place.

        Raises
        ------
        BadInput
            If both are given.
        """
        if at is None:
            return cls(**words)
        if words:
            raise BadInput(f"a setting and {' and '.join(words)}", "one place is given twice", "see Setting.but")
        return at

    @classmethod
    def parse(cls, text: str) -> Setting:
        """Return the setting that ``str`` gives: ``n=1000 rho=3/10 critical``."""
        pairs = (part.partition("=") for part in text.split())
        words: dict[str, Any] = {name: value if equals else True for name, equals, value in pairs}
        return cls(**words)

    def __hash__(self) -> int:
        """Return a hash of a few integers: that of fractions takes long."""
        return hash((self.n.coefficient, self.n.exponent, self.rho.numerator, self.scale.value.numerator))

    @property
    def words(self) -> SettingWords:
        """The words that make the setting, exact, without those at their default."""
        others = {name: getattr(self, name) for name, (_, default) in _READERS.items() if getattr(self, name) != default}
        return cast("SettingWords", {"n": self.n, "rho": self.rho, **self.scale.words, **others})

    def to_json(self) -> dict[str, str | bool]:
        """Return the words as JSON data, exact; ``Setting(**data)`` is the setting again."""
        return {name: _text(value) for name, value in self.words.items()}

    def __str__(self) -> str:
        """Return one line, which `parse` reads."""
        return " ".join(name if value is True else f"{name}={value}" for name, value in self.to_json().items())

    def __repr__(self) -> str:
        """Return the call that makes the setting."""
        return f"Setting({', '.join(f'{name}={value!r}' for name, value in self.to_json().items())})"

    def but(self, **words: Unpack[SettingWords]) -> Setting:
        """Return the setting with some words changed; a scale takes the place of the one before."""
        replaced = {*words, *(SCALES if any(name in words for name in SCALES) else ())}
        kept: dict[str, Any] = {name: value for name, value in self.words.items() if name not in replaced}
        return Setting(**kept, **words).noting(*(note for note in self.notes if note.partition(" = ")[0] in kept))

    def noting(self, *notes: str) -> Setting:
        """Return it with more notes on the numbers it was given."""
        result = copy(self)
        object.__setattr__(result, "notes", (*self.notes, *notes))
        return result

    def at(self, n: LengthLike) -> Setting:
        """Return the same setting at another context length."""
        return self.but(n=n)

    def along(self, lengths: Iterable[LengthLike]) -> tuple[Setting, ...]:
        """Return the same setting at several context lengths."""
        return tuple(self.at(n) for n in lengths)

    def layer(self) -> Layer:
        """Return the layer, prepared for evaluation."""
        return _layer(self)

    def family(self) -> LayerFamily:
        """Return the layers that differ from this one in their context length alone."""
        return _family(self.scale, self.rho, self.residual, self.mechanism)

    def refuse(self, what: str, *names: str) -> None:
        """Refuse words that ``what`` cannot do.

        Raises
        ------
        BadInput
            If one of them is given.
        """
        given = self.to_json()
        for name in names:
            if name in given:
                raise BadInput(f"{name} = {given[name]}", f"not for {what}", f"leave out {name}")


@lru_cache(maxsize=512)
def _layer(setting: Setting) -> Layer:
    return setting.family().at(setting.n)


@lru_cache(maxsize=128)
def _family(scale: Scale, rho: Fraction, residual: Fraction, mechanism: Mechanism) -> LayerFamily:
    return LayerFamily(scale, rho, residual, mechanism)


def _mechanism(value: str | Mechanism) -> Mechanism:
    return read_named(value, "mechanism", MECHANISMS)


def _text(value: object) -> str | bool:
    """Return the text of a word, which reads back; a switch is itself."""
    if value is True or isinstance(value, ContextLength):
        return value is True or str(value)
    if isinstance(value, Fraction):
        return exact_text(value)
    return named_text(value, MECHANISMS)


_READERS: Mapping[str, tuple[Callable[[Any], object], object]] = {
    "n": (ContextLength.parse, None),
    "rho": (correlation, None),
    "residual": (lambda value: nonnegative(value, "residual"), Fraction(0)),
    "dim": (lambda value: ContextLength.parse(value, "dim"), None),
    "mechanism": (_mechanism, SOFTMAX),
}
"""What reads each word but the scale, and what stands where it is not given."""
