"""What a contractor asks and answers over real SMTP, from the real store."""

from itertools import groupby

from mailbot.core.model.staff_events import Released
from tests.support.actors import BANK, Actor, Relay, application
from tests.support.live import LiveDesk

NUMBER = "00427-000001"


def issued(desk: LiveDesk, relay: Relay, hoshi: Actor) -> None:
    """Bring an application to its certificates and its submission."""
    relay.hand_over(hoshi.writes(application(bank=BANK)))
    relay.hand_over(hoshi.replies(hoshi.letter(1), "はい"))
    hoshi.letter(5)
    desk.rest()


def test_numbers_answer_their_owner_only(
    desk: LiveDesk, relay: Relay, hoshi: Actor, mihon: Actor
) -> None:
    """The owner gets history and notice; another gets the answer of no such number."""
    issued(desk, relay, hoshi)

    relay.hand_over(hoshi.writes(f"履歴 {NUMBER}", "お願い"))
    assert "新規" in hoshi.letter(6).text
    relay.hand_over(hoshi.writes(f"再送 {NUMBER}", "お願い"))
    assert hoshi.letter(7).files
    relay.hand_over(mihon.writes(f"履歴 {NUMBER}", "お願い"))
    relay.hand_over(mihon.writes("履歴 00427-999999", "お願い"))

    foreign, absent = mihon.letter(1).text, mihon.letter(2).text
    assert foreign == absent.replace("00427-999999", NUMBER)
    assert "見当たりませんでした" in foreign


def test_the_same_application_again_is_asked_about(
    desk: LiveDesk, relay: Relay, hoshi: Actor
) -> None:
    """A second application for the same project waits for 新規 or 同じ (R-16)."""
    relay.hand_over(hoshi.writes(application(bank=BANK)))
    hoshi.letter(1)
    relay.hand_over(hoshi.writes(application(bank=BANK), "再送"))

    assert "2026-000001" in hoshi.letter(2).text
    relay.hand_over(hoshi.replies(hoshi.letter(2), "新規です。"))
    assert "申込確認" in hoshi.letter(3).subject
    desk.rest()
    assert [kind for kind, _ in desk.went()] == ["readback", "questions", "readback"]


def test_a_person_has_the_case_until_it_is_released(
    desk: LiveDesk, relay: Relay, hoshi: Actor
) -> None:
    """電話ください silences the robot; a release makes it say where things stand."""
    relay.hand_over(hoshi.writes(application(bank=BANK)))
    relay.hand_over(hoshi.replies(hoshi.letter(1), "電話ください"))
    assert "担当者" in hoshi.letter(2).subject
    relay.hand_over(hoshi.replies(hoshi.letter(1), "はい"))
    desk.rest()
    assert desk.came()[-1] == ("held", "a_person_has_it")

    with desk.app.store.transaction() as tx:
        desk.app.intake.handle(tx, 1, Released("sato"))

    assert "申込確認" in hoshi.letter(3).subject
    with desk.app.store.snapshot() as tx:
        lived = [str(one.payload["holder"]) for one in tx.events.of_case(1)]
    assert [who for who, _ in groupby(lived)] == ["contractor", "staff", "contractor"]
