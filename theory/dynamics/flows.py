"""Attention in continuous time: velocities of equiangular tokens and of two clusters, and the laws they obey.

Tokens x_i on the sphere move by x_i' = P_i m_i, P_i the projection orthogonal to x_i and m_i the attention output:
a softmax average (SA), or a sum of masses exp(beta <x_i, x_j>)/n without a partition function (USA).  Where an
exponential occurs, it is an argument, so each line is rational and can be proved in a chart.

Source: theory D6 to D12; arXiv 2512.01868, section 5; 2312.10794, section 6; 2510.22026; 2410.06833.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ..field import Scalar


def softmax_velocity(rho: Scalar, n: Scalar, ratio: Scalar) -> Scalar:
    """Return rho' of n equiangular tokens under SA (D6).

    Parameters
    ----------
    rho : Scalar
        Their common inner product.
    n : Scalar
        Their number.
    ratio : Scalar
        exp(-beta (1 - rho)), the weight of another token over that of the token itself.
    """
    return 2 * ratio * (1 - rho) * ((n - 1) * rho + 1) / (1 + (n - 1) * ratio)


def unnormalised_velocity(rho: Scalar, n: Scalar, mass: Scalar) -> Scalar:
    """Return rho' of n equiangular tokens under USA (D6).

    ``mass`` is exp(beta rho); with exp(beta (rho - 1)), as in arXiv 2410.06833, time runs exp(beta) times slower.
    """
    return 2 * mass * (1 - rho) * ((n - 1) * rho + 1) / n


def passage_integrand(rho: Scalar, n: Scalar, growth: Scalar) -> Scalar:
    """Return dt/drho under SA in partial fractions: the derivative of the closed-form time (D7).

    ``growth`` is exp(beta (1 - rho)).  The parts integrate to logarithms, Ei and E_1.
    """
    pole = n / (n - 1) - 1 + rho
    rational = (n - 1) * ((n - 1) / (1 + (n - 1) * rho) + 1 / (1 - rho))
    return (rational + growth / (1 - rho) + growth / pole) / (2 * n)


def pair_velocity(c: Scalar, first: Scalar, second: Scalar, ratio: Scalar) -> Scalar:
    """Return c' of two clusters of masses ``first`` and ``second`` at cosine c under SA (D11).

    ``ratio`` is exp(-beta (1 - c)).  Each cluster moves by the share of its attention that goes to the other.
    """
    pull = second * ratio / (first + second * ratio) + first * ratio / (second + first * ratio)
    return (1 - c**2) * pull


def imbalance(first: Scalar, second: Scalar) -> Scalar:
    """Return R = w1/w2 + w2/w1, which is 2 for equal masses."""
    return first / second + second / first


def pair_lifetime(c: Scalar, first: Scalar, second: Scalar, beta: Scalar, growth: Scalar) -> Scalar:
    """Return the leading lifetime exp(beta (1 - c))/(beta (1 - c^2) R) of two clusters (D11); ``growth`` the exponential."""
    return growth / (beta * (1 - c**2) * imbalance(first, second))


def clusters_lifetime(rho: Scalar, k: Scalar, beta: Scalar, growth: Scalar) -> Scalar:
    """Return the leading lifetime exp(beta (1 - rho))/(2 beta (1 - rho)(1 + (k - 1) rho)) of k clusters (D12)."""
    return growth / (2 * beta * (1 - rho) * (1 + (k - 1) * rho))


class Flow(NamedTuple):
    """Where a normalised flow stands."""

    radius: Scalar
    """r, the norm of the tokens."""
    output: Scalar
    """Norm of the attention output A."""
    inner: Scalar
    """<theta, A>, its component along the token."""
    schedule: Scalar
    """What the scheme prescribes as a function of time: alpha_t (nGPT), sqrt(t + 1) (sqrt-scaling); else unused."""


class Regulation(NamedTuple):
    """What a normalisation does to a flow: theta' = P A/speed, r' = radial."""

    speed: Scalar
    """The factor s that divides the velocity."""
    radial: Scalar
    """The growth of the norm."""


def post_norm(flow: Flow) -> Regulation:
    """Post-LN, x' = P A: tokens keep their norm and move at the speed of the bare flow."""
    return Regulation(1, 0)


def pre_norm(flow: Flow) -> Regulation:
    """Pre-LN, x' = A: the longer a token, the slower it turns."""
    return Regulation(flow.radius, flow.inner)


def peri_norm(flow: Flow) -> Regulation:
    """Peri-LN, x' = A/|A|."""
    return Regulation(flow.radius * flow.output, flow.inner / flow.output)


def scheduled_norm(flow: Flow) -> Regulation:
    """nGPT, x' = alpha_t P A/|A|."""
    return Regulation(flow.output / flow.schedule, 0)


def rooted_norm(flow: Flow) -> Regulation:
    """LN with sqrt-scaling, x' = P A/sqrt(t + 1)."""
    return Regulation(flow.schedule, 0)


@dataclass(frozen=True, slots=True)
class Normalisation:
    """A normalisation as a speed regulation (D9).

    Attributes
    ----------
    id, title : str
        Names.
    regulate : callable
        What it does to a flow.
    terminal : str
        1 - rho at late times.
    """

    id: str
    title: str
    regulate: Callable[[Flow], Regulation]
    terminal: str


_ALL = (
    Normalisation("post", "Post-LN", post_norm, "exp(-2 t)"),
    Normalisation("pre", "Pre-LN", pre_norm, "t^-2"),
    Normalisation("peri", "Peri-LN", peri_norm, "t^-2"),
    Normalisation("ngpt", "nGPT", scheduled_norm, "exp(-2 int alpha)"),
    Normalisation("sqrt", "LN with sqrt-scaling", rooted_norm, "exp(-4 sqrt(t))"),
)
NORMALISATIONS: Mapping[str, Normalisation] = {entry.id: entry for entry in _ALL}
"""Table 1 of arXiv 2510.22026.  Mix-LN is Post-LN up to its switch and Pre-LN after it."""


def normalised_velocity(scheme: Normalisation, velocity: Scalar, flow: Flow) -> Scalar:
    """Return rho' of equiangular tokens under a normalisation, from rho' of the bare flow."""
    return velocity / scheme.regulate(flow).speed


def attention_output(rho: Scalar, n: Scalar, ratio: Scalar) -> tuple[Scalar, Scalar]:
    """Return <theta, A> and the squared norm of A for equiangular unit tokens under SA."""
    own = 1 / (1 + (n - 1) * ratio)
    other = ratio * own
    inner = own + (n - 1) * other * rho
    return inner, rho + (1 - rho) * (own**2 + (n - 1) * other**2)


class Metastability(NamedTuple):
    """What the dynamic metastability theorem promises (D10)."""

    gap: Scalar
    """gamma(beta); the theorem speaks only where it is positive."""
    settled: Scalar
    """T1: from here on the tokens of a cap are within ``spread`` of each other."""
    lifetime: Scalar
    """T2: until here no token leaves its 2 eps-cap."""


def metastability(
    n: Scalar, beta: Scalar, eps: Scalar, alpha: Scalar, rate: Scalar, grow: tuple[Scalar, Scalar, Scalar], log: Scalar
) -> Metastability:
    """Return the times of the theorem on dynamic metastability, for beta > 1 and eps < 1/16.

    Parameters
    ----------
    n : Scalar
        Number of tokens.
    beta, eps : Scalar
        Inverse temperature; caps are S_q(eps) = {<x, w_q> >= 1 - eps}.
    alpha : Scalar
        Largest inner product across distinct 2 eps-caps.
    rate : Scalar
        lambda, of the within-cap bound abs(x_i - x_j)^2 <= 2 exp(-lambda beta).
    grow : tuple of Scalar
        exp(1), exp(8 eps beta) and exp((1 - alpha) beta).
    log : Scalar
        log(2 n^2/eps).
    """
    e, within, across = grow
    gap = 1 - alpha - 8 * eps - log / beta
    return Metastability(gap, 2 * n * within + e * n * rate * beta**2 / (beta - 1), eps / n * across)


def reinjected_share(weight: Scalar, eigenvalue: Scalar) -> Scalar:
    """Return what is left of a difference between nodes when features are re-injected at each layer (D14).

    The fixed point of f' = (1 - weight) eigenvalue f + weight: the share of the initial difference that stays for ever.
    """
    return weight / (1 - (1 - weight) * eigenvalue)
