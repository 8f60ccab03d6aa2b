"""The files that are written for the kernel: what claims say, the proofs of it, and the axioms under each proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from ..gallina.proposition import HEADER
from .obligation import TACTICS, Obligation
from .sources import Sources

FOLDER = "claims"
STATEMENTS = f"{FOLDER}/Statements.v"


@dataclass(kw_only=True)
class Sheet:
    """A file: a head, and a piece for each obligation that was not struck out.

    Attributes
    ----------
    file : str
        Its path in the copy.
    head : str
        What it begins with.
    piece : callable
        What stands for an obligation.
    kept : list of Obligation
        Those that were not struck out.
    needs : tuple of str
        Other sheets it needs.
    uses_library : bool
        Whether it needs the library.
    audits : bool
        Whether it prints axioms: those under all proofs in one list, since single lists take a minute.
    apart : bool
        Print the axioms under each proof, not those under all of them.
    """

    file: str
    head: str
    piece: Callable[[Obligation], str]
    kept: list[Obligation]
    needs: tuple[str, ...] = ()
    uses_library: bool = False
    audits: bool = False
    apart: bool = False

    @property
    def prints(self) -> int:
        """How many lists of axioms it prints."""
        return len(self.kept) if self.apart else int(self.audits and bool(self.kept))

    def shown(self, o: Obligation) -> str:
        """Return what stands for an obligation, with its axioms where they are printed apart."""
        return self.piece(o) + (f"Print Assumptions {o.identifier}.\n" if self.apart else "")

    @property
    def text(self) -> str:
        """The whole file."""
        together = self.prints and not self.apart
        every = f"Definition all := ({', '.join(o.identifier for o in self.kept)}).\nPrint Assumptions all.\n"
        return "\n".join((self.head, *map(self.shown, self.kept), every if together else ""))

    def at(self, line: int) -> Obligation | None:
        """Return the obligation whose piece a line lies in."""
        end = self.head.count("\n") + 1
        for o in self.kept:
            begin, end = end, end + self.shown(o).count("\n") + 1
            if begin < line <= end:
                return o
        return None


def _proved(o: Obligation) -> str:
    """Return a theorem with its proof, which imports the library and its tactics."""
    lines = "\n".join(f"  {line}" for line in o.proof if line)
    before = "".join(f"{line}\n" for line in o.before)
    return f"{before}Theorem {o.identifier} : {o.goal}.\nProof.\n{lines}\nQed.\n"


def _used(file: str, o: Obligation) -> str:
    """Return a proof used for its proposition, where nothing of the library is imported."""
    return f"Definition {o.identifier} : {o.goal} := {FOLDER}.{file}.{o.identifier}.\n"


def sheets(obligations: tuple[Obligation, ...], library: Sources, parts: int) -> tuple[Sheet, ...]:
    """Return the files for some obligations, the proofs in so many parts that can be compiled side by side."""
    if not obligations:
        return ()
    imported = " ".join(name.removesuffix(".v") for name in TACTICS)
    required = "".join(f"From critscale Require {name.removesuffix('.v')}.\n" for name in library.files)
    names = " ".join(f"critscale.{name}" for name in library.definitions())
    unfold = f"cbv beta iota zeta delta [{names}] in H" if names else "idtac"
    head = (
        "From Coq Require Import Reals Lra.\nFrom Coquelicot Require Import Coquelicot.\nFrom claims Require Statements.\n"
        f"{required}From critscale Require Import {imported}.\nOpen Scope R_scope.\n"
        f"Ltac unfold_library H := {unfold}.\n"
    )
    found = [Sheet(file=STATEMENTS, head=HEADER, piece=lambda o: o.definition, kept=list(obligations))]
    for own in dict.fromkeys(o.head for o in obligations):
        alike = [o for o in obligations if o.head == own]
        for part in range(min(parts, len(alike))):
            file, mine = f"Proofs{len(found) // 2}", alike[part::parts]
            proofs = Sheet(
                file=f"{FOLDER}/{file}.v", head=own or head, piece=_proved, kept=list(mine), needs=(STATEMENTS,), uses_library=True
            )
            axioms = Sheet(
                file=proofs.file.replace("Proofs", "Axioms"),
                head=f"From {FOLDER} Require Statements {file}.\n",
                piece=partial(_used, file),
                kept=list(mine),
                needs=(STATEMENTS, proofs.file),
                audits=True,
            )
            found += [proofs, axioms]
    return tuple(found)
