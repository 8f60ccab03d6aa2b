"""Certified evaluation of any quantity at any n, from 2 to 10^(10^100) and oo.

The formula of the catalogue is evaluated in balls at one working precision; the precision rises until the requested
relative digits are certain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Unpack, cast

from ...theory.errors import BadInput
from ...theory.field import Scalar
from ...theory.layer.registry import Quantity, RowFormula
from ...theory.layer.registry import quantity as find_quantity
from ...theory.layer.row import Row
from ...theory.mechanisms.sequence import OfPositions
from ..floats import says_floats
from ..inputs import decimal_digits
from ..numbers.ball_vector import BallVector, Divided
from ..numbers.certification import certify, certify_each
from ..numbers.enclosure import Enclosure
from ..numbers.germ import RECIPROCAL, Germ, germ, up_to
from ..numbers.germ_coefficient import LARGE_N
from ..settings.dimension import simplex_dimension
from ..settings.infinity import certify_germ
from ..settings.layer import Layer, LayerFamily
from ..settings.length import INFINITE, ContextLength, LengthLike
from ..settings.setting import Setting
from ..settings.words import ROW_WORDS, SCALES, PlaceWords, SettingWords, of_a_row, takes_any_words, takes_words
from .positions import LAST_TWO, PositionsLike, TwoPositions, evaluate_positions
from .window import beta_at

if TYPE_CHECKING:
    from .row_setting import RowSetting


@takes_any_words
@says_floats()
def evaluate(
    quantity: str | Quantity,
    at: Setting | RowSetting | None = None,
    *,
    digits: int = 30,
    positions: PositionsLike = None,
    **words: Unpack[PlaceWords],
) -> Enclosure:
    """Return a quantity of the simplex layer, or of a row of any scores, with certain digits.

    Parameters
    ----------
    quantity : str or Quantity
        Id in `critscale.theory.layer.registry`, such as ``"output-cosine"``, or a quantity of your own; of a row of any scores
        one of `critscale.theory.rows.registry`, such as ``"top-weight"``.
    at : Setting or RowSetting, optional
        Where the layer is, or the row.
    digits : int
        Significant decimal digits, 1 to 100 000.
    positions : int, tuple of int or str, optional
        Two positions i < j, or j alone, where the mechanism tells them apart; the last two by default.  Of a quantity of one
        position the later one is meant.
    **words
        The place in words, instead of ``at``: those of a layer, or of a row by its gaps or by the law of its scores.

    Returns
    -------
    Enclosure
        At n = oo, where the value is 0 or infinite, its note says like which powers of n and log n, with the coefficient.

    Raises
    ------
    BadInput
        If an argument is no number, out of range, or the scale is not given exactly once.
    UnknownName
        If there is no such quantity.
    NotCertain
        If the digits cannot be certified, or the formula decides no limit at n = oo; the reason says what stopped it.
    MissingFunction
        If a formula of your own takes a function of `critscale.theory.field` that its argument does not have.

    Examples
    --------
    >>> print(evaluate("contraction-factor", n=1000, critical=True, rho="0.3", digits=20))
    0.52540205852109681939
    >>> from critscale import Setting
    >>> print(evaluate("self-weight", Setting(n="10^10^100", rho="0.3", kappa=2), digits=20))
    0.88079707797788244406
    >>> print(evaluate("top-weight", gaps=["0", "0.5", 2], beta=3, digits=20))
    0.81592095973168576862
    """
    if not isinstance(at, Setting | None) or of_a_row(words):
        from .row_quantities import row_answer
        from .row_setting import RowSetting

        if positions is not None:
            raise BadInput("positions of a row of scores", "a row is one position's", "leave them out")
        return row_answer(quantity, RowSetting.of(at, words), decimal_digits(digits))
    if quantity == THRESHOLD:
        p = words.pop("p", None)
        layer = Setting.of(at, of_a_layer(words)) if at is not None else cast("Setting", place_of(quantity, words))
        return beta_at(Fraction(1, 2) if p is None else p, layer.n, layer.rho, digits, layer.mechanism)
    where, layer_words = TwoPositions.read(positions), of_a_layer(words)
    if at is not None:
        return _evaluator(quantity, at, digits, **layer_words).of(at.layer(), where)
    n: Any = layer_words.pop("n", None)
    if n is None:
        Setting(**layer_words)  # refused: it names what is missing
    try:
        machine = _in_words(quantity, digits, **layer_words)
    except TypeError:  # an argument without a hash, such as a list: it is refused by name
        machine = _in_words.__wrapped__(quantity, digits, **layer_words)
    return machine.at(n, where)


@takes_words
@says_floats()
def evaluator(
    quantity: str | Quantity, at: Setting | None = None, *, digits: int = 30, **words: Unpack[SettingWords]
) -> Evaluator:
    """Return what evaluates a quantity at one context length after another; all but n is read and computed once.

    Parameters
    ----------
    quantity : str or Quantity
        Id in `critscale.theory.layer.registry`, or a quantity of your own.
    at : Setting, optional
        Where the layer is; its n is left open.
    digits : int
        Significant decimal digits, 1 to 100 000.
    **words
        The setting in words, in place of ``at``, all but ``n``: see `SettingWords`.

    Returns
    -------
    Evaluator

    Raises
    ------
    BadInput, UnknownName
        As `evaluate`, and if the words give n.

    Examples
    --------
    >>> weight = evaluator("self-weight", rho="0.3", gamma="1.4", digits=10)
    >>> print(weight.at(1000))
    0.4657649992
    >>> [str(value) for value in weight.many([1000, "1e9", "oo"])]
    ['0.4657649992', '0.3978419071', '0 (falls like 1.000000000 / n^(1/50))']
    """
    if words.get("n") is not None:
        raise BadInput("the word n", "an evaluator takes a context length with each call", "leave out n, and call at(n)")
    return _evaluator(quantity, at, digits, **words)


class Evaluator:
    """A quantity of layers that differ in their context length alone, with certain digits.

    Made by `evaluator`.  What `at` and `many` give does not depend on what was asked before.

    Attributes
    ----------
    quantity : Quantity
        What is evaluated.
    family : LayerFamily
        The layers.
    dim : ContextLength or None
        Dimension of the tokens, where it is given.
    digits : int
        Significant decimal digits.
    notes : tuple of str
        Which floats were given, and which numbers they are; every value carries them.
    """

    __slots__ = ("_dimensional", "digits", "dim", "family", "notes", "quantity")

    def __init__(
        self, quantity: Quantity, family: LayerFamily, dim: ContextLength | None, digits: int, notes: tuple[str, ...] = ()
    ) -> None:
        self.quantity, self.family, self.dim, self.digits, self.notes = quantity, family, dim, digits, notes
        self._dimensional = quantity.dimension or dim is not None

    def __repr__(self) -> str:
        """Return what is evaluated, in a line."""
        return f"Evaluator({self.quantity.id}, digits={self.digits})"

    def noting(self, *notes: str) -> Evaluator:
        """Return it with more notes."""
        return Evaluator(self.quantity, self.family, self.dim, self.digits, (*self.notes, *notes))

    def at(self, n: LengthLike, positions: TwoPositions = LAST_TWO) -> Enclosure:
        """Return the value at one context length.

        Parameters
        ----------
        n : LengthLike
            Context length, >= 2.
        positions : TwoPositions
            Which positions are meant, where the mechanism tells them apart.

        Raises
        ------
        BadInput, NotCertain, MissingFunction
            As `evaluate`.
        """
        return self.of(self.family.at(n), positions)

    def of(self, layer: Layer, positions: TwoPositions = LAST_TWO) -> Enclosure:
        """Return the value of one layer of the family: `at`, where the layer is made already."""
        found = self._value(layer, positions)
        return found.noting(*self.notes) if self.notes else found

    def _value(self, layer: Layer, positions: TwoPositions) -> Enclosure:
        if isinstance(self.family.mechanism, OfPositions):
            return evaluate_positions(self.quantity.id, self.family, layer.length, positions, self.digits)
        if positions is not LAST_TWO:
            raise BadInput("positions", f"all are alike under {self.family.mechanism.name}", "give a mechanism that tells them apart: causal, window, alibi")
        formula = self._formula(layer.length) if self._dimensional else self.quantity.formula

        def compute(bits: int) -> Scalar:
            return formula(*layer.row(bits))

        if layer.in_germs:
            return certify_germ(compute, self.digits, self._hint(layer))
        return certify(compute, self.digits)

    def many(self, ns: Iterable[LengthLike]) -> list[Enclosure]:
        """Return the value at each of several context lengths: that of `at`, in less time.

        Parameters
        ----------
        ns : iterable of LengthLike
            Context lengths, each >= 2.

        Raises
        ------
        BadInput, NotCertain, MissingFunction
            As `evaluate`, for the first that is found.
        """
        lengths = [ContextLength.parse(n) for n in ns]
        found: list[Enclosure] = []
        for start in range(0, len(lengths), VECTOR_LENGTHS):
            found += self._vector(lengths[start : start + VECTOR_LENGTHS])
        return [value.noting(*self.notes) for value in found] if self.notes else found

    def _vector(self, lengths: list[ContextLength]) -> list[Enclosure]:
        flat = self.family.flat
        positional = isinstance(self.family.mechanism, OfPositions)
        apart = {
            index: self._value(self.family.at(length), LAST_TWO)
            for index, length in enumerate(lengths)
            if positional or length.infinite or (flat is not False and self.family.at(length).in_germs)
        }
        together = [length for index, length in enumerate(lengths) if index not in apart] if apart else lengths
        formula = self.quantity.formula
        for length in together if self._dimensional else ():
            formula = self._formula(length)  # refused where the dimension is below n; 1/d is the same for all

        def compute(bits: int, indices: Sequence[int]) -> list[Scalar]:
            chosen = [together[index] for index in indices]
            return _in_parts([length.log_bits for length in chosen], chosen, lambda part: self._balls(formula, part, bits))

        values = certify_each(compute, self.digits, len(together))
        if not apart:
            return values
        rest = iter(values)
        return [apart[index] if index in apart else next(rest) for index in range(len(lengths))]

    def _balls(self, formula: RowFormula, lengths: list[ContextLength], bits: int) -> list[Scalar]:
        """Return the values at lengths of one size, at the working precision."""
        try:
            rows, rho, residual = self.family.constants(LengthVector(lengths), lengths[0].log_bits, bits)
            value = formula(rows(), rho, residual)
        except Divided as question:
            return _in_parts(question.answers, lengths, lambda part: self._balls(formula, part, bits))
        return value.balls if isinstance(value, BallVector) else [value] * len(lengths)

    def _formula(self, length: ContextLength) -> RowFormula:
        """Return the formula in the dimension of the tokens, which must hold as many as there are."""
        size = simplex_dimension(self.dim, length, self.quantity.id)
        if not self.quantity.dimension:
            return self.quantity.formula

        def in_dimension(row: Row, rho: Scalar, residual: Scalar) -> Scalar:
            inverse: Scalar = size.reciprocal()
            if isinstance(row.self_weight, Germ):
                # At n = oo the dimension is infinite as well: d >= n.
                inverse = up_to(0, RECIPROCAL.size) if length.infinite else germ(inverse)
            return self.quantity.in_dimension(inverse)(row, rho, residual)

        return in_dimension

    def _hint(self, layer: Layer) -> str:
        """Return what to do where no limit is decided."""
        return LARGE_N if layer.length.infinite else "move off beta = 0"


THRESHOLD = "threshold"
"""The quantity that needs no inverse temperature: it is one."""
VECTOR_LENGTHS = 2000
"""Context lengths whose balls stand in memory at once."""


class LengthVector:
    """Context lengths whose logarithms and reciprocals are vectors of balls."""

    __slots__ = ("_lengths",)

    def __init__(self, lengths: Sequence[ContextLength]) -> None:
        self._lengths = lengths

    def log(self) -> BallVector:
        """Return log n, nats, at the working precision."""
        return BallVector([length.log() for length in self._lengths])

    def reciprocal(self) -> BallVector:
        """Return 1/n at the working precision."""
        return BallVector([length.reciprocal() for length in self._lengths])


def _in_parts(
    keys: Sequence[object], lengths: list[ContextLength], values: Callable[[list[ContextLength]], list[Scalar]]
) -> list[Scalar]:
    """Return the values at lengths, asked for those of one key at a time."""
    found: list[Scalar] = [None] * len(lengths)
    for key in dict.fromkeys(keys):
        part = [index for index, other in enumerate(keys) if other == key]
        for index, value in zip(part, values([lengths[k] for k in part]), strict=True):
            found[index] = value
    return found


def of_a_layer(words: PlaceWords) -> SettingWords:
    """Return the words without those that speak of a row of any scores, of which none is meant.

    Raises
    ------
    BadInput
        If p is given, which a threshold asks for alone.
    """
    if words.get("p") is not None:
        raise BadInput("p", "it is the weight of a threshold", "ask for threshold, or leave out p")
    return cast("SettingWords", {name: value for name, value in words.items() if name not in ROW_WORDS})


def place_of(quantity: str | Quantity, words: PlaceWords) -> Setting | RowSetting:
    """Return the place that words give, for a quantity: a threshold needs no inverse temperature, and any will do.

    Raises
    ------
    BadInput, UnknownName
        As `evaluate`.
    """
    if of_a_row(words):
        from .row_setting import RowSetting

        return RowSetting(**words)
    if quantity != THRESHOLD:
        return Setting(**of_a_layer(words))
    place = of_a_layer({**words, "p": None})
    scaled = any(place.get(name) is not None and place.get(name) is not False for name in SCALES)
    return Setting(**place if scaled else {**place, "critical": True})


def _evaluator(
    quantity: str | Quantity, at: Setting | None, digits: int, **words: Unpack[SettingWords]
) -> Evaluator:
    entry = quantity if isinstance(quantity, Quantity) else find_quantity(quantity)
    if at is None:
        words["n"] = INFINITE  # left open: any will do
    setting = Setting.of(at, words)
    return Evaluator(entry, setting.family(), setting.dim, decimal_digits(digits))


@lru_cache(maxsize=128, typed=True)
def _in_words(quantity: str | Quantity, digits: int, **words: Unpack[SettingWords]) -> Evaluator:
    return _evaluator(quantity, None, digits, **words)
