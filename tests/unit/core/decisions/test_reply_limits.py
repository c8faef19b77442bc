"""Mail that brings nothing is counted, mail that brings anything is not."""

from __future__ import annotations

from dataclasses import replace

from mailbot.core.decisions.reply_limits import brings_anything
from mailbot.core.model.events import MailRead, Ticket
from parsers.reading import Reading
from tests.support.change_talk import asks, in_force
from tests.support.talk import (
    COMPLETE,
    PAPER,
    Talk,
    called,
    make_office,
    reading,
    sent,
)


def test_a_file_for_a_change_moves_something() -> None:
    """A mail with nothing but a paper for the change in talk is never a loop."""
    talk = in_force()
    asks(talk, {"advance.amount": 15_000_000})
    before = talk.open

    with_paper: Reading = reading("unknown", attachments=(PAPER,))
    decision = talk.hears(with_paper)

    assert brings_anything(before, decision)
    talk.hears(replace(with_paper))
    assert not brings_anything(talk.open, talk.hears(with_paper))


def test_mail_that_brings_nothing_is_answered_so_often_a_day() -> None:
    """Beyond the day's number one mail says that a person reads on; then silence."""
    office = make_office()
    most = office.policy.answers_per_day
    lost = reading("unknown", text="例の件ですが。", remainder=("例の件ですが。",))

    fates = [
        Talk(office).happens(MailRead(1, lost, fruitless=count))
        for count in (most - 1, most, most + 1)
    ]

    assert [one.reason for one in fates] == ["unclear", "loop", "loop"]
    assert [sent(one) for one in fates] == [["unclear"], ["person"], []]
    assert all(called(one) == ["loop"] for one in fates[1:])


def test_what_moves_something_is_no_loop_however_busy_the_day() -> None:
    """B6: applications and their はい go on, whatever was written or sent before."""
    talk = Talk()
    busy = {"fruitless": 500, "fruitless_in_all": 500, "recent": 500}

    first = talk.happens(MailRead(1, reading("apply", COMPLETE), **busy))  # type: ignore[arg-type]  # counts
    ticket = Ticket("case", 1, talk.open.revision)
    yes = talk.happens(
        MailRead(2, reading("confirm"), ticket=ticket, fruitless=500, recent=500)
    )

    assert (sent(first), yes.reason) == (["readback"], "confirmed")


def test_applications_on_a_claim_alone_have_a_number_a_day() -> None:
    """D4: forgeries stop at it, told once; what is proved goes on all the same."""
    office = make_office()
    most = office.policy.applications_per_day
    apply = reading("apply", COMPLETE)

    fates = [
        Talk(office).happens(MailRead(1, apply, opened=count))
        for count in (most - 1, most, most + 1)
    ]
    proved = Talk(office).happens(MailRead(1, apply, "proved", opened=most))

    assert [one.reason for one in fates] == [
        "readback",
        "many_applications",
        "many_applications",
    ]
    assert [sent(one) for one in fates] == [["readback"], ["person"], []]
    assert [one.case for one in fates[1:]] == [None, None]
    assert sent(proved) == ["readback"]
