"""Sides that have no value at some point of the domain, most of them hidden by a cancellation."""

from __future__ import annotations

from critscale.theory.assumptions import RESIDUAL
from critscale.theory.field import Scalar
from critscale.theory.layer import quantities as q
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL, Point

from .hostile import proved, true, undefined
from .words import PLAIN, TOKENS, bound, depths, expansion, gap, identity, length, monotone, other, own, var

E = var("e", "[0, 1]")


def _odds(p: Point) -> Scalar:
    return q.cosine_odds(p.row, p.rho, p.r)


def _odds_by_overlap(p: Point) -> Scalar:
    overlap, inverse_participation_ratio = (
        q.row_overlap(p.row, p.rho, p.r),
        q.inverse_participation_ratio(p.row, p.rho, p.r),
    )
    return (p.rho + (1 - p.rho) * overlap) / ((1 - p.rho) * (inverse_participation_ratio - overlap))


ENTRIES = (
    undefined("e-over-e", identity(FREE, lambda p: p.e / p.e, 1, E), "0/0 at e = 0", e=0),
    proved("e-over-e-away-from-zero", identity(FREE, lambda p: p.e / p.e, 1, var("e", "(0, 1]")), "e > 0"),
    undefined(
        "difference-of-squares",
        identity(FREE, lambda p: (p.e**2 - 1) / (p.e - 1), lambda p: p.e + 1, E),
        "0/0 at e = 1",
        e=1,
    ),
    undefined(
        "a-hole-within", identity(FREE, lambda p: (7 * p.e - 3) / (7 * p.e - 3), 1, E), "0/0 at e = 3/7", e="3/7"
    ),
    undefined("nothing-times-a-pole", identity(FREE, lambda p: 0 * p.e * (1 / p.e), 0, E), "1/0 at e = 0", e=0),
    undefined("a-pole-less-itself", identity(FREE, lambda p: 1 / p.e - 1 / p.e, 0, E), "1/0 at e = 0", e=0),
    undefined("a-pole-of-a-pole", identity(FREE, lambda p: 1 / (1 / p.e), lambda p: p.e, E), "1/0 at e = 0", e=0),
    undefined("a-negative-power", bound(FREE, 1, lambda p: p.e**-2, E), "1/0 at e = 0", e=0),
    undefined("a-square-over-its-number", bound(FREE, lambda p: p.e**2 / p.e, 1, E), "0/0 at e = 0", e=0),
    undefined(
        "two-poles-in-a-bound",
        bound(FREE, lambda p: 1 / (p.e - 1) ** 2 - 1, lambda p: 1 / (p.e - 1) ** 2, E),
        "1/0 at e = 1",
        e=1,
    ),
    undefined(
        "a-corner",
        bound(FREE, lambda p: p.e * p.f / (p.e + p.f), 1, E, var("f", "[0, 1]")),
        "0/0 at e = f = 0",
        e=0,
        f=0,
    ),
    undefined(
        "a-line",
        identity(FREE, lambda p: (p.e - p.f) / (p.e - p.f), 1, E, var("f", "[0, 1]")),
        "0/0 at e = f",
        e="1/2",
        f="1/2",
    ),
    undefined("residual-over-itself", identity(CRITICAL, lambda p: p.r / p.r, 1, RESIDUAL), "0/0 at r = 0", n=2, r=0),
    # at beta = 0
    undefined("gap-over-itself", identity(FINITE, lambda p: gap(p) / gap(p), 1), "0/0 at beta = 0", n=2, t=1),
    proved(
        "gap-over-itself-at-positive-beta", identity(FINITE, lambda p: gap(p) / gap(p), 1, var("t", "(0, 1)")), "a > b"
    ),
    undefined(
        "logit-gap-over-itself", identity(FINITE, lambda p: p.neg_log_t / p.neg_log_t, 1), "0/0 at beta = 0", n=2, t=1
    ),
    undefined("logit-gap-over-its-line", bound(FINITE, 1, lambda p: p.neg_log_t / (1 - p.t)), "0/0 at t = 1", n=2, t=1),
    true(
        "logit-gap-over-its-line-at-positive-beta",
        bound(FINITE, 1, lambda p: p.neg_log_t / (1 - p.t), var("t", "(0, 1)")),
        "-log t >= 1 - t",
    ),
    undefined("reciprocal-of-one-less-t", bound(FINITE, 1, lambda p: 1 / (1 - p.t)), "1/0 at t = 1", n=2, t=1),
    undefined(
        "odds-at-every-beta",
        identity(FINITE, _odds, _odds_by_overlap, *PLAIN),
        "1/0 on both sides at beta = 0",
        n=2,
        t=1,
        rho="1/2",
        r=0,
    ),
    proved(
        "odds-at-positive-beta",
        identity(FINITE, _odds, _odds_by_overlap, *PLAIN, var("t", "(0, 1)")),
        "Y - O = (a - b)^2 > 0",
    ),
    undefined(
        "odds-of-rho-with-residual",
        bound(FINITE, lambda p: p.rho / (1 - p.rho), _odds, *TOKENS),
        "1/0 at r = 0, beta = 0",
        n=2,
        t=1,
        rho="1/2",
        r=0,
    ),
    # at one length
    undefined("pole-at-two-tokens", bound(LENGTHS, 0, lambda p: 1 / (length(p) - 2) ** 2), "1/0 at n = 2", n=2),
    proved("pole-at-two-tokens-left-out", bound(LENGTHS, 0, lambda p: 1 / (length(p) - 2), valid_from=3), "n > 2"),
    undefined(
        "hole-at-one-length",
        identity(LENGTHS, lambda p: (length(p) - 1048576) / (length(p) - 1048576), 1),
        "0/0 at n = 2^20",
        n=2**20,
    ),
    undefined(
        "pole-in-a-monotone",
        monotone(FINITE, lambda p: p.t / (length(p) - 2), "t", "increasing"),
        "1/0 at n = 2",
        n=2,
        t=("1/2", 1),
    ),
    # in a limit
    undefined(
        "limit-with-a-pole",
        expansion(CRITICAL, lambda p: own(p) / (1 - p.e), lambda p: 1 / (2 - 2 * p.e), E),
        "1/0 at e = 1",
        e=1,
    ),
    undefined(
        "ratio-to-nothing", expansion(SUBCRITICAL, own, 0, ratio=True), "a division by 0 everywhere", delta="1/2"
    ),
    undefined(
        "ratio-that-vanishes-at-an-end",
        expansion(CRITICAL, lambda p: p.e * own(p), lambda p: p.e / 2, E, ratio=True),
        "0/0 at e = 0",
        e=0,
    ),
    undefined(
        "limit-with-a-hole-in-the-depth",
        expansion(SUBCRITICAL, lambda p: p.u * (2 * p.delta - 1) / (2 * p.delta - 1), 0, stratum=depths(0, 1)),
        "0/0 at delta = 1/2",
        delta="1/2",
    ),
    undefined(
        "other-weight-over-nothing",
        bound(FINITE, 0, lambda p: other(p) / (own(p) - own(p))),
        "a division by 0 everywhere",
        n=2,
        t=1,
    ),
    undefined(
        "a-pole-at-a-root-of-two",
        bound(FREE, 0, lambda p: 1 / (p.e**2 - 2) ** 2, var("e", "[0, 2]")),
        "1/0 at e = sqrt(2)",
    ),
    undefined(
        "cancelled-at-a-root-of-two",
        identity(FREE, lambda p: (p.e**2 - 2) / (p.e**2 - 2), 1, var("e", "[0, 2]")),
        "0/0 at e = sqrt(2)",
    ),
    undefined("a-pole-where-the-gap-is-one", bound(FINITE, 0, lambda p: 1 / (p.neg_log_t - 1) ** 2), "1/0 at t = 1/e"),
    undefined(
        "a-pole-in-a-free-h",
        bound(FREE, 0, lambda p: 1 / (3 * p.h - 2) ** 2, var("h", "[0, 1]")),
        "1/0 at h = 2/3",
        h="2/3",
    ),
)
