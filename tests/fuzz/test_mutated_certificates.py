"""The checker of certificates against spoilt ones: what it accepts is true."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache
from random import Random

from critscale.proofs.budget import QUICK
from critscale.proofs.certificates.check_certificate import NotProved, check
from critscale.proofs.certificates.files import certificate
from critscale.proofs.library import find_claim
from critscale.proofs.suite import run_claim
from critscale.theory.expansions.polynomial import PolynomialRing

from .generators import MANY, NAMES, Ranges, Tally, a_range, a_ring, cases, inside, name_of, of_ends, rational
from .mutations_of_certificates import Data, document, proved, spoilt, violation
from .test_certificate import KINDS, Case, with_quadratic

CLAIMS = ("A15.contour.below", "B2.spectrum.real", "C4.eps.residual", "D4.cubic.upper", "A5b.bound.contraction")
"""Claims whose certificates are spoilt as well."""
CHANGED = 12
"""So many spoilt ones are made of each certificate."""
POINTS = 250 if MANY else 60
REFUSED = (ArithmeticError, AttributeError, LookupError, NotProved, TypeError, ValueError)
"""What the checker may raise."""


def accepts(entry: Data) -> bool:
    """Tell whether the checker accepts a certificate."""
    try:
        check(document(entry))
    except REFUSED:
        return False
    return True


def false(rng: Random, entry: Data) -> bool | None:
    """Tell whether a spoilt certificate is shown to be false; None where it says nothing that has a meaning."""
    try:
        return violation(rng, entry, POINTS // 4) is not None
    except Exception:  # noqa: BLE001  (it need not even be a certificate)
        return None


def narrow(rng: Random, space: PolynomialRing, ranges: Ranges) -> Case:
    """Return a fourth power, or squares, and a little more: the box has to be cut."""
    poly = space(rational(Fraction(1, rng.choice((2, 9, 40)))))
    for gen in space.gens:
        away = gen - rational(inside(rng, ranges[name_of(gen)]))
        poly += away ** rng.choice((2, 4)) * (1 + rng.choice((space.zero, gen - rational(ranges[name_of(gen)].low))))
    return poly * of_ends(rng, space, ranges, rng.choice((0, 0, 1))), []


def touching(rng: Random, space: PolynomialRing, ranges: Ranges) -> Case:
    """Return what is 0 at a corner of the closed box, and has to be cut."""
    poly = space.zero
    for gen in space.gens:
        a = ranges[name_of(gen)]
        out = gen - rational(a.low)
        poly += out ** rng.choice((1, 2)) * ((out - 1) ** 2 + rational(Fraction(1, rng.choice((2, 9, 40)))))
    return poly, []


@cache
def of_claims() -> tuple[Data, ...]:
    """Return the inequalities of some certificates of the package."""
    found = (run_claim(find_claim(name), QUICK, ("certificate", "symbolic")) for name in CLAIMS)
    texts = (certificate(f.id, f.title, f.evidence) for f in found)
    return tuple(entry for text in texts if text for entry in json.loads(text)["inequalities"])


def a_certificate(rng: Random) -> Data | None:
    """Return a certificate of a claim or of a drawn polynomial, or None where that has none."""
    if rng.random() < 0.1:
        return rng.choice(of_claims())
    names = NAMES[: rng.randint(1, 3)]
    kind = rng.choice((*KINDS, with_quadratic, *[narrow, touching] * 5))
    ranges = {name: a_range(rng, name, unbounded=0.3) for name in names}
    poly, _ = kind(rng, a_ring(names), ranges)
    return proved(rng, poly, ranges, strict=rng.random() < 0.5)


def test_what_is_accepted_after_a_change_is_true() -> None:
    """Every spoilt certificate that is accepted holds at every exact point; many that are refused are seen to be false."""
    tally = Tally()
    for seed, rng in cases("mutated", 30, tally):
        entry = a_certificate(rng)
        if entry is None or not entry["box"]:
            continue
        tally.counts["certificates"] += 1
        tally.counts["with a cut"] += '"cut"' in json.dumps(entry)
        tally.counts["with a square"] += '"square"' in json.dumps(entry)
        if not accepts(entry):
            tally.fail(seed, "the certificate itself is refused", json.dumps(entry))
        for _ in range(CHANGED):
            other = spoilt(rng, entry)
            if other is None:
                continue
            tally.counts["changed"] += 1
            if not accepts(other):
                tally.counts["false"] += bool(rng.random() < 0.2 and false(rng, other))
                continue
            tally.counts["accepted"] += 1
            point = violation(rng, other, POINTS)
            if point is not None:
                tally.fail(seed, f"accepted, but false at {point}", json.dumps(other))
    print(dict(tally.counts))
    tally.judge(certificates=0.15)
