"""The pictures: each draws, shows the package's numbers, names its axes, and keeps its lines apart."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import exp
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import critscale
from critscale.measure.measuring import measure_arrays
from critscale.measure.record import MeasuredModel, read_record
from critscale.measure.registry import PACKAGED
from critscale.numerics.answers.spectrum import spectrum
from critscale.numerics.laws.law_input import read_base, read_law
from critscale.numerics.laws.self_weight import self_weight
from critscale.numerics.sampled.experiment import Experiment, run_experiment
from critscale.numerics.settings.length import ContextLength
from critscale.numerics.streaming.ranges import KeyRanges
from critscale.numerics.streaming.scores import HeadScores
from critscale.pictures import style
from critscale.pictures.gallery import PICTURES, picture
from critscale.pictures.phase_diagram import CELLS
from critscale.theory.errors import BadInput, UnknownName

matplotlib = pytest.importorskip("matplotlib")

from critscale.pictures.canvas import inline_svg, rendered  # noqa: E402

AXES = {
    "phase": {style.RHO, style.GAMMA, "contraction factor"},
    "window": {style.SELF_WEIGHT, "n (a - s)", "κ = β (1 - ρ) - log n (nats)"},
    "laws": {style.LENGTH, style.SELF_WEIGHT},
    "needs": {style.LENGTH, "multiplier that keeps the threshold"},
    "advise": {style.LENGTH, style.SELF_WEIGHT, "multiplier m on the logits"},
    "spectrum": {"√q × eigenvalue or singular value of the Jacobian"},
    "depth": {"layer", "1 - cosine", style.SELF_WEIGHT},
    "experiment": {style.RHO, style.GAMMA, "contraction factor λ", "difference"},
    "heads": {"head", "layer", style.LENGTH, "multiplier β½ that the head needs", "gap t below the top score, nats", "keys N(t) within it"},
}


@pytest.fixture(scope="module")
def drawn() -> dict[str, Any]:
    """Return the gallery, drawn once."""
    return {name: drew(name) for name in PICTURES}


def drew(name: str, **options: Any) -> Any:
    """Return a picture drawn with options."""
    return picture(name).draw(**options)


def measured_heads() -> MeasuredModel:
    """Return two layers of four heads of random queries and keys; those of the second layer have scores five times as far apart."""
    rng = np.random.default_rng(0)
    q, k = rng.standard_normal((2, 4, 600, 8))
    mask = KeyRanges.causal(600)
    return measure_arrays("random", [HeadScores.of(q, k, scale, mask) for scale in (0.5, 2.5)], "none", per_window=16)


def curve(axes: Any, gid: str) -> Any:
    """Return the data of the curve of that name."""
    (line,) = [line for line in axes.lines if line.get_gid() == gid]
    return line.get_data(orig=True)


def words(figure: Any) -> set[str]:
    """Return the labels of all axes."""
    return {text for axes in figure.axes for text in (axes.get_xlabel(), axes.get_ylabel())} - {""}


# The gallery


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_says_what_it_shows(name: str) -> None:
    """Title, caption, alternative text; and the claims behind it are claims of the suite."""
    from critscale.proofs.library import find_claim

    entry = picture(name)
    assert entry.name == name and entry.title and entry.caption.endswith(".") and entry.alt.endswith(".")
    assert entry.claims
    for claim in entry.claims:
        assert find_claim(claim).id == claim
        assert claim.partition(".")[0] in entry.caption or claim.startswith(("A2.", "G1.")), claim


@pytest.mark.parametrize("name", PICTURES)
def test_axes_and_legends(name: str, drawn: dict[str, Any]) -> None:
    """In the field's words; each figure has one legend or more, with an entry for each line."""
    figure = drawn[name]
    assert words(figure) == AXES[name]
    legends = [*figure.legends, *(axes.get_legend() for axes in figure.axes if axes.get_legend())]
    entries = [text.get_text() for legend in legends for text in legend.get_texts()]
    assert len(entries) >= 2 and len(set(entries)) == len(entries)


@pytest.mark.parametrize("name", [name for name in PICTURES if name != "experiment"])
def test_equal_inputs_are_equal_bytes(name: str, drawn: dict[str, Any]) -> None:
    """Drawn anew: the same SVG and PNG."""
    again = drew(name)
    assert rendered(drawn[name], "png") == rendered(again, "png")
    assert inline_svg(drawn[name], name) == inline_svg(again, name)


@pytest.mark.parametrize("name", PICTURES)
def test_a_page_decides_size_and_ink(name: str, drawn: dict[str, Any]) -> None:
    """The inline form keeps no black and no width."""
    head = inline_svg(drawn[name], name).partition(">")[0]
    assert "width=" not in head and "viewBox=" in head
    assert "#000000" not in inline_svg(drawn[name], name)


@pytest.mark.parametrize("name", PICTURES)
def test_lines_of_a_panel_differ_in_grey(name: str, drawn: dict[str, Any]) -> None:
    """In dashes, marker or width."""
    for axes in drawn[name].axes:
        labelled = [line for line in axes.lines if not line.get_label().startswith("_")]
        looks = [
            (str(line._dash_pattern), line.get_marker(), line.get_linewidth(), line.get_markerfacecolor() == "none")
            for line in labelled
        ]
        assert len(set(looks)) == len(looks)


def test_an_unknown_picture() -> None:
    """The nearest name is offered."""
    with pytest.raises(UnknownName, match="'window'"):
        picture("windw")


# What they show


def test_the_heat_map_is_the_quantity(drawn: dict[str, Any]) -> None:
    """Cell by cell: the value at the cell's centre, gamma upwards."""
    axes = drawn["phase"].axes[0]
    (image,) = axes.images
    left, right, bottom, top = image.get_extent()
    assert image.origin == "lower"
    for i, j in ((0, 0), (100, 30), (120, 120), (60, 200), (239, 150)):
        rho, gamma = left + (right - left) * (j + 0.5) / CELLS, bottom + (top - bottom) * (i + 0.5) / CELLS
        exact = critscale.evaluate("contraction-factor", n=1000, rho=float(rho), gamma=float(gamma), digits=10)
        assert image.get_array()[i, j] == pytest.approx(float(exact), rel=1e-8, abs=1e-300)


@pytest.mark.parametrize(("n", "residual"), [(1000, 0), ("10^10^100", 0), (131072, "1/4")])
def test_the_curves_of_the_phase_diagram(n: Any, residual: Any) -> None:
    """On the half contour the contraction is 1/2; on the critical curve gamma (1 - rho) = 1."""
    axes = drew("phase", quantity="output-cosine", n=n, residual=residual).axes[0]
    rhos, gammas = curve(axes, "half")
    seen = [(r, g) for r, g in zip(rhos, gammas, strict=True) if not np.isnan(g)][:: len(rhos) // 8]
    assert len(seen) > 4
    for rho, gamma in seen:
        if n == "10^10^100":  # no float of gamma resolves the window there; only rho = 0 has a threshold of its own
            assert gamma * (1 - rho) == pytest.approx(1 if rho else 0.5)
            continue
        value = critscale.evaluate("contraction-factor", n=n, rho=float(rho), gamma=float(gamma), residual=residual, digits=8)
        assert float(value) == pytest.approx(0.5, abs=1e-5)
    rhos, gammas = curve(axes, "critical")
    assert gammas * (1 - rhos) == pytest.approx(1)


def test_no_half_contour_is_no_curve() -> None:
    """With a strong residual the contraction is above 1/2 everywhere."""
    axes = drew("phase", residual=5).axes[0]
    assert [line.get_gid() for line in axes.lines] == ["critical"]


def test_numbers_of_tokens_have_a_logarithmic_scale() -> None:
    """Cosines a linear one."""
    norms = [type(drew("phase", quantity=q).axes[0].images[0].norm).__name__ for q in ("perplexity", "contraction-factor")]
    assert norms == ["LogNorm", "Normalize"]


def test_every_quantity_has_a_phase_diagram() -> None:
    """The whole registry, at n = d = 1000."""
    for name in critscale.QUANTITIES:
        (image,) = drew("phase", quantity=name, dim=1000).axes[0].images
        assert np.isfinite(image.get_array()).any()


def test_the_window_is_evaluated(drawn: dict[str, Any]) -> None:
    """The points are the package's self weight, the second panel n times its distance from the logistic curve."""
    top, bottom = drawn["window"].axes
    for above, below in zip(top.lines[1:], bottom.lines[1:], strict=True):
        n = above.get_label().removeprefix("n = ")
        for k in (0, 20, 47, 60):
            kappa = float(above.get_xdata()[k])
            assert float(below.get_xdata()[k]) == kappa
            weight = critscale.evaluate("self-weight", n=n, rho="1/3", kappa=kappa, digits=60)
            assert above.get_ydata()[k] == pytest.approx(float(weight), rel=1e-12)
            if n == "10^10^100":
                continue
            limit = critscale.evaluate("self-weight", n="oo", rho="1/3", kappa=kappa, digits=60)
            scaled = int(n) * (weight.value - limit.value)
            assert below.get_ydata()[k] == pytest.approx(float(scaled), rel=1e-10)
    kappas, limits = curve(top, "limit")
    assert limits == pytest.approx(1 / (1 + np.exp(-kappas)))


def test_the_window_collapses(drawn: dict[str, Any]) -> None:
    """The larger n, the nearer to the logistic curve."""
    top, _ = drawn["window"].axes
    far = [max(abs(a - 1 / (1 + exp(-x))) for x, a in zip(*line.get_data(), strict=True)) for line in top.lines[1:]]
    assert all(after < before for before, after in pairwise(far))


def test_a_curve_of_the_window_begins_at_beta_0() -> None:
    """At n = 4 that is the uniform row."""
    line = drew("window", n=(4,)).axes[0].lines[1]
    assert line.get_ydata()[0] == pytest.approx(1 / 4)


def test_laws_are_the_self_weight() -> None:
    """A law of the catalogue and an expression, at some lengths."""
    given = ("yarn", "1 + 0.1*log(n/8192)")
    axes = drew("laws", laws=given, beta0=11, rho="1/4").axes[0]
    base = read_base(11)
    for law in given:
        (line,) = [line for line in axes.lines if line.get_label() in (law, f"{law}, factor = 32")]
        lengths, weights = line.get_data(orig=True)
        assert (lengths[0], lengths[-1]) == (2**7, 2**23)
        for k in (0, 200, 500):
            exact = self_weight(read_law(law).multiplier, base, Fraction(1, 4), int(lengths[k]), 12)
            assert weights[k] == pytest.approx(float(exact), rel=1e-4)


@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("known", [{"self_weight": "0.4"}, {"gap": "7.5"}])
def test_laws_of_a_calibrated_model_are_those_of_extend(known: dict[str, str], before: bool) -> None:
    """From L to the longest length; factor and L are those of the two, unless they are given, and the legend says them."""
    given = {"yarn": "yarn, factor = 8", "longrope": "longrope, factor = 8, L = 2048", "llama4": "llama4, floor_scale = 1024"}
    own: dict[str, Any] = {"yarn": {}, "longrope": {"L": 2048}, "llama4": {"floor_scale": "1k"}}
    words: dict[str, Any] = {"trained": 4096, "before": before, **known}
    figure = drew("laws", laws=tuple(given), longest=32768, parameters={"L": 2048, "floor_scale": "1k"}, **words)
    for law, label in given.items():
        (line,) = [line for line in figure.axes[0].lines if line.get_label() == label]
        lengths, weights = line.get_data(orig=True)
        assert (lengths[0], lengths[-1], len(lengths)) == (4096, 32768, 129)
        at = [int(lengths[k]) for k in (0, 70, 128)]
        exact = critscale.extend(law, lengths=[*at[:2], 32768], parameters=own[law], **words)
        assert [weights[k] for k in (0, 70, 128)] == pytest.approx([float(row.self_weight) for row in exact.rows], rel=1e-4)
    assert ("before the law" in figure.axes[0].get_title()) == before


def test_laws_at_a_base_scale_from_a_length_on() -> None:
    """A base scale is a calibration with m = 1: factor and L are settled in the same way."""
    words: dict[str, Any] = {"laws": ("yarn", "su"), "trained": 2048, "longest": 16384}
    lines = drew("laws", beta0=11, rho="1/4", **words).axes[0].lines[1:]
    calibrated = drew("laws", gap="33/4", before=True, **words).axes[0].lines[1:]
    for line, other, label in zip(lines, calibrated, ("yarn, factor = 8", "su, L = 2048"), strict=True):
        assert line.get_label() == other.get_label() == label
        assert line.get_ydata() == pytest.approx(other.get_ydata(), rel=1e-4)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"self_weight": "0.5"}, "at which length"),
        ({"self_weight": "0.5", "gap": 9, "trained": 4096}, "give one of self_weight"),
        ({"beta0": 11, "gap": 9, "trained": 4096}, "give one of self_weight"),
        ({"before": True}, "m = 1 already"),
        ({"parameters": {"q": 2}}, "'q': no such name"),
        ({"trained": 4096, "longest": 4096}, "the lines begin at 4096"),
        ({"longest": "10^301"}, "range of float64"),
        ({"longest": "oo"}, "an axis ends"),
    ],
)
def test_laws_refuse(words: dict[str, Any], why: str) -> None:
    """What is said twice, or of no length, or of no law."""
    with pytest.raises((BadInput, UnknownName), match=why):
        drew("laws", laws=("yarn",), **words)


CONFIG = {"model_type": "qwen2", "hidden_size": 512, "num_attention_heads": 8, "num_hidden_layers": 2, "max_position_embeddings": 8192}


def at_length(line: Any, n: int) -> float:
    """Return the value of a curve at a length that it has a point at."""
    x, y = line.get_data(orig=True)
    return float(y[list(x).index(n)])


YARN = {"rope_type": "yarn", "factor": 4, "original_max_position_embeddings": 8192}
BY_POSITION = {**YARN, "mscale": 1, "mscale_all_dim": 1, "llama_4_scaling_beta": 0.1}


@pytest.mark.parametrize(
    ("p", "block"), [("0.3", {"rope_scaling": YARN}), ("0.8", {"model_type": "ministral3", "rope_parameters": BY_POSITION})]
)
def test_the_curves_of_the_advice(p: str, block: dict[str, Any]) -> None:
    """Multiplier and self weight at L and at the target are those that the advice compares; the recommended one keeps p."""
    config = {**CONFIG, **block}
    found = critscale.advise(config, to=65536, self_weight=p)
    figure = drew("advise", config=config, to=65536, self_weight=p)
    top, bottom = figure.axes
    multipliers = [line for line in top.lines if line.get_gid() is None]
    weights = [line for line in bottom.lines if line.get_gid() is None]
    names = {"no law": "none"}
    assert len(found.laws) == len(multipliers) == len(weights) == 5
    for above, below in zip(multipliers, weights, strict=True):
        (law,) = [law for law in found.laws if law.name == names.get(above.get_label(), above.get_label())]
        for n, m, weight in ((8192, law.multiplier, law.self_weight), (65536, law.multiplier_at_n, law.self_weight_at_n)):
            assert at_length(above, n) == pytest.approx(float(m), rel=1e-4)
            assert at_length(below, n) == pytest.approx(float(weight), rel=1e-3)
    assert at_length(weights[-1], 65536) == pytest.approx(float(p), rel=1e-3)
    assert (at_length(multipliers[-1], 8192) == pytest.approx(1)) == ("model_type" in block)  # by the position, or for all prompts
    assert found.answer is not None and found.answer.multiplier.decimal() in top.get_title()
    assert curve(top, "trained")[0][0] == 8192 and curve(top, "target")[0][0] == 65536


def test_the_window_of_the_advice_is_that_of_the_weights() -> None:
    """A multiplier at an edge of what is shaded above is a self weight at the edge below."""
    top, bottom = drew("advise", config=CONFIG, to=65536).axes
    (band,) = [shade for shade in top.collections if shade.get_gid() == "window"]
    edges = band.get_paths()[0].vertices
    shades = [patch for patch in bottom.patches if patch.get_gid() == "window"]
    assert shades[0].get_y() == pytest.approx(0.1) and shades[0].get_height() == pytest.approx(0.8)
    for weight in ("0.1", "0.9"):
        gap = np.log(float(weight) / (1 - float(weight))) + np.log(65535)
        wanted = gap / np.log(8191)  # half of the weight at L has the gap log(L - 1)
        assert any(abs(x - 65536) < 1 and y == pytest.approx(wanted, rel=1e-4) for x, y in edges), weight


def test_measured_heads_in_the_advice() -> None:
    """Median and quartiles of their thresholds' growth, 1 at L, at the target what the advice says."""
    record = read_record(PACKAGED / "SmolLM2-135M-Instruct.json.gz")
    heads = (replace(head, layer=head.layer - 28) for head in record.heads if head.layer >= 28)  # these go on by their own slope
    record = replace(record, heads=tuple(heads))
    asked: dict[str, Any] = {"config": CONFIG, "trained": 256, "to": 4096, "measured": record}
    advice = critscale.advise(**asked)
    top = drew("advise", **asked).axes[0]
    (line,) = [line for line in top.lines if line.get_label().startswith("measured heads")]
    assert advice.heads is not None
    assert line.get_label().endswith(advice.heads.best.name)
    assert at_length(line, 256) == 1
    best = advice.heads.best
    assert best.low < best.ratio < best.high
    assert at_length(line, 4096) == pytest.approx(float(best.ratio))
    (band,) = [shade for shade in top.collections if shade.get_gid() == "quartiles"]
    ends = sorted({round(float(y), 6) for x, y in band.get_paths()[0].vertices if x == 4096})
    assert ends == pytest.approx([float(best.low), float(best.high)])
    assert not any(line.get_label().startswith("measured") for line in drew("advise", **{**asked, "measured": None}).axes[0].lines)


def test_no_advice_is_no_picture() -> None:
    """Where every layer has a window there is nothing to draw."""
    config = {**CONFIG, "model_type": "mistral", "sliding_window": 1024}
    with pytest.raises(BadInput, match="nothing to draw"):
        drew("advise", config=config, to=65536)


@pytest.mark.parametrize(("residual", "rho"), [("0", "0.3"), ("1/2", "0.1")])
def test_the_spectrum_is_the_registry(residual: str, rho: str) -> None:
    """Eigenvalues, gains and norms of each panel are those of the package, the rows name motions and copies."""
    figure = drew("spectrum", n=50, dim=60, rho=rho, residual=residual)
    regimes = ("subcritical", "critical", "supercritical")
    for axes, name, times in zip(figure.axes, regimes, (1, 2, 3), strict=True):
        assert axes.get_title().startswith(name)
        at: dict[str, Any] = {
            "n": 50,
            "rho": rho,
            "residual": residual,
            "gamma": Fraction(times, 2) / (1 - Fraction(rho)),
        }
        exact = spectrum(**at, dim=60, digits=12)
        values, rows = curve(axes, "eigenvalues")
        assert values == pytest.approx([float(e.value) for e in exact])
        left = figure.axes[0]  # the panels share its labels
        labels = dict(zip(left.get_yticks(), (t.get_text() for t in left.get_yticklabels()), strict=True))
        assert [labels[y] for y in rows] == [f"{e.motion}\n× {e.copies}" for e in exact]
        gains = [float(critscale.evaluate(name, **at)) for name in ("common-gain", "contrast-gain")]
        assert curve(axes, "gains")[0] == pytest.approx(gains)
        norm = critscale.evaluate("jacobian-operator-norm", **at)
        mean = critscale.evaluate("mean-square-jacobian", **at, dim=60)
        assert curve(axes, "norm")[0][0] == pytest.approx(float(norm))
        assert curve(axes, "mean")[0][0] == pytest.approx(float(mean) ** 0.5)
        low, high = axes.get_xlim()
        assert low < min(values) and high > float(norm)


def test_the_spectrum_of_astronomic_contexts() -> None:
    """The norm grows with log n, so the axis is logarithmic; numbers of copies are rounded, or left out."""
    figure = drew("spectrum", n="10^10^100")
    assert figure.axes[0].get_yticklabels()[0].get_text() == "radial"
    assert figure.axes[0].get_xscale() == "symlog"
    figure = drew("spectrum", n="1e40")
    assert "n = 1e40, d = 1.0889e40" in figure.get_suptitle()
    assert figure.axes[0].get_yticklabels()[0].get_text() == "radial\n× 1e40"


def test_depth_is_the_stack() -> None:
    """Each line is a stack, its label the layer of collapse; one residual strength is one line."""
    figure = drew("depth", n=1000, gamma="1.2", residuals=("0", "1"), layers=40, epsilon="1e-2")
    top, bottom = figure.axes
    lines = [line for line in top.lines if line.get_gid() is None]
    for alpha, above, below in zip(("0", "1"), lines, bottom.lines, strict=True):
        found = critscale.stack(n=1000, rho="0.3", gamma="1.2", residual=alpha, layers=40, epsilon="1e-2")
        assert above.get_label() == f"α = {alpha}: layer {found.collapsed_at}"
        expected = [max(float(layer.distance), 1e-300) for layer in found.layers]
        assert above.get_ydata() == pytest.approx(expected, rel=1e-5)
        assert below.get_ydata() == pytest.approx([float(layer.self_weight) for layer in found.layers], rel=1e-5)
    assert curve(top, "epsilon")[1][0] == pytest.approx(0.01)
    single = drew("depth", critical=True, residuals=(2,), layers=5)
    assert len(single.axes[1].lines) == 1 and "critical at every layer" in single.axes[0].get_title()


def test_the_experiment_from_a_result(tmp_path: Path) -> None:
    """The panels are the means over seeds; the summary beside the file gives n, d and the half contour at n."""
    plan = Experiment(n=30, d=20, rhos=(0.2, 0.4, 0.6), gammas=(0.5, 1, 1.5, 2), seeds=2)
    result = run_experiment(plan)
    path, summary = result.save(tmp_path / "diagram.npz")
    for prediction in ("simplex", "finite"):
        figure = drew("experiment", source=path, prediction=prediction)
        images = [axes.images[0] for axes in figure.axes[:3]]
        measured, predicted, difference = (np.asarray(image.get_array()) for image in images)
        assert measured == pytest.approx(result.contraction_factor.mean(axis=1).T)
        assert predicted == pytest.approx(getattr(result, prediction).mean(axis=1).T)
        assert difference == pytest.approx(measured - predicted)
        assert images[0].get_extent() == pytest.approx((0.1, 0.7, 0.25, 2.25))
        assert "n = 30 tokens (sphere) in d = 20 dimensions, 3 × 4 grid, 2 seeds" in figure.get_suptitle()
        rhos, gammas = curve(figure.axes[0], "half")
        value = critscale.evaluate("contraction-factor", n=30, rho=float(rhos[40]), gamma=float(gammas[40]), digits=8)
        assert float(value) == pytest.approx(0.5, abs=1e-5)
    summary.unlink()
    figure = drew("experiment", source=path)
    assert figure.get_suptitle() == "3 × 4 grid, 2 seeds"
    assert [line.get_gid() for line in figure.axes[0].lines] == ["critical"]


def test_the_experiment_of_its_own(drawn: dict[str, Any]) -> None:
    """It says what was sampled, and measurement and prediction are near, as its alternative text has it."""
    figure = drawn["experiment"]
    assert "n = 300 tokens (sphere) in d = 512 dimensions, 18 × 16 grid, 1 seed" in figure.get_suptitle()
    assert abs(figure.axes[2].images[0].get_array()).max() < 0.02


# What they refuse


def test_lengths_beyond_floats() -> None:
    """Axes hold floats."""
    assert ContextLength.parse("10^10^400")
    for name in ("phase", "spectrum"):
        with pytest.raises(BadInput, match="range of float64"):
            drew(name, n="10^10^400")


@pytest.mark.parametrize("name", ["window", "laws", "depth"])
def test_more_lines_than_can_be_told_apart(name: str) -> None:
    """And none at all."""
    option, value = {"window": ("n", 9), "laws": ("laws", "yarn"), "depth": ("residuals", 1)}[name]
    for values in ([], [value] * (len(style.LINES) + 1)):
        with pytest.raises(BadInput, match="one line of the figure"):
            drew(name, **{option: values})


def test_the_heads_of_a_record(tmp_path: Path) -> None:
    """Cell by cell the median threshold of the longest rows; curves with their bands; how many are below."""
    found = measured_heads()
    (tmp_path / "heads.json").write_text(found.to_json(), encoding="utf-8")
    figure = drew("heads", source=tmp_path / "heads.json")
    (image,) = figure.axes[0].images
    table = image.get_array()
    for head in found.heads:
        assert table[head.layer, head.head] == head.threshold
    curves = [line for line in figure.axes[1].lines if not line.get_label().startswith("_")]
    assert len(curves) == 4
    for line in curves:
        name = line.get_label().partition(":")[0]
        growth = next(each.growth for each in found.heads if f"{each.layer}.{each.head}" == name)
        assert line.get_ydata().tolist() == growth.medians.tolist()
        assert line.get_label().endswith(growth.label)
    counts = [line for line in figure.axes[2].lines if line.get_marker() not in ("None", "")]
    bounds = [line for line in figure.axes[2].lines if line not in counts]
    assert len(counts) == len(bounds) == 4
    for curve, line, bound in zip(curves, counts, bounds, strict=True):
        head = next(each for each in found.heads if f"{each.layer}.{each.head}" == curve.get_label().partition(":")[0])
        assert head.counts is not None
        assert line.get_ydata().tolist() == head.counts.medians.tolist()
        assert bound.get_ydata()[-1] == pytest.approx(1 + np.exp(16 * head.counts.least))
        at_gaps = np.interp(line.get_xdata(), bound.get_xdata(), np.log(bound.get_ydata()))
        assert np.all(np.log(line.get_ydata()) <= at_gaps + 1e-3)
        assert head.counts.least <= head.threshold <= head.counts.most
    below = sum(head.threshold > 1 for head in found.heads)
    assert 0 < below < 8
    assert figure.get_suptitle().startswith(f"{below} of 8 heads")


def test_heads_without_a_threshold_and_what_is_no_record(tmp_path: Path) -> None:
    """Nothing is drawn."""
    (tmp_path / "text.json").write_text("{}", encoding="utf-8")
    found = measured_heads()
    heads = tuple(replace(head, growth=replace(head.growth, medians=0 * head.growth.medians)) for head in found.heads)
    (tmp_path / "zero.json").write_text(replace(found, heads=heads).to_json(), encoding="utf-8")
    for name, why in (("text.json", "no record"), ("zero.json", "no head has a threshold"), ("none.json", "No such file")):
        with pytest.raises(BadInput, match=why):
            drew("heads", source=tmp_path / name)
