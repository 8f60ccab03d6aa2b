"""The Jacobian straight from its blocks (theory B1), over any field: what `blocks` is proved equal to.

Unit tokens with one inner product rho; ``a``, ``b`` the weights, ``beta`` the inverse temperature, all times sqrt(q).
Sums over tokens are counted by class (i, k, the others), nothing is simplified.

A motion moves token k by the tangential vector x w_k y_k + y w_k S + z W, with S = sum y_k and W = sum w_k y_k; a
common motion has w = 1, a contrast sum w = 0.  Its image is a motion again, which is returned in the same coordinates.

Source: the definition of the layer, arXiv 2510.05554, section 2, differentiated.
"""

from __future__ import annotations

from typing import NamedTuple

from .field import Scalar


class Tokens(NamedTuple):
    """What the Jacobian depends on."""

    a: Scalar
    b: Scalar
    n: Scalar
    rho: Scalar
    r: Scalar
    beta: Scalar

    @property
    def along(self) -> Scalar:
        """<y_i, S> = 1 + (n - 1) rho."""
        return 1 + (self.n - 1) * self.rho


class Motion(NamedTuple):
    """Coefficients of w_i y_i, w_i S and W in the motion of token i."""

    own: Scalar
    total: Scalar
    contrast: Scalar


def common_image(t: Tokens) -> Motion:
    """Return the image of the common motion v_k = S - <y_k, S> y_k, with w = 1; no W is kept (it is S)."""
    sigma = t.along
    # <y_i, v_k>: 0 for k = i, else sigma (1 - rho); summed y_k over the others: S - y_i, counted n - 1
    pull = sigma * (1 - t.rho)
    mean_own, mean_total = t.a - t.b, t.b
    # sum_k A_ik v_k
    own = -sigma * (t.a - t.b)
    total = (t.a - t.b) + t.b * t.n - t.b * sigma
    # beta sum_{k != i} A_ik (y_k - m_i) <y_i, v_k>
    own += t.beta * t.b * pull * (-1 - (t.n - 1) * mean_own)
    total += t.beta * t.b * pull * (1 - (t.n - 1) * mean_total)
    # beta C_i v_i = beta {sum_j A_ij y_j <y_j, v_i> - m_i <m_i, v_i>}, where <y_j, v_i> is 0 for j = i, else pull
    met = t.b * (t.n - 1) * pull
    own += t.beta * (t.b * pull * -1 - mean_own * met)
    total += t.beta * (t.b * pull - mean_total * met)
    return Motion(own - t.r * sigma, total + t.r, 0 * sigma)


def contrast_image(t: Tokens, along: Scalar, drift: Scalar) -> Motion:
    """Return the image of v_k = along w_k (S - sigma y_k) + drift (W - (1 - rho) w_k y_k), where sum w = 0."""
    sigma, gap = t.along, 1 - t.rho
    own, total, contrast = -(along * sigma + drift * gap), along, drift
    mean_own, mean_total = t.a - t.b, t.b
    # sum_k A_ik v_k = (a - b) v_i + b sum_k v_k; the sums over k of w_k y_k, w_k and 1 are W, 0 and n
    image = [
        mean_own * own,
        mean_own * total,
        mean_own * contrast + t.b * (own + t.n * contrast),
    ]
    # <y_i, v_k> for k != i: a multiple of w_k and a multiple of w_i
    on_k = own * t.rho + total * sigma - contrast * 0
    on_i = contrast * gap
    # sum_{k != i} y_k <y_i, v_k>: w_k gives W - w_i y_i, w_i gives w_i (S - y_i); the sum of <y_i, v_k> is w_i times
    count = -on_k + (t.n - 1) * on_i
    image[0] += t.beta * t.b * (-on_k - on_i - mean_own * count)
    image[1] += t.beta * t.b * (on_i - mean_total * count)
    image[2] += t.beta * t.b * on_k
    # <y_j, v_i> for j != i: a multiple of w_i and a multiple of w_j
    on_i, on_j = own * t.rho + total * sigma, contrast * gap
    met = t.b * ((t.n - 1) * on_i - on_j)  # <m_i, v_i> over w_i
    image[0] += t.beta * (t.b * (-on_i - on_j) - mean_own * met)
    image[1] += t.beta * (t.b * on_i - mean_total * met)
    image[2] += t.beta * t.b * on_j
    return Motion(image[0] + t.r * own, image[1] + t.r * total, image[2] + t.r * contrast)


def trace(t: Tokens, d: Scalar) -> Scalar:
    """Return the trace of one diagonal block: sqrt(q) tr J/n."""
    mean = t.a * t.a + 2 * t.a * t.b * (t.n - 1) * t.rho + t.b * t.b * ((t.n - 1) + (t.n - 1) * (t.n - 2) * t.rho)
    own_mean, other_mean = t.a + (t.n - 1) * t.b * t.rho, t.a * t.rho + t.b + (t.n - 2) * t.b * t.rho
    own = (1 - 2 * own_mean + mean) - (1 - own_mean) ** 2
    other = (1 - 2 * other_mean + mean) - (t.rho - own_mean) * (t.rho - own_mean)
    return t.r * d + t.a * (d - 1) + t.beta * (t.a * own + (t.n - 1) * t.b * other)


def square(t: Tokens, d: Scalar) -> Scalar:
    """Return q ||J||_F^2/n, block by block: one diagonal block, n - 1 others."""
    a, b, n, rho = t.a, t.b, t.n, t.rho
    mean = a * a + 2 * a * b * (n - 1) * rho + b * b * ((n - 1) + (n - 1) * (n - 2) * rho)  # |m|^2
    own_mean, other_mean = a + (n - 1) * b * rho, a * rho + b + (n - 2) * b * rho  # <y_i, m_i>, <y_j, m_i>
    # inner products of u_j = y_j - m_i, and of their parts along y_i
    own, other = 1 - 2 * own_mean + mean, 1 - 2 * other_mean + mean
    mixed, pair = rho - own_mean - other_mean + mean, rho - 2 * other_mean + mean
    own_part, other_part = 1 - own_mean, rho - own_mean
    # tr P C P = sum_j A_ij |P u_j|^2, and ||C P||^2 = sum_jl A_ij A_il <u_j, u_l> <P u_j, P u_l>
    trace = a * (own - own_part**2) + (n - 1) * b * (other - other_part**2)
    spread = (
        a**2 * own * (own - own_part**2)
        + 2 * (n - 1) * a * b * mixed * (mixed - own_part * other_part)
        + (n - 1) * b**2 * other * (other - other_part**2)
        + (n - 1) * (n - 2) * b**2 * pair * (pair - other_part**2)
    )
    diagonal = t.r**2 * d + 2 * t.r * (a * (d - 1) + t.beta * trace)
    diagonal += a**2 * (d - 1) + 2 * a * t.beta * trace + t.beta**2 * spread
    # ||[I + beta u_k y_i^T] P_k||^2, where <P_k y_i, u_k> = -(<y_i, m_i> - rho <y_k, m_i>) and |P_k y_i|^2 = 1 - rho^2
    others = (d - 1) - 2 * t.beta * (own_mean - rho * other_mean) + t.beta**2 * other * (1 - rho**2)
    return diagonal + (n - 1) * b**2 * others
