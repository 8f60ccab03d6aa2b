"""LaTeX that compiles: sentences, code, formulas on lines of their own, environments, and the preamble that they need."""

from __future__ import annotations

import re
from textwrap import wrap

from .escaping import visible
from .prose import set_prose

PREAMBLE = (
    r"\usepackage{amsmath,amssymb,amsthm}",
    r"\newtheorem{theorem}{Theorem}",
    r"\newtheorem{claim}{Claim}",
    r"\theoremstyle{remark}",
    r"\newtheorem*{remark}{Remark}",
)
"""The lines that every block of the package needs before ``\\begin{document}``."""
LONGEST_LINE = 64
"""Characters of a formula, commands as one each, beyond which it is broken into lines."""
WIDTH = 100
"""Columns of a paragraph's source."""

_SPECIAL = {c: f"\\{c}" for c in "#$%&_"} | {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\char34{}",
    "-": "-{}",
}
_SIGNS = {
    "→": r"\to",
    "≤": r"\le",
    "≥": r"\ge",
    "≠": r"\ne",
    "±": r"\pm",
    "\u2212": "-",
    "‖": r"\|",
    "⟨": r"\langle",
    "⟩": r"\rangle",
    "Σ": r"\Sigma",
    "Γ": r"\Gamma",
    "Δ": r"\Delta",
    "Λ": r"\Lambda",
    "Ω": r"\Omega",
    "∞": r"\infty",
    "√": r"\surd",
    "ε": r"\varepsilon",
} | dict(zip("αβγδζηθκλμνξπρστφχψω", (
    r"\alpha \beta \gamma \delta \zeta \eta \theta \kappa \lambda \mu \nu \xi \pi \rho \sigma \tau \phi \chi \psi \omega".split()
), strict=True))
_DOUBLE_QUOTE = {'"': "''", "<": "$<$", ">": "$>$", "|": "$|$", "-": "-"}


def _character(c: str) -> str:
    """Return a character of a sentence; one that a plain LaTeX does not know by its number."""
    if c in _SIGNS:
        return f"${_SIGNS[c]}$"
    if c in _DOUBLE_QUOTE:
        return _DOUBLE_QUOTE[c]
    return _SPECIAL.get(c) or (c if c.isascii() else rf"\texttt{{U+{ord(c):04X}}}")


class _Sentence:
    """LaTeX in text mode; what is raised or lowered is text as well."""

    def plain(self, text: str) -> str:
        return "".join(map(_character, text))

    letter = plain

    def shifted(self, inner: str, mark: str) -> str:
        return rf"${mark}{{\text{{{inner}}}}}$"


def tex_prose(text: str) -> str:
    r"""Return a sentence with mathematics in it as LaTeX, whatever it holds.

    Examples
    --------
    >>> print(tex_prose("cos' -> rho as n^-delta, 50%"))
    cos' $\to$ $\rho$ as n$^{\text{$-$$\delta$}}$, 50\%
    """
    return set_prose(text, _Sentence())


def tex_code(text: str) -> str:
    """Return a line of code as LaTeX that breaks at its blanks, whatever it holds."""
    shown = "".join(_SPECIAL.get(c) or (c if c.isascii() else f"U+{ord(c):04X}") for c in visible(text))
    return rf"\texttt{{{shown}}}"


def tex_comment(text: str) -> str:
    """Return text as a comment of one line."""
    return f"% {visible(text)}"


def display(formula: str, end: str = "") -> str:
    """Return a formula on lines of its own: a long one broken at relations, plus and minus outside its groups.

    Parameters
    ----------
    formula : str
        LaTeX in math mode.
    end : str
        What ends the sentence: a comma or a full stop.
    """
    lines = _broken(formula)
    if len(lines) == 1:
        return f"\\[\n  {lines[0]}{end}\n\\]"
    inner = " \\\\\n  ".join(lines)
    return f"\\begin{{multline*}}\n  {inner}{end}\n\\end{{multline*}}"


_TOKEN = re.compile(r"\\left\b|\\right\b|\\[A-Za-z]+\*?|\\.|[{}]|[^\\{}]", re.DOTALL)
_BREAKS = {"=", "+", "-", r"\le", r"\to", r"\sim"}
_INVISIBLE = {r"\left", r"\right", "{", "}", " ", r"\frac", r"\text", r"\operatorname", r"\mathbb"}


def _broken(formula: str) -> list[str]:
    """Return the lines of a formula: a new one begins at a sign outside every group once a line is full."""
    lines, line, width, depth, before = [], "", 0, 0, ""
    for token in _TOKEN.findall(formula):
        breaks = depth == 0 and token in _BREAKS and before == " "
        if breaks and width > LONGEST_LINE:
            lines.append(line.rstrip())
            line, width = "", 0
        depth += (token in ("{", r"\left")) - (token in ("}", r"\right"))
        line += token
        width += token not in _INVISIBLE
        before = token
    return [*lines, line.strip()]


def wrapped(text: str) -> str:
    """Return a paragraph in lines that an editor shows whole; a blank is where LaTeX may break it too."""
    return "\n".join(wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False))


def tex_environment(name: str, lines: list[str], title: str = "") -> str:
    """Return an environment around some lines, with a title in text mode."""
    head = rf"\begin{{{name}}}" + (f"[{{{title}}}]" if title else "")
    return "\n".join([head, *lines, rf"\end{{{name}}}"])
