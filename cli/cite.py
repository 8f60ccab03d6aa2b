"""``critscale cite``: BibTeX of the software, the paper, and single claims."""

from __future__ import annotations

from .command import argument, command
from .output import say_verbatim


@command(argument("CLAIMS", "Claims as verify takes them; without any the software and the paper.", (), repeated=True))
def cite(claims: tuple[str, ...]) -> None:
    """Print BibTeX: of the claims, or of the software and the paper whose theorems it checks.

    The entry of a claim holds the version and a hash of what is stated; the same hash is the same statement.

    critscale cite

    critscale cite A3.cosine.critical

    critscale cite ./myclaims.py
    """
    from ..proofs.citation import WHEN, paper_entry, software_entry
    from ..theory.tex import tex_comment

    if not claims:
        say_verbatim("\n".join([*(tex_comment(f"{what}: {when}") for what, when in WHEN), software_entry(), paper_entry()]))
        return
    from .running import chosen

    for claim in chosen(claims)[0]:
        say_verbatim(claim.bibtex())
