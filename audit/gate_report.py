"""What gates say of configs, as text, Markdown, CSV and JSON data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..theory.escaping import visible
from .forms import csv_table, hanging, markdown_table
from .gates import GateResult

HEADS = ("config", "gate", "n", "outcome", "finding")
"""The columns of the CSV and of the Markdown table."""


def to_text(results: Sequence[GateResult]) -> str:
    """Return a line for each gate and config, with the findings of those that do not pass below it."""
    return "\n".join(map(visible, _lines(results)))


def _lines(results: Sequence[GateResult]) -> Iterator[str]:
    for result in results:
        yield f"{result.outcome:<7}  {result.gate:<11}  {result.config}, n = {result.n}"
        for line in (*result.findings, *((f"to mend: {result.mend}",) if result.mend else ())):
            yield from hanging("    ", line)
    yield f"{sum(result.passes for result in results)} of {len(results)} pass"


def to_markdown(results: Sequence[GateResult]) -> str:
    """Return a table in Markdown: a row for each finding, and one for each gate that a config passes."""
    return markdown_table(HEADS, _rows(results))


def to_csv(results: Sequence[GateResult]) -> str:
    """Return the same rows as RFC 4180 has it."""
    return csv_table(HEADS, _rows(results))


def _rows(results: Sequence[GateResult]) -> Iterator[tuple[str, ...]]:
    for result in results:
        for finding in result.findings or ("",):
            yield result.config, result.gate, result.n, result.outcome, finding


def to_json(result: GateResult) -> dict[str, object]:
    """Return one result as JSON data."""
    return {
        "schema": "critscale/gate/1",
        "config": result.config,
        "gate": result.gate,
        "n": result.n,
        "outcome": result.outcome,
        "findings": list(result.findings),
        "mend": result.mend,
    }
