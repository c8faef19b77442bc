"""Nobody learns from an answer whether a number, a case or a contractor exists.

Two offices that differ in one thing only: in one of them 星空建設 has a guarantee.
Whoever else writes gets the same bytes from both, or nothing from both (specification
3.1).  What a registered contractor's own application gets is left out: its receipt
number tells how many applications there were this year.
"""

from __future__ import annotations

import pytest

from mailbot.core.model.events import Ticket
from tests.dialogues.stage import Sent, Stage, Written
from tests.dialogues.transcript import FOLDER, WRITERS, Play, load

NUMBER = "00427-000001"
STRANGER = WRITERS["他人"]
OTHER = WRITERS["別の受注者"]
OBLIGEE = WRITERS["発注者"]


def office(*, full: bool) -> Stage:
    """Return an office in which the guarantee exists, or one where nothing does."""
    play = Play(load(FOLDER / "01-from-application-to-receipt.txt"))
    if full:
        play.run()
    stage = play.stage
    stage.sent.clear()
    stage.tasks.clear()
    stage.mails = 100
    return stage


def said(stage: Stage, mail: Written) -> list[bytes]:
    """Return what an office answers to one mail, whole."""
    stage.hears(mail)
    return [one.made.raw for one in stage.sent]


MAILS = [
    ("Re: [受付 2026-000001]", "はい"),
    ("お願い", f"再送 {NUMBER}"),
    ("お願い", f"計算書 {NUMBER}"),
    ("お願い", f"履歴 {NUMBER}"),
    ("お願い", f"変更 {NUMBER}\n保証金額：1,000,000円"),
    ("お願い", f"状況 {NUMBER}"),
    ("状況", ""),
    ("一覧", ""),
    ("お願い", "星空建設の申込みはどうなっていますか。"),
    ("Re: [受付 2026-000001]", "取消"),
]


APPLICATION = ("電子保証の申込み", "会社名：株式会社星空建設\n発注者名：角田市長\n")


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        (STRANGER, *APPLICATION),
        *((sender, *mail) for sender in (STRANGER, OTHER) for mail in MAILS),
    ],
)
def test_an_answer_is_the_same_whether_it_exists_or_not(
    sender: str, subject: str, text: str
) -> None:
    """A stranger, and another contractor: byte for byte the same mail, or none."""
    mail = Written(sender, subject, text)

    there = said(office(full=True), mail)
    absent = said(office(full=False), mail)

    assert there == absent


@pytest.mark.parametrize("sender", [STRANGER, OTHER, OBLIGEE])
@pytest.mark.parametrize("text", ["はい", "取消", "状況"])
def test_a_token_in_foreign_hands_opens_nothing(sender: str, text: str) -> None:
    """A case's token from an address that is not its contractor's: silence."""
    play = Play(load(FOLDER / "01-from-application-to-receipt.txt"))
    play.run()
    stage = play.stage
    readback: Sent = stage.sent[0]
    stage.sent.clear()
    before = stage.cases[1]

    stage.hears(Written(sender, "Re: 申込確認", text, answers=readback))

    assert readback.ticket == Ticket("case", 1, 1)
    assert stage.sent == []
    assert stage.cases[1] == before
    assert stage.tasks
