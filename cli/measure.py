"""``critscale measure``: which heads of a model are below their threshold, on a text, and from which context length on."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from .command import argument, command, option, path, text, whole
from .common import JSON
from .output import say, say_block, say_verbatim, warn, width

if TYPE_CHECKING:
    from ..measure.record import MeasuredModel


QUIET = {"TRANSFORMERS_VERBOSITY": "error", "TQDM_DISABLE": "1"}
"""What transformers and its bars read: this command has one of its own."""


def lengths(value: str, name: str) -> tuple[int, ...]:
    """Return numbers of tokens, separated by commas."""
    from .command import tokens

    read = tokens(2)
    return tuple(int(str(read(part, name))) for part in value.split(","))


@command(
    argument("MODEL", "A folder, a .gguf, a hub name whose files are here; or queries and keys, .npz, .npy or .safetensors."),
    option("--text FILE", "A text, UTF-8; repeatable.  Arrays take none.", read=path, repeated=True, name="texts"),
    option("--lengths N,N", "Tokens of each pass; by default the longest, for an encoder all powers of 2 from 64.", (), read=lengths),
    option("--forecast N,N", "Longer contexts, at which thresholds are forecast.", (), read=lengths),
    option("--rows R", "Rows of each head from each dyadic window of the number of keys.", 64, read=whole(8)),
    option("--seed SEED", "Fixes the rows.", 0, read=whole(0)),
    option("--heads H", "Heads that the table shows, those furthest below their threshold first.", 24, read=whole(1)),
    option("--mask MASK", "Of arrays: causal or full.", "causal", read=text),
    option("--scale X", "Of arrays: what multiplies q.k; that of the file, or 1/sqrt(d)."),
    option("--out FILE.json", "Where the result is written, and beside it what is done until then.", read=path),
    JSON,
)
def measure(
    model: str,
    texts: tuple[Path, ...],
    lengths: tuple[int, ...],
    forecast: tuple[int, ...],
    rows: int,
    seed: int,
    heads: int,
    mask: str,
    scale: str | None,
    out: Path | None,
    json: bool,
) -> None:
    """Measure the heads of a model on a text: the multiplier that each needs, how it grows with the context, and its law.

    beta_1/2 is the multiplier at which the top key of a row has half of the weight: above 1, a head is below its threshold as
    deployed.  Beside it stands that of the simplex with the model's own rho.  Attention that is no softmax of products, or that
    cannot be seen, is said.  Nothing is downloaded.  With --out, the same command resumes after an interruption.

    critscale measure heads.npz --mask full

    critscale measure model-folder --text book.txt --out measured.json
    """
    from ..measure.arrays_file import ENDINGS
    from ..numerics.files import check_writable

    if out is not None:
        check_writable([out])
    if Path(model).suffix in ENDINGS:
        found = _arrays(model, bool(texts) or bool(lengths), mask, scale, forecast, rows, seed)
    else:
        found = _model(model, texts, lengths, forecast, rows, seed, out, quiet=json)
    if out is not None:
        from ..numerics.files import write_atomically

        write_atomically(out, found.to_json().encode())
    if json:
        say_verbatim(found.to_json().rstrip())
        return
    say_block(found.to_text(heads, width()))
    if out is not None:
        say(f"written: {out}")


def _arrays(
    file: str, other: bool, mask: str, scale: str | None, forecast: tuple[int, ...], rows: int, seed: int
) -> MeasuredModel:
    from ..measure.arrays_file import read_arrays
    from ..measure.loading import file_digest
    from ..measure.measuring import measure_arrays
    from ..numerics.inputs import as_float
    from ..theory.errors import BadInput, UnknownName

    if mask not in ("causal", "full"):
        raise UnknownName.among("mask", mask, ("causal", "full"))
    if other:
        raise BadInput("--text and --lengths", "arrays have their text in them", "leave them out")
    number = None if scale is None else as_float(scale, "--scale")
    layers = read_arrays(Path(file), causal=mask == "causal", scale=number)
    return measure_arrays(Path(file).name, layers, file_digest(Path(file)), forecasts=forecast, per_window=rows, seed=seed)


def _model(
    name: str,
    files: tuple[Path, ...],
    lengths: tuple[int, ...],
    forecast: tuple[int, ...],
    rows: int,
    seed: int,
    out: Path | None,
    *,
    quiet: bool,
) -> MeasuredModel:
    from ..measure.loading import load_model, read_texts
    from ..theory.errors import BadInput
    from .running import bar

    for variable, value in QUIET.items():
        os.environ.setdefault(variable, value)
    if not files:
        raise BadInput("--text", "missing: a model is measured on a text", "give a file")
    texts = read_texts(files)
    loaded = load_model(name)
    from ..measure.measuring import measure_model

    store = None if out is None else Path(f"{out}.layers")
    with ExitStack() as stack:
        moves: list[Callable[[int, str], None]] = []

        def progress(done: int, total: int, what: str) -> None:
            if not moves:  # how many layers there are is known once the first is done
                moves.append(stack.enter_context(bar(total, quiet=quiet)))
            moves[0](done, what)

        try:
            return measure_model(
                loaded,
                texts,
                lengths,
                forecasts=forecast,
                per_window=rows,
                seed=seed,
                store=store,
                progress=progress,
            )
        except KeyboardInterrupt:
            if store is not None:
                warn(f"finished layers are kept in {store}; the same command resumes")
            raise
