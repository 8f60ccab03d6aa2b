"""Run the experiment: ``python -m real_heads run`` measures and resumes, ``page`` writes the page, ``check`` looks at every bound.

``recommend`` fixes the multipliers of part (g), and ``loss`` runs its longer passes: about two hours on two quiet cores.

``run --length 1024 --models minilm --texts source`` is a small share of it.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import warnings
from datetime import date
from pathlib import Path
from typing import Any

from real_heads.page import DOCS, LOSSES, RECOMMENDATION, check, write

RESULTS = DOCS / "real-heads.json"
KEPT = DOCS.parent / "build" / "real-heads"


def main() -> int:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m real_heads", description=__doc__)
    parser.add_argument("what", choices=("run", "page", "check", "recommend", "loss"))
    parser.add_argument("--length", type=int, default=8192, help="tokens of a pass")
    parser.add_argument("--models", nargs="+", default=["minilm", "smollm2"])
    parser.add_argument("--texts", nargs="+", default=["documentation", "licences", "source"])
    parser.add_argument("--orders", nargs="+", default=["text", "shuffled"], choices=["text", "shuffled"])
    parser.add_argument("--kept", type=Path, default=KEPT, help="where finished layers are kept")
    parser.add_argument("--part", type=int, default=0, help="of `loss`: which share of the windows, from 0")
    parser.add_argument("--parts", type=int, default=1, help="how many processes share them")
    parser.add_argument("--factors", nargs="+", type=int, default=[2, 1, 4], choices=[2, 1, 4], help="of `loss`: factors of the trained length")
    parser.add_argument("--out", type=Path, default=RESULTS)
    options = parser.parse_args()
    if options.what in ("recommend", "loss"):
        from real_heads.loss import losses, recommend

        if options.what == "recommend":
            return recommend(RECOMMENDATION, options.kept)
        return losses(RECOMMENDATION, options.kept, LOSSES, options.part, options.parts, options.factors)
    if options.what != "run":
        return (write if options.what == "page" else check)(options.out)
    return _run(options)


def _run(options: argparse.Namespace) -> int:
    from critscale.measure.loading import load_model
    from critscale.measure.measuring import package_versions
    from real_heads.materials import MODELS, TEXTS, Sequence, model_folder, text_of

    unknown = ({*options.models} - {*MODELS}) | ({*options.texts} - {*TEXTS})
    if unknown:
        raise SystemExit(f"unknown: {', '.join(sorted(unknown))}")
    passes = json.loads(options.out.read_text(encoding="utf-8"))["passes"] if options.out.exists() else []
    for model in options.models:
        loaded = load_model(model_folder(model))
        # In their order first, so that a run that is broken off has the texts themselves.
        for sequence in [Sequence(text, order == "shuffled") for order in options.orders for text in options.texts]:
            found = _pass(loaded, model, sequence, text_of(sequence.text), options)
            passes = [*(other for other in passes if _key(other) != _key(found)), found]
            data = {"date": date.today().isoformat(), "versions": package_versions(), "passes": sorted(passes, key=_key)}
            options.out.write_text(json.dumps(data, separators=(",", ":"), allow_nan=False) + "\n", encoding="utf-8")
    return 0


def _key(found: dict[str, Any]) -> tuple[Any, ...]:
    """Return what a pass is known by."""
    return (found["model"], -found["length"], found["shuffled"], found["text"])


def _pass(loaded: Any, model: str, sequence: Any, text: str, options: argparse.Namespace) -> dict[str, Any]:
    """Measure one sequence; a layer that is done is read from its file."""
    import hashlib

    import torch

    from critscale.measure.watching import UnwatchedAttention, watch
    from real_heads.layer_facts import facts
    from real_heads.materials import ordered

    length = min(options.length, loaded.longest or options.length)
    tokens = ordered(loaded.tokens(text), sequence.shuffled)
    digest = hashlib.sha256(repr(tokens[:length]).encode()).hexdigest()
    folder = options.kept / f"{model}-{sequence.name.replace(', ', '-')}-{length}-{digest[:12]}"
    folder.mkdir(parents=True, exist_ok=True)
    whole = folder / "pass.json"
    if whole.exists():
        kept: dict[str, Any] = json.loads(whole.read_text(encoding="utf-8"))
        return kept
    start = time.monotonic()

    def look(call: Any) -> dict[str, Any]:
        file = folder / f"{call.layer}.json"
        if not file.exists():
            scratch = file.with_suffix(".new")
            scratch.write_text(json.dumps(_plain(facts(call))), encoding="utf-8")
            scratch.replace(file)
            print(f"{model}, {sequence.name}, layer {call.layer}: {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return found

    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore", UnwatchedAttention)
        with watch(loaded.model, look) as heads:
            loaded.model(torch.tensor([loaded.framed(tokens, length)]))
    made = {
        "model": model,
        "source": loaded.source(),
        "text": sequence.text,
        "shuffled": sequence.shuffled,
        "tokens": digest,
        "text digest": hashlib.sha256(text.encode()).hexdigest(),
        "length": length,
        "not measured": list(heads.gaps),
        "layers": [each.result for each in heads],
    }
    whole.write_text(json.dumps(made), encoding="utf-8")
    return made


def _plain(value: Any) -> Any:
    """Return JSON data: what is infinite is a text, what is no number is null."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, float):
        return None if value != value else "inf" if value == float("inf") else float(f"{value:.6g}")
    return value


if __name__ == "__main__":
    sys.exit(main())
