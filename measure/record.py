"""Measured results as a file: heads with where they come from, in JSON of a stated schema, and as a table with the worst heads first."""

from __future__ import annotations

import gzip
import json
import math
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from ..theory.errors import BadInput, shown
from ..theory.escaping import visible
from ..theory.layout import fitted_table, named_columns
from ..theory.pictured import Pictured
from ..theory.result import Result, Results, View
from .correlation import OwnSimplex
from .growth import Estimate, ThresholdGrowth
from .heads import ForecastThreshold, GapCounts, MeasuredHead

SCHEMA = "critscale/measured/2"
MOST_ROWS = 24
"""A table shows so many heads unless more are asked for."""
SPARE = ("simplex", "low", "high", "without first", "top", "entropy", "self", "first", "sink")
"""Columns that a narrow table does without, the last of these first."""
INFINITE = "inf"
GZIP, MOST_BYTES = b"\x1f\x8b", 1 << 28
"""How a gzipped file begins, and how much it may hold."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class MeasuredModel(Result, Pictured):
    """The measured heads of a model.

    Attributes
    ----------
    heads : tuple of MeasuredHead
        In the order of their layers.
    source : mapping of str
        Where they come from: model, weights with their digest, texts with their digests and numbers of tokens, type of numbers,
        seeds, versions (`critscale.proofs.provenance.versions`), whatever decides the numbers.
    confounds : tuple of str
        What the numbers do not tell apart, a sentence each.
    p : str
        The weight of the top key that thresholds are for.
    """

    heads: tuple[MeasuredHead, ...]
    source: Mapping[str, str]
    confounds: tuple[str, ...] = ()
    p: str = "1/2"

    def __str__(self) -> str:
        """Return the table and what stands below it, the worst heads alone where there are many."""
        return self.to_text()

    def view(self) -> View:
        """Return a row for each head, the worst first; where the numbers come from, and what they do not tell apart."""
        return View("", Results(worst_first(self.heads)).view().table, tuple(self.notes()))

    def notes(self) -> list[str]:
        """Return what stands below a table: where the numbers come from, and what they do not tell apart."""
        return [f"{visible(name)}: {visible(text)}" for name, text in self.source.items()] + [
            f"confound: {visible(text)}" for text in self.confounds
        ]

    def to_text(self, most: int = MOST_ROWS, width: int | None = None) -> str:
        """Return the table, the heads with the largest threshold first; with a width, without the columns that have no room.

        Columns: layer and head, from 0; the label of its growth with and without the first key; n of the longest row; the median
        threshold beta_p there with its interval, and without the first key; the share of rows below it; from which n on; median
        weights of the top key, the own key and the first key; median entropy in nats; of heads with a learned sink what it takes; of
        a model also beta_p of the simplex with its own rho.
        """
        heads, *cells = self.view().table.cells()
        rows = cells[:most]
        lines = fitted_table(named_columns(heads, SPARE), rows, width).lines()
        left = len(cells) - len(rows)
        return "\n".join([*lines, *([f"... and {left} more"] if left else []), "", *self.notes()]).rstrip()

    def to_json(self) -> str:
        """Return the record as JSON text; the same heads are the same text."""
        data = {
            "schema": SCHEMA,
            "p": self.p,
            "source": dict(self.source),
            "confounds": list(self.confounds),
            "heads": [_plain(asdict(head)) for head in self.heads],
        }
        return json.dumps(data, indent=1, allow_nan=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> MeasuredModel:
        """Read a record.

        Raises
        ------
        BadInput
            If it is no JSON of this schema.
        """
        mend = f"give a file that critscale wrote, of schema {SCHEMA}"
        try:
            data = json.loads(text)
            if data["schema"] != SCHEMA:
                raise BadInput(f"a record of schema {shown(data['schema'])}", "another one", mend)
            heads = tuple(_head(item) for item in data["heads"])
            source = {str(name): str(value) for name, value in data["source"].items()}
            return cls(heads, source, tuple(map(str, data["confounds"])), str(data["p"]))
        except BadInput:
            raise
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadInput("measured heads", f"no record: {shown(error)}", mend) from error


def read_record(path: Path) -> MeasuredModel:
    """Return what a file holds, which may be gzipped.

    Raises
    ------
    BadInput
        If it cannot be read, or is no record.
    """
    mend = "give what `critscale measure --out` wrote"
    try:
        data = path.read_bytes()
        if data.startswith(GZIP):
            with gzip.open(BytesIO(data)) as stream:
                data = stream.read(MOST_BYTES + 1)
            if len(data) > MOST_BYTES:
                raise BadInput(shown(path), f"more than {MOST_BYTES >> 20} MB unpacked", mend)
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise BadInput(shown(path), "not UTF-8", mend) from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise BadInput(shown(path), "a damaged archive", mend) from None
    except OSError as error:
        raise BadInput(shown(path), error.strerror or "it cannot be read", mend) from None
    return MeasuredModel.from_json(text)


def worst_first(heads: Iterable[MeasuredHead]) -> list[MeasuredHead]:
    """Return heads, those furthest below their threshold first."""
    return sorted(heads, key=lambda head: (math.isnan(head.threshold), -head.threshold, head.layer, head.head))


def _plain(value: Any) -> Any:
    """Return JSON data: an infinite number is a text, one that is none is null."""
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else INFINITE
    return value


def _number(value: Any) -> float:
    if value is None:
        return math.nan
    if value == INFINITE:
        return math.inf
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{shown(value)} is no number")
    return float(value)


def _estimate(data: Any) -> Estimate:
    return Estimate(*(_number(data[field.name]) for field in fields(Estimate)))


def _growth(data: Any) -> ThresholdGrowth:
    return ThresholdGrowth(
        queries=np.array([int(count) for count in data["queries"]], np.int64),
        slope=None if data["slope"] is None else _estimate(data["slope"]),
        label=str(data["label"]),
        **{name: np.array([_number(x) for x in data[name]], float) for name in ("lengths", "medians", "low", "high")},
    )


def _head(data: Any) -> MeasuredHead:
    return MeasuredHead(
        layer=int(data["layer"]),
        head=int(data["head"]),
        length=int(data["length"]),
        typical={str(name): _estimate(item) for name, item in data["typical"].items()},
        growth=_growth(data["growth"]),
        growth_without_first=_growth(data["growth_without_first"]),
        below=_number(data["below"]),
        counts=None if data["counts"] is None else _counts(data["counts"]),
        forecasts=tuple(
            ForecastThreshold(
                int(item["length"]),
                None if item["threshold"] is None else _estimate(item["threshold"]),
                _number(item["share"]),
            )
            for item in data["forecasts"]
        ),
        module=str(data["module"]),
        simplex=None if data["simplex"] is None else _simplex(data["simplex"]),
    )


def _counts(data: Any) -> GapCounts:
    return GapCounts(
        least=_number(data["least"]),
        most=_number(data["most"]),
        **{name: np.array([_number(x) for x in data[name]], float) for name in ("gaps", "medians", "low", "high")},
    )


def _simplex(data: Any) -> OwnSimplex:
    return OwnSimplex(_estimate(data["hidden"]), _estimate(data["queries"]), _estimate(data["keys"]), _number(data["beta"]))
