"""Families of integrals on panels, against closed forms where the integrand is large beside the real line."""

from __future__ import annotations

import pytest
from flint import arb

from critscale.numerics.numbers.integrals import Complex
from critscale.numerics.numbers.panels import PanelIntegral
from critscale.numerics.numbers.precision import working_precision

BITS = 60


@pytest.mark.parametrize("steep", [1, 10, 100])
def test_poles_beside_the_line(steep: int) -> None:
    """Of 1/(1 + k^2 s^2) from 0 to 1, atan(k)/k: no rule of few nodes on one panel has it, and the poles tell."""

    def density(s: Complex) -> Complex:
        return 1 / (1 + (steep * s) ** 2)

    with working_precision(2 * BITS):
        family = PanelIntegral(density, lambda s: s, BITS)
        found = family.integrate(lambda z: z - z + 1, arb(0), 0, 1, 0, arb(2) ** -BITS)
        assert found.overlaps(arb(steep).atan() / steep)
        assert found.rad() < arb(2) ** -BITS


def test_what_is_small_on_the_line_alone() -> None:
    """Of cos(60 s), at most 1 there and exp(40) on the ellipse: sin(60)/60."""
    with working_precision(2 * BITS):
        family = PanelIntegral(lambda s: (60 * s).cos(), lambda s: s, BITS)
        found = family.integrate(lambda z: z - z + 1, arb(0), 0, 1, 0, arb(2) ** -BITS)
        assert found.overlaps(arb(60).sin() / 60)
        assert found.rad() < arb(2) ** -BITS


@pytest.mark.parametrize("y", [0, 3])
def test_a_kernel_at_another_place(y: int) -> None:
    """Of exp(-s) (y + s)^2 over two panels, 0 to 2, by parts."""
    with working_precision(2 * BITS):
        family = PanelIntegral(lambda s: (-s).exp(), lambda s: s, BITS)
        found = family.integrate(lambda z: z**2, arb(y), 0, 2, 0, arb(2) ** -BITS)
        low, high = (arb(y + s) ** 2 + 2 * (y + s) + 2 for s in (0, 2))
        assert found.overlaps(low - arb(-2).exp() * high)
        assert found.rad() < arb(2) ** -BITS
