"""A claim: one statement that can be wrong, with its assumptions and its source.  It holds no verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, fields, replace
from enum import Enum
from hashlib import sha256
from typing import Any

from ..theory.assumptions import Assumption
from ..theory.citations import MAIN
from ..theory.errors import BadInput, CritscaleError, shown
from ..theory.layer.regimes import Regime
from ..theory.notation import text
from .citation import claim_entry
from .code import code_of, value_text
from .evidence import Finding
from .kinds.statement import Statement
from .pins import Pin
from .theorem import theorem
from .writing import Writing


class Confidence(Enum):
    """What a verdict can be at best, and why."""

    CHECKED = "the checks decide"
    PROVED_ELSEWHERE = "a theorem of its source, only sampled here"
    OBSERVED = "observed in samples, no proof is known here"
    HEURISTIC = "argued at physics level, sampled here; no full proof is known"


PAPER = str(MAIN)
DERIVED = "derived"
DIGEST = 12
"""Hexadecimal digits of the hash of a statement, as of a theorem's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """A must-fail variant of a claim, by its difference to the claim: what it says is the claim `Claim.changed`.

    Attributes
    ----------
    name : str
        What tells it from the other twins of the claim.
    change : str
        What was changed, in words.
    fields : tuple of (str, value)
        Fields of the claim's statement, with the values that make it false; ``statement`` for another one altogether.
    assumptions : tuple of Assumption or None
        None keeps the claim's own.
    pin : bool
        Whether it is the claim's own bound made a little stronger, by one of its pins.
    """

    name: str
    change: str
    fields: tuple[tuple[str, Any], ...] = ()
    assumptions: tuple[Assumption, ...] | None = None
    pin: bool = False


def but(name: str, change: str, *, assumptions: tuple[Assumption, ...] | None = None, **fields: Any) -> tuple[Twin, ...]:
    """Return the twins of a claim, one so far: the claim, but with some fields changed, so that it is false.

    Several add up: ``but(...) + but(...)``.

    Parameters
    ----------
    name : str
        What tells it from the other twins of the claim.
    change : str
        What is changed, in words.
    assumptions : tuple of Assumption, optional
        Those of the twin, where they are not the claim's own.
    **fields
        Fields of the claim's statement by name, such as ``value`` or ``error`` of an expansion, with other values;
        ``statement`` for a statement of another kind.
    """
    return (Twin(name=name, change=change, fields=tuple(fields.items()), assumptions=assumptions),)


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement.

    Attributes
    ----------
    id : str
        Readable: the number in the theory, then words.
    title : str
        The statement in one sentence.
    statement : Statement
        What can be checked.
    assumptions : tuple of Assumption
        The variables besides the regime's own.
    source : str
        Paper and the paper's own number, or "derived"; it is read by `critscale.theory.citations`.
    differs : str
        How it differs from what its source states there; empty where it does not, or where nothing is stated.
    uses : tuple of str
        Ids of claims it rests on, besides those that define what its statement reads (see `critscale.proofs.premises`).
    defines : tuple of callable or Regime
        Functions of the catalogue, and charts, that the statement ties to what they abbreviate: every claim that reads one
        of them rests on this claim.
    confidence : Confidence
        `Confidence.CHECKED`, or why it is at most SUPPORTED, whatever the checks say.
    twins : tuple of Twin
        What must fail, each made by `but`; at least one for every claim of the package.  Those of the pins are added when
        the claim is made.
    pins : tuple of Pin
        How its bound is made a little stronger: each is a twin that must fail.  An order is pinned without saying.
    attained : tuple of str
        Ids of claims that state where its bound is attained, of the very sides of this claim.
    sharp : bool
        False if the bound is not meant to be the best one; the notes say why.
    twin_of : str
        Id of the claim whose must-fail twin this is; empty for a claim of its own.
    """

    id: str
    title: str
    statement: Statement
    assumptions: tuple[Assumption, ...] = ()
    _: KW_ONLY
    source: str = DERIVED
    differs: str = ""
    notes: str = ""
    uses: tuple[str, ...] = ()
    defines: tuple[Callable[..., Any] | Regime, ...] = ()
    confidence: Confidence = Confidence.CHECKED
    twins: tuple[Twin, ...] = ()
    pins: tuple[Pin, ...] = ()
    attained: tuple[str, ...] = ()
    sharp: bool = True
    twin_of: str = ""

    def __post_init__(self) -> None:
        """Make the twins of the pins.

        Raises
        ------
        BadInput
            If the domain of the claim, or of a twin, has no meaning, or a twin changes a field that the statement does not
            have, or nothing.
        """
        stray = [t for t in self.twins if not isinstance(t, Twin)] if isinstance(self.twins, tuple) else [self.twins]
        if stray:
            raise BadInput(f"{self.id}: its twins", f"{shown(stray[0])} is none", "give a sum of those that 'but' makes")
        own = tuple(t for t in self.twins if not t.pin)  # of a claim that was replaced, the pins' twins are made anew
        object.__setattr__(self, "twins", (*own, *(self._twin(k, pin) for k, pin in enumerate(self.all_pins, 1))))
        try:
            self.statement.domain(self.assumptions)
        except CritscaleError as error:
            raise BadInput(f"{self.id}: {error.what}", error.why, error.mend) from None
        for twin in self.must_fail:
            if (twin.statement, twin.assumptions) == (self.statement, self.assumptions):
                raise BadInput(twin.id, "it says what the claim says", "change a field of the statement, or an assumption")

    @property
    def written(self) -> Writing:
        """The statement as somebody would write it."""
        return self.statement.written(self.assumptions)

    @property
    def digest(self) -> str:
        """A hash of what is stated: the kind, the ranges, and the fields of the statement; of its wording nothing."""
        return self._digest(self.written)

    def _digest(self, writing: Writing) -> str:
        """Return the hash, the statement being written already."""
        statement, formulas = self.statement, {name: text(side) for name, side in writing.sides}
        parts = [type(statement).__name__, *(f"{a.range_text()} {a.definition}" for a in self.assumptions)]
        for name in (f.name for f in fields(statement)):
            value = getattr(statement, name)
            if isinstance(value, Regime):
                stated = value.id
            else:
                stated = formulas.get(name) or (code_of(value).source if callable(value) else value_text(value))
            parts.append(f"{name} = {stated}")
        return sha256("\n".join(parts).encode(errors="backslashreplace")).hexdigest()[:DIGEST]

    def latex(self, finding: Finding | None = None) -> str:
        r"""Return the whole statement as LaTeX: a theorem or claim with its hypotheses and displays, and a remark.

        It compiles behind the lines of `critscale.theory.tex.PREAMBLE`.

        Parameters
        ----------
        finding : Finding, optional
            What the suite found on this claim, such as one of `critscale.verify`; without it the remark says that it was
            not checked.

        Raises
        ------
        BadInput
            If the finding is on another claim.

        Examples
        --------
        >>> from critscale.proofs.library import find_claim
        >>> print(find_claim("A5b.bound.self-weight").latex().partition("Then")[2].splitlines()[2])
          \left| a - \frac{1}{2} \right| \le \frac{1}{3} \cdot \frac{1}{n},
        """
        if finding is not None and finding.id != self.id:
            raise BadInput(f"the LaTeX of {self.id}", f"the finding is on {shown(finding.id)}", "give the one on this claim")
        writing = self.written
        said = (self.source, f"here {self.differs}" if self.differs else "", self.confidence.value if self.only_sampled else "")
        source = "; ".join(filter(None, said))
        return theorem(self.id, self.title, writing, self._digest(writing), source, finding)

    def bibtex(self) -> str:
        """Return a BibTeX entry of the claim, with the package's version and the hash of the statement."""
        return claim_entry(self.id, self.title, self.digest)

    @property
    def all_pins(self) -> tuple[Pin, ...]:
        """The pins that were given, and that of an order; a twin has none."""
        return () if self.twin_of else tuple(dict.fromkeys((*self.pins, *self.statement.own_pins())))

    def _twin(self, number: int, pin: Pin) -> Twin:
        """Return the twin of a pin."""
        stronger, change = pin.applied(self.statement)
        return Twin(
            name="tighter" if number == 1 else f"tighter {number}",
            change=change,
            fields=(("statement", stronger),),
            assumptions=pin.within(self.assumptions) if pin.where else None,
            pin=True,
        )

    def changed(self, twin: Twin) -> Claim:
        """Return what a twin says, as a claim: the statement with the twin's fields, and its assumptions or the claim's own.

        Raises
        ------
        BadInput
            If the statement has no such field.
        """
        changed = dict(twin.fields)
        statement: Statement = changed.pop("statement", self.statement)
        known = [f.name for f in fields(statement)]
        for name in changed:
            if name not in known:
                what = f"{self.id} / {twin.name}: the field {shown(name)!r}"
                raise BadInput(what, f"{type(statement).__name__} has none of that name", f"it has {', '.join(known)}")
        return Claim(
            id=f"{self.id} / {twin.name}",
            title=twin.change,
            statement=replace(statement, **changed),
            assumptions=self.assumptions if twin.assumptions is None else twin.assumptions,
            twin_of=self.id,
        )

    @property
    def must_fail(self) -> tuple[Claim, ...]:
        """The twins as claims."""
        return tuple(map(self.changed, self.twins))

    @property
    def only_sampled(self) -> bool:
        """Whether it is at most SUPPORTED, whatever the checks say."""
        return self.confidence is not Confidence.CHECKED
