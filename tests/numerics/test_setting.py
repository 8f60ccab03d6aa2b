"""A setting: one value for where a layer is, read from the same words everywhere."""

from __future__ import annotations

import json
import math
import pickle
from fractions import Fraction
from inspect import getdoc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critscale.numerics.answers.causal import mean_self_weight, pair_cosine
from critscale.numerics.answers.depth import collapse_layer, stack
from critscale.numerics.answers.evaluate import evaluate
from critscale.numerics.answers.multiprecision import evaluate_mpmath
from critscale.numerics.answers.phase import phase
from critscale.numerics.answers.spectrum import spectrum
from critscale.numerics.answers.window import window_coordinate
from critscale.numerics.settings.setting import Setting
from critscale.numerics.settings.words import WORDS
from critscale.theory.errors import BadInput, CritscaleError, UnknownName
from critscale.theory.mechanisms.exponentials import Sink

nonnegative = st.fractions(min_value=0, max_value=100)
scales = st.one_of(
    st.builds(lambda x: {"gamma": x}, nonnegative),
    st.builds(lambda x: {"beta": x}, nonnegative),
    st.builds(lambda x: {"kappa": x}, st.fractions()),
    st.just({"critical": True}),
)
mechanisms = st.one_of(st.just("softmax"), st.builds(Sink, st.fractions()))
lengths = st.one_of(st.integers(2, 10**9), st.sampled_from(("oo", "10^10^100", "exp(7)", "3*2^5000")))


@st.composite
def settings(draw: st.DrawFn) -> Setting:
    """Draw a setting."""
    words: dict[str, Any] = {"n": draw(lengths), "rho": draw(st.fractions(0, Fraction(99, 100))), **draw(scales)}
    words |= draw(st.fixed_dictionaries({}, optional={"residual": nonnegative, "dim": lengths, "mechanism": mechanisms}))
    return Setting(**words)


@given(settings())
def test_a_setting_reads_back(setting: Setting) -> None:
    """From its line, its JSON data, its repr and a pickle, exactly, with the same hash."""
    again = [
        Setting.parse(str(setting)),
        Setting(**json.loads(json.dumps(setting.to_json()))),
        eval(repr(setting)),
        pickle.loads(pickle.dumps(setting)),
    ]
    assert again == [setting] * 4
    assert {hash(other) for other in again} == {hash(setting)}
    assert "\n" not in str(setting)


def test_numbers_of_any_length_read_back() -> None:
    """Python prints no integer of more than 4300 digits; a setting does."""
    setting = Setting(n=10, rho="0." + "3" * 5000, kappa="0." + "7" * 6000)
    assert Setting.parse(str(setting)) == setting


def test_other_words_are_another_setting() -> None:
    """Every word counts, and a scale is what it says: critical at one rho is not gamma = 1/(1 - rho)."""
    setting = Setting(n=1000, rho="1/2", critical=True, residual=1, dim=2000)
    changes: list[dict[str, Any]] = [{"n": 1001}, {"rho": "1/3"}, {"gamma": 2}, {"kappa": 1}, {"residual": 0}, {"dim": None}, {"mechanism": "sink:0"}]
    assert setting not in [setting.but(**change) for change in changes]
    assert setting.but(gamma=2).but(critical=True) == setting == Setting(n="1e3", rho=0.5, kappa=0, residual="1", dim="2e3")


def test_along_n() -> None:
    """Everything but n stays."""
    setting = Setting(n=10, rho="0.3", gamma="1.2", residual=1)
    found = setting.along([100, "10^10^100", "oo"])
    assert [str(one.n) for one in found] == ["100", "10^10^100", "oo"]
    assert {one.at(10) for one in found} == {setting}


SETTING = Setting(n=1000, rho="0.3", gamma="1.2", residual=1, dim=1024)


@pytest.mark.parametrize(
    "answer",
    [
        lambda *at, **words: evaluate("output-cosine", *at, **words),
        lambda *at, **words: evaluate("mean-square-jacobian", *at, **words),
        lambda *at, **words: evaluate_mpmath("mean-square-jacobian", *at, **words),
        window_coordinate,
        phase,
        lambda *at, **words: [(e.motion, str(e.value), e.copies) for e in spectrum(*at, **words)],
    ],
)
def test_words_and_a_setting_are_the_same(answer: Any) -> None:
    """Every function that takes words takes a setting in their place, and not both."""
    assert str(answer(SETTING)) == str(answer(**SETTING.words))
    with pytest.raises(BadInput, match="given twice"):
        answer(SETTING, n=10)


def test_stacks_take_a_setting() -> None:
    """The residual of the setting is the weight of the residual connection."""
    at = SETTING.but(dim=None)
    assert stack(at, layers=3).to_json() == stack(layers=3, **at.words).to_json()
    assert collapse_layer(at.but(residual=0)) == collapse_layer(**at.but(residual=0).words)
    with pytest.raises(BadInput, match="dim = 1024: not for a stack"):
        stack(SETTING)


def test_what_has_no_room_for_a_word_refuses_it() -> None:
    """A sequence is that of softmax in as many dimensions as it takes; the cosine at two positions is read with its residual."""
    at = SETTING.but(dim=None)
    with pytest.raises(BadInput, match="mechanism = sink"):
        pair_cosine(at.but(mechanism="sink:2"), earlier=3, later=5)
    assert str(pair_cosine(at, earlier=3, later=5)) != str(pair_cosine(at.but(residual=0), earlier=3, later=5))
    with pytest.raises(BadInput, match="dim = 1024"):
        mean_self_weight(SETTING)
    with pytest.raises(BadInput, match="kappa below -log n"):
        mean_self_weight(n=10, rho="0.3", kappa=-3)
    assert str(mean_self_weight(at)) == str(mean_self_weight(n=1000, rho="0.3", gamma="1.2"))


def test_a_mechanism_is_a_word() -> None:
    """By name and parameter, or as a value; what is only true of softmax refuses another by name."""
    at = Setting(n=1000, rho="0.3", critical=True, mechanism="sink:19/2")
    assert at.mechanism == Sink(Fraction(19, 2)) and "mechanism=sink:logit=19/2" in str(at)
    assert at == at.but(mechanism=Sink(Fraction("9.5"))) != at.but(mechanism="softmax") == at.but(mechanism=None)
    weights = [float(evaluate(name, at)) for name in ("self-weight", "self-weight-complement")]
    total = 1 + 999 / 1000 + math.exp(9.5 - math.log(1000) / 0.7)
    assert weights == pytest.approx([1 / total, 1 - 1 / total], rel=1e-14)
    assert float(evaluate_mpmath("self-weight", at)) == pytest.approx(weights[0], rel=1e-14)
    assert stack(at, layers=1).layers[0].self_weight.decimal() == evaluate("self-weight", at, digits=15).decimal()
    for refusing in (mean_self_weight, lambda at: spectrum(at.but(dim=1024))):
        with pytest.raises(BadInput, match="sink"):
            refusing(at)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({}, "n: missing"),
        ({"n": 10}, "rho: missing"),
        ({"n": 10, "rho": "0.3"}, "none"),
        ({"n": 10, "rho": "0.3", "gamma": 1, "critical": True}, "gamma and critical"),
        ({"n": 10, "rho": "0.3", "gamma": 1, "dim": 0}, "dim = 0"),
        ({"n": 10, "rho": "0.3", "gamma": 1, "dim": "many"}, "dim = many"),
        ({"n": 10, "rho": "0.3", "gamma": 1, "mechanism": "softmx"}, "did you mean 'softmax'"),
        ({"n": 10, "rho": "0.3", "gamma": 1, "mechanism": "sink"}, "the mechanism sink: it has no logit; give logit, as in sink:logit=2"),
        ({"n": 10, "rho": "0.3", "gamma": 1, "mechanism": "sink:x"}, "logit = x"),
        ({"n": 10, "rho": "0.3", "gamma": 1, "mechanism": "sink:1:2"}, "logit = 1:2"),
        ({"n": 10, "rho": "0.3", "gamma": 1, "mechanism": 5}, "mechanism '5'"),
        ({"n": 10, "rho": "0.3", "gama": 1}, "did you mean 'gamma'"),
    ],
)
def test_refusals(words: dict[str, Any], said: str) -> None:
    """One line that names the word."""
    with pytest.raises(CritscaleError) as refusal:
        Setting(**words)
    assert said in str(refusal.value) and "\n" not in str(refusal.value)


def test_an_unknown_word_of_a_line() -> None:
    """A line is refused word by word."""
    with pytest.raises(UnknownName, match="critcal"):
        Setting.parse("n=10 rho=0.3 critcal")


def test_help_shows_every_word() -> None:
    """What a word means is written once, and the help of each function that takes it has it."""
    assert all(WORDS.values())
    for function in (Setting, evaluate, evaluate_mpmath, phase, stack, collapse_layer, spectrum, window_coordinate):
        assert [name for name, meaning in WORDS.items() if f"\n{name}\n    {meaning}" not in (getdoc(function) or "")] == []
