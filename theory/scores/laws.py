"""Laws of scores: every entry says how the scores of a row are distributed, and what follows for its focusing.

A row has n scores that are independent and follow one law.  The law enters by its upper tail: P(X > x) = exp(-I(x)), so that
the largest of n scores is near the x with I(x) = log n, and by the cumulant generating function K(beta) = log E exp(beta X).
Parameters are values of one field: exact as a user gives them, balls or symbols by `ScoreLaw.over`.

For integrals over the law each entry has a coordinate s on the whole line, in which score and density are entire or have poles
only; the score x(s) rises with s.  Scores that end at a top are measured from it: x <= 0.

Source: theory E5 to E10, E29 to E32; classical extreme-value theory.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from typing import ClassVar, Literal, NoReturn, Self, TypeAlias

from ..change import Change
from ..errors import BadInput
from ..field import (
    MissingFunction,
    Scalar,
    exp,
    gamma_function,
    log,
    normal_tail,
    regularized_beta,
    regularized_gamma,
    sqrt,
)
from ..layer.finite_dimension import bulk_mass, bulk_overlap
from ..named import Catalogue

Extreme: TypeAlias = Literal["Gumbel", "Weibull"]
"""The domain of attraction of the largest score: whether it has a limit law without an end, or one that ends at the top."""


class ScoreLaw(ABC):
    """A law of scores; its parameters are its fields.

    What has no closed form raises `MissingFunction`; `critscale.numerics.answers.scores` integrates it.
    """

    __slots__ = ()
    extreme: ClassVar[Extreme] = "Gumbel"
    change: ClassVar[Change] = "transition"
    limit: ClassVar[str] = "PD(1/b, 0)"
    """The law of the ordered weights at b beta_c, b > 1, as n -> oo."""
    bottom: ClassVar[int | None] = None
    top: ClassVar[int | None] = None
    """The ends of the scores, None where there is none."""
    source: ClassVar[str]

    def __post_init__(self) -> None:
        """Refuse parameters without a meaning.

        Raises
        ------
        BadInput
            If an exact parameter is not positive.
        """
        for field in fields(self):  # type: ignore[arg-type]
            value = getattr(self, field.name)
            if isinstance(value, int | Fraction) and value <= 0:
                raise BadInput(f"{field.name} = {value} of a law of scores", "not positive", f"give {field.name} > 0")

    def over(self, number: Callable[[Fraction], Scalar]) -> Self:
        """Return the law with its parameters in another field."""
        return replace(self, **{f.name: number(getattr(self, f.name)) for f in fields(self)})  # type: ignore[type-var, arg-type]

    @property
    @abstractmethod
    def growth(self) -> str:
        """How the critical beta grows with n, in words."""

    @abstractmethod
    def score(self, s: Scalar) -> Scalar:
        """Return the score at a coordinate."""

    @abstractmethod
    def weight(self, s: Scalar) -> Scalar:
        """Return the density of the coordinate up to a constant."""

    @abstractmethod
    def normaliser(self) -> Scalar:
        """Return the constant: the density is it times `weight`."""

    @abstractmethod
    def coordinate(self, x: Scalar) -> Scalar:
        """Return the coordinate of a score between bottom and top."""

    @abstractmethod
    def above(self, s: Scalar) -> Scalar:
        """Return the probability of a coordinate above s."""

    @abstractmethod
    def below(self, s: Scalar) -> Scalar:
        """Return an upper bound of the probability of a coordinate below s."""

    def rate(self, x: Scalar) -> Scalar:
        """I(x) = -log P(X > x); nats."""
        return -log(self.above(self.coordinate(x)))

    def hazard(self, x: Scalar) -> Scalar:
        """I'(x), the density over the tail."""
        self._missing("I'(x)")

    def quantile(self, length: Scalar) -> Scalar:
        """x_n with I(x_n) = log n, at log n; the largest of n scores is near it."""
        self._missing("x_n")

    def critical_beta(self, length: Scalar) -> Scalar:
        """beta_c = I'(x_n) at log n, or beta at the natural unit of a crossover (b = 1)."""
        return self.hazard(self.quantile(length))

    def cumulant(self, beta: Scalar) -> Scalar:
        """K(beta) = log E exp(beta X); nats."""
        self._missing("K(beta)")

    def cumulant_slope(self, beta: Scalar) -> Scalar:
        """K'(beta), the mean score under the weights exp(beta X)."""
        self._missing("K'(beta)")

    def cramer_rate(self, x: Scalar) -> Scalar:
        """sup_beta (beta x - K(beta)) at an x above the mean: P(mean of k scores > x) <= exp(-k of it)."""
        self._missing("Cramer's rate")

    def _missing(self, what: str) -> NoReturn:
        raise MissingFunction(f"{what} of {type(self).__name__}", "it has no closed form", "integrate over the law")


@dataclass(frozen=True, slots=True)
class Gaussian(ScoreLaw):
    """X ~ N(0, v), the random energy model; the coordinate is X/sqrt(v).

    Attributes
    ----------
    v : Scalar
        Variance of the scores.
    """

    source: ClassVar[str] = "theory E6; the random energy model, arXiv 2505.24333 Result 1"

    v: Scalar

    @property
    def growth(self) -> str:
        """Return sqrt(log n)."""
        return "sqrt(log n)"

    def score(self, s: Scalar) -> Scalar:
        """x = sqrt(v) s."""
        return sqrt(self.v) * s

    def coordinate(self, x: Scalar) -> Scalar:
        """s = x/sqrt(v)."""
        return x / sqrt(self.v)

    def weight(self, s: Scalar) -> Scalar:
        """exp(-s^2/2)."""
        return exp(-(s * s) / 2)

    def normaliser(self) -> Scalar:
        """1/sqrt(2 pi)."""
        one = 1 + 0 * self.v
        return 1 / (sqrt(2 * one) * gamma_function(one / 2))

    def below(self, s: Scalar) -> Scalar:
        """P(S < s)."""
        return normal_tail(-s)

    def above(self, s: Scalar) -> Scalar:
        """P(S > s)."""
        return normal_tail(s)

    def hazard(self, x: Scalar) -> Scalar:
        """Density over tail of the normal law, near x/v."""
        s = self.coordinate(x)
        return self.normaliser() * self.weight(s) / (sqrt(self.v) * normal_tail(s))

    def cumulant(self, beta: Scalar) -> Scalar:
        """v beta^2/2."""
        return self.v * beta * beta / 2

    def cumulant_slope(self, beta: Scalar) -> Scalar:
        """v beta."""
        return self.v * beta

    def cramer_rate(self, x: Scalar) -> Scalar:
        """x^2/(2 v)."""
        return x * x / (2 * self.v)


class Stretched(ScoreLaw):
    """A law with the tail of a power of an exponential variable: P(S > s) = exp(-exp(p s)) of its coordinate."""

    __slots__ = ()

    @property
    @abstractmethod
    def exponent(self) -> Scalar:
        """p."""

    def weight(self, s: Scalar) -> Scalar:
        """exp(p s - exp(p s))."""
        return exp(self.exponent * s - exp(self.exponent * s))

    def normaliser(self) -> Scalar:
        """p."""
        return self.exponent

    def below(self, s: Scalar) -> Scalar:
        """exp(p s)."""
        return exp(self.exponent * s)

    def above(self, s: Scalar) -> Scalar:
        """exp(-exp(p s))."""
        return exp(-exp(self.exponent * s))


@dataclass(frozen=True, slots=True)
class Weibull(Stretched):
    """P(X > x) = exp(-x^p) for x >= 0; the coordinate is log X.

    Attributes
    ----------
    p : Scalar
        Exponent of the tail: 2 has the growth of the Gaussian law, p -> oo that of the simplex.
    """

    bottom: ClassVar[int | None] = 0
    source: ClassVar[str] = "theory E7, derived"

    p: Scalar

    @property
    def growth(self) -> str:
        """Return (log n)^(1 - 1/p)."""
        return {1: "constant", 2: "sqrt(log n)"}.get(self.p, f"(log n)^({1 - 1 / Fraction(self.p)})")

    def score(self, s: Scalar) -> Scalar:
        """x = exp(s)."""
        return exp(s)

    def coordinate(self, x: Scalar) -> Scalar:
        """s = log x."""
        return log(x)

    @property
    def exponent(self) -> Scalar:
        """p."""
        return self.p

    def rate(self, x: Scalar) -> Scalar:
        """x^p."""
        return exp(self.p * log(x))

    def hazard(self, x: Scalar) -> Scalar:
        """p x^(p - 1)."""
        return self.p * exp((self.p - 1) * log(x))

    def quantile(self, length: Scalar) -> Scalar:
        """(log n)^(1/p), so that beta_c = p (log n)^(1 - 1/p)."""
        return exp(log(length) / self.p)


@dataclass(frozen=True, slots=True)
class Exponential(Stretched):
    """P(X > x) = exp(-x): exp(beta X) is exactly a Pareto variable of index 1/beta; the coordinate is log X."""

    bottom: ClassVar[int | None] = 0
    source: ClassVar[str] = "theory E8, derived"

    @property
    def growth(self) -> str:
        """No growth: beta_c = 1."""
        return "constant"

    def score(self, s: Scalar) -> Scalar:
        """x = exp(s)."""
        return exp(s)

    def coordinate(self, x: Scalar) -> Scalar:
        """s = log x."""
        return log(x)

    @property
    def exponent(self) -> Scalar:
        """1."""
        return 1

    def rate(self, x: Scalar) -> Scalar:
        """x."""
        return x

    def hazard(self, x: Scalar) -> Scalar:
        """1."""
        return 1 + 0 * x

    def quantile(self, length: Scalar) -> Scalar:
        """log n."""
        return length

    def cumulant(self, beta: Scalar) -> Scalar:
        """-log(1 - beta), beta < 1."""
        return -log(1 - beta)

    def cumulant_slope(self, beta: Scalar) -> Scalar:
        """1/(1 - beta), beta < 1."""
        return 1 / (1 - beta)

    def cramer_rate(self, x: Scalar) -> Scalar:
        """x - 1 - log x; the mean is 1."""
        return x - 1 - log(x)


@dataclass(frozen=True, slots=True)
class Endpoint(Stretched):
    """Scores below a top, X = -gap with P(gap < t) = exp(-t^-k); the coordinate is -log gap.

    Attributes
    ----------
    k : Scalar
        How fast the tail vanishes at the top; k = 1 is the clean (log n)^2 law.
    """

    top: ClassVar[int | None] = 0
    source: ClassVar[str] = "theory E9, derived"

    k: Scalar

    @property
    def growth(self) -> str:
        """Return (log n)^(1 + 1/k)."""
        return "(log n)^2" if self.k == 1 else f"(log n)^({1 + 1 / Fraction(self.k)})"

    def score(self, s: Scalar) -> Scalar:
        """x = -exp(-s)."""
        return -exp(-s)

    def coordinate(self, x: Scalar) -> Scalar:
        """s = -log(-x)."""
        return -log(-x)

    @property
    def exponent(self) -> Scalar:
        """k."""
        return self.k

    def rate(self, x: Scalar) -> Scalar:
        """(-x)^-k."""
        return exp(-(self.k * log(-x)))

    def hazard(self, x: Scalar) -> Scalar:
        """k (-x)^(-k - 1)."""
        return self.k * exp(-((self.k + 1) * log(-x)))

    def quantile(self, length: Scalar) -> Scalar:
        """-(log n)^(-1/k), so that beta_c = k (log n)^(1 + 1/k)."""
        return -exp(-(log(length) / self.k))


class Edge(ScoreLaw):
    """A law whose scores end at a top with P(gap < t) ~ c t^kappa: arrivals at the top are those of a Poisson process."""

    __slots__ = ()
    extreme: ClassVar[Extreme] = "Weibull"
    change: ClassVar[Change] = "crossover"
    top: ClassVar[int | None] = 0
    limit: ClassVar[str] = "exp(-b tau_k) over its sum, tau_k^kappa Poisson arrivals"

    @property
    @abstractmethod
    def edge_exponent(self) -> Scalar:
        """kappa."""

    @abstractmethod
    def edge_constant(self) -> Scalar:
        """Return c."""

    def critical_beta(self, length: Scalar) -> Scalar:
        """(n c)^(1/kappa), the unit of a crossover: at b times it every b leaves macroscopic random weights."""
        return exp((length + log(self.edge_constant())) / self.edge_exponent)


@dataclass(frozen=True, slots=True)
class Gamma(Edge):
    """Scores below a top, X = -gap, gaps of the Gamma law; the coordinate is -log(gap kappa/m).

    Attributes
    ----------
    kappa : Scalar
        Shape: P(gap <= t) ~ t^kappa; kappa -> oo is the simplex.
    m : Scalar
        Mean gap.
    """

    source: ClassVar[str] = "theory E32, derived"

    kappa: Scalar
    m: Scalar

    @property
    def growth(self) -> str:
        """Return n^(1/kappa)."""
        return f"n^({1 / Fraction(self.kappa)})"

    @property
    def edge_exponent(self) -> Scalar:
        """kappa."""
        return self.kappa

    def edge_constant(self) -> Scalar:
        """(kappa/m)^kappa/Gamma(kappa + 1)."""
        return exp(self.kappa * log(self.kappa / self.m)) / gamma_function(self.kappa + 1)

    def score(self, s: Scalar) -> Scalar:
        """x = -(m/kappa) exp(-s)."""
        return -(self.m / self.kappa * exp(-s))

    def coordinate(self, x: Scalar) -> Scalar:
        """s = -log(-x kappa/m)."""
        return -log(-(x * self.kappa / self.m))

    def weight(self, s: Scalar) -> Scalar:
        """exp(-kappa s - exp(-s))."""
        return exp(-(self.kappa * s) - exp(-s))

    def normaliser(self) -> Scalar:
        """1/Gamma(kappa)."""
        return 1 / gamma_function(self.kappa)

    def below(self, s: Scalar) -> Scalar:
        """2^kappa exp(-exp(-s)/2), Chernoff's bound at half the rate."""
        return exp(self.kappa * log(2 + 0 * s) - exp(-s) / 2)

    def above(self, s: Scalar) -> Scalar:
        """P(kappa, exp(-s)), the regularised incomplete Gamma function."""
        return regularized_gamma(exp(-s), self.kappa)

    def cumulant(self, beta: Scalar) -> Scalar:
        """-kappa log(1 + beta m/kappa)."""
        return -(self.kappa * log(1 + beta * self.m / self.kappa))

    def cumulant_slope(self, beta: Scalar) -> Scalar:
        """-m/(1 + beta m/kappa), minus the tilted mean gap."""
        return -self.m / (1 + beta * self.m / self.kappa)

    def cramer_rate(self, x: Scalar) -> Scalar:
        """kappa (g - 1 - log g), g = -x/m < 1."""
        return self.kappa * (-x / self.m - 1 - log(-x / self.m))


@dataclass(frozen=True, slots=True)
class Sphere(Edge):
    """X = <q, k> - 1, keys uniform on the unit sphere S^(d - 1), the query not among them; the coordinate is artanh <q, k>.

    Attributes
    ----------
    d : int
        Dimension, >= 2.
    """

    source: ClassVar[str] = "arXiv 2605.08505 for the scale; theory E10, derived"

    bottom: ClassVar[int | None] = -2

    d: int

    def __post_init__(self) -> None:
        """Refuse a dimension without a meaning.

        Raises
        ------
        BadInput
            If it is below 2.
        """
        if isinstance(self.d, int) and self.d < 2:
            raise BadInput(f"d = {self.d} of a law of scores", "no sphere", "give d >= 2")

    @property
    def growth(self) -> str:
        """Return n^(2/(d - 1))."""
        return f"n^({Fraction(2, self.d - 1)})"

    @property
    def edge_exponent(self) -> Scalar:
        """(d - 1)/2."""
        return Fraction(self.d - 1, 2) if isinstance(self.d, int) else (self.d - 1) / 2

    def edge_constant(self) -> Scalar:
        """C_d, P(1 - <q, k> < e) ~ C_d e^kappa."""
        kappa = self.edge_exponent
        return self.normaliser() * exp((kappa - 1) * log(2 + 0 * kappa)) / kappa

    def score(self, s: Scalar) -> Scalar:
        """x = tanh s - 1."""
        falling = exp(-2 * s)
        return -2 * falling / (1 + falling)

    def coordinate(self, x: Scalar) -> Scalar:
        """s = log(-(2 + x)/x)/2."""
        return log(-((2 + x) / x)) / 2

    def weight(self, s: Scalar) -> Scalar:
        """cosh(s)^-(d - 1)."""
        falling = exp(-s)
        return (2 * falling / (1 + falling * falling)) ** (self.d - 1)

    def normaliser(self) -> Scalar:
        """Gamma(d/2)/(sqrt(pi) Gamma((d - 1)/2)), of the density (1 - x^2)^((d - 3)/2)."""
        kappa = self.edge_exponent
        half = (1 + 0 * kappa) / 2
        return gamma_function(kappa + half) / (gamma_function(half) * gamma_function(kappa))

    def above(self, s: Scalar) -> Scalar:
        """P(<q, k> > tanh s), half a regularised incomplete beta function; one more of -s where s < 0."""
        if s < 0:
            return 1 - self.above(-s)
        return regularized_beta(4 / (exp(s) + exp(-s)) ** 2, self.edge_exponent) / 2

    def below(self, s: Scalar) -> Scalar:
        """(2 exp(s))^(d - 1)."""
        return exp((self.d - 1) * s) * 2 ** (self.d - 1)

    def cumulant(self, beta: Scalar) -> Scalar:
        """log M_d(beta) - beta, M_d = 0F1(; d/2; beta^2/4)."""
        return log(bulk_mass(self.d + 1, beta))

    def cumulant_slope(self, beta: Scalar) -> Scalar:
        """A_d(beta) - 1, A_d = I_{d/2}/I_{d/2-1}."""
        return bulk_overlap(self.d + 1, beta) - 1


SCORE_LAWS: Catalogue[ScoreLaw] = {
    "gaussian": Gaussian,
    "weibull": Weibull,
    "exponential": Exponential,
    "endpoint": Endpoint,
    "gamma": Gamma,
    "sphere": Sphere,
}
"""Every law of scores by name; its fields are its parameters."""
