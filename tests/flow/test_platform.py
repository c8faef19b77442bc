"""The whole conversation with a platform somewhere else, also when it is not there."""

from datetime import timedelta
from pathlib import Path

from mailbot.core.model.staff_events import Cancelled
from tests.support.actors import BANK, RECEIVED, Actor, Relay, application
from tests.support.letters import read_notice
from tests.support.live import LiveDesk
from tests.support.platform import TOKEN, Served, serving
from tests.support.waiting import wait_until

NUMBER = "00427-000001"


def desk_over(served: Served, folder: Path) -> LiveDesk:
    """Open a desk whose platform is over HTTP."""
    token = folder / "platform-token"
    token.write_text(f"{TOKEN}\n", "utf-8")
    return LiveDesk(
        folder, registry={"url": served.url, "token_file": str(token), "seconds": 2.0}
    )


def apply(desk: LiveDesk, hoshi: Actor) -> Relay:
    """Apply and say はい."""
    relay = Relay(lambda: desk.port)
    relay.hand_over(hoshi.writes(application(bank=BANK)))
    relay.hand_over(hoshi.replies(hoshi.letter(1), "はい"))
    return relay


def test_conversation_goes_over_http(tmp_path: Path, hoshi: Actor, city: Actor) -> None:
    """Issue, submission, 照会, 受領 and cancellation with a platform over HTTP."""
    with serving() as served, desk_over(served, tmp_path) as desk:
        relay = apply(desk, hoshi)
        notice = hoshi.letter(3).notices[0]
        number, key = read_notice(notice)
        submission = city.letter(1)
        desk.rest()
        relay.hand_over(city.writes(f"照会 {number} {key}", "照会"))
        told = city.letter(2)
        relay.hand_over(city.replies(submission, RECEIVED))
        hoshi.letter(5)
        desk.rest()
        with desk.app.store.transaction() as tx:
            desk.app.intake.handle(tx, 1, Cancelled("sato", 1, "契約解除"))
        desk.rest()

        assert {NUMBER, "00427-000002"} == set(served.platform.shelves)
        assert served.platform.shelves[NUMBER].void
        assert desk.app.registry.view(number, key) is None
        assert key not in str(served.mood.asked)
    assert "20,000,000円" in told.text


def test_issue_waits_for_a_platform_that_is_down(
    tmp_path: Path, hoshi: Actor, city: Actor
) -> None:
    """はい while the platform is away: staff hear of it once, nothing is mailed; when
    it is back everything goes on, nothing is there twice, and the task is closed.
    """
    with serving() as gone:
        port = gone.port
    with desk_over(gone, tmp_path) as desk:
        apply(desk, hoshi)
        assert "送信完了" in hoshi.letter(2).subject
        wait_until(desk.tasks, "staff to be told")
        desk.watch.ahead += timedelta(minutes=1)
        waiting = [task.reason for task in desk.tasks()]
        assert [] == city.letters()

        with serving(port=port) as back:
            desk.watch.ahead += timedelta(minutes=1)
            city.letter(1)
            hoshi.letter(4)
            desk.rest()
            entries = {n: len(s.entries) for n, s in back.platform.shelves.items()}

        assert {NUMBER: 1, "00427-000002": 1} == entries
        assert 1 == len(city.letters())
        assert ["platform_down"] == waiting
        assert not desk.tasks()
        with desk.app.store.transaction() as tx:
            (closed,) = tx.tasks.find(closed=True)
            key = f"platform_down:{tx.now:%Y-%m-%d}"
            again = tx.tasks.open("platform_down", {}, key=key)
        assert (closed.reason, closed.closed_by) == ("platform_down", "worker")
        assert [again] == [task.id for task in desk.tasks()]


def test_lost_answers_double_nothing(tmp_path: Path, hoshi: Actor, city: Actor) -> None:
    """A platform that takes a certificate and cannot say so is asked again: one entry,
    one 発行日時, one mail.
    """
    with serving() as served, desk_over(served, tmp_path) as desk:
        served.mood.wrong += ["lost", 503, "silence"]
        apply(desk, hoshi)

        def hurry() -> None:
            desk.watch.ahead += timedelta(seconds=1)

        city.letter(1, meanwhile=hurry)
        hoshi.letter(4, meanwhile=hurry)
        desk.rest()
        (entry,) = desk.app.registry.history(NUMBER)
        with desk.app.store.snapshot() as tx:
            first = tx.cases.get(1).guarantees[0]

    assert entry.arrived_at == first.arrived_at
    assert 1 == len(city.letters())
