"""The formal sources as data: theorems with their tags and statements, names of definitions, imports, audited names.

A theorem that stands for claims of the package has one line for each directly above it:

    (* claim: A3.cosine.critical *)                         it proves the claim
    (* twin: A3.cosine.critical-plain / 3 rho/(1 + 2 rho) *)  it refutes the must-fail twin
    (* formal: A3.cosine.critical.layer *)                  no claim of the package says this; the id is its own
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from importlib import resources

AUDIT = "Axioms.v"
"""The file that prints the axioms under every theorem."""
KINDS = ("claim", "twin", "formal")
_TAG = re.compile(rf"\s*({'|'.join(KINDS)}):\s*(.*\S)\s*")
_STATED = re.compile(r"(Theorem|Lemma)\s+([\w']+)\s*(.*)", re.DOTALL)
_DEFINED = re.compile(r"Definition\s+([\w']+)\s*(.*)", re.DOTALL)
_RECORD = re.compile(r"Record\s+[\w']+\s*:=\s*[\w']+\s*\{(.*)\}", re.DOTALL)
_VARIABLE = ("Variable", "Variables")


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag line: its kind, one of `KINDS`, and the id it names."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Theorem:
    """A tagged theorem.

    Attributes
    ----------
    file, name, line : str, str, int
        Where it stands.
    tags : tuple of Tag
        What it stands for.
    context : tuple of str
        The sentences of the open sections: Variables, Hypothesis, Let.
    binders, statement : str
        What stands before and after the colon.
    """

    file: str
    name: str
    line: int
    tags: tuple[Tag, ...]
    context: tuple[str, ...]
    binders: str
    statement: str

    @property
    def qualified(self) -> str:
        """The name with its file, as ``Cosine.cosine_critical``."""
        return f"{self.file.removesuffix('.v')}.{self.name}"

    @property
    def variables(self) -> tuple[str, ...]:
        """The names it quantifies over, those of the open sections first; some may not occur in it."""
        bound = [s.split(maxsplit=1)[1] for s in self.context if s.split()[0] in _VARIABLE]
        return tuple(name for text in (*bound, self.binders) for name in _bound(text))

    @property
    def digest(self) -> str:
        """A hash of the statement with its context, blanks aside."""
        text = "\n".join((*self.context, self.binders, self.statement))
        return sha256(" ".join(text.split()).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Sources:
    """The files of a formal development, by name.

    Attributes
    ----------
    files : mapping
        Text by file name.
    """

    files: Mapping[str, str]

    @property
    def digest(self) -> str:
        """A hash of every file."""
        return sha256("\0".join(f"{n}\0{t}" for n, t in sorted(self.files.items())).encode()).hexdigest()

    @cached_property
    def theorems(self) -> tuple[Theorem, ...]:
        """Every tagged theorem, in the order of the files."""
        return tuple(t for name, text in self.files.items() for t in _theorems(name, text))

    def definitions(self) -> tuple[str, ...]:
        """Return every definition and field of a record, as ``Definitions.Naive.row_overlap``: what a proof may unfold."""
        return tuple(
            f"{name.removesuffix('.v')}.{defined}"
            for name, text in self.files.items()
            if name != AUDIT
            for defined in _defined(text)
        )

    def below(self, files: Iterable[str]) -> Sources:
        """Return the part of the development that some files rest on, themselves included."""
        wanted, waiting = set[str](), set(files)
        while waiting:
            file = waiting.pop()
            if file in self.files and file not in wanted:
                wanted.add(file)
                waiting.update(self.imports(file))
        return Sources({name: text for name, text in self.files.items() if name in wanted})

    def linked(self, kind: str) -> dict[str, list[Theorem]]:
        """Return the theorems of one kind of tag, by the id they name."""
        found: dict[str, list[Theorem]] = {}
        for theorem in self.theorems:
            for tag in theorem.tags:
                if tag.kind == kind:
                    found.setdefault(tag.id, []).append(theorem)
        return found

    def imports(self, file: str) -> tuple[str, ...]:
        """Return the files of the development that a file needs."""
        names = [
            word
            for sentence, _ in _sentences(self.files[file])
            if sentence.startswith("From critscale Require")
            for word in sentence.split()[3:]
            if word not in ("Import", "Export")
        ]
        return tuple(f"{name}.v" for name in names)

    def audited(self) -> frozenset[str]:
        """Return the qualified names in the tuples whose axioms `AUDIT` prints."""
        printed = self.prints()
        matches = [_DEFINED.fullmatch(sentence) for sentence, _ in _sentences(self.files.get(AUDIT, ""))]
        tuples = [m[2] for m in matches if m and m[1] in printed]
        return frozenset(name for text in tuples for name in re.findall(r"[\w']+\.[\w']+", text))

    def prints(self) -> tuple[str, ...]:
        """Return the names whose axioms `AUDIT` prints."""
        sentences = [s for s, _ in _sentences(self.files.get(AUDIT, ""))]
        return tuple(s.split()[-1] for s in sentences if s.startswith("Print Assumptions"))


@lru_cache(maxsize=1)
def package_sources() -> Sources:
    """Return the sources that are shipped with the package."""
    folder = resources.files("critscale") / "proofs" / "rocq"
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".v"))
    return Sources({name: (folder / name).read_text(encoding="utf-8") for name in names})


def _pieces(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield ("comment" or "sentence", text, line) in order; a sentence ends with a full stop before a blank."""
    at, line, start, current = 0, 1, 1, ""
    while at < len(text):
        if text.startswith("(*", at):
            end, depth = at + 2, 1
            while depth:
                opening, closing = text.find("(*", end), text.find("*)", end)
                if closing < 0:
                    raise ValueError(f"the comment at line {line} has no end")
                depth, end = (depth + 1, opening + 2) if 0 <= opening < closing else (depth - 1, closing + 2)
            yield "comment", text[at + 2 : end - 2], line
            line += text.count("\n", at, end)
            current += " "
            at = end
            continue
        if not current.strip():
            start = line
        current += text[at]
        if text[at] == "." and (at + 1 == len(text) or text[at + 1].isspace()):
            yield "sentence", current.strip()[:-1].strip(), start
            current = ""
        line += text[at] == "\n"
        at += 1


def _sentences(text: str) -> Iterator[tuple[str, int]]:
    """Yield every sentence with its line, comments left out and proofs with them."""
    inside = False
    for kind, piece, line in _pieces(text):
        if kind == "comment" or not piece:
            continue
        if piece == "Proof":
            inside = True
        elif piece in ("Qed", "Defined", "Admitted"):
            inside = False
            if piece == "Admitted":
                yield piece, line
        elif not inside:
            yield piece, line


def _split_colon(text: str) -> tuple[str, str]:
    """Split binders from a statement at the first colon outside parentheses."""
    depth = 0
    for k, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if char == ":" and depth == 0:
            return text[:k].strip(), text[k + 1 :].removeprefix("=").strip()
    raise ValueError(f"no colon in {text[:60]!r}")


def _bound(binders: str) -> list[str]:
    """Return the names that binders bind: ``x y : R``, ``(x : R) (n : nat)`` or ``x y``."""
    if "(" in binders:
        groups = re.findall(r"\(([^():]*):[^()]*\)", binders)
        return [name for group in (*groups, re.sub(r"\([^()]*\)", " ", binders)) for name in group.split()]
    return binders.split(":")[0].split()


def _theorems(name: str, text: str) -> Iterator[Theorem]:
    sections: list[list[str]] = []
    tags: list[Tag] = []
    for kind, piece, line in _pieces(text):
        if kind == "comment":
            match = _TAG.fullmatch(piece) if "(*" not in piece else None
            tags += [Tag(match[1], match[2])] if match else []
            continue
        stated = _STATED.fullmatch(piece)
        if stated and tags:
            binders, statement = _split_colon(stated[3])
            context = tuple(s for section in sections for s in section)
            yield Theorem(name, stated[2], line, tuple(tags), context, binders, statement)
        word = piece.split()[0] if piece else ""
        if word == "Section":
            sections.append([])
        elif word == "End" and sections:
            sections.pop()
        elif word in (*_VARIABLE, "Hypothesis", "Hypotheses", "Context", "Let") and sections:
            sections[-1].append(piece)
        tags = []


def _defined(text: str) -> Iterator[str]:
    """Yield what a file defines, with its modules; a definition in a section is one of the module when that ends."""
    opened: list[tuple[str, str]] = []
    for sentence, _ in _sentences(text):
        words = sentence.split()
        if (words[0] == "Module" and len(words) == 2) or words[0] == "Section":
            opened.append((words[0], words[1]))
        elif words[0] == "End" and opened:
            opened.pop()
        modules = [name for kind, name in opened if kind == "Module"]
        if match := _DEFINED.fullmatch(sentence):
            yield ".".join((*modules, match[1]))
        elif match := _RECORD.fullmatch(sentence):
            yield from (".".join((*modules, f.split(":")[0].strip())) for f in match[1].split(";"))
