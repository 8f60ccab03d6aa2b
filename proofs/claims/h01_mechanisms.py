"""H1, H2: what a layer does with any two weights, and the scaling law as the inverse of the kernel; theory H1, H2."""

from __future__ import annotations

from ...theory.layer.definitions import Weighted
from ..vocabulary import (
    FREE, LENGTHS, SYMMETRY, TOKENS, Claim, Counted, Identity, Monotone, Point, Row, Scalar, assume, but,
    marked, q,
)

SOURCE = "definition of the layer; theory H1, derived"
KERNEL = "theory H2, derived"
WEIGHTS = tuple(
    assume(name, f"{what} part of the weight {of}, so that it is any number")
    for name, what, of in (
        ("a1", "the positive", "of the token itself"), ("a2", "half the negative", "of the token itself"),
        ("b1", "the positive", "of another token"), ("b2", "half the negative", "of another token"),
    )
)
MARKS = tuple(assume(f"c{k}", "any number, it tells the parts apart") for k in range(4))
FORWARD = (q.inverse_participation_ratio, q.row_overlap, q.output_norm_squared, q.output_inner_product)
MASS = assume("f", "phi(g), the kernel at the gap against the kernel at 0", 0, 1, low_open=True)
ROOT = assume("m", "(n - 1)^(1/k)", 1)
POWERS = (1, 2, 3, 4)


def any_row(own: Scalar, other: Scalar, h: Scalar) -> Row:
    """Return the row with these two weights, 1/n = h."""
    others = (1 / h - 1) * other
    return Row(own, others, other, own - other, lost_weight=1 - own - others)


def _two(p: Point) -> tuple[Scalar, Scalar]:
    return p.a1 - 2 * p.a2, p.b1 - 2 * p.b2


def _layer(p: Point, more: int = 0) -> Weighted:
    own, other = _two(p)
    return Weighted(Counted(1 / p.h + more), p.rho, 1, p.r, own=own, other=other)


def _defined(p: Point, more: int = 0) -> Scalar:
    here = _layer(p, more)
    i, j = here.tokens.some(2)
    return marked(p, (here.overlap(i, i), here.overlap(i, j), here.inner(i, i), here.inner(i, j)))


def _row(p: Point) -> Row:
    return any_row(*_two(p), p.h)


def _norm(p: Point, kept: Scalar) -> Scalar:
    own, other = _two(p)
    return p.rho * (kept + p.r) ** 2 + (1 - p.rho) * ((own + p.r) ** 2 + (1 / p.h - 1) * other**2)


def _apart(p: Point) -> Scalar:
    row = _row(p)
    return q.output_norm_squared(row, p.rho, p.r) - q.output_inner_product(row, p.rho, p.r)


def _normalised(p: Point) -> Scalar:
    """Return the self weight of a kernel normalised over n tokens."""
    return Row.from_masses(p.one, (1 / p.h - 1) * p.f, p.f).self_weight


CLAIMS = (
    Claim(
        "H1.definition",
        "any weight a for the token itself and b for each other: participation, overlap and inner products, token by token",
        Identity(LENGTHS, _defined, lambda p: marked(p, (quantity(_row(p), p.rho, p.r) for quantity in FORWARD))),
        (*TOKENS, *WEIGHTS, *MARKS),
        source=SOURCE,
        uses=SYMMETRY,
        notes="any row sum and any signs; c0 x0 + ... + c3 x3, so that each of the four is meant",
        twins=but("one more", "a token more", left=lambda p: _defined(p, 1)),
    ),
    Claim(
        "H1.norm",
        "|x'|^2 = rho (t + r)^2 + (1 - rho)[(a + r)^2 + (n - 1) b^2], t = a + (n - 1) b",
        Identity(LENGTHS, lambda p: q.output_norm_squared(_row(p), p.rho, p.r), lambda p: _norm(p, _row(p).kept_weight)),
        (*TOKENS, *WEIGHTS),
        source=SOURCE,
        uses=("H1.definition",),
        twins=but("t = 1", "t = 1 for every row: true at rho = 0 alone", right=lambda p: _norm(p, 1)),
    ),
    Claim(
        "H1.contraction",
        "|x'_i|^2 - <x'_i, x'_j> = (1 - rho)(a - b + r)^2, so lambda = (a - b + r)^2/|x'|^2 wherever x' is not 0",
        Identity(LENGTHS, _apart, lambda p: (1 - p.rho) * (_row(p).weight_gap + p.r) ** 2),
        (*TOKENS, *WEIGHTS),
        source=SOURCE,
        uses=("H1.definition",),
        twins=but("a", "(a + r)^2", right=lambda p: (1 - p.rho) * (_row(p).self_weight + p.r) ** 2),
    ),
    Claim(
        "H2.odds",
        "a kernel normalised over the row: the odds are phi(self)/((n - 1) phi(other))",
        Identity(
            LENGTHS,
            lambda p: Row.from_masses(p.u, (1 / p.h - 1) * p.v, p.v).self_weight
            / Row.from_masses(p.u, (1 / p.h - 1) * p.v, p.v).others_weight,
            lambda p: p.u / ((1 / p.h - 1) * p.v),
        ),
        tuple(assume(name, f"phi of the score {of}", low_open=True) for name, of in (("u", "with itself"), ("v", "with another"))),
        source=KERNEL,
        twins=but("n", "n for n - 1", right=lambda p: p.u * p.h / p.v),
    ),
    Claim(
        "H2.half",
        "a kernel of the gap gives half of the weight where phi = 1/(n - 1): the scaling law is the inverse function of phi",
        Identity(LENGTHS, lambda p: _normalised(Point(one=p.one, h=p.h, f=p.h / (1 - p.h))), lambda p: p.one / 2),
        (),
        source=KERNEL,
        notes="phi falls from 1 at the gap 0, strictly and continuously, so there is one such gap; a kernel of the score has none, see H9",
        uses=("H2.falls",),
        twins=but("n", "where phi = 1/n", left=lambda p: _normalised(Point(one=p.one, h=p.h, f=p.h))),
    ),
    Claim(
        "H2.falls",
        "the self weight falls as phi rises, at every n",
        Monotone(LENGTHS, _normalised, "f", "decreasing"),
        (MASS,),
        source=KERNEL,
        twins=but("rises", "it rises", direction="increasing"),
    ),
    Claim(
        "H2.powers",
        "the kernel (1 + g/k)^-k gives half of the weight at g = k ((n - 1)^(1/k) - 1), k = 1 .. 4: a power law for a power",
        Identity(
            FREE,
            lambda p: marked(p, ((1 + _power_gap(p, k) / k) ** -k for k in POWERS)),
            lambda p: marked(p, (p.m**-k for k in POWERS)),
        ),
        (ROOT, *MARKS),
        source=KERNEL,
        uses=("H2.half",),
        notes="m = (n - 1)^(1/k); exp is the limit k -> oo, and log(n - 1) that of the gap",
        twins=but("no 1", "g = k (n - 1)^(1/k)", left=lambda p: marked(p, ((1 + (_power_gap(p, k) + k) / k) ** -k for k in POWERS))),
    ),
)


def _power_gap(p: Point, k: int) -> Scalar:
    return k * (p.m - 1)
