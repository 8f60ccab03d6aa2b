"""Results: each shows itself as text, as HTML and as records; one that does not, or that no example here makes, is red."""

from __future__ import annotations

import ast
import importlib
import inspect
import math
import pickle
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest

import critscale
from critscale.measure.bounds import row_bounds
from critscale.measure.registry import Shape, find_measured, registered
from critscale.numerics.answers.dimension_advice import advise_dimension
from critscale.numerics.answers.finite_dimension import finite_dimension
from critscale.numerics.answers.spectrum import spectrum
from critscale.numerics.answers.sphere import common_mean_range
from critscale.numerics.floats import float_note
from critscale.numerics.laws.needs import needs
from critscale.numerics.sampled.experiment import Experiment, axis, run_experiment
from critscale.theory.digits import exact_text
from critscale.theory.pictured import Pictured
from critscale.theory.result import LARGEST_INT, SMALL, WIDTH, Cell, Noted, Result, Results, ValueTable, plain_value

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = Path(critscale.__file__).resolve().parent
CONFIG = {"model_type": "qwen2", "hidden_size": 5120, "num_attention_heads": 40, "num_hidden_layers": 48, "max_position_embeddings": 32768}
YARN = {"rope_scaling": {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768, "beta_fast": 0.1}}
FOREIGN = "<img src=x onerror=alert(1)> & $x$ \x1b[2J\n"
LONGEST_REPR = 2500
ANY: Any = critscale
"""The package, its types aside."""
ROOMS = ("theory", "numerics", "proofs", "measure", "audit", "pictures", "handbook")


@cache
def scores() -> critscale.HeadScores:
    """Return a layer of two heads."""
    rng = np.random.default_rng(0)
    return critscale.HeadScores.of(rng.standard_normal((2, 300, 8)), rng.standard_normal((2, 300, 8)))


@cache
def heads() -> Results[Any]:
    """Return its measured heads."""
    return critscale.measure_layer(scores(), per_window=16, resamples=50)


def watched() -> Result:
    """Return what was seen of a model that ran nothing but one look."""
    from critscale.measure.attention_calls import LayerLook, WatchedHeads

    found: WatchedHeads[Any] = WatchedHeads(lambda call: call)
    found.looks.append(LayerLook(module="model.layers.0", layer=0, step=0, text=0, result=critscale.row_statistics(scores())))
    return found


def weights() -> Result:
    """Return the part of the statistics of rows that fused attention gives."""
    from critscale.numerics.streaming.statistics import RowWeights

    whole = critscale.row_statistics(scores())
    return RowWeights(**{field.name: getattr(whole, field.name) for field in fields(RowWeights)})


@cache
def sampled() -> Any:
    """Return a small experiment."""
    return run_experiment(Experiment(n=40, d=64, rhos=axis(0.1, 0.8, 3), gammas=axis(0.5, 2, 3), seeds=1))


@cache
def report() -> critscale.Report:
    """Return a run of the suite with a twin."""
    return critscale.verify("A1.weights.gap", with_twins=True, budget="quick", methods=("sampled",))


def gate() -> Result:
    """Return what a gate says."""
    from critscale.audit.gates import Deployment, gate_result
    from critscale.audit.source import read_source

    return gate_result("alarm", read_source(CONFIG), Deployment())


def written() -> Result:
    """Return what can be written for an engine."""
    from critscale.audit.written import write_multiplier

    return write_multiplier(CONFIG, "hf", multiplier="1.2", length=65536, trained=32768)


def threshold_formula() -> Result:
    """Return the formula of a needle's threshold."""
    from critscale.theory.scores.corrections import threshold_formula

    return threshold_formula("gamma", 2)


@cache
def example(name: str) -> Any:
    """Return a result of that type."""
    return EXAMPLES[name]()


EXAMPLES: Mapping[str, Callable[[], Any]] = {
    "Enclosure": lambda: critscale.evaluate("self-weight", n=1000, rho=0.3, critical=True, digits=12),
    "Phase": lambda: critscale.phase(n=1000, rho="0.3", beta=12),
    "RowPhase": lambda: critscale.phase(scores="gaussian:v=1/32", needle=1, n="1e6", beta=32),
    "Capped": lambda: critscale.capped(50, "0.3", digits=12),
    "Width": lambda: critscale.window_width(1000, "0.3", digits=12),
    "HalfContour": lambda: critscale.half_contour(1000, "0.3", digits=12),
    "RowThreshold": lambda: critscale.ScoreRow.of(["0", "1/2", 2]).threshold("9/10", 12),
    "Stack": lambda: critscale.stack(n=1000, rho="0.3", gamma="1.5", residual=1, layers=40),
    "Classification": lambda: critscale.classify("yarn", beta0=11, rho="0.3", levels=("1/2",), largest=10**6),
    "Extension": lambda: critscale.extend("yarn", trained=4096, lengths=[4096, 8192, 131072], self_weight="1/2"),
    "GridBounds": lambda: critscale.grid("self-weight", n=1000, rho=[0.1, 0.2], gamma=[1, 2, 3], certified=True),
    "PhaseDiagram": sampled,
    "Deviation": lambda: sampled().deviation("simplex"),
    "Need": lambda: needs(64, 128)[0],
    "ListedLaw": lambda: critscale.laws("yarn")[0],
    "Catalogue": lambda: critscale.LAWS,
    "ScalingLaw": lambda: critscale.LAWS["yarn"],
    "Quantity": lambda: critscale.QUANTITIES["self-weight"],
    "GroupPhase": lambda: example("Audit").phases[0],
    "GroupFinding": lambda: example("Audit").groups[0],
    "EngineVerdict": lambda: example("Audit").verdicts[0],
    "GroupDifference": lambda: example("Audit").verdicts[0].groups[0],
    "LayerPair": lambda: example("Difference").layers[0],
    "Recommendation": lambda: example("Advice").recommendations[0],
    "CalibratedLayers": lambda: example("Advice").recommendations[0].calibrated,
    "LayerAdvice": lambda: example("Advice").layers[0],
    "KeyBlock": lambda: example("WrittenMultiplier").block,
    "Interval": lambda: common_mean_range(10**6, 1024, "0.3"),
    "DimensionAdvice": lambda: advise_dimension(n=10**6, dim=64, rho="0.3", critical=True),
    "FiniteDimension": lambda: finite_dimension(n=10**6, dim=64, rho="0.3", critical=True),
    "Eigenvalue": lambda: spectrum(n=1000, dim=1024, rho="0.3", critical=True)[0],
    "RowBounds": lambda: row_bounds(critscale.row_statistics(scores())),
    "RegisteredModel": lambda: registered([])[0],
    "NearestModel": lambda: find_measured(Shape(family="llama")),
    "WrittenMultiplier": written,
    "Results": heads,
    "Formula": lambda: critscale.formula("output-cosine", regime="critical"),
    "ThresholdFormula": threshold_formula,
    "Report": report,
    "ReportDifference": lambda: critscale.report_difference(ROOT / "examples/report-before.json", ROOT / "examples/report-after.json"),
    "Finding": lambda: report().findings[0],
    "Evidence": lambda: report().findings[0].evidence[0],
    "RowWeights": weights,
    "RowStatistics": lambda: critscale.row_statistics(scores(), within=(1,)),
    "HeadThresholds": lambda: critscale.head_thresholds(scores()),
    "HeadForecast": lambda: critscale.head_forecast(scores(), 600),
    "ThresholdGrowth": lambda: heads()[0].growth,
    "MeasuredHead": lambda: heads()[0],
    "MeasuredModel": lambda: critscale.MeasuredModel(tuple(heads()), {"model": "planted"}, ("one text",)),
    "WatchedHeads": watched,
    "Audit": lambda: critscale.audit_config(CONFIG | YARN),
    "Difference": lambda: critscale.config_difference(CONFIG, CONFIG | YARN),
    "GateResult": gate,
    "Advice": lambda: critscale.advise(CONFIG, to="64k", engines=["hf"]),
}
"""Of each type of result how one is made."""

ABSTRACT = {"Noted"}
NO_RESULTS = {
    "Result": "what every result is",
    "Pictured": "what has a picture",
    "Evaluator": "it evaluates, and what it gives is a result",
    "Setting": "where a layer is: its repr is the call that makes it",
    "RowSetting": "where a row is",
    "ContextLength": "a number, its str is it",
    "ScoreRow": "what is asked about",
    "SparseRow": "what is asked about",
    "RandomRow": "what is asked about",
    "Needle": "what is asked about",
    "HeadScores": "queries and keys that are asked about",
    "KeyRanges": "which keys they see",
    "SettingWords": "the words of a setting",
    "ChartFormula": "a part of a statement",
    "Claim": "a statement; what is found of it is a Finding",
    "Twin": "a statement",
    "Pin": "a part of a statement",
    "Verdict": "a word",
    "Shape": "what models are compared by",
    "ConfigAlarm": "a refusal",
    "CritscaleError": "a refusal",
}
"""Public classes that are no results, and what they are."""
OF_OTHERS = {"None", "Iterator", "Any", "Array", "Integers"}
"""Types that public functions return and that are not ours."""


def results() -> Iterator[type]:
    """Yield every type of result of the package, whatever module defines it."""
    for path in sorted(p for room in ROOMS for p in (PACKAGE / room).rglob("*.py")):
        name = ".".join(("critscale", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
        if re.search(r"\((?:Result|Noted|RowWeights)\b", path.read_text(encoding="utf-8")):
            importlib.import_module(name)
    todo: list[type[Any]] = [Result]
    seen: set[type[Any]] = set()
    while todo:
        for kind in todo.pop().__subclasses__():
            if kind not in seen:
                seen.add(kind)
                todo.append(kind)
    # dataclasses with slots are made twice: the one that the module has is meant
    yield from (kind for kind in seen if getattr(importlib.import_module(kind.__module__), kind.__name__) is kind)


class _Balanced(HTMLParser):
    """A parser that refuses tags which do not nest."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def check_html(text: str) -> None:
    """Refuse HTML that does not nest, or that has other tags than a table's and a paragraph's."""
    parser = _Balanced()
    parser.feed(text)
    parser.close()
    assert not parser.open and parser.tags <= {"div", "p", "b", "table", "thead", "tbody", "tr", "th", "td"} and parser.tags


def check_records(records: list[dict[str, Any]]) -> None:
    """Refuse records that a data frame would hold as objects."""
    assert records and all(record.keys() == records[0].keys() for record in records)
    for record in records:
        assert record and all(type(name) is str for name in record)
        for value in record.values():
            assert value is None or type(value) in (bool, int, float, str)
            assert type(value) is not int or abs(value) < LARGEST_INT


# Every result


def test_every_result_has_an_example() -> None:
    """A new type of result is red until an example of it stands above."""
    assert {kind.__name__ for kind in results()} - ABSTRACT == set(EXAMPLES)


def test_what_public_functions_return_is_a_result() -> None:
    """Each public class is a result or is said to be none, and so is each class of ours that a public function says it returns."""
    public = {name: getattr(critscale, name) for name in critscale.__all__}
    classes = {name for name, value in public.items() if inspect.isclass(value)}
    known = {kind.__name__ for kind in results()}
    assert classes - known <= set(NO_RESULTS)
    assert known & set(NO_RESULTS) == set()
    for value in (*public.values(), *documented()):
        if inspect.isfunction(value):
            named = set(re.findall(r"[A-Z]\w+", str(value.__annotations__["return"]))) - OF_OTHERS
            assert named <= known | set(NO_RESULTS), value


def documented() -> Iterator[object]:
    """Yield what pages and notebooks name of the submodules: imported there, or by its whole name."""
    pages = [*(ROOT / "docs").glob("*.md"), ROOT / "README.md", *(ROOT / "examples").glob("*.ipynb")]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    names = {(module, name.strip()) for module, line in re.findall(r"from (critscale\.[a-z_.]+) import ([\w, ]+)", text) for name in line.split(",")}
    names |= {(path.rpartition(".")[0], path.rpartition(".")[2]) for path in re.findall(r"critscale(?:\.[a-z_]+)+\.\w+", text)}
    for module, name in sorted(names):
        if (PACKAGE / Path(*module.split(".")[1:])).with_suffix(".py").is_file():
            with suppress(ModuleNotFoundError):  # an extra
                yield getattr(importlib.import_module(module), name, None)


@pytest.mark.parametrize("name", EXAMPLES)
def test_repr_is_small(name: str) -> None:
    """A line or a small table, no control characters, no line that a screen would break."""
    text = repr(example(name))
    assert 0 < len(text) <= LONGEST_REPR
    assert all(line.isprintable() for line in text.split("\n"))
    assert len(text) <= SMALL or all(len(line) <= WIDTH for line in text.split("\n"))


@pytest.mark.parametrize("name", EXAMPLES)
def test_html_is_html(name: str) -> None:
    """It nests, and it holds what the table holds."""
    html = example(name)._repr_html_()
    check_html(html)
    assert "<table>" in html


@pytest.mark.parametrize("name", EXAMPLES)
def test_foreign_text_is_escaped(name: str) -> None:
    """Whatever text a result holds, it opens no tag, and nothing acts in a terminal."""
    found = example(name)
    if is_dataclass(found) and not isinstance(found, type):
        texts = [f.name for f in fields(found) if f.init and f.name != "formula" and isinstance(getattr(found, f.name), str)]  # a formula is parsed
        found = replace(found, **dict.fromkeys(texts, FOREIGN))
    if isinstance(found, Noted):
        found = found.noting(FOREIGN)
    html = found._repr_html_()
    check_html(html)
    assert "\x1b" not in html + repr(found)


@pytest.mark.parametrize("name", EXAMPLES)
def test_records_are_plain(name: str) -> None:
    """Numbers, text and None under the same names in each, as many as the table has rows."""
    found = example(name)
    check_records(found.records())
    assert len(found.records()) == len(found.view().table.rows)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_picture_is_one(name: str) -> None:
    """What has a picture draws it."""
    found = example(name)
    if isinstance(found, Pictured):
        pytest.importorskip("matplotlib")
        figure: Any = found.plot()
        assert figure.axes and any(axes.has_data() for axes in figure.axes)
        assert figure._repr_png_().startswith(b"\x89PNG")  # a notebook shows it without pyplot


def test_every_picture_of_a_result_is_drawn() -> None:
    """Whatever says it has a picture has one, and nothing else stands in the table."""
    pytest.importorskip("matplotlib")
    from critscale.pictures.of_results import DRAWN

    assert {kind for kind in results() if issubclass(kind, Pictured)} == set(DRAWN)


# The table


def test_the_table() -> None:
    """Text, HTML and records are of one table; the eye and the record may get a value differently."""
    table = ValueTable(("a", "b_c"), [(1, Cell("x^2", "x**2", r"x^{2}")), (None, Cell("none: no x"))])
    assert table.records() == [{"a": 1, "b_c": "x**2"}, {"a": None, "b_c": None}]
    assert list(table.text()) == ["a  b c", "1  x^2", "-  none: no x"]
    assert "$x^{2}$" in table.html() and "mathjax_process" in table.html() and table.column("a") == [1, None]


def test_long_tables_are_cut_in_the_middle() -> None:
    """Of many rows the first and the last are shown, of many columns those that have room; the others are named."""
    table = ValueTable(("number", "prose", "rest"), [(k, "one two three " * 9, "y" * 80) for k in range(1000)])
    lines = list(table.text(4, 60))
    assert [line.split()[0] for line in lines] == ["number", "0", "1", "...", "998", "999", "and"]
    assert lines[-1] == "and rest" and lines[1].endswith(" ...") and max(map(len, lines)) <= 60
    assert "... 940 more" in table.html()


def test_what_no_float_holds_is_text() -> None:
    """A value below the range of floats is not 0 in a record, one above it is not inf; a long integer is text."""
    tiny = critscale.evaluate("self-weight", n="1e1000", rho="0.3", gamma="0.1", digits=6)
    assert float(tiny) == 0 and str(tiny.records()[0]["value"]).startswith("1.") and "e-" in str(tiny.records()[0]["value"])
    lengths = [row["n"] for row in critscale.extend("yarn", trained=4096, lengths=["1e30"], self_weight="1/2", parameters={"factor": 4}).records()]
    assert lengths == ["1" + "0" * 30]
    assert critscale.evaluate("odds", n="oo", gamma=0, rho="0.3").records()[0]["value"] == math.inf
    assert plain_value(10**30) == "1" + "0" * 30 and plain_value(10**400 + Fraction(1, 2)) == exact_text(10**400 + Fraction(1, 2))
    assert plain_value(Fraction(1, 10**400)) == "1e-400" and plain_value(Fraction(6, 2)) == 3 and plain_value(np.float32(0.5)) == 0.5


# Conversions


def test_an_enclosure_converts() -> None:
    """To a float, an array of floats, an mpmath number at the precision that is set there; to an exact number where it is one."""
    found = critscale.evaluate("self-weight", n=1000, rho="0.3", critical=True, digits=40)
    assert np.array([found, found]).tolist() == [float(found)] * 2 and np.asarray(found).shape == ()
    with mpmath.workdps(50):
        assert abs(mpmath.mpf(found) - mpmath.mpf(found.decimal())) < mpmath.mpf(10) ** -39
    with pytest.raises(critscale.CritscaleError, match="exact"):
        found.as_integer_ratio()
    with pytest.raises(critscale.CritscaleError):
        int(found)
    whole = critscale.evaluate("odds", n=1001, rho="0.3", gamma=0, digits=5)
    assert whole.is_exact and int(whole) == 1000 and whole.as_integer_ratio() == (1000, 1)


def test_sequences_are_arrays() -> None:
    """Bounds are their midpoints, an experiment the mean over its seeds; a tuple of results stays a tuple."""
    bounds = example("GridBounds")
    assert np.asarray(bounds).tolist() == bounds.value.tolist() and np.asarray(bounds).shape == (3, 2)
    assert np.asarray(sampled()).shape == (3, 3)
    assert isinstance(heads(), tuple) and len(heads()) == 2 and heads()[1].head == 1
    assert len(Results(()).records()) == 0 and "nothing" in repr(Results(()))


def test_rows_of_arrays_are_made_when_asked_for() -> None:
    """A grid of a million points is a table at once."""
    side = np.linspace(0, 0.9, 1000)
    found = critscale.GridBounds(np.zeros((1000, 1000)), np.ones((1000, 1000)), side, side, "zero")
    table = found.view().table
    assert len(table.rows) == 10**6 and table.rows[-1][:2] == (0.9, 0.9) and len(repr(found)) < LONGEST_REPR


# Floats


def test_whoever_reads_a_number_says_its_floats() -> None:
    """Each public function that takes a number from a user and returns what carries notes has the decorator that makes them."""
    carry = {kind.__name__ for kind in results() if hasattr(kind, "noting")} - {"Results", "Noted"}
    silent = []
    for path in sorted(p for room in ("numerics", "audit", "measure") for p in (PACKAGE / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.returns is not None:
                decorators = [ast.unparse(d) for d in node.decorator_list]
                arguments = [a for a in (*node.args.args, *node.args.kwonlyargs, node.args.kwarg) if a is not None and a.annotation]
                reads = any(re.search(r"\bNumber\b|Words\b", ast.unparse(a.annotation)) for a in arguments if a.annotation)
                returns = set(re.findall(r"\w+", ast.unparse(node.returns)))
                if reads and returns & carry and "Callable" not in returns and not any(d.startswith(("says_floats", "overload")) for d in decorators):
                    silent.append(f"{path.stem}.{node.name}")
    assert silent == []


def test_a_float_is_said_once() -> None:
    """On the result, not in its digits or its float; a decimal string and a float that is one are nothing to say."""
    found = critscale.evaluate("self-weight", n=1000, rho=0.3, critical=True, digits=12)
    (note,) = found.notes
    assert "5404319552844595/2^54" in note and '"0.3" is exact' in note
    assert note in repr(found) and "5404319552844595/2^54" in found._repr_html_() and str(found) == found.decimal() and "notes" in found.to_json()
    assert pickle.loads(pickle.dumps(found)).notes == found.notes and found == found.noting("other")
    for exact in ("0.3", 0.5, "3/10"):
        assert critscale.evaluate("self-weight", n=1000, rho=exact, critical=True, digits=12).notes == ()


@pytest.mark.parametrize(
    ("ask", "count"),
    [
        (lambda: critscale.phase(n=1000, rho=0.3, gamma=1.1), 2),
        (lambda: critscale.phase(critscale.Setting(n=1000, rho=0.3, gamma="1.1")), 1),
        (lambda: critscale.evaluate("self-weight", critscale.Setting(n=1000, rho=0.3, gamma=1.1)), 2),
        (lambda: critscale.evaluator("self-weight", rho=0.3, gamma=1).at(100), 1),
        (lambda: critscale.evaluator("self-weight", rho=0.3, gamma=1).many([100])[0], 1),
        (lambda: critscale.evaluate("top-weight", gaps=[0, 0.1, 0.5], beta=3), 1),
        (lambda: critscale.extend("yarn", trained=4096, lengths=[8192], self_weight=0.3), 1),
        (lambda: critscale.laws("yarn", rho=0.3), 1),
        (lambda: critscale.classify("yarn", beta0=11.1, rho="0.3", levels=()), 1),
        (lambda: ANY.stack(n=100, rho=np.float32(0.3), gamma=1, layers=2), 1),
        (lambda: critscale.capped(50, 0.3), 1),
        (lambda: ANY.capped_thresholds(131072, 50, 0.3)[0], 1),
        (lambda: critscale.critical_beta(100, 0.3), 1),
        (lambda: critscale.beta_at(0.3, 100, "0.3"), 1),
        (lambda: critscale.window_width(100, 0.3), 1),
        (lambda: critscale.window_coordinate(n=100, rho=0.3, gamma=1), 1),
        (lambda: critscale.half_contour(100, 0.3), 1),
        (lambda: critscale.audit_config(CONFIG, rhos=[0.1, 0.5]), 1),
        (lambda: critscale.config_difference(CONFIG, CONFIG, rhos=[0.1, 0.5]), 1),
        (lambda: critscale.advise(CONFIG, to="64k", engines=["hf"], self_weight=0.3), 1),
    ],
)
def test_every_answer_says_its_floats(ask: Callable[[], Any], count: int) -> None:
    """Whoever reads the number, in whatever argument it was."""
    notes = [note for note in ask().notes if "binary number" in note]
    assert len(notes) == count == len(set(notes))


def test_a_setting_keeps_its_notes_with_its_words() -> None:
    """A word that is given anew takes its note along."""
    place = critscale.Setting(n=1000, rho=0.3, gamma=1.1)
    assert len(place.notes) == 2 and len(place.at(10).notes) == 2 and place == critscale.Setting(**place.words)
    assert [note.split()[0] for note in place.but(rho="0.3").notes] == ["gamma"] and place.but(rho="0.3", critical=True).notes == ()


def test_many_floats_are_counted() -> None:
    """A few of a list are named."""
    notes = critscale.evaluate("top-weight", gaps=[0, 0.1, 0.2, 0.3, 0.4, 0.6], beta=3).notes
    assert len(notes) == 4 and notes[-1].startswith("2 more")


def test_which_numbers_are_floats() -> None:
    """A binary float of any library; a tiny or huge one has a short note; exact ones and what is no number have none."""
    assert "5033165/2^24" in float_note(np.float32(0.3), "x") and "2^" in float_note(mpmath.mpf("0.3"), "x")
    assert 0 < len(float_note(1e-300, "x")) < 250 and "99999999999999991611392" in float_note(1e23, "x")
    for exact in (1, "0.1", 0.5, math.inf, math.nan, None, np.int64(3), True, object()):
        assert float_note(exact, "x") == ""


def test_a_config_is_read_by_its_decimals() -> None:
    """That is the exception, and the audit says it where it matters: a mapping reads like its file."""
    assert any("0.1 is 1/10" in note for note in critscale.audit_config(CONFIG | YARN).notes)
    assert critscale.audit_config(CONFIG).notes == ()
