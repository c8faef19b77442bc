"""Tallies with a window, and many mails as one task."""

from datetime import timedelta

from mailbot.store.store import Store
from tests.unit.store.making import Hands, arrival

HOUR = timedelta(hours=1)


def test_a_tally_begins_anew_when_its_window_is_over(
    store: Store, clock: Hands
) -> None:
    """It counts from the first event on: who writes a little each day is no flood."""
    for minutes in (0, 30, 29):
        clock.pass_by(minutes=minutes)
        with store.transaction() as tx:
            tx.counts.count("fruitless", "a@x.example", HOUR)
            tx.counts.count("fruitless", "b@x.example", HOUR)
            tx.counts.count("network", "a@x.example", HOUR)
    with store.snapshot() as tx:
        assert tx.counts.counted("fruitless", "a@x.example", HOUR) == 3
        assert tx.counts.counted("opened", "a@x.example", HOUR) == 0
    clock.pass_by(minutes=1)
    with store.transaction() as tx:
        assert tx.counts.counted("fruitless", "a@x.example", HOUR) == 0
        tx.counts.count("fruitless", "a@x.example", HOUR)
        assert tx.counts.counted("fruitless", "a@x.example", HOUR) == 1


def test_mails_of_a_group_are_one_task_until_it_is_closed(store: Store) -> None:
    """A hundred mails call a person once; after that person is done, once more."""
    with store.transaction() as tx:
        mails = [
            tx.incoming.keep(arrival(f"{n}", message_id=f"{n}@x.example")).mail_id
            for n in range(3)
        ]
        made = {tx.tasks.gather("loop", "hoshizora", {"mail": n}, n) for n in mails}
        other = tx.tasks.gather("loop", "sakuragi", {"mail": mails[0]}, mails[0])
        (task,) = made
        assert tx.tasks.get(task).detail == {
            "mail": mails[0],
            "mails": mails,
            "count": 3,
        }
        assert other != task
        tx.tasks.close(task, "staff:sato")
        again = tx.tasks.gather("loop", "hoshizora", {"mail": mails[0]}, mails[0])
        assert again not in {task, other}
        assert tx.tasks.get(again).detail["count"] == 1


def test_a_task_names_so_many_mails_and_counts_the_rest(store: Store) -> None:
    """A flood of any length is a row of bounded size."""
    with store.transaction() as tx:
        kept = tx.incoming.keep(arrival())
        made = {tx.tasks.gather("loop", "all", {}, kept.mail_id) for _ in range(510)}
        (task,) = made
        detail = tx.tasks.get(task).detail
    assert detail["count"] == 510
    assert detail["mails"] == [kept.mail_id] * 500
