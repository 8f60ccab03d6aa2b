"""What to cite, and its BibTeX: the software, the paper whose theorems it checks, a claim."""

from __future__ import annotations

import re

from ..theory.tex import tex_code, tex_prose
from .provenance import package_version

WHEN = (
    ("the software", "where a number, a verdict, a picture or a config came from critscale"),
    ("the paper", "where the phase transition, its critical coefficient or a theorem of the paper is meant"),
    ("a claim", "where one statement is meant: its hash says which, whatever a later version states under that id"),
)
"""What is cited when."""
TITLE = "critscale: checked mathematics about attention scaling"
YEAR = "2026"


def bibtex_entry(kind: str, key: str, **fields: str) -> str:
    """Return an entry of BibTeX; the fields are LaTeX."""
    width = max(map(len, fields))
    lines = [f"  {name:<{width}} = {{{value}}}" for name, value in fields.items()]
    return "\n".join([f"@{kind}{{{key},", ",\n".join(lines), "}"])


def software_entry() -> str:
    """Return the entry of the package, of the version that runs."""
    return bibtex_entry(
        "misc",
        "critscale",
        title=f"{{{TITLE}}}",
        author="{critscale developers}",
        year=YEAR,
        note=f"Software, version {package_version()}, MIT license",
    )


def paper_entry() -> str:
    """Return the entry of the paper."""
    return bibtex_entry(
        "inproceedings",
        "chen2026critical",
        title="Critical attention scaling in long-context transformers",
        author="Chen, Shi and Lin, Zhengjiang and Polyanskiy, Yury and Rigollet, Philippe",
        booktitle="International Conference on Learning Representations (ICLR 2026)",
        year=YEAR,
        eprint="2510.05554",
        archiveprefix="arXiv",
        url="https://arxiv.org/abs/2510.05554",
    )


def claim_entry(id: str, title: str, digest: str) -> str:
    """Return the entry of a claim.

    Parameters
    ----------
    id, title : str
        Of the claim.
    digest : str
        The hash of its statement.
    """
    return bibtex_entry(
        "misc",
        f"critscale:{re.sub(r'[^A-Za-z0-9.:_+-]+', '-', id)}",
        title=f"{{{tex_prose(title)}}}",
        author="{critscale developers}",
        year=YEAR,
        note=rf"Claim {tex_code(id)} of critscale, version {package_version()}, statement \texttt{{{digest}}}",
    )
