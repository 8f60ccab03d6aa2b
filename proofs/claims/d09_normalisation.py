"""D9: normalisation as speed regulation. One flow with a speed and a radial growth; initial and terminal velocities."""

from __future__ import annotations

from math import exp, sqrt

from ...numerics.sampled.attention import simplex_tokens
from ...numerics.sampled.particles import equiangular
from ...theory.dynamics.flows import NORMALISATIONS, Flow
from ..vocabulary import (
    CORRELATION, FINITE, FREE, ORTHOGONAL, POSITIVE_RESIDUAL, SUBCRITICAL, Cases, ChartFormula, Claim, Computed, Confidence,
    Expansion, Fraction, Identity, Pin, Point, Scalar, Swarm, assume, but, diameter, flows, integrate, without_residual,
)
from .d06_flows import softmax

TABLE = "arXiv 2510.22026, Tables 1 and 2"
RADIUS = assume("radius", "norm of the tokens", low_open=True)
SCHEDULE = assume("schedule", "alpha_t or sqrt(t + 1)", low_open=True)


def _ratio(p: Point) -> Scalar:
    return p.row.other_weight / p.row.self_weight


def _squared_velocity(norm: str) -> ChartFormula:
    """Return rho'^2 under a normalisation: a square, since the norm of the output is a square root."""
    scheme = NORMALISATIONS[norm]
    by_output = scheme.regulate(Flow(1, 2, 1, 1)).speed == 2 * scheme.regulate(Flow(1, 1, 1, 1)).speed

    def formula(p: Point) -> Scalar:
        inner, squared = flows.attention_output(p.rho, 1 / p.h, _ratio(p))
        bare = flows.normalised_velocity(scheme, softmax(p), Flow(p.radius, 1, inner, p.schedule))
        return bare**2 / squared if by_output else bare**2 + 0 * p.radius * p.schedule

    return formula


def _initial(norm: str) -> ChartFormula:
    """Return the square of the initial velocity of the table, at rho = 0; 1/t is exp(beta)."""

    def formula(p: Point) -> Scalar:
        growth, others = 1 / _ratio(p), 1 / p.h - 1
        plain, rooted = 4 / (growth + others) ** 2, 4 / (growth**2 + others)
        return {
            "post": plain,
            "sqrt": plain / p.schedule**2,
            "pre": plain / p.radius**2,
            "peri": rooted / p.radius**2,
            "ngpt": rooted * p.schedule**2,
        }[norm]

    return formula


def _conserved(p: Point) -> Scalar:
    """Return d/dt of (1 - rho) r^2 under Pre-LN at n = oo below criticality: <theta, A> = rho, rho' = 2 rho (1 - rho)/r."""
    return _rate_of_product(p, p.rho, 2 * p.rho * (1 - p.rho))


def _along(p: Point) -> Scalar:
    inner, _ = flows.attention_output(p.rho, 1 / p.h, _ratio(p))
    return inner


def _conserved_finite(p: Point) -> Scalar:
    return _rate_of_product(p, _along(p), softmax(p))


def _rate_of_product(p: Point, inner: Scalar, velocity: Scalar) -> Scalar:
    scheme, flow = NORMALISATIONS["pre"], Flow(p.r, p.one, inner, p.one)
    speed = flows.normalised_velocity(scheme, velocity, flow)
    return -speed * p.r**2 + 2 * p.r * scheme.regulate(flow).radial * (1 - p.rho)


def schedule_of(norm: str, time: float) -> float:
    """Return what a scheme prescribes at a time: alpha_t = 1/(1 + t), or sqrt(t + 1)."""
    return 1 / (1 + time) if norm == "ngpt" else sqrt(time + 1)


def _late_ratio(p: Point) -> Scalar:
    """Return (1 - rho at a late time) over (1 - rho at an earlier one), by the reduced equations."""
    times = [float(p.early), float(p.late)]
    (first, _), (second, _) = equiangular(0.2, 16, 1.0, p.norm, times, lambda t: schedule_of(p.norm, t), step=0.1)
    return second / first


def _terminal(p: Point) -> Scalar:
    early, late = float(p.early), float(p.late)
    law = {
        "post": exp(-2 * (late - early)),
        "pre": (early / late) ** 2,
        "peri": (early / late) ** 2,
        "ngpt": ((1 + early) / (1 + late)) ** 2,
        "sqrt": exp(-4 * (sqrt(1 + late) - sqrt(1 + early))),
    }
    return law[p.norm]


def _velocity_law(p: Point) -> Scalar:
    return (float(p.early) / float(p.late)) ** 3


def _particles(p: Point) -> Scalar:
    """Return 1 - cosine of 8 tokens after a time, by the particle flow."""
    import numpy as np

    start = Swarm(simplex_tokens(8, 0.1), np.ones(8))
    return diameter(integrate(start, 2.0, 200, 2.0, "softmax", p.norm, lambda t: schedule_of(p.norm, t)))


def _reduced(p: Point) -> Scalar:
    return equiangular(0.1, 8, 2.0, p.norm, [2.0], lambda t: schedule_of(p.norm, t))[0][0]


LATE: Cases = (
    {"norm": "post", "early": 10, "late": 12},
    {"norm": "pre", "early": 400, "late": 800},
    {"norm": "peri", "early": 400, "late": 800},
    {"norm": "ngpt", "early": 400, "late": 800},
    {"norm": "sqrt", "early": 30, "late": 40},
)
SCHEMES: Cases = tuple({"norm": norm} for norm in NORMALISATIONS)

CLAIMS = (
    *(
        Claim(
            f"D9.initial.{norm}",
            f"initial velocity of orthogonal tokens under {NORMALISATIONS[norm].title} (squared)",
            Identity(FINITE, _squared_velocity(norm), _initial(norm)),
            (ORTHOGONAL, RADIUS, SCHEDULE),
            source=TABLE,
            twins=but(f"as {other}", f"the entry of {NORMALISATIONS[other].title}", right=_initial(other)),
        )
        for norm, other in zip(NORMALISATIONS, [*[*NORMALISATIONS][1:], "post"], strict=True)
    ),
    Claim(
        "D9.terminal.rates",
        "1 - rho late: exp(-2 t) Post, t^-2 Pre and Peri, exp(-2 int alpha) nGPT, exp(-4 sqrt t) sqrt-scaling",
        Computed(LATE, _late_ratio, _terminal, lambda p: 1 / 500),
        source=f"{TABLE}, Theorems 4.1 to 4.3",
        differs="ratios of two late times, within 0.2%; the paper's C/t^3 for Pre-LN is the velocity, not the distance",
        confidence=Confidence.PROVED_ELSEWHERE,
        pins=(Pin(factor=Fraction(31, 50)),),
        twins=but(
            "t^-3", "t^-3 for Pre-LN: the velocity in place of the distance", cases=LATE[1:2], right=_velocity_law
        ),
    ),
    Claim(
        "D9.particles.schemes",
        "the particle flow of every normalisation agrees with its equiangular equations, to 1e-8",
        Computed(SCHEMES, _particles, _reduced, lambda p: 1e-8),
        source=TABLE,
        uses=("D6.ode.softmax",),
        pins=(Pin(factor=Fraction(67, 100)),),
        twins=but("1%", "the reduced cosine off by 1%", right=lambda p: _reduced(p) * 1.01),
    ),
    without_residual(
        "D9.pre.output",
        "<theta, A> -> rho below criticality",
        Expansion(SUBCRITICAL, _along, lambda p: p.rho),
        twins=but("one", "1, as above criticality", value=1),
    ),
    Claim(
        "D9.pre.conserved",
        "Pre-LN at n = oo below criticality conserves (1 - rho) r^2 exactly",
        Identity(FREE, _conserved, 0),
        (CORRELATION, POSITIVE_RESIDUAL),
        uses=("D8.limit.subcritical", "D9.pre.output"),
        notes="r is the norm of the tokens here",
        twins=but("finite n", "the assumption n = oo dropped", regime=FINITE, left=_conserved_finite),
    ),
)
