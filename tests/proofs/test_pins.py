"""Every bound of the package is pinned; what a pin makes of each kind of statement; what is refused."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from critscale.proofs.claim import Claim, but
from critscale.proofs.kinds import (
    Agreement,
    BigO,
    Bound,
    Computed,
    Expansion,
    Identity,
    LittleO,
    Monotone,
    MonteCarlo,
    OnTokens,
    Within,
)
from critscale.proofs.library import find_claim, package_claims
from critscale.proofs.pins import Moved, Pin, bounded
from critscale.theory.errors import BadInput
from critscale.theory.growth import Growth
from critscale.theory.layer.regimes import CRITICAL, FREE, Point

from ..statements import var

BOUNDED = [c for c in package_claims() if bounded(c.statement)]
FAR = 2
"""A side that can be moved by this factor is far from the other."""
X = var("x", "[0, 1]")
HALF = Fraction(1, 2)


def unpinned(claims: tuple[Claim, ...]) -> list[str]:
    """Return the ids of bounds that could become weaker unnoticed, and were not said to be unsharp."""
    return [c.id for c in claims if bounded(c.statement) and not (c.all_pins or c.attained or not c.sharp)]


def loose(claim: Claim) -> bool:
    """Tell whether all that pins a claim is far from its bound."""
    return bool(claim.pins) and not claim.attained and all(far(pin) for pin in claim.pins)


def far(pin: Pin) -> bool:
    """Tell whether a pin is moved by a large factor."""
    return not Fraction(1, FAR) <= pin.factor <= FAR


def sides(claim: Claim) -> tuple[object, ...]:
    """Return the sides of a claim."""
    names = ("lower", "upper", "left", "right", "quantity", "value")
    return tuple(side for name in names if (side := getattr(claim.statement, name, None)) is not None)


def test_every_bound_is_pinned() -> None:
    """By a pin, by the claim that states where it is attained, or by the word that it is not sharp."""
    assert len(BOUNDED) > 100
    assert unpinned(package_claims()) == []


def test_a_bound_without_a_pin_is_found() -> None:
    """The walk sees a bound whose pins were taken away, and takes no identity for one."""
    claim = find_claim("D4.cubic.upper")
    assert unpinned((replace(claim, pins=()),)) == [claim.id]
    assert unpinned((find_claim("A2.geometry.norm"),)) == []


@pytest.mark.parametrize("claim", BOUNDED, ids=lambda c: c.id)
def test_what_is_far_from_its_bound_says_so(claim: Claim) -> None:
    """A claim that is not sharp says why in its notes; so does one whose pins are all a factor of two away."""
    assert claim.sharp or claim.notes
    assert not (loose(claim) and claim.sharp)


def test_few_claims_are_not_sharp() -> None:
    """The word is for what is no best bound by its nature: rounding, bounds of the literature, numbers that stand for 0."""
    assert sum(not c.sharp for c in package_claims()) <= 10


@pytest.mark.parametrize("claim", [c for c in package_claims() if c.attained], ids=lambda c: c.id)
def test_what_attains_a_bound_reads_its_side(claim: Claim) -> None:
    """The claims that are named exist, state an equality, and have a side of this very bound for a side."""
    for name in claim.attained:
        other = find_claim(name)
        assert isinstance(other.statement, Identity | Expansion)
        assert any(mine is theirs for mine in sides(claim) for theirs in sides(other))


def test_only_bounds_are_pinned() -> None:
    """An identity cannot be made stronger; the twins of pins are those of the pins, and no others."""
    for claim in package_claims():
        assert bounded(claim.statement) or not (claim.all_pins or claim.attained), claim.id
        assert [t.pin for t in claim.twins].count(True) == len(claim.all_pins), claim.id


def test_a_side_moves_from_its_base() -> None:
    """base + factor (side - base), exactly."""
    there = Point(x=Fraction(3))
    assert Moved(lambda p: p.x, HALF)(there) == Fraction(3, 2)
    assert Moved(lambda p: p.x, HALF, lambda p: Fraction(1))(there) == 2


def test_each_kind_becomes_stronger() -> None:
    """The constant, the rate, the tolerance, the least n or the side changes, and nothing else."""
    rate = Growth(Fraction(1))
    within = Expansion(regime=CRITICAL, quantity=0, value=0, error=Within(Fraction(3), rate, valid_from=5))
    assert Pin(factor=HALF, earlier=2).of(within) == replace(within, error=Within(Fraction(3, 2), rate, valid_from=3))
    big = replace(within, error=BigO(rate))
    assert Pin().of(big) == replace(big, error=BigO(Growth(Fraction(1), logs=-1)))
    bound = Bound(regime=FREE, lower=1, upper=2)
    assert Pin(factor=HALF).of(bound) == replace(bound, upper=Moved(bound.upper, HALF))
    assert Pin(factor=Fraction(2), side="lower").of(bound) == replace(bound, lower=Moved(bound.lower, Fraction(2)))
    later = Bound(regime=CRITICAL, lower=1, upper=2, valid_from=9)
    assert Pin(earlier=4).of(later) == replace(later, valid_from=5)
    tokens = OnTokens(lower=lambda t: 1.0, upper=lambda t: 2.0)
    assert Pin(factor=HALF, seeds=(3,)).of(tokens) == replace(tokens, upper=Moved(tokens.upper, HALF), seeds=(3,))
    mean = MonteCarlo(draw=float, expected=lambda: 8.0, tolerance=Fraction(1))
    assert Pin(factor=HALF).of(mean) == replace(mean, tolerance=HALF)
    moved = Pin(factor=HALF, side="value").of(mean)
    assert isinstance(moved, MonteCarlo) and moved.expected() == 4 and moved.tolerance == 1
    plain = Computed(cases=({"n": 2},), left=lambda p: p.n, right=lambda p: p.n)
    assert Pin(factor=HALF).of(plain) == replace(plain, right=Moved(plain.right, HALF))
    assert Pin(factor=Fraction(2), side="lower").of(plain) == replace(plain, left=Moved(plain.left, Fraction(2)))
    near = replace(plain, tolerance=lambda p: p.n)
    assert near.tolerance is not None
    assert Pin(factor=HALF).of(near) == replace(near, tolerance=Moved(near.tolerance, HALF))
    assert Pin(factor=HALF, side="value").of(near) == replace(near, right=Moved(near.right, HALF))


@pytest.mark.parametrize(
    "statement",
    [
        Identity(regime=FREE, left=1, right=1),
        Expansion(regime=CRITICAL, quantity=0, value=0),
        Monotone(regime=FREE, quantity=lambda p: p.x, variable="x", direction="increasing"),
        Agreement(quantity="self-weight"),
    ],
    ids=lambda s: type(s).__name__,
)
def test_what_has_no_bound_has_no_pin(statement: Identity | Expansion | Monotone | Agreement) -> None:
    """A limit has no rate, an identity no side that could give way."""
    assert not bounded(statement)
    with pytest.raises(BadInput, match="it has no bound"):
        Claim(id="X", title="", statement=statement, assumptions=(X,), pins=(Pin(factor=HALF),))


def test_a_pin_on_a_part_of_the_domain() -> None:
    """It keeps the claim's other variables, and its twin says in words what is changed and where."""
    y = replace(X, name="y")
    bound = Bound(regime=FREE, lower=lambda p: p.x * p.y, upper=lambda p: p.x)
    pin = Pin(factor=HALF, where=(X.at(HALF),))
    claim = Claim(id="X", title="", statement=bound, assumptions=(X, y), pins=(pin, Pin(factor=Fraction(1, 3), base=-1)))
    first, second = claim.twins
    assert [c.assumptions for c in claim.must_fail] == [(X.at(HALF), y), (X, y)]
    assert (first.name, first.change) == ("tighter", "the upper side times 1/2, where x = 1/2")
    assert (second.name, second.change) == ("tighter 2", "the upper side times 1/3, measured from -1")


def test_an_order_is_pinned_without_saying() -> None:
    """By itself over log n, which is its only pin; a limit has none."""
    order = Claim("X", "", Expansion(CRITICAL, HALF, HALF, BigO(Growth(Fraction(1)))))
    assert order.all_pins == (Pin(),) and [t.change for t in order.twins] == ["the error over log n"]
    assert not replace(order, statement=replace(order.statement, error=LittleO())).all_pins


def test_a_claim_that_is_replaced_keeps_its_own_twins() -> None:
    """The twins of pins are made anew, once; those that were written stay."""
    written = but("written", "", upper=-1)
    claim = Claim(id="X", title="", statement=Bound(regime=FREE, lower=0, upper=1), twins=written, pins=(Pin(factor=HALF),))
    again = replace(claim, title="again")
    assert again.twins == claim.twins and [t.pin for t in again.twins] == [False, True]
