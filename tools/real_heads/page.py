"""The page on real heads, from the numbers of a run: every figure on it is read from the file, none is typed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from critscale.pictures.canvas import save

from .blocks import Block, Heading, Items, Table, markdown, plain
from .curve import PICTURE, curves, loss_part, verdict

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGE, RECOMMENDATION, LOSSES = (DOCS / name for name in ("real-heads.md", "real-heads-recommendation.json", "real-heads-loss.json"))
HANDBOOK = ROOT / "handbook" / "real_heads.json"
"""The same for the handbook, which has no more than the package."""
Json = Any


def write(results: Path) -> int:
    """Write the page, and what the handbook shows."""
    parts = [_read(path) for path in (results, RECOMMENDATION, LOSSES)]
    PAGE.write_text(page(*parts), encoding="utf-8")
    HANDBOOK.write_text(for_handbook(*parts), encoding="utf-8")
    found = curves(parts[2]) if parts[2] is not None else []
    if found:
        from .picture import draw

        save(draw(found), DOCS / PICTURE)
    return 0


def page(data: Json, recommendation: Json = None, losses: Json = None) -> str:
    """Return the page of a run, of what it recommends beyond the trained length, and of the losses there; None where they are not run."""
    kept = (("its numbers", "real-heads.json", data), ("what was recommended", RECOMMENDATION.name, recommendation), ("the losses", LOSSES.name, losses))
    sources = ", ".join(f"[{words}]({name})" for words, name, found in kept if found is not None)
    head = (
        Heading(1, "Real heads: what the theory says of a trained model"),
        f"This page is written by `make real` from {sources}; nothing on it is typed. How a head is measured stands in [Heads of a model](heads.md).",
    )
    return markdown((*head, *_page(data, recommendation, losses)))


def for_handbook(data: Json, recommendation: Json = None, losses: Json = None) -> str:
    """Return what the handbook's page shows, as JSON text."""
    return json.dumps(plain(_page(data, recommendation, losses)), indent=1, ensure_ascii=False) + "\n"


def _read(path: Path) -> Json:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def check(results: Path) -> int:
    """Tell whether every bound of a run holds on every row: the small share that CI runs."""
    data = json.loads(results.read_text(encoding="utf-8"))
    failed = [f"{_name(p)}: {name}" for p in data["passes"] for name, found in _bounds([p]).items() if found["failed"]]
    rows = sum(found["rows"] for found in _bounds(data["passes"]).values())
    print("\n".join(failed) or f"{rows} comparisons of rows with bounds: none fails")
    return 1 if failed or not rows else 0


def _name(found: Json) -> str:
    return f"{found['model']}, {found['length']}, {found['text']}{', shuffled' if found['shuffled'] else ''}"


def _heads(found: Json) -> list[Json]:
    return [head for layer in found["layers"] for head in layer["heads"]]


def _number(value: Json) -> float:
    return float("nan") if value is None else float(value)


def _page(data: Json, recommendation: Json, losses: Json) -> Iterator[Block]:
    passes = data["passes"]
    yield Items(list(_short(passes, losses)))
    versions = ", ".join(f"{name} {number}" for name, number in data["versions"].items())
    yield (
        "A pass is one text of so many tokens, in its order, or with its tokens shuffled as a control. "
        f"Run of {data['date']}; {versions}."
    )
    rows = [(_name(p), p["source"]["model"], str(p["length"]), str(len(p["layers"])), str(len(_heads(p)))) for p in passes]
    yield Table(("pass", "model", "tokens", "layers", "heads"), rows)
    yield from _parts(passes)
    yield Heading(2, "(g) Beyond the trained length")
    if recommendation is None:
        yield "Not run yet: `python -m real_heads recommend`, then `python -m real_heads loss`."
    else:
        yield from loss_part(recommendation, losses)
    yield Heading(2, "What these numbers do not tell apart")
    families = sorted({p["source"]["model"] for p in passes})
    unread = sorted({line for p in passes for line in p["not measured"]})
    yield Items(
        [
            f"{len(families)} small {'model' if len(families) == 1 else 'models'}, of one size each; the weights of a GGUF are of 4 bits.",
            f"{len({p['text'] for p in passes})} kinds of text, one passage of each: intervals know the scatter of rows, not that of texts.",
            "Rows of one text are not independent.",
            *(f"Not measured: {line}" for line in unread),
        ]
    )


def _short(passes: list[Json], losses: Json) -> Iterator[str]:
    """Yield what came out, in sentences: of the longest passes over texts in their order, and of all rows for the bounds."""
    found = _bounds(passes).values()
    yield f"Bounds E22 to E27: {sum(each['rows'] for each in found)} comparisons of rows, {sum(each['failed'] for each in found)} failed."
    most = max(p["length"] for p in passes)
    for p in (p for p in passes if p["length"] == most and not p["shuffled"]):
        heads = _heads(p)
        labels = Counter(head["law"] for head in heads)
        own, null = (_correlation(said, _needed(heads)) for said in (_laws(heads)["own rho"], _laws(heads)["null"]))
        yield (
            f"{_name(p)}: {_share([_number(head['threshold']['value']) for head in heads])} heads are below their threshold as deployed; thresholds of "
            f"{labels['flat']} are flat in n, of {labels['log n']} grow as log n. The simplex with the model's own rho ranks them at {own}, the null without rho at {null}."
        )
    yield from (f"{curve.n} tokens of {len(curve.windows)} windows: {verdict(curve)}" for curve in ([] if losses is None else curves(losses)))


def _needed(heads: list[Json]) -> Json:
    return np.array([_number(head["threshold"]["value"]) for head in heads])


def _laws(heads: list[Json]) -> dict[str, Json]:
    """Return what each law says of the thresholds of heads."""
    logs = np.array([np.log(head["n"] - 1) for head in heads])
    return {
        "own rho": np.array([_number(head["simplex"]["threshold"]) for head in heads]),
        "mean gap": logs / np.array([_number(head["typical"]["gap_mean"]) for head in heads]),
        "null": logs / np.array([_number(head["simplex"]["beta"]) for head in heads]),
    }


def _parts(passes: list[Json]) -> Iterator[Block]:
    yield Heading(2, "(a) Do the bounds hold on every row?")
    yield "Tightness is the median of a ratio that is 1 where the bound is attained."
    rows: list[tuple[str, ...]] = [
        (name, str(found["rows"]), str(found["failed"]), f"{found['excess']:.2g}", f"{found['tightness']:.3g}")
        for name, found in _bounds(passes).items()
    ]
    yield Table(("statement", "rows", "failed", "largest excess", "tightness"), rows)
    yield Heading(2, "(b) How far is each head from its threshold?")
    yield "beta_1/2 is the multiplier that gives the top key half of the weight, a median over long rows; above 1 a head is below its threshold."
    rows = []
    for p in passes:
        heads = _heads(p)
        beta = [_number(head["threshold"]["value"]) for head in heads]
        without = [_number(head["without first"]) for head in heads]
        rows.append((_name(p), _share(beta), _quartiles(beta), _share(without), _quartiles(without)))
    yield Table(("pass", "heads below", "beta_1/2, quartiles", "below without the first key", "quartiles without it"), rows)
    yield Heading(2, "(c) Which growth law?")
    growing = [p for p in passes if len(_heads(p)[0]["windows"]["lengths"]) > 1]
    yield "Of passes whose rows are of several lengths: each row of an encoder sees all tokens."
    labels = sorted({head[key] for p in growing for head in _heads(p) for key in ("law", "law without first")})
    rows = []
    for p in growing:
        for key, words in (("law", ""), ("law without first", ", without the first key")):
            counts = Counter(head[key] for head in _heads(p))
            rows.append((_name(p) + words, *(str(counts[label]) for label in labels)))
    yield Table(("heads", *labels), rows)
    yield from _forecast_part(passes)
    yield Heading(2, "(e) The overlap identity A11")
    yield (
        "Mean cosine of a head's outputs at long rows; beside it A11 with the head's own weights and the mean cosine of its values, with "
        "overlaps and without. The identity is exact for equiangular values, and these are not."
    )
    rows = []
    for p in passes:
        cosines = [head["cosine"] for head in _heads(p)]
        real = np.array([_number(c["measured"]) for c in cosines])
        cells = [f"{np.median(real):.3f}"]
        for key in ("exact", "limit"):
            said = np.array([_number(c[key]) for c in cosines])
            cells += [f"{np.median(said):.3f}", f"{np.median(np.abs(said - real)):.3f}", _correlation(said, real)]
        rows.append((_name(p), *cells))
    head = ("pass", "measured", "A11", "off by", "rank correlation", "without overlaps", "off by", "rank correlation")
    yield Table(head, rows)
    yield Heading(2, "(f) Is gamma = 1/(1 - rho) visible?")
    yield (
        "The threshold that the simplex has with the model's own rho and norms, log(n - 1)/(beta (1 - rho)), and the one with the row's mean gap m, "
        "log(n - 1)/m (E22, a lower bound): each against what was measured, over the heads of a pass. The null says that rho plays no part: "
        "log(n - 1)/beta."
    )
    rows = []
    for p in passes:
        heads = _heads(p)
        needed, laws = _needed(heads), _laws(heads)
        rho = [_number(h["simplex"]["hidden"]["value"]) for h in heads]
        cells = [f"{np.nanmin(rho):.2f} to {np.nanmax(rho):.2f}"]
        for value in laws.values():
            cells += [f"{np.nanmedian(needed / value):.3g}", _correlation(value, needed)]
        rows.append((_name(p), *cells))
    head = ("pass", "rho", "measured / own rho", "rank corr.", "measured / mean gap", "rank corr.", "measured / null", "rank corr.")
    yield Table(head, rows)


def _forecast_part(passes: list[Json]) -> Iterator[Block]:
    found = [(p, [head["forecast"] for head in _heads(p) if head["forecast"] is not None]) for p in passes]
    found = [(p, forecasts) for p, forecasts in found if forecasts]
    if not found:
        return
    yield Heading(2, "(d) A forecast of the threshold")
    first = found[0][1][0]
    yield (
        f"From rows of about {first['from']:.0f} keys to rows of about {first['to']} (X3). Error is the median of |log(said/measured)|. Covered is the share of "
        "forecasts whose interval meets that of the measured median. The null laws stand beside."
    )
    rows = []
    for p, forecasts in found:
        made = [f for f in forecasts if f["forecast"] is not None and np.isfinite(_number(f["measured"]["value"]))]
        real = np.array([_number(f["measured"]["value"]) for f in made])
        cells = [f"{len(made)} of {len(forecasts)}"]
        for said in (
            [_number(f["forecast"]["value"]) for f in made],
            [_number(f["no growth"]) for f in made],
            [_number(f["log n"]) for f in made],
        ):
            cells.append(f"{np.median(np.abs(np.log(np.array(said) / real))):.3f}" if made else "-")
        met = [
            _number(f["forecast"]["low"]) <= _number(f["measured"]["high"]) and _number(f["measured"]["low"]) <= _number(f["forecast"]["high"])
            for f in made
        ]
        rows.append((_name(p), *cells, f"{np.mean(met):.0%}" if made else "-"))
    yield Table(("pass", "forecastable", "error", "error of no growth", "error of log n", "covered"), rows)


def _bounds(passes: Iterable[Json]) -> dict[str, dict[str, float]]:
    """Return each statement's counts over all layers; its tightness is the median over layers."""
    parts: dict[str, list[dict[str, float]]] = {}
    for p in passes:
        for layer in p["layers"]:
            for name, found in layer["bounds"].items():
                parts.setdefault(name, []).append(found)
    return {
        name: {
            "rows": sum(part["rows"] for part in found),
            "failed": sum(part["failed"] for part in found),
            "excess": max(part["largest excess"] for part in found),
            "tightness": float(np.median([part["tightness"] for part in found])),
        }
        for name, found in parts.items()
    }


def _share(values: list[float]) -> str:
    return f"{sum(value > 1 for value in values)} of {len(values)}"


def _quartiles(values: list[float]) -> str:
    return ", ".join(f"{np.nanquantile(values, q):.2f}" for q in (0.25, 0.5, 0.75))


def _correlation(a: Json, b: Json) -> str:
    """Return Spearman's rank correlation, with its 95% interval by Fisher's transformation."""
    both = np.isfinite(a) & np.isfinite(b)
    if both.sum() < 5:
        return "-"
    x, y = (np.argsort(np.argsort(part[both])).astype(float) for part in (np.asarray(a), np.asarray(b)))
    value = float(np.corrcoef(x, y)[0, 1])
    reach = 1.96 / np.sqrt(both.sum() - 3)
    low, high = np.tanh(np.arctanh(np.clip(value, -0.999999, 0.999999)) + np.array([-reach, reach]))
    return f"{value:.2f} [{low:.2f}, {high:.2f}]"
