"""Integrals of analytic functions in balls, and complex balls, in which an integral looks at its integrand off the real line.

FLINT's `acb.integral` encloses an integral, whatever the integrand does between the nodes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from flint import acb, arb

from ...theory.field import FUNCTIONS, Field
from .precision import precision

Complex: TypeAlias = Any
"""A complex ball of FLINT (it has no types)."""


class _ComplexBalls(Field, lacks=tuple(name for name in FUNCTIONS if name not in ("exp", "expm1"))):
    """Entire functions: one with a cut has no place in an integrand."""

    refusal = ("of a complex ball", "it is not entire", "write the integrand with exp")

    exp = staticmethod(acb.exp)

    def expm1(self, x: Complex) -> Any:
        """Return exp(x) - 1."""
        return x.expm1()


_ComplexBalls().register(acb)


def integral(integrand: Callable[[Complex], Complex], low: arb, high: arb, size: arb | None = None) -> arb:
    """Return the integral of an analytic function over a real interval, enclosed, at the working precision.

    Parameters
    ----------
    integrand : callable
        Of a complex ball.
    low, high : arb
        Ends of the interval.
    size : arb, optional
        Of what order the integral is, 1 by default: the work ends where the error is small against it.
    """
    small = arb((1, -precision())) * (1 if size is None else size)
    value: arb = acb.integral(lambda z, analytic: integrand(z), acb(low), acb(high), abs_tol=small).real
    return value
