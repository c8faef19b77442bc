"""Whole conversations over real SMTP and the real store."""

from concurrent.futures import ThreadPoolExecutor

from tests.support.actors import BANK, CITY, RECEIVED, Actor, Relay, application
from tests.support.live import LiveDesk

ANSWERS = [
    "questions",
    "readback",
    "accepted",
    "completion",
    "submission",
    "submission_copy",
    "submitted",
    "received",
]


def test_application_becomes_a_guarantee(
    desk: LiveDesk, relay: Relay, hoshi: Actor, city: Actor
) -> None:
    """Question, answer, read-back, はい, completion, submission, 受領: all in order."""
    relay.hand_over(hoshi.writes(application()))
    relay.hand_over(hoshi.replies(hoshi.letter(1), BANK))
    relay.hand_over(hoshi.replies(hoshi.letter(2), "はい"))
    hoshi.letter(6)
    relay.hand_over(city.replies(city.letter(1), RECEIVED))
    hoshi.letter(7)
    desk.rest()

    assert ANSWERS == [kind for kind, _ in desk.went()]
    assert [
        ("applied", "questions"),
        ("applied", "readback"),
        ("applied", "confirmed"),
        ("applied", "received"),
    ] == desk.came()
    assert not desk.tasks()
    with desk.app.store.snapshot() as tx:
        case = tx.cases.get(1)
    assert [("advance", "00427-000001"), ("performance", "00427-000002")] == [
        (one.product, one.number) for one in case.guarantees
    ]
    assert ["received"] == [one.state for one in case.submissions]


def test_yes_counts_only_for_the_newest_read_back(
    desk: LiveDesk, relay: Relay, hoshi: Actor
) -> None:
    """はい to a read-back that was overtaken issues nothing: it is read back again."""
    relay.hand_over(hoshi.writes(application(bank=BANK)))
    overtaken = hoshi.letter(1)
    relay.hand_over(hoshi.replies(overtaken, "工事名：市道枝野線道路拡幅工事"))
    assert "市道枝野線道路拡幅工事" in hoshi.letter(2).text

    relay.hand_over(hoshi.replies(overtaken, "はい"))

    assert "市道枝野線道路拡幅工事" in hoshi.letter(3).text
    desk.rest()
    assert ["readback"] * 3 == [kind for kind, _ in desk.went()]
    relay.hand_over(hoshi.replies(hoshi.letter(3), "はい"))
    hoshi.letter(6)
    desk.rest()
    assert "completion" in [kind for kind, _ in desk.went()]


def test_late_yes_is_a_yes_however_many_mails_went_since(
    desk: LiveDesk, relay: Relay, hoshi: Actor, city: Actor
) -> None:
    """The read-back that a reply quotes is known again behind a dozen later mails."""
    relay.hand_over(hoshi.writes(application(bank=BANK)))
    readback = hoshi.letter(1)
    relay.hand_over(hoshi.replies(readback, "はい"))
    desk.rest()
    relay.hand_over(city.replies(city.letter(1), RECEIVED))
    for _ in range(8):
        desk.rest()
        relay.hand_over(hoshi.replies(hoshi.letters()[-1], "状況"))
    desk.rest()
    relay.hand_over(hoshi.replies(readback, "はい、お願いします"))
    desk.rest()

    assert ("applied", "already_confirmed") == desk.came()[-1]
    assert not desk.tasks()


def test_second_yes_issues_nothing_more(
    desk: LiveDesk, relay: Relay, hoshi: Actor
) -> None:
    """Who says はい twice has one guarantee a product, and no second completion."""
    relay.hand_over(hoshi.writes(application(bank=BANK)))
    relay.hand_over(hoshi.replies(hoshi.letter(1), "はい"))
    relay.hand_over(hoshi.replies(hoshi.letter(1), "はい、お願いします"))
    hoshi.letter(5)
    desk.rest()

    assert ("applied", "already_confirmed") == desk.came()[-1]
    assert [*ANSWERS[1:7]] == [kind for kind, _ in desk.went()]


def test_two_contractors_at_once_do_not_meet(
    desk: LiveDesk, relay: Relay, hoshi: Actor, mihon: Actor
) -> None:
    """Two conversations at a time end in two cases; neither hears of the other."""
    projects = {hoshi.address: "市道枝野線道路改良工事", mihon.address: "橋りょう補修"}

    def apply(who: Actor) -> None:
        name = {hoshi.address: "株式会社阿武隈星建設"}.get(
            who.address, "株式会社見本建設"
        )
        project = projects[who.address]
        relay.hand_over(who.writes(application(name, project, BANK)))
        relay.hand_over(who.replies(who.letter(1), "はい"))
        who.letter(5)

    with ThreadPoolExecutor(2) as both:
        list(both.map(apply, (hoshi, mihon)))
    desk.rest()

    for who, other in ((hoshi, mihon), (mihon, hoshi)):
        heard = "".join(letter.subject + letter.text for letter in who.letters())
        assert projects[who.address] in heard
        assert projects[other.address] not in heard
        assert other.address not in heard
    with desk.app.store.snapshot() as tx:
        numbers = {
            g.number
            for case in (tx.cases.get(1), tx.cases.get(2))
            for g in case.guarantees
        }
    assert {f"00427-{n:06d}" for n in (1, 2, 3, 4)} == numbers
    assert 2 == [to[0] for _, to in desk.went()].count(CITY)


def test_reply_without_the_token_address_finds_its_case(
    desk: LiveDesk, relay: Relay, hoshi: Actor
) -> None:
    """A program that ignores Reply-To still threads by In-Reply-To."""
    relay.hand_over(hoshi.writes(application()))
    desk_address = desk.app.settings.surety.desk

    relay.hand_over(hoshi.replies(hoshi.letter(1), BANK, to=desk_address))

    hoshi.letter(2)
    assert [("applied", "questions"), ("applied", "readback")] == desk.came()
