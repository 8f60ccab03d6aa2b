"""Write tests/audit/gguf_headers.json anew: what llama.cpp's own converter makes of published configs.

``PYTHONPATH=tools python -m facts.gguf_headers`` needs the extra models, and the packages of ``make facts`` in their cache.  The converter gets
a config.json and no weights; a config that it refuses without them is left out.  One config an architecture and type of RoPE
is kept, and of a header the keys that the audit reads.
"""

from __future__ import annotations

import importlib
import json
import logging
import re
import sys
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from critscale.audit.engine_facts import ELSEWHERE, PACKAGES, record
from facts.packages import cache_folder, fetch

ROOT = Path(__file__).parents[2]
FILE = ROOT / "tests" / "audit" / "gguf_headers.json"
FOLDERS = ("fixtures", "corpus/published", "corpus/threads")
_IRRELEVANT = {"vocab_size": 1000, "rms_norm_eps": 1e-6, "intermediate_size": 2048}
"""What the converter asks for and no header of interest depends on."""
_READ = re.compile(r"general\.architecture$|(?!.*(indexer|layer_norm|value_length|dimension_sections)).*\.(context_length|embedding_length|block_count|nextn_predict_layers|attn_logit_softcapping|full_attention_interval|expert_gating_func|attention\..*|rope\..*)$")


def main() -> None:
    """Convert every config of the corpus, and keep what is new."""
    package = PACKAGES["llama.cpp"].package
    root = fetch(package, record()["packages"][package], cache_folder()).root / "vendor" / "llama.cpp"
    convert = _converter(root)
    kept: dict[tuple[str, str], dict[str, Any]] = {}
    for name, config in _configs():
        try:
            found = convert(config)
        except Exception as error:  # noqa: BLE001  (whatever the converter asks for beside a config)
            print(f"left out: {name}: {type(error).__name__}")
            continue
        architecture = found["metadata"]["general.architecture"]
        kind = found["metadata"].get(f"{architecture}.rope.scaling.type", "")
        kept.setdefault((architecture, kind), {"config": name, **found})
    lines = ",\n ".join(json.dumps(entry) for entry in kept.values())
    FILE.write_text(f"[\n {lines}\n]\n", encoding="utf-8")
    print(f"written: {FILE.name}, {len(kept)} headers")


def _configs() -> Iterator[tuple[str, dict[str, Any]]]:
    types = {**ELSEWHERE, **record()["architectures"]}
    for folder in FOLDERS:
        for file in sorted((ROOT / "tests" / "audit" / folder).glob("*.json")):
            data = json.loads(file.read_text(encoding="utf-8"))
            config = data.get("config", data)
            for block in (config, config.get("text_config")):
                if isinstance(block, dict):
                    known = [*types.get(block.get("model_type", ""), ())][:1]
                    block.update({"architectures": known} if known and not block.get("architectures") else {})
                    block.update({key: value for key, value in _IRRELEVANT.items() if key not in block})
            yield f"{folder}/{file.name}", config


def _converter(root: Path) -> Any:
    """Return the function from a config to the keys and the names of tensors that the converter writes of it."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    sys.path[:0] = [str(root / "gguf-py"), str(root)]
    gguf, base = importlib.import_module("gguf"), importlib.import_module("conversion.base")
    for file in sorted((root / "conversion").glob("[a-z]*.py")):
        importlib.import_module(f"conversion.{file.stem}")
    base.ModelBase.index_tensors = lambda self, *rest, **words: {}

    def convert(config: Mapping[str, Any]) -> dict[str, Any]:
        with TemporaryDirectory() as folder:
            (Path(folder) / "config.json").write_text(json.dumps(config), encoding="utf-8")
            read = base.ModelBase.load_hparams(Path(folder), False)
            made = base.ModelBase.from_model_architecture(read["architectures"][0])
            model = made(Path(folder), gguf.LlamaFileType.MOSTLY_F16, Path(folder) / "x.gguf", hparams=read)
            model = getattr(model, "impl", model)
            model.set_gguf_parameters()
            extra = [name for name, _ in model.generate_extra_tensors()]
            values = {key: value.value for part in model.gguf_writer.kv_data for key, value in part.items()}
        return {"metadata": {key: value for key, value in values.items() if _READ.match(key)}, "tensors": extra}

    return convert


if __name__ == "__main__":
    main()
