"""A statement as a closed Gallina proposition, in the words of Coq's library of real numbers alone.

The proposition quantifies over the variables of the statement's domain, with the ranges as premises, over every real n >= its
least n, and says with ``let`` what the chart means: gamma, beta, and the weights of a softmax row over one logit beta and
n - 1 logits beta rho.  The formulas are the statement's own, evaluated in a field of terms that are not simplified
(`critscale.proofs.gallina.terms`).  No definition of the formal library occurs in it, so none can change what it says.  `Words`
has the names; what is said in them is a matter of the kind of statement (`Statement.proposition`).

Real numbers of Coq divide by 0 and take logarithms of what is not positive; where a claim's formula does either, the suite
calls the claim undefined, whatever is proved here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from textwrap import fill

from ...theory import field as over
from ...theory.assumptions import Assumption
from ...theory.errors import CritscaleError
from ...theory.escaping import visible
from ...theory.expression import Expression, Operation, Variable, fold, names
from ...theory.field import MissingFunction, Scalar
from ...theory.growth import Growth
from ...theory.layer.domain import Domain
from ...theory.layer.regimes import FINITE, FREE, SUBCRITICAL, WINDOW, Point
from ...theory.layer.row import Logs, Row
from ..sides import at
from .terms import GallinaTerm, gallina_variable, term

LONGEST = 6000
"""A formula with more leaves is not written: nobody would read it, and no kernel would end with it."""
WIDTH = 120
HEADER = """\
(** What the claims say, written by critscale from the claims' own formulas: nothing but Coq's real numbers is used. *)
From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.
"""
TAKEN = frozenset(
    {"R", "nat", "INR", "IZR", "exp", "ln", "sqrt", "Rabs", "Rmin", "Rmax", "Rpower", "Int_part", "Prop", "fun"}
)
"""Names that no variable of a proposition may have."""


class Unwritten(CritscaleError):
    """A statement that has no closed proposition here."""

    def __init__(self, why: str) -> None:
        super().__init__("the statement has no closed proposition", why, "")


@dataclass(frozen=True, slots=True)
class Definition:
    """A name that a proposition gives to an expression."""

    name: str
    expression: Expression

    def __str__(self) -> str:
        return f"let {self.name} := {gallina(self.expression)} in"


@dataclass(frozen=True, slots=True)
class Proposition:
    """A closed proposition.

    Attributes
    ----------
    variables : tuple of str
        What it quantifies over, all of them real, n and the second value of a monotone claim included.
    premises : tuple of str
        On the variables.
    fixed, moving : tuple of Definition
        What its conclusion uses, in order: what does not depend on n, and what does.
    conclusion : str
        With ``moving`` written in where n is bound in it.
    meaning : tuple of Definition
        Every name of the chart, used or not, in order.
    domain : Domain
        Where the statement speaks.
    """

    variables: tuple[str, ...]
    premises: tuple[str, ...]
    fixed: tuple[Definition, ...]
    moving: tuple[Definition, ...]
    conclusion: str
    meaning: tuple[Definition, ...]
    domain: Domain

    @property
    def local(self) -> tuple[Definition, ...]:
        """The definitions in front of the conclusion."""
        return (*self.fixed, *(self.moving if "n" in self.variables else ()))

    @property
    def bound(self) -> tuple[str, ...]:
        """Every name in front of the conclusion."""
        return (*self.variables, *(d.name for d in self.local))

    def __str__(self) -> str:
        lines = [f"forall {' '.join(self.variables)} : R,"] if self.variables else []
        lines += [f"  {p} ->" for p in self.premises]
        lines += [f"  {d}" for d in self.local]
        lines += [f"  {line}" for line in self.conclusion.splitlines()]
        return "\n".join(_folded(line) for line in lines)


def coq_definition(name: str, said: Proposition, title: str) -> str:
    """Return the definition of a proposition under the name of a claim or a twin, with its title as a comment."""
    comment = visible(f"{name}: {title}").replace("(*", "( *").replace("*)", "* )").replace('"', "''")
    body = "\n".join(f"  {line}" for line in str(said).splitlines())
    return f"(** {comment} *)\nDefinition {coq_identifier(name)} : Prop :=\n{body}.\n"


def coq_identifier(name: str) -> str:
    """Return the name of a claim, or of a twin, as Coq writes names.

    Examples
    --------
    >>> coq_identifier("A3.cosine.critical-plain / 3 rho/(1 + 2 rho)")
    'A3_cosine_critical_plain__3_rho__1_2_rho_'
    """
    return re.sub(r"[^A-Za-z0-9_]", "_", re.sub(r"\s*([^A-Za-z0-9_\s])\s*", r"\1", name.replace(" / ", "__")))


class Words:
    """The names a domain's propositions use, and what they mean.

    Parameters
    ----------
    domain : Domain
        Of the statement.
    moved : str
        A variable that takes a second value here: it and all that depends on it have a `_` after their names.
    """

    def __init__(self, domain: Domain, moved: str = "") -> None:
        self.domain, self.moved = domain, moved
        self.names: dict[str, str] = {}
        for a in domain.variables:
            if a.fixed is None:
                name = a.name
                while name in TAKEN or name in ("n", "k", "C", "N") or name in self.names.values():
                    name += "'"
                self.names[a.name] = name
        self.mine = set(self.names.values()) | {"n", "k", "C", "N"} | TAKEN
        self.dependent: set[str] = set()
        if moved == "n":
            self.dependent.add("n_")
        elif moved:
            self.names[moved] += "_"
            self.dependent.add(self.names[moved])
        self.meaning: list[Definition] = []
        self.also: list[tuple[str, str]] = []
        self.moving = {self.n.expression.name} if isinstance(self.n.expression, Variable) else set[str]()
        self.point = self._point()

    @property
    def n(self) -> GallinaTerm:
        """The context length."""
        return gallina_variable("n_" if self.moved == "n" else "n")

    def _let(self, name: str, value: Scalar) -> GallinaTerm:
        """Give an expression a name, and return it."""
        expression = term(value).expression
        inside = set(names(expression))
        if not isinstance(expression, Operation) and name not in ("gamma", "beta", "c"):
            return GallinaTerm(expression)
        while name in self.mine or any(d.name == name for d in self.meaning):
            name += "'"
        if inside & self.dependent:
            name += "_"
            self.dependent.add(name)
        if inside & self.moving:
            self.moving.add(name)
        self.meaning.append(Definition(name, expression))
        return gallina_variable(name)

    def _point(self) -> Point:
        """Return the generic point: the variables, and the names of the chart."""
        regime, n = self.domain.regime, self.n
        values: dict[str, Scalar] = {"one": term(1)}
        for v in self.domain.variables:
            values[v.name] = gallina_variable(self.names[v.name]) if v.fixed is None else term(v.fixed)
        if regime is FREE:
            return Point(**values)
        log_n = over.log(n)
        values |= {"h": 1 / n, "L": log_n}
        if not regime.has_row:
            return Point(**values, **self._logarithms(values))
        rho = values.get("rho")
        if rho is None:  # the row is that of any rho < 1
            free = "rho"
            while free in self.mine:
                free += "'"
            self.mine.add(free)
            self.also.append((free, f"{free} < 1"))
            rho = gallina_variable(free)
        gap = 1 - rho
        if regime is FINITE:
            beta = self._let("beta", -(over.log(values["t"]) / gap))
        else:
            if regime is WINDOW:
                s = values["s"]
                gamma = self._let("gamma", 1 / gap + self._let("c", over.log(s / (1 - s)) / gap) / log_n)
            else:
                delta = values.get("delta", 0)
                gamma = self._let("gamma", (1 - delta if regime is SUBCRITICAL else 1 + delta) / gap)
            beta = self._let("beta", gamma * log_n)
            for small in regime.coordinates:
                if small.name != "h":
                    values[small.name] = self._let(small.name, n ** -_linear(small.constant, small.slope, delta))
        own, other = self._let("own", over.exp(beta)), self._let("other", over.exp(beta * rho))
        rest = self._let("others", (n - 1) * other)
        total = self._let("total", own + rest)
        weights = ("a", own), ("a'", rest), ("b", other), ("ab", own - other)
        a, complement, b, difference = (self._let(name, mass / total) for name, mass in weights)
        odds = self._let("E", (n - 1) * over.exp(-(beta * gap)))
        logs = Logs(self._let("log_partition", over.log(1 + odds)), beta * gap, log_n)
        row = Row(a, complement, b, difference, lambda: logs, 1 / (n - 1))
        return Point(**values, **self._logarithms(values, logs), row=row)

    def _logarithms(self, values: Mapping[str, Scalar], logs: Logs | None = None) -> dict[str, Scalar]:
        given = {} if logs is None else {"log_partition": logs.partition, "neg_log_t": logs.gap}
        found: dict[str, Scalar] = {}
        for g in self.domain.regime.logarithms:  # the argument of one may be another
            known = g.name in given
            found[g.name] = given[g.name] if known else self._let(g.name, over.log(term(g.argument(Point(**values, **found)))))
        return found

    def sides(self, *formulas: Scalar) -> tuple[Expression, ...]:
        """Return formulas as expressions.

        Raises
        ------
        Unwritten
            If one uses what Coq's library does not have, or is too long.
        """
        try:
            found = tuple(term(at(f, self.point)) for f in formulas)
        except MissingFunction as error:
            raise Unwritten(error.what) from error
        if any(leaves(e.expression, LONGEST) > LONGEST for e in found):
            raise Unwritten(f"it has more than {LONGEST} leaves")
        return tuple(e.expression for e in found)

    def rate(self, rate: Growth) -> Expression:
        """Return a growth rate as an expression."""
        exponent = _linear(rate.constant, rate.slope, self.point.delta if rate.slope else 0)
        return term(self.n**-exponent * over.log(self.n) ** rate.logs).expression

    def moves(self, expression: Expression) -> bool:
        """Tell whether an expression depends on n."""
        return bool(self.moving & set(names(expression)))

    def used(self, *expressions: Expression) -> tuple[tuple[Definition, ...], tuple[Definition, ...]]:
        """Return the definitions that expressions use: those that do not depend on n, and those that do."""
        wanted = {name for e in expressions for name in names(e)}
        found: list[Definition] = []
        for d in reversed(self.meaning):
            if d.name in wanted:
                wanted |= set(names(d.expression))
                found.insert(0, d)
        return tuple(d for d in found if d.name not in self.moving), tuple(d for d in found if d.name in self.moving)

    def proposition(self, conclusion: str, *expressions: Expression, bound: bool = False) -> Proposition:
        """Return the proposition with that conclusion; ``bound`` says that the conclusion binds n itself."""
        fixed, moving = self.used(*expressions)
        inside = {name for d in (*fixed, *moving) for name in names(d.expression)} | {
            n for e in expressions for n in names(e)
        }
        named = [
            (self.names[a.name], _premises(a, self.names[a.name])) for a in self.domain.variables if a.fixed is None
        ]
        named += [(name, (premise,)) for name, premise in self.also if name in inside]
        if self.domain.regime is not FREE and not bound:
            n = "n_" if self.moved == "n" else "n"
            named.append((n, (f"{self.domain.valid_from} <= {n}",)))
        return Proposition(
            variables=tuple(name for name, _ in named),
            premises=tuple(p for _, premises in named for p in premises),
            fixed=fixed,
            moving=moving,
            conclusion=conclusion,
            meaning=tuple(self.meaning),
            domain=self.domain,
        )


def _linear(constant: Scalar, slope: Scalar, delta: Scalar) -> GallinaTerm:
    """Return constant + slope delta as one writes it."""
    return term(constant - -slope * delta if slope < 0 else constant + slope * delta)


def leaves(expression: Expression, limit: int) -> int:
    """Return the number of leaves, counted little further than ``limit``: an iterated formula has billions."""
    waiting, found = [expression], 0
    while waiting and found <= limit:
        here = waiting.pop()
        if isinstance(here, Operation):
            waiting.extend(here.operands)
        else:
            found += 1
    return found


def _premises(a: Assumption, name: str) -> tuple[str, ...]:
    low = f"{fraction(a.low)} {'<' if a.low_open else '<='} {name}"
    whole = (f"(exists z : Z, {name} = IZR z)",) if a.integer else ()
    if a.high is None:
        return (low, *whole)
    return (f"{low} {'<' if a.high_open else '<='} {fraction(a.high)}", *whole)


def gallina(expression: Expression) -> str:
    """Return an expression as Gallina reads it in the scope of the reals.

    Raises
    ------
    Unwritten
        If it uses what Coq's library does not have.

    Examples
    --------
    >>> x = gallina_variable("x")
    >>> gallina((1 / (1 + x**2)).expression)
    '1 / (1 + x ^ 2)'
    """
    return fold(expression, _Gallina(), {name: (name, ATOM) for name in names(expression)})[0]


SUM, PRODUCT, POWER, ATOM = 1, 2, 3, 4
"""How tightly a text binds."""
_BINARY = {
    "+": (SUM, SUM, PRODUCT),
    "-": (SUM, SUM, PRODUCT),
    "*": (PRODUCT, PRODUCT, POWER),
    "/": (PRODUCT, PRODUCT, POWER),
}
"""The binding of an operation, and what its operands need."""
_FUNCTIONS = {"exp": "exp", "log": "ln", "sqrt": "sqrt", "abs": "Rabs", "min": "Rmin", "max": "Rmax"}


class _Gallina:
    """The algebra of Gallina texts, each with how tightly it binds."""

    def number(self, value: Fraction) -> tuple[str, int]:
        text = fraction(value)
        return text, ATOM if value.denominator == 1 and value >= 0 else PRODUCT if value >= 0 else 0

    def apply(self, operator: str, operands: tuple[tuple[str, int], ...]) -> tuple[str, int]:
        if operator in _BINARY:
            own, left, right = _BINARY[operator]
            return f"{_tight(operands[0], left)} {operator} {_tight(operands[1], right)}", own
        if operator == "neg":
            return f"- {_tight(operands[0], POWER)}", 0
        if operator == "^":
            return self._power(*operands)
        if operator == "nearest_to_half":
            step = _tight(operands[0], ATOM)
            return f"{step} * IZR (Int_part (1 / (2 * {step}) + 1 / 2))", PRODUCT
        if operator == "sum":
            (body, _), (key, _), (last, _) = operands
            return f"sum_f_R0 (fun {key} : nat => {body}) {last}", POWER
        if operator not in _FUNCTIONS:
            raise Unwritten(f"Coq's library has no {operator}")
        return f"{_FUNCTIONS[operator]} {' '.join(_tight(o, ATOM) for o in operands)}", POWER

    def _power(self, base: tuple[str, int], exponent: tuple[str, int]) -> tuple[str, int]:
        text = exponent[0]
        if text.isdigit():
            return f"{_tight(base, ATOM)} ^ {text}", POWER
        if re.fullmatch(r"\d+ / 2", text):
            power = base[0] if text == "1 / 2" else f"{_tight(base, ATOM)} ^ {text.split()[0]}"
            return f"sqrt {_tight((power, 0), ATOM)}", POWER
        if base[0] in ("n", "n_"):
            return f"Rpower {base[0]} {_tight(exponent, ATOM)}", POWER
        raise Unwritten(f"the power {base[0]} ^ {text} has a base that may be 0")


def _tight(part: tuple[str, int], needed: int) -> str:
    text, binding = part
    return text if binding >= needed else f"({text})"


def atom(expression: Expression) -> str:
    """Return an expression as an argument."""
    text = gallina(expression)
    return text if re.fullmatch(r"[\w']+", text) else f"({text})"


def fraction(value: Fraction) -> str:
    """Return an exact number."""
    if value < 0:
        return f"- {fraction(-value)}" if value.denominator == 1 else f"- ({fraction(-value)})"
    return f"{value.numerator}" if value.denominator == 1 else f"{value.numerator} / {value.denominator}"


def argument(value: Fraction) -> str:
    """Return an exact number as an argument of a tactic."""
    return f"({fraction(value)})"


def _folded(line: str) -> str:
    """Return a line broken at blanks where it is too long."""
    indent = " " * (len(line) - len(line.lstrip()))
    if len(line) <= WIDTH:
        return line
    return fill(line, WIDTH, subsequent_indent=f"{indent}  ", break_long_words=False, break_on_hyphens=False)
