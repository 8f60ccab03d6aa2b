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
    d01_stacks,
    d05_residual,
    d06_flows,
    d09_normalisation,
    d10_metastability,
    d11_clusters,
    d13_consensus,
    engines,
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
    *d01_stacks.CLAIMS,
    *d05_residual.CLAIMS,
    *d06_flows.CLAIMS,
    *d09_normalisation.CLAIMS,
    *d10_metastability.CLAIMS,
    *d11_clusters.CLAIMS,
    *d13_consensus.CLAIMS,
    *g01_scaling_laws.CLAIMS,
    *engines.CLAIMS,
)
