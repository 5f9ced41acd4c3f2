"""Numbers as a user writes them: fixed, a path over dates, or a distribution, each with its source and its date."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

FORMS = ("value", "uniform", "triangular", "normal", "beta", "lognormal", "choice", "path")
"""The ways of writing a number: exactly one of these keys."""
WITH_TAILS = ("normal", "beta", "lognormal")
"""The distributions that `within` bounds."""


class Unfit(ValueError):
    """A value that a record refuses, with what to do about it."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


K = TypeVar("K")
V = TypeVar("V")


class FrozenDict(dict[K, V]):
    """A mapping that cannot be changed: what was checked stays as it was."""

    def _refuse(self, *_args: Any, **_named: Any) -> Any:
        raise TypeError("a crisis cannot be changed in place; use realpolitik.crisis.patch")

    __setitem__ = __delitem__ = __ior__ = update = pop = popitem = setdefault = clear = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self),)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _memo: Any) -> Self:
        return self


Table = Annotated[dict[K, V], AfterValidator(FrozenDict)]
"""Key -> entry, in the order of the file."""


FIRST_YEAR, LAST_YEAR = 1000, 2999


def _iso(given: Any) -> date:
    if isinstance(given, date):
        return given
    if not isinstance(given, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", given):
        raise Unfit("expected a date", "write it as year-month-day, such as 1939-04-01")
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise Unfit(f"{given} is not a day of the calendar", "check the month and the day") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Unfit(f"{given} is in no year that a crisis can have", f"give a year from {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _with_tuples(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {key: _with_tuples(item) for key, item in data.items()}
    return tuple(data) if isinstance(data, list) else data


Day = Annotated[date, BeforeValidator(_iso)]
"""A date; numbers of seconds and the like are not taken for one."""


class Closed(BaseModel):
    """A frozen record that refuses unknown keys, infinities and NaN."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, validate_default=False)

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Show what was said, and no defaults."""
        return ((name, getattr(self, name)) for name in type(self).model_fields if name in self.model_fields_set)


class Choice(Closed):
    """A discrete distribution."""

    values: tuple[float, ...] = Field(min_length=1, description="The possible values.")
    weights: tuple[float, ...] = Field(min_length=1, description="Their chances; they sum to 1.")

    @model_validator(mode="after")
    def _weights_are_chances(self) -> Self:
        if len(self.values) != len(self.weights):
            raise Unfit("a choice needs one weight for each value", "give `values` and `weights` the same length")
        if any(weight < 0 for weight in self.weights) or not math.isclose(sum(self.weights), 1.0, abs_tol=1e-9):
            raise Unfit(
                f"the weights of a choice must be chances that sum to 1, not {sum(self.weights):g}",
                "give weights of 0 or more that sum to 1",
            )
        return self


class Spread(Closed):
    """A number without its provenance: one value or one distribution.

    A distribution is uncertainty about the world. Each Monte Carlo draw fixes all of them at once.
    """

    value: float | None = Field(default=None, description="A plain number.")
    uniform: tuple[float, float] | None = Field(default=None, description="[low, high].")
    triangular: tuple[float, float, float] | None = Field(default=None, description="[low, mode, high].")
    normal: tuple[float, float] | None = Field(
        default=None, description="[mean, standard deviation]; needs `within` where the number has a range."
    )
    beta: tuple[float, float] | None = Field(default=None, description="[alpha, beta] on 0..1, or on `within`.")
    lognormal: tuple[float, float] | None = Field(
        default=None, description="[median, standard deviation of the logarithm]; `within` cuts the tails."
    )
    choice: Choice | None = Field(default=None, description="Discrete: values and weights.")
    within: tuple[float, float] | None = Field(default=None, description="[low, high]: where tails are cut.")

    @model_validator(mode="before")
    @classmethod
    def _plain_number(cls, data: Any) -> Any:
        if isinstance(data, (int, float)) and not isinstance(data, bool):
            return {"value": data}
        if isinstance(data, str):
            raise Unfit(
                "expected a number", "write a plain number such as 0.25, or a mapping such as {uniform: [0.2, 0.3]}"
            )
        return _with_tuples(data)

    @classmethod
    @cache
    def forms(cls) -> tuple[str, ...]:
        """Return the keys of which exactly one is given."""
        return tuple(form for form in FORMS if form in cls.model_fields)

    @property
    def form(self) -> str:
        """The one form in which the number is written."""
        return next(form for form in self.forms() if getattr(self, form) is not None)

    @property
    def is_uncertain(self) -> bool:
        """Whether draws differ."""
        return self.form not in {"value", "path"} and self.support()[0] < self.support()[1]

    @model_validator(mode="after")
    def _one_form_in_order(self) -> Self:
        given = [form for form in self.forms() if getattr(self, form) is not None]
        if len(given) != 1:
            found = " and ".join(given) if given else "none"
            raise Unfit(
                f"write the number in exactly one form ({', '.join(self.forms())}); found {found}",
                "keep one of the forms and delete the others" if given else "add `value` or a distribution",
            )
        if self.within is not None and not self.within[0] < self.within[1]:
            raise Unfit("within must be [low, high] with low below high", "put the lower bound first")
        if self.within is not None and self.form not in WITH_TAILS:
            raise Unfit(
                "within goes with normal, beta or lognormal only", f"delete `within`: {self.form} has its own bounds"
            )
        if self.uniform is not None and self.uniform[0] > self.uniform[1]:
            raise Unfit("uniform must be [low, high] with low not above high", "put the lower bound first")
        if self.triangular is not None and not self.triangular[0] <= self.triangular[1] <= self.triangular[2]:
            raise Unfit("triangular must be [low, mode, high] in rising order", "order the three numbers")
        if self.normal is not None and self.normal[1] < 0:
            raise Unfit("the standard deviation of a normal cannot be negative", "give 0 or more")
        if self.lognormal is not None and (self.lognormal[0] <= 0 or self.lognormal[1] < 0):
            raise Unfit(
                "lognormal must be [median above 0, standard deviation of the logarithm not negative]",
                "check both numbers",
            )
        if self.beta is not None and min(self.beta) <= 0:
            raise Unfit("both parameters of a beta must be above 0", "give two positive numbers")
        return self

    def support(self) -> tuple[float, float]:
        """Return the smallest and the largest value that the number can take."""
        if self.value is not None:
            return self.value, self.value
        if self.uniform is not None:
            return self.uniform
        if self.triangular is not None:
            return self.triangular[0], self.triangular[2]
        if self.choice is not None:
            return min(self.choice.values), max(self.choice.values)
        if self.beta is not None:
            return self.within or (0.0, 1.0)
        if self.normal is not None:
            return self.within or ((-math.inf, math.inf) if self.normal[1] > 0 else (self.normal[0],) * 2)
        if self.lognormal is not None:
            return self.within or ((0.0, math.inf) if self.lognormal[1] > 0 else (self.lognormal[0],) * 2)
        return -math.inf, math.inf

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Tell editors that a bare number will do."""
        return {"anyOf": [{"type": "number"}, handler.resolve_ref_schema(handler(schema))]}


class Quantity(Spread):
    """A number with its provenance: value, path over dates or distribution, and where it comes from."""

    path: Table[Day, Spread] | None = Field(
        default=None, description="Values at dates; straight lines between them, flat outside."
    )
    source: str | tuple[str, ...] | None = Field(default=None, description="Key, or keys, of `sources`.")
    known: Day | None = Field(
        default=None, description="Date from which the figure could be known; the source's own `known` if left out."
    )
    forecast: bool = Field(
        default=False, description="A guess about later: exempt from the vintage lock, needs a spread."
    )
    note: str | None = Field(default=None, description="How the figure follows from its source.")

    @property
    def is_uncertain(self) -> bool:
        """Whether draws differ."""
        if self.path is not None:
            return any(spread.is_uncertain for spread in self.path.values())
        return super().is_uncertain

    @property
    def source_ids(self) -> tuple[str, ...]:
        """The keys of `sources` that the figure rests on."""
        return () if self.source is None else (self.source,) if isinstance(self.source, str) else self.source

    def support(self) -> tuple[float, float]:
        """Return the smallest and the largest value that the number can take at any date."""
        if self.path is None:
            return super().support()
        ends = [spread.support() for spread in self.path.values()]
        return min(low for low, _ in ends), max(high for _, high in ends)

    @model_validator(mode="after")
    def _path_has_points(self) -> Self:
        if self.path is not None and not self.path:
            raise Unfit("a path needs at least one date", "add dates, such as {1939-04-01: 0.4, 1939-09-01: 0.6}")
        return self


@dataclass(frozen=True)
class Bounds:
    """The range and unit of a number, checked when the file is read."""

    low: float
    high: float
    unit: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check the support of the number after it is read."""
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Tell editors the range, which they apply where a bare number stands."""
        ends = {"minimum": self.low, "maximum": self.high}
        return {**handler(schema), **{name: end for name, end in ends.items() if math.isfinite(end)}}

    def _check(self, quantity: Quantity) -> Quantity:
        low, high = quantity.support()
        if low < self.low or high > self.high:
            found = f"{low:g}" if low == high else range_in_words(low, high)
            raise Unfit(
                f"must lie in {self.describe()} ({self.unit}), but {'is' if low == high else 'can be'} {found}",
                f"keep it in {self.describe()}" + (", with `within` if it has tails" if math.isinf(high - low) else ""),
            )
        return quantity

    def describe(self) -> str:
        """Say the range in words."""
        return range_in_words(self.low, self.high)


def range_in_words(low: float, high: float) -> str:
    """Say a range in words."""
    if high == math.inf:
        return f"{low:g} or more" if low > -math.inf else "any number"
    return f"{low:g} to {high:g}"


Share = Annotated[Quantity, Bounds(0.0, 1.0, "share")]
Capability = Annotated[Quantity, Bounds(0.0, 1.0, "share of world capability")]
Worth = Annotated[Quantity, Bounds(-10.0, 10.0, "shares of own survival")]
Cost = Annotated[Quantity, Bounds(0.0, 10.0, "shares of own survival")]
CostPerMonth = Annotated[Quantity, Bounds(0.0, 10.0, "shares of own survival a month")]
DiscountPerMonth = Annotated[Quantity, Bounds(0.01, 1.0, "factor a month")]
Months = Annotated[Quantity, Bounds(0.0, 600.0, "months")]
RatePerMonth = Annotated[Quantity, Bounds(0.0, 1000.0, "rate a month")]
Precision = Annotated[Quantity, Bounds(0.0, 100000.0, "per unit of survival")]
Deviations = Annotated[Quantity, Bounds(-math.inf, math.inf, "standard deviations of `constants.doubt`")]
Lean = Annotated[Quantity, Bounds(0.0, 20.0, "units of 1 / lambda")]
Decisiveness = Annotated[Quantity, Bounds(0.05, 20.0, "exponent")]
Coordinate = Annotated[Quantity, Bounds(-1.0, 1.0, "position on an ideological axis")]
AnyNumber = Annotated[Quantity, Bounds(-math.inf, math.inf, "as the number it changes")]


def fixed(value: float) -> Quantity:
    """Return a plain number."""
    return Quantity(value=value)
