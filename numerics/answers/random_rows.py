"""Rows of random scores: n independent scores of one law, what they come to on average, and where they focus.

The expectation over rows of n keys is an integral over averages of a single score (theory E16), so it costs the same at n = 100
and at n = 10^100, and it is certified: the limits of E6 to E10 are approached like loglog n/log n, and say little at any n.

Source: theory E5 to E10, E16.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from ...theory.errors import BadInput, UnknownName, shown
from ...theory.scores.laws import SCORE_LAWS, Extreme, Gaussian, ScoreLaw
from ..floats import says_floats
from ..inputs import Number, decimal_digits, rational
from ..numbers.balls import EITHER_SIGN, UNIT, rational_ball
from ..numbers.certification import certify
from ..numbers.enclosure import Enclosure
from ..numbers.line_sum import STRIP, line_sum, strip_cosine, strip_error, strip_step
from ..numbers.precision import precision, working_precision
from ..numbers.roots import convex_root
from ..settings.length import ContextLength, LengthLike
from ..settings.named import named_text, read_named
from .score_averages import ROUNDING_BITS, SQUARED, Kernel, ScoreAverages, centre, likely_top

HALF_POWER = Fraction(1, 2)
LOGARITHM = Kernel(lambda z: z * (z - z.exp()).exp(), 0, HALF_POWER)
"""T log T exp(-T)."""
ERROR_FUNCTION = Kernel(lambda z: (z / 2).exp().erf(), 1, HALF_POWER)
"""erf(sqrt(T)), the integral of t^(-1/2) exp(-t) up to T over sqrt(pi)."""
LOGISTIC = Kernel(lambda z: (z.exp() / (1 + z.exp())) ** 2, 1)
"""(T/(1 + T))^2, below 1 for large T; gamma(2, T), the integral of t exp(-t) up to T, is at most 3/2 of it."""
CLEAR_BITS = 16
"""Bits by which 1 - phi is more accurate than the sum: where phi is near 0, and n = 2, they tell that it is."""
MOST_COLD: Mapping[Extreme, int] = {"Gumbel": 64, "Weibull": 256}
"""Multiple of the critical beta up to which rows are averaged: the work grows in proportion to it."""
COARSE_PRECISION = 64
"""Bits at which the size of logits is looked at."""


class RowIntegral:
    """n times the integral of an average over the line, weighted by phi^(n - 1): an expectation over rows of n scores.

    Parameters
    ----------
    law : ScoreLaw
        The law, its parameters in balls.
    beta, n : arb
        Inverse temperature and number of scores.
    bits : int
        Relative accuracy that is aimed at.
    """

    def __init__(self, law: ScoreLaw, beta: arb, n: arb, bits: int) -> None:
        self.averages = ScoreAverages(law, beta, bits + CLEAR_BITS, 1 / n)
        self._n, self._bits = n, bits
        self.start = centre(law, beta, n)
        self.step = strip_step(bits)
        self._spared: tuple[arb, arb] | None = None

    def complement(self, y: arb) -> arb:
        """Return n (1 - phi(e^y)), remembered of the last y."""
        if self._spared is None or not (self._spared[0] - y).is_zero():
            self._spared = y, self._n * self.averages.complement(y)
        return self._spared[1]

    def survival(self, y: arb) -> arb:
        """Return phi(e^y)^(n - 1), the chance that no other score has been seen at y."""
        share = self.complement(y) / self._n
        if share < 1:
            return arb(((self._n - 1) * (-share).log1p()).exp())
        least = share.lower()
        return UNIT * ((self._n - 1) * (-least).log1p()).exp() if least < 1 else arb(0)

    def integrate(self, kernel: Kernel, left: Callable[[arb], arb], right: Callable[[arb], arb]) -> arb:
        """Return n times the integral of E kernel phi^(n - 1), by the trapezoidal rule.

        Parameters
        ----------
        kernel : Kernel
            What is averaged.
        left, right : callable
            Bounds of what lies below and above a node.
        """
        return line_sum(
            lambda y: self._n * self.averages.average(kernel, y) * self.survival(y), self.start, self.step, left, right, self._bits
        )

    def ipr(self) -> arb:
        """Return E sum w^2."""
        grown = (2 * self.step).exp()

        def left(y: arb) -> arb:
            return 3 * grown * self._n * self.averages.average(LOGISTIC, y) / 2

        def right(y: arb) -> arb:
            return grown * self.survival(y) * (1 + self.complement(y))

        found = self.integrate(SQUARED, left, right)
        return found / (1 + strip_error(self.step) / strip_cosine() ** 2 * EITHER_SIGN)

    def entropy(self) -> arb:
        """Return E H, nats."""
        grown, cosine = (2 * self.step).exp(), strip_cosine()

        def left(y: arb) -> arb:
            return grown * self._n * (2 * self.averages.average(ERROR_FUNCTION, y) + 2 * self.averages.average(LOGISTIC, y))

        def right(y: arb) -> arb:
            return 3 * grown * self._n * self.survival(y)

        found = self.integrate(LOGARITHM, left, right)
        strip = (self._n.log() + 3 - cosine.log() + rational_ball(STRIP)) / cosine
        return arb(1).digamma() - found + strip_error(self.step) * strip * EITHER_SIGN


AVERAGES: Mapping[str, Callable[[RowIntegral], arb]] = {"ipr": RowIntegral.ipr, "entropy": RowIntegral.entropy}
"""What `RandomRow.average` knows."""


def average_ball(quantity: str, law: ScoreLaw, n: ContextLength, beta: Callable[[ScoreLaw], arb], bits: int) -> arb:
    """Return an expectation over rows of n scores, of a relative accuracy near 2^-bits.

    Parameters
    ----------
    quantity : str
        ``ipr`` or ``entropy``.
    law : ScoreLaw
        The law, exact.
    n : ContextLength
        Number of scores.
    beta : callable
        Returns the inverse temperature at the working precision, of the law in balls.
    bits : int
        The accuracy.
    """
    refuse_cold(law, n, beta)
    with working_precision(bits + row_guard(law, n, beta)):
        in_balls = law.over(rational_ball)
        found = AVERAGES[quantity](RowIntegral(in_balls, beta(in_balls), n.ball(), bits))
    return found


def row_guard(law: ScoreLaw, n: ContextLength, beta: Callable[[ScoreLaw], arb]) -> int:
    """Return how many bits an expectation over rows of n scores may lose: those of its logits, and of log n."""
    with working_precision(COARSE_PRECISION):
        in_balls = law.over(rational_ball)
        logit = abs(beta(in_balls) * in_balls.score(likely_top(in_balls, n.reciprocal())))
        lost = logit.upper().ceil().unique_fmpz()
    return ROUNDING_BITS + int(lost).bit_length() + n.log_bits


def refuse_cold(law: ScoreLaw, n: ContextLength, beta: Callable[[ScoreLaw], arb]) -> None:
    """Refuse a beta so far above the critical one that an integral takes more than seconds.

    Raises
    ------
    BadInput
        If it is more than `MOST_COLD` times the critical beta.
    """
    with working_precision(COARSE_PRECISION + n.log_bits):
        in_balls = law.over(rational_ball)
        critical = critical_ball(in_balls, n)
        if beta(in_balls) > MOST_COLD[law.extreme] * critical:
            why = f"more than {MOST_COLD[law.extreme]} times the critical {critical.str(3, radius=False)}: an integral over so cold a row is too long"
            raise BadInput("beta of a row of random scores", why, "give a smaller beta")


def critical_ball(law: ScoreLaw, n: ContextLength) -> arb:
    """Return beta_c = I'(x_n), I(x_n) = log n, of a law in balls; of an edge the beta of b = 1."""
    if not isinstance(law, Gaussian):
        return arb(law.critical_beta(n.log()))

    def excess(t: arb) -> tuple[arb, arb]:
        x = -t
        return law.rate(x) - n.log(), -law.hazard(x)

    top = -convex_root(excess, -(2 * law.v * n.log()).sqrt(), precision())
    return arb(law.hazard(top))


@dataclass(frozen=True, slots=True)
class RandomRow:
    """A row of n independent scores of one law; see `RandomRow.of`.

    Attributes
    ----------
    law : ScoreLaw
        The law, with exact parameters.
    n : ContextLength
        Number of scores, finite.
    """

    law: ScoreLaw
    n: ContextLength

    @classmethod
    def of(cls, law: str | ScoreLaw, n: LengthLike) -> RandomRow:
        """Return the row of a law, of so many scores.

        Parameters
        ----------
        law : str or ScoreLaw
            ``gaussian:v=1/32``, ``weibull:p=4``, ``exponential``, ``endpoint:k=1``, ``sphere:d=64`` or ``gamma:kappa=1,m=7/10``.
        n : LengthLike
            Number of scores, finite.

        Raises
        ------
        UnknownName
            If there is no such law.
        BadInput
            If a parameter is unfit, or n no finite length.

        Examples
        --------
        >>> row = RandomRow.of("gaussian:v=1/32", "1e100")
        >>> print(row.critical_beta(digits=12))
        120.605575230
        >>> print(row.average("ipr", multiple=2, digits=6))
        0.500911
        """
        known = read_named(law, "law of scores", SCORE_LAWS)
        return cls(known, ContextLength.finite(n, "the limit has a law of its own", "give a finite n"))

    def critical_beta(self, digits: int = 30) -> Enclosure:
        """Return beta_c = I'(x_n), I(x_n) = log n (E5); of a law with an edge the unit of its crossover, b = 1 (E10).

        Parameters
        ----------
        digits : int
            Significant decimal digits.
        """

        def compute(bits: int) -> arb:
            with working_precision(bits + self.n.log_bits):
                return critical_ball(self.law.over(rational_ball), self.n)

        return certify(compute, decimal_digits(digits))

    @says_floats()
    def average(
        self, quantity: str, *, beta: Number | None = None, multiple: Number | None = None, digits: int = 12
    ) -> Enclosure:
        """Return the expectation of a quantity over such rows; certified at the cost of an integral, whatever n.

        Parameters
        ----------
        quantity : str
            ``ipr``, the sum of the squared weights, or ``entropy``, nats.  The expected largest weight lies between E IPR and its root.
        beta : number, optional
            Inverse temperature, > 0.
        multiple : number, optional
            In its place, a multiple of `critical_beta`.
        digits : int
            Significant decimal digits.

        Raises
        ------
        UnknownName
            If there is no such quantity.
        BadInput
            If not one of beta and multiple is given, or it is not positive.
        NotCertain
            If the digits cannot be certified.
        """
        if quantity not in AVERAGES:
            raise UnknownName.among("average of a random row", quantity, AVERAGES)
        if (beta is None) == (multiple is None):
            raise BadInput("beta and multiple", "one inverse temperature is needed", "give beta=8, or multiple=2 for twice the critical one")
        name, given = ("beta", beta) if multiple is None else ("multiple", multiple)
        exact = rational(given, name)
        if exact <= 0:
            raise BadInput(f"{name} = {shown(given)}", "not positive", f"give {name} > 0")

        def at(law: ScoreLaw) -> arb:
            return rational_ball(exact) * (arb(1) if multiple is None else critical_ball(law, self.n))

        return certify(lambda bits: average_ball(quantity, self.law, self.n, at, bits), decimal_digits(digits))

    def __str__(self) -> str:
        """Return law and number of scores."""
        return f"{named_text(self.law, SCORE_LAWS)}, n = {self.n}"
