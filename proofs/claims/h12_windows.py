"""H12: a window, or top-k, sees so many keys and no more, so it needs no scaling; and what two such rows make of a pair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations, product

from ...theory.mechanisms.bias import Even, BiasedPair, BiasedRow, WindowDecay
from ...theory.mechanisms.topk import KeptRow, PairOfKept
from ..vocabulary import (
    FINITE, FREE, NEARLY, PLAIN, WEIGHT_RATIO, Bound, Claim, Fraction, Identity, Pin, Point, Row, Scalar, assume, but,
    causal, marked, of, q, replace,
)
from .h11_alibi import MARKS, RATIO, rows_claims

SOURCE = "theory H12, derived"
GAP = assume("g", "logit gap beta (1 - rho); nats")
COMMON = assume("C", "number of keys before both positions that both see")
LAG = assume("D", "distance of the two positions", 1)
MORE = assume("z", "what n - 1 is above the number of other keys in the window")
LOGS = assume("l", "log of the size of the window", low_open=True), assume("k", "log n less that")
EITHER = tuple(assume(f"e{k}", "1 where one row keeps the other's key, 0 where it does not", 0, 1) for k in (1, 2))
SHARED = assume("y", "share of the k - 2 further keys that both rows keep", 0, 1)


@dataclass(frozen=True)
class Shared(Even):
    """A window of any size, two positions within it: keys have the factor 1, and so many are common."""

    size: Scalar
    common: Scalar

    def total(self, m: Scalar | None) -> Scalar:
        """Return the number of other keys: the window is full."""
        return self.size - 1

    def products(self, m: Scalar | None, lag: int) -> Scalar:
        """Return the number of common keys."""
        return self.common


def _window(p: Point, size: Scalar) -> tuple[Scalar, ...]:
    """Return what the row of a full window comes to."""
    row = BiasedRow(WindowDecay(size, p.one), (None,), p.t, p.g)
    return row.self_weight, row.odds * row.self_weight, row.participation, row.mean_drop


def _simplex(p: Point) -> tuple[Scalar, ...]:
    row: Row = p.row
    return row.self_weight, row.others_weight, q.inverse_participation_ratio(row, 0, 0), row.others_weight * p.g


def _overlap(p: Point, common: Scalar) -> Scalar:
    size = p.C + p.D + 1
    row = BiasedRow(Shared(p.one, size, common), (None,), p.u)
    return BiasedPair(row, row, p.D).overlap


def _by_classes(p: Point, back: int = 1) -> Scalar:
    """Return sum A_ik A_jk over the classes of keys: common ones, i alone's, i, those between, j; i does not see j."""
    total = 1 + (p.C + p.D) * p.u
    own, other = 1 / total, p.u / total
    first = (other, p.C), (other, p.D), (own, 1), (0, p.D - 1), (0, 1)
    second = (other, p.C), (0, p.D), (back * other, 1), (other, p.D - 1), (own, 1)
    return sum(a * b * many for (a, many), (b, _) in zip(first, second, strict=True))


DRAWS = (4, 2), (4, 3), (5, 3)
"""Numbers of tokens, and of keys that each keeps."""


def _mean_over_draws(p: Point, mutual: int = 1) -> Scalar:
    """Return the mean overlap of the first two tokens' rows, and of what one pays the other, over all that they may keep."""
    found: Scalar = 0 * p.u
    for n, k in DRAWS:
        total = 1 + (k - 1) * p.u
        own, other = 1 / total, p.u / total
        drawn = [list(combinations([j for j in range(n) if j != i], k - 1)) for i in (0, 1)]
        pairs = list(product(*drawn))
        overlap: Scalar = 0
        paid: Scalar = 0
        for first, second in pairs:
            rows = [[own if j == i else other if j in kept else 0 for j in range(n)] for i, kept in enumerate((first, second))]
            overlap += sum(a * b for a, b in zip(*rows, strict=True) if mutual or (a is not own and b is not own))
            paid += rows[0][1]
        found += n * k * (p.c0 * overlap + p.c1 * paid) / len(pairs)
    return found


def _mean_by_row(p: Point) -> Scalar:
    found: Scalar = 0 * p.u
    for n, k in DRAWS:
        pair = PairOfKept(KeptRow(k - 1, p.u), p.one / (n - 1))
        found += n * k * (p.c0 * pair.overlap + p.c1 * pair.forward_weight)
    return found


def _chosen(p: Point) -> Scalar:
    """Return the overlap of two rows of k keys that keep each other, or not, and share a part of the rest; k = 1/h."""
    own, other = p.row.self_weight, p.row.other_weight
    return (p.e1 + p.e2) * own * other + p.y * (1 / p.h - 2) * other**2


def _kept(p: Point) -> tuple[Scalar, ...]:
    row = KeptRow(1 / p.h - 1, p.t, p.g)
    return row.self_weight, row.odds * row.self_weight, row.participation, row.odds * row.gap * row.self_weight


def _causal(p: Point) -> Scalar:
    """Return the overlap and the weights of the positions i < j of causal softmax, without a bias."""
    first, last = (BiasedRow(Even(p.one), (many,), p.u) for many in (p.C, p.C + p.D))
    pair = BiasedPair(first, last, 1)
    return marked(p, (pair.overlap, last.self_weight, last.participation))


def _causal_rows(p: Point, before: Scalar) -> Scalar:
    row, other = causal.position_row(p.C + p.D, p.u), causal.position_row(before, p.u)
    return marked(p, (other.other_weight, row.self_weight, q.inverse_participation_ratio(row, 0, 0)))


FULL = (replace(WEIGHT_RATIO), GAP, *MARKS[:4])
Parts = Callable[[Point], tuple[Scalar, ...]]


def _marked(parts: Parts) -> Callable[[Point], Scalar]:
    return lambda p: marked(p, parts(p))


CLAIMS = (
    Claim(
        "H12.window.row",
        "beyond the first positions a window of w keys has the simplex row of w tokens, whatever n",
        Identity(FINITE, _marked(lambda p: _window(p, 1 / p.h)), _marked(_simplex)),
        FULL,
        source=SOURCE,
        uses=("H12.rows.causal",),
        notes="w = 1/h; self weight, weight of the others, participation and the mean drop of the logits",
        twins=but("one more", "that of w - 1 tokens", left=_marked(lambda p: _window(p, 1 / p.h + 1))),
    ),
    Claim(
        "H12.window.threshold",
        "a = 1/2 in a window of w keys at beta = log(w - 1)/(1 - rho), whatever n: no scaling is needed",
        Identity(FINITE, lambda p: BiasedRow(WindowDecay(1 / p.h, p.one), (None,), 1 / (1 / p.h - 1)).self_weight, Fraction(1, 2)),
        (),
        source=SOURCE,
        uses=("H12.window.row", "A10.threshold.self-weight"),
        twins=but("log w", "at log(w)/(1 - rho)", left=lambda p: BiasedRow(WindowDecay(1 / p.h, p.one), (None,), p.h).self_weight),
    ),
    Claim(
        "H12.oversharp.odds",
        "a multiplier that is critical at n leaves a window of w <= n keys the odds (w - 1)/(n - 1) against the token itself",
        Identity(
            FINITE,
            lambda p: BiasedRow(WindowDecay(1 / p.h, p.one), (None,), 1 / (1 / p.h - 1 + p.z)).odds,
            lambda p: (1 / p.h - 1) / (1 / p.h - 1 + p.z),
        ),
        (MORE,),
        source=SOURCE,
        uses=("H12.window.threshold",),
        notes="n - 1 = w - 1 + z, beta = log(n - 1)/(1 - rho); so the token itself keeps all as n -> oo",
        twins=but("w", "w/(n - 1)", right=lambda p: (1 / p.h) / (1 / p.h - 1 + p.z)),
    ),
    Claim(
        "H12.oversharp.factor",
        "the critical beta at n, log n/(1 - rho), is log n/log w times that of a window of w keys, up to 1/n and 1/w",
        Identity(FREE, lambda p: ((p.l + p.k) / (1 - p.rho)) / (p.l / (1 - p.rho)), lambda p: 1 + p.k / p.l),
        (replace(assume("rho", "common inner product", 0, 1), high_open=True), *LOGS),
        source=SOURCE,
        notes="l = log w, l + k = log n; exactly it is log(n - 1)/log(w - 1)",
        twins=but("difference", "log n - log w", right=lambda p: p.k),
    ),
    *rows_claims("H12.rows", "a window of three keys on a side", lambda p, d: p.one * int(d < 3), lambda p: WindowDecay(3, p.one), lambda p, d: p.g, SOURCE),
    Claim(
        "H12.window.overlap",
        "two positions at a distance D < w of a causal window share O = t (1 + (w - 1 - D) t)/(1 + (w - 1) t)^2",
        Identity(FREE, _by_classes, lambda p: _overlap(p, p.C)),
        (RATIO, COMMON, LAG),
        source="theory A11, H12, derived",
        notes="w - 1 = C + D; t = u.  Beyond the window they share nothing, so that cos' = rho/(rho + (1 - rho) Y)",
        twins=but("alike", "w - 2 common keys, as in the simplex", right=lambda p: _overlap(p, p.C + p.D - 1))
        + but("blind", "j does not see i", left=lambda p: _by_classes(p, 0)),
    ),
    Claim(
        "F1.rows.even",
        "without a bias a causal pair of positions shares b_j, the weight of another token in the later row",
        Identity(FREE, _causal, lambda p: _causal_rows(p, p.C + p.D)),
        (RATIO, COMMON, LAG, *MARKS[:3]),
        source="theory F1",
        uses=("F1.definition.row",),
        twins=but("earlier", "b_i, that of the earlier row", right=lambda p: _causal_rows(p, p.C)),
    ),
    Claim(
        "H12.top-k.row",
        "top-k has the simplex row of k tokens, whichever of the tied keys it keeps",
        Identity(FINITE, _marked(_kept), _marked(_simplex)),
        FULL,
        source=SOURCE,
        notes="k = 1/h",
        twins=but("k others", "k others beside the token itself", right=_marked(lambda p: _window(p, 1 / p.h + 1))),
    ),
    Claim(
        "H12.top-k.mean-overlap",
        "if each row draws the tied keys it keeps, O has the mean b (1 + a - b), b = (1 - a)/(n - 1), the mean weight of another key",
        Identity(FREE, _mean_over_draws, _mean_by_row),
        (RATIO, *MARKS[:2]),
        source=SOURCE,
        notes="all draws one by one, (n, k) = (4, 2), (4, 3), (5, 3); the draws are independent, so that O has the mean of its terms for every n",
        twins=but("apart", "without what the two pay each other", left=lambda p: _mean_over_draws(p, 0)),
    ),
    Claim(
        "H12.top-k.most",
        "however top-k breaks ties, two rows share no more than those of the simplex of k tokens",
        Bound(FINITE, _chosen, of(q.row_overlap)),
        (*PLAIN, *EITHER, SHARED),
        source=SOURCE,
        notes="so cos' <= that of k tokens, and >= rho/(rho + (1 - rho) Y), where they share nothing",
        pins=(Pin(factor=NEARLY, where=(*(e.at(Fraction(1)) for e in EITHER), SHARED.at(Fraction(1)))),),
        twins=but("others alone", "no more than (k - 2) b^2", upper=lambda p: (1 / p.h - 2) * p.row.other_weight**2),
    ),
)
