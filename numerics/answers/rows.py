"""Rows of any scores: what a row given by its gaps comes to at an inverse temperature, and the beta at which it focuses.

A row is exact, gaps and multiplicities, so it may have 10^100 keys.  Everything is computed in balls from its partition function.
The threshold beta_p, where the top key has the weight p, is a root found by Newton's method and certified by signs; beside it stand
the bounds that need less of the row than itself: gap counts, and the mean gap.

Source: theory E1, E3, E21, E22, E24, H5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from pathlib import Path

from flint import arb

from ...theory.errors import BadInput, UnknownName, shown
from ...theory.field import Scalar
from ...theory.result import Noted
from ...theory.rows import boltzmann
from ...theory.rows.bounds import counting_rate, counting_threshold
from ...theory.rows.gaps import Gaps
from ..floats import says_floats
from ..inputs import Number, decimal_digits, fraction_of_one, nonnegative, rational
from ..numbers.balls import rational_ball
from ..numbers.certification import certify
from ..numbers.enclosure import Enclosure
from ..numbers.roots import convex_root
from ..numbers.zeta import inverse_zeta
from ..stored import read_array
from .sparse_rows import SparseRow, order_above_one, sparse_threshold

ROW_QUANTITIES: Mapping[str, Callable[[Gaps, Scalar], Scalar]] = {
    "partition": boltzmann.partition,
    "top-weight": boltzmann.top_weight,
    "row-entropy": boltzmann.shannon_entropy,
    "participation-ratio": boltzmann.participation,
    "inverse-participation-ratio": lambda row, beta: 1 / boltzmann.participation(row, beta),
    "mean-gap": boltzmann.mean_gap,
    "gap-variance": boltzmann.gap_variance,
}
"""What `ScoreRow.evaluate` knows."""


@dataclass(frozen=True, slots=True, repr=False)
class RowThreshold(Noted):
    """Where the top key of a row has the weight p.

    Attributes
    ----------
    beta : Enclosure
        The inverse temperature beta_p.
    jensen : Enclosure
        A lower bound from the mean gap alone (E22), that of the simplex; where p > 1/n.
    counted : Enclosure
        A lower bound from gap counts alone (E24).
    enveloped : Enclosure or None
        An upper bound from gap counts alone (E24); None where several keys share the top.
    """

    beta: Enclosure
    jensen: Enclosure
    counted: Enclosure
    enveloped: Enclosure | None


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """An attention row: the gaps of its keys below the top score, each with its multiplicity.

    Attributes
    ----------
    levels : tuple of (Fraction, int)
        Gap and multiplicity, the gaps ascending from 0; units of the scores.
    """

    levels: tuple[tuple[Fraction, int], ...]

    @classmethod
    def of(cls, gaps: Iterable[Number] | Mapping[Number, int]) -> ScoreRow:
        """Return the row of some gaps, the top's 0 among them, or of multiplicities by gap.

        Parameters
        ----------
        gaps : iterable of numbers, or mapping
            Gaps >= 0 of all n keys, in any order; or how many keys have each gap.

        Raises
        ------
        BadInput
            If a gap is no number or negative, no key has the gap 0, a multiplicity is no positive integer, or n < 2.

        Examples
        --------
        >>> row = ScoreRow.of(["0", "1/2", "3/4", 1, 1, "3/2", 2, 3])
        >>> print(row.evaluate("top-weight", "3/2", digits=20))
        0.41501100966371010577
        >>> print(ScoreRow.of({0: 1, "0.7": 10**100 - 1}).threshold(digits=20).beta)
        328.94072757057795486
        """
        given = gaps.items() if isinstance(gaps, Mapping) else ((gap, 1) for gap in gaps)
        found: dict[Fraction, int] = {}
        for text, count in given:
            gap = nonnegative(text, "a gap")
            if isinstance(count, bool) or not isinstance(count, int) or count < 1:
                why = "no number of keys"
                raise BadInput(f"the multiplicity {shown(count)} of the gap {shown(text)}", why, "give an integer >= 1")
            found[gap] = found.get(gap, 0) + count
        if 0 not in found:
            raise BadInput("a row without the gap 0", "its top key is missing", "give the gap 0 too, or ScoreRow.from_scores")
        if sum(found.values()) < 2:
            raise BadInput("a row of one key", "it has no competitor", "give two gaps or more")
        return cls(tuple(sorted(found.items())))

    @classmethod
    def from_scores(cls, scores: Iterable[Number]) -> ScoreRow:
        """Return the row of some scores: each gap is how far a score lies below the largest one.

        Raises
        ------
        BadInput
            If a score is no number, or there are fewer than two.
        """
        exact = [rational(score, "a score") for score in scores]
        return cls.of([max(exact) - score for score in exact] if exact else [0])

    @classmethod
    def from_file(cls, path: str | Path) -> ScoreRow:
        """Return the row of a file: lines of a gap, or of a gap and a multiplicity (CSV), or a NumPy array of gaps (``.npy``).

        Decimals are exact; an array's floats are their binary values.

        Raises
        ------
        BadInput
            If there is no such file, or a line is no gap.
        """
        file = Path(path)
        mend = "give a CSV file of gaps, or a .npy array of numbers"
        if file.suffix == ".npy":
            gaps = read_array(file, mend)
            if gaps.dtype.kind not in "iuf":
                raise BadInput(shown(path), f"an array of {gaps.dtype}", mend)
            return cls.of(gaps.ravel().tolist())
        try:
            lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "no readable row"
            raise BadInput(shown(path), why, mend) from error
        return cls.of(_multiplicities(line for line in lines if line))

    @property
    def n(self) -> int:
        """The number of keys."""
        return sum(count for _, count in self.levels)

    def count(self, within: Number) -> int:
        """Return N(t), the number of keys whose gap is at most t; the top counts."""
        t = nonnegative(within, "t")
        return sum(count for gap, count in self.levels if gap <= t)

    def kept(self, k: int) -> ScoreRow:
        """Return the row of its k largest scores: what top-k makes a softmax of; of keys that tie at the last gap as many as fit.

        Raises
        ------
        BadInput
            If k < 2.
        """
        if k < 2:
            raise BadInput(f"k = {k} of top-k", "it keeps the top key and another", "give k >= 2")
        levels, room = [], k
        for gap, many in self.levels:
            if room > 0:
                levels.append((gap, min(many, room)))
            room -= many
        return ScoreRow(tuple(levels))

    def sparse(self, alpha: Number, beta: Number) -> SparseRow:
        """Return the alpha-entmax of the row at an inverse temperature: which keys have a weight, exactly, and the weights (H5).

        Parameters
        ----------
        alpha : number
            Its order, > 1; 2 is sparsemax.
        beta : number
            Inverse temperature, >= 0.

        Raises
        ------
        BadInput
            If alpha is not above 1, or beta is no number or negative.

        Examples
        --------
        >>> row = ScoreRow.of([0, "1/2", "3/4", 1, 1, "3/2", 2, 3]).sparse(alpha=2, beta="3/2")
        >>> row.support, [str(weight) for weight in row.exact]
        (2, ['7/8', '1/8'])
        """
        scale = nonnegative(beta, "beta")
        logits: dict[Fraction, int] = {}
        for gap, many in self.levels:
            logits[scale * gap] = logits.get(scale * gap, 0) + many
        return SparseRow(tuple(logits.items()), order_above_one(alpha))

    @says_floats()
    def sparse_threshold(self, alpha: Number, p: Number = Fraction(1, 2), digits: int = 30) -> Enclosure | None:
        """Return the beta at which the top key has the weight p under alpha-entmax; None where no beta is large enough.

        Parameters are those of `sparse` and `threshold`.
        """
        weight, order, wanted = self._share(p), order_above_one(alpha), decimal_digits(digits)
        return None if weight * self.levels[0][1] >= 1 else sparse_threshold(self.levels, order, weight, wanted)

    @says_floats()
    def evaluate(self, quantity: str, beta: Number, digits: int = 30) -> Enclosure:
        """Return a quantity of the row at an inverse temperature.

        Parameters
        ----------
        quantity : str
            ``partition``, ``top-weight``, ``row-entropy`` (nats), ``participation-ratio`` (keys), its inverse, ``mean-gap``, ``gap-variance``.
        beta : number
            Inverse temperature, >= 0.
        digits : int
            Significant decimal digits.

        Raises
        ------
        UnknownName
            If there is no such quantity.
        BadInput
            If beta is no number or negative.
        NotCertain
            If the digits cannot be certified, as those of an exact 0.
        """
        if quantity not in ROW_QUANTITIES:
            raise UnknownName.among("quantity of a row", quantity, ROW_QUANTITIES)
        exact, formula = nonnegative(beta, "beta"), ROW_QUANTITIES[quantity]
        return certify(lambda bits: formula(self._gaps(), rational_ball(exact)), decimal_digits(digits))

    def critical_scale(self, digits: int = 30) -> Enclosure | None:
        """Return the critical scale Lambda = sup log N(t)/t (E1); None where several keys share the top: it is infinite."""
        if self.levels[0][1] > 1:
            return None
        return certify(lambda bits: self._scale(), decimal_digits(digits))

    @says_floats()
    def threshold(self, p: Number = Fraction(1, 2), digits: int = 30) -> RowThreshold | None:
        """Return the beta at which the top key has the weight p, and its bounds from gap counts and from the mean gap.

        Parameters
        ----------
        p : number
            The weight, 1/n < p < 1.
        digits : int
            Significant decimal digits.

        Returns
        -------
        RowThreshold or None
            None where no beta is large enough: 1/p keys or more share the top.

        Raises
        ------
        BadInput
            If p is out of range: at beta = 0 the weight is 1/n already.
        """
        weight, wanted = self._share(p), decimal_digits(digits)
        if weight * self.levels[0][1] >= 1:
            return None
        return RowThreshold(
            beta=certify(lambda bits: self._root(weight, bits), wanted),
            jensen=certify(lambda bits: self._counted(weight, ((self._mean(), self.n),)), wanted),
            counted=certify(lambda bits: self._counted(weight, self._counts()), wanted),
            enveloped=None
            if self.levels[0][1] > 1
            else certify(lambda bits: inverse_zeta(weight) * self._scale(), wanted),
        )

    def _share(self, p: Number) -> Fraction:
        weight = fraction_of_one(p, "p")
        if weight * self.n <= 1:
            raise BadInput(f"p = {shown(p)}", "at beta = 0 the top key has the weight 1/n already", "give 1/n < p < 1")
        return weight

    def _gaps(self) -> Gaps:
        return Gaps(tuple((rational_ball(gap), arb(count)) for gap, count in self.levels))

    def _mean(self) -> Fraction:
        return sum((gap * count for gap, count in self.levels), Fraction(0)) / (self.n - 1)

    def _counts(self) -> tuple[tuple[Fraction, int], ...]:
        """Return each positive gap with the number of keys within it."""
        totals = accumulate(count for _, count in self.levels)
        return tuple((gap, total) for (gap, _), total in zip(self.levels, totals, strict=True) if gap)

    def _scale(self) -> arb:
        return _largest(counting_rate(arb(total), rational_ball(gap)) for gap, total in self._counts())

    def _counted(self, p: Fraction, counts: Iterable[tuple[Fraction, int]]) -> arb:
        weight = rational_ball(p)
        return _largest(counting_threshold(arb(total), rational_ball(gap), weight) for gap, total in counts)

    def _root(self, p: Fraction, bits: int) -> arb:
        def excess(beta: arb) -> tuple[arb, arb]:
            row = self._gaps()
            return (boltzmann.partition(row, beta) * rational_ball(p)).log(), -boltzmann.mean_gap(row, beta)

        return convex_root(excess, arb(0), bits)


def _largest(values: Iterable[arb]) -> arb:
    first, *others = values
    for other in others:
        first = first.max(other)
    return first


def _multiplicities(lines: Iterable[str]) -> dict[Number, int]:
    """Return the multiplicities that the lines of a CSV file give, each a gap, or a gap and how many keys have it."""
    found: dict[Number, int] = {}
    for line in lines:
        gap, *more = (part.strip() for part in line.split(","))
        count = rational(more[0], "a multiplicity") if more else Fraction(1)
        if len(more) > 1 or count.denominator != 1 or count < 1:
            raise BadInput(f"the line {shown(line)!r}", "no gap with a multiplicity", "write a gap, or a gap, a comma and an integer")
        exact = rational(gap, "a gap")
        found[exact] = found.get(exact, 0) + int(count)
    return found
