"""``critscale diff``: what two reports of the suite say differently."""

from __future__ import annotations

from .command import argument, command
from .common import JSON
from .output import print_json, say_verdicts


@command(argument("BEFORE", "A report of 'critscale verify --json'."), argument("AFTER", "A later one."), JSON)
def diff(before: str, after: str, json: bool) -> int:
    """Compare two reports of 'critscale verify --json': exit 1 where standing was lost, 0 where none was, 2 on bad input.

    Standing is lost where a claim stands worse, REFUTED < UNKNOWN < SUPPORTED < PROVED, and where a must-fail twin is refuted no
    longer.  Statements that changed, by their hash, and claims that were added or removed are told beside, each with what rests on it.
    The report.json of a handbook is a report too.

    critscale diff examples/report-before.json examples/report-after.json

    critscale diff before.json after.json --json
    """
    from ..proofs.difference import difference_json, difference_text, report_difference

    found = report_difference(before, after)
    if json:
        print_json(difference_json(found))
    else:
        say_verdicts(difference_text(found))
    return int(bool(found.lost))
