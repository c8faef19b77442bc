"""R-27: a change of one guarantee, and the others of its contract."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mailbot.core.decisions.related_change import named_apart
from mailbot.core.model.change_request import ChangeState
from mailbot.core.model.effects import Decision
from mailbot.core.model.events import CertificateArrived
from mailbot.core.model.staff_events import Approved, Corrected
from parsers.reading import Command, Problem, Reading, Value
from tests.support.related_talk import FIRST, LATER, SECOND, in_force
from tests.support.talk import (
    NOON,
    Talk,
    called,
    issues,
    mail_of,
    reading,
    sent,
)


def asking(fields: dict[str, Value], *said: str) -> Reading:
    """Return 変更 of the first guarantee, with sentences beside the fields."""
    wish = reading("change", fields, commands=(Command("change", (FIRST,)),))
    return replace(wish, remainder=said)


def rows(decision: Decision, kind: str, key: str) -> list[dict[str, Any]]:
    """Return a list that a mail is written from."""
    found = mail_of(decision, kind).mail.content()[key]
    assert isinstance(found, list)
    return found


def states(talk: Talk) -> list[tuple[int, ChangeState, int]]:
    """Return each request: whose it is, how it stands, and who led it."""
    return [(c.guarantee_id, c.state, c.led_by) for c in talk.open.changes]


def test_one_yes_changes_both() -> None:
    """Each guarantee gets its entry, its paper and a request of its own."""
    talk = in_force()
    asked = talk.hears(asking({"work_end": LATER}))
    assert [one["number"] for one in rows(asked, "readback", "others")] == [SECOND]

    agreed = talk.hears(reading("confirm"))

    assert issues(agreed) == [11, 12]
    assert sent(agreed) == ["accepted"]
    assert states(talk) == [(11, ChangeState.AGREED, 0), (12, ChangeState.AGREED, 1)]
    for one in talk.open.guarantees:
        assert [entry.kind for entry in one.history] == ["new", "change"]
        assert one.terms.guarantee_until == LATER


def test_one_left_as_it_is_is_said_and_recorded() -> None:
    """契約保証は変更しません: はい changes the other alone; the case keeps it."""
    talk = in_force()
    talk.hears(asking({"work_end": LATER}))
    again = talk.hears(
        replace(reading("amend"), remainder=("契約保証は変更しません。",))
    )
    codes = [one["code"] for one in rows(again, "readback", "findings")]
    assert codes == ["left_as_it_is"]

    agreed = talk.hears(reading("confirm"))

    assert issues(agreed) == [11]
    assert [len(one.history) for one in talk.open.guarantees] == [2, 1]
    (change,) = talk.open.changes
    (kept,) = change.releases
    assert (kept.rule, kept.code, kept.saw) == ("R-27", "left_as_it_is", SECOND)


def test_who_left_one_may_take_it_in_again() -> None:
    """契約保証も変更します undoes the wish to leave it, until はい."""
    talk = in_force()
    talk.hears(asking({"work_end": LATER}, "契約保証は変更しません。"))
    assert talk.open.changes[0].fellows == ()

    talk.hears(replace(reading("amend"), remainder=("契約保証も変更します。",)))

    assert issues(talk.hears(reading("confirm"))) == [11, 12]


def test_what_stands_against_one_holds_both() -> None:
    """A contract guarantee below a tenth of the new amount is a person's first."""
    talk = in_force()
    talk.hears(asking({"contract_amount": 60_000_000}))
    agreed = talk.hears(reading("confirm"))
    assert (issues(agreed), called(agreed)) == ([], ["review", "review"])

    assert issues(talk.happens(Approved("sato", 11))) == [11]
    assert issues(talk.happens(Approved("sato", 12))) == [12]


def test_what_the_other_may_not_be_is_asked() -> None:
    """An amount above the smaller contract is asked about, and its answer is taken."""
    talk = in_force(said={"performance.amount": 30_000_000} | _CASH)
    asked = talk.hears(asking({"contract_amount": 25_000_000, "advance.amount": 10**7}))
    assert sent(asked) == ["questions"]
    (question,) = rows(asked, "questions", "questions")
    assert question["field"] == "performance.amount"

    answered = talk.hears(reading("answer", {"performance.amount": 2_500_000}))

    assert sent(answered) == ["readback"]
    talk.hears(reading("confirm"))
    assert [one.terms.amount for one in talk.open.guarantees] == [10**7, 2_500_000]


_CASH: dict[str, Value] = {
    "advance.payment_method": "cash",
    "performance.payment_method": "cash",
}


def test_each_additional_premium_is_asked_for() -> None:
    """Two that cost more are paid one by one, each with its yen in the one mail."""
    talk = in_force(said=_CASH)
    more: dict[str, Value] = {
        "contract_amount": 60_000_000,
        "advance.amount": 24_000_000,
        "performance.amount": 6_000_000,
    }
    talk.hears(asking(more))
    agreed = talk.hears(reading("confirm"))

    assert called(agreed) == ["premium", "premium"]
    told = rows(agreed, "accepted", "guarantees")
    extras = [change.extra for change in talk.open.changes]
    assert [row["pay"]["yen"] for row in told] == extras


def test_one_that_cannot_change_now_holds_the_change() -> None:
    """While the other is still being made, a person sees that it would stay behind."""
    talk = in_force()
    talk.happens(Corrected("sato", 12, {"bill_to": "別の会社"}, "誤記"))
    told = talk.hears(asking({"work_end": LATER}))
    codes = [one["code"] for one in rows(told, "readback", "findings")]
    assert codes == ["not_together"]

    agreed = talk.hears(reading("confirm"))

    assert (issues(agreed), called(agreed)) == ([], ["review"])


def test_a_correction_between_is_read_back_again() -> None:
    """はい counts for what was shown: what changed since is shown anew."""
    talk = in_force()
    talk.hears(asking({"work_end": LATER}))
    talk.happens(Corrected("sato", 12, {"bill_to": "別の会社"}, "誤記"))
    talk.happens(CertificateArrived(12, NOON, 2))

    assert sent(talk.hears(reading("confirm"))) == ["readback"]
    assert issues(talk.hears(reading("confirm"))) == [11, 12]


def test_another_name_is_seen_by_a_person() -> None:
    """A new name of the works is offered for both, and never issued unseen."""
    talk = in_force()
    talk.hears(asking({"project_name": "市道枝野線道路改良工事（その2）"}))

    agreed = talk.hears(reading("confirm"))

    assert (issues(agreed), called(agreed)) == ([], ["review", "review"])


def test_an_amount_of_its_own_concerns_nobody_else() -> None:
    """前払金保証金額 alone offers no other: nothing of the contract changes."""
    talk = in_force()
    asked = talk.hears(asking({"advance.amount": 15_000_000}))

    assert "others" not in mail_of(asked, "readback").mail.content()
    assert issues(talk.hears(reading("confirm"))) == [11]


def test_an_amount_that_stays_is_no_unread_amount() -> None:
    """契約保証金額：そのまま leaves the guarantee, and asks for no number."""
    own, other = in_force().open.guarantees
    unread = Problem("performance.amount", "ambiguous_amount", "そのまま", "1", 1)
    mail = replace(reading("answer"), problems=(unread,))

    left, _, rest = named_apart(mail, own, (other,))

    assert (left, rest.problems) == (frozenset({other.id}), ())
