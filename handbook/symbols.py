"""The symbols of the claims and formulas: what each stands for, and which of them a page uses.

Variables and quantities have their words from the theory, where they are defined; what stands for a token, a weight of a matrix or
an error term, and is no variable of a formula, is written here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..theory.assumptions import CONTEXT_LENGTH, CORRELATION, FILLING, RESIDUAL, WEIGHT_RATIO, WINDOW_WEIGHT, Assumption
from ..theory.expansions.catalogue import catalogue
from ..theory.expression import names
from ..theory.layer.regimes import REGIMES
from ..theory.layer.registry import QUANTITIES
from ..theory.notation import GREEK
from .entry import ClaimEntry

LAYER, ROW, GROWTH, QUANTITY = "The layer", "A row", "As n grows", "Quantities"


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolNote:
    """A symbol.

    Attributes
    ----------
    id : str
        Its anchor on the page.
    latex, typed : str
        As formulas have it, and as one types it.
    short, meaning : str
        In a few words, and in a sentence.
    definition : str
        By other symbols, empty where the meaning is all.
    group : str
        What it belongs to.
    page : str
        Id of the quantity whose page has more.
    """

    id: str
    latex: str
    typed: str
    short: str
    meaning: str
    definition: str = ""
    group: str
    page: str = ""


def _note(group: str, typed: str, latex: str, short: str, meaning: str = "", definition: str = "", page: str = "") -> SymbolNote:
    id = page or f"{'cap-' if typed[0].isupper() else ''}{re.sub(r'[^a-z0-9]+', '-', typed.lower().replace(chr(39), '-prime')).strip('-')}"
    return SymbolNote(id=id, latex=latex, typed=typed, short=short, meaning=meaning or short, definition=definition, group=group, page=page)


def _variable(group: str, variable: Assumption, short: str = "", definition: str = "") -> SymbolNote:
    latex = rf"\{variable.name}" if variable.name in GREEK else variable.name
    return _note(group, variable.name, latex, short or variable.meaning, variable.meaning, definition or variable.definition)


def _listed() -> Iterator[SymbolNote]:
    yield _variable(LAYER, CONTEXT_LENGTH)
    yield _note(LAYER, "d", "d", "dimension", "dimension of the tokens; n tokens of one inner product need d >= n")
    yield _note(LAYER, "x_i", "x_i", "token", "token i of the context, as it enters the layer")
    yield _note(LAYER, "y_i", "y_i", "unit token", "the direction of token i", "y_i = x_i/|x_i|")
    yield _note(LAYER, "q", "q", "squared norm", "squared norm of the tokens, the same for all", "q = |x_i|^2")
    yield _note(LAYER, "q1", "q_1", "least squared norm", "the squared norms of the tokens lie between q1 and q2")
    yield _note(LAYER, "q2", "q_2", "largest squared norm", "the squared norms of the tokens lie between q1 and q2")
    yield _variable(LAYER, CORRELATION, "inner product")
    yield _note(LAYER, "rho1", r"\rho_1", "least inner product", "the inner products of different unit tokens lie between rho1 and rho2")
    yield _note(LAYER, "rho2", r"\rho_2", "largest inner product", "the inner products of different unit tokens lie between rho1 and rho2")
    yield _note(LAYER, "alpha", r"\alpha", "residual factor", "factor of the residual connection", "x'_i = m_i + alpha x_i")
    yield _variable(LAYER, RESIDUAL, "residual strength")
    yield _note(LAYER, "beta", r"\beta", "inverse temperature", "factor on the inner products before the softmax; beta_n where it goes with n")
    yield _note(LAYER, "gamma", r"\gamma", "scale of log n", "the inverse temperature over log n; 1/(1 - rho) is critical", "beta = gamma log n")
    yield _note(LAYER, "m_i", "m_i", "attention output", "what token i reads, ATT(y_i)", "m_i = sum_j A_ij y_j")
    yield _note(LAYER, "x'_i", "x'_i", "output token", "token i after the layer, with the residual connection", "x'_i = m_i + alpha x_i")
    yield _note(LAYER, "J", "J", "Jacobian", "all derivatives of the outputs by the tokens, dx'_i/dx_k")
    yield _note(LAYER, "eta", r"\eta", "mean square Jacobian", "the mean square of the singular values of the Jacobian", "eta = |J|_F^2/(n d)")
    yield _note(ROW, "A_ij", "A_{ij}", "attention weight", "weight of token j in the row of token i: the softmax of beta <y_i, y_j> over j")
    yield _note(ROW, "Lambda", r"\Lambda", "critical scale", "critical scale of a row: sup over t of log N(t)/t")
    yield _note(ROW, "N(t)", "N(t)", "keys within a gap", "how many keys have a gap of t at most to the top score")
    yield _note(ROW, "Z", "Z", "partition sum", "the sum over the keys of exp(-beta gap); the top weight is 1/Z")
    yield _note(ROW, "Delta", r"\Delta", "gap", "how far a score is below the top one")
    yield _note(ROW, "IPR", r"\mathrm{IPR}", "inverse participation ratio", "the sum of the squares of the weights of a row")
    yield _variable(GROWTH, WINDOW_WEIGHT, "limiting self weight")
    yield _note(GROWTH, "kappa", r"\kappa", "place in the window", "0 at criticality, -oo and oo at the ends of the window", "kappa = beta (1 - rho) - log n = c (1 - rho)")
    yield _note(GROWTH, "c", "c", "offset in the window", "how far gamma is from critical, times log n", "gamma = 1/(1 - rho) + c/log n")
    yield _note(GROWTH, "delta", r"\delta", "depth", "how far gamma is from critical", "delta = |1 - gamma (1 - rho)|")
    yield _variable(GROWTH, WEIGHT_RATIO, "ratio b/a")
    yield _variable(GROWTH, FILLING, "filling")
    yield _note(GROWTH, "L", "L", "log n", "natural logarithm of the context length; in scaling laws the length that a model was trained at")
    yield _note(GROWTH, "o", "o", "smaller order", "o(1) tends to 0 as n -> oo, at each fixed point of the parameters")
    yield _note(GROWTH, "O", "O", "order", "O(g) is at most a constant times g as n -> oo, at each fixed point; with brackets: without, O is the row overlap")
    yield _note(GROWTH, "B", r"B(c,\, n \ge n_0)", "bound", "an error of absolute value c at most for every n >= n0: a theorem at finite n")
    yield _note(GROWTH, "C", "C", "constant of a bound", "the constant of a B-term, written out below the formula; C_1, C_2 where a formula has several lines")
    for id, quantity in QUANTITIES.items():
        yield _note(QUANTITY, id, quantity.symbol, quantity.title, quantity.description, page=id)


NOTES = tuple(_listed())
"""In the order of the page."""
SYMBOLS: Mapping[str, SymbolNote] = {symbol.id: symbol for symbol in NOTES}
"""By their anchors."""
_BY_NAME = {symbol.typed: symbol for symbol in NOTES}
_OF_ANY = ("n", "rho", "rho1", "rho2", "beta", "kappa", "x_i", "y_i", "m_i", "x'_i", "A_ij")
_OF_THE_LAYER = {word: word for word in (*_OF_ANY, "gamma", "alpha", "delta", "eta", "J")} | {
    "A_ii": "A_ij",
    "O(": "O",
    "o(": "o",
    "lambda ->": "contraction-factor",
    "lambda =": "contraction-factor",
    "1 - lambda": "contraction-factor-complement",
    "cos'": "output-cosine",
    "cos'_ij": "output-cosine",
    "|x'|^2": "output-norm-squared",
    "a ->": "self-weight",
    "1 - a": "self-weight-complement",
    "E <=": "odds",
    "E >=": "odds",
    "H =": "row-entropy",
    "Y =": "inverse-participation-ratio",
    "O_ij": "row-overlap",
    "q eta": "q",
    "in d": "d",
    "d =": "d",
    "1/d": "d",
}
_OF_A_ROW = {word: word for word in ("n", "beta", "Lambda", "N(t)", "Z", "Delta", "IPR")} | {"H <=": "row-entropy", "H >=": "row-entropy"}
"""What a title types for a symbol, where its letter has one sense in all titles of the kind: of the layer, and of rows of any scores."""
_ON_ROWS = ("E", "H")


def quantity_symbols(id: str) -> tuple[SymbolNote, ...]:
    """Return the symbols of a quantity's page, in the order of the page of symbols: those of its definition and its expansions."""
    entries = [e for e in catalogue().values() if e.quantity.id == id]
    variables = {a.name for e in entries for a in e.regime.variables(e.relevant())}
    dimension = {"d"} if QUANTITIES[id].dimension else set()
    return _sorted({*variables, *dimension, "n", "rho", "beta", "gamma", "self-weight", "other-weight", "B", id})


def claim_symbols(entry: ClaimEntry) -> tuple[SymbolNote, ...]:
    """Return the symbols of a claim, in the order of the page of symbols: those of its title, of its sides and of its regime.

    A letter that the claim's own assumptions give another sense is left to them.
    """
    claim = entry.claim
    found = {name for _, side in entry.writing.sides for name in names(side)}
    typed = _OF_A_ROW if claim.id.startswith(_ON_ROWS) else _OF_THE_LAYER
    found |= {name for word, name in typed.items() if _typed(word, claim.title)}
    if entry.writing.regime in REGIMES:
        found |= {"n", "gamma", "rho"}
    return _sorted(found - {a.name for a in claim.assumptions if a.name in _BY_NAME and a.meaning != _BY_NAME[a.name].meaning})


def _typed(word: str, title: str) -> bool:
    """Tell whether a title has a word that begins and ends there."""
    before, after = r"(?<![\w'])" if word[0].isalpha() else "", r"(?![\w'])" if word[-1].isalnum() else ""
    return re.search(before + re.escape(word) + after, title) is not None


def _sorted(found: Iterable[str]) -> tuple[SymbolNote, ...]:
    wanted = set(found)
    return tuple(symbol for symbol in NOTES if symbol.id in wanted or symbol.typed in wanted)
