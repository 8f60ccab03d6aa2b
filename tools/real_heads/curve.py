"""Part (g) of the page: what the losses of the longer passes say, windows of text resampled with all their multipliers.

A window is run with every multiplier, so differences are between passes over the same tokens.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from critscale.measure.forecast import FEWEST
from critscale.measure.growth import Estimate, estimated

from .blocks import Block, Heading, Image, Table

Json = Any
Values = NDArray[np.float64]

RESAMPLES = 10_000
PICTURE = "real-heads-loss.svg"
NONE = "none"
"""The name of m = 1."""


@dataclass(frozen=True, slots=True, eq=False)
class LossCurve:
    """The losses of W windows with M multipliers in B blocks of positions, nats a token.

    Attributes
    ----------
    factor, n, block, trained : int
        Factor of the length, tokens of a pass, positions of a block, and the trained length.
    dtype : str
        Number type of weights and states.
    windows : tuple of (str, int)
        Text and first token of each window that was run with every multiplier.
    laws : tuple of str
        Names of the multipliers, in ascending order of m.
    m : ndarray, shape (M,)
        The multipliers.
    losses : ndarray, shape (W, M, B)
        Mean losses.
    """

    factor: int
    n: int
    block: int
    trained: int
    dtype: str
    windows: tuple[tuple[str, int], ...]
    laws: tuple[str, ...]
    m: Values
    losses: Values

    @property
    def within(self) -> Values:
        """Mean losses over the positions up to the trained length, shape (W, M)."""
        return np.asarray(self.losses[:, :, : self.trained // self.block].mean(axis=2))

    @property
    def beyond(self) -> Values:
        """Mean losses over the positions beyond it, shape (W, M)."""
        return np.asarray(self.losses[:, :, self.trained // self.block :].mean(axis=2))

    @property
    def compared(self) -> Values:
        """Mean losses that multipliers are compared by, shape (W, M): beyond the trained length, or all where there is nothing beyond."""
        return self.beyond if self.n > self.trained else self.within

    def of(self, law: str) -> int:
        """Return the place of a multiplier."""
        return self.laws.index(law)

    def resampled(self, values: Values) -> Values:
        """Return means over windows drawn with replacement, shape (RESAMPLES, ...): the same draws whatever the values."""
        drawn = np.random.default_rng(0).integers(0, len(self.windows), (RESAMPLES, len(self.windows)))
        return np.asarray(values[drawn].mean(axis=1))

    def difference(self, law: str, other: str = NONE) -> Estimate:
        """Return by how much a multiplier's loss is above another's, with its interval over windows."""
        values = self.compared[:, self.of(law)] - self.compared[:, self.of(other)]
        return estimated(self.resampled(values), float(values.mean()))

    def minimum(self, chosen: Sequence[int] | None = None) -> Estimate:
        """Return the m of least loss, of some windows or all, with its interval over these."""
        return self._minimum(self.compared if chosen is None else self.compared[list(chosen)])

    @property
    def minimum_within(self) -> Estimate:
        """The same over the positions up to the trained length."""
        return self._minimum(self.within)

    def _minimum(self, values: Values) -> Estimate:
        drawn = self.resampled(values) if len(values) == len(self.windows) else values.mean(axis=0, keepdims=True)
        return estimated(np.array([lowest(self.m, curve) for curve in drawn]), lowest(self.m, values.mean(axis=0)))


def lowest(m: Values, losses: Values) -> float:
    """Return where a curve over ascending m is lowest: the vertex of the parabola in log m through its lowest point and the two beside it.

    An end that is lowest is returned itself: then the minimum may lie beyond.
    """
    k = int(losses.argmin())
    if k in (0, len(m) - 1):
        return float(m[k])
    x, y = np.log(m[k - 1 : k + 2]) - np.log(m[k]), losses[k - 1 : k + 2] - losses[k]
    curvature, slope = np.linalg.solve(np.stack([x[[0, 2]] ** 2, x[[0, 2]]], axis=1), y[[0, 2]])
    return float(m[k] * np.exp(-slope / (2 * curvature))) if curvature > 0 else float(m[k])


def curves(data: Json) -> list[LossCurve]:
    """Return the curve of each factor, of the windows that were run with every multiplier, in the number type that is planned first."""
    found: dict[int, LossCurve] = {}
    for curve in _curves(data):
        found.setdefault(curve.factor, curve)
    return list(found.values())


def rounding(data: Json) -> Iterator[tuple[str, int, str, float, float, float]]:
    """Yield by window that two number types share, and by multiplier, the loss less that of m = 1 in each: text, start, law, m, two differences."""
    shown = curves(data)
    for other in (curve for curve in _curves(data) if all(curve.dtype != first.dtype for first in shown if first.factor == curve.factor)):
        (first,) = (curve for curve in shown if curve.factor == other.factor)
        one = first.of(NONE)
        for window in other.windows:
            if window in first.windows:
                pair = [curve.compared[curve.windows.index(window)] for curve in (first, other)]
                for k in (k for k in range(len(first.laws)) if k != one):
                    in_first, in_other = (float(losses[k] - losses[one]) for losses in pair)
                    yield (*window, first.laws[k], float(first.m[k]), in_first, in_other)


def _curves(data: Json) -> Iterator[LossCurve]:
    for runs in data["plan"]:
        passes = [p for p in data["passes"] if (p["factor"], p["dtype"]) == (runs["factor"], runs["dtype"])]
        m = dict(sorted(data["multipliers"][str(runs["factor"])].items(), key=lambda item: item[1]))
        done = {(p["text"], p["start"], p["law"]): p["blocks"] for p in passes}
        windows = tuple(w for w in dict.fromkeys((p["text"], p["start"]) for p in passes) if all((*w, law) in done for law in m))
        if windows:
            losses = np.array([[done[(*window, law)] for law in m] for window in windows])
            sizes = {"n": passes[0]["n"], "block": data["block"], "trained": data["trained"]}
            yield LossCurve(factor=runs["factor"], dtype=runs["dtype"], windows=windows, laws=tuple(m), m=np.array(list(m.values())), losses=losses, **sizes)


def loss_part(recommendation: Json, data: Json) -> Iterator[Block]:
    """Yield the part of the page."""
    yield (
        "RoPE has YaRN's frequencies for the factor of the length, and no factor on cos and sin; m multiplies the logits of all heads and rows. "
        "Which m is recommended was fixed in a file, docs/real-heads-recommendation.json, before any longer pass, from "
        f"{recommendation['model']['model']}: {recommendation['rule']}. Quartiles over heads:"
    )
    yield Table(("text", "heads", "not flat", "n'/n", "beta_1/2(n')/beta_1/2(n), quartiles", "not refused by X4", "quartiles of these"), list(_sources(recommendation)))
    texts = recommendation["texts"].values()
    lost = {
        f: sum(text[f]["all"]["heads"] - text[f]["not refused"]["heads"] for text in texts) for f in recommendation["m"]
    }
    whole = {f: sum(text[f]["all"]["heads"] for text in texts) for f in recommendation["m"]}
    beside = recommendation["m without the refusal"]
    yield (
        f"X4 refuses {' and '.join(f'{lost[f]} of {whole[f]} at factor {f}' for f in whole)}: for half of their rows the background comes to fewer than "
        f"{FEWEST} effective keys at the threshold. So the recommendation rests on few heads; without the refusal it would be "
        f"{' and '.join(f'm = {beside[f]:.3f} at factor {f}' for f in whole)}."
    )
    if data is None:
        yield "The longer passes are not run yet: `python -m real_heads loss`."
        return
    found = curves(data)
    run = {(curve.factor, curve.dtype): len(curve.windows) for curve in _curves(data)}
    planned = (f"{run.get((r['factor'], r['dtype']), 0)} of {r['windows']} at factor {r['factor']} in {r['dtype']}" for r in data["plan"])
    missing = any(run.get((r["factor"], r["dtype"]), 0) < r["windows"] for r in data["plan"])
    yield f"Windows that were run with every multiplier, of those that are planned: {', '.join(planned)}." + (
        " `python -m real_heads loss` goes on with the others." if missing else ""
    )
    if found:
        yield Image(PICTURE, "Loss beyond the trained length less that of the multiplier 1, against the multiplier, for each window and their mean with its interval")
    for curve in found:
        yield from _curve_part(curve)
    yield from _rounding_part(list(rounding(data)))
    yield (
        "What stands beside these differences: one model of one family, its weights in 4 bits, not trained with these frequencies; windows of three texts, "
        "so few that an interval over them is too short; where the curve up to the trained length has its minimum "
        "at the same m, and that of the control has not, the multiplier makes up for the frequencies and not for the length; m acts on every row, also on those of few keys, which no forecast speaks of; and the multipliers "
        "are compared on the tokens of which the mean is shown, without a text that was kept aside."
    )


def _sources(recommendation: Json) -> Iterator[tuple[str, ...]]:
    for name, text in recommendation["texts"].items():
        for factor in recommendation["m"]:
            parts = text[factor]
            cells = [
                "-" if parts[key]["quartiles"] is None else ", ".join(f"{q:.3f}" for q in parts[key]["quartiles"]) for key in ("all", "not refused")
            ]
            yield (name, str(text["heads"]), str(text["not flat"]), factor, cells[0], str(parts["not refused"]["heads"]), cells[1])


def _curve_part(curve: LossCurve) -> Iterator[Block]:
    count, control = len(curve.windows), curve.n <= curve.trained
    yield Heading(3, f"{curve.n} tokens, factor {curve.factor}, {curve.dtype}" + (": a control" if control else ""))
    windows = f"{count} disjoint window{'s' if count > 1 else ''}: {', '.join(f'{text} from {start}' for text, start in curve.windows)}. "
    if control:
        yield windows + "The model as it was trained, with its own frequencies: here a multiplier has no length to make up for. Loss in nats a token; the rest as above."
    else:
        yield windows + (
            f"Loss in nats a token, up to {curve.trained} positions and beyond; the difference is the loss beyond minus that of m = 1 in the same window, with its "
            f"95% interval over {RESAMPLES} resamples of windows."
        )
    yield Table(("m", "value", *(("loss",) if control else ("loss within", "loss beyond")), "difference", "below m = 1", "least of all"), list(_by_law(curve)))
    by_text: dict[str, list[int]] = {}
    for w, (text, _) in enumerate(curve.windows):
        by_text.setdefault(text, []).append(w)
    laws = [f"{law}, {m:.3f}" for law, m in zip(curve.laws, curve.m, strict=True)]
    yield "By text, and the m where the loss is least, a parabola in log m through the lowest point and its neighbours:"
    rows = [
        (text, str(len(chosen)), *(f"{value:.4f}" for value in curve.compared[chosen].mean(axis=0)), f"{curve.minimum(chosen).value:.3f}")
        for text, chosen in by_text.items()
    ]
    rows.append(("all", str(count), *(f"{value:.4f}" for value in curve.compared.mean(axis=0)), interval(curve.minimum())))
    yield Table(("text", "windows", *laws, "least at m"), rows)
    yield "By block of positions, the loss of m = 1, and the difference of each m:"
    mean, one = curve.losses.mean(axis=0), curve.of(NONE)
    others = [k for k in range(len(curve.laws)) if k != one]
    blocks = [
        (
            f"{b * curve.block} to {min((b + 1) * curve.block, curve.n)}",
            f"{mean[one, b]:.4f}",
            *(f"{mean[k, b] - mean[one, b]:+.4f}" for k in others),
        )
        for b in range(mean.shape[1])
    ]
    yield Table(("positions", "m = 1", *(laws[k] for k in others)), blocks)
    yield verdict(curve)


def _rounding_part(rows: list[tuple[str, int, str, float, float, float]]) -> Iterator[Block]:
    """Yield what the number type of the longest passes does where another one was run too."""
    if not rows:
        return
    yield Heading(3, "What bfloat16 does to these differences")
    away = [abs(first - other) for *_, first, other in rows]
    yield (
        "Windows that were run in both number types: the loss beyond minus that of m = 1, in float32 and in bfloat16. "
        f"They differ by at most {max(away):.4f} nats, on the average by {sum(away) / len(away):.4f}."
    )
    cells = [(f"{text} from {start}", f"{law}, {m:.3f}", f"{first:+.4f}", f"{other:+.4f}") for text, start, law, m, first, other in rows]
    yield Table(("window", "m", "float32", "bfloat16"), cells)


def _by_law(curve: LossCurve) -> Iterator[tuple[str, ...]]:
    losses, count = curve.compared, len(curve.windows)
    for k, law in enumerate(curve.laws):
        away = losses[:, k] - losses[:, curve.of(NONE)]
        below = "-" if law == NONE else f"{int((away < 0).sum())} of {count}"
        said = "0" if law == NONE else signed(curve.difference(law))
        first = int((losses.argmin(axis=1) == k).sum())
        within = [] if curve.n <= curve.trained else [f"{curve.within[:, k].mean():.4f}"]
        yield (law, f"{curve.m[k]:.4f}", *within, f"{losses[:, k].mean():.4f}", said, below, f"{first} of {count}")


def verdict(curve: LossCurve) -> str:
    """Return which m has the least loss, and how the recommendation does against the laws beside it, in words that the intervals allow."""
    best = curve.laws[int(curve.compared.mean(axis=0).argmin())]
    where = f"beyond {curve.trained} tokens" if curve.n > curve.trained else "with the model's own frequencies"
    least = f"Least loss {where}: {best}, m = {curve.m[curve.of(best)]:.4f}."
    if len(curve.windows) < 2:
        return f"{least} One window: no interval."
    if len(curve.windows) == 2:
        least = f"{least} Of two windows an interval is their range, and no test."
    end = best in (curve.laws[0], curve.laws[-1])
    lines = [least, "The curve is least at an end." if end else f"The curve is least at m = {interval(curve.minimum())}."]
    if curve.n > curve.trained:
        lines.append(f"Up to {curve.trained} positions of the same passes it is least at m = {interval(curve.minimum_within)}.")
    if "recommendation" not in curve.laws:
        return " ".join([*lines, "Nothing was recommended."])
    for other in (NONE, "YaRN", "log n / log L"):
        away = curve.difference("recommendation", other)
        word = "worse than" if away.low > 0 else "better than" if away.high < 0 else "not told apart from"
        lines.append(f"The recommendation is {word} {'m = 1' if other == NONE else other}: {signed(away)}.")
    return " ".join(lines)


def interval(value: Estimate) -> str:
    """Return a value with its interval."""
    return f"{value.value:.3f} [{value.low:.3f}, {value.high:.3f}]"


def signed(value: Estimate) -> str:
    """Return a difference with its interval."""
    return f"{value.value:+.4f} [{value.low:+.4f}, {value.high:+.4f}]"
