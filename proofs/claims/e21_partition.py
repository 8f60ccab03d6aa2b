"""E21: the partition function of a row carries its weights, its entropies and its participation ratio."""

from __future__ import annotations

from collections.abc import Callable

from ..vocabulary import (
    A_DIGIT, COUNTS, FREE, LEVELS, MARKS, NEARLY, THIRTY_DIGITS, Cases, Claim, Computed, Dual, Exponentiated,
    Fraction, Gaps, Identity, OnRows, Pin, Point, RowTrial, Scalar, assume, boltzmann, but, exp, log, marked, rational_ball, row_trial,
)

SOURCE = "theory E21, definitions"
BETA = assume("beta", "inverse temperature", low_open=True)
GAPS = tuple(assume(f"d{k}", "a gap") for k in range(3))
EIGHT = (0, Fraction(1, 2), Fraction(3, 4), 1, 1, Fraction(3, 2), 2, 3)
"""The gaps at which the theory states its values."""
STATED, EVEN = row_trial(EIGHT, Fraction(3, 2)), row_trial(EIGHT, 0)


def _levels(p: Point) -> tuple[tuple[Scalar, Scalar, Scalar], ...]:
    """Return the logit gap, the mass and the multiplicity of each level."""
    return (0 * p.one, p.one, p.k0), (p.x, p.t, p.k1), (p.y, p.u, p.k2)


def _row(p: Point) -> Gaps:
    """Return the row with its gaps in units of 1/beta, so that beta = 1."""
    return Gaps(tuple((Exponentiated(x, 1 / t), Exponentiated(k)) for x, t, k in _levels(p)))


def _moving(p: Point) -> Gaps:
    """Return the row for a beta with a derivative."""
    return Gaps(tuple((Dual(x, 0), Dual(k, 0)) for x, k in _row(p).levels))


AT_ONE = Dual(1, 1)
"""The inverse temperature 1, and its derivative."""


def _by_hand(p: Point, order: int, moment: int = 0) -> Scalar:
    """Return the sum of x^moment exp(-order x) over the keys."""
    return sum(k * t**order * (x**moment if moment else 1) for x, t, k in _levels(p))


def _weights(p: Point) -> tuple[tuple[Scalar, Scalar, Scalar], ...]:
    """Return the logit gap, the weight and the multiplicity of each level."""
    return tuple((x, t / _by_hand(p, 1), k) for x, t, k in _levels(p))


def _mean(p: Point) -> Scalar:
    return sum(k * w * x for x, w, k in _weights(p))


def _variance(p: Point) -> Scalar:
    return sum(k * w * (x - _mean(p)) ** 2 for x, w, k in _weights(p))


def _entropy(p: Point) -> Scalar:
    """Return - sum w log w."""
    return sum(k * w * (x + p.log_z) for x, w, k in _weights(p))


def _squares(p: Point) -> Scalar:
    return sum(k * w**2 for _, w, k in _weights(p))


def _of(method: Callable[..., Scalar], *arguments: int) -> Callable[[Point], Scalar]:
    """Return a method of the row at beta = 1 as a side."""
    return lambda p: method(_row(p), 1, *arguments).value


def _plain(p: Point) -> Gaps:
    return Gaps(((0 * p.one, p.one), *((getattr(p, f"d{k}"), getattr(p, f"k{k}")) for k in range(3))))


def _competitors(p: Point) -> tuple[tuple[Scalar, Scalar], ...]:
    return _plain(p).levels[1:]


def _number(p: Point) -> Scalar:
    return sum(k for _, k in _competitors(p))


def _mean_by_hand(p: Point) -> Scalar:
    return sum(d * k for d, k in _competitors(p)) / _number(p)


def _stated(beta: Fraction, order: Fraction) -> tuple[Scalar, Scalar, list[Scalar]]:
    """Return beta, an order, and the weights of the stated row, key by key, in balls."""
    b, q = rational_ball(beta), rational_ball(order)
    masses = [exp(-b * rational_ball(Fraction(gap))) for gap in EIGHT]
    return b, q, [m / sum(masses) for m in masses]


def _renyi(p: Point) -> Scalar:
    """Return log(sum w^q)/(1 - q), key by key."""
    _, q, weights = _stated(p.beta, p.order)
    return log(sum((q * log(w)).exp() for w in weights)) / (1 - q)


def _renyi_by_row(p: Point) -> Scalar:
    return boltzmann.renyi_entropy(STATED.gaps, rational_ball(p.beta), rational_ball(p.order))


ORDERS: Cases = tuple(
    {"beta": beta, "order": order}
    for beta in (Fraction(3, 2), Fraction(1, 3))
    for order in (Fraction(1, 2), Fraction(3), Fraction(1, 10))
)


def _participation(row: RowTrial) -> Scalar:
    return boltzmann.participation(row.gaps, row.beta)


CLAIMS = (
    Claim(
        "E21.sum",
        "a row's sums are those over its keys, each level as often as it has keys: Z(beta), Z(2 beta) and n",
        Identity(
            LEVELS,
            lambda p: marked(p, (x.value for x in (_row(p).sum(exp), boltzmann.partition(_row(p), 1), boltzmann.partition(_row(p), 2), _row(p).length()))),
            lambda p: marked(p, (_by_hand(p, -1), _by_hand(p, 1), _by_hand(p, 2), _by_hand(p, 0))),
        ),
        MARKS[:4],
        source=SOURCE,
        notes="any combination of the four, so that each of them is meant; on three levels, of any multiplicities",
        defines=(boltzmann.partition,),
        twins=but(
            "levels",
            "each level counted once",
            right=lambda p: marked(p, (_by_hand(p, -1), _by_hand(p, 1), _by_hand(p, 2), 3)),
        ),
    ),
    Claim(
        "E21.top-weight",
        "the top key's weight is 1/Z(beta)",
        Identity(LEVELS, _of(boltzmann.top_weight), lambda p: _weights(p)[0][1]),
        source=SOURCE,
        defines=(boltzmann.top_weight,),
        twins=but("second", "the second key's weight", right=lambda p: _weights(p)[1][1]),
    ),
    Claim(
        "E21.mean-gap",
        "the mean gap is that under the weights",
        Identity(LEVELS, _of(boltzmann.mean_gap), _mean),
        source=SOURCE,
        defines=(boltzmann.mean_gap,),
        twins=but("plain", "the mean over the keys", right=lambda p: _by_hand(p, 0, 1) / _by_hand(p, 0)),
    ),
    Claim(
        "E21.gap-variance",
        "the variance of the gaps is that under the weights",
        Identity(LEVELS, _of(boltzmann.gap_variance), _variance),
        source=SOURCE,
        defines=(boltzmann.gap_variance,),
        twins=but("square", "the mean square", right=lambda p: _variance(p) + _mean(p) ** 2),
    ),
    Claim(
        "E21.entropy",
        "H = log Z - beta Z'/Z is - sum w log w, key by key",
        Identity(LEVELS, _of(boltzmann.shannon_entropy), _entropy),
        source=SOURCE,
        defines=(boltzmann.shannon_entropy,),
        twins=but("free energy", "log Z alone", right=lambda p: p.log_z),
    ),
    Claim(
        "E21.renyi.second",
        "the Renyi entropy of order 2, 2 log Z(beta) - log Z(2 beta), is - log sum w^2",
        Identity(LEVELS, _of(boltzmann.renyi_entropy, 2), lambda p: -log(_squares(p))),
        source=SOURCE,
        defines=(boltzmann.renyi_entropy,),
        twins=but("Shannon", "the Shannon entropy", right=_entropy),
    ),
    Claim(
        "E21.renyi.orders",
        "(log Z(q beta) - q log Z(beta))/(1 - q) is log(sum w^q)/(1 - q) at other orders, key by key",
        Computed(ORDERS, _renyi_by_row, _renyi, THIRTY_DIGITS),
        source=SOURCE,
        twins=but("q + 1", "the order q + 1", left=lambda p: boltzmann.renyi_entropy(STATED.gaps, rational_ball(p.beta), rational_ball(p.order + 1))),
        pins=(A_DIGIT,),
    ),
    Claim(
        "E21.participation",
        "the participation ratio Z(beta)^2/Z(2 beta) is 1/sum w^2, key by key",
        Identity(LEVELS, _of(boltzmann.participation), lambda p: 1 / _squares(p)),
        source=SOURCE,
        defines=(boltzmann.participation,),
        twins=but("beta/2", "Z(2 beta)^2/Z(beta)", right=lambda p: _by_hand(p, 2) ** 2 / _by_hand(p, 1)),
    ),
    Claim(
        "E21.competitors",
        "mean and variance of the n - 1 competitors are those of all gaps but the top's, divisor n - 1",
        Identity(
            FREE,
            lambda p: marked(p, (boltzmann.competitor_mean(_plain(p)), boltzmann.competitor_variance(_plain(p)))),
            lambda p: marked(
                p, (_mean_by_hand(p), sum(k * (d - _mean_by_hand(p)) ** 2 for d, k in _competitors(p)) / _number(p))
            ),
        ),
        (*GAPS, *COUNTS, *MARKS[:2]),
        source=SOURCE,
        defines=(boltzmann.competitor_mean, boltzmann.competitor_variance),
        twins=but(
            "with the top",
            "the mean over all n",
            right=lambda p: marked(p, (_mean_by_hand(p) * _number(p) / (_number(p) + 1), boltzmann.competitor_variance(_plain(p)))),
        ),
    ),
    Claim(
        "E21.derivative.log-partition",
        "d log Z/d beta = -<Delta>",
        Identity(LEVELS, lambda p: log(boltzmann.partition(_moving(p), AT_ONE)).slope.value, lambda p: -boltzmann.mean_gap(_row(p), 1).value),
        source=SOURCE,
        notes="gaps in units of 1/beta; the derivative is taken of the formula itself, by dual numbers",
        twins=but("rises", "d log Z/d beta = <Delta>", right=lambda p: boltzmann.mean_gap(_row(p), 1).value),
    ),
    Claim(
        "E21.derivative.entropy",
        "dH/d beta = -beta Var(Delta)",
        Identity(
            LEVELS,
            lambda p: boltzmann.shannon_entropy(_moving(p), AT_ONE).slope.value / p.beta,
            lambda p: -p.beta * (boltzmann.gap_variance(_row(p), 1).value / p.beta**2),
        ),
        (BETA,),
        source=SOURCE,
        notes="gaps in units of 1/beta: with beta = beta0 s, dH/d beta = (dH/ds)/beta0 at s = 1",
        twins=but("no beta", "-Var(Delta), which is the derivative at beta = 1 only", right=lambda p: -boltzmann.gap_variance(_row(p), 1).value / p.beta**2),
    ),
    Claim(
        "E21.participation.entropy",
        "log N2 <= H, any row: the order of the Renyi entropies",
        OnRows(lambda row: log(_participation(row)), lambda row: boltzmann.shannon_entropy(row.gaps, row.beta), stated=(EVEN,)),
        source=SOURCE,
        notes="equality where all weights are equal",
        pins=(Pin(factor=NEARLY),),
        twins=but(
            "reversed",
            "H <= log N2",
            lower=lambda row: boltzmann.shannon_entropy(row.gaps, row.beta),
            upper=lambda row: log(_participation(row)),
            stated=(STATED,),
        ),
    ),
)
