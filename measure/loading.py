"""A model and its tokenizer from this machine: a folder, a snapshot of the hub, a GGUF file; nothing is downloaded.

The model comes without its output layer: logits of a long text are larger than everything that is measured.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..theory.errors import BadInput, described, shown
from .registry import is_encoder

EXTRA = "pip install 'critscale[models]'"
"""What installs torch and transformers."""
CHUNK = 1 << 22
WEIGHTS = ("*.safetensors", "*.gguf", "pytorch_model*.bin", "config.json", "tokenizer.json", "vocab.*", "merges.txt")
"""The files that decide what a model computes."""
SNAPSHOT = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True, eq=False)
class LoadedModel:
    """A model that is ready to run.

    Attributes
    ----------
    name : str
        As the user calls it.
    model : torch.nn.Module
        In evaluation mode, without its output layer and without a cache.
    tokenizer : object
        Its tokenizer.
    revision : str
        The commit of a snapshot of the hub; empty for others.
    files : dict
        SHA-256 of each file that decides what it computes, by name.
    """

    name: str
    model: Any
    tokenizer: Any
    revision: str
    files: dict[str, str]

    @property
    def longest(self) -> int | None:
        """The longest context the model was made for; None where its config does not say."""
        value = getattr(self.model.config, "max_position_embeddings", None)
        return value if isinstance(value, int) and value > 0 else None

    @property
    def is_causal(self) -> bool:
        """Whether a token sees those before it only, as far as the config says."""
        names = getattr(self.model.config, "architectures", None) or [type(self.model).__name__]
        return bool(getattr(self.model.config, "is_decoder", False)) or not is_encoder(names)

    def source(self) -> dict[str, str]:
        """Return what identifies the model, for the source of a record."""
        kind = f"{type(self.model).__name__}, {str(self.model.dtype).removeprefix('torch.')}, {self.model.config._attn_implementation}"
        return {
            "model": f"{self.name}{f', revision {self.revision}' if self.revision else ''}, {kind}",
            **self._shape(),
            **{f"file {name}": f"sha256 {digest}" for name, digest in self.files.items()},
        }

    def _shape(self) -> dict[str, str]:
        """Return what other models are compared by, as far as the config says it: `critscale.measure.registry.Shape`."""
        config = self.model.config.get_text_config()
        heads, width = getattr(config, "num_attention_heads", None), getattr(config, "hidden_size", None)
        own = getattr(config, "head_dim", None) or (width // heads if isinstance(heads, int) and isinstance(width, int) else None)
        layers = getattr(config, "num_hidden_layers", None)
        found = {"family": config.model_type, "layers": layers, "head_dim": own, "mask": "causal" if self.is_causal else "full"}
        return {name: str(value) for name, value in found.items() if value}

    def tokens(self, text: str) -> list[int]:
        """Return the tokens of a text, without those that begin and end a sequence."""
        found: list[int] = self.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]
        return found

    def framed(self, tokens: list[int], length: int) -> list[int]:
        """Return a sequence of the length that begins and ends as the tokenizer would have it, with tokens between."""
        plain = self.tokens("a")
        full: list[int] = self.tokenizer("a")["input_ids"]
        at = next((i for i in range(len(full)) if full[i : i + len(plain)] == plain), 0)
        before, behind = full[:at], full[at + len(plain) :]
        return [*before, *tokens[: length - len(before) - len(behind)], *behind]


def load_model(name: str) -> LoadedModel:
    """Load a model.

    Parameters
    ----------
    name : str
        A folder with config and weights, or one with a single GGUF file, or that file; or a name on the hub such as
        ``org/model`` whose files are on this machine.

    Raises
    ------
    BadInput
        If the extra is missing, there are no such files, or transformers does not load them.
    """
    try:
        import torch
        import transformers
    except ImportError as missing:
        raise BadInput("a model", f"it needs {missing.name}", EXTRA) from None
    folder, gguf = _found(name)
    options: dict[str, Any] = {"gguf_file": gguf} if gguf else {}
    from transformers.utils import logging

    said, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        config = transformers.AutoConfig.from_pretrained(folder, local_files_only=True, **options)
        if config.is_encoder_decoder:
            raise BadInput(shown(name), "an encoder with a decoder: its decoder attends to two texts", "give one of its halves")
        config.use_cache = False
        # A GGUF is dequantized: its own type is none that a forward pass has.
        model = transformers.AutoModel.from_pretrained(
            folder, config=config, local_files_only=True, dtype=torch.float32 if gguf else "auto", **options
        )
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True, **options)
    except BadInput:
        raise
    except ImportError as missing:
        raise BadInput(shown(name), f"it does not load ({described(missing)})", EXTRA) from None
    except Exception as error:  # noqa: BLE001  transformers raises whatever a file makes it raise
        raise BadInput(shown(name), f"it does not load ({described(error)})", "give what transformers loads") from None
    finally:
        logging.set_verbosity(said)
        if bars:
            logging.enable_progress_bar()
    names = [gguf] if gguf else sorted({path.name for pattern in WEIGHTS for path in folder.glob(pattern)})
    revision = folder.name if SNAPSHOT.fullmatch(folder.name) else ""
    return LoadedModel(
        name=Path(name).name or name,
        model=model.train(False).requires_grad_(False),
        tokenizer=tokenizer,
        revision=revision,
        files={each: file_digest(folder / each) for each in names},
    )


def _found(name: str) -> tuple[Path, str]:
    """Return the folder of a model, and the GGUF file in it, empty where it has other weights."""
    path = Path(name)
    if path.is_file():
        if path.suffix.lower() != ".gguf":
            raise BadInput(shown(name), "no model", "give a folder, a .gguf, or queries and keys as .npz or .safetensors")
        return path.parent, path.name
    if path.is_dir():
        if (path / "config.json").is_file():
            return path, ""
        ggufs = sorted(path.glob("*.gguf"))
        if len(ggufs) != 1:
            raise BadInput(shown(name), f"a folder without config.json and with {len(ggufs)} .gguf files", "name the file")
        return path, ggufs[0].name
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, local_files_only=True)), ""
    except Exception:  # noqa: BLE001  it has many ways to say that it is not there
        raise BadInput(shown(name), "no folder, no file, and no snapshot on this machine", "download it first") from None


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, as hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        for chunk in iter(lambda: stream.read(CHUNK), b""):
            digest.update(chunk)
    return digest.hexdigest()


def read_texts(paths: Iterable[Path]) -> dict[str, str]:
    """Return the texts of files, by the names of the files.

    Raises
    ------
    BadInput
        If one cannot be read, is empty, is not UTF-8, or two have one name.
    """
    texts: dict[str, str] = {}
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise BadInput(shown(path), "not UTF-8", "give plain text") from None
        except OSError as error:
            raise BadInput(shown(path), error.strerror or "it cannot be read", "give a text file") from None
        if not text.strip() or path.name in texts:
            raise BadInput(shown(path), "given twice" if path.name in texts else "empty", "give another text")
        texts[path.name] = text
    return texts
