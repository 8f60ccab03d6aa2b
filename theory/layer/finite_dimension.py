"""Tokens in finitely many dimensions: one number g in place of the self weight drives the layer (heuristic).

Tokens y_i = sqrt(rho) e + sqrt(1 - rho) u_i, with u_i independent and uniform on the unit sphere in D = d - 1 dimensions.
Attention then pulls a token towards the others near it as well as towards the mean: with t the overlap of u_i with the
bulk average, m_i is about sqrt(rho) e + sqrt(1 - rho) g u_i, g = s + (1 - s) t.  The simplex is t = 0.

A physics-level argument (the bulk average is assumed to self-average): claims of it are heuristic.
Source: theory C7 to C9, derived.
"""

from __future__ import annotations

from ..field import Scalar, gamma_function, log, scaled_bessel, sqrt


def bulk_mass(d: Scalar, b: Scalar) -> Scalar:
    """M_D(b) e^-b, D = d - 1: the mean of exp(b (<u, v> - 1)) over the sphere, b = beta (1 - rho).

    M_D(b) = 0F1(; D/2; b^2/4) = Gamma(D/2) (2/b)^(D/2 - 1) I_{D/2-1}(b); the scaled Bessel function is I e^-b.
    """
    order = (d - 3) / 2
    return gamma_function(order + 1) * (2 / b) ** order * scaled_bessel(order, b)


def bulk_overlap(d: Scalar, b: Scalar) -> Scalar:
    """t* = I_{D/2}(b)/I_{D/2-1}(b) = M_D'(b)/M_D(b), the overlap of a token with the average of the bulk it attends to."""
    order = (d - 3) / 2
    return scaled_bessel(order + 1, b) / scaled_bessel(order, b)


def self_weight(n: Scalar, d: Scalar, b: Scalar) -> Scalar:
    """Self weight s = 1/(1 + (n - 1) M_D(b) e^-b)."""
    return 1 / (1 + (n - 1) * bulk_mass(d, b))


def order_parameter(s: Scalar, t: Scalar) -> Scalar:
    """Order parameter g = s + (1 - s) t."""
    return s + (1 - s) * t


def contraction_factor(g: Scalar, rho: Scalar, r: Scalar) -> Scalar:
    """Contraction lambda = (g + r)^2/(rho (1 + r)^2 + (1 - rho)(g + r)^2): theory A3 with g in place of s."""
    return (g + r) ** 2 / (rho * (1 + r) ** 2 + (1 - rho) * (g + r) ** 2)


def mean_square_jacobian(s: Scalar, t: Scalar, rho: Scalar, b: Scalar, d: Scalar) -> Scalar:
    """Mean square gradient q eta = [(d - 2) g^2 + s^2 + 2 rho s K + rho K^2]/d without residual."""
    g, tau = order_parameter(s, t), 1 - t**2 - (d - 2) * t / b
    k = b * (s * (1 - s) * (1 - t) ** 2 + (1 - s) * tau)
    return ((d - 2) * g**2 + s**2 + 2 * rho * s * k + rho * k**2) / d


def takeover(n: Scalar, d: Scalar, b: Scalar) -> Scalar:
    """b - log((n - 1) M_d(b)), rising in b: the self weight of uniform tokens is 1/2 where it is 0 (theory C8d)."""
    return -log((n - 1) * bulk_mass(d + 1, b))


def proportional_overlap(a: Scalar, depth: Scalar) -> Scalar:
    """Bulk overlap t* at d = a log n and Gamma = gamma (1 - rho): the root of Gamma = a t/(1 - t^2)."""
    return 2 * depth / (a + sqrt(a**2 + 4 * depth**2))


def proportional_depth(a: Scalar, t: Scalar) -> Scalar:
    """Gamma = a t/(1 - t^2), the inverse of `proportional_overlap`."""
    return a * t / ((1 - t) * (1 + t))


def proportional_takeover(a: Scalar, t: Scalar) -> Scalar:
    """Gamma - 1 - Gamma t - (a/2) log(1 - t^2), rising in t: the token itself takes over where it is 0."""
    return a * t / (1 + t) - a * log((1 - t) * (1 + t)) / 2 - 1


def jacobian_spike(a: Scalar, rho: Scalar, depth: Scalar, t: Scalar) -> Scalar:
    """(q eta - g^2)/log n at self-dominance: rho Gamma_s^2 (1 - t*)^4/(16 a)."""
    return rho * depth**2 * (1 - t) ** 4 / (16 * a)
