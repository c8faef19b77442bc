"""The tables of what a contractor asked about: status, list, history, statement.

Pure.  Every function takes JSON-ready rows, already one line each, and the words.
"""

from __future__ import annotations

from mailbot.composer.tables import rows
from mailbot.composer.tables.application import facts, to_pay_facts
from mailbot.composer.tables.rows import Row, TableRow, text_of, texts_of
from mailbot.composer.wording import Wording, as_day


def case(one: Row, words: Wording) -> tuple[TableRow, ...]:
    """Return where a case stands, and each of its guarantees."""
    state = words.words["case_states"].get(text_of(one, "state"), "")
    if one.get("held") is True:
        state = words.words["case_states"]["held"]
    asked = words.joined(words.full_label(key) for key in texts_of(one, "asked"))
    told = facts(
        (words.said("receipt"), text_of(one, "receipt")),
        (words.said("opened_at"), words.moment(one.get("opened_at"))),
        (words.said("obligee"), text_of(one, "obligee")),
        (words.said("state"), "" if _issued(one) else state),
        (words.said("asked"), asked),
    )
    guarantees = rows.rows_of(one, "guarantees")
    return (*told, *(_guarantee(row, words) for row in guarantees), *_sent(one, words))


def _issued(one: Row) -> bool:
    return bool(rows.rows_of(one, "guarantees")) and one.get("held") is not True


def _guarantee(row: Row, words: Wording) -> TableRow:
    state = words.words["guarantee_states"].get(text_of(row, "state"), {})
    number = text_of(row, "number")
    amount = row.get("amount")
    at = words.moment(row.get("arrived_at"))
    notes = (
        words.said("number_note", number=number) if number else "",
        words.said("amount_note", amount=words.yen(amount))
        if isinstance(amount, int)
        else "",
        words.said("issue_note", at=at) if at else "",
    )
    product = words.product(text_of(row, "product"))
    shown = tuple(note for note in notes if note)
    return TableRow(product, str(state.get("name", "")), shown)


def _sent(one: Row, words: Wording) -> tuple[TableRow, ...]:
    names = words.words["submission_states"]
    states = [names.get(code, "") for code in texts_of(one, "submissions")]
    return facts((words.said("submissions"), words.joined(dict.fromkeys(states))))


def past(one: Row, words: Wording) -> tuple[TableRow, ...]:
    """Return one entry of a history: when it arrived, and what was guaranteed."""
    amount = one.get("amount")
    until = as_day(one.get("until"))
    return facts(
        (words.said("arrived_at"), words.moment(one.get("at"))),
        (words.said("amount"), words.yen(amount) if isinstance(amount, int) else ""),
        (words.said("until"), words.day(until) if until else ""),
    )


def statement(one: Row, words: Wording) -> tuple[TableRow, ...]:
    """Return how a premium came about, in figures.  There is no other cost [S Q3]."""
    amount, premium = one.get("amount"), one.get("premium")
    start, end = as_day(one.get("from")), as_day(one.get("until"))
    return facts(
        (words.said("project"), text_of(one, "project")),
        (words.said("amount"), words.yen(amount) if isinstance(amount, int) else ""),
        (words.said("from"), words.day(start) if start else ""),
        (words.said("until"), words.day(end) if end else ""),
        (words.said("premium"), words.yen(premium) if isinstance(premium, int) else ""),
        (words.said("tariff"), text_of(one, "tariff")),
        (words.said("payment"), words.show("payment_method", one.get("payment"))),
        (words.said("bill_to"), text_of(one, "bill_to")),
        *to_pay_facts(rows.mapping_of(one, "pay"), words),
    )


def obligee(one: Row, words: Wording) -> tuple[TableRow, ...]:
    """Return from when an obligee takes each product, and in which way."""
    found = []
    for row in rows.rows_of(one, "products"):
        since = as_day(row.get("since"))
        way = words.words["ways"].get(text_of(row, "channel"), "")
        said = words.said("since", day=words.day(since)) if since else ""
        notes = (words.said("way", way=way),) if way else ()
        found.append(TableRow(words.product(text_of(row, "product")), said, notes))
    return tuple(found)
