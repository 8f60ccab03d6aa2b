"""E20: bounded scores dilute: every key keeps a share of 1/n, and none gets more."""

from __future__ import annotations

from ..vocabulary import FREE, Bound, Claim, Fraction, Point, Scalar, assume, but, sharp

SOURCE = "Velickovic et al., arXiv 2410.01104; theory E20, derived"
LEAST = assume("t", "exp(-M), the least mass", 0, 1, low_open=True)
PLACES = assume("a", "where the mean mass lies between exp(-M) and exp(M)", 0, 1), assume("b", "where the key's own mass does", 0, 1)
COUNT = assume("N", "number of keys", 2)


def _between(p: Point, share: Scalar) -> Scalar:
    """Return a mass between exp(-M) and exp(M)."""
    return p.t + share * (1 / p.t - p.t)


def _weight(p: Point) -> Scalar:
    """Return the weight of a key, its mass over n times the mean one."""
    return _between(p, p.b) / (p.N * _between(p, p.a))


CLAIMS = (
    Claim(
        "E20.lower",
        "scores of size M at most: every key, of any row, has the weight exp(-2 M)/n or more",
        Bound(FREE, lambda p: p.t**2 / p.N, _weight),
        (COUNT, LEAST, *PLACES),
        source=SOURCE,
        notes="approached by one key at -M among many at M",
        pins=(sharp(COUNT.at(Fraction(9)), LEAST.at(Fraction(1, 2)), PLACES[0].at(Fraction(1)), PLACES[1].at(Fraction(0))),),
        twins=but("exp(-M)", "exp(-M)/n", lower=lambda p: p.t / p.N),
    ),
    Claim(
        "E20.upper",
        "scores of size M at most: no key, of any row, has more than the weight exp(2 M)/n: it vanishes as n grows",
        Bound(FREE, _weight, lambda p: 1 / (p.N * p.t**2)),
        (COUNT, LEAST, *PLACES),
        source=SOURCE,
        notes="approached by one key at M among many at -M; E25.horizon is the sharp form, 1/(1 + (n - 1) exp(-2 M))",
        pins=(sharp(COUNT.at(Fraction(9)), LEAST.at(Fraction(1, 2)), PLACES[0].at(Fraction(0)), PLACES[1].at(Fraction(1))),),
        twins=but("exp(M)", "exp(M)/n", upper=lambda p: 1 / (p.N * p.t)),
    ),
    Claim(
        "E20.horizon",
        "the sharp bound of E25 is below exp(2 M)/n",
        Bound(FREE, lambda p: 1 / (1 + (p.N - 1) * p.t**2), lambda p: 1 / (p.N * p.t**2)),
        (COUNT, LEAST),
        source=SOURCE,
        pins=(sharp(COUNT.at(Fraction(9)), LEAST.at(Fraction(1))),),
        twins=but("above", "exp(2 M)/n is the sharper one", lower=lambda p: 1 / (p.N * p.t**2), upper=lambda p: 1 / (1 + (p.N - 1) * p.t**2)),
    ),
)
