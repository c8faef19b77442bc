"""Finds to fields: labels get their product, texts their value, doubts their problem.

Two different values for one field are a conflict, and two different projects are two
applications: then there is no value.  What stood without a product goes to all products
named in the mail, where that is clear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from parsers import fields, fold, labels
from parsers.reading import PRODUCTS, Evidence, Problem
from parsers.values import Flaw, absent, choices, dates, money, names, numbers
from parsers.vocabulary import IN_SECTION

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from parsers.layout.text import Find, Tick
    from parsers.lines import Line
    from parsers.prose import Mention
    from parsers.reading import Context, Product, Rule, Value


@dataclass(slots=True)
class Gathered:
    """What is known so far.  Mutable while one mail is read, then copied."""

    fields: dict[str, Value] = field(default_factory=dict)
    products: dict[Product, bool] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    unplaced: list[Find] = field(default_factory=list)
    key: str | None = field(default=None, repr=False)


class Gatherer:
    """Collects finds, ticks and mentions; settles at the end what had no product."""

    __slots__ = (
        *("_applied", "_asked", "_files", "_found"),
        *("_known", "_reply", "_spoilt", "_unscoped"),
    )

    def __init__(self, today: date, context: Context | None, *, reply: bool) -> None:
        self._found = Gathered()
        self._known = dates.Known("", today, context.dates if context else None)
        self._asked = context.asked if context else ()
        self._applied = context.products if context else ()
        self._reply = reply
        self._spoilt: set[str] = set()
        self._files: dict[str, str] = {}
        self._unscoped: list[tuple[Find, Rule]] = []

    def add(self, finds: Iterable[Find], rule: Rule) -> None:
        """Take labelled values."""
        for find in finds:
            self._add(find, "checkbox" if find.boxed else rule)

    def _add(self, find: Find, rule: Rule) -> None:
        label = find.label
        if label.field == labels.GUARANTEE_NUMBER:
            self._found.numbers += numbers.guarantee_numbers(find.value)
        elif label.field == labels.KEY:
            self._found.key = numbers.key(find.value)
        elif label.field == labels.PRODUCT_FIELD:
            self._product(find, rule)
        elif not label.products:
            self._read(find, label.field, rule)
        elif len(label.products) == 1:
            self._read(find, f"{label.products[0]}.{label.field}", rule)
        elif find.product in label.products:
            self._read(find, f"{find.product}.{label.field}", rule)
        elif label.field:
            self._unscoped.append((find, rule))

    def _product(self, find: Find, rule: Rule) -> None:
        """Read `前払金保証：申し込む`, `…：2,000万円` or `…：電子保証`."""
        product, text = find.label.products[0], find.value
        if absent(text):
            return
        amount, form, wish = _amount(text), choices.form(text), choices.flag(text)
        if isinstance(form, str):
            self._keep(f"{product}.form", form, find.line, rule)
        if isinstance(amount, int):
            self._keep(f"{product}.amount", amount, find.line, rule)
        elif isinstance(wish, bool) and not _FIGURE.search(text):
            if not isinstance(form, str) and (wish or self._reply):
                self._found.products[product] = wish
        elif not isinstance(form, str) or _FIGURE.search(text):
            self._read(find, f"{product}.amount", rule)

    def _read(self, find: Find, key: str, rule: Rule) -> None:
        name = key.rpartition(".")[2]
        note = find.label.note
        if name == "project_name" and _SUBJECT.search(find.value):
            self._found.unplaced.append(find)
            return
        outcome = fields.values_of(name, key, find.value, note, self._known)
        for each, value in outcome.items():
            if isinstance(value, Flaw):
                self._spoil(each, value, find.value, find.line)
            else:
                self._keep(each, value, find.line, rule)
            kept = self._found.evidence.get(each) if find.label.slip else None
            if kept and kept.text == fold.trim(find.line.text):
                self._found.evidence[each] = replace(kept, slip=find.label.slip)

    def _keep(self, key: str, value: Value, line: Line, rule: Rule) -> None:
        """Keep a value; a second, different one makes a conflict of both."""
        if key in self._spoilt:
            return
        there = self._found.fields.get(key)
        if there is None:
            self._found.fields[key] = value
            self._found.evidence[key] = evidence(line, rule)
            self._files[key] = line.source.file
            return
        same = there == value or (
            isinstance(there, str)
            and isinstance(value, str)
            and names.same_name(there, value)
        )
        if not same:
            here, before = line.source.file, self._files[key]
            old = _placed(self._found.evidence[key].text, before)
            both = f"{old} / {_placed(fold.trim(line.text), here)}"
            # Two letters or two files are two applications; a letter and its file are
            # one that disagrees with itself, unless more than the name differs.
            two = key == "project_name" and bool(here) == bool(before)
            self._spoil(
                key, Flaw("two_applications" if two else "conflict"), both, line
            )

    def _spoil(self, key: str, flaw: Flaw, text: str, line: Line) -> None:
        if key in self._spoilt:
            return
        self._spoilt.add(key)
        self._found.fields.pop(key, None)
        self._found.evidence.pop(key, None)
        source = line.source
        self._found.problems.append(
            Problem(key, flaw.code, fold.trim(text), source.part, line.number or None)
        )

    def put(self, key: str, value: Value | Flaw, line: Line, rule: Rule) -> None:
        """Take a value whose key is already known, or what is wrong with it."""
        if isinstance(value, Flaw):
            self._spoil(key, value, line.text, line)
        else:
            self._keep(key, value, line, rule)

    def answer(self, key: str, text: str, line: Line, rule: Rule = "label") -> None:
        """Take a bare answer to the question for `key`."""
        name = key.rpartition(".")[2]
        outcome = fields.values_of(name, key, text, "", self._known)
        for each, value in outcome.items():
            if isinstance(value, Flaw):
                self._spoil(each, value, text, line)
            else:
                self._keep(each, value, line, rule)

    def offer(self, find: Find) -> bool:
        """Take a value that stands in a sentence; tell whether it was a plain one.

        Doubtful words are a problem only if they hold a figure and nothing else in the
        mail gives that field: a sentence about a field is no second source.
        """
        field_, note = find.label.field, find.label.note
        name = field_.rpartition(".")[2]
        outcome = fields.values_of(name, field_, find.value, note, self._known)
        plain = not any(isinstance(value, Flaw) for value in outcome.values())
        known = {key.rpartition(".")[2] for key in (*self._found.fields, *self._spoilt)}
        if plain or (_FIGURE.search(find.value) and not known & {*outcome, name}):
            self._add(find, "prose")
        return plain and bool(outcome)

    def greeted(self, find: Find) -> None:
        """Take the company of the greeting for the contractor, if none is named."""
        named = "contractor_name" in self._spoilt | self._found.fields.keys()
        said = self._found.fields.keys() - _WHO or self._unscoped
        if not named and (said or self._found.products):
            self._add(find, "prose")

    def tick(self, ticks: Sequence[Tick]) -> None:
        """Take the check boxes of products; an unticked one is merely absent."""
        for tick in ticks:
            if tick.on:
                self._found.products[tick.product] = True
            elif self._reply:
                self._found.products.setdefault(tick.product, False)

    def mention(self, mentions: Iterable[Mention]) -> None:
        """Take products named in a sentence; a label's form goes before its form."""
        for mention in mentions:
            product, line = mention.product, mention.sentence.line
            if mention.wanted:
                self._found.products[product] = True
            elif self._reply:
                self._found.products[product] = False
            key = f"{product}.form"
            if mention.form and key not in self._spoilt:
                self._keep(key, mention.form, line, "prose")

    def settled(self) -> Gathered:
        """Give all that was gathered, with everything placed that can be."""
        for find, rule in self._unscoped:
            self._spread(find, rule)
        for key in [*self._found.fields, *self._spoilt]:
            head, dot, _ = key.partition(".")
            for product in PRODUCTS:
                if dot and head == product:
                    self._found.products.setdefault(product, True)
        self._common_end()
        self._sort_conflicts()
        if "contract_date" not in self._found.fields:
            self._found.fields.pop("contract_date_planned", None)
            self._found.evidence.pop("contract_date_planned", None)
        return self._found

    def _sort_conflicts(self) -> None:
        """Make one problem of many where files hold two applications."""
        problems = self._found.problems
        if not any(self._files.values()):
            return
        torn = {each.field for each in problems if each.code == "conflict"}
        several = len(torn & _TELLING) >= _TOO_MANY and "project_name" in torn
        if several or any(each.code == "two_applications" for each in problems):
            self._found.problems = [
                replace(each, code="two_applications")
                if each.field == "project_name" and each.code == "conflict"
                else each
                for each in problems
                if each.code != "conflict" or each.field == "project_name"
            ]

    def _spread(self, find: Find, rule: Rule) -> None:
        """Give what stood without a product to the products it speaks of."""
        targets = self._targets(find)
        for product in targets:
            self._read(find, f"{product}.{find.label.field}", rule)
        if find.label.field == "guarantee_until" and not targets:
            self._read(find, "guarantee_until", rule)
        elif not targets:
            self._found.unplaced.append(find)

    def _named(self) -> list[Product]:
        keys = [*self._found.fields, *self._spoilt]
        return [
            product
            for product in PRODUCTS
            if self._found.products.get(product)
            or any(key.startswith(f"{product}.") for key in keys)
        ]

    def _targets(self, find: Find) -> list[Product]:
        """Say which products a label without a section speaks of."""
        name, able = find.label.field, find.label.products
        if find.label.note == IN_SECTION:
            return []
        asked = [product for product in able if f"{product}.{name}" in self._asked]
        known = self._named() or self._applied
        named = [product for product in known if product in able]
        if name in {"bank", "redeposit"}:
            return (asked or named or ["advance"])[:1]
        if name == "guarantee_until":  # Said once, it is the day of them all.
            return asked
        if name in fields.FOR_ALL:
            return asked or named
        return (asked or named) if len(asked or named) == 1 else []

    def _common_end(self) -> None:
        """Make one `guarantee_until` of those of the products where they agree."""
        keys = [key for key in self._found.fields if key.endswith(".guarantee_until")]
        days = {self._found.fields[key] for key in keys}
        named = self._named()
        if len(days) == 1 and len(keys) == len(named):
            for key in keys:
                value, kept = self._found.fields.pop(key), self._found.evidence.pop(key)
                self._found.fields["guarantee_until"] = value
                self._found.evidence["guarantee_until"] = kept


_TELLING: Final = frozenset(
    {"project_name", "contract_amount", "contract_date", "obligee_name", "work_end"}
)
"""Fields that tell one application from another."""
_TOO_MANY: Final = 3


def _placed(text: str, file: str) -> str:
    """Say where a text stood: nothing for the letter, the name for a file."""
    return f"{text}（{file}）" if file else text


_WHO: Final = frozenset(
    {"notify", "notify_email", "department", "title", "person", "phone", "message"}
)
"""Fields that say who writes: they alone are no application."""
_SUBJECT: Final = re.compile(r"(?:保証|申し?込み?|について|の件|お願い|ご?依頼)$")
"""How the subject of a mail ends, which some repeat as 件名 in the text."""
_FIGURE: Final = re.compile(r"[0-9０-９〇一二三四五六七八九十百千万億]")
_PIECES: Final = re.compile(r"[\s\u3000、（）()／/]+")


def _amount(text: str) -> int | Flaw | None:
    """Read the amount beside a product's name, where its form may stand too."""
    whole = money.read(text)
    if isinstance(whole, int):
        return whole
    found = [money.read(piece) for piece in _PIECES.split(text) if piece]
    amounts = [each for each in found if isinstance(each, int)]
    return amounts[0] if len(amounts) == 1 else whole


def evidence(line: Line, rule: Rule) -> Evidence:
    """Say where a value was read."""
    shown: Rule = (
        "table" if line.source.type == "text/html" and rule == "label" else rule
    )
    return Evidence(
        part=line.source.part,
        text=fold.trim(line.text),
        rule=shown,
        line=line.number or None,
        sheet=line.source.sheet,
        cell=line.source.cell,
        decoding=line.source.decoding,
    )
