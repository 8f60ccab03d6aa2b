"""The configs of the scheme tables, with their exact multipliers."""

from __future__ import annotations

from pathlib import Path

import pytest

from critscale.audit.audit import Audit, audit_config
from critscale.audit.findings import is_stacked
from critscale.audit.report import to_json, to_text

FIXTURES = Path(__file__).parent / "fixtures"

EXPECTED: dict[str, tuple[int, list[tuple[str, str, str, set[str]]]]] = {
    # file: n, then for each group of layers: name, m on rotary dims, m on the others, laws
    "qwen-7b": (8192, [("all layers", "1.181818", "1.181818", {"qwen-logn"})]),
    "qwen-7b-v1.1": (32768, [("all layers", "1.153846", "1.153846", {"qwen-logn"})]),
    "qwen2.5-yarn": (131072, [("all layers", "1.296477", "1.000000", {"yarn"})]),
    "qwen3-yarn": (100, [("all layers", "1.296477", "1.000000", {"yarn"})]),
    "qwen3-yarn-null-factor": (131072, [("all layers", "1.045127", "1.000000", {"yarn"})]),
    "qwen2.5-1m": (1010000, [("all layers", "1.000000", "1.000000", set())]),
    "deepseek-v3": (131072, [("all layers", "1.873854", "1.873854", {"yarn-mscale", "deepseek-mscale"})]),
    "deepseek-v2": (131072, [("all layers", "1.589626", "1.589626", {"yarn-mscale", "deepseek-mscale"})]),
    "llama4-scout": (
        262144,
        [
            ("chunked_attention layers", "1.000000", "1.000000", set()),
            ("full_attention layers (without RoPE)", "1.349651", "1.349651", {"llama4"}),
        ],
    ),
    "llama4-default": (
        10485760,
        [
            ("chunked_attention layers", "1.000000", "1.000000", set()),
            ("full_attention layers (without RoPE)", "1.715540", "1.715540", {"llama4"}),
        ],
    ),
    "gpt-oss-120b": (
        131072,
        [
            ("sliding_attention layers", "1.813260", "1.000000", {"yarn"}),
            ("full_attention layers", "1.813260", "1.000000", {"yarn"}),
        ],
    ),
    "phi3-mini-128k": (131072, [("all layers", "1.416667", "1.000000", {"longrope"})]),
    "phi3-mini-128k-su": (131072, [("all layers", "1.416667", "1.000000", {"longrope"})]),
    "ministral-3-3b": (262144, [("all layers", "1.277259", "1.277259", {"yarn-mscale", "ministral3"})]),
    "mistral-large-3-params": (
        294912,
        [("all layers", "1.358352", "1.358352", {"yarn-attention-factor", "ministral3"})],
    ),
    "grok-2": (131072, [("all layers", "1.699999", "1.699999", {"grok-2"})]),
    "inkling-small": (
        1048576,
        [
            ("full_attention layers", "1.210316", "1.210316", {"inkling"}),
            ("sliding_attention layers", "1.000000", "1.000000", set()),
        ],
    ),
    "inkling-default": (
        1048576,
        [
            ("hybrid_sliding layers", "1.000000", "1.000000", set()),
            ("hybrid layers", "1.000000", "1.000000", set()),
        ],
    ),
    "inkling2-default": (
        262144,
        [
            ("hybrid_sliding layers", "1.000000", "1.000000", set()),
            ("hybrid layers", "1.071686", "1.071686", {"inkling"}),
        ],
    ),
    "gemma-3-27b": (131072, [("all layers", "1.000000", "1.000000", set())]),
    "granite-4.1-3b": (131072, [("all layers", "1.000000", "1.000000", set())]),
    "yarn-llama-2-13b-64k": (65536, [("all layers", "1.631390", "1.000000", {"yarn"})]),
    "mistral4-default": (
        1048576,
        [("all layers", "3.276102", "3.276102", {"yarn-mscale", "deepseek-mscale", "ministral3"})],
    ),
    "beam": (
        131072,
        [
            ("sliding_attention layers", "1.000000", "1.000000", set()),
            ("full_attention layers (without RoPE)", "1.518068", "1.518068", {"beam"}),
        ],
    ),
    "axolotl": (131072, [("all layers", "5.066906", "5.066906", {"axolotl"})]),
    "olmo3": (
        65536,
        [
            ("sliding_attention layers", "1.000000", "1.000000", set()),
            ("full_attention layers", "1.459129", "1.000000", {"yarn-attention-factor"}),
        ],
    ),
    "laguna": (
        262144,
        [
            ("full_attention layers", "1.000000", "1.000000", {"yarn-attention-factor"}),
            ("sliding_attention layers", "1.000000", "1.000000", set()),
        ],
    ),
}
UNDECIDED = {"mistral-large4-default"}


def of(name: str, **options: object) -> Audit:
    """Return the audit of a fixture."""
    return audit_config(FIXTURES / f"{name}.json", **options)  # type: ignore[arg-type]


def test_every_fixture_has_an_expectation() -> None:
    """No fixture is left out."""
    assert {f.stem for f in FIXTURES.glob("*.json")} == EXPECTED.keys() | UNDECIDED


@pytest.mark.parametrize("name", EXPECTED)
def test_multipliers(name: str) -> None:
    """Each group of layers gets the laws and the multiplier of the tables."""
    n, groups = EXPECTED[name]
    found = of(name, n=n)
    assert [g.group.name for g in found.groups] == [g[0] for g in groups]
    for finding, (_, rotary, rest, laws) in zip(found.groups, groups, strict=True):
        assert finding.rotary is not None
        assert finding.rest is not None
        assert abs(float(finding.rotary.value) - float(rotary)) < 5.1e-7
        assert abs(float(finding.rest.value) - float(rest)) < 5.1e-7
        assert {a.law.law.id for a in finding.laws} == laws
    assert not found.facts.contradictions
    assert to_text(found)
    assert to_json(found)["n"] == str(n)


def test_phi3_is_exact() -> None:
    """17/12, not a float of it."""
    total = of("phi3-mini-128k", n=131072).groups[0].rotary
    assert total is not None
    assert total.value.contains("17/12")
    assert total.asymptotic.series.terms[0].coefficient.rational == pytest.approx(17 / 12)


def test_deepseek_scales_all_dimensions() -> None:
    """DeepSeek-V3: softmax factor 1.873854 on all dims, cos and sin ratio 1, beta_base = 192^-1/2."""
    found = of("deepseek-v3")
    by_law = {a.law.law.id: a for a in found.groups[0].laws}
    assert not by_law["deepseek-mscale"].rotary_only
    assert by_law["yarn-mscale"].rotary_only
    assert float(by_law["yarn-mscale"].value) == 1
    assert f"{float(by_law['deepseek-mscale'].value):.6f}" == "1.873854"
    assert found.facts.base is not None
    assert found.facts.base.squared
    assert found.facts.base.value * 192 == 1


def test_mistral4_stacks_two_laws() -> None:
    """Mistral 4 multiplies mscale squared and the temperature, and the report says so; Ministral 3 does not."""
    found = of("mistral4-default")
    assert is_stacked(found.groups[0])
    assert "stacked" in to_text(found)
    assert "stacked" not in to_text(of("ministral-3-3b"))


def test_an_explicit_factor_of_one_counts() -> None:
    """attention_factor 1.0 gives m = 1 although the factor is 64: a truthiness trap."""
    found = of("laguna")
    assert float(found.groups[0].rotary.value) == 1  # type: ignore[union-attr]
    assert "m = 1 although the factor is 64" in to_text(found)


def test_mistral_large_4_is_undecided() -> None:
    """Its scale and bias are in the weights: the audit says so and gives no multiplier."""
    found = of("mistral-large4-default")
    assert found.groups[0].rotary is None
    assert "in the weights" in to_text(found)
    assert not found.phases


def test_the_phase_over_rho() -> None:
    """Beta at n, the critical correlation, and regimes at n and in the end."""
    found = of("llama4-default", rhos=["0.1", "0.9"])
    nope = found.phases[1]
    assert nope.layers == "full_attention layers (without RoPE) (12)"
    assert nope.beta.decimal() == "19.40911529"
    assert nope.critical_rho.decimal() == "0.167117"
    assert [p.regime for p in nope.points] == ["in the window", "subcritical"]
    given = of("llama4-default", norm_squared=200).phases[1]
    assert float(given.beta) == pytest.approx(19.40911529 / 128 * 200)


def test_the_phase_of_sliding_layers_is_that_of_their_window() -> None:
    """A sliding layer sees its window, whatever n: 512 keys at a million tokens, and the phase of 512 tokens."""
    found = of("inkling-small", rhos=["0.3"])
    assert [(p.layers, str(p.keys)) for p in found.phases] == [
        ("full_attention layers", "1048576"),
        ("sliding_attention layers", "512"),
    ]
    assert "at most 512 keys" in to_text(found)
    window = found.phases[1].points[0]
    assert window.self_weight.decimal() == of("inkling-small", n=512, rhos=["0.3"]).phases[1].points[0].self_weight.decimal()
    assert window.asymptotic_regime == window.regime == "in the window"
