"""E29: a needle's expected weight is at least that against distractors of mean mass, for any law, any n and any beta."""

from __future__ import annotations

from ..vocabulary import (
    FREE, KEY, LEVELS, NEARLY, Bound, Cases, Claim, Computed, ContextLength, Exponentiated, Fraction, Identity, OnRows, Pin,
    Point, RowTrial, Scalar, almost, arb, assume, boltzmann, but, exp, expected_weight_ball, log, needle, rational_ball,
    row_trial, score_laws, sharp,
)

SOURCE = "theory E29, derived: Jensen's inequality for 1/(1 + x)"
TOTAL = assume("y", "sum of the distractors' masses against the needle")
MEAN = assume("m", "its expected value")
ROOM = assume("z", "what the tangent of 1/(1 + y) leaves of the expected weight")
STATED: Cases = (
    {"law": "gaussian", "v": Fraction(1, 32), "x": 1, "n": 1000, "beta": 32},
    {"law": "exponential", "v": 0, "x": 12, "n": 1000, "beta": Fraction(1, 2)},
)
EXACT_BITS = 24
"""Accuracy of the integrals."""
OTHERS = assume("N", "number of distractors", 1)


def _mean_of_weights(row: RowTrial) -> Scalar:
    """Return the mean of 1/(1 + n exp(-beta Delta)) over the keys, each as likely as another."""
    return row.gaps.sum(lambda gap: 1 / (1 + row.n * exp(-(row.beta * gap)))) / row.n


def _weight_of_mean(row: RowTrial) -> Scalar:
    """Return 1/(1 + Z), Z the mean of n exp(-beta Delta)."""
    return 1 / (1 + boltzmann.partition(row.gaps, row.beta))


def _annealed(p: Point) -> Scalar:
    law, x = score_laws.SCORE_LAWS[p.law](**({"v": p.v} if p.v else {})).over(rational_ball), rational_ball(p.x)
    beta = rational_ball(p.beta)
    return needle.annealed_weight(log(arb(int(p.n) - 1)), needle.advantage(beta, x, law.cumulant(beta)))


def _expected(p: Point) -> Scalar:
    law = score_laws.SCORE_LAWS[p.law](**({"v": p.v} if p.v else {}))
    return expected_weight_ball(law, p.x, ContextLength.parse(int(p.n)), lambda _: rational_ball(p.beta), EXACT_BITS)


CLAIMS = (
    Claim(
        "E29.definition.advantage",
        "beta x - K(beta) is minus the log of the mean mass of a distractor against the needle",
        Identity(LEVELS, lambda p: needle.advantage(p.one, p.x, p.y), lambda p: -log(p.t / p.u)),
        source=SOURCE,
        notes="scores in units of 1/beta; x = -log t, and E exp(beta X) = 1/u: a distractor weighs exp(X - x), t/u in the mean",
        defines=(needle.advantage,),
        twins=but("twice", "of its square", right=lambda p: -2 * log(p.t / p.u)),
    ),
    Claim(
        "E29.definition.weight",
        "1/(1 + (n - 1) exp(-A)) is the weight of a key beside n - 1 others of the mass exp(-A)",
        Identity(
            KEY,
            lambda p: needle.annealed_weight(Exponentiated(p.l, p.N), Exponentiated(p.x, 1 / p.t)).value,
            lambda p: almost.self_weight(p.N + 1, p.t),
        ),
        (OTHERS, assume("l", "log N")),
        source=SOURCE,
        defines=(needle.annealed_weight,),
        twins=but("n", "beside n others", right=lambda p: almost.self_weight(p.N + 2, p.t)),
    ),
    Claim(
        "E29.tangent",
        "1/(1 + y) >= 1/(1 + m) - (y - m)/(1 + m)^2: the tangent at m, whatever y is",
        Bound(FREE, lambda p: 1 / (1 + p.m) - (p.y - p.m) / (1 + p.m) ** 2, lambda p: 1 / (1 + p.y)),
        (TOTAL, MEAN),
        source=SOURCE,
        notes="in the mean over y, E y = m, the second term vanishes: E 1/(1 + y) >= 1/(1 + m)",
        pins=(sharp(TOTAL.at(Fraction(2)), MEAN.at(Fraction(2))),),
        twins=but("above", "the tangent is above", lower=lambda p: 1 / (1 + p.y), upper=lambda p: 1 / (1 + p.m) - (p.y - p.m) / (1 + p.m) ** 2),
    ),
    Claim(
        "E29.annealed",
        "E W >= 1/(1 + (n - 1) exp(-A)), A = beta x - K(beta): any law of the distractors, any n, any beta",
        Bound(FREE, lambda p: almost.self_weight(p.N + 1, p.q), lambda p: 1 / (1 + p.N * p.q) + p.z),
        (OTHERS, assume("q", "exp(-A), the mean mass of a distractor", low_open=True), ROOM),
        source=SOURCE,
        uses=("E29.tangent", "E29.definition.advantage"),
        notes="the expected sum of masses is (n - 1) exp(-A), dependent distractors or not; equality where the sum is not random",
        pins=(sharp(OTHERS.at(Fraction(3)), assume("q", "a half").at(Fraction(1, 2)), ROOM.at(Fraction(0))),),
        twins=but("above", "E W <= 1/(1 + (n - 1) exp(-A))", lower=lambda p: 1 / (1 + p.N * p.q) + p.z, upper=lambda p: almost.self_weight(p.N + 1, p.q)),
    ),
    Claim(
        "E29.annealed.row",
        "the mean of 1/(1 + y) over the numbers y = n exp(-beta Delta) of a row's keys is 1/(1 + Z) or more, Z their mean",
        OnRows(_weight_of_mean, _mean_of_weights, stated=(row_trial((0, 0, 0), 1),)),
        source=SOURCE,
        uses=("E29.annealed",),
        notes="a needle among n distractors that share one score, drawn from the row; any gaps, any n, for the kernel; equal gaps attain it",
        pins=(Pin(factor=2 - NEARLY, side="lower"),),
        twins=but("above", "or less", lower=_mean_of_weights, upper=_weight_of_mean),
    ),
    Claim(
        "E29.computed",
        "in numbers: the annealed weight and the expected one, an integral, of Gaussian and exponential distractors",
        Computed(STATED, _annealed, _expected),
        source=SOURCE,
        uses=("E29.annealed",),
        notes="0.9998876 and 0.9999438 at v = 1/32, n = 1000, beta = 32",
        pins=(Pin(factor=Fraction(399, 400)),),
        twins=but("above", "the expected weight is below", left=_expected, right=_annealed),
    ),
)
