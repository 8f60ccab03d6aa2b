"""The closed propositions of claims: what is written, and that all of a claim's domain and formulas is in it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from flint import arb
from pytest import approx

from critscale.numerics.laws.multiplier import LAW_BALLS, ball
from critscale.proofs.claim import Claim
from critscale.proofs.formal.obligation import closed
from critscale.proofs.gallina.proposition import Unwritten, Words, coq_identifier, gallina
from critscale.proofs.gallina.terms import GallinaTerm, gallina_variable, term
from critscale.proofs.kinds import BigO, Bound, Expansion, Identity, LittleO, Monotone
from critscale.proofs.library import find_claim, package_claims
from critscale.theory.assumptions import CORRELATION, RESIDUAL
from critscale.theory.expression import fold
from critscale.theory.field import Scalar, exp, log, maximum, spectral_norm, sqrt
from critscale.theory.growth import Growth
from critscale.theory.layer.domain import Domain
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, SUBCRITICAL, SUPERCRITICAL, WINDOW, Regime

from ..statements import var

X, N = gallina_variable("x"), gallina_variable("n")


def words(text: str) -> str:
    """Return a text with single blanks."""
    return " ".join(text.split())


def test_the_main_theorem_as_it_is_written() -> None:
    """Range by range, let by let: softmax weights at beta = gamma ln n, the cosine, its limit."""
    text = words(closed(find_claim("A3.cosine.critical-plain")))
    assert text.endswith(
        "Definition A3_cosine_critical_plain : Prop := forall rho : R, 0 < rho < 1 -> let gamma := 1 / (1 - rho) in "
        "is_lim_seq (fun k : nat => let n := INR k in let beta := gamma * ln n in let own := exp beta in "
        "let other := exp (beta * rho) in let others := (n - 1) * other in let total := own + others in "
        "let a' := others / total in let b := other / total in let ab := (own - other) / total in "
        "(rho * ab ^ 2 + (b + rho * a') * (2 * ab + a' + b)) / (ab ^ 2 + (b + rho * a') * (2 * ab + a' + b))) "
        "(4 * rho / (1 + 3 * rho))."
    )


def test_a_variable_keeps_its_name_and_a_definition_yields() -> None:
    """A name that is bound twice would say something else."""
    claim = find_claim("A3.cosine.critical-plain")
    text = words(closed(replace(claim, assumptions=(*claim.assumptions, var("own", "(0, 1)")), twins=())))
    assert "0 < own < 1 ->" in text and "let own' := exp beta in" in text and "let total := own' + others in" in text


@pytest.mark.parametrize(
    ("claim", "part"),
    [
        (
            "A1.weights.softmax",
            "forall t rho n : R, 0 < t <= 1 -> rho < 1 -> 2 <= n -> let beta := - (ln t / (1 - rho))",
        ),
        ("A2.geometry.monotone", "0 < t_ <= 1 -> t <= t_ ->"),
        ("A3.cosine.supercritical", "0 < delta -> let gamma := (1 + delta) / (1 - rho) in"),
        (
            "A5.window.norm",
            "0 < s < 1 -> let c := ln (s / (1 - s)) / (1 - rho) in exists (C : R) (N : nat), forall k : nat, (N <= k)%nat -> let n := INR k in",
        ),
        ("A5.window.norm", "let n := INR k in let gamma := 1 / (1 - rho) + c / ln n in"),
        ("A5.window.norm", "<= C * (1 / n ^ 2)."),
        ("A6.rate.contraction", "<= C * (Rpower n (- (2 * delta)))."),
        ("A7.rate.contraction", "is_lim_seq (fun k : nat =>"),
        ("A7.rate.residual-deep", "1 / 2 < delta < 1 ->"),
        ("A8.entropy.critical-bound", "forall rho n : R, 0 < rho < 1 -> 3 <= n ->"),
        ("A7.rate.uniform", "((1 / n - 1 / n) / (1 / n + (1 - 1 / n))) ^ 2 / ("),
        ("A12.balanced-mass.window", "let n := INR k in"),
        ("C2.error.squared", "- 1 <= c <= 1 ->"),
        ("D11b.merge.never", "forall tangent R' : R,"),
        ("G1.extension.log-ratio", "let ell := ln (1 + (- (1 / n))) in Rabs ("),
    ],
)
def test_parts(claim: str, part: str) -> None:
    """Ranges, charts and kinds of error."""
    assert part in words(closed(find_claim(claim)))


def test_every_claim_of_these_kinds_is_written() -> None:
    """Their names differ, and no formula is left out."""
    claims = [c for c in package_claims() if isinstance(c.statement, Identity | Bound | Monotone | Expansion)]
    written = {}
    for claim in claims:
        try:
            written[claim.id] = closed(claim)
        except Unwritten:
            continue
    assert len(written) >= 200
    assert len({coq_identifier(name) for name in written}) == len(written)


def _stronger(claim: Claim) -> list[Claim]:
    s = claim.statement
    assert isinstance(s, Expansion)
    wide = replace(RESIDUAL, low=Fraction(-1))
    return [
        replace(claim, statement=replace(s, quantity=lambda p: s.quantity(p) * 1001 / 1000)),
        replace(claim, statement=replace(s, value=lambda p: s.value(p) * 1001 / 1000)),
        replace(claim, statement=replace(s, error=BigO(Growth(Fraction(1))))),
        replace(claim, assumptions=(CORRELATION, wide)),
        replace(claim, assumptions=(replace(CORRELATION, low_open=False), RESIDUAL)),
    ]


def test_every_part_of_a_claim_shows() -> None:
    """A side, the error, an end of a range: each changes the proposition."""
    claim = find_claim("A3.cosine.critical")
    assert len({closed(c) for c in (claim, *_stronger(claim))}) == 6


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (X - (X - 1) * 2, "x - (x - 1) * 2"),
        (X - X + X / X, "x - x + x / x"),
        (0 * X + 1 * X - 0, "0 * x + x"),
        (1 / (X * X) / 3, "1 / (x * x) / 3"),
        ((X + 1) ** 3, "(x + 1) ^ 3"),
        ((-X) ** 2, "(- x) ^ 2"),
        (X ** (-2) * X**0, "1 / x ^ 2"),
        (2 - (-X) * 3, "2 - (- x) * 3"),
        (X * Fraction(1, 3) + 1, "x * (1 / 3) + 1"),
        (Fraction(-1, 3) - X, "(- (1 / 3)) - x"),
        (exp(-X) * log(1 + X), "exp (- x) * ln (1 + x)"),
        (sqrt(X + 1) / maximum(X, X + 1), "sqrt (x + 1) / Rmax x (x + 1)"),
        ((X**3) ** Fraction(1, 2), "sqrt (x ^ 3)"),
        (N ** Fraction(-1, 3), "1 / Rpower n (1 / 3)"),
        (-(X + 1), "- (x + 1)"),
        (X - 1 - (X + 2), "x - 1 - (x + 2)"),
        (X / (X / (X + 1)) * 2, "x / (x / (x + 1)) * 2"),
        (1 / (1 / N) - 1 + X / (1 / X), "n - 1 + x / (1 / x)"),
        (term(1) / 0 + X, "1 / 0 + x"),
    ],
)
def test_expressions(expression: GallinaTerm, text: str) -> None:
    """Parentheses stand where Gallina needs them, and nothing is worked out."""
    assert words(gallina(expression.expression)) == text


@pytest.mark.parametrize(
    "statement",
    [
        Identity(regime=FREE, left=lambda p: p.rho ** Fraction(1, 3), right=1),
        Identity(regime=FREE, left=lambda p: spectral_norm(*[p.rho] * 7), right=1),
        Expansion(regime=WINDOW, quantity=1, value=1, error=LittleO(uniform=True)),
        Expansion(regime=WINDOW, quantity=1, value=1, error=BigO(Growth(Fraction(1)), uniform=True)),
    ],
)
def test_what_is_not_written(statement: Identity | Expansion) -> None:
    """A power of what may be 0, a function that Coq's library lacks, one constant for all parameters."""
    claim = Claim(id="X.no", title="", statement=statement, assumptions=(CORRELATION,))
    with pytest.raises(Unwritten):
        closed(claim)


def test_a_title_cannot_leave_its_comment() -> None:
    """Nor a variable take a name of the library."""
    claim = find_claim("D11b.merge.never")
    text = closed(replace(claim, title='end *) Axiom x : False. (* "'))
    assert text.count("*)") == 1 and text.count("(*") == 1 and '"' not in text and "forall tangent R' : R," in text


BETAS: Mapping[Regime, Callable[[float, float], float]] = {
    FINITE: lambda log_n, gap: math.log(4) / gap,
    CRITICAL: lambda log_n, gap: log_n / gap,
    WINDOW: lambda log_n, gap: (log_n + math.log(1 / 2)) / gap,
    SUBCRITICAL: lambda log_n, gap: (1 - 1 / 5) * log_n / gap,
    SUPERCRITICAL: lambda log_n, gap: (1 + 1 / 5) * log_n / gap,
}
"""By chart, beta at t = 1/4, at the critical gamma, at s = 1/3, at delta = 1/5."""


@pytest.mark.parametrize("regime", BETAS, ids=lambda regime: regime.id)
def test_the_names_mean_a_softmax_row(regime: Regime) -> None:
    """What the propositions of a chart name, worked out in numbers, is the softmax of one logit beta and n - 1 logits beta rho."""
    n, rho = 7, 1 / 3
    words = Words(Domain.of(regime, (CORRELATION,)))
    values = {"n": arb(n), "rho": arb(1) / 3, "t": arb(1) / 4, "s": arb(1) / 3, "delta": arb(1) / 5}
    for meaning in words.meaning:
        values[meaning.name] = fold(meaning.expression, LAW_BALLS, values)

    def value(scalar: Scalar) -> float:
        return float(ball(fold(term(scalar).expression, LAW_BALLS, values)))

    beta, row = BETAS[regime](math.log(n), 1 - rho), words.point.row
    masses = [math.exp(beta), *[math.exp(beta * rho)] * (n - 1)]
    own, *others = (mass / sum(masses) for mass in masses)
    assert value(row.self_weight) == approx(own)
    assert value(row.self_weight_complement) == approx(sum(others))
    assert value(row.other_weight) == approx(others[0])
    assert value(row.weight_gap) == approx(own - others[0])
    assert value(row.share) == approx(1 / (n - 1))
    logs = row.logs()
    assert value(logs.partition) == approx(-math.log(own))
    assert value(logs.gap) == approx(beta * (1 - rho))
    assert value(logs.length) == approx(math.log(n))
