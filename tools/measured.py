"""Measure the models of the experiment on real heads, for the registry of records that comes with the package: ``make measured``.

Numbers are kept to four digits, which is less than their intervals leave open, and the files are gzipped: equal numbers are equal
bytes.  A layer that is done is kept in build/measured, so a run may be broken off.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from real_heads.materials import model_folder, text_of

from critscale.measure.loading import load_model
from critscale.measure.measuring import measure_model
from critscale.measure.record import MeasuredModel

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "measure" / "measured"
KEPT = ROOT / "build" / "measured"
NAMES = {"smollm2": "SmolLM2-135M-Instruct", "minilm": "all-MiniLM-L6-v2"}
"""What the files of the wheels hold, by the names of their makers."""
TEXTS = ("documentation", "source")
"""Both come with Python, so a run anywhere has them."""
LONGEST = 2048
DIGITS = 4


def main() -> int:
    """Measure, and write the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", nargs="+", choices=NAMES, default=list(NAMES))
    for model in parser.parse_args().models:
        record = _measured(model)
        file = OUT / f"{NAMES[model]}.json.gz"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(packed(record))
        print(f"{file.relative_to(ROOT)}: {len(record.heads)} heads, {file.stat().st_size // 1000} kB")
    return 0


def _measured(model: str) -> MeasuredModel:
    with TemporaryDirectory() as folder:
        named = Path(folder) / NAMES[model]  # the record takes the model's name from its folder
        named.symlink_to(model_folder(model))
        loaded = load_model(str(named))
        # An encoder takes a pass for each length, by default all powers of two that it was made for.
        lengths = (LONGEST,) if loaded.is_causal else ()
        return measure_model(
            loaded,
            {name: text_of(name) for name in TEXTS},
            lengths,
            store=KEPT / model,
            progress=lambda done, total, what: print(f"{done} of {total}: {what}", file=sys.stderr, flush=True),
        )


def packed(record: MeasuredModel) -> bytes:
    """Return a record with its numbers rounded, as gzipped JSON."""
    said = replace(record, source={**record.source, "rounded": f"to {DIGITS} significant digits"})
    data = json.loads(said.to_json(), parse_float=lambda text: float(f"{float(text):.{DIGITS}g}"))
    return gzip.compress(json.dumps(data, separators=(",", ":"), allow_nan=False).encode(), 9, mtime=0)


if __name__ == "__main__":
    sys.exit(main())
