"""C9: the Jacobian spike where a token takes over itself, d = a log n; argued at physics level."""

from __future__ import annotations

from ...numerics.answers import finite_dimension as answers
from ...theory.layer.finite_dimension import jacobian_spike
from ..vocabulary import Cases, Claim, Computed, ContextLength, Confidence, Fraction, Pin, Point, arb, but

RATIO = 10
RHO = "3/10"
# d is the whole number next to 10 log n
CASES: Cases = ({"n": "10^96", "d": 2210}, {"n": "10^400", "d": 9210}, {"n": "10^1000", "d": 23026})


def _excess(p: Point) -> arb:
    """Return (q eta - g^2)/log n at self weight 1/2, by the prediction C7."""
    d = int(p.d)
    depth = Fraction(
        answers.takeover_beta(p.n, d - 1, 30).decimal()
    )  # beta (1 - rho): the u_i live in d - 1 dimensions
    at = answers.finite_dimension(n=p.n, dim=d, rho=RHO, beta=depth / (1 - Fraction(RHO)), digits=20)
    excess = at.mean_square_jacobian.ball - at.order_parameter.ball * at.order_parameter.ball
    return excess / ContextLength.parse(p.n).log()


def _limit(p: Point) -> arb:
    return answers.jacobian_spike(RATIO, RHO, 20).ball


CLAIMS = (
    Claim(
        "C9.jacobian.spike",
        "at self weight 1/2 and d = a log n, q eta - g^2 ~ rho Gamma_s^2 (1 - t*)^4 log n/(16 a), unbounded",
        Computed(CASES, _excess, _limit, Fraction(1, 40)),
        defines=(jacobian_spike,),
        uses=("C7.definition.second-moment",),
        confidence=Confidence.HEURISTIC,
        notes="both sides by the order parameter of C7; a = 10, rho = 3/10, within 1/40 from n = 10^96 on",
        pins=(Pin(factor=Fraction(23, 25)),),
        twins=but("8 a", "8 a in the denominator", right=lambda p: 2 * _limit(p)),
    ),
)
