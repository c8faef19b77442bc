"""The tables of what a contractor asked about: status, list, history, statement.

Pure.  Every function takes JSON-ready rows, already one line each, and the words.
"""

from __future__ import annotations

from mailbot.outbound import views
from mailbot.outbound.entries import facts
from mailbot.outbound.views import Entry, Row, text_of, texts_of
from mailbot.outbound.wording import Wording, as_day, full_day, moment_text, yen


def case(one: Row, words: Wording) -> tuple[Entry, ...]:
    """Return where a case stands, and each of its guarantees."""
    state = words.words["case_states"].get(text_of(one, "state"), "")
    if one.get("held") is True:
        state = words.words["case_states"]["held"]
    asked = "、".join(words.full_label(key) for key in texts_of(one, "asked"))
    told = facts(
        ("受付番号", text_of(one, "receipt")),
        ("受付日時", moment_text(one.get("opened_at"))),
        ("発注者名", text_of(one, "obligee")),
        ("状況", "" if _issued(one) else state),
        ("お知らせいただきたい項目", asked),
    )
    guarantees = views.rows_of(one, "guarantees")
    return (*told, *(_guarantee(row, words) for row in guarantees), *_sent(one, words))


def _issued(one: Row) -> bool:
    return bool(views.rows_of(one, "guarantees")) and one.get("held") is not True


def _guarantee(row: Row, words: Wording) -> Entry:
    state = words.words["guarantee_states"].get(text_of(row, "state"), {})
    number = text_of(row, "number")
    amount = row.get("amount")
    notes = (
        f"保証契約番号 {number}" if number else "",
        f"保証金額 {yen(amount)}" if isinstance(amount, int) else "",
        moment_text(row.get("arrived_at")) and f"発行 {moment_text(row['arrived_at'])}",
    )
    product = words.product(text_of(row, "product"))
    shown = tuple(note for note in notes if note)
    return Entry(product, str(state.get("name", "")), shown)


def _sent(one: Row, words: Wording) -> tuple[Entry, ...]:
    names = words.words["submission_states"]
    states = [names.get(code, "") for code in texts_of(one, "submissions")]
    return facts(("発注者への提出", "、".join(dict.fromkeys(states))))


def past(one: Row, words: Wording) -> tuple[Entry, ...]:
    """Return one entry of a history: when it arrived, and what was guaranteed."""
    amount = one.get("amount")
    until = as_day(one.get("until"))
    del words
    return facts(
        ("電子保証発行日時", moment_text(one.get("at"))),
        ("保証金額", yen(amount) if isinstance(amount, int) else ""),
        ("保証期限", full_day(until) if until else ""),
    )


def statement(one: Row, words: Wording) -> tuple[Entry, ...]:
    """Return how a premium came about, in figures.  There is no other cost [S Q3]."""
    amount, premium = one.get("amount"), one.get("premium")
    start, end = as_day(one.get("from")), as_day(one.get("until"))
    return facts(
        ("工事名", text_of(one, "project")),
        ("保証金額", yen(amount) if isinstance(amount, int) else ""),
        ("保証の始まる日", full_day(start) if start else ""),
        ("保証期限", full_day(end) if end else ""),
        ("保証料（非課税）", yen(premium) if isinstance(premium, int) else ""),
        ("適用料率", text_of(one, "tariff")),
        ("お支払い方法", words.show("payment_method", one.get("payment"))),
        ("請求先", text_of(one, "bill_to")),
    )


def obligee(one: Row, words: Wording) -> tuple[Entry, ...]:
    """Return from when an obligee takes each product, and in which way."""
    found = []
    for row in views.rows_of(one, "products"):
        since = as_day(row.get("since"))
        way = words.words["ways"].get(text_of(row, "channel"), "")
        said = f"{full_day(since)}以降" if since else ""
        notes = (f"提出の方法：{way}",) if way else ()
        found.append(Entry(words.product(text_of(row, "product")), said, notes))
    return tuple(found)
