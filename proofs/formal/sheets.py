"""The files that are written for the kernel: what claims say, the proofs of it, and the axioms under each proof."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from ..gallina.proposition import HEADER
from .obligation import TACTICS, Obligation
from .sources import Sources

FOLDER = "claims"
STATEMENTS = f"{FOLDER}/Statements.v"


@dataclass
class Sheet(ABC):
    """A file: a head, and a piece for each obligation that was not struck out.

    Attributes
    ----------
    file : str
        Its path in the copy.
    needs : tuple of str
        Other sheets it needs.
    uses_library : bool
        Whether it needs the library.
    """

    file: str
    needs: tuple[str, ...] = ()
    uses_library: bool = False
    kept: list[Obligation] = field(default_factory=list)
    head: str = ""
    apart: bool = False
    """Print the axioms under each proof, not those under all of them."""

    @abstractmethod
    def piece(self, o: Obligation) -> str:
        """Return what stands for an obligation."""

    @property
    def tail(self) -> str:
        """What stands at the end."""
        return ""

    @property
    def prints(self) -> int:
        """How many lists of axioms it prints."""
        return 0

    @property
    def text(self) -> str:
        """The whole file."""
        return "\n".join((self.head, *(self.piece(o) for o in self.kept), self.tail))

    def at(self, line: int) -> Obligation | None:
        """Return the obligation whose piece a line lies in."""
        end = self.head.count("\n") + 1
        for o in self.kept:
            begin, end = end, end + self.piece(o).count("\n") + 1
            if begin < line <= end:
                return o
        return None


class Statements(Sheet):
    """What the claims say."""

    def piece(self, o: Obligation) -> str:
        """Return the definition of a proposition."""
        return o.definition


class Proofs(Sheet):
    """Proofs, which import the library and its tactics."""

    def piece(self, o: Obligation) -> str:
        """Return a theorem with its proof."""
        lines = "\n".join(f"  {line}" for line in o.proof if line)
        before = "".join(f"{line}\n" for line in o.before)
        return f"{before}Theorem {o.identifier} : {o.goal}.\nProof.\n{lines}\nQed.\n"


class Axioms(Sheet):
    """The proofs used for the propositions, where nothing of the library is imported, and the axioms under them."""

    def piece(self, o: Obligation) -> str:
        """Return a proof at its proposition."""
        shown = f"Print Assumptions {o.identifier}.\n" if self.apart else ""
        return f"Definition {o.identifier} : {o.goal} := {self.needs[1].replace('/', '.').removesuffix('.v')}.{o.identifier}.\n{shown}"

    @property
    def tail(self) -> str:
        """The common list, printed in a second where single lists take a minute."""
        if self.apart or not self.kept:
            return ""
        return f"Definition all := ({', '.join(o.identifier for o in self.kept)}).\nPrint Assumptions all.\n"

    @property
    def prints(self) -> int:
        """How many lists of axioms it prints."""
        return len(self.kept) if self.apart else int(bool(self.kept))


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
    found: list[Sheet] = [Statements(STATEMENTS, kept=list(obligations), head=HEADER)]
    for own in dict.fromkeys(o.head for o in obligations):
        alike = [o for o in obligations if o.head == own]
        for part in range(min(parts, len(alike))):
            k = len(found) // 2
            proofs, axioms, mine = f"{FOLDER}/Proofs{k}.v", f"{FOLDER}/Axioms{k}.v", alike[part::parts]
            found.append(Proofs(proofs, (STATEMENTS,), uses_library=True, kept=list(mine), head=own or head))
            claims = f"From claims Require Statements Proofs{k}.\n"
            found.append(Axioms(axioms, (STATEMENTS, proofs), kept=list(mine), head=claims))
    return tuple(found)
