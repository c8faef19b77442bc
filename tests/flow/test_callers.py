"""照会 and 検証: an obligee learns what is so, and nobody else learns anything."""

import re

from tests.support.actors import BANK, Actor, Relay, application
from tests.support.letters import Letter
from tests.support.live import LiveDesk

NUMBER = "00427-000001"
WRONG = "Qw3rtyUiopAs"


def issued(desk: LiveDesk, relay: Relay, hoshi: Actor) -> str:
    """Bring an application to its certificates; return the key of the first one."""
    relay.hand_over(hoshi.writes(application(bank=BANK)))
    relay.hand_over(hoshi.replies(hoshi.letter(1), "はい"))
    hoshi.letter(5)
    desk.rest()
    with desk.app.store.snapshot() as tx:
        return tx.keys.reveal(1)


def bare(letter: Letter) -> str:
    """Return the text of a letter without what every letter has of its own."""
    return re.sub(r"[0-9]{1,2}時[0-9]{2}分", "", letter.text)


def ask(desk: LiveDesk, relay: Relay, who: Actor, line: str) -> Letter:
    """Write one line to the desk and return the answer."""
    before = len(who.letters())
    relay.hand_over(who.writes(line, "照会"))
    letter = who.letter(before + 1)
    desk.rest()
    return letter


def test_obligee_looks_a_certificate_up(
    desk: LiveDesk, relay: Relay, hoshi: Actor, city: Actor
) -> None:
    """照会 with number and key: what the certificate says, no PDF, and no key."""
    key = issued(desk, relay, hoshi)

    letter = ask(desk, relay, city, f"照会 {NUMBER} {key}")

    assert "保証証書の照会へのお答え" in letter.subject
    for told in ("20,000,000円", "角田市長", "市道枝野線道路改良工事", NUMBER):
        assert told in letter.text
    assert [] == letter.files
    assert key not in letter.text + letter.html + letter.subject
    assert ("applied", "lookup") == desk.came()[-1]


def test_key_may_be_written_as_the_notice_prints_it(
    desk: LiveDesk, relay: Relay, hoshi: Actor, city: Actor
) -> None:
    """A reply to the submission itself, number and key on labelled lines."""
    key = issued(desk, relay, hoshi)
    submission = city.letter(1)
    text = f"照会\n保証契約番号：{NUMBER}\n認証キー：{key}"

    relay.hand_over(city.replies(submission, text))

    assert "20,000,000円" in city.letter(2).text


def test_every_refusal_is_one_answer(
    desk: LiveDesk, relay: Relay, hoshi: Actor, city: Actor, stranger: Actor
) -> None:
    """Wrong key, unknown number, a contractor, a stranger with the right pair: no
    answer tells one from another.
    """
    key = issued(desk, relay, hoshi)

    answers = [
        ask(desk, relay, city, f"照会 {NUMBER} {WRONG}"),
        ask(desk, relay, city, f"照会 00427-999999 {key}"),
        ask(desk, relay, city, f"照会 {NUMBER} {key.swapcase()}"),
        ask(desk, relay, stranger, f"照会 {NUMBER} {key}"),
        ask(desk, relay, stranger_too(stranger), f"照会 {NUMBER} {WRONG}"),
    ]

    assert 1 == len({letter.subject for letter in answers})
    assert 1 == len({bare(letter) for letter in answers})
    assert "20,000,000" not in answers[0].text
    assert WRONG not in answers[0].text


def stranger_too(stranger: Actor) -> Actor:
    """Return another stranger."""
    return Actor("通りすがり", "x@elsewhere.example", stranger.home)


def test_contractor_is_refused_without_a_task(
    desk: LiveDesk, relay: Relay, hoshi: Actor, mihon: Actor
) -> None:
    """A contractor with somebody's number and key is told what anybody is told."""
    key = issued(desk, relay, hoshi)

    letter = ask(desk, relay, mihon, f"照会 {NUMBER} {key}")

    assert "お知らせできませんでした" in letter.text
    assert "20,000,000" not in letter.text
    assert () == desk.tasks()


def test_stranger_is_a_task(desk: LiveDesk, relay: Relay, stranger: Actor) -> None:
    """A section whose address nobody has entered is found by a person."""
    ask(desk, relay, stranger, f"照会 {NUMBER} {WRONG}")

    assert ["not_registered"] == [task.reason for task in desk.tasks()]


def test_guesses_by_mail_are_held_off(
    desk: LiveDesk, relay: Relay, hoshi: Actor, city: Actor
) -> None:
    """After five wrong pairs even the right one is not looked at, and the answer says
    from when on it will be.
    """
    key = issued(desk, relay, hoshi)
    *_, last = (ask(desk, relay, city, f"照会 {NUMBER} {WRONG}") for _ in range(5))
    early = ask(desk, relay, city, f"照会 {NUMBER} {key}")

    assert "以降に承ります" in last.text
    assert bare(last) == bare(early)


def test_command_without_number_is_told_how(
    desk: LiveDesk, relay: Relay, city: Actor
) -> None:
    """照会 alone is answered with the line to write, and counts as no guess."""
    letter = ask(desk, relay, city, "照会")

    assert "照会 00000-000000" in letter.text
