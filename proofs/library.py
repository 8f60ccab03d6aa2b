"""Where claims are found: the package's own, and those of a user's file, Python or text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from runpy import run_path

from ..theory.citations import Wanted
from ..theory.errors import BadInput, UnknownName, described, shown
from .claim import Claim
from .claim_text import SUFFIX, read_claims
from .premises import Premises
from .uncovered import not_covered


@lru_cache(maxsize=8)
def package_claims() -> tuple[Claim, ...]:
    """Return the claims of the package, in the order of the theory."""
    from .claims import CLAIMS

    return _checked(CLAIMS, "the package")


def file_claims(path: str) -> tuple[Claim, ...]:
    """Return the claims of a user's file, read again where its text has changed.

    A text file, named ``*.claims``, is read by the grammar of `critscale.proofs.claim_text`; a Python file is run, and its tuple
    ``CLAIMS`` taken.

    Raises
    ------
    BadInput
        If there is no such file, it does not run or cannot be read, or it defines no claims.
    """
    if not Path(path).is_file():
        raise BadInput(f"{path}", "no such file", "give a Python file that defines CLAIMS, or a text file named *.claims")
    return _defined(path, _state(path))


def _state(path: str) -> str:
    """Return what tells a file's text from another; empty where it cannot be read."""
    try:
        return sha256(Path(path).read_bytes()).hexdigest()
    except OSError:
        return ""


@lru_cache(maxsize=8)
def _defined(path: str, state: str) -> tuple[Claim, ...]:
    if path.endswith(SUFFIX):
        return _checked(read_claims(path), path)
    try:
        names = run_path(path)
    except (Exception, SystemExit) as error:
        raise BadInput(f"{path}", f"it does not run ({described(error)})", "run it with python to see why") from error
    claims = names.get("CLAIMS")
    if not isinstance(claims, (tuple, list)) or not claims or not all(isinstance(c, Claim) for c in claims):
        raise BadInput(f"{path}", "it defines no CLAIMS", "end it with CLAIMS = (Claim(...), ...)")
    return _checked(claims, path)


def premises(file: str = "") -> Premises:
    """Return what rests on what, among the claims of the package and those of a user's file.

    Raises
    ------
    BadInput
        If a claim rests on one that is not there or on itself, or the file has an id of the package.
    """
    return _premises(file, _state(file) if file else "")


@lru_cache(maxsize=8)
def _premises(file: str, state: str) -> Premises:
    own = file_claims(file) if file else ()
    return Premises((*package_claims(), *_checked((*package_claims(), *own), f"{file} and the package")[len(package_claims()) :]))


def premises_among(claims: Iterable[Claim], file: str = "") -> Premises:
    """Return what rests on what where some claims are known besides, or instead of, those of their id in the library."""
    library = premises(file)
    others = {c.id: c for c in claims if library.by_id.get(c.id) is not c}
    return Premises(tuple({**library.by_id, **others}.values())) if others else library


def _checked(claims: Iterable[Claim], where: str) -> tuple[Claim, ...]:
    result = tuple(claims)
    for claim_id, count in Counter(c.id for c in result).items():
        if count > 1:
            raise BadInput(f"claim {claim_id!r}", f"{count} claims of {where} have this id", "give each its own")
    for claim in result:
        if len({t.name for t in claim.twins}) < len(claim.twins):
            raise BadInput(f"claim {claim.id!r}", "two of its twins have one name", "give each its own")
    return result


def claims_of(file: str = "") -> tuple[Claim, ...]:
    """Return the claims of a user's file, or the package's own."""
    return file_claims(file) if file else package_claims()


def find_claim(claim_id: str, file: str = "") -> Claim:
    """Return the claim of that id.

    Raises
    ------
    UnknownName
        With the nearest ids.
    """
    claims = claims_of(file)
    for claim in claims:
        if claim.id == claim_id:
            return claim
    raise UnknownName.among("claim", claim_id, (c.id for c in claims))


def select(patterns: Iterable[str], file: str = "") -> tuple[Claim, ...]:
    """Return the claims that the patterns choose; all without patterns.

    A pattern is an id, the beginning of one, or one with ``*``; else what a source names: ``Theorem 2.1``, ``eq. (3.2)``,
    ``arXiv 2411.04990``, an author.

    Raises
    ------
    UnknownName
        If a pattern is no id and no source names it.
    BadInput
        If one is no text.
    """
    claims = claims_of(file)
    wanted = tuple(patterns)
    chosen: set[str] = set()
    for pattern in wanted:
        if not isinstance(pattern, str):
            raise BadInput("a claim", f"{shown(pattern)} is no text", "give ids or patterns one by one, such as 'A3', 'B4.*'")
        chosen |= {c.id for c in claims if _matches(c.id, pattern)} or _from_source(claims, pattern)
    return tuple(c for c in claims if not wanted or c.id in chosen)


def _from_source(claims: tuple[Claim, ...], pattern: str) -> set[str]:
    """Return the ids of the claims whose source names what is asked for."""
    wanted = Wanted.read(pattern)
    found = {c.id for c in claims if wanted.names(c.source)}
    if found:
        return found
    lacking = not_covered(pattern)
    if lacking is not None:
        mend = f"near it: critscale verify {' '.join(map(repr, lacking.claims))}; docs/concordance.md says how near"
        raise UnknownName(f"claim {shown(pattern)!r}", "no claim states it", mend)
    if wanted.places or wanted.works:
        raise UnknownName(f"claim {shown(pattern)!r}", "no claim's source names it", "critscale verify --list shows the source of each")
    raise UnknownName.among("claim", pattern, (c.id for c in claims))


def _matches(claim_id: str, pattern: str) -> bool:
    name, wanted = claim_id.lower(), pattern.lower()
    return name == wanted or name.startswith(f"{wanted}.") or fnmatchcase(name, wanted)
