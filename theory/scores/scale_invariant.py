"""Scale-invariant attention: Gaussian scores whose mean and variance follow the distance, so that every scale keeps its share.

A key at distance d has the logit a S + m, S standard Gaussian.  With u = d/tau + 1,

    a^2 = 2 (log u - log alpha + beta/alpha),    m = beta/alpha - a^2,

its expected mass is alpha/u, and the expected mass times logit beta/u: each octave of distances has about the same of both.

Source: arXiv 2505.17083; theory E19.
"""

from __future__ import annotations

from ..field import Scalar


def logit_variance(log_distance: Scalar, log_alpha: Scalar, ratio: Scalar) -> Scalar:
    """a^2 = 2 (log u - log alpha + beta/alpha), >= 0; u = d/tau + 1, ratio = beta/alpha."""
    return 2 * (log_distance - log_alpha + ratio)


def logit_mean(variance: Scalar, ratio: Scalar) -> Scalar:
    """m = beta/alpha - a^2."""
    return ratio - variance


def octave_mass(alpha: Scalar, tau: Scalar, log_share: Scalar) -> Scalar:
    """alpha tau log(u2/u1), the expected mass of the keys from u1 to u2, one for each unit of distance."""
    return alpha * tau * log_share
