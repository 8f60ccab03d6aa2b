"""The catalogue of laws: declarative, complete, classified as the scheme tables classify them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from critscale.numerics.laws.classification import asymptotic_of
from critscale.theory.errors import CritscaleError, UnknownName
from critscale.theory.expression import depends_on_length
from critscale.theory.laws import classes
from critscale.theory.laws.catalogue import LAWS, law
from critscale.theory.laws.law import ScalingLaw, product

CLASSES = {
    "constant": "plain yarn yarn-attention-factor yarn-mscale deepseek-mscale longrope longrope-mscale telechat3-yarn gpt-oss "
    "olmo3 rope-frequencies deepseek-v4 cosscale nope-temperature elixir-ssmax mistral-large-4 sink softmax-off-by-n",
    "bounded": "infoscale",
    "slower than log n": "uniception-entropy scale-invariant rem",
    "shifted log": "llama4 ministral3 mistral4 inkling muse-spark asentmax",
    "log ratio": "su gau-alpha qwen-logn lmdeploy-logn rtp-logn rerope clex grok-2",
    "pure log": "log-n ssmax axolotl olmo-core uniception-log",
    "faster than log n": "yarn-dynamic",
    "power of n": "beam sphere",
    "decreasing": "grok-2-deterministic",
}
BY_LAW = {name: kind for kind, group in CLASSES.items() for name in group.split()}


@pytest.mark.parametrize("entry", LAWS.values(), ids=LAWS.keys())
def test_every_law_has_a_class_or_a_reason(entry: ScalingLaw) -> None:
    """A class follows from each formula, and a law without a formula says why it has none."""
    assert entry.notes if entry.formula is None else asymptotic_of(entry.bind()).kind in classes.CLASSES


@pytest.mark.parametrize("name", sorted(BY_LAW))
def test_the_derived_class_is_that_of_the_tables(name: str) -> None:
    """The scheme tables, read by hand, agree with what is derived."""
    assert asymptotic_of(LAWS[name].bind()).kind.id == BY_LAW[name]


@pytest.mark.parametrize("entry", LAWS.values(), ids=LAWS.keys())
def test_entries_are_complete(entry: ScalingLaw) -> None:
    """Each entry has a source, a kebab id, and parameters that its formula uses."""
    assert entry.source
    assert entry.id == entry.id.lower().replace("_", "-")
    if entry.formula is not None:
        assert {p.name for p in entry.parameters} <= set(entry.formula.replace("(", " ").replace(")", " ").split()) | {
            word for p in entry.parameters for word in [p.name] if word in entry.formula
        }
        assert depends_on_length(entry.expression) == (entry.sees not in ("constant",))


def test_a_content_dependent_law_has_no_multiplier() -> None:
    """It is refused in one line that says why."""
    with pytest.raises(CritscaleError, match="content-dependent"):
        LAWS["dysco"].bind()
    with pytest.raises(CritscaleError, match="constants were not found"):
        LAWS["swan"].bind()


def test_unknown_names_are_refused() -> None:
    """A law or a parameter that does not exist is refused, with the nearest."""
    with pytest.raises(UnknownName, match="qwen-logn"):
        law("qwen-log")
    with pytest.raises(UnknownName, match="factor"):
        LAWS["yarn"].bind({"factr": Fraction(2)})


def test_stacked_laws_multiply() -> None:
    """Mistral 4 is DeepSeek's mscale squared times Ministral's temperature, as expressions in one class."""
    parts = (
        LAWS["deepseek-mscale"].bind({"factor": Fraction(128)}),
        LAWS["ministral3"].bind({"L": Fraction(8192)}),
    )
    whole, stacked = asymptotic_of(LAWS["mistral4"].bind()), product(parts)
    from critscale.numerics.laws.multiplier import multiplier

    assert (
        multiplier(stacked, 131072, 20).decimal()
        == multiplier(LAWS["mistral4"].bind().multiplier, 131072, 20).decimal()
    )
    assert whole.kind.id == "shifted log"
