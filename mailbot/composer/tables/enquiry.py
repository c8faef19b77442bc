"""The tables of what a contractor asked about: status, list, history, statement.

Pure.  Every function takes rows of a mail, already one line each, and the words.
"""

from __future__ import annotations

from mailbot.composer.tables.application import facts, to_pay_facts
from mailbot.composer.tables.rows import TableRow
from mailbot.composer.wording import Wording
from mailbot.core.mails.enquiry import (
    CaseStand,
    GuaranteeStand,
    ObligeeRow,
    PastEntry,
    StatementRow,
)


def case(one: CaseStand, words: Wording) -> tuple[TableRow, ...]:
    """Return where a case stands, and each of its guarantees."""
    states = words.words["case_states"]
    state = states["held"] if one.held else states.get(one.state, "")
    sent = [words.words["submission_states"].get(s, "") for s in one.submissions]
    return (
        *facts(
            (words.said("receipt"), one.receipt),
            (words.said("opened_at"), words.moment(one.opened_at)),
            (words.said("obligee"), one.obligee),
            (words.said("state"), "" if one.guarantees and not one.held else state),
            (words.said("asked"), words.joined(map(words.full_label, one.asked))),
        ),
        *(_guarantee(row, words) for row in one.guarantees),
        *facts((words.said("submissions"), words.joined(dict.fromkeys(sent)))),
    )


def _guarantee(row: GuaranteeStand, words: Wording) -> TableRow:
    state = words.words["guarantee_states"].get(row.state, {})
    at = words.moment(row.arrived_at)
    notes = (
        words.said("number_note", number=row.number) if row.number else "",
        words.said("amount_note", amount=words.yen(row.amount)),
        words.said("issue_note", at=at) if at else "",
    )
    shown = tuple(note for note in notes if note)
    return TableRow(words.product(row.product), str(state.get("name", "")), shown)


def past(one: PastEntry, words: Wording) -> tuple[TableRow, ...]:
    """Return one entry of a history: when it arrived, and what was guaranteed."""
    return facts(
        (words.said("arrived_at"), words.moment(one.at)),
        (words.said("amount"), words.yen(one.amount)),
        (words.said("until"), words.iso_day(one.until)),
    )


def statement(one: StatementRow, words: Wording) -> tuple[TableRow, ...]:
    """Return how a premium came about, in figures.  There is no other cost [S Q3]."""
    return facts(
        (words.said("project"), one.project),
        (words.said("amount"), words.yen(one.amount)),
        (words.said("from"), words.iso_day(one.first)),
        (words.said("until"), words.iso_day(one.until)),
        (words.said("premium"), words.yen(one.premium)),
        (words.said("tariff"), one.tariff),
        (words.said("payment"), words.show("payment_method", one.payment)),
        (words.said("bill_to"), one.bill_to),
        *to_pay_facts(one.pay, words),
    )


def obligee(one: ObligeeRow, words: Wording) -> tuple[TableRow, ...]:
    """Return from when an obligee takes each product, and in which way."""
    found = []
    for row in one.products:
        day = words.iso_day(row.since)
        way = words.words["ways"].get(row.channel, "")
        said = words.said("since", day=day) if day else ""
        notes = (words.said("way", way=way),) if way else ()
        found.append(TableRow(words.product(row.product), said, notes))
    return tuple(found)
