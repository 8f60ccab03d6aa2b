"""A needle among distractors: what weight to expect of it at any n, which beta it needs, and up to which n one does.

The expected weight is one integral over averages of a single distractor's score, E 1/(1 + S) = int exp(-u) E exp(-u S) du, so it costs
the same at n = 100 and at n = 10^100, and it is certified.  Beside it stands the annealed weight, a lower bound for every law; where that
is 1/2 is the annealed threshold, which ends at capacity.

Source: theory E16, E29 to E34.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import NoReturn

from flint import arb

from ...theory.digits import exact_text
from ...theory.errors import BadInput, shown
from ...theory.field import MissingFunction
from ...theory.scores import needle as formulas
from ...theory.scores.corrections import ThresholdFormula, threshold_formula
from ...theory.scores.laws import SCORE_LAWS, Gamma, Gaussian, ScoreLaw
from ..floats import says_floats
from ..inputs import Number, decimal_digits, nonnegative, rational
from ..numbers.balls import EITHER_SIGN, rational_ball
from ..numbers.certification import certify
from ..numbers.enclosure import Enclosure
from ..numbers.line_sum import line_sum, strip_cosine, strip_error, strip_step
from ..numbers.precision import precision, working_precision
from ..numbers.roots import convex_root
from ..settings.length import ContextLength, LengthLike
from ..settings.named import named_text, read_named
from .random_rows import RowIntegral, refuse_cold, row_guard

START = arb((1, -16))
"""Where Newton's steps begin: K(0) = 0 is an indefinite form for some laws."""
GUARD_BITS = 32
"""Bits that a root may lose against its bracket."""


@dataclass(frozen=True, slots=True)
class Needle:
    """A key of one score among distractors whose scores follow a law; see `Needle.of`.

    Attributes
    ----------
    law : ScoreLaw
        The law of the distractors, with exact parameters.
    score : Fraction
        Score of the needle, in the law's own units: of a law with a top it is measured from there.
    """

    law: ScoreLaw
    score: Fraction

    @classmethod
    def of(cls, law: str | ScoreLaw, score: Number) -> Needle:
        """Return a needle of some score among distractors of a law.

        Parameters
        ----------
        law : str or ScoreLaw
            ``gaussian:v=1/32``, ``exponential``, ``gamma:kappa=1,m=7/10``, ``sphere:d=64``, ``weibull:p=4`` or ``endpoint:k=1``.
        score : number
            Score of the needle.  The scores of gamma, sphere and endpoint lie below a top, which is 0.

        Raises
        ------
        UnknownName
            If there is no such law.
        BadInput
            If a parameter is unfit, or the score no number.

        Examples
        --------
        >>> needle = Needle.of("gaussian:v=1/32", 1)
        >>> print(needle.threshold(1000, digits=22))
        7.875993405603359958019
        >>> print(needle.capacity(digits=16))
        8886111.520507873
        >>> print(needle.annealed_weight(1000, beta=32, digits=10))
        0.9998875900
        """
        return cls(read_named(law, "law of scores", SCORE_LAWS), rational(score, "the needle's score"))

    @says_floats()
    def expected_weight(self, n: LengthLike, beta: Number, digits: int = 12) -> Enclosure:
        """Return the expected weight E W of the needle among n - 1 distractors; certified at the cost of an integral, whatever n.

        Parameters
        ----------
        n : LengthLike
            Number of keys, the needle among them; finite.
        beta : number
            Inverse temperature, > 0.
        digits : int
            Significant decimal digits.

        Raises
        ------
        BadInput
            If n is no finite length, or beta not positive.
        NotCertain
            If the digits cannot be certified.
        """
        length, exact = _length(n), nonnegative(beta, "beta")
        if exact == 0:
            raise BadInput("beta = 0", "every key has the weight 1/n", "give beta > 0")
        return certify(lambda bits: expected_weight_ball(self.law, self.score, length, lambda _: rational_ball(exact), bits), decimal_digits(digits))

    @says_floats()
    def annealed_weight(self, n: LengthLike, beta: Number, digits: int = 30) -> Enclosure:
        """Return 1/(1 + (n - 1) exp(K(beta) - beta x)), a lower bound of the expected weight for every n and beta (E29).

        Parameters
        ----------
        n : LengthLike
            Number of keys, finite.
        beta : number
            Inverse temperature, > 0.
        digits : int
            Significant decimal digits.

        Raises
        ------
        BadInput
            If n is no finite length, beta not positive, or K(beta) of the law is not known or infinite.
        """
        length, exact = _length(n), nonnegative(beta, "beta")

        def compute(bits: int) -> arb:
            with working_precision(bits + length.log_bits):
                lead = self._lead(rational_ball(exact))
                if not lead.is_finite():
                    raise BadInput(f"beta = {shown(beta)}", f"K(beta) of {self._name} is infinite there", "give a smaller one")
                return arb(formulas.annealed_weight(length.log_others(), lead))

        return certify(compute, decimal_digits(digits))

    def capacity(self, digits: int = 30) -> Enclosure | None:
        """Return 1 + exp(I(x)), the largest n with an annealed threshold (E30); None where every n has one.

        Raises
        ------
        BadInput
            If the needle is not above the distractors' mean, or the rate of the law is not known.
        """
        if self._at_top:
            return None
        return certify(lambda bits: formulas.capacity(self._rate()), decimal_digits(digits))

    def threshold(self, n: LengthLike, digits: int = 30) -> Enclosure:
        """Return the least beta at which the annealed weight is 1/2, where the expected one is 1/2 or more (E29 to E32).

        Parameters
        ----------
        n : LengthLike
            Number of keys, >= 3, finite.
        digits : int
            Significant decimal digits.

        Raises
        ------
        BadInput
            If no beta is large enough: n is beyond capacity; or the needle is not above the mean, or K(beta) of the law not known.
        """
        length = self._checked(n)
        return certify(lambda bits: self._threshold(length, bits), decimal_digits(digits))

    def slope(self, n: LengthLike, digits: int = 30) -> Enclosure:
        """Return d beta*/d log(n - 1) = 1/(x - K'(beta*)) of the threshold: what the multiplier has to grow by (E34).

        Parameters and errors are those of `threshold`.
        """
        length = self._checked(n)

        def compute(bits: int) -> arb:
            beta, law = self._threshold(length, bits), self._law
            return arb(formulas.threshold_slope(rational_ball(self.score), law.cumulant_slope(beta)))

        return certify(compute, decimal_digits(digits))

    def corrections(self, terms: int = 3) -> ThresholdFormula:
        """Return the first terms of the threshold as a power series in L = log(n - 1), exactly (E33)."""
        return threshold_formula(self._name, terms, law=self.law, needle=self.score)

    def __str__(self) -> str:
        """Return score and law."""
        return f"needle of score {exact_text(self.score)}, {self._name}"

    @property
    def _name(self) -> str:
        return named_text(self.law, SCORE_LAWS)

    @property
    def _law(self) -> ScoreLaw:
        """The law in balls of the working precision."""
        return self.law.over(rational_ball)

    @property
    def _at_top(self) -> bool:
        """Whether no distractor is above the needle: then every n has a threshold."""
        return self.law.top is not None and self.score >= self.law.top

    def _lead(self, beta: arb) -> arb:
        """Return beta x - K(beta)."""
        try:
            return arb(formulas.advantage(beta, rational_ball(self.score), self._law.cumulant(beta)))
        except MissingFunction:
            self._unknown()

    def _unknown(self) -> NoReturn:
        known = "gaussian, gamma, sphere or exponential"
        raise BadInput(f"the annealed weight of {self._name}", "its K(beta) has no closed form", f"ask for the expected weight, or take {known}")

    def _rate(self) -> arb:
        """Return I(x), at the working precision."""
        law, x = self._law, rational_ball(self.score)
        try:
            return arb(law.cramer_rate(x))
        except MissingFunction:
            tilt = self._tilt(precision())
            return self._lead(tilt)

    def _tilt(self, bits: int) -> arb:
        """Return the beta with K'(beta) = x, where the advantage is largest."""
        law, x = self._law, rational_ball(self.score)
        low, high = START, arb(1)
        while not law.cumulant_slope(high) > x:
            low, high = high, 2 * high
        for _ in range(bits + GUARD_BITS):
            middle = ((low + high) / 2).mid()
            slope = law.cumulant_slope(middle)
            if not (slope > x or slope < x):
                break
            low, high = (low, middle) if slope > x else (middle, high)
        return low.union(high)

    def _checked(self, n: LengthLike) -> ContextLength:
        """Return a length within capacity; refuse another one with the capacity."""
        length = _length(n)
        if length.exact == 2:
            raise BadInput("n = 2", "at beta = 0 the needle has the weight 1/2 already", "give n >= 3")
        with working_precision(64 + length.log_bits):
            slope = self._slope_at_start()
            if not slope < rational_ball(self.score):
                raise BadInput(f"a needle of score {exact_text(self.score)}", f"not above the mean of {self._name}", "give a larger score")
            if not self._at_top and not length.log_others() <= self._rate():
                what = self.capacity(digits=6)
                raise BadInput(f"n = {length}", f"beyond capacity, {what}: no beta finds this needle", f"give n <= {what}, or a larger score")
        return length

    def _slope_at_start(self) -> arb:
        try:
            return arb(self._law.cumulant_slope(START))
        except MissingFunction:
            self._unknown()

    def _threshold(self, length: ContextLength, bits: int) -> arb:
        with working_precision(bits + length.log_bits):
            law, others, x = self._law, length.log_others(), rational_ball(self.score)
            match law:
                case Gaussian(v):
                    return arb(formulas.gaussian_threshold(others, x, formulas.gaussian_discriminant(others, x, v).sqrt()))
                case Gamma(kappa, m) if self.score == 0:
                    return arb(formulas.gamma_threshold((others / kappa).exp(), kappa, m))

        def missing(beta: arb) -> tuple[arb, arb]:
            return length.log_others() - self._lead(beta), self._law.cumulant_slope(beta) - rational_ball(self.score)

        return convex_root(missing, START, bits)


def expected_weight_ball(law: ScoreLaw, score: Fraction, n: ContextLength, beta: Callable[[ScoreLaw], arb], bits: int) -> arb:
    """Return E W of a needle among n - 1 distractors, of a relative accuracy near 2^-bits.

    E W is the integral of e^z exp(-e^z) phi(e^(z - beta x))^(n - 1) over z, by the trapezoidal rule.  On a line within the strip, b off the
    real one, the integrand is at most the real one with e^z cos b in the place of e^z: the integral of its size is E W/cos b, and what
    the rule may miss is relative to that.

    Parameters
    ----------
    law : ScoreLaw
        The law of the distractors, exact.
    score : Fraction
        Score of the needle.
    n : ContextLength
        Number of keys, finite.
    beta : callable
        Returns the inverse temperature at the working precision, of the law in balls.
    bits : int
        The accuracy.
    """
    refuse_cold(law, n, beta)
    with working_precision(bits + row_guard(law, n, lambda at: beta(at) * rational_ball(max(Fraction(1), abs(score))))):
        in_balls = law.over(rational_ball)
        at = beta(in_balls)
        distractors, shift, step = RowIntegral(in_balls, at, n.ball(), bits), at * rational_ball(score), strip_step(bits)

        def term(z: arb) -> arb:
            return (z - z.exp()).exp() * distractors.survival(z - shift)

        def right(z: arb) -> arb:
            """Return a bound of what lies above: e^z exp(-e^z) has the sum 1 + step at most, and exp(-e^z) from 0 on."""
            seen = (-z.exp()).exp() if z > 0 else 1 + step
            return seen * distractors.survival(z - shift)

        start = (distractors.start + shift).mid().min(arb(0))
        total = line_sum(term, start, step, arb.exp, right, bits)
        return total / (1 + strip_error(step) / strip_cosine() * EITHER_SIGN)


def _length(n: LengthLike) -> ContextLength:
    return ContextLength.finite(n, "the weight of a needle among infinitely many distractors is 0 or 1", "give a finite n")
