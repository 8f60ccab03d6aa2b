"""H11: ALiBi has an effective number of keys that no length exceeds, so it needs no scaling."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ...theory.mechanisms.bias import Decay, LinearDecay, BiasedPair, BiasedRow
from ..vocabulary import (
    FREE, KEY, KEY_MASS, NEARLY, Bound, Claim, Fraction, Identity, Monotone, Pin, Point, Scalar,
    assume, backgrounds, but, marked, replace, sharp,
)

SOURCE = "theory H11, derived; ALiBi is arXiv 2108.12409"
FEW = (1, 2, 3, 4)
MARKS = tuple(assume(f"c{k}", "any number, it tells the parts apart", 0) for k in range(6))
LAST = assume("v", "q^m, the factor of the last key", 0, 1, low_open=True)
COUNT = assume("m", "number of keys", 1)
Q = assume("q", "exp(-mu), the factor of the nearest key", 0, 1, low_open=True, high_open=True)
RATIO = assume("u", "exp(-beta (1 - rho))", 0, 1, low_open=True)
NUMBERS = assume("mu", "slope of the bias; nats"), assume("g", "logit gap beta (1 - rho); nats")
LAG = assume("y", "q^lag, the factor of a key at the distance of the two positions", 0, 1, low_open=True)
PLACES = (4, 1, 3), (4, 3, 4), (5, 2, 4)
"""Numbers of tokens, with positions i < j of them."""


def _powers(p: Point, rank: int = 0, first: int = 1) -> Iterable[Scalar]:
    """Yield the sum of d^rank q^d over d = first, ..., m, term by term, for a few m."""
    for m in FEW:
        yield sum((d**rank * p.t**d for d in range(first, m + 1)), 0 * p.t)


class Seen:
    """A row key by key: the weight that a position pays to each of n tokens.

    Its masses are factors of the distance, times u but for the token itself.
    """

    def __init__(self, p: Point, factor: Callable[[int], Scalar], n: int, position: int, causal: bool) -> None:
        self.distances = [abs(k - position) if k <= position or not causal else None for k in range(1, n + 1)]
        masses = [0 * p.u if d is None else p.u * factor(d) if d else p.one + 0 * p.u for d in self.distances]
        total = sum(masses)
        self.own, self.weights = position - 1, [mass / total for mass in masses]

    def drop(self, depth: Callable[[int], Scalar]) -> Scalar:
        """Return the mean of how far logits lie below that of the token itself, by the distance."""
        return sum(w * depth(d) for w, d in zip(self.weights, self.distances, strict=True) if d)


def key_by_key(p: Point, factor: Callable[[int], Scalar], depth: Callable[[int], Scalar], causal: bool, more: int = 0) -> Scalar:
    """Return what two rows come to, summed over the keys one by one, for a few pairs of positions."""
    found: Scalar = 0 * p.u
    for n, i, j in PLACES:
        first, second = (Seen(p, factor, n + more, k, causal) for k in (i, j))
        parts = (
            second.weights[second.own],
            sum(w * w for w in second.weights),
            second.weights[first.own],
            first.weights[second.own],
            sum(u * w for u, w in zip(first.weights, second.weights, strict=True)),
            second.drop(depth),
        )
        found = found + n * j * marked(p, parts)
    return found


def by_sums(p: Point, decay: Decay, causal: bool) -> Scalar:
    """Return the same by the sums in closed form."""
    found: Scalar = 0 * p.u
    for n, i, j in PLACES:
        first, last = (BiasedRow(decay, (k - 1,) if causal else (k - 1, n - k), p.u, p.g) for k in (i, j))
        pair = BiasedPair(first, last, j - i)
        parts = last.self_weight, last.participation, pair.backward_weight, pair.forward_weight, pair.overlap, last.mean_drop
        found = found + n * j * marked(p, parts)
    return found


def _linear(p: Point) -> LinearDecay:
    return LinearDecay(p.mu, p.q, lambda m: p.q**m)


def rows_claims(id: str, title: str, factor: Callable[[Point, int], Scalar], decay: Callable[[Point], Decay], depth: Callable[[Point, int], Scalar], source: str) -> tuple[Claim, ...]:
    """Return the claims that the rows of a bias are those of its definition, causal and with keys on both sides."""

    def claim(name: str, causal: bool, change: str) -> Claim:
        return Claim(
            f"{id}.{name}",
            f"{title}: weights, participation, overlap and the mean drop of the logits are those of the keys one by one, {change}",
            Identity(
                FREE,
                lambda p: key_by_key(p, lambda d: factor(p, d), lambda d: depth(p, d), causal),
                lambda p: by_sums(p, decay(p), causal),
            ),
            (Q, RATIO, *NUMBERS, *MARKS),
            source=source,
            notes="pairs (i, j) of n = 4 and 5 tokens; any combination c0 a + c1 Y + ..., so that each of them is meant",
            twins=but("far", "a key's factor is that of the next one", left=lambda p: key_by_key(p, lambda d: factor(p, d + 1), lambda d: depth(p, d), causal)),
        )

    return claim("causal", True, "each query sees those before it"), claim("both-sides", False, "each query sees all")


def _own(factor: Scalar, last: Scalar, ratio: Scalar) -> Scalar:
    """Return the self weight of a position, from the factors of the nearest and of the farthest key."""
    return 1 / (1 + ratio * backgrounds.geometric_sum(factor, last))


CLAIMS = (
    Claim(
        "H11.definition.effective-keys",
        "q (1 - q^m)/(1 - q) is q + q^2 + ... + q^m, term by term for m up to 4: ALiBi's effective number of keys",
        Identity(KEY, lambda p: marked(p, _powers(p)), lambda p: marked(p, (backgrounds.geometric_sum(p.t, p.t**m) for m in FEW))),
        MARKS[:4],
        source=SOURCE,
        notes="q = exp(-mu); it is (1 - exp(-mu m))/(exp(mu) - 1)",
        defines=(backgrounds.geometric_sum,),
        twins=but("itself", "the token itself besides", left=lambda p: marked(p, _powers(p, first=0))),
    ),
    Claim(
        "H11.effective-keys.step",
        "a key more adds q^(m + 1), so q (1 - q^m)/(1 - q) is the sum for every m",
        Identity(KEY, lambda p: backgrounds.geometric_sum(p.t, p.v) + p.v * p.t, lambda p: backgrounds.geometric_sum(p.t, p.v * p.t)),
        (LAST,),
        source=SOURCE,
        notes="v = q^m; without a key, v = 1, it is 0",
        twins=but("q^m", "it adds q^m", left=lambda p: backgrounds.geometric_sum(p.t, p.v) + p.v),
    ),
    Claim(
        "H11.definition.ranked-sum",
        "q + 2 q^2 + ... + m q^m in closed form, term by term for m up to 4",
        Identity(KEY, lambda p: marked(p, _powers(p, 1)), lambda p: marked(p, (backgrounds.ranked_sum(p.t, p.t**m, m * p.t**m) for m in FEW))),
        MARKS[:4],
        source=SOURCE,
        defines=(backgrounds.ranked_sum,),
        twins=but("squares", "d^2 q^d", left=lambda p: marked(p, _powers(p, 2))),
    ),
    Claim(
        "H11.ranked-sum.step",
        "a key more adds (m + 1) q^(m + 1), so the closed form holds for every m",
        Identity(
            KEY,
            lambda p: backgrounds.ranked_sum(p.t, p.v, p.m * p.v) + (p.m + 1) * p.v * p.t,
            lambda p: backgrounds.ranked_sum(p.t, p.v * p.t, (p.m + 1) * p.v * p.t),
        ),
        (LAST, COUNT),
        source=SOURCE,
        notes="v = q^m",
        twins=but("m", "it adds m q^(m + 1)", left=lambda p: backgrounds.ranked_sum(p.t, p.v, p.m * p.v) + p.m * p.v * p.t),
    ),
    Claim(
        "H11.products.step",
        "a key more before both positions adds q^(m + 1) q^(m + 1 + lag) to what the rows share, whatever m and lag",
        Identity(
            KEY,
            lambda p: p.y * backgrounds.geometric_sum(p.t**2, p.v**2) + p.v * p.t * (p.v * p.t * p.y),
            lambda p: p.y * backgrounds.geometric_sum(p.t**2, (p.v * p.t) ** 2),
        ),
        (LAST, LAG),
        source=SOURCE,
        notes="v = q^m, y = q^lag",
        twins=but("no lag", "q^(2 m + 2)", left=lambda p: p.y * backgrounds.geometric_sum(p.t**2, p.v**2) + (p.v * p.t) ** 2),
    ),
    *rows_claims("H11.rows", "ALiBi", lambda p, d: p.q**d, _linear, lambda p, d: p.g + d * p.mu, SOURCE),
    Claim(
        "H11.bound",
        "whatever the length, the effective number of keys stays below 1/(exp(mu) - 1)",
        Bound(KEY, lambda p: backgrounds.geometric_sum(p.t, p.v), lambda p: p.t / (1 - p.t)),
        (LAST,),
        source=SOURCE,
        uses=("H11.effective-keys.step",),
        notes="so half of the weight takes beta (1 - rho) < log(1/(exp(mu) - 1)) for every n; approached as n -> oo",
        pins=(Pin(factor=NEARLY, where=(KEY_MASS.at(Fraction(1, 2)),)),),
        twins=but("9/10", "below 9/10 of it", upper=lambda p: 9 * p.t / (10 * (1 - p.t))),
    ),
    Claim(
        "H11.threshold",
        "the token itself has half of the weight where exp(beta (1 - rho)) is the effective number of keys",
        Identity(KEY, lambda p: _own(p.t, p.v, 1 / backgrounds.geometric_sum(p.t, p.v)), Fraction(1, 2)),
        (replace(LAST, high_open=True),),
        source=SOURCE,
        uses=("H11.effective-keys.step", "H11.rows.causal"),
        notes="v = q^(n - 1), at the last position",
        twins=but("1/mu", "where exp(beta (1 - rho)) is 1/mu", left=lambda p: _own(p.t, p.v, p.x)),
    ),
    Claim(
        "H11.inverse-slope.upper",
        "1/(exp(mu) - 1) <= 1/mu, the effective length at n = oo against the inverse slope",
        Bound(KEY, lambda p: p.t / (1 - p.t), lambda p: 1 / p.x),
        (),
        source=SOURCE,
        pins=(sharp(KEY_MASS.at(Fraction(10**7 - 1, 10**7))),),
        twins=but("exactly", "it is 1/mu or more", lower=lambda p: 1 / p.x, upper=lambda p: p.t / (1 - p.t)),
    ),
    Claim(
        "H11.inverse-slope.lower",
        "1/(exp(mu) - 1) >= 1/mu - 1/2",
        Bound(KEY, lambda p: 1 / p.x - p.one / 2, lambda p: p.t / (1 - p.t)),
        (),
        source=SOURCE,
        notes="both sides are 1/mu - 1/2 + mu/12 or less apart as mu -> 0",
        pins=(Pin(factor=2 - NEARLY, side="lower"),),
        twins=but("1/3", "it is at least 1/mu - 1/3", lower=lambda p: 1 / p.x - p.one / 3),
    ),
    Claim(
        "H11.steep",
        "mu >= log 2: the token itself has half of the weight or more, for every n and beta >= 0",
        Bound(FREE, Fraction(1, 2), lambda p: _own(p.q, p.v, p.u)),
        (replace(Q, high=Fraction(1, 2), high_open=False), RATIO, LAST),
        source=SOURCE,
        uses=("H11.rows.causal", "H11.effective-keys.step"),
        notes="q <= 1/2; attained at beta = 0 as n -> oo",
        pins=(Pin(factor=2 - NEARLY, side="lower"),),
        twins=but("3/5", "for q <= 3/5, mu >= 0.511", assumptions=(replace(Q, high=Fraction(3, 5)), RATIO, LAST))
        + but("any beta", "for beta (1 - rho) >= -log 2", assumptions=(replace(Q, high=Fraction(1, 2), high_open=False), replace(RATIO, high=Fraction(2)), LAST)),
    ),
    Claim(
        "H11.scaled",
        "a multiplier that acts on the slope too shortens the effective length: 1/(exp(mu) - 1) falls in mu",
        Monotone(KEY, lambda p: p.t / (1 - p.t), "t", "increasing"),
        (),
        source=SOURCE,
        notes="t = exp(-mu); at finite n each factor q^d falls",
        twins=but("rises", "it lengthens it", direction="decreasing"),
    ),
)
