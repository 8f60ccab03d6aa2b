"""Variables of one's own by the names of the chart: each would change what the chart's word means."""

from __future__ import annotations

from critscale.theory.assumptions import CONTEXT_LENGTH, CORRELATION
from critscale.theory.field import Scalar
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL, SUPERCRITICAL, WINDOW, Point

from .hostile import false, proved, true, vacuous
from .words import big_o, bound, entropy, expansion, identity, monotone, other, own, var, within


def _dip_at_pi(p: Point) -> Scalar:
    """Return what is negative near w_L = pi alone, times 1 - log(n)/n > 0."""
    top, bottom = 314159265358979, 10**14
    return (1 - p.L * p.h) * ((p.w_L * bottom - top) ** 2 * 10**40 - bottom**2)


ENTRIES = (
    vacuous(
        "theta",
        expansion(CRITICAL, lambda p: p.ell, lambda p: -p.h / 2, var("theta", "[0, 0]"), error=big_o(100)),
        "theta is the chart's remainder of log(1 - h/2)",
    ),
    vacuous(
        "theta-for-a-logarithm",
        expansion(
            CRITICAL,
            lambda p: p.ell,
            lambda p: -p.h / 2 - p.h**2 / 8 - p.h**3 / 24 + p.theta * p.h**4,
            var("theta", "[0, 1]"),
            error=big_o(100),
        ),
        "theta is the chart's remainder of log(1 - h/2)",
    ),
    vacuous(
        "neg-log-t",
        expansion(FINITE, entropy, lambda p: p.log_partition, var("neg_log_t", "[0, 0]")),
        "-log t is the chart's",
    ),
    vacuous(
        "log-partition",
        bound(FINITE, lambda p: p.row.logs().partition, 1, var("log_partition", "(0, 1]")),
        "log(1 + E) is the chart's",
    ),
    vacuous("one", identity(CRITICAL, lambda p: p.one, 1, var("one", "[2, 2]")), "1 is the field's"),
    vacuous("one-as-a-range", bound(CRITICAL, own, lambda p: p.one / 2, var("one", "[2, 3]")), "1 is the field's"),
    vacuous("n", bound(LENGTHS, lambda p: p.n, 100, var("n", "[2, 100]", integer=True)), "n is the context length"),
    vacuous("n-as-the-chart-has-it", bound(LENGTHS, 2, lambda p: p.n, CONTEXT_LENGTH), "n is the context length"),
    vacuous("h", bound(CRITICAL, lambda p: p.h, "1/1000", var("h", "(0, 1/1000]")), "h is 1/n"),
    vacuous("h-fixed", identity(LENGTHS, lambda p: p.h, 0, var("h", "[0, 0]")), "h is 1/n"),
    vacuous("log-n", bound(LENGTHS, lambda p: p.L, 1, var("L", "[0, 1]")), "L is log n"),
    vacuous("log-n-fixed", identity(CRITICAL, lambda p: p.L, 1, var("L", "[1, 1]")), "L is log n"),
    vacuous("ell", identity(LENGTHS, lambda p: p.ell, 0, var("ell", "[0, 0]")), "ell is log(1 - 1/n)"),
    vacuous("row", bound(FINITE, own, 1, var("row", "[0, 1]")), "row is the attention row"),
    vacuous("u", bound(SUBCRITICAL, lambda p: p.u, "1/2", var("u", "(0, 1/2]")), "u is n^-delta"),
    vacuous(
        "t-where-it-is-a-power", identity(SUBCRITICAL, lambda p: p.t, 1, var("t", "[1, 1]")), "t is n^-(1 - delta)"
    ),
    vacuous("v", expansion(SUPERCRITICAL, own, "1/2", var("v", "[1, 1]")), "v is n^-delta"),
    vacuous("neg-log-s", bound(WINDOW, lambda p: p.neg_log_s, 1, var("neg_log_s", "(0, 1]")), "-log s is the chart's"),
    vacuous(
        "neg-log-s-at-the-critical-gamma",
        identity(CRITICAL, lambda p: p.neg_log_s, 1, var("neg_log_s", "[1, 1]")),
        "-log s is log 2",
    ),
    vacuous(
        "neg-log-of-the-other-share",
        bound(WINDOW, lambda p: p.neg_log_1ms, 1, var("neg_log_1ms", "(0, 1]")),
        "-log(1 - s) is the chart's",
    ),
    vacuous("tie", bound(FINITE, lambda p: p.tie, "1/4", var("tie", "[0, 1/4]")), "tie is the balanced mass's"),
    vacuous(
        "shadow-in-a-monotone",
        monotone(FINITE, lambda p: p.neg_log_t, "neg_log_t", "increasing", var("neg_log_t", "[0, 1]")),
        "-log t is the chart's",
    ),
    vacuous(
        "shadow-in-an-error-bound",
        expansion(CRITICAL, lambda p: p.h, 0, CORRELATION, var("h", "(0, 1/1000]"), error=within(1, 2)),
        "h is 1/n",
    ),
    true(
        "free-names-are-free",
        bound(CRITICAL, other, lambda p: own(p) + p.s, var("s", "[0, 1]")),
        "b <= a, and s is nobody's word at the critical gamma",
    ),
    false(
        "how-far-a-logarithm-lies-between-its-bounds",
        bound(FINITE, 0, _dip_at_pi, var("w_L", "[0, 10]")),
        "negative at w_L = 3.14159265358979; w_L is the prover's word for a number in [0, 1]",
        n=2,
        t=1,
        w_L="314159265358979/100000000000000",
    ),
    proved(
        "the-other-value",
        monotone(FREE, lambda p: p.e + p.other, "e", "increasing", var("e", "[0, 1]"), var("other", "[0, 1]")),
        "the derivative is 1",
    ),
    false(
        "log-n-without-n",
        bound(FREE, 0, lambda p: p.L, var("L", "[-1, 1]")),
        "L = -1: in the free chart L is nobody's word",
        L=-1,
    ),
    false(
        "a-small-coordinate-without-n",
        bound(FREE, lambda p: p.h, "1/2", var("h", "[0, 3]")),
        "h = 3: in the free chart h is nobody's word",
        h=3,
    ),
    vacuous(
        "a-depth-where-there-is-none",
        expansion(CRITICAL, lambda p: p.delta, 0, var("delta", "[0, 1]")),
        "delta is the chart's depth, and the critical gamma has none",
    ),
    vacuous(
        "a-depth-at-fixed-beta",
        expansion(FINITE, lambda p: p.delta * p.h, 0, var("delta", "[0, 1]"), error=big_o(2)),
        "delta is a chart's depth, and fixed beta has none",
    ),
    vacuous(
        "a-depth-of-integers",
        expansion(SUPERCRITICAL, own, 1, var("delta", "[1, 2]", integer=True), error=big_o(1)),
        "the depth is a real number",
    ),
)
