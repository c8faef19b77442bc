"""The guarantee as it would be after a change."""

from __future__ import annotations

from datetime import date

from mailbot.core.model.change_request import ChangeState
from tests.support.change_talk import asks, guarantee, in_force
from tests.support.talk import (
    called,
    issues,
    mail_of,
    reading,
    sent,
)


def test_an_end_of_work_moves_the_guarantee_with_it() -> None:
    """A guarantee that ran to the end of the work runs to its new end."""
    talk = in_force()

    decision = asks(talk, {"work_end": date(2027, 5, 31)})

    content = mail_of(decision, "readback").mail.content()
    rows = {row["field"]: row for row in content["rows"]}  # type: ignore[attr-defined]  # JSON
    assert rows["advance.guarantee_until"]["value"] == "2027-05-31"
    assert rows["advance.guarantee_until"]["source"] == "default"
    talk.hears(reading("confirm"))
    assert guarantee(talk).terms.guarantee_until == date(2027, 5, 31)


def test_the_other_form_is_refused_with_the_reason() -> None:
    """R-10 (flyer Q5): one guarantee contract never mixes paper and electronic."""
    talk = in_force()

    decision = asks(talk, {"advance.form": "paper", "advance.amount": 15_000_000})

    assert (decision.fate, sent(decision)) == ("refused", ["questions"])
    asked = mail_of(decision, "questions").mail.content()["questions"]
    assert [(one["rule"], one["code"]) for one in asked] == [("R-10", "form_fixed")]  # type: ignore[attr-defined]  # JSON
    assert guarantee(talk).form == "electronic"
    assert sent(talk.hears(reading("confirm"))) == ["readback"]


def test_naming_the_form_that_it_has_is_no_change() -> None:
    """電子保証 on an electronic guarantee is neither refused nor a change."""
    talk = in_force()

    decision = asks(talk, {"advance.form": "electronic", "advance.amount": 15_000_000})

    assert sent(decision) == ["readback"]
    assert list(talk.open.changes[0].said) == ["advance.amount"]


def test_what_no_change_can_touch_is_a_persons() -> None:
    """A new project name is no 変更 of amount or period: read back, and held."""
    talk = in_force()
    asks(talk, {"advance.amount": 15_000_000, "project_name": "市道別線改良工事"})

    decision = talk.hears(reading("confirm"))

    assert called(decision) == ["review"]
    assert issues(decision) == []
    assert talk.open.changes[0].state is ChangeState.REVIEWING


def test_rules_of_an_application_hold_for_a_change() -> None:
    """An advance beyond the obligee's share is warned of (R-04)."""
    talk = in_force()

    decision = asks(talk, {"advance.amount": 25_000_000})

    findings = mail_of(decision, "readback").mail.content()["findings"]
    assert [one["code"] for one in findings] == ["over_cap"]  # type: ignore[attr-defined]  # JSON
