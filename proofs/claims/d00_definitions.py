"""D: what the depth and the flows are made of: the layer next to collapse, and particles on the sphere, token by token."""

from __future__ import annotations

from ...theory.dynamics.flows import NORMALISATIONS, Flow, Normalisation
from ..vocabulary import (
    A_DIGIT, CORRELATION, COUNT, FREE, INVERSE_N, INVERSE_N_SQUARED, LENGTHS, MARKS, RESIDUAL, SYMMETRY, THIRTY_DIGITS,
    WEIGHT_RATIO, Assumption, BigO, Cases, Claim, Computed, Counted, Expansion, Fraction, Identity, Point, Scalar,
    Token, TokenLayer, arb, assume, but, dynamics, exp, flows, in_balls, log, marked, rational_ball, token_by_token,
)


def _positive(name: str, meaning: str) -> Assumption:
    return assume(name, meaning, low_open=True)


ALPHA = _positive("alpha", "weight of the residual connection")
RADIUS, OUTPUT = _positive("radius", "norm of the tokens"), _positive("output", "norm of the attention output")
SCHEDULE = _positive("schedule", "alpha_t or sqrt(t + 1)")


def _layer(p: Point, rho: Scalar, ratio: Scalar, more: int = 0) -> tuple[TokenLayer, Token, Token]:
    x = TokenLayer(Counted(p.n + more), rho, ratio, p.r)
    i, j = x.tokens.some(2)
    return x, i, j


def _next_to_collapse(p: Point, kept: int = 1) -> Scalar:
    """Return |x'_i - x'_j|^2/|y_i - y_j|^2 at t = 1, over |x'_i|^2 at rho = 1: both are what a collapse tends to."""
    x, i, j = _layer(p, p.rho, 1)
    collapsed, k, _ = _layer(p, 1, 1)
    apart = x.inner(i, i) - 2 * x.inner(i, j) + x.inner(j, j)
    return kept * apart / (2 * (1 - p.rho)) / collapsed.inner(k, k)


def _length(p: Point, more: int = 0) -> Scalar:
    """Return alpha |x'|, all tokens one unit vector: the norm is the sum of the coefficients."""
    x, i, _ = _layer(p, 1, p.t)
    return p.alpha * (x.tokens.sum(lambda k: x.coefficient(i, k)) + more)


SURVIVALS: Cases = tuple(
    {"r": r, "alpha": alpha} for r in (Fraction(1, 2), Fraction(3)) for alpha in (Fraction(3, 2), Fraction(5))
)
LAYERS = 250


def _product(p: Point, loss: int = 2) -> arb:
    """Return the product of exp(-2/r_l) over layers, r_l = alpha^l r."""
    strength, total = Fraction(p.r), Fraction(0)
    for _ in range(LAYERS):
        total += loss / strength
        strength *= p.alpha
    return (-rational_ball(total)).exp()


def _rate(p: Point, rho: Scalar) -> Scalar:
    """Return layers to collapse, in units of n^(gamma (1 - rho) - 1)."""
    return dynamics.supercritical_lifetime(1, rho, p.rate)


def _spent(p: Point) -> Scalar:
    """Return -dT/drho over n^(gamma (1 - rho) - 1) as a difference quotient: rate T - dT/drho, since the power falls too."""
    return p.rate * _rate(p, p.rho) - (_rate(p, p.rho + p.h) - _rate(p, p.rho)) / p.h


def _per_layer(p: Point, order: int = 1) -> Scalar:
    """Return 1/(2 rho (1 - rho)), the layers for a step of rho (D3.supercritical.drift), and what is left of order rate^-2."""
    spread = p.rho * (1 - p.rho)
    left = 2 * ((1 - 2 * p.rho) ** 2 + spread)
    return 1 / (2 * spread) * (1 - order * left / (spread * p.rate) ** 2)


def _imbalance(p: Point, ends: int = 1) -> Scalar:
    """Return (c'/t)/(1 - c^2) of two clusters of masses w and 1 - w, token by token, at t = h."""
    return clusters(p, p.h) / (p.h * ends * (1 - p.c**2))


def clusters(p: Point, ratio: Scalar) -> Scalar:
    """Return c' of two places of masses w and 1 - w, each with its attention to both, projected to the sphere."""
    gram, mass = ((1, p.c), (p.c, 1)), (p.w, 1 - p.w)

    def towards(here: int) -> Scalar:
        share = [mass[k] * (1 if k == here else ratio) for k in range(2)]
        mean = [s / (share[0] + share[1]) for s in share]
        along = [mean[0] * gram[0][k] + mean[1] * gram[1][k] for k in range(2)]
        return along[1 - here] - p.c * along[here]

    return towards(0) + towards(1)


def _output(p: Point, more: int = 0) -> Scalar:
    x = TokenLayer(Counted(p.n + more), p.rho, p.t)
    (i,) = x.tokens.some(1)
    return marked(p, (x.tokens.sum(lambda k: x.weight(i, k) * x.gram(i, k)), x.inner(i, i)))


def _drive(p: Point, norm: str, i: Token, x: TokenLayer, k: Token) -> Scalar:
    """Return the coefficient of theta_k in x'_i: what the scheme lets the token follow."""
    whole = x.weight(i, k)
    along = x.tokens.sum(lambda m: x.weight(i, m) * x.gram(i, m))
    projected = whole - (along if x.tokens.same(i, k) else 0)
    return {
        "post": p.radius * projected,
        "pre": whole,
        "peri": whole / p.output,
        "ngpt": p.radius * p.schedule * projected / p.output,
        "sqrt": p.radius * projected / p.schedule,
    }[norm]


def _particles(p: Point, norm: str, more: int = 0) -> Scalar:
    """Return c0 d<theta_i, theta_j>/dt + c1 dr/dt of x_i = r theta_i: r' = <theta, x'>, theta' = (x' - r' theta)/r."""
    x = TokenLayer(Counted(p.n + more), p.rho, p.t)
    i, j = x.tokens.some(2)

    def along(m: Token) -> Scalar:
        return x.tokens.sum(lambda k: _drive(p, norm, i, x, k) * x.gram(k, m))

    growth = along(i)
    return p.c0 * 2 * (along(j) - growth * x.gram(i, j)) / p.radius + p.c1 * growth


def _regulated(p: Point, scheme: Normalisation) -> Scalar:
    inner, _ = flows.attention_output(p.rho, p.n, p.t)
    flow = Flow(p.radius, p.output, inner, p.schedule)
    bare = flows.softmax_velocity(p.rho, p.n, p.t)
    return p.c0 * flows.normalised_velocity(scheme, bare, flow) + p.c1 * scheme.regulate(flow).radial


NORMALISED = (CORRELATION, COUNT, WEIGHT_RATIO, RADIUS, OUTPUT, SCHEDULE, *MARKS[:2])
BETA = assume("beta", "inverse temperature", 1, 40, low_open=True)
EPS = assume("eps", "size of the caps", 0, Fraction(1, 16), low_open=True, high_open=True)
ACROSS = assume("across", "largest inner product across caps", 0, 1)
RATE = assume("rate", "lambda, of the bound 2 exp(-lambda beta) within a cap")
CAPS = (COUNT, BETA, EPS, ACROSS)


def _theorem(p: Point, rate: Scalar = 0) -> flows.Metastability:
    grow = exp(p.one), exp(8 * p.eps * p.beta), exp((1 - p.across) * p.beta)
    return flows.metastability(p.n, p.beta, p.eps, p.across, rate, grow, log(2 * p.n**2 / p.eps))


def _escape(p: Point, wait: int = 1) -> Scalar:
    """Return the time until a token that is pulled with exp((alpha - 1) beta) by each of n others has moved by eps."""
    return p.eps / (wait * p.n * exp((p.across - 1) * p.beta))


def _relaxed(p: Point, share: int = 1) -> Scalar:
    """Return lambda beta over the rate (1 - 1/beta)/(n e) at which logarithms of squared distances in a cap fall."""
    pace = (1 - 1 / p.beta) / (share * p.n * exp(p.one))
    return p.rate * p.beta / pace


CLAIMS = (
    Claim(
        "D5.definition.consensus-contraction",
        "(r/(1 + r))^2 is what a layer leaves of |y_i - y_j|^2/|y|^2 next to collapse, t -> 1 and rho -> 1, token by token",
        Identity(FREE, _next_to_collapse, lambda p: dynamics.consensus_contraction(p.r)),
        (CORRELATION, RESIDUAL, COUNT),
        defines=(dynamics.consensus_contraction,),
        uses=SYMMETRY,
        twins=but("changed", "twice of it", left=lambda p: _next_to_collapse(p, 2)),
    ),
    token_by_token(
        "D5.definition.next-residual",
        "alpha (1 + r) is alpha |x'| where all tokens are one: alpha times the sum of the coefficients of an output",
        dynamics.next_residual,
        _length,
        lambda p: dynamics.next_residual(p.alpha, p.r),
        (RESIDUAL, ALPHA, COUNT, WEIGHT_RATIO),
        change="alpha (2 + r)",
    ),
    Claim(
        "D5.definition.survival",
        "exp(-2 alpha/((alpha - 1) r)) is the product of exp(-2/r_l) over all layers, r_l = alpha^l r, to 30 digits",
        Computed(SURVIVALS, _product, in_balls(dynamics.survival, "r", "alpha"), THIRTY_DIGITS),
        defines=(dynamics.survival,),
        pins=(A_DIGIT,),
        twins=but("1/r", "the product of exp(-1/r_l)", left=lambda p: _product(p, 1)),
    ),
    Claim(
        "D3.definition.supercritical-lifetime",
        "the layers T to collapse obey -dT/drho = n^(gamma (1 - rho) - 1)/(2 rho (1 - rho)) up to O(1/log n^2), the rest exact",
        Expansion(LENGTHS, _spent, _per_layer),
        (
            assume("rho", "common inner product", 0, 1, low_open=True, high_open=True),
            _positive("rate", "gamma log n"),
        ),
        uses=("D3.supercritical.drift",),
        defines=(dynamics.supercritical_lifetime,),
        notes="the derivative as the limit of difference quotients over h = 1/n",
        twins=but("twice", "twice the rest of order 1/log n^2", value=lambda p: _per_layer(p, 2)),
    ),
    Claim(
        "D11.definition.imbalance",
        "w1/w2 + w2/w1 is the limit of c'/((1 - c^2) t) of two clusters as t -> 0, each with its attention to both",
        Expansion(LENGTHS, _imbalance, lambda p: flows.imbalance(p.w, 1 - p.w), BigO(INVERSE_N)),
        (
            assume("c", "cosine of two clusters", 0, 1, low_open=True, high_open=True),
            assume("w", "mass of the first", 0, 1, low_open=True, high_open=True),
        ),
        defines=(flows.imbalance,),
        twins=but("n^-2", "the error O(t^2)", error=BigO(INVERSE_N_SQUARED)),
    ),
    token_by_token(
        "D9.definition.attention-output",
        "<theta, A> and |A|^2 of equiangular tokens under SA are those of the softmax average, token by token",
        flows.attention_output,
        _output,
        lambda p: marked(p, flows.attention_output(p.rho, p.n, p.t)),
        (CORRELATION, COUNT, WEIGHT_RATIO, *MARKS[:2]),
    ),
    *(
        Claim(
            f"D9.definition.{norm}",
            f"{scheme.title}: d<theta_i, theta_j>/dt and dr/dt are those of the particles x = r theta, token by token",
            Identity(FREE, lambda p, norm=norm: _particles(p, norm), lambda p, scheme=scheme: _regulated(p, scheme)),
            NORMALISED,
            source="arXiv 2510.22026, Table 1",
            uses=SYMMETRY,
            defines=(scheme.regulate, flows.normalised_velocity),
            twins=but("one more", "a token more", left=lambda p, norm=norm: _particles(p, norm, 1)),
        )
        for norm, scheme in NORMALISATIONS.items()
    ),
    Claim(
        "D10.definition.gap",
        "gamma(beta) is the exponent by which T2 exceeds T1 at lambda = 0: T2 = T1 exp(beta gamma(beta))",
        Identity(FREE, lambda p: _theorem(p).settled * exp(p.beta * _theorem(p).gap), lambda p: _theorem(p).lifetime),
        CAPS,
        defines=(flows.metastability,),
        twins=but("changed", "twice T1", left=lambda p: 2 * _theorem(p).settled * exp(p.beta * _theorem(p).gap)),
    ),
    Claim(
        "D10.definition.lifetime",
        "T2 is the time in which a pull of exp((alpha - 1) beta) by each of n tokens moves one by eps",
        Identity(FREE, _escape, lambda p: _theorem(p).lifetime),
        CAPS,
        defines=(flows.metastability,),
        twins=but("changed", "2 n tokens", left=lambda p: _escape(p, 2)),
    ),
    Claim(
        "D10.definition.settled",
        "T1 at 2 lambda exceeds T1 at lambda by lambda beta over the rate (1 - 1/beta)/(n e) of log abs(x_i - x_j)^2 within a cap",
        Identity(FREE, _relaxed, lambda p: _theorem(p, 2 * p.rate).settled - _theorem(p, p.rate).settled),
        (*CAPS, RATE),
        defines=(flows.metastability,),
        twins=but("changed", "half the rate", left=lambda p: _relaxed(p, 2)),
    ),
)
