"""The contract of a number system, and what formulas do in fields of a test's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
import sympy

from critscale.theory import field
from critscale.theory.expression import fold
from critscale.theory.field import FUNCTIONS, SPECIAL, Field, MissingFunction
from critscale.theory.grammar import parse
from critscale.theory.layer import naive
from critscale.theory.layer.quantities import output_cosine, perplexity
from critscale.theory.layer.registry import QUANTITIES
from critscale.theory.layer.row import Logs, Row
from critscale.theory.symbols import SYMBOLS


def test_a_field_that_forgets_a_function_is_refused_when_it_is_defined() -> None:
    """By the names of what it forgets; what it says to lack, it lacks by name too."""
    with pytest.raises(TypeError, match="the field Forgetful has no log, floor: define it"):
        type("Forgetful", (Field,), {n: staticmethod(abs) for n in FUNCTIONS if n not in ("log", "floor", *SPECIAL)}, lacks=SPECIAL)
    lacking = type("Lacking", (Field,), {"refusal": ("of nothing", "there is none", "take one")}, lacks=FUNCTIONS)()
    for name in FUNCTIONS:
        with pytest.raises(MissingFunction, match=f"^{name} of nothing: there is none; take one$"):
            getattr(lacking, name)(1, 2)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_finds_the_field_of_its_argument(name: str) -> None:
    """Through a subtype too; a value of no field is refused by the function's name."""
    base = type("Value", (), {})
    told = type("Told", (Field,), {n: staticmethod(lambda *_, n=n: n) for n in FUNCTIONS})()
    told.register(base)
    arguments = [type("Derived", (base,), {})()] * {"spectral_norm": 7, "entmax_gap": 3}.get(name, 1)
    function = getattr(field, name)
    if name in ("minimum", "maximum", "hypot", "radical", "regularized_beta", "regularized_gamma", "scaled_bessel"):
        arguments *= 2
    assert function(*arguments) == name
    with pytest.raises(MissingFunction, match=f"^{name} is not defined on list"):
        function(*[[] for _ in arguments])


def test_a_law_is_read_by_the_field_of_formulas() -> None:
    """Operators, functions, and more than two arguments of min."""
    n = sympy.Symbol("n", positive=True)
    law = parse("(n + 2*log(n))^2/3 - min(n, 3, sqrt(n)) + floor(-exp(n))", ())
    expected = (n + 2 * sympy.log(n)) ** 2 / 3 - sympy.Min(n, 3, sympy.sqrt(n)) + sympy.floor(-sympy.exp(n))
    assert sympy.simplify(fold(law, SYMBOLS, {"n": n}) - expected) == 0


def test_symbols_give_the_exact_expression() -> None:
    """The cosine that its definition gives, from the weights as symbols; e^H by SymPy's exp."""
    a, rho, r, n = sympy.symbols("a rho r n", positive=True)
    b = (1 - a) / (n - 1)
    row = Row(a, 1 - a, b, a - b, lambda: Logs(-sympy.log(a), sympy.log(a / b), sympy.log(n)))
    expected = naive.output_inner_product(a, b, n, rho, r) / naive.output_norm_squared(a, b, n, rho, r)
    assert sympy.simplify(output_cosine(row, rho, r) - expected) == 0
    entropy = -a * sympy.log(a) - (1 - a) * sympy.log(b)
    found = perplexity(row, rho, r)
    assert found.has(sympy.exp)
    point = {a: sympy.Rational(1, 3), n: 7}
    assert abs(sympy.N((sympy.log(found) - entropy).subs(point))) < 1e-12


@dataclass(frozen=True)
class Tracked:
    """A number >= 0 that is an exact input, or not, and was made with a subtraction of what is none, or not."""

    exact: bool = False
    subtracted: bool = False

    def made(self, *others: Any) -> Tracked:
        """Return what is made of it and others without a subtraction."""
        parts = [self, *(o for o in others if isinstance(o, Tracked))]
        return Tracked(all(p.exact for p in parts), any(p.subtracted for p in parts))

    def less(self, *others: Any) -> Tracked:
        """Return what is made of it and others by a subtraction."""
        made = self.made(*others)
        return Tracked(made.exact, made.subtracted or not made.exact)

    __add__ = __radd__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __pow__ = made
    __sub__ = __rsub__ = __neg__ = less


type("Tracking", (Field,), dict.fromkeys(FUNCTIONS, staticmethod(Tracked.made)))().register(Tracked)


@pytest.mark.parametrize("id", QUANTITIES)
def test_a_formula_adds_nonnegative_terms_or_says_what_it_subtracts(id: str) -> None:
    """The contract on authors: what a row gives is >= 0, and only exact inputs (rho, r, 1/(n - 1), 1/d) may be subtracted."""
    weight, exact = Tracked(), Tracked(exact=True)
    row = Row(weight, weight, weight, weight, lambda: Logs(weight, weight, weight), exact)
    found = QUANTITIES[id].in_dimension(exact)(row, exact, exact)
    assert found.subtracted == bool(QUANTITIES[id].subtracts)
