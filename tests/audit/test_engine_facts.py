"""Facts about engines against their sources: what stands, what no longer stands, what is executed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from facts import __main__ as make_facts
from facts.families import REGISTRIES
from facts.packages import Tree, cache_folder
from facts.sources import complaints, fingerprint, identifier_source
from facts.trials import TRIALS, disagreements

import critscale
from critscale.audit.engine_facts import ENGINE_FACTS, PACKAGES, EngineFact, record

PYTHON = """
import math

LIMIT = 8192

class Attention:
    def __init__(self, factor):
        if factor > 1:
            self.mscale = 0.1 * math.log(factor) + 1.0

    def forward(self, q):
        return q * self.mscale
"""
C = """
struct graph { int scale(int n); };
static float kernel(float x, float scale) {
    if (x > 0) { x *= 1.0f + 0.1f * logf(scale); }
    return x;
}
void model::load(loader & ml) { ml.get("a"); }
void other::load(loader & ml) { ml.get("b"); }
"""


def tree(folder: Path, package: str, **files: str) -> Tree:
    """Return a package made of some files, ``/`` written as ``__`` and the dot as ``_dot_``."""
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Tree(package, "1.0", folder)


def fact(**changes: object) -> EngineFact:
    """Return a fact about the Python file above, with some fields changed."""
    fields: dict[str, object] = {
        "id": "a-fact",
        "engine": "mlx",
        "file": "engine/attention.py",
        "identifier": "Attention.__init__",
        "says": "scales",
        "has": ("self.mscale = 0.1 * math.log(factor)   + 1.0",),
    }
    return EngineFact(**{**fields, **changes})  # type: ignore[arg-type]


@pytest.fixture
def engine(tmp_path: Path) -> Tree:
    """Return a small package."""
    return tree(tmp_path, "engine", engine__attention_dot_py=PYTHON, engine__other_dot_py="use_logn_attn = 1\n")


def test_a_fact_that_stands(engine: Tree) -> None:
    """The file, the identifier and the pattern are there; what it lacks is not."""
    assert list(complaints(fact(), engine)) == []
    assert (
        list(complaints(fact(identifier="LIMIT", has=("8192",), lacks=("4096",), nowhere=("temperature",)), engine))
        == []
    )
    assert list(complaints(fact(only_here=("LIMIT",)), engine)) == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"file": "engine/gone.py"}, "there is no engine/gone.py"),
        ({"identifier": "Attention.build"}, "has no Attention.build"),
        ({"identifier": "Attention.forward"}, "has no longer"),
        ({"has": ("0.2 * math.log(factor)",)}, "has no longer: 0.2"),
        ({"lacks": ("math.log",)}, "has now: math.log"),
        ({"nowhere": ("use_logn_attn",)}, "use_logn_attn stands in engine/other.py"),
        ({"only_here": ("use_logn_attn",)}, "use_logn_attn stands in engine/other.py too"),
    ],
)
def test_a_fact_that_does_not_stand(engine: Tree, change: dict[str, object], why: str) -> None:
    """A wrong file, a wrong identifier, a wrong pattern: each is said."""
    assert any(why in line for line in complaints(fact(**change), engine))


def test_a_changed_source_is_seen(engine: Tree, tmp_path: Path) -> None:
    """White space is no change; a constant is one."""
    before = fingerprint(fact(), engine)
    file = tmp_path / "engine" / "attention.py"
    file.write_text(PYTHON.replace("factor) + 1.0", "factor)\\\n + 1.0").replace("\\\n", " "), encoding="utf-8")
    assert fingerprint(fact(), engine) == before
    file.write_text(PYTHON.replace("0.1", "0.07"), encoding="utf-8")
    assert fingerprint(fact(), engine) != before
    assert any("has no longer" in line for line in complaints(fact(), engine))


def test_functions_of_c() -> None:
    """A definition is found, not a declaration or a call, and its body ends at its own brace."""
    kernel = identifier_source(C, "kernel", "a.cpp")
    assert kernel is not None
    assert kernel.endswith("return x;\n}")
    assert "load" not in kernel
    load = identifier_source(C, "other::load", "a.cpp")
    assert load is not None
    assert '"b"' in load
    assert identifier_source(C, "scale", "a.cpp") is None


def _mlx(coefficient: str) -> str:
    """Return a module that reads a YaRN block as mlx-lm does, written here."""
    return f"""
class YarnRoPE(nn.Module):
    def __init__(self, dims, mscale=1, mscale_all_dim=0, scaling_factor=1.0, **rest):
        def g(m):
            return 1.0 if scaling_factor <= 1 else {coefficient} * m * math.log(scaling_factor) + 1.0
        self.mscale = g(mscale) / g(mscale_all_dim)
        self.freqs = mx.zeros(dims) * 3


class SuScaledRoPE(nn.Module):
    pass


def initialize_rope(dims, base, traditional, config, longest):
    given = {{key: config[key] for key in ("mscale", "mscale_all_dim") if key in config}}
    return YarnRoPE(dims, scaling_factor=config["factor"], **given)
"""


def test_what_is_executed_is_compared(tmp_path: Path) -> None:
    """The engine's code runs with stand-ins for what it imports; a changed constant shows in the number."""
    name = "mlx_lm__models__rope_utils_dot_py"
    assert list(disagreements("mlx-yarn", tree(tmp_path / "a", "mlx-lm", **{name: _mlx("0.1")}))) == []
    wrong = list(disagreements("mlx-yarn", tree(tmp_path / "b", "mlx-lm", **{name: _mlx("0.07")})))
    assert len(wrong) > 100
    assert "the audit says" in wrong[0]
    broken = list(disagreements("mlx-yarn", tree(tmp_path / "c", "mlx-lm", **{name: "x = 1\n"})))
    assert broken == ["the trial mlx-yarn cannot be run: LookupError: mlx_lm/models/rope_utils.py has no YarnRoPE"]


def test_a_new_version_is_told() -> None:
    """Versions, sources under a row, and families that come and go."""
    old = {"packages": {"vllm": "1"}, "rows": {"vllm-yarn": "a"}, "families": {"vllm": {"architectures": ["A", "B"]}}}
    new = {"packages": {"vllm": "2"}, "rows": {"vllm-yarn": "b"}, "families": {"vllm": {"architectures": ["B", "C"]}}}
    lines = list(make_facts.changes(old, new))
    assert lines[0] == "vllm: 1 -> 2"
    assert lines[1].startswith("vllm-yarn: the source it stands on has changed")
    assert lines[2] == "vllm, architectures: +C, -A"
    assert list(make_facts.changes(new, new)) == []


def test_rows_engines_and_trials_fit() -> None:
    """Each row is of an engine, each trial is run by a row, each engine has rows and, but for transformers, a registry."""
    assert {fact.engine for fact in ENGINE_FACTS.values()} == PACKAGES.keys()
    assert {fact.runs for fact in ENGINE_FACTS.values() if fact.runs} == TRIALS.keys()
    assert REGISTRIES.keys() == PACKAGES.keys() - {"hf"}
    for one in ENGINE_FACTS.values():
        assert one.has or one.lacks or one.nowhere or one.only_here or one.runs, one.id
        assert one.says == one.says.strip(".")


def test_the_record_is_what_a_run_wrote() -> None:
    """A mark for each row, and no family left empty."""
    found = record()
    assert found["rows"].keys() == ENGINE_FACTS.keys()
    for families in found["families"].values():
        assert all(families[kind] for kind in ("architectures", "model_types") if kind in families)
    text = (Path(str(critscale.__file__)).parent / "audit" / make_facts.RECORD.name).read_text(encoding="utf-8")
    assert make_facts.written(found) == text


def _cached() -> Mapping[str, Tree]:
    versions = record()["packages"]
    trees = {
        e: Tree(p.package, versions[p.package], cache_folder() / f"{p.package}-{versions[p.package]}")
        for e, p in PACKAGES.items()
    }
    return {engine: tree for engine, tree in trees.items() if tree.root.is_dir()}


@pytest.mark.skipif(
    "CRITSCALE_FACTS_CACHE" not in os.environ and not _cached(), reason="no packages: make facts fetches them"
)
def test_every_fact_stands_in_the_packages_that_were_read() -> None:
    """The rows against the real packages, where they are in the cache."""
    trees = _cached()
    assert trees
    assert list(make_facts.failures(trees)) == []
