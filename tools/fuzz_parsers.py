"""Run what reads foreign text under atheris, which mutates by coverage: ``PYTHONPATH=. python tools/fuzz_parsers.py -atheris_runs=N``.

Further arguments are those of libFuzzer: folders of a corpus, ``-max_total_time=60``.  The first byte of an input names the
reader; a fault leaves its input in a file ``crash-...``.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["critscale"]):
    from tests.fuzz.parsers import NAMES, one


def any_reader(data: bytes) -> None:
    """Give an input to the reader that its first byte names."""
    if data:
        one(NAMES[data[0] % len(NAMES)], data[1:])


if __name__ == "__main__":
    atheris.Setup(sys.argv, any_reader)
    atheris.Fuzz()
