"""What rows of random scores come to as n -> oo: Poisson-Dirichlet weights, the random energy model, keys on the sphere.

Source: theory E6, E7, E10 to E14, E17, derived; Pitman and Yor for PD(m, 0); arXiv 2505.24333 for the random energy model.
"""

from __future__ import annotations

from ..field import Scalar, digamma, exp, gamma_function, log, sqrt


def dirichlet_moment(m: Scalar, k: Scalar) -> Scalar:
    """E sum w^k = Gamma(k - m)/(Gamma(1 - m) Gamma(k)) under PD(m, 0), 0 < m < 1, k > m; 1 - m at k = 2 (E17)."""
    return gamma_function(k - m) / (gamma_function(1 - m) * gamma_function(k))


def dirichlet_entropy(m: Scalar) -> Scalar:
    """E H = psi(1) - psi(1 - m) under PD(m, 0); nats (E17)."""
    return digamma(1 + 0 * m) - digamma(1 - m)


def energy_beta(v: Scalar, length: Scalar) -> Scalar:
    """sqrt(2 log n/v), the critical beta of the random energy model to leading order (E6)."""
    return sqrt(2 * length / v)


def energy_square(length: Scalar) -> Scalar:
    """v beta_c^2 = 2 L - l + 2 + (l - 5)/(2 L) + (l^2/2 - 6 l + 23)/(2 L)^2, l = log(4 pi L), up to (l/(2 L))^3; L = log n (E5).

    It is the square of the hazard of the normal law at x_n: x^2 = 2 L - log(2 pi x^2) - 2/x^2 + 5/x^4 and
    I'(x)^2 = x^2 + 2 - 3/x^2 + 16/x^4, each up to x^-6.
    """
    double = 2 * length
    pi = gamma_function((1 + 0 * length) / 2) ** 2
    slow = log(2 * pi * double)
    return double - slow + 2 + (slow - 5) / double + (slow * slow / 2 - 6 * slow + 23) / double**2


def stretched_entropy(b: Scalar, p: Scalar) -> Scalar:
    """1 - b^(p/(p - 1)), the limit of H/log n below the critical beta, p > 1 (E7); 1 - b^2 for the Gaussian law."""
    return 1 - exp(log(b) * p / (p - 1))


def sphere_ipr(n: Scalar, d: Scalar, beta: Scalar) -> Scalar:
    """(beta/2)^kappa sqrt(2 pi)/(n Gamma(d/2) 2^(d/2 - 1)), kappa = (d - 1)/2: IPR of n keys for 1 << beta << n^(2/(d - 1)) (E12)."""
    half = (1 + 0 * beta) / 2
    kappa = d / 2 - half
    power = exp(kappa * log(beta / 2) + half * log(2 + 0 * beta) - (kappa - half) * log(2 + 0 * beta))
    return power * gamma_function(half) / (n * gamma_function(kappa + half))


def no_self_beta(d: Scalar, share: Scalar) -> Scalar:
    """(d - 1) sqrt(1 - x)/x, x = n^(-2/(d - 1)): where a row without its own key focuses (E14)."""
    return (d - 1) * sqrt(1 - share) / share
