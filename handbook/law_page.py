"""What the handbook tells of a scaling law: its formula, its growth and class, and who applies it by which keys.

Everything is worked out from the id alone, so that it can be done in another process.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction

from ..audit.law_use import LENGTHS, EngineUse, KeyUse, law_use
from ..numerics.laws.classification import Classification, classify
from ..numerics.laws.multiplier import constant, multiplier
from ..numerics.numbers.certification import certify
from ..theory.expression import Expression, Numeral, operate
from ..theory.laws.catalogue import LAWS
from ..theory.laws.law import ScalingLaw
from ..theory.laws.log_scale import ONE, ScaleTerm
from ..theory.notation import decimal, latex

SHOWN_TERMS = 2
"""Terms of the growth that are shown: the leading one, and what decides at equality."""
LONGEST = 30
"""A coefficient of more characters is shown by its digits."""
DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineRow:
    """What an engine makes of the law's config, and the facts that say so: file, identifier, and what it does."""

    name: str
    verdict: str
    value: str
    facts: tuple[tuple[str, str, str], ...]
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LawPage:
    """The material of one page; empty text and no rows for what a law has not."""

    id: str
    title: str
    latex: str
    text: str
    parameters: tuple[tuple[str, str, str, str], ...]
    reach: str
    sees: str
    source: str
    notes: str
    kind: str
    meaning: str
    growth: str
    kept: str
    regime: str
    at: str
    value: str
    example: str
    layers: str
    keys: tuple[tuple[str, str, str], ...]
    families: tuple[str, ...]
    engines: tuple[EngineRow, ...]
    python: str

    @property
    def same(self) -> int:
        """How many engines multiply by the law, where a config switches it on."""
        return sum(row.verdict == "same multiplier" for row in self.engines)


def law_page(id: str) -> LawPage:
    """Work out the material of a law's page, at its default parameters.

    Parameters
    ----------
    id : str
        A law of the catalogue, such as ``"yarn"``.
    """
    entry, found, use = LAWS[id], None, law_use(id)
    if entry.formula is not None:
        found = classify(id)
    return LawPage(
        id=id,
        title=entry.title,
        latex="" if entry.formula is None else rf"m = {latex(entry.expression, _symbols(entry))}",
        text=entry.formula or "",
        parameters=tuple((p.name, _short(p.default), p.meaning, p.role) for p in entry.parameters),
        reach=entry.reach,
        sees=entry.sees,
        source=entry.source,
        notes=entry.notes,
        kind="no length law" if found is None else found.asymptotic.kind.id,
        meaning="" if found is None else found.asymptotic.kind.meaning,
        growth="" if found is None else _growth(found),
        kept="" if found is None else "yes" if found.asymptotic.regime_preserving else "no",
        regime="" if found is None else f"{found.limit.regime}, {found.limit.reason}",
        at=str(LENGTHS[0]),
        value="" if found is None else multiplier(found.law.multiplier, LENGTHS[0], DIGITS).decimal(),
        example="" if use is None else json.dumps(use.example, indent=2),
        layers="" if use is None else use.layers,
        keys=() if use is None else tuple(_key(key) for key in use.keys),
        families=() if use is None else use.families,
        engines=() if use is None else tuple(_row(engine, "" if at else entry.source) for at, engine in enumerate(use.engines)),
        python="" if found is None else f'import critscale\n\nprint(critscale.classify("{id}"))',
    )


def _symbols(entry: ScalingLaw) -> dict[str, str]:
    """Return names of several words as they are written, not as a letter with an index."""
    return {p.name: rf"\text{{{p.name}}}" for p in entry.parameters if "_" in p.name}


def _short(number: Fraction) -> str:
    text = decimal(number)
    return text if len(text) <= LONGEST else f"{float(number):.{DIGITS}g}"


def _growth(found: Classification) -> str:
    """Return the leading terms as LaTeX."""
    series = found.asymptotic.series
    head = latex(_sum([_term(term) for term in series.terms[:SHOWN_TERMS]]))
    return rf"m = {head}" + (r" + \dots" if len(series.terms) > SHOWN_TERMS or series.error is not None else "")


def _sum(terms: list[Expression]) -> Expression:
    first, *rest = terms
    return operate("+", first, *rest) if rest else first


def _term(term: ScaleTerm) -> Expression:
    """Return a term, its coefficient by six digits where it is long."""
    if len(str(term.coefficient)) <= LONGEST:
        return term.expression()
    expression = term.coefficient.expression()
    digits = Numeral(Fraction(certify(lambda bits: constant(expression), DIGITS).decimal()))
    return digits if term.rate == ONE else operate("*", digits, term.rate.expression())


def _key(key: KeyUse) -> tuple[str, str, str]:
    parts = [*(["switches it on"] if key.needed and not key.sets else ["needed"] if key.needed else [])]
    parts += [f"sets {' and '.join(key.sets)}"] if key.sets else []
    return key.path, key.value, ", ".join(parts)


def _row(use: EngineUse, source: str) -> EngineRow:
    """Return an engine's row; whose code the law was read in has the law's own source."""
    own = (source,) if source and not use.facts else ()
    return EngineRow(
        name=use.name,
        verdict=use.verdict,
        value=use.value,
        facts=tuple((fact.says, fact.file, fact.identifier) for fact in use.facts),
        says=(*own, *use.says),
    )
