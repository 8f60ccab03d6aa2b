"""What reads foreign text, each as a function of bytes: it returns, or refuses in a line; anything else is a fault.

`make fuzz` runs them under a coverage-guided fuzzer too, where atheris is installed: ``tools/fuzz_parsers.py``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from critscale.audit.audit import audit_config
from critscale.audit.overrides import read_overrides
from critscale.audit.reading import parse_json
from critscale.audit.report import to_json, to_text
from critscale.audit.safetensors_header import read_safetensors_header
from critscale.numerics.answers.rows import ScoreRow
from critscale.numerics.inputs import number_or_count, rational
from critscale.numerics.laws.law_input import read_base
from critscale.numerics.sampled.store import RowStore
from critscale.numerics.settings.length import ContextLength
from critscale.numerics.settings.setting import Setting
from critscale.numerics.stored import read_archive
from critscale.proofs.certificates.check_certificate import NotProved, check
from critscale.proofs.claim_text import claims_of_text
from critscale.theory.digits import exact_text
from critscale.theory.errors import CritscaleError
from critscale.theory.escaping import visible
from critscale.theory.grammar import parse
from critscale.theory.notation import text


def _number(data: str) -> None:
    assert rational(exact_text(rational(data))) == rational(data)


def _count(data: str) -> None:
    number_or_count(data, "L")


def _length(data: str) -> None:
    found = ContextLength.parse(data)
    assert ContextLength.parse(str(found)) == found


def _setting(data: str) -> None:
    found = Setting.parse(data)
    assert Setting.parse(str(found)) == found


def _law(data: str) -> None:
    expression = parse(data, ("L", "factor"))
    assert parse(text(expression), ("L", "factor")) == parse(text(parse(text(expression), ("L", "factor"))), ("L", "factor"))


def _claims(data: str) -> None:
    for claim in claims_of_text(data):
        assert claim.latex().isascii() and len(claim.digest) == len(claim.must_fail[0].digest if claim.twins else claim.digest)


def _base(data: str) -> None:
    read_base(data)


def _config(data: bytes) -> None:
    found = audit_config(parse_json(data), n=4096)
    json.dumps(to_json(found))
    assert all(line == visible(line) for line in to_text(found).splitlines())


def _source(data: bytes, name: str) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(data)
        found = audit_config(file, n=4096)
    json.dumps(to_json(found))
    assert all(line == visible(line) for line in to_text(found).splitlines())


def _gguf(data: bytes) -> None:
    _source(b"GGUF" + data, "x.gguf")


def _safetensors(data: bytes) -> None:
    read_safetensors_header(BytesIO(data), "x")


def _yaml(data: bytes) -> None:
    _source(data, "x.yaml")


def _overrides(data: str) -> None:
    flag, _, value = data.partition("=")
    config = parse_json(b'{"model_type": "qwen2", "head_dim": 64, "rope_scaling": {"rope_type": "yarn", "factor": 2}}')
    found = read_overrides({flag: value}, config)
    assert all(str(change) == visible(str(change)) for change in found.changes)
    audit_config(config, overrides={flag: value}, n=4096)


def _certificate(data: str) -> None:
    try:
        check(data)
    except NotProved:
        pass
    except Exception as error:  # noqa: BLE001  (whatever goes wrong with a file, it is no certificate: so says its program)
        assert not isinstance(error, RecursionError | MemoryError)


def _row(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        store = RowStore(Path(folder))
        store.write({"a": 1}, [1.0, 2.0])  # type: ignore[arg-type]
        (file,) = Path(folder).iterdir()
        whole = file.read_bytes()
        file.write_bytes(data)
        found = store.read({"a": 1}, 2)
        assert found is None or data == whole


def _stored(data: bytes, ending: str) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"x.{ending}"
        file.write_bytes(data)
        if ending == "npz":
            read_archive(file, "give another")
        else:
            ScoreRow.from_file(file)


TEXT: Mapping[str, Callable[[str], None]] = {
    "number": _number,
    "count": _count,
    "length": _length,
    "setting": _setting,
    "law": _law,
    "base": _base,
    "claims": _claims,
    "certificate": _certificate,
    "overrides": _overrides,
}
BYTES: Mapping[str, Callable[[bytes], None]] = {
    "config": _config,
    "row": _row,
    "gguf": _gguf,
    "safetensors": _safetensors,
    "yaml": _yaml,
    "gaps": partial(_stored, ending="csv"),
    "array": partial(_stored, ending="npy"),
    "archive": partial(_stored, ending="npz"),
}
NAMES = (*TEXT, *BYTES)


def one(name: str, data: bytes) -> bool:
    """Give one reader some bytes; return whether it took them."""
    try:
        if name in TEXT:
            TEXT[name](data.decode("utf-8", "surrogateescape"))
        else:
            BYTES[name](data)
    except CritscaleError as error:
        line = str(error)
        assert line == visible(line) and len(line) < 1400
        return False
    return True
