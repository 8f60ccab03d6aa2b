"""Whether LaTeX compiles: by an engine where one is installed, and by a reader of its own that knows what it allows."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from critscale.theory.tex import PREAMBLE

COMMANDS = set(
    # of LaTeX, amsmath, amssymb and amsthm
    r"""\alpha \beta \gamma \delta \epsilon \varepsilon \zeta \eta \theta \kappa \lambda \mu \nu \xi \pi \rho \sigma \tau \phi \chi
    \psi \omega \Delta \Gamma \Lambda \Omega \Sigma \infty \surd \frac \sqrt \left \right \log \exp \cos \min \max \lim \sum \cdot \ldots \quad
    \qquad \le \ge \ne \to \in \sim \pm \langle \rangle \lVert \rVert \lfloor \rfloor \text \texttt \emph \operatorname \mathbb
    \textbackslash \textbraceleft \textbraceright \textasciicircum \textasciitilde \textless \textgreater \textbar \char
    \begin \end \{ \} \[ \] \\ \, \| \  \# \$ \% \& \_""".split()
) | {"\\ "}
ENVIRONMENTS = {"theorem", "claim", "remark", "multline*"}
ENGINES = ("pdflatex", "tectonic")
_TOKEN = re.compile(r"\\begin\{([^}]*)\}|\\end\{([^}]*)\}|\\[A-Za-z]+|\\.|[{}$]|%[^\n]*", re.DOTALL)


def complaint(source: str) -> str:
    """Return the first thing in LaTeX that does not compile, empty where nothing is found."""
    opened: list[str] = []

    def close(wanted: str) -> str:
        return "" if opened and opened.pop() == wanted else f"{wanted} ends what it did not begin"

    if stray := re.search(r"[^\x20-\x7e\n]", source):
        return f"the character {stray[0]!a}"
    for match in _TOKEN.finditer(source):
        token, wrong = match[0], ""
        if match[1] or match[2]:
            name = match[1] or match[2]
            wrong = "" if name in ENVIRONMENTS else f"the environment {name}"
            if match[1]:
                opened.append(name)
            else:
                wrong = wrong or close(name)
        elif token in "{}":
            if token == "{":
                opened.append("{")
            else:
                wrong = close("{")
        elif token == "$":
            if opened and opened[-1] == "$":
                opened.pop()
            else:
                opened.append("$")
        elif token in (r"\[", r"\left"):
            opened.append(token)
        elif token in (r"\]", r"\right"):
            wrong = close({r"\]": r"\[", r"\right": r"\left"}[token])
        elif token[0] != "%" and token not in COMMANDS:
            wrong = f"the command {token}"
        if wrong:
            return f"{wrong} at {source[max(match.start() - 30, 0) : match.end()]!r}"
    return f"{opened[-1]} is not ended" if opened else ""


def document(blocks: Iterable[str]) -> str:
    """Return blocks as one document."""
    return "\n".join([r"\documentclass{article}", *PREAMBLE, r"\begin{document}", *(f"{block}\n" for block in blocks), r"\end{document}", ""])


def engine() -> str:
    """Return the path of a LaTeX engine, empty where there is none."""
    return next((found for found in map(shutil.which, ENGINES) if found), "")


def compiled(source: str, folder: Path) -> str:
    """Run the engine on a document and return what it complains of, empty where it compiles."""
    (folder / "all.tex").write_text(source, encoding="ascii")
    program = engine()
    words = ["-interaction=nonstopmode", "-halt-on-error"] if program.endswith("pdflatex") else []
    done = subprocess.run([program, *words, "all.tex"], cwd=folder, capture_output=True, text=True, errors="replace", check=False)
    return "" if done.returncode == 0 else "\n".join(done.stdout.splitlines()[-15:])
