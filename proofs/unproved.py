"""Claims that ``critscale verify`` alone does not prove, and why."""

from __future__ import annotations

from collections.abc import Mapping

_ON_ROWS = "of every row at once: the kernel proves it (verify --formal), without it exact rows are tried; the inequality behind, for each key, is PROVED"
_ON_ENTMAX_ROWS = (
    "of every row at once: a theorem of proofs/rocq/SparseRows.v that is not linked, for the kernel's rows cannot write positive parts of "
    "powers; exact rows are tried"
)
_REAL_POWER = "a power of a real exponent has no chart: the kernel proves it (verify --formal), without it points are tried"
_NO_CHART = "a real power or a hyperbolic function has no chart, so stated points are computed"
_NUMBERS = "a number at a stated place: it is computed in balls"

SHORT_OF_PROOF: Mapping[str, str] = {
    "E21.renyi.orders": "other orders than 2 are real powers, which have no chart; order 2 and the entropy are PROVED",
    "E21.participation.entropy": "of every row at once, by the order of the Renyi entropies: exact rows are tried",
    **dict.fromkeys(
        (
            "E22.jensen.row",
            "E23.bennett.row",
            "E25.horizon.row",
            "E26.entropy.row",
            "E27.participation.row",
        ),
        _ON_ROWS,
    ),
    **dict.fromkeys(
        ("E24.counting.row", "E24.threshold.lower.row", "E24.threshold.upper.row", "E37.multiplier.row"),
        "of every row at once: exact rows are tried; the inequality behind, for each key, is PROVED",
    ),
    "E35.zipf.sum": "that the sum is the harmonic number is its definition, looked at in numbers",
    "E35.zipf.computed": _NUMBERS,
    "E38.variance.stated": _NUMBERS,
    "H4.gap": "a power of a real exponent has no chart; 3/2 and 2 are PROVED, and proofs/rocq/Mechanisms.v has every real alpha > 1",
    "H4.identity.real": _REAL_POWER,
    "H8.highest.real": _REAL_POWER,
    "H5.definition.weight": _REAL_POWER.partition(":")[0] + ": points are tried",
    "H5.definition.floor": _REAL_POWER.partition(":")[0] + ": points are tried",
    **dict.fromkeys(("H5.support.row", "H5.floor.row", "H5.ceiling.row"), _ON_ENTMAX_ROWS),
    "H5.edge.any-alpha": _NUMBERS,
    "H6.sink.balanced-mass": "signs are tried one by one for n = 2 .. 5, points are sampled",
    **dict.fromkeys(("H14.largest-gap", "H14.peak", "H14.hurts"), _NO_CHART),
}
"""Claims on rows and mechanisms (E21 to E28, E35 to E38, H) that ``verify`` alone does not prove, and why."""
