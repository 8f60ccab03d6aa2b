"""A twin is the difference to its claim: what it says, what is refused, and what a claim file has to import."""

from __future__ import annotations

import ast
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

import critscale.claims as words
from critscale.claims import (
    CRITICAL,
    FINITE,
    INVERSE_N,
    PLAIN,
    TOKENS,
    BigO,
    Bound,
    Claim,
    Expansion,
    LittleO,
    Pin,
    Twin,
    but,
    of,
    q,
)
from critscale.proofs.evidence import Verdict
from critscale.proofs.library import package_claims
from critscale.proofs.suite import run_claim
from critscale.theory.errors import BadInput

HALF = Expansion(regime=CRITICAL, quantity=of(q.self_weight), value=Fraction(1, 2), error=BigO(INVERSE_N))
CLAIMS_OF_THE_PACKAGE = sorted((Path(words.__file__).parent / "proofs" / "claims").glob("[!_]*.py"))
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.py"))


def claim(twins: tuple[Twin, ...]) -> Claim:
    """Return the claim that the self weight tends to 1/2, with twins."""
    return Claim(id="half", title="a -> 1/2", statement=HALF, assumptions=PLAIN, twins=twins)


def test_a_twin_changes_the_fields_it_names() -> None:
    """All others are the claim's own: a claim that is replaced takes its twins along."""
    (twin,) = twins = but("third", "1/3", value=Fraction(1, 3))
    one = claim(twins)
    assert one.changed(twin).statement == replace(HALF, value=Fraction(1, 3)) and one.changed(twin).assumptions == PLAIN
    other = replace(one, statement=replace(HALF, error=LittleO()))
    assert other.changed(twin).statement == replace(HALF, value=Fraction(1, 3), error=LittleO())


def test_a_twin_may_change_assumptions_or_all_it_says() -> None:
    """Assumptions stand beside the fields of the statement; another statement may have fields changed as well."""
    bound = Bound(FINITE, 0, -1)
    one = claim(but("wider", "any r", assumptions=TOKENS) + but("kind", "a bound", statement=bound, upper=-2))
    wider, kind, _ = one.twins
    assert (one.changed(wider).statement, one.changed(wider).assumptions) == (HALF, TOKENS)
    assert one.changed(kind).statement == replace(bound, upper=-2)


def test_a_twin_is_judged_by_what_it_says() -> None:
    """The claim is proved, its twin refuted."""
    one = claim(but("third", "1/3", value=Fraction(1, 3)))
    assert run_claim(one).verdict is Verdict.PROVED
    assert run_claim(one.must_fail[0]).verdict is Verdict.REFUTED


def test_a_field_that_the_statement_does_not_have_is_refused_by_name() -> None:
    """With those that it has."""
    with pytest.raises(
        BadInput, match=r"half / third: the field 'valeu': Expansion has none of that name; it has .*value"
    ):
        claim(but("third", "1/3", valeu=Fraction(1, 3)))


@pytest.mark.parametrize(
    "twins",
    [
        but("same", ""),
        but("same", "", value=Fraction(2, 4)),
        but("same", "", assumptions=PLAIN),
        but("same", "", statement=HALF),
    ],
)
def test_a_twin_that_changes_nothing_is_refused(twins: tuple[Twin, ...]) -> None:
    """It would be refuted only with its claim."""
    with pytest.raises(BadInput, match="half / same: it says what the claim says"):
        claim(twins)


@pytest.mark.parametrize("twins", [(but("half", ""),), (None,), but("half", "")[0], "half"])
def test_what_is_no_twin_is_refused(twins: object) -> None:
    """A tuple of what `but` makes is a tuple too many."""
    with pytest.raises(BadInput, match=r"its twins: .* is none; give a sum"):
        claim(twins)  # type: ignore[arg-type]


def test_a_pin_that_changes_nothing_is_refused() -> None:
    """As a twin that does."""
    with pytest.raises(BadInput, match="it says what the claim says"):
        Claim(id="zero", title="0 <= 1", statement=Bound(regime=FINITE, lower=0, upper=1), pins=(Pin(),))


def test_every_twin_of_the_package_is_a_difference() -> None:
    """Few say something of another kind, or are the whole statement anew."""
    written = [t for c in package_claims() for t in c.twins if not t.pin]
    assert len([t for t in written if "statement" in dict(t.fields)]) <= 2 < 400 < len(written)


@pytest.mark.parametrize("path", [*CLAIMS_OF_THE_PACKAGE, *EXAMPLES], ids=lambda path: path.stem)
def test_a_claim_file_has_one_import_for_its_words(path: Path) -> None:
    """Of what a claim is made of it imports nothing from elsewhere."""
    nodes = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.ImportFrom)]
    imported = {f"{'.' * n.level}{n.module}" for n in nodes}
    assert len(imported & {"..vocabulary", "critscale.claims"}) == 1
    assert not [m for m in imported if m.startswith("..") and not m.startswith("...") and m != "..vocabulary"]
    known = {a.name for n in nodes if (n.module or "").endswith(("vocabulary", "claims")) for a in n.names}
    others = {a.asname or a.name for n in nodes if n.level == 3 or (n.module or "") == "fractions" for a in n.names}
    assert known <= set(words.__all__) and not others & set(words.__all__)
