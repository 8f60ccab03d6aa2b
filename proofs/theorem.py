"""A statement as a theorem in a paper: hypotheses, displays, and a remark on what was found; LaTeX that compiles."""

from __future__ import annotations

from collections.abc import Iterator

from ..theory.expression import Variable
from ..theory.layer.registry import QUANTITIES
from ..theory.notation import latex
from ..theory.tex import display, tex_code, tex_environment, tex_prose, wrapped
from .evidence import Finding, Verdict
from .provenance import package_version
from .writing import SYMBOLS, Condition, Writing

LAYER = (
    r"$x_1, \ldots, x_n$ are unit vectors with $\langle x_i, x_j \rangle = \rho$ for $i \ne j$, $A$ is the softmax by rows of "
    r"$\beta \langle x_i, x_j \rangle$, and $x'_i = r x_i + \sum_j A_{ij} x_j$"
)
"""The layer whose quantities a statement speaks of (theory A1, A2)."""
SAID = {"rows": "It is claimed of the rows that satisfy", "order": "It is claimed of the rows where these ascend:"}
"""How code is introduced that is no side, but says which rows are meant."""
DISPLAYED = ("\\[", "\\begin")
"""How a display begins."""


def theorem(id: str, title: str, writing: Writing, digest: str, source: str, finding: Finding | None) -> str:
    """Return a statement as LaTeX environments: a theorem where it is PROVED, else a claim, and a remark.

    Parameters
    ----------
    id, title, source : str
        Of the claim.
    writing : Writing
        The statement, written.
    digest : str
        Its hash.
    finding : Finding or None
        What the suite found on it; None where it was not asked.
    """
    proved = finding is not None and finding.verdict is Verdict.PROVED
    name = "theorem" if proved else "claim"
    lines = [line if line.startswith(DISPLAYED) else wrapped(line) for line in _statement(title, writing)]
    remark = [wrapped(line) for line in _remark(digest, source, finding)]
    return f"{tex_environment(name, lines, tex_code(id))}\n{tex_environment('remark', remark)}"


def _statement(title: str, writing: Writing) -> Iterator[str]:
    """Yield the lines of the statement: the sentence, where it holds, the relation, and what stands in it by a name."""
    yield rf"\emph{{{tex_prose(title)}.}}"
    if writing.conditions:
        yield f"Let {_listed([_hypothesis(c) for c in writing.conditions])}."
    yield "Then" if writing.conditions else "It holds that"
    where = list(_where(writing))
    yield display(writing.latex, "," if where else ".")
    if where:
        yield f"where {'; '.join(where)}."
    for name, side in writing.long_sides:
        yield "Here"
        yield display(rf"\text{{{name}}} = {side}", ".")
    for name, code in writing.code:
        if any(name == other for other, _ in writing.long_sides):
            continue
        meanings = [f"{tex_code(inner)} is {tex_prose(meaning)}" for inner, meaning in code.meanings]
        yield f"{SAID.get(name) or f'Here {_named(name)} is computed as'} {tex_code(code.text)}" + (f", where {'; '.join(meanings)}." if meanings else ".")


def _hypothesis(condition: Condition) -> str:
    return f"${condition.latex}$" + (f" ({tex_prose(condition.meaning)})" if condition.meaning else "")


def _where(writing: Writing) -> Iterator[str]:
    """Yield what the symbols of the relation mean: the layer, and its quantities."""
    if writing.regime != "free" and writing.quantities:
        yield LAYER
    for id in writing.quantities:
        yield f"${latex(Variable(id), SYMBOLS)}$ is the {tex_prose(QUANTITIES[id].title)}"


def _named(name: str) -> str:
    return r"$\mu$" if name == "mu" else "$X$" if name == "X" else f"\\text{{{name}}}"


def _listed(parts: list[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]


def _remark(digest: str, source: str, finding: Finding | None) -> list[str]:
    """Return the lines of the remark: the verdict with its evidence, the version, the hash, the source."""
    version = tex_prose(f"critscale {package_version()}")
    if finding is None:
        said = [f"Not checked where this was written ({version})."]
    else:
        said = [f"{finding.verdict.value} by {version}:"]
        found = [f"{e.method}: {e.detail}{_at(e.point)}" for e in finding.evidence if e.verdict is finding.verdict]
        said += [f"{tex_prose(line)};" for line in found[:-1]] + [f"{tex_prose(found[-1])}."] if found else ["nothing decides it."]
    return [*said, rf"Statement \texttt{{{digest}}}.", f"Source: {tex_prose(source)}."]


def _at(point: tuple[tuple[str, str], ...]) -> str:
    return f" at {', '.join(f'{name} = {value}' for name, value in point)}" if point else ""
