"""Make the families' table, or compare the audit with running models: ``python -m oracle table`` and ``... results``."""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import sys
import warnings
from pathlib import Path
from typing import Any

os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
warnings.simplefilter("ignore")

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "audit" / "families.json"
RESULTS = ROOT / "docs" / "audit-results.json"
SECONDS = 240
"""The most a family may take."""


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="oracle", description=__doc__)
    parser.add_argument("what", choices=("table", "results"))
    parser.add_argument("families", nargs="*")
    parser.add_argument("--part", default="0/1", help="which share of the families: 0/2 and 1/2 are the halves")
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    import torch

    torch.set_num_threads(1)
    from oracle import table
    from oracle.models import families

    found = families()
    part, parts = map(int, options.part.split("/"))
    names = options.families or list(found)[part::parts]
    rows: dict[str, Any] = {}
    for name in names:
        try:
            with_limit = _limited(lambda name=name: table.row(found[name]))
            rows[name] = with_limit
        except Exception as error:  # noqa: BLE001  what could not be built is said, with why
            rows[name] = {"error": f"{type(error).__name__}: {' '.join(str(error).split())[:160]}"}
        print(name, json.dumps({k: v for k, v in rows[name].items() if k != "defaults"}), file=sys.stderr, flush=True)
    text = json.dumps(rows, indent=1)
    if options.output:
        options.output.write_text(text, encoding="utf-8")
    else:
        print(text)
    return 0


def _limited(work: Any) -> Any:
    def stop(*_: Any) -> None:
        raise TimeoutError(f"more than {SECONDS} s")

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        return work()
    finally:
        signal.alarm(0)


if __name__ == "__main__":
    sys.exit(main())
