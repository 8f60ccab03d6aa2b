"""E19: scale-invariant attention: expected masses and entropies that every scale of distances shares equally."""

from __future__ import annotations

from ..vocabulary import (
    DISTANCE, FREE, NEARLY, Bound, Claim, Dual, Fraction, Identity, Pin, Point, Scalar, assume, but, log, scale_invariant,
    score_laws, sharp,
)

SOURCE = "arXiv 2505.17083; theory E19, derived"
BETA = assume("beta", "the level of the entropy", low_open=True)
TAU = assume("tau", "the unit of distance", low_open=True)


def _variance(p: Point) -> Scalar:
    return scale_invariant.logit_variance(p.x, p.log_alpha, p.beta / p.alpha)


def _mean(p: Point) -> Scalar:
    return scale_invariant.logit_mean(_variance(p), p.beta / p.alpha)


def _log_mass(p: Point) -> Scalar:
    """Return log E exp(L) of L = m + a S."""
    return _mean(p) + score_laws.Gaussian(_variance(p)).cumulant(1)


def _tilted_logit(p: Point) -> Scalar:
    """Return E[L exp(L)]/E exp(L), the mean logit under the masses."""
    return _mean(p) + score_laws.Gaussian(_variance(p)).cumulant_slope(1)


CLAIMS = (
    Claim(
        "E19.mass",
        "the expected mass of a key at distance d is alpha/(d/tau + 1)",
        Identity(DISTANCE, _log_mass, lambda p: log(p.alpha * p.t)),
        (BETA,),
        source=SOURCE,
        notes="where a^2 >= 0, as at every distance if log alpha <= beta/alpha; logarithms of both sides, log E exp(m + a S) = m + a^2/2",
        defines=(scale_invariant.logit_variance, scale_invariant.logit_mean),
        twins=but("1", "1/(d/tau + 1), whatever alpha", right=lambda p: log(p.t)),
    ),
    Claim(
        "E19.entropy",
        "the expected mass times logit is beta/(d/tau + 1): the mean logit under the masses is beta/alpha at every distance",
        Identity(DISTANCE, lambda p: _tilted_logit(p) * p.alpha * p.t, lambda p: p.beta * p.t),
        (BETA,),
        source=SOURCE,
        uses=("E19.mass",),
        notes="E[S exp(a S)] = a E exp(a S), so the mean logit is m + a^2",
        twins=but("half", "half of it", right=lambda p: p.beta * p.t / 2),
    ),
    Claim(
        "E19.definition.octave",
        "alpha tau log(u2/u1) grows with the distance at the expected mass of a key",
        Identity(
            DISTANCE,
            lambda p: scale_invariant.octave_mass(Dual(p.alpha, 0), Dual(p.tau, 0), log(Dual(1 / p.t, 1 / p.tau))).slope,
            lambda p: p.alpha * p.t,
        ),
        (TAU,),
        source=SOURCE,
        uses=("E19.mass",),
        notes="u = d/tau + 1 grows at 1/tau; the keys between two distances as an integral over them",
        defines=(scale_invariant.octave_mass,),
        twins=but("tau", "without tau", right=lambda p: p.alpha * p.t / p.tau),
    ),
    Claim(
        "E19.octave",
        "from t >= tau to t D, D > 1: u2/u1 is between (D + 1)/2 and D, so the mass between them is of order log D at every scale",
        Bound(
            FREE,
            lambda p: p.s * (2 + p.e) / 2 + (1 - p.s) * (p.d * (1 + p.e) + 1) / (p.d + 1),
            lambda p: p.s * (p.d * (1 + p.e) + 1) / (p.d + 1) + (1 - p.s) * (1 + p.e),
        ),
        (
            assume("d", "t/tau", 1), assume("e", "D - 1", low_open=True),
            assume("s", "1 for the lower bound, 0 for the upper one", 0, 1),
        ),
        source=SOURCE,
        uses=("E19.definition.octave",),
        notes="the sides are linear in s, so both bounds are meant; the lower one is attained at t = tau",
        pins=(
            sharp(assume("d", "one").at(Fraction(1)), assume("e", "one").at(Fraction(1)), assume("s", "lower").at(Fraction(1))),
            Pin(factor=NEARLY, where=(assume("s", "upper").at(Fraction(0)), assume("e", "one").at(Fraction(1)), assume("d", "far", 10**7))),
        ),
        twins=but("from 0", "from t >= tau/2", assumptions=(assume("d", "t/tau", Fraction(1, 2)), assume("e", "D - 1", low_open=True), assume("s", "which bound", 0, 1))),
    ),
)
