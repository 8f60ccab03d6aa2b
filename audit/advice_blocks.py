"""What to write, as sections of a report: each block once, with the engines it is for, and what every engine makes of it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from textwrap import wrap
from typing import Any

from ..theory.layout import command_lines
from .advice import Advice
from .document import INDENT, CellTable, Code, DocumentPart, Section, few_digits
from .forms import WIDTH
from .written import SHORT, KeyBlock, OtherReading, WrittenMultiplier, agrees

_WIDE = 8
"""A list of more numbers is written in lines that are filled."""


@dataclass(frozen=True, slots=True)
class Paste:
    """One thing to write.

    Attributes
    ----------
    block : KeyBlock
        What it is.
    written : tuple of WrittenMultiplier
        For which engines.
    by_words : bool
        Whether it is words of a command line that a block in the config does not stand in for.
    """

    block: KeyBlock
    written: tuple[WrittenMultiplier, ...]
    by_words: bool

    @property
    def engines(self) -> tuple[str, ...]:
        """The engines it is for."""
        return tuple(each.engine.version for each in self.written)


def pastes(advice: Advice) -> list[Paste]:
    """Return what there is to write, each thing once."""
    found: dict[tuple[str, tuple[str, ...]], list[WrittenMultiplier]] = {}
    for written in advice.written:
        if written.block is not None:
            words = written.block.words if _by_words(written.block) else ()
            found.setdefault((written.block.text, words), []).append(written)
    result = []
    for (_, words), group in found.items():
        assert group[0].block is not None
        result.append(Paste(group[0].block, tuple(group), bool(words)))
    return result


def _by_words(block: KeyBlock) -> bool:
    """Tell whether an engine's words say something else than the block itself, handed over as JSON."""
    return bool(block.words) and not any(word.startswith("{") for word in block.words)


def written_sections(advice: Advice) -> Iterator[Section]:
    """Yield what to write, for which engines, what short prompts get, and what the engines make of it."""
    found = pastes(advice)
    for at, paste in enumerate(found):
        number = f"{at + 1}. " * (len(found) > 1)
        where = "on the command line of" if paste.by_words else "for"
        yield Section(f"{number}write, {where} {', '.join(paste.engines)}", tuple(_parts(advice, paste, at == 0)))
    refused: dict[str, list[str]] = {}
    for written in advice.written:
        if written.block is None:
            refused.setdefault(written.refusal.replace(written.engine.version, "it"), []).append(written.engine.version)
    for refusal, engines in refused.items():
        yield Section(f"nothing to write for {', '.join(engines)}", (f"{refusal}.",))
    if found:
        yield Section("what each engine makes of it", (_engines(advice, found),))


def _parts(advice: Advice, paste: Paste, first: bool) -> Iterator[DocumentPart]:
    block = paste.block
    if block.changes and not (paste.by_words and block.in_words):
        yield Code(_filled(block.tree))
        yield from _handed_over(paste)
    if paste.by_words:
        yield Code(_shell(block.words), "sh")
    elif not block.changes:
        yield "Nothing: the config has it already."
    yield from _checked(paste)
    if not block.whole:
        share = "" if advice.answer is None else f", {advice.answer.layers.group.rotary_share} of them"
        yield f"It reaches the dimensions that turn alone{share}: the logits as a whole get less than m."
    effect = next((effect for effect in block.effects if effect.dimensions != "other"), None)
    if effect is not None:
        was = "" if effect.short_before is None else f" (it was {few_digits(effect.short_before)})"
        who = "Short prompts have their own m" if effect.per_position else "Every prompt gets it"
        simplex = advice.answer is not None and advice.answer.heads is None
        law = next((law for law in advice.laws if law.name == "recommended" and simplex), None)
        half = f", and the self weight there becomes {few_digits(law.self_weight, 4)}" if first and law is not None and block.whole else ""
        yield f"{who}: at {SHORT} tokens m is {few_digits(effect.short)}{was}, at L {few_digits(effect.trained)}{half}."
    yield from _spills(advice, paste)
    yield from (f"{_sentence(note)}." for note in block.notes)


def _sentence(text: str) -> str:
    """Return a text with a capital letter, unless it begins with a name from a config."""
    return text if "_" in text.split(" ", 1)[0] else f"{text[:1].upper()}{text[1:]}"


def _handed_over(paste: Paste) -> Iterator[DocumentPart]:
    """Yield how servers take the block on their command lines."""
    blocks = ((each.engine.version, each.block) for each in paste.written)
    flags = [f"{block.words[0]} ({name})" for name, block in blocks if block is not None and block.in_words and not paste.by_words]
    if flags:
        yield f"Or on a command line, in quotes: {', '.join(flags)}."


def _checked(paste: Paste) -> Iterator[DocumentPart]:
    """Yield for which engines the reading of such a block was executed, and for which it was read in their source alone."""
    ran = [each.engine.version for each in paste.written if each.block is not None and each.block.executed]
    read = [name for name in paste.engines if name not in ran]
    if paste.block.changes or paste.by_words:
        said = [f"{what}: {', '.join(names)}" for what, names in (("checked by the engine's own code", ran), ("read in its source alone", read)) if names]
        yield f"{_sentence('; '.join(said))}."


def _spills(advice: Advice, paste: Paste) -> Iterator[DocumentPart]:
    ids = {each.engine.id for each in paste.written}
    spills = {spill.layers: spill for spill in reversed(advice.spills) if spill.engine in ids}
    for layers, spill in reversed(spills.items()):
        yield (
            f"{_sentence(layers)} get m = {few_digits(spill.multiplier)}, and need none: they see no more keys, and were calibrated with "
            f"{few_digits(spill.calibrated)}."
        )


def _engines(advice: Advice, found: list[Paste]) -> CellTable:
    wanted = "" if advice.answer is None else advice.answer.multiplier.decimal()

    def reading(other: OtherReading) -> str:
        if other.difference is None:
            return "does not run it" if other.engine.why_not(advice.facts) else "not known"
        part = "" if all(agrees(effect.value, Fraction(wanted)) for effect in other.effects) else " on a part"
        return f"{wanted}{part}" if other.honours else f"{few_digits(other.effects[0].value)}, off by {percentage(other.difference)}"

    columns = [dict.fromkeys(paste.engines, wanted if paste.block.whole else f"{wanted} on a part") for paste in found]
    for column, paste in zip(columns, found, strict=True):
        if not paste.by_words:
            for other in paste.block.others:
                column.setdefault(other.engine.version, reading(other))
    heads = ("engine", "m at n") if len(found) == 1 else ("engine", *(f"m at n by {at + 1}." for at in range(len(found))))
    names = dict.fromkeys(name for column in columns for name in column)
    return CellTable(heads, tuple((name, *(column.get(name, "-") for column in columns)) for name in names))


def percentage(difference: float) -> str:
    """Return a relative difference in percent: a small one as it is, not as 0.

    Examples
    --------
    >>> percentage(0.359942), percentage(-3e-6)
    ('+35.99%', '-0.0003%')
    """
    return f"{100 * difference:+.4g}%"


def _filled(tree: Mapping[str, Any]) -> str:
    """Return JSON in which long lists of numbers are filled lines."""
    lists: list[str] = []

    def marked(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: marked(item) for key, item in value.items()}
        if isinstance(value, list) and len(value) > _WIDE and all(isinstance(item, int | float) for item in value):
            lists.append(json.dumps(value))
            return f"\x00{len(lists) - 1}\x00"
        return value

    text = json.dumps(marked(tree), indent=2)
    for at, line in enumerate(lists):
        filled = "\n".join(wrap(line[1:-1], WIDTH - len(INDENT), initial_indent=" " * 6, subsequent_indent=" " * 6))
        text = text.replace(f'"\\u0000{at}\\u0000"', f"[\n{filled}\n    ]")
    return text


def _shell(words: tuple[str, ...]) -> str:
    """Return words as a shell takes them, in lines that end where a flag begins."""
    flags: list[str] = []
    for word in map(shlex.quote, words):
        if word.startswith("--") or not flags:
            flags.append(word)
        else:
            flags[-1] += f" {word}"
    return "\n".join(command_lines(flags[0], flags[1:], WIDTH - len(INDENT)))
