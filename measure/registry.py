"""Measured records at hand: those that come with the package and a user's own, found by family and size.

Who does not own a model asks for the nearest one that was measured; what differs is said with it.  What comes with the package was made by
``make measured``, on two small models.  A user's own are what ``critscale measure --out`` wrote, in a folder: each folder named by the
environment variable CRITSCALE_MEASURED, else ``critscale/measured`` where this user's programs keep data.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, log2
from pathlib import Path

from ..theory.errors import BadInput, shown
from ..theory.result import Result, Results, ValueTable, View
from .record import MeasuredModel, read_record

VARIABLE = "CRITSCALE_MEASURED"
"""Names folders with a user's own records, as PATH names folders."""
PACKAGED = Path(__file__).parent / "measured"
ENDINGS = (".json", ".json.gz")
_ENCODERS = re.compile(r"Bert|Electra|MaskedLM|Encoder")


def is_encoder(architectures: Iterable[str]) -> bool:
    """Tell whether classes of models are those of encoders, in which a token sees all others."""
    return any(_ENCODERS.search(name) for name in architectures)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What models are compared by.

    Attributes
    ----------
    family : str
        ``model_type`` of the config; empty where it is not known.
    layers : int or None
        How many layers have softmax attention.
    head_dim : int or None
        Dimensions of a head's queries and keys.
    causal : bool
        Whether a token sees those before it only.
    """

    family: str = ""
    layers: int | None = None
    head_dim: int | None = None
    causal: bool = True

    def differences(self, wanted: Shape) -> tuple[str, ...]:
        """Return what another model has otherwise, a phrase each, what counts most first; what one side does not know is said too."""
        rows = (
            (self.causal == wanted.causal, _mask(self.causal), _mask(wanted.causal)),
            (bool(self.family) and self.family == wanted.family, f"family {shown(self.family or '?')}", shown(wanted.family or "?")),
            (self.layers is not None and self.layers == wanted.layers, f"{_count(self.layers)} layers", _count(wanted.layers)),
            (
                self.head_dim is not None and self.head_dim == wanted.head_dim,
                f"heads of dimension {_count(self.head_dim)}",
                _count(wanted.head_dim),
            ),
        )
        return tuple(f"{own}, not {other}" for same, own, other in rows if not same)

    def distance(self, wanted: Shape) -> tuple[bool, bool, float, float]:
        """Return how far another model is: the mask counts most, then the family, then factors of two in layers and in dimensions."""
        family = bool(self.family) and self.family == wanted.family
        return self.causal != wanted.causal, not family, _octaves(self.layers, wanted.layers), _octaves(self.head_dim, wanted.head_dim)


@dataclass(frozen=True, slots=True, repr=False)
class RegisteredModel(Result):
    """A record of the registry.

    Attributes
    ----------
    path : Path
        Its file.
    record : MeasuredModel
        The record.
    own : bool
        Whether it is the user's, and not the package's.
    """

    path: Path
    record: MeasuredModel
    own: bool

    def view(self) -> View:
        """Return a table of one row: what it is compared by, and how long its rows are."""
        shape = self.shape
        row = (self.name, shape.family or None, shape.layers, shape.head_dim, shape.causal, self.longest, self.own)
        return View("", ValueTable(("name", "family", "layers", "head_dim", "causal", "longest", "own"), [row], upright=True))

    @property
    def name(self) -> str:
        """What it is called: the file without its ending."""
        return self.path.name.removesuffix(".gz").removesuffix(".json")

    @property
    def shape(self) -> Shape:
        """What it is compared by, as far as the record says it."""
        source = self.record.source
        return Shape(
            family=source.get("family", ""),
            layers=_whole(source.get("layers", "")) or len({head.layer for head in self.record.heads}) or None,
            head_dim=_whole(source.get("head_dim", "")),
            causal=source.get("mask", "causal") == "causal",
        )

    @property
    def longest(self) -> int:
        """The largest number of keys that a measured row sees."""
        return max((head.length for head in self.record.heads), default=0)


@dataclass(frozen=True, slots=True, repr=False)
class NearestModel(Result):
    """The measured model that is nearest to another one.

    Attributes
    ----------
    found : RegisteredModel
        It.
    wanted : Shape
        The other one.
    """

    found: RegisteredModel
    wanted: Shape

    def view(self) -> View:
        """Return the measured model, and what it has otherwise."""
        return View("", self.found.view().table, self.differences)

    @property
    def differences(self) -> tuple[str, ...]:
        """What the measured model has otherwise; that its weights are others is so even where this is empty."""
        return self.found.shape.differences(self.wanted)

    def __str__(self) -> str:
        """Return where numbers come from, in a line."""
        whose = "your record" if self.found.own else "measured with this package"
        apart = "; ".join(self.differences) or "of this family and size; its weights may be others"
        return f"{self.found.name} ({whose}, rows of up to {self.found.longest} keys): {apart}"


def registered(folders: Iterable[Path] | None = None) -> Results[RegisteredModel]:
    """Return the records at hand, the user's own first.

    Parameters
    ----------
    folders : iterable of Path, optional
        Where the user's own stand; by default `user_folders`.  One that is not there holds none.

    Raises
    ------
    BadInput
        If a file there is no record.
    """
    places = [(folder, True) for folder in (user_folders() if folders is None else folders)]
    return Results(
        RegisteredModel(path, read_record(path), own)
        for folder, own in (*places, (PACKAGED, False))
        if folder.is_dir()
        for path in sorted(folder.iterdir())
        if path.name.endswith(ENDINGS)
    )


def find_measured(wanted: Shape, among: Iterable[RegisteredModel] | None = None) -> NearestModel | None:
    """Return the measured model that is nearest in mask, family and size; None where nothing is at hand.

    Parameters
    ----------
    wanted : Shape
        The model in question.
    among : iterable of RegisteredModel, optional
        By default `registered`; of two that are equally near, the first, so that a user's own comes before the package's.

    Raises
    ------
    BadInput
        If a file of the registry is no record.
    """
    nearest = min(registered() if among is None else among, key=lambda each: each.shape.distance(wanted), default=None)
    return None if nearest is None else NearestModel(nearest, wanted)


def user_folders() -> tuple[Path, ...]:
    """Return the folders of a user's own records.

    Raises
    ------
    BadInput
        If `VARIABLE` names something else than folders.
    """
    named = [Path(part) for part in os.environ.get(VARIABLE, "").split(os.pathsep) if part]
    for folder in named:
        if not folder.is_dir():
            raise BadInput(f"{VARIABLE}, {shown(folder)}", "no folder", "name folders with what `critscale measure --out` wrote")
    return tuple(named) or (_data() / "critscale" / "measured",)


def _data() -> Path:
    """Return where this user's programs keep data."""
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    named = os.environ.get("XDG_DATA_HOME", "")
    return Path(named) if Path(named).is_absolute() else Path.home() / ".local" / "share"


def _octaves(a: int | None, b: int | None) -> float:
    """Return by how many factors of two two counts differ; what is not known is farther than all that is."""
    return abs(log2(a / b)) if a and b else inf


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _count(value: int | None) -> str:
    return "?" if value is None else str(value)


def _mask(causal: bool) -> str:
    return "a decoder" if causal else "an encoder"
