"""How the inverse temperature beta_n is given: by gamma, by beta, or by the window coordinate kappa.

    gamma:  beta = gamma log n                       depth 1 - gamma (1 - rho), exact
    beta:   a number, the same at every n
    kappa:  beta (1 - rho) = log n + kappa           exactly critical at kappa = 0

Everything a row needs are two numbers, and both are linear in log n: the *exponent* log n - beta (1 - rho) = -kappa,
and the *gap* beta (1 - rho), the logit of the token itself over that of another one.  Their coefficients are exact, so
that gamma = 1/(1 - rho) is exactly critical, which float64 gets wrong for 45% of all rho = p/q with q < 200.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from ...theory.errors import BadInput
from ...theory.field import Scalar
from ...theory.layer.regimes import depth, regime_of
from ..inputs import Number, nonnegative, rational
from ..numbers.balls import rational_ball
from ..numbers.precision import working_precision
from .length import ContextLength
from .words import SettingWords

Embedding: TypeAlias = Callable[[Fraction], Scalar]
"""From exact numbers into a field."""
OfLength: TypeAlias = Callable[[Scalar], Scalar]
"""A function of log n, in a field."""

_CHOICE = "give exactly one of gamma (--gamma), beta (--beta), kappa (--kappa) and critical (--critical)"


@dataclass(frozen=True, slots=True)
class GapLine:
    """The gap as an exact line in log n; the exponent is what it leaves of log n.

    Attributes
    ----------
    slope : Fraction
        Coefficient of log n.
    offset : Fraction
        What is added; nats.
    """

    slope: Fraction
    offset: Fraction

    def gap(self, number: Embedding) -> OfLength:
        """Return beta (1 - rho) as a function of log n; ``number`` leads from exact numbers into its field."""
        return _line(self.slope, self.offset, number)

    def exponent(self, number: Embedding) -> OfLength:
        """Return log n - beta (1 - rho) = -kappa as a function of log n."""
        return _line(1 - self.slope, -self.offset, number)


def _line(slope: Fraction, offset: Fraction, number: Embedding) -> OfLength:
    """Return slope * length + offset, without the operations that a 0 or a 1 spares."""
    factor, constant = number(slope), number(offset)
    if slope == 0:
        return lambda length: constant
    if offset == 0:
        return (lambda length: length) if slope == 1 else lambda length: factor * length
    return (lambda length: length + constant) if slope == 1 else lambda length: factor * length + constant


@dataclass(frozen=True, slots=True)
class Scale:
    """An inverse temperature as a function of log n.

    Attributes
    ----------
    kind : {"gamma", "beta", "kappa"}
        Which of the three is given.
    value : Fraction
        Its value; nats for beta and kappa.
    """

    kind: Literal["gamma", "beta", "kappa"]
    value: Fraction

    @classmethod
    def choose(
        cls,
        gamma: Number | None = None,
        beta: Number | None = None,
        kappa: Number | None = None,
        critical: bool | None = None,
    ) -> Scale:
        """Return the scale that exactly one of the arguments gives.

        Parameters
        ----------
        gamma : number, optional
            Coefficient of log n, >= 0.
        beta : number, optional
            Inverse temperature, >= 0.
        kappa : number, optional
            Window coordinate beta (1 - rho) - log n, nats, any sign.
        critical : bool, optional
            kappa = 0.

        Raises
        ------
        BadInput
            If none or several are given, or one is out of range.
        """
        values = {"gamma": gamma, "beta": beta, "kappa": kappa, "critical": critical or None}
        given = [name for name, value in values.items() if value is not None]
        if len(given) != 1:
            got = " and ".join(given) or "none"
            raise BadInput(f"the scale is given by {got}", "an inverse temperature is given in one way", _CHOICE)
        if gamma is not None:
            return cls("gamma", nonnegative(gamma, "gamma"))
        if beta is not None:
            return cls("beta", nonnegative(beta, "beta"))
        return cls("kappa", rational(kappa, "kappa") if kappa is not None else Fraction(0))

    @property
    def words(self) -> SettingWords:
        """The word of a setting that gives the scale."""
        if self.kind == "gamma":
            return {"gamma": self.value}
        if self.kind == "beta":
            return {"beta": self.value}
        return {"kappa": self.value} if self.value else {"critical": True}

    def line(self, rho: Fraction) -> GapLine:
        """Return the gap beta (1 - rho) as a line in log n."""
        if self.kind == "kappa":
            return GapLine(Fraction(1), self.value)
        slope = self.value * (1 - rho)
        return GapLine(slope, Fraction(0)) if self.kind == "gamma" else GapLine(Fraction(0), slope)

    def ratio(self, n: ContextLength, rho: Fraction, bits: int) -> Scalar:
        """Return exp(-beta (1 - rho)), the mass of another token over that of the token itself, to so many bits."""
        if self.is_critical(rho):
            return +n.reciprocal()
        with working_precision(bits + n.log_bits + self.bits + 4):
            gap = self.line(rho).gap(rational_ball)(n.log())
        return (-gap).exp()

    def is_critical(self, rho: Fraction) -> bool:
        """Tell whether the scale is exactly critical at every n."""
        if self.kind == "gamma":
            return depth(self.value, rho) == 0
        return self.kind == "kappa" and self.value == 0

    def regime(self, rho: Fraction) -> str:
        """Return the id of the regime as n -> oo.

        A fixed beta is gamma = 0, subcritical; a fixed kappa other than 0 is the window.
        """
        if self.kind == "kappa":
            return "critical" if self.value == 0 else "window"
        return regime_of(self.value if self.kind == "gamma" else Fraction(0), rho).id

    @property
    def bits(self) -> int:
        """Bit length of the largest coefficient, for guard bits."""
        return int(abs(self.value) + 1).bit_length() + 1
