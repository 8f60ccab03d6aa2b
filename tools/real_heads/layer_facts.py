"""What the experiment keeps of one layer on one text: does each statement of the theory hold there, and what does it say."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from critscale.measure.attention_calls import AttentionCall
from critscale.measure.correlation import mean_cosine, own_simplices
from critscale.measure.forecast import head_forecast
from critscale.measure.growth import Estimate, estimated, resampled_medians, sampled_queries
from critscale.measure.heads import draw_rows, heads_of
from critscale.measure.thresholds import head_thresholds
from critscale.numerics.streaming.statistics import RowStatistics, row_statistics
from critscale.theory.layer.almost_simplex import self_weight
from critscale.theory.rows.bounds import entropy_loss, near_share, participation_floor, two_level_mass

Values = NDArray[np.float64]

ROUNDING = 1e-4
"""Relative: statistics are float32, and right to 2e-5 on hard rows."""
PER_WINDOW = 24
"""Rows of each head from each dyadic window for thresholds and growth; bounds are compared on all rows, with those of thresholds on these."""
SOURCE, ROWS = 1024, 48
"""Forecasts are made from rows of up to so many keys, of so many rows near an end."""


def facts(call: AttentionCall) -> dict[str, Any]:
    """Return what is kept of a layer, as JSON data."""
    scores = call.scores
    whole = row_statistics(scores)
    drawn = draw_rows(scores, per_window=PER_WINDOW)
    heads = heads_of([drawn], layer=call.layer)
    simplices = own_simplices(scores, call.hidden)
    long = np.sort(np.argsort(scores.mask.counts, kind="stable")[-min(ROWS, len(scores.mask)) :])
    cosines = [output_cosines(call, h, long) for h in range(scores.heads)]
    forecasts = _forecasts(call)
    found = []
    for head, simplex, cosine in zip(heads, simplices, cosines, strict=True):
        n = float(np.exp(np.log(drawn.counts[2 * drawn.counts > drawn.counts.max()]).mean()))
        found.append(
            {
                "head": head.head,
                "n": n,
                "threshold": _estimate(head.growth.medians[-1], head.growth.low[-1], head.growth.high[-1]),
                "without first": float(head.growth_without_first.medians[-1]),
                "below": head.below,
                "law": head.growth.label,
                "law without first": head.growth_without_first.label,
                "slope": None if head.growth.slope is None else asdict(head.growth.slope),
                "windows": {
                    "lengths": head.growth.lengths.tolist(),
                    "medians": head.growth.medians.tolist(),
                    "without first": head.growth_without_first.medians.tolist(),
                },
                "typical": {name: value.value for name, value in head.typical.items()},
                "simplex": {"threshold": simplex.threshold(n), "beta": simplex.beta, "hidden": asdict(simplex.hidden)},
                "queries": simplex.queries.value,
                "keys": simplex.keys.value,
                "cosine": cosine,
                "forecast": forecasts[head.head] if forecasts else None,
            }
        )
    return {"layer": call.layer, "module": call.module, "bounds": bounds(call, whole), "heads": found}


def _estimate(value: float, low: float, high: float) -> dict[str, float]:
    return {"value": float(value), "low": float(low), "high": float(high)}


# (a) The bounds, on every row


def bounds(call: AttentionCall, rows: RowStatistics) -> dict[str, dict[str, float]]:
    """Return for each statement how many rows it was compared on, how often it failed beyond rounding, and how tight it is.

    ``tightness`` is the median of a ratio that is 1 where the bound is attained, and at most 1.
    """
    n = np.broadcast_to(rows.counts.astype(float), rows.top.shape)
    full = n >= 3
    n = n[full]
    w, m, v, d2, r, h, n2 = (
        getattr(rows, name)[full].astype(float)
        for name in ("top_weight", "gap_mean", "gap_variance", "second_gap", "spread", "entropy", "participation")
    )
    jensen = self_weight(n, np.exp(-m))
    lead = np.maximum(m - d2, 0)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        share = np.where(lead > 0, near_share(v, lead), 0)
        bennett = self_weight(n, two_level_mass(share, np.exp(-d2), np.exp(-(m + np.where(lead > 0, v / lead, 0)))))
        floor = np.log(n) - np.where(r > 0, entropy_loss(r, np.exp(-r)), 0)
        kantorovich = participation_floor(n, np.exp(-r))
    found = {
        "E22, weight at most the simplex's": w / jensen,
        "E23, weight at least the two-level row's": bennett / w,
        "E25, weight at most that of one key at the top": w / self_weight(n, np.exp(-r)),
        "E27, participation at least Kantorovich's": kantorovich / n2,
    }
    result = {name: _compared(ratio - 1, ratio) for name, ratio in found.items()}
    # An entropy near 0 is a difference: compared in nats.
    result["E26, entropy at least log n - D(R)"] = _compared(floor - h, np.maximum(floor, 0) / np.maximum(h, ROUNDING))
    thresholds = head_thresholds(call.scores.at(sampled_queries(call.scores.mask.counts, PER_WINDOW // 3)))
    beta = thresholds.beta
    for name, part in (
        ("E22, beta_1/2 at least the simplex's", thresholds.jensen / beta),
        ("E24, beta_1/2 at least what counts say", thresholds.counted / beta),
        ("E24, beta_1/2 at most what counts say", beta / thresholds.enveloped),
    ):
        ratio = part[np.isfinite(part) & np.isfinite(beta)]
        result[name] = _compared(ratio - 1, ratio)
    return result


def _compared(excess: Values, ratio: Values) -> dict[str, float]:
    return {
        "rows": int(ratio.size),
        "failed": int(np.sum(~(excess <= ROUNDING))),
        "largest excess": float(excess.max()),
        "tightness": float(np.median(ratio)),
    }


# (d) Forecasts


def _forecasts(call: AttentionCall) -> list[dict[str, Any]]:
    """Return for each head the median threshold forecast from rows of about `SOURCE` keys, and that of rows of all keys.

    The null laws stand beside: no growth, and growth as log n.
    """
    scores, counts = call.scores, call.scores.mask.counts
    most = int(counts.max())
    if most < 4 * SOURCE or len(np.unique(counts)) < most // 2:
        return []
    ends = {end: np.flatnonzero((counts > 7 * end // 8) & (counts <= end)) for end in (SOURCE, most)}
    rng = np.random.default_rng(0)
    chosen = {end: np.sort(rng.choice(rows, ROWS, replace=False)) for end, rows in ends.items()}
    target = int(np.median(counts[chosen[most]]))
    source = scores.at(chosen[SOURCE])
    made = head_forecast(source, target)
    then = head_thresholds(scores.at(chosen[most])).beta
    now = head_thresholds(source).beta
    start = float(np.median(source.mask.counts))
    found = []
    for h in range(scores.heads):
        known = np.isfinite(made.threshold[h])
        value: Estimate | None = None
        if 2 * known.sum() >= len(known):
            values, errors = made.threshold[h][known], made.threshold_error[h][known]
            drawn = rng.integers(0, len(values), (1000, len(values)))
            medians = np.median(values[drawn] + rng.standard_normal((1000, 1)) * errors[drawn], axis=1)
            value = estimated(medians, float(np.median(values)))
        real = estimated(resampled_medians(then[h], 1000, rng), float(np.median(then[h])))
        found.append(
            {
                "from": start,
                "to": target,
                "forecast": None if value is None else asdict(value),
                "measured": asdict(real),
                "no growth": float(np.median(now[h])),
                "log n": float(np.median(now[h]) * np.log(target - 1) / np.log(start - 1)),
            }
        )
    return found


# (e) The overlap identity


def output_cosines(call: AttentionCall, h: int, rows: NDArray[np.int64]) -> dict[str, float]:
    """Return the mean cosine of a head's outputs at some queries, and what A11 says from the mean cosine rho of its values.

    ``exact`` takes the overlaps O_ij and Y_i = sum_j A_ij^2 of the rows, ``limit`` neglects the overlaps, as the theory does where they vanish.
    """
    some = call.scores.at(rows)
    values = call.values[h // (some.heads // len(some.keys))].astype(float)
    s = some.dense(h).astype(float)
    weights = np.exp(s - s.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    rho = mean_cosine(values).value
    overlaps = weights @ weights.T
    y = np.diag(overlaps)
    pairs = ~np.eye(len(rows), dtype=bool)
    size = np.sqrt(rho + (1 - rho) * y)
    exact = (rho + (1 - rho) * overlaps) / np.multiply.outer(size, size)
    return {
        "measured": mean_cosine(weights @ values).value,
        "exact": float(exact[pairs].mean()),
        "limit": float((rho / np.multiply.outer(size, size))[pairs].mean()),
        "values": rho,
    }
