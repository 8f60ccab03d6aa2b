"""Sides that have no value at some point of the domain, most of them hidden by a cancellation."""

from __future__ import annotations

from critscale.theory.assumptions import RESIDUAL
from critscale.theory.field import Scalar
from critscale.theory.layer import quantities as q
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL, Point

from .hostile import Hostile
from .words import PLAIN, TOKENS, bound, depths, expansion, gap, identity, length, monotone, other, own, var

E = var("e", "[0, 1]")


def _odds(p: Point) -> Scalar:
    return q.cosine_odds(p.row, p.rho, p.r)


def _odds_by_overlap(p: Point) -> Scalar:
    overlap, inverse_participation_ratio = q.row_overlap(p.row, p.rho, p.r), q.inverse_participation_ratio(p.row, p.rho, p.r)
    return (p.rho + (1 - p.rho) * overlap) / ((1 - p.rho) * (inverse_participation_ratio - overlap))


ENTRIES = (
    Hostile("e-over-e", "undefined", lambda: identity(FREE, lambda p: p.e / p.e, 1, E), "0/0 at e = 0", at={"e": 0}),
    Hostile(
        "e-over-e-away-from-zero",
        "true",
        lambda: identity(FREE, lambda p: p.e / p.e, 1, var("e", "(0, 1]")),
        "e > 0",
        must=True,
    ),
    Hostile(
        "difference-of-squares",
        "undefined",
        lambda: identity(FREE, lambda p: (p.e**2 - 1) / (p.e - 1), lambda p: p.e + 1, E),
        "0/0 at e = 1",
        at={"e": 1},
    ),
    Hostile(
        "a-hole-within",
        "undefined",
        lambda: identity(FREE, lambda p: (7 * p.e - 3) / (7 * p.e - 3), 1, E),
        "0/0 at e = 3/7",
        at={"e": "3/7"},
    ),
    Hostile(
        "nothing-times-a-pole",
        "undefined",
        lambda: identity(FREE, lambda p: 0 * p.e * (1 / p.e), 0, E),
        "1/0 at e = 0",
        at={"e": 0},
    ),
    Hostile(
        "a-pole-less-itself",
        "undefined",
        lambda: identity(FREE, lambda p: 1 / p.e - 1 / p.e, 0, E),
        "1/0 at e = 0",
        at={"e": 0},
    ),
    Hostile(
        "a-pole-of-a-pole",
        "undefined",
        lambda: identity(FREE, lambda p: 1 / (1 / p.e), lambda p: p.e, E),
        "1/0 at e = 0",
        at={"e": 0},
    ),
    Hostile("a-negative-power", "undefined", lambda: bound(FREE, 1, lambda p: p.e**-2, E), "1/0 at e = 0", at={"e": 0}),
    Hostile(
        "a-square-over-its-number",
        "undefined",
        lambda: bound(FREE, lambda p: p.e**2 / p.e, 1, E),
        "0/0 at e = 0",
        at={"e": 0},
    ),
    Hostile(
        "two-poles-in-a-bound",
        "undefined",
        lambda: bound(FREE, lambda p: 1 / (p.e - 1) ** 2 - 1, lambda p: 1 / (p.e - 1) ** 2, E),
        "1/0 at e = 1",
        at={"e": 1},
    ),
    Hostile(
        "a-corner",
        "undefined",
        lambda: bound(FREE, lambda p: p.e * p.f / (p.e + p.f), 1, E, var("f", "[0, 1]")),
        "0/0 at e = f = 0",
        at={"e": 0, "f": 0},
    ),
    Hostile(
        "a-line",
        "undefined",
        lambda: identity(FREE, lambda p: (p.e - p.f) / (p.e - p.f), 1, E, var("f", "[0, 1]")),
        "0/0 at e = f",
        at={"e": "1/2", "f": "1/2"},
    ),
    Hostile(
        "residual-over-itself",
        "undefined",
        lambda: identity(CRITICAL, lambda p: p.r / p.r, 1, RESIDUAL),
        "0/0 at r = 0",
        at={"n": 2, "r": 0},
    ),
    # at beta = 0
    Hostile(
        "gap-over-itself",
        "undefined",
        lambda: identity(FINITE, lambda p: gap(p) / gap(p), 1),
        "0/0 at beta = 0",
        at={"n": 2, "t": 1},
    ),
    Hostile(
        "gap-over-itself-at-positive-beta",
        "true",
        lambda: identity(FINITE, lambda p: gap(p) / gap(p), 1, var("t", "(0, 1)")),
        "a > b",
        must=True,
    ),
    Hostile(
        "logit-gap-over-itself",
        "undefined",
        lambda: identity(FINITE, lambda p: p.neg_log_t / p.neg_log_t, 1),
        "0/0 at beta = 0",
        at={"n": 2, "t": 1},
    ),
    Hostile(
        "logit-gap-over-its-line",
        "undefined",
        lambda: bound(FINITE, 1, lambda p: p.neg_log_t / (1 - p.t)),
        "0/0 at t = 1",
        at={"n": 2, "t": 1},
    ),
    Hostile(
        "logit-gap-over-its-line-at-positive-beta",
        "true",
        lambda: bound(FINITE, 1, lambda p: p.neg_log_t / (1 - p.t), var("t", "(0, 1)")),
        "-log t >= 1 - t",
    ),
    Hostile(
        "reciprocal-of-one-less-t",
        "undefined",
        lambda: bound(FINITE, 1, lambda p: 1 / (1 - p.t)),
        "1/0 at t = 1",
        at={"n": 2, "t": 1},
    ),
    Hostile(
        "odds-at-every-beta",
        "undefined",
        lambda: identity(FINITE, _odds, _odds_by_overlap, *PLAIN),
        "1/0 on both sides at beta = 0",
        at={"n": 2, "t": 1, "rho": "1/2", "r": 0},
    ),
    Hostile(
        "odds-at-positive-beta",
        "true",
        lambda: identity(FINITE, _odds, _odds_by_overlap, *PLAIN, var("t", "(0, 1)")),
        "Y - O = (a - b)^2 > 0",
        must=True,
    ),
    Hostile(
        "odds-of-rho-with-residual",
        "undefined",
        lambda: bound(FINITE, lambda p: p.rho / (1 - p.rho), _odds, *TOKENS),
        "1/0 at r = 0, beta = 0",
        at={"n": 2, "t": 1, "rho": "1/2", "r": 0},
    ),
    # at one length
    Hostile(
        "pole-at-two-tokens",
        "undefined",
        lambda: bound(LENGTHS, 0, lambda p: 1 / (length(p) - 2) ** 2),
        "1/0 at n = 2",
        at={"n": 2},
    ),
    Hostile(
        "pole-at-two-tokens-left-out",
        "true",
        lambda: bound(LENGTHS, 0, lambda p: 1 / (length(p) - 2), valid_from=3),
        "n > 2",
        must=True,
    ),
    Hostile(
        "hole-at-one-length",
        "undefined",
        lambda: identity(LENGTHS, lambda p: (length(p) - 1048576) / (length(p) - 1048576), 1),
        "0/0 at n = 2^20",
        at={"n": 2**20},
    ),
    Hostile(
        "pole-in-a-monotone",
        "undefined",
        lambda: monotone(FINITE, lambda p: p.t / (length(p) - 2), "t", "increasing"),
        "1/0 at n = 2",
        at={"n": 2, "t": ("1/2", 1)},
    ),
    # in a limit
    Hostile(
        "limit-with-a-pole",
        "undefined",
        lambda: expansion(CRITICAL, lambda p: own(p) / (1 - p.e), lambda p: 1 / (2 - 2 * p.e), E),
        "1/0 at e = 1",
        at={"e": 1},
    ),
    Hostile(
        "ratio-to-nothing",
        "undefined",
        lambda: expansion(SUBCRITICAL, own, 0, ratio=True),
        "a division by 0 everywhere",
        at={"delta": "1/2"},
    ),
    Hostile(
        "ratio-that-vanishes-at-an-end",
        "undefined",
        lambda: expansion(CRITICAL, lambda p: p.e * own(p), lambda p: p.e / 2, E, ratio=True),
        "0/0 at e = 0",
        at={"e": 0},
    ),
    Hostile(
        "limit-with-a-hole-in-the-depth",
        "undefined",
        lambda: expansion(SUBCRITICAL, lambda p: p.u * (2 * p.delta - 1) / (2 * p.delta - 1), 0, stratum=depths(0, 1)),
        "0/0 at delta = 1/2",
        at={"delta": "1/2"},
    ),
    Hostile(
        "other-weight-over-nothing",
        "undefined",
        lambda: bound(FINITE, 0, lambda p: other(p) / (own(p) - own(p))),
        "a division by 0 everywhere",
        at={"n": 2, "t": 1},
    ),
    Hostile(
        "a-pole-at-a-root-of-two",
        "undefined",
        lambda: bound(FREE, 0, lambda p: 1 / (p.e**2 - 2) ** 2, var("e", "[0, 2]")),
        "1/0 at e = sqrt(2)",
    ),
    Hostile(
        "cancelled-at-a-root-of-two",
        "undefined",
        lambda: identity(FREE, lambda p: (p.e**2 - 2) / (p.e**2 - 2), 1, var("e", "[0, 2]")),
        "0/0 at e = sqrt(2)",
    ),
    Hostile(
        "a-pole-where-the-gap-is-one",
        "undefined",
        lambda: bound(FINITE, 0, lambda p: 1 / (p.neg_log_t - 1) ** 2),
        "1/0 at t = 1/e",
    ),
    Hostile(
        "a-pole-in-a-free-h",
        "undefined",
        lambda: bound(FREE, 0, lambda p: 1 / (3 * p.h - 2) ** 2, var("h", "[0, 1]")),
        "1/0 at h = 2/3",
        at={"h": "2/3"},
    ),
)
