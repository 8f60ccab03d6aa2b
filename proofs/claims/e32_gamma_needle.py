"""E32: distractors whose gaps are Gamma: one law from log n to n^(1/kappa), the power law of keys on a sphere among them."""

from __future__ import annotations

from ..vocabulary import (
    A_DIGIT, KEY, NEARLY, THIRTY_DIGITS, Bound, Cases, Claim, Computed, ContextLength, Fraction, Identity, Monotone, Pin, Point,
    Scalar, arb, assume, but, exp, expected_weight_ball, log, needle, rational_ball, score_laws,
)

SOURCE = "theory E32, derived: the Box-Cox, or Tsallis, logarithm"
SPHERE = "theory E32, derived; the power of arXiv 2605.08505"
KAPPA = assume("kappa", "shape of the gaps' law: P(gap <= t) ~ t^kappa", low_open=True)
MEAN = assume("m", "mean gap", low_open=True)


AT_THRESHOLD: Cases = tuple({"kappa": k, "weight": w} for k, w in ((1, "0.561384"), (2, "0.530676"), (8, "0.503055")))
EXACT_BITS = 24
"""Accuracy of the integrals."""


def _threshold(p: Point) -> Scalar:
    """Return beta*, x = L/kappa, so that (n - 1)^(1/kappa) = 1/t."""
    return needle.gamma_threshold(1 / p.t, p.kappa, p.m)


def _advantage(p: Point, beta: Scalar) -> Scalar:
    return needle.advantage(beta, 0, score_laws.Gamma(p.kappa, p.m).cumulant(beta))


def _in_units(p: Point) -> Scalar:
    """Return beta* m/L, kappa (exp(x) - 1) over kappa x."""
    return (1 / p.t - 1) / p.x


def _expected(p: Point) -> Scalar:
    """Return the expected weight at the annealed threshold of n = 1000, an integral."""

    def threshold(_: score_laws.ScoreLaw) -> arb:
        kappa = rational_ball(p.kappa)
        return arb(needle.gamma_threshold(exp(log(arb(999)) / kappa), kappa, 1))

    return expected_weight_ball(score_laws.Gamma(p.kappa, Fraction(1)), Fraction(0), ContextLength.parse(1000), threshold, EXACT_BITS)


def _kummer(p: Point) -> Scalar:
    """Return E exp(-beta gap) of keys on the sphere, 1F1((d - 1)/2; d - 1; -2 beta)."""
    k = rational_ball((p.d - 1) / 2)
    return (-2 * rational_ball(p.beta)).hypgeom_1f1(k, 2 * k)


def _by_law(p: Point) -> Scalar:
    beta = rational_ball(p.beta)
    return exp(-needle.advantage(beta, 0, score_laws.Sphere(int(p.d)).over(rational_ball).cumulant(beta)))


CLAIMS = (
    Claim(
        "E32.definition.threshold",
        "beta* = (kappa/m)((n - 1)^(1/kappa) - 1) has the advantage L: the annealed weight is exactly 1/2",
        Identity(KEY, lambda p: _advantage(p, _threshold(p)), lambda p: p.kappa * p.x),
        (KAPPA, MEAN),
        source=SOURCE,
        uses=("E29.definition.weight",),
        notes="x = L/kappa; the needle is at the top, the gaps are measured from it; so E W >= 1/2 there, by E29.annealed",
        defines=(needle.gamma_threshold,),
        twins=but("kappa + 1", "the exponent 1/(kappa + 1)", right=lambda p: (p.kappa + 1) * p.x),
    ),
    Claim(
        "E32.simplex",
        "beta* is between L/m, the log n law, and (L/m)(n - 1)^(1/kappa): L/m as kappa -> oo",
        Bound(KEY, lambda p: p.u + (1 - p.u) * _in_units(p), lambda p: p.u * _in_units(p) + (1 - p.u) / p.t),
        (assume("u", "1 for the lower bound, 0 for the upper one", 0, 1),),
        source=SOURCE,
        uses=("E32.definition.threshold",),
        notes="both sides in units of L/m; the sides are linear in u, so both bounds are meant",
        pins=(Pin(factor=NEARLY),),
        twins=but("root", "at most (L/m)(n - 1)^(1/(3 kappa))", upper=lambda p: p.u * _in_units(p) + (1 - p.u) * (1 + p.x / 3)),
    ),
    Claim(
        "E32.monotone",
        "beta* falls with kappa: the heavier the law of small gaps, the more a needle needs",
        Monotone(KEY, _in_units, "t", "decreasing"),
        source=SOURCE,
        uses=("E32.definition.threshold",),
        notes="beta* m/L = (exp(x) - 1)/x, x = L/kappa, rises with x",
        twins=but("rises", "it rises with kappa", direction="increasing"),
    ),
    Claim(
        "E32.sphere",
        "uniform keys on the sphere, the needle the query itself: E exp(-beta gap) = 1F1((d - 1)/2; d - 1; -2 beta)",
        Computed(
            tuple({"d": d, "beta": beta} for d in (2, 3, 32) for beta in (Fraction(1, 2), Fraction(8))),
            _by_law,
            _kummer,
            THIRTY_DIGITS,
        ),
        source=SPHERE,
        pins=(A_DIGIT,),
        twins=but("d", "1F1(d/2; d; -2 beta)", right=lambda p: (-2 * rational_ball(p.beta)).hypgeom_1f1(rational_ball(p.d / 2), rational_ball(p.d))),
    ),
    Claim(
        "E32.exact",
        "at the threshold of 1000 keys the expected weight is 0.561384, 0.530676, 0.503055 for kappa = 1, 2, 8: above 1/2, and near it for narrow gaps",
        Computed(AT_THRESHOLD, _expected, lambda p: Fraction(p.weight), Fraction(1, 10**6)),
        source=SOURCE,
        uses=("E32.definition.threshold", "E29.annealed"),
        notes="whatever m is; for kappa = 1 and n -> oo it tends to exp(-gamma_E) = 0.56146, the value of E11",
        pins=(Pin(factor=1 + Fraction(3, 10**6), side="value"),),
        twins=but("half", "it is 1/2", right=Fraction(1, 2)),
    ),
)
