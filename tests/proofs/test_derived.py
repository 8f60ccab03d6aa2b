"""Claims of derived formulas and classes: what is printed is read as it is meant, and what is false in it is refuted."""

from __future__ import annotations

import ast
from dataclasses import replace
from fractions import Fraction

import pytest

from critscale.numerics.laws import classification
from critscale.proofs.budget import DEFAULT, QUICK
from critscale.proofs.evidence import METHODS, Evidence, Verdict, conclude
from critscale.proofs.kinds import Classified, Derived
from critscale.proofs.kinds import classified as kind_classified
from critscale.proofs.kinds import derived as kind_derived
from critscale.proofs.kinds.derived import PARAMETERS, printed, simplest
from critscale.proofs.library import package_claims
from critscale.proofs.readback.along_n import Generic
from critscale.proofs.readback.line import Unreadable, exact_value, least_integer, read_printed
from critscale.theory.expansions.catalogue import catalogue
from critscale.theory.expansions.derivation import derive
from critscale.theory.field import Scalar, log
from critscale.theory.laws.catalogue import LAWS
from critscale.theory.laws.classes import CLASSES, LOG_RATIO, PURE_LOG, SUBLOG, Asymptotic, LawClass
from critscale.theory.laws.constants import Constant
from critscale.theory.laws.law import BoundLaw
from critscale.theory.layer.row import Row


def outcome(entry: str, terms: int, *methods: str) -> tuple[Verdict, tuple[Evidence, ...]]:
    """Return the verdict on what is printed of an entry, and the evidence."""
    found = tuple(Derived(entry=entry, terms=(terms,)).check((), DEFAULT, frozenset(methods or METHODS)))
    return conclude(found), found


def test_every_formula_and_every_law_has_a_claim() -> None:
    """Each entry of the catalogue with one, two and three terms, each law that has a multiplier."""
    stated = {c.statement.entry: c.statement.terms for c in package_claims() if isinstance(c.statement, Derived)}
    assert stated.keys() == catalogue().keys()
    assert all({1, 2, 3} <= set(terms) for terms in stated.values())
    laws = {c.statement.law for c in package_claims() if isinstance(c.statement, Classified)}
    assert {id for id, law in LAWS.items() if law.formula is not None} <= laws


# ---- reading ---------------------------------------------------------------------------------------------------------


def test_a_line_is_read_as_it_is_printed() -> None:
    """Summands, error, least n and stratum."""
    line = read_printed("n**(-2*delta) - 2/n**(3*delta) + B(7/n, n >= 3**(1/Min(delta, 1 - delta)))   for 1/4 < delta < 1/3")
    assert [ast.unparse(s) for s in line.summands] == ["n ** (-2 * delta)", "-(2 / n ** (3 * delta))"]
    assert line.error is not None and ast.unparse(line.error) == "7 / n"
    assert (line.low, line.high, line.stratum) == (Fraction(1, 4), Fraction(1, 3), "1/4 < delta < 1/3")
    assert read_printed("1 + O(1/n)   for delta = 1/2").point == Fraction(1, 2)
    assert read_printed("1 + O(1/n)   for delta > 1").high is None
    assert read_printed("exp(log(n)/2 + B(1/n, n >= 2))").inside == "exp"
    assert read_printed("sqrt(4*rho + B(1/n, n >= 2))").inside == "sqrt"
    assert (read_printed("sqrt(n)").inside, len(read_printed("sqrt(n)").summands)) == ("", 1)


@pytest.mark.parametrize(
    "text", ["1 + ", "1 + O(1/n) + O(2/n)", "1 + B(1/n)", "1 + O(1/n)   for rho = 1/2", "B(1/n, n <= 2)"]
)
def test_what_is_no_printed_line_is_refused(text: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(Unreadable):
        read_printed(text)


def test_exact_values_of_what_is_printed() -> None:
    """Exponents with minima; the least integer above a power is that integer where it is one."""
    tree = ast.parse("1/Min(delta, 1 - delta)", mode="eval").body
    assert exact_value(tree, delta=Fraction(1, 3)) == 3
    assert least_integer(Fraction(4), Fraction(3, 2)) == 8
    assert least_integer(Fraction(3), Fraction(5, 2)) == 16  # 15.58
    assert least_integer(Fraction(3), Fraction(120)) == 3**120
    with pytest.raises(Unreadable):
        exact_value(ast.parse("rho", mode="eval").body)


def test_the_simplest_depth_of_a_stratum() -> None:
    """The least denominator inside."""
    assert simplest(Fraction(0), Fraction(1)) == Fraction(1, 2)
    assert simplest(Fraction(1, 3), Fraction(1, 2)) == Fraction(2, 5)
    assert simplest(Fraction(1), None) == 2
    assert simplest(Fraction(1, 2), Fraction(2)) == 1


# ---- false formulas --------------------------------------------------------------------------------------------------

FALSE = [
    ("output-cosine.critical", 1, "4*rho", "5*rho", ""),
    ("output-cosine.critical", 2, "(rho + 3)", "(rho + 2)", ""),
    ("self-weight.critical", 1, "1/(3*n)", "1/(5*n)", ""),
    ("self-weight.critical", 1, "1/(3*n)", "3/(10*n)", "a bound that is too small at n = 2 alone"),
    ("self-weight.critical", 1, "1/2 + B", "B", ""),
    ("row-entropy.critical", 1, "log(n)/2 + B", "log(n)/2 + log(2)/1000 + B", ""),
    ("row-entropy.critical", 2, "*log(n)/(720*n)", "/(720*n)", ""),
    ("row-entropy.critical", 2, "log(2) + B", "log(2) + 1/10**9 + B", ""),
    ("row-entropy.window", 2, "s*log(1 - s)", "s*log(s)", ""),
    ("participation-ratio.subcritical", 1, "1/3", "2/5", "the boundary moved"),
    (
        "participation-ratio.subcritical",
        1,
        "   for delta = 1/3",
        "   for delta = 1/4",
        "a boundary point that does not fit",
    ),
    ("contraction-factor.subcritical.orthogonal", 1, "1/2 + B", "1 + B", "the boundary point has the term of its neighbour"),
    ("odds.critical", 2, "1 - 1/n", "1 + 1/n", "an exact formula"),
    ("odds.critical", 1, " + B(1/n, n >= 2)", "", "an error that is left out"),
    ("common-gain.window", 1, "sqrt(4*rho", "sqrt(5*rho", "under the root"),
    ("perplexity.critical", 2, "log(2)", "log(3)", "in the exponent"),
    ("balanced-mass.subcritical", 1, "2/n**2", "2/n**3", ""),
    ("balanced-mass.window.large-kappa", 1, "4*s*(1 - s)", "4*s*(1 - s) + 1/10**6", ""),
    ("cosine-odds.window", 1, "O(1/n)", "O(n**(-101/100))", "an O that is too small by n^(1/100)"),
    ("cosine-odds.window", 1, "O(1/n)", "O(1/(n*log(n)))", "an O that is too small by log n"),
    ("cosine-odds.window.orthogonal", 2, "O(n**(-3))", "O(n**(-4))", "an O that is too small by n"),
    ("output-cosine.critical", 2, " + B", " + 1/n**2 + B", "a third term that is wrong"),
    ("output-cosine.critical", 3, "(n**2*(3*rho + 1)**3) + B", "(n**3*(3*rho + 1)**3) + B", "a power of the last term"),
    ("output-cosine.critical", 1, "(2*n*(rho", "(2*(rho", "an error that is no smaller than the term"),
]


@pytest.mark.parametrize(("entry", "terms", "old", "new", "why"), FALSE)
def test_a_false_formula_is_refuted(
    entry: str, terms: int, old: str, new: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One change of what is printed, true before it."""
    true = printed(entry, terms)
    false = tuple(line.replace(old, new) for line in true)
    assert false != true, true
    monkeypatch.setattr(kind_derived, "printed", lambda id, count: false)
    verdict, found = outcome(entry, terms)
    assert verdict is Verdict.REFUTED, (why, found)


@pytest.mark.parametrize(
    ("entry", "terms", "old", "new"),
    [
        ("self-weight.critical", 1, "1/(3*n)", "1/(5*n)"),
        ("output-cosine.critical", 1, "4*rho", "5*rho"),
        ("odds.critical", 2, "1 - 1/n", "1 + 1/n"),
        ("balanced-mass.subcritical", 1, "2/n**2", "2/n**3"),
        ("perplexity.critical", 2, "log(2)", "log(3)"),
    ],
)
@pytest.mark.parametrize("method", ["symbolic", "computed"])
def test_each_route_refutes_alone(
    entry: str, terms: int, old: str, new: str, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where both can: the exact one knows no more than a bound of a tie, and no logarithm of 3."""
    monkeypatch.setattr(
        kind_derived, "printed", lambda id, count: tuple(x.replace(old, new) for x in derived(id, count))
    )
    verdict, _ = outcome(entry, terms, method)
    known = method == "computed" or entry not in ("balanced-mass.subcritical", "perplexity.critical")
    assert verdict is (Verdict.REFUTED if known else Verdict.UNKNOWN)


def derived(id: str, terms: int) -> tuple[str, ...]:
    """Return the true lines."""
    return tuple(str(piece) for piece in derive(catalogue()[id], terms).pieces)


def test_a_bound_from_too_small_an_n_is_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bound that holds from n = 20 on does not from n = 2 on."""
    lines = ("1/2 + B(1/n**(3/2), n >= 2)",)
    assert outcome("self-weight.critical", 1)[0] is Verdict.SUPPORTED
    monkeypatch.setattr(kind_derived, "printed", lambda id, count: ("1/2 + 1/(4*n) + B(3/(20*n**2), n >= 20)",))
    assert outcome("self-weight.critical", 2)[0] is Verdict.SUPPORTED
    monkeypatch.setattr(kind_derived, "printed", lambda id, count: ("1/2 + 1/(4*n) + B(3/(20*n**2), n >= 2)",))
    assert outcome("self-weight.critical", 2)[0] is Verdict.REFUTED
    monkeypatch.setattr(kind_derived, "printed", lambda id, count: lines)
    assert outcome("self-weight.critical", 1)[0] is Verdict.REFUTED


@pytest.mark.parametrize("keep", [slice(0, 2), slice(1, None), slice(0, None, 2)])
def test_strata_that_leave_a_depth_out_are_refuted(keep: slice, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last, the first, and the points between."""
    lines = printed("contraction-factor.subcritical.orthogonal", 1)[keep]
    monkeypatch.setattr(kind_derived, "printed", lambda id, count: lines)
    verdict, found = outcome("contraction-factor.subcritical.orthogonal", 1)
    assert verdict is Verdict.REFUTED and found[0].point[0][0] == "delta"


def test_fewer_terms_than_asked_for_are_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A true formula with one term does not answer a question for two."""
    lines = printed("output-cosine.critical", 1)
    monkeypatch.setattr(kind_derived, "printed", lambda id, count: lines)
    assert outcome("output-cosine.critical", 2)[0] is Verdict.REFUTED


def test_what_cannot_be_read_is_no_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check raises, which the suite reports as broken."""
    monkeypatch.setattr(kind_derived, "printed", lambda id, count: ("zeta(3) + B(1/n, n >= 2)",))
    with pytest.raises(Unreadable):
        outcome("self-weight.critical", 1)


def test_evidence_says_how_close_the_errors_come() -> None:
    """One row for each line: the largest share of its error, never above 1, on every stratum."""
    _, found = outcome("contraction-factor.subcritical", 3)
    assert [e.method for e in found] == ["symbolic", "computed"]
    for evidence in found:
        assert evidence.table is not None
        assert {row[1] for row in evidence.table.rows} == {
            read_printed(x).stratum for x in printed("contraction-factor.subcritical", 3)
        }
        assert all(0 < float(row[-1]) <= 1 for row in evidence.table.rows)


def test_a_quick_run_looks_at_one_point() -> None:
    """The plain one."""
    quick = Derived(entry="self-weight.critical", terms=(1,)).check((), QUICK, frozenset(METHODS))
    usual = Derived(entry="self-weight.critical", terms=(1,)).check((), DEFAULT, frozenset(METHODS))
    assert quick[1].detail.endswith(" 3 comparisons") and usual[1].detail.endswith(" 9 comparisons")
    assert len(PARAMETERS) > DEFAULT.settings > QUICK.settings == 1


# ---- classes ---------------------------------------------------------------------------------------------------------


def judged(law: str) -> Verdict:
    """Return the verdict on a law's class."""
    return conclude(tuple(Classified(law=law).check((), DEFAULT, frozenset(METHODS))))


@pytest.mark.parametrize("kind", CLASSES, ids=lambda k: k.id)
@pytest.mark.parametrize("law", ["su", "ssmax", "llama4", "rem", "log(n)^2", "beam", "min(n, 5)", "2", "1/log(n)"])
def test_no_law_passes_for_another_class(law: str, kind: LawClass, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever class is derived, only the true one is SUPPORTED."""
    true = {
        "su": "log ratio", "ssmax": "", "llama4": "shifted log", "rem": "slower than log n", "log(n)^2": "faster than log n",
        "beam": "power of n", "min(n, 5)": "bounded", "2": "constant", "1/log(n)": "decreasing",
    }[law]  # fmt: skip

    def derived(bound: BoundLaw) -> Asymptotic:
        found = classification.asymptotic_of(bound)
        return Asymptotic(found.series, kind, found.gamma)

    monkeypatch.setattr(kind_classified, "asymptotic_of", derived)
    # the scalable softmax is a pure log by default and a shifted one with a bias: no one class is that of both
    assert (judged(law) is Verdict.SUPPORTED) == (kind.id == true)


def test_a_wrong_gamma_is_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Larger by a hundredth, 0, or none."""
    for gamma in (Constant.of(Fraction(101, 1000)), Constant.of(0), None):

        def derived(bound: BoundLaw, gamma: Constant | None = gamma) -> Asymptotic:
            found = classification.asymptotic_of(bound)
            return Asymptotic(found.series, found.kind, gamma)

        monkeypatch.setattr(kind_classified, "asymptotic_of", derived)
        assert judged("llama4") is Verdict.REFUTED


def test_the_reciprocal_of_a_logarithm_is_told_from_any_other_coefficient(monkeypatch: pytest.MonkeyPatch) -> None:
    """log n/log 2048 preserves a regime that was calibrated; 0.43 log n is a coefficient."""
    assert judged("log(n)/log(2048)") is Verdict.SUPPORTED
    assert judged("0.43*log(n)") is Verdict.SUPPORTED
    for law, kind in (("log(n)/log(2048)", PURE_LOG), ("0.43*log(n)", LOG_RATIO), ("0.43*log(n)", SUBLOG)):

        def derived(bound: BoundLaw, kind: LawClass = kind) -> Asymptotic:
            found = classification.asymptotic_of(bound)
            return Asymptotic(found.series, kind, found.gamma)

        with monkeypatch.context() as patch:
            patch.setattr(kind_classified, "asymptotic_of", derived)
            assert judged(law) is Verdict.REFUTED


def test_a_logarithm_of_weights_is_followed_along_n() -> None:
    """The row entropy by its definition is that of the closed form, at exact parameters, in every regime."""

    def surprise(row: Row, rho: Scalar, r: Scalar) -> Scalar:
        return -row.self_weight * log(row.self_weight) - row.self_weight_complement * log(row.other_weight)

    for regime in ("subcritical", "critical", "window", "supercritical"):
        entry = catalogue()[f"row-entropy.{regime}"]
        own = replace(entry, quantity=replace(entry.quantity, formula=surprise))
        parameters = {"rho": Fraction(1, 3), "r": Fraction(0)} | ({"s": Fraction(1, 4)} if regime == "window" else {})
        assert Generic(own, parameters).value == Generic(entry, parameters).value
