"""Kernels of the score: weights are proportional to phi(beta <y_i, y_k>), so their size counts and not their difference.

A polynomial kernel, linear attention among them, has a self weight that beta cannot raise above 1/(1 + (n - 1) rho^p): the degree
has to grow with log n instead (H9).  softpick takes exp(s) - 1 for exp(s): at scores above 0 the odds of softmax times
(1 - exp(-beta))/(1 - exp(-beta rho)), between 1 and 1/rho (H10).

Source: theory H2, H9, H10, derived; softpick, Zuhri et al. 2025.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from ..change import Change
from ..errors import BadInput
from ..field import Scalar, exp, expm1, log
from ..layer.row import Logs, Row
from .exponentials import Masses
from .mechanism import Logits, Rows, Simplex, Threshold, logit_threshold
from .weights import power_and_rest


class _Polynomial:
    __slots__ = ()
    name: ClassVar[str]
    by_gap: ClassVar[bool] = False
    change: ClassVar[Change] = "none"
    source: ClassVar[str] = "H9, derived"
    limit: ClassVar[str] = "the others outweigh the token itself at every beta, for rho > 0"

    @property
    def kernel(self) -> tuple[int, Fraction]:
        """The degree p and the constant c of (s + c)^p."""
        raise NotImplementedError

    @property
    def bits(self) -> int:
        """Guard digits that the kernel takes, bits."""
        degree, constant = self.kernel
        return 2 * degree.bit_length() + int(constant).bit_length() + 4

    def prepare(self, logits: Logits) -> Rows:
        """Return what makes the row."""
        degree, constant = self.kernel
        offset = logits.number(constant)
        own = logits.beta + offset
        ratio, drop = power_and_rest((logits.beta_rho + offset) / own, logits.gap / own, degree)
        share = logits.one_other

        def logs(total: Scalar) -> Logs:
            return Logs(log(total / share), -log(ratio), logits.length)

        return lambda: Row.from_masses(
            share, ratio, share * ratio, None, share * drop, lambda: logs(share + ratio), share, self.name
        )

    def threshold(self, odds: Scalar, at: Simplex) -> Threshold:
        """Return where (beta + c)^p = (n - 1) odds (beta rho + c)^p, if rho is below ((n - 1) odds)^(-1/p)."""
        degree, constant = self.kernel
        least = exp(logit_threshold(odds, at) / degree)
        room = 1 - at.rho * least
        if constant == 0:
            return Threshold(lambda: 0 * at.rho, room=room)
        return Threshold(lambda: at.number(constant) * (least - 1) / room, room=room)


@dataclass(frozen=True, slots=True)
class PolynomialKernel(_Polynomial):
    """The kernel (s + c)^p of a score s >= 0, and so any whose coefficients are none below 0 between s^p and it.

    Attributes
    ----------
    degree : int
        p >= 1.
    constant : Fraction
        c >= 0.
    """

    name: ClassVar[str] = "polynomial"
    weights: ClassVar[str] = "b = a ((beta rho + c)/(beta + c))^p, a + (n - 1) b = 1"
    growth: ClassVar[str] = "no beta is enough: the degree has to be log(n - 1)/log(1/rho)"
    degree: int
    constant: Fraction = Fraction(0)

    @property
    def kernel(self) -> tuple[int, Fraction]:
        """The degree p and the constant c of (s + c)^p."""
        return self.degree, self.constant

    def __post_init__(self) -> None:
        """Refuse what is no such kernel.

        Raises
        ------
        BadInput
            If the degree is below 1, or the constant below 0.
        """
        if self.degree < 1:
            raise BadInput(f"degree = {self.degree} of polynomial", "not positive", "give 1 or more; 1 is linear attention")
        if self.constant < 0:
            raise BadInput(f"constant = {self.constant} of polynomial", "masses would be negative", "give 0 or more")


@dataclass(frozen=True, slots=True)
class Linear(_Polynomial):
    """Linear attention: weights are proportional to the scores themselves."""

    name: ClassVar[str] = "linear"
    weights: ClassVar[str] = "a = 1/(1 + (n - 1) rho), b = a rho"
    growth: ClassVar[str] = "no beta is enough: the self weight is 1/(1 + (n - 1) rho) at every beta"

    @property
    def kernel(self) -> tuple[int, Fraction]:
        """The degree 1 and the constant 0."""
        return 1, Fraction(0)


@dataclass(frozen=True, slots=True)
class Softpick:
    """softpick: masses max(exp(s) - 1, 0) over the sum of their moduli; at scores above 0 the weights sum to 1."""

    name: ClassVar[str] = "softpick"
    weights: ClassVar[str] = "b = a (exp(beta rho) - 1)/(exp(beta) - 1), a + (n - 1) b = 1"
    by_gap: ClassVar[bool] = False
    change: ClassVar[Change] = "transition"
    growth: ClassVar[str] = "log n/(1 - rho), less at most log(1/rho)/(1 - rho)"
    limit: ClassVar[str] = ""
    source: ClassVar[str] = "H10, derived; Zuhri et al. 2025"
    bits: ClassVar[int] = 2

    def prepare(self, logits: Logits) -> Rows:
        """Return what makes the row."""
        own, other = -logits.beta, -logits.beta_rho
        return Masses(logits, factors=lambda: (-expm1(own), -expm1(other)), mechanism=self.name).row

    def threshold(self, odds: Scalar, at: Simplex) -> Threshold:
        """Return where exp(beta) - 1 = (n - 1) odds (exp(beta rho) - 1); the quotient rises from 1/rho."""

        def excess(beta: Scalar) -> Scalar:
            return beta * (1 - at.rho) - logit_threshold(odds, at) + log(-expm1(-beta)) - log(-expm1(-(beta * at.rho)))

        first = 1 - at.rho * odds / at.share
        return Threshold(excess=excess, first=first, last=logit_threshold(odds, at) / (1 - at.rho))
