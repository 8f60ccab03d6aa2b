"""Mutants of the derivation layer: one changed expression each, what it makes of the printed formulas, and who notices."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import critscale

ROOT = Path(str(critscale.__file__)).parent
"""The package, of the checkout or of the wheel."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A fault.

    Attributes
    ----------
    name : str
        The module, a dot, and what was changed.
    old, new : str
        Text of the module that occurs once, and what takes its place.
    claims : tuple of str
        Some claims of which one is refuted by it; the whole suite has them.
    false : bool
        Whether a formula or a class that is printed becomes false, or is not what was asked for.  Else nothing has to notice: the
        bounds are weaker, or have so much room that they hold, or no entry of the catalogue takes that way.
    """

    name: str
    old: str
    new: str
    claims: tuple[str, ...]
    false: bool = True

    @property
    def file(self) -> str:
        """The module, relative to the package."""
        named = (ROOT / "theory").rglob(f"{self.name.partition('.')[0]}.py")  # two wings have a catalogue
        (found,) = (path for path in named if path.read_text(encoding="utf-8").count(self.old) == 1)
        return found.relative_to(ROOT).as_posix()

    def source(self) -> str:
        """Return the module's source with the fault."""
        text = (ROOT / self.file).read_text(encoding="utf-8")
        assert text.count(self.old) == 1, f"{self.name}: the text to change occurs {text.count(self.old)} times"
        return text.replace(self.old, self.new)


COSINE, ENTROPY, CLASSES = ("formula.output-cosine",), ("formula.row-entropy",), ("class",)

MUTANTS = (
    Mutant("coefficients.sign", "Fraction(-1) ** power if flip else ONE", "ONE", COSINE),
    Mutant("coefficients.logarithm", "power_product(-ONE, [(LogOf(inside), 1)])", "power_product(ONE, [(LogOf(inside), 1)])", ENTROPY),
    Mutant("coefficients.multiplicity", "powers.get(part, 0) + side * power", "powers.get(part, 0) + side", COSINE),
    Mutant("coefficients.content", "scale *= content**side", "scale *= content", COSINE),
    Mutant(
        "remainder.halved",
        "return Within(constant, rate, ",
        "return Within(scaled(constant, power_product(ONE / 2)), rate, ",
        ("formula.self-weight",),
    ),
    Mutant("remainder.valid-from", "return least_power(tau, (", "return root_of(2, ONE) if tau else least_power(tau, (", COSINE),
    Mutant("remainder.negative-part", "size = (plus + minus) *", "size = plus *", ("formula.self-weight", *COSINE)),
    Mutant(
        "remainder.log-factor",
        "return Within(constant, rate, ",
        "return Within(constant, type(rate)(rate.constant, rate.slope), ",
        ENTROPY,
    ),
    Mutant(
        "remainder.lead", "((division.lead, division.steps), (bottom, 1))", "((division.lead, 0), (bottom, 1))", COSINE
    ),
    Mutant(
        "remainder.denominator",
        "below = ((division.lead, division.steps), (bottom, 1))",
        "below = ((division.lead, division.steps),)",
        COSINE,
    ),
    Mutant(
        "remainder.power",
        "int(rate.constant / min(exponents))",
        "(1 + int(rate.constant / min(exponents)))",
        ("formula.*critical",),
    ),
    Mutant(
        "remainder.ladder",
        "tau for tau in LADDER if tau >= 3",
        "tau for tau in LADDER if tau >= 64",
        ENTROPY,
        false=False,
    ),
    Mutant("remainder.reason", 'reason = "no bound', 'reason = "no other bound', COSINE, false=False),
    Mutant("growth_series.sign", "lower = -denominator.without(base)", "lower = denominator.without(base)", COSINE),
    Mutant("growth_series.lead", "rest if lead == 1 else rest.times(lead)", "rest", COSINE),
    Mutant("expansion.lead", "((lead, len(found) + 1),)", "((lead, len(found)),)", COSINE),
    Mutant(
        "expansion.rate",
        "return self.remainder.leading(self.stratum)[0] / self.denominator.leading(self.stratum)[0]",
        "return self.remainder.leading(self.stratum)[0]",
        ("formula.output-cosine", "formula.odds"),
    ),
    Mutant(
        "expansion.direction",
        "denominator, remainder = -denominator, -remainder",
        "denominator = -denominator",
        COSINE,
    ),
    Mutant("growth_series.sum", "coefficient if known is None else known + coefficient", "coefficient", COSINE),
    Mutant(
        "expansion.strata",
        "for part in stratum.split(crossing.at):",
        "for part in stratum.split(crossing.at)[::2]:",
        COSINE,
    ),
    Mutant("expansion.bounds-kept", "if not any(set(here.bounded) &", "if not any(set() &", ENTROPY, false=False),
    Mutant("expansion.early-stop", "denominator, stratum), terms):", "denominator, stratum), max(1, terms - 1)):", COSINE),
    Mutant("chart.taylor", "(-1) ** (k + 1) * z**k / k for k", "(-1) ** (k + 1) * z**k / (k + 1) for k", ENTROPY),
    Mutant(
        "chart.taylor-sign",
        "sum(((-1) ** (k + 1) * z**k / k for k in range(1, self.log_order)), zero)",
        "sum((z**k / k for k in range(1, self.log_order)), zero)",
        ENTROPY,
    ),
    Mutant(
        "chart.theta", "THETA: Fraction(2, log_order)", "THETA: Fraction(1, 40 * log_order)", ENTROPY, false=False
    ),
    Mutant(
        "growth.order",
        "return 1 if here.constant + here.slope * inside > 0 else -1",
        "return 1 if here.constant + here.slope * inside > 1 else -1",
        COSINE,
    ),
    Mutant("growth.crossing", "root = -here.constant / here.slope", "root = -here.constant / here.slope / 2", COSINE),
    Mutant(
        "derivation.joined",
        "joined and _terms_at(below, at) == boundary.summands",
        "joined",
        ("formula.*orthogonal",),
        false=False,
    ),
    Mutant("derivation.root", "entry.quantity.outer)", "'')", ("formula.common-gain",)),
    Mutant("catalogue.balanced", "quantity.by_odds.large(p.row, p.tie)", "quantity.by_odds.large(p.row, p.tie / 2)", ("formula.balanced-mass",)),
    Mutant("rational_function.sum", "a * rest + numer * b", "a * rest - numer * b", COSINE),
    Mutant("rational_function.common", "total.denom * b * rest", "total.denom * b", ("formula.common-gain",)),
    Mutant("polynomial.homogeneous", "degree - int(m[index])): c", "int(m[index])): c", COSINE),
    Mutant("closed_form.powers", "_together(total[base], power) if base in total", "_together(power, 0) if base in total", COSINE, false=False),
    Mutant("closed_form.terms", "numbers.get(t.powers, Fraction(0)) + t.number", "t.number", ENTROPY),
    Mutant("closed_form.minus", 'return Operation("neg", (_fraction(opposite, below),))', "return _fraction(opposite, below)", COSINE),
    Mutant("closed_form.below", "_power(b, _negative(e), below) for b, e in beneath", "_power(b, e, below) for b, e in beneath", COSINE),
    Mutant("notation.sum", 'f" - {o[1:].lstrip()}" if', 'f" + {o[1:].lstrip()}" if', COSINE),
    Mutant(
        "asymptotics.binomial",
        "value = value * (exponent - k) / (k + 1)",
        "value = value * (exponent + k) / (k + 1)",
        CLASSES,
    ),
    Mutant("asymptotics.log", "Fraction((-1) ** (k + 1), k) for k", "Fraction(1, k) for k", CLASSES),
    Mutant("asymptotics.exp", "value = value / (k + 1)", "value = value / (k + 2)", CLASSES),
    Mutant(
        "asymptotics.tail",
        "return self.make(total.terms, total.error, *tails)",
        "return self.make(total.terms, total.error)",
        CLASSES,
    ),
    Mutant("asymptotics.log-log", "ScaleTerm(LOGLOG, Constant.of(rate.logs))", "ScaleTerm(LOGLOG, Constant.of(0))", CLASSES),
    Mutant("asymptotics.extreme", "self.subtract(b, a)) > 0 else a", "self.subtract(b, a)) < 0 else a", CLASSES),
    Mutant("asymptotics.floor", "return self.make(a.terms, a.error, ONE)", "return a", CLASSES),
    Mutant("asymptotics.subtraction", "return self.add(a, self.negative(b))", "return self.add(a, b)", CLASSES),
    Mutant("logarithmic.quotient", "Positive(x.log - y.log)", "Positive(x.log + y.log)", ("G1",)),
    Mutant("logarithmic.floor", "return below.of", "return Positive(2 * below.of.log)", ("G1",)),
    Mutant("logarithmic.power", "self.scalar(x) ** int(y)", "self.scalar(x) ** (int(y) + 1)", ("G1",)),
    Mutant("logarithmic.minus", "self.scalar(x) - self.scalar(y)", "self.scalar(y) - self.scalar(x)", ("G1",)),
    Mutant(
        "classes.slower",
        "    if rate < LOG:\n        return SUBLOG",
        "    if rate <= LOG:\n        return SUBLOG",
        CLASSES,
    ),
    Mutant(
        "classes.decreasing",
        "    if rate < ONE:\n        return DECREASING",
        "    if rate < ONE:\n        return SUBLOG",
        CLASSES,
    ),
    Mutant(
        "classes.gamma", "Constant.of(0) if rate < LOG else None", "Constant.of(1) if rate < LOG else None", CLASSES
    ),
    Mutant("classes.side", '("supercritical", ">") if side > 0', '("supercritical", ">") if side < 0', CLASSES),
    Mutant(
        "classes.window",
        '    if lead.rate == ONE:\n        return "window"',
        '    if lead.rate == ONE:\n        return "critical"',
        CLASSES,
    ),
    Mutant("classes.shifted", "found.terms[1].rate >= ONE", "found.terms[1].rate > ONE", CLASSES),
    Mutant("classes.spread", "spread = Constant.of(1 - rho)", "spread = Constant.of(1)", CLASSES),
)
