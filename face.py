"""The verbs of the package that take words instead of objects: formulas by query, the suite by claim id."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from .proofs.claim import Claim
from .proofs.evidence import METHODS, Finding
from .proofs.report import Report
from .proofs.suite import run_suite as run_suite
from .theory.expansions.catalogue import find
from .theory.expansions.derivation import Formula, derive
from .theory.layer.registry import Quantity
from .theory.result import Results

if TYPE_CHECKING:
    from concurrent.futures import Executor


def formulas(query: str | Quantity = "", *, regime: str | None = None, terms: int = 1) -> Results[Formula]:
    """Derive every formula of the catalogue that matches.

    Parameters
    ----------
    query : str or Quantity
        An id, a quantity, one of your own included, or free words.
    regime : str, optional
        ``subcritical``, ``critical``, ``window`` or ``supercritical``.
    terms : int
        Leading terms to keep, at least 1.

    Returns
    -------
    Results of Formula
        A tuple, shown as a table.

    Raises
    ------
    UnknownName
        If nothing matches.
    MissingFunction
        As `formula`.
    """
    return Results(derive(entry, terms) for entry in find(query, regime=regime))


def formula(
    quantity: str | Quantity,
    *,
    regime: str | None = None,
    residual: bool = False,
    orthogonal: bool = False,
    terms: int = 1,
) -> Formula:
    """Derive one formula.

    Parameters
    ----------
    quantity : str or Quantity
        A quantity such as ``"output-cosine"``, the full id of a formula, or a quantity of your own.
    regime : str, optional
        Not needed with a full id.
    residual, orthogonal : bool
        The formula for r > 0, or for rho = 0.
    terms : int
        Leading terms to keep, at least 1.

    Returns
    -------
    Formula

    Raises
    ------
    UnknownName
        If nothing or more than one formula matches.
    MissingFunction
        If the formula takes a function that a derivation does not know, such as a logarithm of its own.

    Examples
    --------
    >>> formula("output-cosine", regime="critical").expression
    4*rho/(3*rho + 1)
    """
    from .theory.errors import UnknownName

    found = find(quantity, regime=regime)
    if not (len(found) == 1 and found[0].id == quantity):
        found = tuple(
            e for e in found if (e.variant == "residual") == residual and (e.variant == "orthogonal") == orthogonal
        )
    if len(found) != 1:
        known = ", ".join(e.id for e in found) or "none"
        name = quantity if isinstance(quantity, str) else quantity.id
        raise UnknownName(f"formula {name!r}", f"{len(found)} match ({known})", "give a regime, or the full id")
    return derive(found[0], terms)


def claim(id: str, *, file: str = "") -> Claim:
    """Return a claim: what it states, as LaTeX and as a citation too.

    Parameters
    ----------
    id : str
        The whole id.
    file : str
        A file with claims of your own.

    Returns
    -------
    Claim

    Raises
    ------
    UnknownName
        With the nearest ids.

    Examples
    --------
    >>> print(claim("A3.cosine.supercritical").bibtex().splitlines()[0])
    @misc{critscale:A3.cosine.supercritical,
    """
    from .proofs.library import find_claim

    return find_claim(id, file)


def verify(
    *claims: str,
    twins: bool = False,
    with_twins: bool = False,
    budget: str = "default",
    methods: Iterable[str] = METHODS,
    executor: Executor | None = None,
    progress: Callable[[Finding], None] | None = None,
    file: str = "",
    formal: bool = False,
) -> Report:
    """Run the verification suite on chosen claims.

    Parameters
    ----------
    *claims : str
        Ids, beginnings of ids (``"A3"``), patterns (``"A*.cosine*"``), or what their source names (``"Theorem 2.1"``,
        ``"eq. (3.2)"``, ``"arXiv 2411.04990"``, an author); all claims by default.
    twins : bool
        Check that the must-fail twins are refuted, instead of the claims.
    with_twins : bool
        Check the claims, and after each its twins.
    budget : str
        ``"quick"``, ``"default"`` or ``"thorough"``.
    methods : iterable of str
        Names from `critscale.proofs.evidence.METHODS`.
    executor : concurrent.futures.Executor, optional
        Where the checks run: a process pool, Dask's, MPI's or Ray's.
    progress : callable, optional
        Called with every finding as it comes in.
    file : str
        A file with claims of your own: Python, which is run, or text named ``*.claims``.
    formal : bool
        Have the Rocq kernel (``coqc``) check the formal proofs too.

    Returns
    -------
    Report

    Raises
    ------
    UnknownName
        If a pattern matches no claim, and no claim's source names it.
    """
    from .proofs.library import select

    return run_suite(
        select(claims, file),
        twins=twins,
        with_twins=with_twins,
        budget=budget,
        methods=methods,
        executor=executor,
        progress=progress,
        file=file,
        formal=formal,
    )
