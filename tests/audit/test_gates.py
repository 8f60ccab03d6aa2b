"""Gates: each is seen to pass, to fail, and not to pass what is not known; and what calls them before a model is loaded."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path
from typing import Any

import pytest

from critscale import ConfigAlarm, check_config
from critscale.audit import gate_report
from critscale.audit.gates import GATES, Deployment, GateResult, gate_result
from critscale.audit.source import read_source
from critscale.theory.errors import BadInput, UnknownName

from .test_difference import GEMMA, LEARNED, LLAMA, PLAIN, YARN, N, config
from .test_forms import cells

FIXTURES = Path(__file__).parent / "fixtures"
STRANGE = {"model_type": "new_model", "head_dim": 64, "max_position_embeddings": N, "num_hidden_layers": 8}
NOTHING = {"hidden_act": "silu", "max_position_embeddings": N}
BOTH_READ = config(rope_scaling=YARN)
SGLANG_MULTIPLIES = config(rope_scaling={**YARN, "attn_factor": 0.5})
WINDOWS = {**LLAMA, "model_type": "mistral", "sliding_window": 4096}


def result(gate: str, given: Any, engines: tuple[str, ...] = (), **deployment: Any) -> GateResult:
    """Return what a gate says."""
    return gate_result(gate, read_source(given), Deployment(engines, **deployment))


@pytest.mark.parametrize(
    ("given", "engines", "outcome", "says"),
    [
        (BOTH_READ, ("hf", "vllm", "sglang", "mlx", "llama.cpp"), "passes", ""),
        (BOTH_READ, ("vllm",), "passes", ""),
        (SGLANG_MULTIPLIES, ("hf", "vllm"), "passes", ""),
        (SGLANG_MULTIPLIES, ("hf", "vllm", "sglang"), "fails", "m = 1.296477 in transformers"),
        (SGLANG_MULTIPLIES, ("sglang", "vllm"), "fails", "SGLang"),
        (SGLANG_MULTIPLIES, ("sglang",), "fails", "SGLang"),
        (config(rope_scaling={**YARN, "attention_factor": 1.2}), ("sglang", "llama.cpp"), "passes", ""),
        (config(rope_scaling={**YARN, "attention_factor": 1.2}), ("hf", "sglang", "llama.cpp"), "fails", "llama.cpp"),
        (FIXTURES / "grok-2.json", ("hf", "vllm"), "unknown", "no fact says what vLLM"),
        (FIXTURES / "grok-2.json", ("hf", "vllm", "llama.cpp"), "fails", "no fact says what vLLM"),
        (FIXTURES / "grok-2.json", ("vllm", "vllm", "hf"), "unknown", "no fact says what vLLM"),
        (FIXTURES / "qwen-7b.json", ("hf", "vllm"), "fails", "does not run this"),
        (FIXTURES / "qwen-7b.json", ("vllm", "litgpt"), "fails", "does not run this"),
        (LEARNED, ("hf", "vllm"), "unknown", "multiplier unknown"),
        (NOTHING, ("hf", "vllm"), "unknown", "no multiplier to compare: no attention was found"),
    ],
)
def test_mismatch(given: Any, engines: tuple[str, ...], outcome: str, says: str) -> None:
    """Any pair of the named engines; one engine is compared with transformers; a certain difference comes before what is not known."""
    found = result("mismatch", given, engines)
    assert (found.outcome, found.passes) == (outcome, outcome == "passes"), found
    assert bool(found.findings) == bool(found.mend) == (outcome != "passes")
    assert says in " ".join(found.findings)


def test_mismatch_is_judged_where_the_config_reaches() -> None:
    """vLLM has no Llama 4 temperature up to 32768, so a served length decides; at the config's own reach they agree."""
    llama4 = FIXTURES / "llama4-scout.json"
    assert result("mismatch", llama4, ("hf", "vllm")).passes
    short = result("mismatch", llama4, ("hf", "vllm"), n="16k")
    assert short.outcome == "fails" and short.n == "16384"
    served = read_source(llama4, overrides={"--max-model-len": 16384})
    assert gate_result("mismatch", served, Deployment(("vllm",))).outcome == "fails"


@pytest.mark.parametrize(
    ("given", "rho", "engines", "outcome", "says"),
    [
        (BOTH_READ, "0.3", (), "passes", ""),
        (PLAIN, "0.3", (), "fails", "all layers (36) at rho = 0.3: self weight 0.020555"),
        (PLAIN, "0.1", (), "passes", ""),
        (SGLANG_MULTIPLIES, "0.3", ("vllm",), "passes", ""),
        (SGLANG_MULTIPLIES, "0.3", ("vllm", "sglang"), "fails", "read as SGLang"),
        (FIXTURES / "qwen-7b.json", "0", ("vllm",), "fails", "does not run this"),
        (STRANGE, "0", (), "unknown", "phase unknown: the model type 'new_model' is not known"),
        (LEARNED, "0", (), "unknown", "phase unknown"),
        (NOTHING, "0", (), "unknown", "no layer sees all 131072 keys: no attention was found"),
        (WINDOWS, "0.3", (), "unknown", "no layer sees all 131072 keys: each has a window that is shorter"),
        ({**WINDOWS, "sliding_window": 2 * N}, "0.3", (), "fails", "at rho = 0.3"),
        ({**WINDOWS, "sliding_window": None}, "0.3", (), "fails", "at rho = 0.3"),
    ],
)
def test_subcritical(given: Any, rho: str, engines: tuple[str, ...], outcome: str, says: str) -> None:
    """At a stated correlation, for the layers that see all n keys, as each named engine reads them."""
    found = result("subcritical", given, engines, rhos=(rho,))
    assert (found.outcome, found.passes) == (outcome, outcome == "passes"), found
    assert says in " ".join(found.findings)


def test_a_window_is_not_what_is_judged() -> None:
    """Of Gemma 2 at a million tokens the windows are fine and the others are not; a window of no size may see all keys."""
    found = result("subcritical", GEMMA, n="1M", rhos=("0.3",))
    assert [finding.split(" at ")[0] for finding in found.findings] == ["full_attention layers (13)"]
    named = {"layer_types": ["sliding_attention", "full_attention"], "num_hidden_layers": 2, "head_dim": 1024}
    found = result("subcritical", {**named, "max_position_embeddings": N}, rhos=("0.3",))
    assert found.outcome == "unknown" and "window of no size" in " ".join(found.findings)
    assert result("subcritical", {**named, "sliding_window": 512, "max_position_embeddings": N}, rhos=("0.3",)).passes


def test_the_boundary_is_a_self_weight_of_one_tenth() -> None:
    """By the test's own arithmetic: the length at which a plain model leaves the window, on both sides of it."""
    gap = 128**0.5 * 0.7
    edge = 1 + 9 * math.exp(gap)
    assert result("subcritical", PLAIN, n=math.floor(edge) - 1, rhos=("0.3",)).passes
    assert result("subcritical", PLAIN, n=math.ceil(edge) + 1, rhos=("0.3",)).outcome == "fails"
    assert result("subcritical", PLAIN, n=math.ceil(edge) + 1, rhos=("0.2", "0.3")).outcome == "fails"
    assert result("subcritical", PLAIN, n=math.ceil(edge) + 1, rhos=("0.2",)).passes
    assert result("subcritical", PLAIN, n=math.ceil(edge) + 1, rhos=("0.3",), norm_squared=130).passes


@pytest.mark.parametrize(
    ("given", "engines", "outcome"),
    [
        (BOTH_READ, (), "passes"),
        (config(attention_temperature_scale=2.0), (), "fails"),
        (LEARNED, (), "fails"),
        (SGLANG_MULTIPLIES, (), "passes"),
        (SGLANG_MULTIPLIES, ("hf", "vllm"), "passes"),
        (SGLANG_MULTIPLIES, ("vllm", "sglang"), "fails"),
        (config(rope_scaling={**YARN, "type": "linear"}), (), "fails"),
    ],
)
def test_alarm(given: Any, engines: tuple[str, ...], outcome: str) -> None:
    """What the audit calls an alarm of the config, and of the engines that are named and of no other."""
    assert result("alarm", given, engines).outcome == outcome


@pytest.mark.parametrize(
    ("gate", "given", "deployment", "says"),
    [
        ("mismatch", PLAIN, {}, "no engines to compare; name two"),
        ("mismatch", PLAIN, {"engines": ("hf", "transformers")}, "no engines to compare"),
        ("subcritical", PLAIN, {}, "state one, such as --rho 0.3"),
        ("subcritical", {"model_type": "llama"}, {"rhos": ("0.3",)}, "the config gives none"),
        ("mismatch", {"model_type": "llama"}, {"engines": ("vllm",)}, "neither config gives one"),
        ("subcritical", PLAIN, {"rhos": ("1.5",)}, "0 <= rho < 1"),
    ],
)
def test_what_a_gate_needs(gate: str, given: Any, deployment: dict[str, Any], says: str) -> None:
    """Nothing is assumed in silence: what is not stated is asked for."""
    with pytest.raises(BadInput) as refused:
        gate_result(gate, read_source(given), Deployment(**deployment))
    assert says in str(refused.value) and "\n" not in str(refused.value)


def test_an_unknown_gate_or_engine() -> None:
    """Names are looked up, not guessed."""
    with pytest.raises(UnknownName, match="mismatch"):
        result("mismatched", PLAIN, ("vllm",))
    for gate in GATES:
        with pytest.raises(UnknownName, match="vllm"):
            result(gate, PLAIN, ("hf", "vlmm"), rhos=("0.3",))


class Pretrained:
    """What transformers' PretrainedConfig looks like from here."""

    def __init__(self, data: dict[str, Any], name_or_path: str = "") -> None:
        self.data, self.name_or_path = data, name_or_path

    def to_dict(self) -> dict[str, Any]:
        """Return the config."""
        return self.data


def test_before_a_model_is_loaded(tmp_path: Path) -> None:
    """None, or one line with the config, the gate, why and how to mend it; a file, a mapping and a PretrainedConfig alike."""
    check_config(BOTH_READ)
    check_config(BOTH_READ, engines=("hf", "vllm"), rho="0.3")
    check_config(Pretrained({**BOTH_READ, "id2label": {0: "a"}, "torch_dtype": None}), engines=("vllm",), rho=0.25)
    with pytest.raises(ConfigAlarm) as alarm:
        check_config(Pretrained(SGLANG_MULTIPLIES, "org/model"), engines=("hf", "sglang"))
    line = str(alarm.value)
    assert line.startswith(f"org/model at n = {N}: ") and "\n" not in line and "SGLang" in line
    assert isinstance(alarm.value, ValueError)
    with pytest.raises(ConfigAlarm, match=r"subcritical: all layers \(36\) at rho = 0.3"):
        check_config(PLAIN, rho="0.3")
    with pytest.raises(ConfigAlarm, match="alarm: "):
        check_config(config(attention_temperature_scale=2.0))
    with pytest.raises(ConfigAlarm, match=r"mismatch: .*unknown"):
        check_config(str(FIXTURES / "grok-2.json"), engines=("hf", "vllm"))
    check_config(PLAIN, rho="0.3", overrides={"--hf-overrides": {"rope_scaling": YARN}})
    with pytest.raises(ConfigAlarm, match="subcritical"):
        check_config(PLAIN, rho="0.3", overrides={"--hf-overrides": {"rope_theta": 7}})


def test_the_gates_that_are_asked_for() -> None:
    """By default those whose question is stated; any others by name."""
    typo = config(attention_temperature_scale=2.0)
    check_config(typo, engines=("vllm",), fail_on=["mismatch"])
    check_config(PLAIN, engines=("hf", "vllm"))
    check_config(PLAIN, rho="0.3", fail_on=())
    with pytest.raises(BadInput, match="rho"):
        check_config(PLAIN, fail_on=["subcritical"])
    with pytest.raises(UnknownName):
        check_config(PLAIN, fail_on=["everything"])


def test_forms() -> None:
    """Text has a line a gate and says how many pass; a finding has its row in the tables; JSON has them all."""
    results = [result("alarm", BOTH_READ), result("mismatch", SGLANG_MULTIPLIES, ("hf", "sglang")), result("subcritical", STRANGE, rhos=("0",))]
    text = gate_report.to_text(results).splitlines()
    assert text[0].startswith("passes   alarm") and text[-1] == "1 of 3 pass"
    rows = list(csv.DictReader(io.StringIO(gate_report.to_csv(results), newline=""), strict=True))
    assert [row["outcome"] for row in rows] == ["passes", "fails", "unknown"] and not rows[0]["finding"]
    assert cells(gate_report.to_markdown(results))[1:] == [list(row.values()) for row in rows]
    assert [gate_report.to_json(each)["outcome"] for each in results] == ["passes", "fails", "unknown"]
