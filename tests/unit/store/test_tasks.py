"""Tasks are opened once, gathered in groups, and closed by somebody."""

import pytest

from mailbot.store.faults import NotKept
from mailbot.store.store import Store
from tests.unit.store.making import NOON, arrival


def test_task_is_opened_once_and_closed_by_somebody(with_case: Store) -> None:
    """The same key is one task; once closed, it stands on the other list."""
    with with_case.transaction() as tx:
        kept = tx.incoming.keep(arrival())
        first = tx.tasks.open("urgent", {"word": "至急"}, 1, kept.mail_id, "event:1:0")
        again = tx.tasks.open("urgent", {}, 1, kept.mail_id, "event:1:0")
        other = tx.tasks.open("call", {})
    with with_case.transaction() as tx:
        tx.tasks.close(first, "staff:sato")
        with pytest.raises(NotKept, match="open task"):
            tx.tasks.close(first, "staff:sato")

        (open_one,) = tx.tasks.find()
        (closed,) = tx.tasks.find(closed=True)
    assert first == again == closed.id
    assert (other, None) == (open_one.id, open_one.closed_at)
    assert ("staff:sato", NOON, {"word": "至急"}) == (
        closed.closed_by,
        closed.closed_at,
        closed.detail,
    )


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
