"""Jobs are promised with a transaction, and put back by one."""

from mailbot.store.queue.contract import FAILURES, FailedJob, Job
from mailbot.store.store import Store
from tests.unit.store.making import NOON

COMPOSE = Job("compose", {"send": {"to": "Tanaka@x.example.jp"}}, key="event:1:0")


def test_a_mail_counts_from_its_promise_on(store: Store) -> None:
    """What is promised to an address is counted before it is composed, and once."""
    with store.transaction() as tx:
        assert tx.jobs.enqueue(COMPOSE)
        assert not tx.jobs.enqueue(COMPOSE)
        assert tx.deliveries.answers_to("tanaka@x.example.jp", NOON) == 1


def test_a_failed_job_is_put_back_and_its_task_is_free(store: Store) -> None:
    """After a person put it back it is tried again, and may call a person again."""
    with store.transaction() as tx:
        tx.jobs.enqueue(COMPOSE)
    failed = [fail_once(store) for _ in range(FAILURES)][-1]
    assert failed is not None
    key = f"job:{failed.id}"
    with store.transaction() as tx:
        first = tx.tasks.open("job_failed", {}, key=key)
        assert tx.jobs.revive(failed.id)
        assert not tx.jobs.revive(failed.id)
        assert tx.tasks.open("job_failed", {}, key=key) != first
    assert store.engine.claim(["compose"], NOON) is not None


def fail_once(store: Store) -> FailedJob | None:
    """Claim the job and fail; return it when that was the last time."""
    claimed = store.engine.claim(["compose"], NOON)
    assert claimed is not None
    with store.transaction() as tx:
        return store.engine.postpone(tx, claimed, NOON, ValueError())
