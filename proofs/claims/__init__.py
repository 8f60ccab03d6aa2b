"""The claims of the package, in the order of the theory."""

from __future__ import annotations

from ..claim import Claim
from . import (
    a01_weights,
    a02_geometry,
    a03_phase_transition,
    a05_next_order,
    a06_rates,
    a08_entropy,
    a11_overlap,
    a14_orthogonal,
    b01_any_tokens,
    b02_spectrum,
    b04_mean_square,
    b05_norms,
    c01_almost_simplex,
    c03_almost_cosine,
    c05_random_tokens,
    c07_finite_dimension,
    engines,
    f01_causal,
    f03_per_position,
    g01_scaling_laws,
)

CLAIMS: tuple[Claim, ...] = (
    *a01_weights.CLAIMS,
    *a02_geometry.CLAIMS,
    *a03_phase_transition.CLAIMS,
    *a05_next_order.CLAIMS,
    *a06_rates.CLAIMS,
    *a08_entropy.CLAIMS,
    *a11_overlap.CLAIMS,
    *a14_orthogonal.CLAIMS,
    *g01_scaling_laws.CLAIMS,
    *b01_any_tokens.CLAIMS,
    *b02_spectrum.CLAIMS,
    *b04_mean_square.CLAIMS,
    *b05_norms.CLAIMS,
    *c01_almost_simplex.CLAIMS,
    *c03_almost_cosine.CLAIMS,
    *c05_random_tokens.CLAIMS,
    *c07_finite_dimension.CLAIMS,
    *f01_causal.CLAIMS,
    *f03_per_position.CLAIMS,
    *engines.CLAIMS,
)
