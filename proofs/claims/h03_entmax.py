"""H3, H4: sparsemax and alpha-entmax, a ramp that ends in the identity at a finite gap, for every n; theory H3, H4."""

from __future__ import annotations

from ...numerics.answers.window import beta_at
from ...theory.mechanisms.weights import root_entmax_discriminant, root_entmax_excess, sparsemax_excess
from ..vocabulary import (
    A_DIGIT, CORRELATION, FINITE, FREE, INVERSE_N, KEY, LENGTHS, NEARLY, THIRTY_DIGITS, BigO, Bound, Claim, Computed,
    Expansion, Fraction, Identity, Monotone, Pin, Point, Row, Scalar, assume, but, exp, log, marked, q, rational_ball, sharp,
)

SPARSE = "definition of sparsemax, Martins and Astudillo 2016; theory H3, derived"
ENTMAX = "definition of entmax; arXiv 1805.09717 for the margin; theory H4, derived"
GAP = assume("g", "logit gap beta (1 - rho)", 0, 1, high_open=True)
STEEP = assume("g", "logit gap beta (1 - rho)", Fraction(1, 2), 1, low_open=True, high_open=True)
MARKS = tuple(assume(f"c{k}", "any number, it tells the parts apart") for k in range(3))
OWN_ROOT = assume("x", "sqrt(a), the root of the self weight", 0, 1, low_open=True, high_open=True)
ROOT_SHARE = assume("z", "sqrt(b/a)", 0, 1, low_open=True)
SPARE = assume("e", "by how much the logit gap is above 1/q")
ORDER = assume("q", "alpha - 1", low_open=True)
POWER = assume("A", "a^q", 0, 1, low_open=True)
SELF = assume("p", "self weight", 0, 1, low_open=True, high_open=True)
OTHERS = assume("N", "number of other tokens, n - 1", 1)
HALF = Fraction(1, 2)
CASES = tuple(
    {"alpha": alpha, "n": n, "p": p}
    for alpha, n, p in (
        (Fraction(5, 4), 1000, HALF), (Fraction(3, 2), 1000, Fraction(9, 10)), (2, 17, HALF), (3, 1000, Fraction(3, 10)),
        (Fraction(11, 10), 10**30, Fraction(9, 10)),
    )
)


def _sparse(p: Point) -> Row:
    """Return the row of sparsemax, from a/b."""
    n = 1 / p.h
    return Row.from_masses(1 + sparsemax_excess(p.g, n), n - 1, p.one, excess=sparsemax_excess(p.g, n))


def _weights(p: Point, own: Scalar) -> Scalar:
    """Return the weights, that of the others from the logits' difference: the nearest point of the simplex has a - b = g."""
    return marked(p, (own, own - p.g, p.g))


def _sparse_limit(p: Point) -> Scalar:
    return p.g**2 / (p.rho + (1 - p.rho) * p.g**2)


def _length(p: Point) -> Scalar:
    """Return n, where sqrt(a) = x and sqrt(b) = x z."""
    return 1 + (1 - p.x**2) / (p.x * p.z) ** 2


def _root_gap(p: Point) -> Scalar:
    """Return the gap q g = sqrt(a) - sqrt(b), q = 1/2."""
    return 2 * (p.x - p.x * p.z)


def _root(p: Point) -> Scalar:
    """Return 2 n sqrt(b) + g."""
    return 2 * _length(p) * p.x * p.z + _root_gap(p)


def _entmax_gap(p: Point, rest: Scalar) -> Scalar:
    """Return (p^q - rest^q)/q."""
    return (exp(p.q * log(p.p)) - exp(p.q * log(rest))) / p.q


def _inverted(p: Point) -> Scalar:
    """Return the weight of the token itself by brute force: the tokens' masses (q (s - tau))_+^(1/q) sum to 1, tau by halving."""
    order, n = Fraction(p.alpha) - 1, int(p.n)
    found = beta_at(p.p, n, 0, 45, f"entmax:alpha={p.alpha}")
    gap, inverse = rational_ball(order) * found.ball, rational_ball(1 / order)
    low, high = rational_ball(Fraction(0)), rational_ball(Fraction(1))
    for _ in range(160):  # u = a^q
        middle = ((low + high) / 2).mid()
        others = (n - 1) * (middle - gap) ** inverse if middle > gap else 0
        if middle**inverse + others > 1:
            high = middle
        else:
            low = middle
    return low.union(high) ** inverse


CLAIMS = (
    Claim(
        "H3.weights",
        "sparsemax: a = g + (1 - g)/n, b = (1 - g)/n at a gap g < 1: they sum to 1 and a - b = g, the logits' own difference",
        Identity(
            FINITE,
            lambda p: marked(p, (_sparse(p).self_weight, _sparse(p).other_weight, _sparse(p).weight_gap)),
            lambda p: _weights(p, p.g + (1 - p.g) * p.h),
        ),
        (GAP, *MARKS),
        source=SPARSE,
        notes="the nearest point of the simplex lowers all logits above a threshold by the same number; from g = 1 on b = 0, see H4",
        defines=(sparsemax_excess,),
        twins=but("g", "a = g", right=lambda p: _weights(p, p.g)),
    ),
    Claim(
        "H3.contraction.finite",
        "sparsemax without residual: lambda = g^2/(rho + (1 - rho)(g^2 + (1 - g^2)/n))",
        Identity(
            FINITE,
            lambda p: q.contraction_factor(_sparse(p), p.rho, 0),
            lambda p: p.g**2 / (p.rho + (1 - p.rho) * (p.g**2 + (1 - p.g**2) * p.h)),
        ),
        (CORRELATION, GAP),
        source=SPARSE,
        uses=("H1.definition", "H3.weights"),
        twins=but("no 1/n", "without (1 - g^2)/n", right=_sparse_limit),
    ),
    Claim(
        "H3.contraction.limit",
        "sparsemax without residual: lambda -> g^2/(rho + (1 - rho) g^2) at a fixed gap g < 1: a ramp, not a transition",
        Expansion(LENGTHS, lambda p: q.contraction_factor(_sparse(p), p.rho, 0), _sparse_limit, BigO(INVERSE_N)),
        (CORRELATION, GAP),
        source=SPARSE,
        uses=("H3.contraction.finite",),
        twins=but("step", "1 above g = 1/2", value=1, assumptions=(CORRELATION, STEEP)),
    ),
    Claim(
        "H4.definition.root",
        "3/2-entmax: a and b from the root of 4 n - (n - 1) g^2 have sqrt(a) - sqrt(b) = g/2 and a + (n - 1) b = 1",
        Identity(
            FREE,
            lambda p: marked(p, (_root(p) ** 2, 1 + root_entmax_excess(_root_gap(p), _root(p)))),
            lambda p: marked(p, (root_entmax_discriminant(_root_gap(p), _length(p)), 1 / p.z)),
        ),
        (OWN_ROOT, ROOT_SHARE, *MARKS),
        source=ENTMAX,
        notes="from x = sqrt(a) and z = sqrt(b/a): n = 1 + (1 - a)/b, g = 2 (x - x z); the root is 2 n sqrt(b) + g",
        defines=(root_entmax_excess, root_entmax_discriminant),
        twins=but(
            "n", "4 n - n g^2",
            right=lambda p: marked(p, (root_entmax_discriminant(_root_gap(p), _length(p)) - _root_gap(p) ** 2, 1 / p.z)),
        ),
    ),
    Claim(
        "H4.gap",
        "entmax: the token itself has the weight p at the gap (p^q - ((1 - p)/(n - 1))^q)/q, q = alpha - 1",
        Computed(CASES, _inverted, lambda p: p.p, THIRTY_DIGITS),
        source=ENTMAX,
        notes="the weights are (q s - tau)_+^(1/q), tau found by halving; a^q - b^q = q g says that both have one tau",
        pins=(A_DIGIT,),
        twins=but("half", "twice the weight", right=lambda p: 2 * p.p),
    ),
    Claim(
        "H4.rises",
        "3/2-entmax: at a fixed weight of each other token the gap rises with the self weight",
        Monotone(FREE, lambda p: 2 * (p.x - p.y), "x", "increasing"),
        (OWN_ROOT, assume("y", "sqrt(b)", 0, 1)),
        source=ENTMAX,
        twins=but("falls", "it falls", direction="decreasing"),
    ),
    Claim(
        "H4.identity.below",
        "entmax: while the others have any weight, the gap is below 1/(alpha - 1), for every n: p < 1 only for g < 1/q",
        Bound(FREE, lambda p: (p.A - p.B) / p.q, lambda p: 1 / p.q),
        (ORDER, POWER, assume("B", "b^q", 0, 1, low_open=True)),
        source=ENTMAX,
        notes="q g = a^q - b^q by the definition of entmax, H4.gap; n does not occur",
        pins=(Pin(factor=NEARLY),),
        twins=but("1", "the gap is below 1: true at alpha = 2 alone", upper=1),
    ),
    Claim(
        "H4.identity.real",
        "(p^q - ((1 - p)/(n - 1))^q)/q < 1/q for every real q > 0, every n and every p < 1",
        Bound(FREE, lambda p: _entmax_gap(p, (1 - p.p) / p.N), lambda p: 1 / p.q),
        (ORDER, SELF, OTHERS),
        source=ENTMAX,
        uses=("H4.identity.below",),
        notes="the same with the powers written out, for the kernel",
        pins=(Pin(factor=NEARLY),),
        twins=but("1", "the gap is below 1", upper=1),
    ),
    Claim(
        "H4.identity.from",
        "entmax: from the gap 1/(alpha - 1) on the others have weight 0 exactly: q s - tau = 1 - q g <= 0 once a = 1",
        Bound(FREE, 1, lambda p: p.q * (1 / p.q + p.e)),
        (ORDER, SPARE),
        source=ENTMAX,
        notes="a = 1 has tau = q s - 1; so the row is the identity if g >= 1/q, and by H4.identity.below only then",
        uses=("H4.identity.below",),
        pins=(sharp(SPARE.at(Fraction(0))),),
        twins=but("less", "from 9/10 of it on", upper=lambda p: p.q * (9 / (10 * p.q) + p.e)),
    ),
    Claim(
        "H4.softmax.upper",
        "the gap of entmax is at most a^q times that of softmax, log(a/b) = log(p (n - 1)/(1 - p))",
        Bound(KEY, lambda p: p.A * (1 - p.t) / p.q, lambda p: p.A * p.x / p.q),
        (POWER, ORDER),
        source=ENTMAX,
        notes="t = (b/a)^q, so x = q log(a/b); with H4.softmax.lower both gaps agree as alpha -> 1, for a^q and b^q tend to 1",
        pins=(Pin(factor=NEARLY),),
        twins=but("half", "at most half of that", upper=lambda p: p.A * p.x / (2 * p.q)),
    ),
    Claim(
        "H4.softmax.lower",
        "the gap of entmax is at least b^q times that of softmax",
        Bound(KEY, lambda p: p.A * p.t * p.x / p.q, lambda p: p.A * (1 - p.t) / p.q),
        (POWER, ORDER),
        source=ENTMAX,
        uses=("H4.softmax.upper",),
        pins=(Pin(factor=NEARLY),),
        twins=but("a^q", "at least a^q times that of softmax", lower=lambda p: p.A * p.x / p.q),
    ),
    Claim(
        "H4.half",
        "entmax keeps half of the weight at the gap 2^-q (1 - m)/q, m = (n - 1)^-q: below 2^-q/q at every n, and in the limit there",
        Bound(FREE, lambda p: p.B * (1 - p.m) / p.q, lambda p: p.B / p.q),
        (assume("B", "2^-q", 0, 1, low_open=True, high_open=True), assume("m", "(n - 1)^-q", 0, 1, low_open=True), ORDER),
        source=ENTMAX,
        pins=(Pin(factor=NEARLY),),
        twins=but("limit", "1/q is approached: within the same m of it", lower=lambda p: (1 - p.m) / p.q),
    ),
)
