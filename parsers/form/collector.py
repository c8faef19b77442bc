"""Finds to fields: labels get their product, texts their value, doubts their problem.

Two different values for one field are a conflict, and two different projects are two
applications: then there is no value.  What stood without a product goes to all products
named in the mail, where that is clear.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.form import conflicts, evidence, field_values
from parsers.form import products as scopes
from parsers.form.gathered import Gathered
from parsers.reading import PRODUCTS, Problem
from parsers.values import choices, dates, lengths, money, names, numbers
from parsers.values.flaws import Flaw, absent
from parsers.words import labels
from parsers.words.form_labels import PREMIUM

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from parsers.form.finds import Find, Mention, Tick
    from parsers.message.lines import Line
    from parsers.reading import Context, Product, Rule, Value


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
        if label.field in _SPECIAL:
            self._special(find, rule)
        elif not label.products:
            self._read(find, label.field, rule)
        elif len(label.products) == 1:
            self._read(find, f"{label.products[0]}.{label.field}", rule)
        elif find.product in label.products:
            self._read(find, f"{find.product}.{label.field}", rule)
        elif label.field:
            self._unscoped.append((find, rule))

    def leave_out(self, products: Iterable[Product]) -> None:
        """Take products that were asked to be taken back by name."""
        for product in products:
            self._found.products[product] = False

    def _special(self, find: Find, rule: Rule) -> None:
        """Record a reference, a key or a product: no field of the application."""
        match find.label.field:
            case labels.GUARANTEE_NUMBER:
                self._found.numbers += numbers.guarantee_numbers(find.value)
            case labels.KEY:
                self._found.key = numbers.key(find.value)
                if numbers.says_more(find.value):
                    self._found.unplaced.append(find)
            case labels.PRODUCT_FIELD:
                self._product(find, rule)
            case _:
                self._premium(find, rule)

    def _premium(self, find: Find, rule: Rule) -> None:
        """Read `保証料：振込`; the premium in yen is ours to say, and is left out."""
        way = choices.payment(find.value)
        if isinstance(way, str):
            label = replace(find.label, field="payment_method")
            self._add(replace(find, label=label), rule)
        elif way is not None and not isinstance(money.read(find.value), int):
            self._found.unplaced.append(find)

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
        outcome = field_values.values_of(name, key, find.value, note, self._known)
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
            self._once_more(key, line.text)
        if key in self._spoilt or self._is_nothing(key, value, line, rule):
            return
        there = self._found.fields.get(key)
        if there is None:
            self._found.fields[key] = value
            self._found.evidence[key] = evidence.of(line, rule)
            self._files[key] = line.source.file
        elif not names.same_value(there, value):
            before = conflicts.Place(self._found.evidence[key].text, self._files[key])
            here = conflicts.Place(fold.trim(line.text), line.source.file)
            self._spoil(
                key,
                conflicts.flaw(key, before, here),
                f"{before.shown()} / {here.shown()}",
                line,
            )

    def _is_nothing(self, key: str, value: Value, line: Line, rule: Rule) -> bool:
        """Return whether 0円 stands where a form asks for an amount: no such guarantee.

        Elsewhere no amount can be nought, and an answer of 0円 may mean a wish to drop
        the product: then it is a problem.
        """
        if isinstance(value, bool) or value != 0:
            return False
        unwanted = key.endswith(".amount") and not self._reply
        if not unwanted or rule == "json":
            self._spoil(key, Flaw("ambiguous_amount"), line.text, line)
        return True

    def _spoil(self, key: str, flaw: Flaw, text: str, line: Line) -> None:
        if key in self._spoilt:
            self._once_more(key, line.text)
            return
        self._spoilt.add(key)
        self._found.fields.pop(key, None)
        former = self._found.evidence.pop(key, None)
        source = line.source
        known = lengths.length(text) if flaw.code == "relative_period" else None
        self._found.problems.append(
            Problem(
                *(key, flaw.code, fold.trim(text), source.part, line.number or None),
                length=known if key.endswith(_ENDS) else None,
            )
        )
        if former:
            self._once_more(key, former.text)

    def _once_more(self, key: str, line: str) -> None:
        """Leave to a person what else is said of a field that has a problem."""
        told = [each.text for each in self._found.problems if each.field == key]
        known, said = map(fold.squeeze, told), fold.squeeze(line)
        if not any(text in said or said in text for text in known):
            self._found.beside.append(fold.trim(line))

    def put(self, key: str, value: Value | Flaw, line: Line, rule: Rule) -> None:
        """Take a value whose key is already known, or what is wrong with it."""
        if isinstance(value, Flaw):
            self._spoil(key, value, line.text, line)
        else:
            self._keep(key, value, line, rule)

    def answer(self, key: str, text: str, line: Line, rule: Rule = "label") -> None:
        """Take a bare answer to the question for `key`."""
        name = key.rpartition(".")[2]
        outcome = field_values.values_of(name, key, text, "", self._known)
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
        outcome = field_values.values_of(name, field_, find.value, note, self._known)
        plain = not any(isinstance(value, Flaw) for value in outcome.values())
        if plain and all(self._shorter(*each) for each in outcome.items()):
            return bool(outcome)
        known = {key.rpartition(".")[2] for key in (*self._found.fields, *self._spoilt)}
        if plain or (_FIGURE.search(find.value) and not known & {*outcome, name}):
            self._add(find, "prose")
        return plain and bool(outcome)

    def _shorter(self, key: str, value: Value | Flaw) -> bool:
        """Return whether a sentence names shortly (角田市) what a label has named."""
        there = self._found.fields.get(key)
        if not isinstance(there, str) or not isinstance(value, str):
            return False
        return names.comparable(there).startswith(names.comparable(value))

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

    def takes_back(self, mentions: Iterable[Mention]) -> bool:
        """Return whether a sentence drops what the rest of the mail applies for."""
        named = self._named()
        dropped = (each.product for each in mentions if not each.wanted)
        return not self._reply and any(product in named for product in dropped)

    def settled(self) -> Gathered:
        """Return all that was gathered, with everything placed that can be."""
        for find, rule in self._unscoped:
            self._spread(find, rule)
        for key in [*self._found.fields, *self._spoilt]:
            head, dot, _ = key.partition(".")
            for product in PRODUCTS:
                if dot and head == product:
                    self._found.products.setdefault(product, True)
        scopes.join_ends(self._found, self._named())
        if any(self._files.values()):
            self._found.problems = conflicts.of_files(self._found.problems)
        if "contract_date" not in self._found.fields:
            self._found.fields.pop("contract_date_planned", None)
            self._found.evidence.pop("contract_date_planned", None)
        return self._found

    def _spread(self, find: Find, rule: Rule) -> None:
        """Assign finds without a product to the products that their labels speak of."""
        targets = self._targets(find)
        for product in targets:
            self._read(find, f"{product}.{find.label.field}", rule)
        if find.label.field == "guarantee_until" and not targets:
            self._read(find, "guarantee_until", rule)
        elif not targets:
            self._found.unplaced.append(find)

    def _named(self) -> list[Product]:
        keys = [*self._found.fields, *self._spoilt]
        return scopes.named(self._found.products, keys)

    def _targets(self, find: Find) -> list[Product]:
        return scopes.targets(find.label, self._named() or self._applied, self._asked)


_SPECIAL: Final = frozenset(
    {labels.GUARANTEE_NUMBER, labels.KEY, labels.PRODUCT_FIELD, PREMIUM}
)
_ENDS: Final = ("work_end", "guarantee_until")
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
