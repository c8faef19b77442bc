"""JSON: our own shape of an application, or labels and keys with their values.

Types are strict: a truth value is not a word, a figure is not a text, and an amount is
a whole number or a text that a clerk would write.  Everything else is a problem.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Final, NoReturn

from parsers.files.budget import ShutError
from parsers.files.content import Content, Put
from parsers.form import field_values
from parsers.form.finds import Find, Tick
from parsers.message.lines import Line
from parsers.reading import PRODUCTS
from parsers.values.flaws import Flaw
from parsers.words import labels
from parsers.words.form_labels import PRODUCT_FIELD, Label, vocabulary

if TYPE_CHECKING:
    from parsers.files.budget import Limits
    from parsers.message.lines import Source
    from parsers.reading import ProblemCode, Product, Value

_MOST_PAIRS: Final = 1_000
_WRAPPERS: Final = ("application", "申込", "申込書", "申込内容", "data")
_MONEY: Final = frozenset({"contract_amount", "amount", "fiscal_year_base"})
_FLAGS: Final = frozenset(
    """
    contract_date_planned low_price advance_planned redeposit paper_statement notify
    half_period scheduled_work half_cost advance_paid
    """.split()  # noqa: SIM905 - words of a list
)
_CODES: Final[dict[str, ProblemCode]] = {
    **dict.fromkeys(_MONEY, "ambiguous_amount"),
    **dict.fromkeys(_FLAGS, "ambiguous_choice"),
    **dict.fromkeys(("form", "payment_method", "work_kind"), "ambiguous_choice"),
    "submission": "ambiguous_choice",
    "contract_date": "ambiguous_date",
    "notice_date": "ambiguous_date",
    "work_start": "ambiguous_date",
    "work_end": "ambiguous_date",
    "guarantee_until": "ambiguous_date",
    "phone": "invalid_phone",
    "notify_email": "invalid_email",
}


class _Pairs(list[tuple[str, object]]):
    """A JSON object as it stands, doubled keys and all."""


def content(text: str, source: Source, limits: Limits) -> Content:
    """Read a decoded JSON file; ShutError where it is none, or too deep."""
    try:
        whole: object = json.loads(
            text, object_pairs_hook=_Pairs, parse_constant=_refused
        )
    except RecursionError:
        raise ShutError("too_large", "json_depth") from None
    except ValueError:
        raise ShutError("unreadable") from None
    reader = _Reader(source, limits)
    reader.read(whole)
    return Content(
        "json",
        tuple(reader.finds),
        tuple(reader.ticks),
        tuple(reader.puts),
        second=reader.second,
    )


def _refused(name: str) -> NoReturn:
    raise ValueError(name)


class _Reader:
    """Collects what the members of an object say."""

    __slots__ = ("_left", "_limits", "_source", "finds", "puts", "second", "ticks")

    def __init__(self, source: Source, limits: Limits) -> None:
        self._source = source
        self._limits = limits
        self._left = _MOST_PAIRS
        self.finds: list[Find] = []
        self.ticks: list[Tick] = []
        self.puts: list[Put] = []
        self.second: Line | None = None

    def read(self, whole: object) -> None:
        """Read a document: an object, one in a wrapper, or a list of them."""
        if isinstance(whole, list) and not isinstance(whole, _Pairs):
            if len(whole) > 1:
                self.second = self._line("[1]", "")
            whole = whole[0] if whole else None
        if not isinstance(whole, _Pairs):
            return
        for key, value in whole:
            if key.lower() in _WRAPPERS and isinstance(value, list):
                self.read(value)
                return
        self._object(whole, None, "", 1)

    def _object(
        self, pairs: _Pairs, product: Product | None, path: str, depth: int
    ) -> None:
        if depth > self._limits.json_depth:
            raise ShutError("too_large", "json_depth")
        for key, value in pairs:
            self._left -= 1
            if self._left < 0:
                raise ShutError("too_large", "cells")
            self._member(f"{path}{key}", key, value, (product, depth))

    def _member(
        self, path: str, key: str, value: object, place: tuple[Product | None, int]
    ) -> None:
        product, depth = place
        named = _product(key)
        if isinstance(value, _Pairs):
            if named:
                self.ticks.append(Tick(named, on=True, line=self._line(path, "{}")))
            self._object(value, named or product, f"{path}.", depth + 1)
        elif named and value is None:
            self.ticks.append(Tick(named, on=False, line=self._line(path, "null")))
        elif (label := _label(key, product)) and value is not None:
            self._value(label, value, product, path)

    def _value(
        self, label: Label, value: object, product: Product | None, path: str
    ) -> None:
        if (
            value
            and isinstance(value, list)
            and all(isinstance(each, str) for each in value)
        ):
            value = "、".join(map(str, value))
        line = self._line(path, str(value))
        name = label.field.rpartition(".")[2]
        if label.field == PRODUCT_FIELD and isinstance(value, bool):
            self.ticks.append(Tick(label.products[0], value, line))
        elif isinstance(value, str) or label.field == PRODUCT_FIELD:
            self.finds.append(Find(label, str(value), line, product))
        elif isinstance(value, bool) and name in _FLAGS:
            self._keyed(label, value, product, line)
        elif isinstance(value, int) and not isinstance(value, bool) and name in _MONEY:
            self._keyed(label, value if value >= 0 else None, product, line)
        elif label.field:
            self._keyed(label, None, product, line)

    def _keyed(
        self, label: Label, value: Value | None, product: Product | None, line: Line
    ) -> None:
        """Keep a typed value under the key of its product; None is a wrong type."""
        name = label.field.rpartition(".")[2]
        flaw = Flaw(_CODES.get(name, "unreadable"))
        able = label.products
        if product in able:
            able = (product,) if product else able
        if not able:
            key = label.field
        elif len(able) == 1:
            key = f"{able[0]}.{label.field}"
        else:
            words = {True: "希望する", False: "希望しない"}
            text = words[value] if isinstance(value, bool) else str(value or "?")
            self.finds.append(Find(label, text, line, product))
            return
        if key == "contract_date_planned" and value is False:
            return
        self.puts.append(Put(key, flaw if value is None else value, line))

    def _line(self, path: str, text: str) -> Line:
        return Line(f"{path}: {text}", 0, self._source)


def _product(key: str) -> Product | None:
    for product in PRODUCTS:
        if key == product:
            return product
    heading = labels.heading(key)
    return heading.product if heading else None


@cache
def _own_keys() -> frozenset[str]:
    named = {label.field for label in vocabulary().values()}
    return frozenset(named - {"", PRODUCT_FIELD} | {"contract_date_planned"})


def _label(key: str, product: Product | None) -> Label | None:
    """Return what a member's name means: our own key (dotted, too) or a label."""
    head, dot, rest = key.partition(".")
    own = _own_keys()
    if dot and head in PRODUCTS and rest in own:
        return Label(rest, tuple(each for each in PRODUCTS if each == head))
    if key in {"half_period", "scheduled_work", "half_cost", "advance_paid"}:
        return Label(f"conditions.{key}", ("interim",))
    if key in field_values.OF_PRODUCT and key in own:
        able = tuple(each for each in PRODUCTS if each in field_values.OF_PRODUCT[key])
        return Label(key, (product,) if product in able and product else able)
    if key in own:
        of_product = product if key == "guarantee_until" else None
        return Label(key, (of_product,) if of_product else ())
    return labels.lookup(key)
