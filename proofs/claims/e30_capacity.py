"""E30: how many distractors a needle can be found among: a temperature for n up to 1 + exp(I), none far beyond 1/P(X > x)."""

from __future__ import annotations

from ..vocabulary import (
    FREE, KEY, NEARLY, Bound, Claim, Dual, Exponentiated, Fraction, Identity, MonteCarlo, Pin, Point, almost,
    arb, assume, but, exp, needle, needle_weights, rational_ball,
    score_laws, sharp,
)

SOURCE = "theory E30, derived; beside Lucibello and Mezard, arXiv 2304.14964"
MILLS = "Mills' ratio of the Gaussian tail"
DISTRACTORS, VARIANCE = 299, Fraction(1, 9)
OTHERS = assume("N", "number of distractors", 1)
PLACE = assume("y", "the needle's score over sqrt(v)", low_open=True)
DENSITY = assume("g", "Gaussian density at y", low_open=True)


def _all_below(distractors: int) -> float:
    """Return F(1)^N of N(0, 1/9) scores."""
    law = score_laws.Gaussian(VARIANCE).over(rational_ball)
    return float((1 - exp(-law.rate(arb(1)))) ** distractors)


def _found(seed: int) -> float:
    """Return the share of rows in which a needle has half the weight."""
    return float((2 * needle_weights(DISTRACTORS, float(VARIANCE), 400.0, seed) >= 1).mean())


def _density(p: Point) -> Dual:
    """Return the Gaussian density g at y with its derivative -y g."""
    return Dual(p.g, -p.y * p.g)


CLAIMS = (
    Claim(
        "E30.definition.capacity",
        "1 + exp(I) is the n at which n - 1 distractors of the mass exp(-I) weigh as much as the needle",
        Identity(KEY, lambda p: (needle.capacity(Exponentiated(p.x, 1 / p.t)).value - 1) * p.t, lambda p: p.one),
        source=SOURCE,
        defines=(needle.capacity,),
        twins=but("n", "at which n of them do", left=lambda p: needle.capacity(Exponentiated(p.x, 1 / p.t)).value * p.t),
    ),
    Claim(
        "E30.reached",
        "n - 1 <= exp(I(x)): at the beta with beta x - K(beta) = I(x) the needle's expected weight is 1/2 or more",
        Bound(FREE, lambda p: p.one / 2, lambda p: almost.self_weight(p.a * p.b + 1, 1 / p.b) + p.z),
        (
            assume("b", "exp I", 1), assume("a", "(n - 1) exp(-I)", 0, 1, low_open=True),
            assume("z", "what the annealed weight leaves"),
        ),
        source=SOURCE,
        uses=("E29.annealed", "E30.definition.capacity"),
        notes=(
            "beta = I'(x) where I is differentiable at x, else beta_m with beta_m x - K(beta_m) -> I(x), and then the bound is approached"
        ),
        pins=(sharp(assume("b", "four").at(Fraction(4)), assume("a", "all").at(Fraction(1)), assume("z", "nothing").at(Fraction(0))),),
        twins=but(
            "twice the rate", "n - 1 <= exp(2 I(x))", upper=lambda p: almost.self_weight(p.a * p.b**2 + 1, 1 / p.b) + p.z
        ),
    ),
    Claim(
        "E30.found",
        "W >= 1/2 needs every distractor below the needle, at every beta > 0: one above it has a mass above 1",
        Bound(FREE, lambda p: 1 / (1 + p.b + p.z), lambda p: p.one / 2),
        (assume("b", "mass of a distractor above the needle", 1, low_open=True), assume("z", "masses of the others")),
        source=SOURCE,
        notes="so P(W >= 1/2) <= F(x)^(n - 1), F the distribution function: no temperature does better, fixed, scaled or adaptive",
        pins=(Pin(factor=NEARLY),),
        twins=but("a third", "W >= 1/3 needs it", upper=lambda p: p.one / 3),
    ),
    Claim(
        "E30.exponential",
        "F^(n - 1) <= exp(-(n - 1)(1 - F)): so n far above 1/P(X > x) finds no needle",
        Bound(KEY, lambda p: p.N * (1 - p.t), lambda p: p.N * p.x),
        (OTHERS,),
        source=SOURCE,
        uses=("E30.found",),
        notes="F = t = exp(-x); the logarithms of both sides, over -1",
        pins=(Pin(factor=NEARLY),),
        twins=but("twice", "exp(-2 (n - 1)(1 - F))", lower=lambda p: 2 * p.N * (1 - p.t)),
    ),
    Claim(
        "E30.found.sampled",
        "299 distractors of N(0, 1/9), a needle at 1, beta = 400: it is found as often as all are below it, F(3)^299",
        MonteCarlo(
            draw=_found,
            expected=lambda: _all_below(DISTRACTORS),
            tolerance=Fraction(1, 20),
            where=(("n", "300"), ("v", "1/9"), ("x", "1"), ("beta", "400")),
        ),
        source=SOURCE,
        uses=("E30.found",),
        notes="the bound is attained as beta -> oo; F(3)^299 = 0.66799",
        pins=(Pin(factor=Fraction(5, 4), side="value"),),
        twins=but("twice as many", "F^(2 (n - 1))", expected=lambda: _all_below(2 * DISTRACTORS)),
    ),
    Claim(
        "E30.mills.upper",
        "P(X > y) <= g(y)/y of a standard Gaussian X: g/y falls faster than the tail",
        Bound(FREE, lambda p: p.g, lambda p: -(_density(p) / Dual(p.y, 1)).slope),
        (PLACE, DENSITY),
        source=MILLS,
        notes="the tail falls at the rate g, and both vanish at oo",
        pins=(Pin(factor=NEARLY),),
        twins=but("half", "g/(2 y)", upper=lambda p: -(_density(p) / Dual(p.y, 1)).slope / 2),
    ),
    Claim(
        "E30.mills.lower",
        "P(X > y) >= g(y) y/(1 + y^2): that falls slower than the tail",
        Bound(FREE, lambda p: -(_density(p) * Dual(p.y, 1) / (1 + Dual(p.y, 1) ** 2)).slope, lambda p: p.g),
        (PLACE, DENSITY),
        source=MILLS,
        notes=(
            "so 1/P(X > x) is exp(x^2/2v), the capacity E30.reached, up to a factor of sqrt(2 pi) (1 + y^2)/y at most, y = x/sqrt(v): "
            "both sides of the capacity theorem meet but for that"
        ),
        pins=(Pin(factor=NEARLY),),
        twins=but("g/y", "P(X > y) >= g/y", lower=lambda p: -(_density(p) / Dual(p.y, 1)).slope),
    ),
)
