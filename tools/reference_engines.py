"""docs/engines.md: every fact that the audit states about serving engines, from the rows and the record of `make facts`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from critscale.audit.engine_facts import ENGINE_FACTS, PACKAGES, EngineFact, record

PROSE = """# Serving engines

`critscale audit` compares what serving engines make of a config. transformers is the reference. An engine has one of four
verdicts:

- *same*: its multiplier is that of transformers at this n;
- *differs*: it is another one, and the reasons stand beside it;
- *does not run*: its registry has no such model, or it has no such block. It is no agreement, and no m is shown;
- *unknown*: no row below says what it does.

A model that vLLM and SGLang do not have they run through transformers' own code: its multiplier is transformers'.
A key that the config sets, some engine reads and another does not is named for each engine that leaves it, also where the
multipliers agree.

Each row is a fact with its source: a file of the engine's package and an identifier in it. `make facts` fetches the newest
packages and looks whether every row stands; a row that does not makes it fail. Where an engine's Python can run alone it is
executed, and llama.cpp's arithmetic of YaRN is compiled, on blocks with and without every key that may count. The number has
to equal the audit's. Such a row says *executed*.

The record of the last run is [audit/engine_record.json](../audit/engine_record.json): versions, the models each engine runs,
and a mark of the source under each row, by which a new version shows what it changed. `make facts ARGS=--recorded` checks the
recorded versions. Packages are kept outside the checkout.

`make facts` runs the engines' code on written blocks too: on what `critscale.audit.written.write_multiplier` gives for several
factors, lengths and families. The factor that comes out has to be the one that was wanted. The kinds of blocks that were run stand
under each engine. A block of another kind was chosen by the rows alone; it says so. `make engines` builds transformers' models with them.

What no package holds is not checked: lmdeploy's TurboMind kernels come compiled, so that of them only the Python is read.
"""


def page() -> str:
    """Return the page."""
    return "\n".join([PROSE, f"The record is of {record()['date']}.", "", *_engines()]) + "\n"


def _engines() -> Iterator[str]:
    for engine, package in PACKAGES.items():
        rows = [fact for fact in ENGINE_FACTS.values() if fact.engine == engine]
        yield f"## {package.title}"
        yield ""
        runs = _runs(record()["families"].get(engine))
        if runs:
            yield runs
            yield ""
        kinds = record()["written"].get(engine, ())
        if kinds:
            yield f"Written blocks that its code was run on: {'; '.join(kinds)}."
            yield ""
        yield "| fact | what it does | where | checked |"
        yield "|---|---|---|---|"
        yield from (_row(fact) for fact in rows)
        yield ""


def _runs(families: dict[str, Any] | None) -> str:
    if families is None:
        return ""
    if "architectures" in families:
        text = f"Its registry has {len(families['architectures'])} architectures"
        return f"{text}; others it runs through transformers' code." if "borrowed" in families else f"{text}."
    return f"It has modules or configurations for {len(families['model_types'])} model types."


def _row(fact: EngineFact) -> str:
    where = f"`{fact.file}`" + (f", `{fact.identifier}`" if fact.identifier else "")
    return f"| `{fact.id}` | {fact.says.replace('|', chr(92) + '|')} | {where} | {'executed' if fact.runs else 'read'} |"
