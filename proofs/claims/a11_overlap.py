"""A11: the overlap identity, for equiangular tokens and any row-stochastic attention."""

from __future__ import annotations

from dataclasses import dataclass

from ...theory.mechanisms import positions
from ..vocabulary import (
    CORRELATION, FINITE, FREE, RESIDUAL, POSITIVE_BETA, SUBCRITICAL, TOKENS, WINDOW, WITH_RESIDUAL, ChartFormula, Claim, Expansion, Fraction, Identity, Point, Row, Scalar,
    assume, but, log, naive, of, on_row, q, quantity, sqrt, without_residual,
)

SHARES = tuple(assume(name, f"attention weight {name}", 0, 1) for name in ("a1", "a2", "b1", "b2"))


def _rows(p: Point) -> tuple[list[Scalar], list[Scalar]]:
    """Return two rows over three tokens, each of sum 1."""
    return [p.a1, p.a2, 1 - p.a1 - p.a2], [p.b1, p.b2, 1 - p.b1 - p.b2]


def _inner(p: Point) -> Scalar:
    left, right = _rows(p)
    return naive.mixed_inner_product(left, right, p.rho)


def _cosine_by(inverse_participation_ratio: ChartFormula) -> ChartFormula:
    """Return rho/(rho + (1 - rho) Y) for what stands for Y."""
    return lambda p: p.rho / (p.rho + (1 - p.rho) * inverse_participation_ratio(p))


def _by_overlap(p: Point) -> Scalar:
    left, right = _rows(p)
    return p.rho + (1 - p.rho) * sum(u * w for u, w in zip(left, right, strict=True))


SUMS = tuple(
    assume(name, meaning)
    for name, meaning in (
        ("A", "sum of the weights of one row so far"),
        ("B", "sum of those of the other"),
        ("O", "sum of their products"),
        ("a", "new weight of one row"),
        ("b", "new weight of the other"),
    )
)


def _longer(p: Point) -> Scalar:
    """Return <sum a_k y_k, sum b_k y_k> with a new token y, from what holds before: <sum a_k y_k, y> = rho A."""
    before = p.rho * p.A * p.B + (1 - p.rho) * p.O
    return before + p.b * (p.rho * p.A) + p.a * (p.rho * p.B) + p.a * p.b


def _with_new(p: Point, products: int = 1) -> Scalar:
    return p.rho * (p.A + p.a) * (p.B + p.b) + (1 - p.rho) * (p.O + products * p.a * p.b)


@dataclass(frozen=True)
class WeightsOfThree:
    """A row over three tokens, its own weight at a place."""

    weights: list[Scalar]
    own: int

    @property
    def self_weight(self) -> Scalar:
        """The weight of the token itself."""
        return self.weights[self.own]

    @property
    def odds(self) -> Scalar:
        """The weight of the others over that of the token itself."""
        return (1 - self.self_weight) / self.self_weight

    @property
    def row_entropy(self) -> Scalar:
        """Shannon entropy."""
        return -sum(u * log(u) for u in self.weights)

    @property
    def participation(self) -> Scalar:
        """The sum of the squared weights."""
        return sum(u * u for u in self.weights)

    def outputs(self, r: Scalar) -> list[Scalar]:
        """Return the coefficients of the tokens in the output."""
        return [u + (r if k == self.own else 0) for k, u in enumerate(self.weights)]


@dataclass(frozen=True)
class RowsOfThree:
    """The rows of the first two of three tokens."""

    earlier: WeightsOfThree
    later: WeightsOfThree

    @property
    def forward_weight(self) -> Scalar:
        """What the first pays the second."""
        return self.earlier.weights[1]

    @property
    def backward_weight(self) -> Scalar:
        """What the second pays the first."""
        return self.later.weights[0]

    @property
    def overlap(self) -> Scalar:
        """The sum of products of their weights."""
        return sum(u * w for u, w in zip(self.earlier.weights, self.later.weights, strict=True))


def _two(p: Point) -> RowsOfThree:
    left, right = _rows(p)
    return RowsOfThree(WeightsOfThree(left, 0), WeightsOfThree(right, 1))


def _outputs(p: Point, r: Scalar) -> tuple[list[Scalar], list[Scalar]]:
    pair = _two(p)
    return pair.earlier.outputs(r), pair.later.outputs(r)


def _product(p: Point, times: int = 1) -> Scalar:
    return naive.mixed_inner_product(*_outputs(p, times * p.r), p.rho)


def _norm(p: Point, which: int, times: int = 1) -> Scalar:
    output = _outputs(p, times * p.r)[which]
    return naive.mixed_inner_product(output, output, p.rho)


def _cosine(p: Point, times: int = 1) -> Scalar:
    return _product(p, times) / sqrt(_norm(p, 0, times) * _norm(p, 1, times))


@dataclass(frozen=True)
class RowOfSimplex:
    """The row of a position that sees all tokens alike, by the catalogue of the simplex."""

    row: Row

    @property
    def self_weight(self) -> Scalar:
        """Its own weight."""
        return q.self_weight(self.row, 0, 0)

    @property
    def odds(self) -> Scalar:
        """The weight of the others over that of the token itself."""
        return q.odds(self.row, 0, 0)

    @property
    def row_entropy(self) -> Scalar:
        """Shannon entropy."""
        return q.row_entropy(self.row, 0, 0)

    @property
    def participation(self) -> Scalar:
        """The sum of the squared weights."""
        return q.inverse_participation_ratio(self.row, 0, 0)


@dataclass(frozen=True)
class PairOfSimplex:
    """Two positions that see all tokens alike."""

    row: Row

    @property
    def earlier(self) -> RowOfSimplex:
        """The row of the first."""
        return RowOfSimplex(self.row)

    @property
    def later(self) -> RowOfSimplex:
        """The row of the second."""
        return RowOfSimplex(self.row)

    @property
    def forward_weight(self) -> Scalar:
        """What the first pays the second."""
        return q.other_weight(self.row, 0, 0)

    @property
    def backward_weight(self) -> Scalar:
        """What the second pays the first."""
        return q.other_weight(self.row, 0, 0)

    @property
    def overlap(self) -> Scalar:
        """The sum of products of their weights."""
        return q.row_overlap(self.row, 0, 0)


def _of_pair(formula: positions.PairFormula, times: int = 1) -> ChartFormula:
    """Return a quantity of two positions that see all tokens alike, as a function of a point."""
    return of(lambda row, rho, r: times * formula(PairOfSimplex(row), rho, r))


RESIDUAL_ROWS = (CORRELATION, RESIDUAL, *SHARES)

CLAIMS = (
    Claim(
        "A11.overlap.step",
        "a token more: <sum a_k y_k, sum b_k y_k> is rho (sum a)(sum b) + (1 - rho) sum a_k b_k if it is with one less",
        Identity(FREE, _longer, _with_new),
        (CORRELATION, *SUMS),
        notes="with no token both sides are 0",
        twins=but("twice", "2 a b for the new product", right=lambda p: _with_new(p, 2)),
    ),
    Claim(
        "A11.overlap.any-rows",
        "<m_i, m_j> = rho + (1 - rho) O_ij for any two row-stochastic rows",
        Identity(FREE, _inner, _by_overlap),
        (CORRELATION, *SHARES),
        uses=("A11.overlap.step",),
        notes="shown for three tokens; the step adds one more at a time",
        twins=but(
            "no mean",
            "rho O_ij instead of rho + (1 - rho) O_ij",
            right=lambda p: p.rho * sum(u * w for u, w in zip(*_rows(p), strict=True)),
        ),
    ),
    Claim(
        "A11.definition.inner-product",
        "with a residual <x'_i, x'_j> = rho (1 + r)^2 + (1 - rho)(O_ij + r (A_ij + A_ji)) for any two rows of sum 1",
        Identity(
            FREE,
            _product,
            lambda p: positions.inner_product_of_rows(_two(p), p.rho, p.r),
        ),
        RESIDUAL_ROWS,
        uses=("A11.overlap.step",),
        notes="shown for three tokens; the step adds one more at a time",
        defines=(positions.inner_product, positions.inner_product_of_rows),
        twins=but("once", "r A_ij alone", right=lambda p: positions.inner_product(_two(p).overlap, _two(p).forward_weight, p.rho, p.r)),
    ),
    Claim(
        "A11.definition.norm",
        "with a residual |x'_i|^2 = rho (1 + r)^2 + (1 - rho)(Y_i + 2 r A_ii + r^2) for any row of sum 1",
        Identity(
            FREE,
            lambda p: _norm(p, 0),
            lambda p: positions.squared_norm(_two(p).earlier.participation, _two(p).earlier.self_weight, p.rho, p.r),
        ),
        RESIDUAL_ROWS,
        uses=("A11.overlap.step",),
        notes="shown for three tokens; the step adds one more at a time",
        defines=(positions.squared_norm,),
        twins=but("2 r", "a residual of 2 r", left=lambda p: _norm(p, 0, 2)),
    ),
    Claim(
        "A11.definition.cosine",
        "cos' of two outputs is their inner product over both norms, from participations, overlap and mutual weights",
        Identity(FREE, _cosine, lambda p: positions.cosine_of_rows(_two(p), p.rho, p.r)),
        RESIDUAL_ROWS,
        uses=("A11.definition.inner-product", "A11.definition.norm"),
        notes="sampled in balls, for the norms are square roots",
        defines=(positions.cosine_of_rows,),
        twins=but("2 r", "a residual of 2 r", left=lambda p: _cosine(p, 2)),
    ),
    without_residual(
        "A11.overlap.simplex",
        "O = b (1 + a - b) is sum_k A_ik A_jk in the simplex",
        Identity(FINITE, on_row(naive.row_overlap), of(q.row_overlap)),
        twins=but("1 + a", "b (1 + a)", right=lambda p: p.row.other_weight * (1 + p.row.self_weight)),
    ),
    *(
        without_residual(
            f"A11.overlap.cosine-{regime.id}",
            f"O -> 0, so cos' - rho/(rho + (1 - rho) Y) -> 0 ({regime.id})",
            Expansion(regime, of(q.output_cosine), _cosine_by(of(q.inverse_participation_ratio))),
            uses=("A11.overlap.any-rows",),
            twins=but("another weight", "a, or 1 - a, in place of Y", value=_cosine_by(wrong)),
        )
        for regime, wrong in ((WINDOW, of(q.self_weight)), (SUBCRITICAL, of(q.self_weight_complement)))
    ),
    *(
        Claim(
            f"A11.pair.{name}",
            f"of two positions that see all tokens alike, {quantity(name).title} is that of the simplex",
            Identity(FINITE, _of_pair(formula), of(quantity(name).formula)),
            (*TOKENS, POSITIVE_BETA) if "cosine" in name or "contraction" in name else TOKENS,
            uses=("A11.overlap.simplex",),
            twins=but("twice", "twice as large", left=_of_pair(formula, 2)),
        )
        for name, formula in positions.PAIR_QUANTITIES.items()
        if name != "cosine-odds"  # at huge n cos' is 1 to any precision
    ),
    Claim(
        "A11.pair.cosine-odds",
        "of two positions that pay each other nothing, the odds of the cosine are cos'/(1 - cos')",
        Identity(
            FREE,
            lambda p: positions.PAIR_QUANTITIES["cosine-odds"](_two(p), p.rho, p.r),
            lambda p: _cosine(p) / (1 - _cosine(p)),
        ),
        (*WITH_RESIDUAL, *(share.at(Fraction(0)) if share.name in ("a2", "b1") else share for share in SHARES)),
        uses=("A11.definition.cosine",),
        notes="shown for three tokens; with a residual no two such outputs are one point",
        twins=but("2 r", "a residual of 2 r", right=lambda p: _cosine(p, 2) / (1 - _cosine(p, 2))),
    ),
)
