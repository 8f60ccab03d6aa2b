"""A0: what the words mean.  Every chart and every quantity of the simplex layer is tied to the layer, token by token.

The right side is what the package evaluates; the left side is the definition of the layer (`theory.layer.definitions`), which
shares no line with it.  The sums over tokens are counted by symmetry, and that is stated too.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import TypeAlias

from ...theory.layer.antilog import exponentials
from ...theory.layer.motions import PAIRING, ROTATION, Motion, on_a_ring
from ...theory.layer.regimes import LOG_LENGTH
from ...theory.layer.tokens import Tokens
from ..vocabulary import (
    CRITICAL, FINITE, FREE, MARKS, PAPER, POSITIVE_BETA, QUANTITIES, SUBCRITICAL, SUPERCRITICAL, SYMMETRY, TOKENS,
    WEIGHT_RATIO, WINDOW, Antilog, Assumption, Claim, Counted, Identity, Listed, Point, Regime, Row, Scalar, Token,
    TokenLayer, assume, but, exp, g, image, marked, maximum, of, q,
)

SOURCE = f"definition of the layer; {PAPER}, section 2"


def layer(p: Point, more: int = 0) -> TokenLayer:
    """Return the layer at a point of the finite chart, of n tokens and ``more``."""
    return TokenLayer(Counted(1 / p.h + more), p.rho, p.t, p.r)


def beta(p: Point) -> Scalar:
    """Return the inverse temperature in the finite chart."""
    return p.neg_log_t / (1 - p.rho)


RATIO: dict[Regime, Callable[[Point], Scalar]] = {
    FINITE: lambda p: p.t,
    SUBCRITICAL: lambda p: p.t,
    CRITICAL: lambda p: p.h,
    WINDOW: lambda p: (1 - p.s) / p.s * p.h,
    SUPERCRITICAL: lambda p: p.v * p.h,
}
"""exp(-beta (1 - rho)) in the coordinates of each chart: n^-gamma(1 - rho), with exp(-kappa) = (1 - s)/s in the window."""


def _row(row: Row) -> tuple[Scalar, ...]:
    return row.self_weight, row.self_weight_complement, row.other_weight, row.weight_gap, row.share


def _softmax(regime: Regime, p: Point, more: int = 0) -> tuple[Scalar, ...]:
    here = TokenLayer(Counted(1 / p.h + more), 0, RATIO[regime](p))
    i, j = here.tokens.some(2)
    own, others, other = here.weight(i, i), here.others(i), here.weight(i, j)
    return own, others, other, own - other, other / others


def _logs(regime: Regime, p: Point, more: int = 0) -> tuple[Scalar, ...]:
    """Return exp of -log a, of the logit gap, and of log n."""
    here = TokenLayer(Counted(1 / p.h + more), 0, RATIO[regime](p))
    (i,) = here.tokens.some(1)
    return 1 / here.weight(i, i), 1 / RATIO[regime](p), 1 / p.h


def _chart_claims(regime: Regime) -> tuple[Claim, ...]:
    return (
        Claim(
            f"A0.chart.{regime.id}.weights",
            f"{regime.id} chart: a, 1 - a, b, a - b and 1/(n - 1) are those of the softmax of n masses",
            Identity(regime, lambda p: marked(p, _softmax(regime, p)), lambda p: marked(p, _row(p.row))),
            MARKS,
            source=SOURCE,
            defines=(regime,),
            notes="any combination c0 a + c1 (1 - a) + ... of the five, so that each of them is meant",
            twins=but("one more", "a token more", left=lambda p: marked(p, _softmax(regime, p, 1))),
        ),
        Claim(
            f"A0.chart.{regime.id}.logarithms",
            f"{regime.id} chart: its logarithms are -log a, beta (1 - rho) and log n",
            Identity(regime, lambda p: marked(p, _logs(regime, p)), lambda p: marked(p, exponentials(regime, p))),
            MARKS[:3],
            source=SOURCE,
            defines=(regime,),
            notes="compared by their exponentials, which are rational",
            twins=but(
                "one more", "a token more in the sum of the masses", left=lambda p: marked(p, _logs(regime, p, 1))
            ),
        ),
    )


def _limit_weights(regime: Regime, p: Point, more: int = 0) -> tuple[Scalar, Scalar]:
    """Return 1/s = 1 + n t and 1/(1 - s) = 1 + 1/(n t), the others' mass counted token by token, that of the token itself too."""
    others = Counted(1 / p.h + more).sum(lambda k: RATIO[regime](p))
    return 1 + others, 1 + 1 / others


def _limit_logs(regime: Regime, p: Point) -> tuple[Scalar, ...]:
    """Return exp of the chart's -log s and -log(1 - s)."""
    arguments = {entry.name: entry.argument for entry in regime.logarithms}
    return arguments["neg_log_s"](p), arguments["neg_log_1ms"](p)


def _limit_claim(regime: Regime) -> Claim:
    return Claim(
        f"A0.chart.{regime.id}.limits",
        f"{regime.id} chart: -log s and -log(1 - s) are log(1 + exp(-kappa)) and log(1 + exp(kappa)), exp(-kappa) = n t",
        Identity(regime, lambda p: marked(p, _limit_weights(regime, p)), lambda p: marked(p, _limit_logs(regime, p))),
        MARKS[:2],
        source=SOURCE,
        defines=(regime,),
        notes="compared by their exponentials, which are rational",
        twins=but("one more", "a token more", left=lambda p: marked(p, _limit_weights(regime, p, 1))),
    )


def _arguments(regime: Regime, p: Point) -> tuple[Scalar, ...]:
    """Return what the chart takes logarithms of, once for each other form that it has of them."""
    entries = regime.logarithms
    return *(e.argument(p) for e in entries if e.excess), *(e.argument(p) for e in entries if e.large)


def _other_forms(regime: Regime, p: Point, more: int = 0) -> tuple[Scalar, ...]:
    """Return 1 + excess, and exp of the form for large n, of the chart's logarithms."""
    entries = regime.logarithms
    known = {e.name: Antilog(e.argument(p)) for e in (*entries, LOG_LENGTH)}
    logs = Point(**{**vars(p), **known})
    large = (e.large(logs, lambda x: Antilog(1 + x)).argument for e in entries if e.large)
    return *(1 + more + e.excess(p) for e in entries if e.excess), *large


def _forms_claim(regime: Regime) -> Claim:
    return Claim(
        f"A0.chart.{regime.id}.forms",
        f"{regime.id} chart: its logarithms near 1 and for large n are those of their arguments",
        Identity(regime, lambda p: marked(p, _arguments(regime, p)), lambda p: marked(p, _other_forms(regime, p))),
        MARKS[:2],
        defines=(regime,),
        notes="compared by their exponentials, which are rational",
        twins=but("one more", "2 + excess", right=lambda p: marked(p, _other_forms(regime, p, 1))),
    )


def _entropy(here: TokenLayer, p: Point) -> Scalar:
    (i,) = here.tokens.some(1)
    return here.entropy(i, lambda j, k: 0 if here.tokens.same(j, k) else -p.neg_log_t, p.log_partition)


def _pair(what: Callable[[TokenLayer, Token, Token], Scalar]) -> Callable[[TokenLayer, Point], Scalar]:
    return lambda here, p: what(here, *here.tokens.some(2))


def _eigenvalue(
    motion: Callable[[TokenLayer, tuple[Token, ...]], Motion], named: int
) -> Callable[[TokenLayer, Point], Scalar]:
    """Return the factor of a motion in its image: the coefficient of the second token in the motion of the first."""

    def factor(here: TokenLayer, p: Point) -> Scalar:
        some = here.tokens.some(named)
        moved = motion(here, some)
        i, j, *_ = some
        return image(here, beta(p), moved)(i, j) / moved(i, j)

    return factor


def _subsets(n: int, t: Scalar) -> Scalar:
    """Return 4 max p(S)(1 - p(S)) over the sets S of n tokens, p(S) the attention that a token pays to S."""
    tokens = Listed(n)
    here = TokenLayer(tokens, 0, t)
    (i,) = tokens.some(1)
    shares = [0 * t]
    for weight in tokens.each(lambda k: here.weight(i, k)):
        shares += [share + weight for share in shares]
    return reduce(maximum, (4 * share * (1 - share) for share in shares))


FEW = (2, 3, 4, 5)


def _balanced(side: Callable[[Point, int], Scalar]) -> Callable[[Point], Scalar]:
    return lambda p: marked(p, (side(p, n) for n in FEW))


def _balanced_mass(n: int, t: Scalar) -> Scalar:
    return q.balanced_mass(Row.from_odds((n - 1) * t, n + 0 * t), 0, 0)


DefinitionRow: TypeAlias = tuple[
    Callable[..., Scalar], str, Callable[[TokenLayer, Point], Scalar], *tuple[Assumption, ...]
]
DEFINITIONS: tuple[DefinitionRow, ...] = (
    (q.odds, "(1 - A_ii)/A_ii", _pair(lambda x, i, j: x.others(i) / x.weight(i, i))),
    (q.self_weight, "A_ii", _pair(lambda x, i, j: x.weight(i, i))),
    (q.self_weight_complement, "the sum of A_ik over k != i", _pair(lambda x, i, j: x.others(i))),
    (q.other_weight, "A_ij", _pair(lambda x, i, j: x.weight(i, j))),
    (q.weight_gap, "A_ii - A_ij", _pair(lambda x, i, j: x.weight(i, i) - x.weight(i, j))),
    (q.row_entropy, "- sum_k A_ik log A_ik", _entropy),
    (q.entropy_fraction, "- sum_k A_ik log A_ik / log n", lambda x, p: _entropy(x, p) / p.L),
    (q.perplexity, "exp(- sum_k A_ik log A_ik)", lambda x, p: exp(_entropy(x, p))),
    (q.inverse_participation_ratio, "sum_k A_ik^2", _pair(lambda x, i, j: x.overlap(i, i))),
    (q.participation_ratio, "1/sum_k A_ik^2", _pair(lambda x, i, j: 1 / x.overlap(i, i))),
    (q.row_overlap, "sum_k A_ik A_jk", _pair(lambda x, i, j: x.overlap(i, j))),
    (q.output_norm_squared, "<x'_i, x'_i>", _pair(lambda x, i, j: x.inner(i, i))),
    (q.output_inner_product, "<x'_i, x'_j>", _pair(lambda x, i, j: x.inner(i, j))),
    (q.output_cosine, "<x'_i, x'_j>/|x'_i|^2", _pair(lambda x, i, j: x.cosine(i, j))),
    (q.contraction_factor, "(1 - cos')/(1 - rho)", _pair(lambda x, i, j: x.contraction_factor(i, j))),
    (
        q.contraction_factor_complement,
        "1 - (1 - cos')/(1 - rho)",
        _pair(lambda x, i, j: 1 - x.contraction_factor(i, j)),
    ),
    (q.output_cosine_complement, "1 - cos'", _pair(lambda x, i, j: 1 - x.cosine(i, j))),
    (q.output_cosine_excess, "cos' - rho", _pair(lambda x, i, j: x.cosine(i, j) - x.gram(i, j))),
    (q.cosine_odds, "cos'/(1 - cos')", _pair(lambda x, i, j: x.cosine(i, j) / (1 - x.cosine(i, j))), POSITIVE_BETA),
    (
        g.pairing_eigenvalue,
        "the factor of a pairing of tokens in its image",
        _eigenvalue(lambda x, some: on_a_ring(x, some, PAIRING), 4),
    ),
    (
        g.rotation_eigenvalue,
        "the factor of a relative rotation of tokens in its image",
        _eigenvalue(lambda x, some: on_a_ring(x, some, ROTATION), 3),
    ),
)
"""Each rational quantity: its formula, what it means in words, what it means, and what it assumes besides."""


def _definition(
    formula: Callable[..., Scalar], words: str, meaning: Callable[[TokenLayer, Point], Scalar], *besides: Assumption
) -> Claim:
    entry = QUANTITIES[formula.__name__.replace("_", "-")]
    closed = of(formula)
    return Claim(
        f"A0.definition.{entry.id}",
        f"{entry.title}: {words}, token by token",
        Identity(FINITE, lambda p: meaning(layer(p), p), closed),
        (*TOKENS, *besides),
        source=SOURCE,
        defines=(formula,),
        uses=SYMMETRY,
        twins=but("one more", "a token more", left=lambda p: meaning(layer(p, 1), p)),
    )


NAMED = range(1, 7)
"""How many tokens may be fixed around a sum: no definition needs more."""


def _first(tokens: Tokens, some: tuple[Token, ...], here: Token) -> int:
    """Return the place of the first token that is the same."""
    return next((place for place, other in enumerate(some) if tokens.same(other, here)), len(some))


SUMMANDS = tuple(
    assume(
        f"f{m}{place}",
        f"any number: the summand for {'fixed token ' + str(place) if place < m else 'any other token'} of {m}",
    )
    for m in NAMED
    for place in range(m + 1)
)
LENGTHS = tuple((m, more) for m in NAMED for more in (0, 1))
EACH = tuple(assume(f"c{m}{more}", f"any number: it marks the sum over {m + more} tokens") for m, more in LENGTHS)


def _summed(p: Point, here: Tokens, m: int) -> Scalar:
    some = here.some(m)
    return here.sum(lambda k: getattr(p, f"f{m}{_first(here, some, k)}"))


def _one_sum(tokens: Callable[[int], Tokens]) -> Callable[[Point], Scalar]:
    """Return the sums over m and m + 1 tokens, m of them fixed, of a number for each token."""

    def side(p: Point) -> Scalar:
        total = 0
        for (m, more), mark in zip(LENGTHS, EACH, strict=True):
            total = total + getattr(p, mark.name) * _summed(p, tokens(m + more), m)
        return total

    return side


KINDS = tuple((k, m) for k in range(3) for m in range(3 if k < 2 else 4))
"""Which of two fixed tokens the first of two is, or 2; and which of these the second is, or the next number."""
PAIRS = tuple(assume(f"f{k}{m}", f"any number: the summand for tokens of kind {k}, {m}") for k, m in KINDS)


def _nested(tokens: Callable[[int], Tokens]) -> Callable[[Point], Scalar]:
    """Return the sums over two tokens, of 2, 3, 4 and 5, of a number for each kind of pair."""

    def summed(p: Point, here: Tokens) -> Scalar:
        some = here.some(2)

        def kind(k: Token, m: Token) -> Scalar:
            first = _first(here, some, k)
            return getattr(p, f"f{first}{_first(here, some if first < 2 else (*some, k), m)}")

        return here.sum(lambda k: here.sum(lambda m: kind(k, m)))

    return lambda p: marked(p, (summed(p, tokens(n)) for n in FEW))


def _symmetry(
    name: str, title: str, notes: str, side: Callable[..., Callable[[Point], Scalar]], free: tuple[Assumption, ...]
) -> Claim:
    return Claim(
        f"A0.symmetry.{name}",
        title,
        Identity(FREE, side(Listed), side(Counted)),
        free,
        notes=notes,
        twins=but("one less", "n - m - 1 others", right=side(lambda n: Counted(n - 1))),
    )


CLAIMS = (
    _symmetry(
        "one-sum",
        "a sum over n tokens of what depends on which are the same: m fixed ones alone, and n - m others alike",
        f"m = 1 .. {NAMED[-1]}, n = m and m + 1: both sides are linear in n, so two n decide all",
        _one_sum,
        (*SUMMANDS, *EACH),
    ),
    _symmetry(
        "nested",
        "two sums over n tokens, one inside the other, of what depends on which are the same, are counted one by one",
        "n = 2 .. 5: both sides are polynomials of degree 2 in n; further sums follow by induction, the inner sum being such a number",
        _nested,
        (*MARKS, *PAIRS),
    ),
    *(claim for regime in RATIO for claim in _chart_claims(regime)),
    *(_limit_claim(regime) for regime in (CRITICAL, WINDOW)),
    *(_forms_claim(regime) for regime in RATIO),
    *(_definition(*entry) for entry in DEFINITIONS),
    Claim(
        "A0.definition.balanced-mass",
        "balanced mass: 4 max p(S)(1 - p(S)) over all sets S of tokens, one by one, n = 2 .. 5",
        Identity(FREE, _balanced(lambda p, n: _subsets(n, p.t)), _balanced(lambda p, n: _balanced_mass(n, p.t))),
        (WEIGHT_RATIO, *MARKS),
        source="arXiv 2602.18849: the inf -> 1 norm of the softmax Jacobian",
        defines=(q.balanced_mass,),
        twins=but("3 for 4", "3 max p(S)(1 - p(S))", left=_balanced(lambda p, n: 3 * _subsets(n, p.t) / 4)),
    ),
)
