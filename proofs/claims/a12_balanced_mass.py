"""A12: the balanced mass."""

from __future__ import annotations

from ..vocabulary import (
    FINITE, FREE, INVERSE_N_SQUARED, NEARLY, PLAIN, SUBCRITICAL, SUPERCRITICAL, WINDOW, BigO, Bound, Claim,
    Expansion, Fraction, Identity, Pin, Point, Scalar, T, assume, but, q, replace, sharp, without_residual,
)

TIE = assume("e", "distance of 1/(2 b) from the nearest integer", Fraction(-1, 2), Fraction(1, 2))
FURTHER = assume("m", "an integer", 1, integer=True)
MASS = assume("x", "mass of a subset as a share of 1 - a", 0, 1)
REST = assume("c", "1 - a, at most 1/2", 0, Fraction(1, 2))


def _tied(p: Point) -> Scalar:
    return q.balanced_mass_at_large_odds(p.row, p.e)


def _self_against_rest(p: Point) -> Scalar:
    return q.balanced_mass_at_small_odds(p.row)


def _of_set(share: Scalar) -> Scalar:
    """Return 4 p (1 - p) of a set that holds this share of the attention."""
    return 4 * share * (1 - share)


CLAIMS = (
    Claim(
        "A12.set.large-odds",
        "a set of k other tokens has 4 p (1 - p) = 1 - 4 e^2 b^2, where k = 1/(2 b) + e",
        Identity(FINITE, lambda p: _of_set((1 / (2 * p.row.other_weight) + p.e) * p.row.other_weight), _tied),
        (TIE,),
        defines=(q.balanced_mass_at_large_odds,),
        twins=but(
            "3 for 4",
            "3 p (1 - p)",
            left=lambda p: 3 * _of_set((1 / (2 * p.row.other_weight) + p.e) * p.row.other_weight) / 4,
        ),
    ),
    Claim(
        "A12.set.nearest",
        "no number of tokens is nearer to 1/(2 b) than the nearest integer: (e + m)^2 >= e^2 for integers m >= 1 (and -m by symmetry)",
        Bound(FREE, lambda p: p.e**2, lambda p: (p.e + p.m) ** 2),
        (TIE, FURTHER),
        notes="equality at e = -1/2, m = 1: a tie",
        pins=(sharp(TIE.at(Fraction(-1, 2)), FURTHER.at(Fraction(1))),),
        twins=but(
            "any number", "any m >= 0, no integer", assumptions=(TIE, replace(FURTHER, low=Fraction(0), integer=False))
        ),
    ),
    Claim(
        "A12.set.small-odds",
        "all other tokens together have 4 p (1 - p) = 4 a (1 - a)",
        Identity(FINITE, lambda p: _of_set((1 / p.h - 1) * p.row.other_weight), _self_against_rest),
        defines=(q.balanced_mass_at_small_odds,),
        twins=but("n tokens", "n tokens of weight b", left=lambda p: _of_set(1 / p.h * p.row.other_weight)),
    ),
    Claim(
        "A12.set.complement",
        "a set and its complement have the same 4 p (1 - p): the token itself may be left out",
        Identity(FREE, lambda p: _of_set(p.x), lambda p: _of_set(1 - p.x)),
        (MASS,),
        twins=but("half", "the complement to 1/2", right=lambda p: _of_set((1 - 2 * p.x) / 2)),
    ),
    Claim(
        "A12.set.available",
        "for E >= 1 there are as many others as the integer nearest to 1/(2 b): 1/(2 b) <= n - 1, an integer",
        Bound(FREE, lambda p: (1 + 1 + p.e) * p.others / (2 * (1 + p.e)), lambda p: p.others),
        (assume("e", "E - 1"), assume("others", "n - 1", 1, integer=True)),
        notes="b = (1 - a)/(n - 1) = E/((1 + E)(n - 1))",
        pins=(Pin(factor=NEARLY),),
        twins=but("n - 2", "n - 2 others", upper=lambda p: p.others - 1),
    ),
    Claim(
        "A12.balanced-mass.small-odds",
        "for E <= 1 no subset of the others has more 4 p (1 - p) than all of them: 4 a (1 - a)",
        Bound(FREE, lambda p: 4 * p.x * p.c * (1 - p.x * p.c), lambda p: 4 * p.c * (1 - p.c)),
        (MASS, REST),
        source="arXiv 2602.18849",
        differs="the paper has the norm of the Jacobian as a balanced mass; its closed form in the simplex is derived here",
        uses=("A12.set.complement", "A12.set.small-odds"),
        notes="p = x (1 - a)",
        pins=(sharp(MASS.at(Fraction(1)), REST.at(Fraction(1, 4))),),
        twins=but(
            "large odds", "1 - a up to 1: the assumption E <= 1 dropped", assumptions=(MASS, assume("c", "1 - a", 0, 1))
        ),
    ),
    Claim(
        "A12.balanced-mass.large-odds",
        "for E >= 1 the balanced mass is 1 - 4 e^2 b^2, |e| <= 1/2: between 1 - b^2 and 1",
        Bound(FINITE, lambda p: 1 - p.row.other_weight**2, _tied),
        (*PLAIN, TIE),
        source="arXiv 2602.18849",
        differs="the paper has the norm of the Jacobian as a balanced mass; its closed form in the simplex is derived here",
        notes="e is the distance of 1/(2 b) from the nearest integer k, and p(S) = k b",
        uses=("A12.set.nearest", "A12.set.large-odds", "A12.set.complement", "A12.set.available"),
        pins=(Pin(factor=NEARLY, side="lower", base=1, where=(TIE.at(Fraction(1, 2)), T)),),
        twins=but("b^2/2", "1 - b^2/2 as lower bound", lower=lambda p: 1 - p.row.other_weight**2 / 2),
    ),
    Claim(
        "A12.balanced-mass.subcritical",
        "theta = 1 + O(n^-2) below the critical gamma",
        Expansion(SUBCRITICAL, _tied, 1, BigO(INVERSE_N_SQUARED)),
        (*PLAIN, TIE),
        uses=("A12.balanced-mass.large-odds",),
        twins=but("4 a (1 - a)", "the law for small odds", quantity=_self_against_rest),
    ),
    without_residual(
        "A12.balanced-mass.window",
        "theta -> 4 s (1 - s) in the window for s >= 1/2 (and -> 1 for s <= 1/2, as for large odds)",
        Expansion(WINDOW, _self_against_rest, lambda p: 4 * p.s * (1 - p.s)),
        uses=("A12.balanced-mass.small-odds",),
        twins=but("2 s (1 - s)", "half the value", value=lambda p: 2 * p.s * (1 - p.s)),
    ),
    without_residual(
        "A12.balanced-mass.supercritical",
        "theta -> 0 above the critical gamma",
        Expansion(SUPERCRITICAL, _self_against_rest, 0),
        uses=("A12.balanced-mass.small-odds",),
        twins=but("1", "1, as below the critical gamma", value=1),
    ),
)
