"""Jobs are done once, in the order of their lock, and never forgotten."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from threading import Thread

import pytest

from mailbot.store.queue.contract import CRASHES, Claimed, FailedJob, Job, LostClaim
from mailbot.store.queue.sqlite import LEASE, EmbeddedEngine
from mailbot.store.store import Store
from tests.support.waiting import wait_until
from tests.unit.store.making import NOON

KINDS = {"handle"}


@pytest.fixture
def engine(store: Store) -> EmbeddedEngine:
    """Give the engine of the store."""
    assert isinstance(store.engine, EmbeddedEngine)
    return store.engine


@pytest.fixture
def promise(store: Store) -> Callable[..., bool]:
    """Give a function that enqueues one job in a transaction of its own."""

    def enqueue(name: str, **about: object) -> bool:
        job = Job("handle", {"name": name}, **about)  # type: ignore[arg-type] # the test's own words
        with store.transaction() as tx:
            return tx.jobs.enqueue(job)

    return enqueue


def name_of(claimed: Claimed | None) -> str | None:
    """Say which job was claimed."""
    return None if claimed is None else str(claimed.payload["name"])


def take(engine: EmbeddedEngine) -> Claimed:
    """Claim a job that must be there."""
    claimed = engine.claim(KINDS, NOON)
    assert claimed is not None
    return claimed


def settle(store: Store, claimed: Claimed) -> None:
    """Settle a job in a transaction of its own."""
    with store.transaction() as tx:
        store.engine.settle(tx, claimed)


def test_jobs_without_lock_come_in_order(
    engine: EmbeddedEngine, promise: Callable[..., bool]
) -> None:
    """Jobs are claimed in the order of their promise, each once."""
    for name in "abc":
        promise(name)

    assert ["a", "b", "c", None] == [
        name_of(engine.claim(KINDS, NOON)) for _ in range(4)
    ]


def test_one_job_of_a_lock_at_a_time(
    store: Store, engine: EmbeddedEngine, promise: Callable[..., bool]
) -> None:
    """The second job of a case waits for the first, and other cases do not."""
    promise("first", lock="case:1")
    promise("second", lock="case:1")
    promise("other", lock="case:2")

    first, other = take(engine), take(engine)

    assert ("first", "other") == (name_of(first), name_of(other))
    assert engine.claim(KINDS, NOON) is None
    settle(store, first)
    assert "second" == name_of(engine.claim(KINDS, NOON))


def test_lock_holds_across_kinds(
    store: Store, engine: EmbeddedEngine, promise: Callable[..., bool]
) -> None:
    """A lock excludes jobs of every kind; a kind not asked for is not claimed."""
    promise("mail", lock="case:1")
    with store.transaction() as tx:
        tx.jobs.enqueue(Job("issue", {"name": "issue"}, lock="case:1"))

    assert engine.claim({"issue"}, NOON) is None
    settle(store, take(engine))
    assert "issue" == name_of(engine.claim({"issue"}, NOON))


def test_scheduled_job_holds_nobody_up(
    store: Store, engine: EmbeddedEngine, promise: Callable[..., bool]
) -> None:
    """A job for later comes when it is due, and lets its lock pass until then."""
    promise("grace", lock="case:1", due_at=NOON + timedelta(minutes=5))
    promise("mail", lock="case:1")

    mail = take(engine)
    assert "mail" == name_of(mail)
    settle(store, mail)
    assert NOON + timedelta(minutes=5) == engine.next_due(KINDS)
    assert engine.claim(KINDS, NOON) is None
    assert "grace" == name_of(engine.claim(KINDS, NOON + timedelta(minutes=5)))


def test_job_put_back_keeps_its_place(
    store: Store, engine: EmbeddedEngine, promise: Callable[..., bool]
) -> None:
    """A job that will be tried again holds up those behind it: order is kept."""
    promise("first", lock="out:1")
    promise("second", lock="out:1")
    claimed = take(engine)
    with store.transaction() as tx:
        engine.defer(tx, claimed, NOON + timedelta(minutes=10))

    assert engine.claim(KINDS, NOON) is None
    assert "first" == name_of(engine.claim(KINDS, NOON + timedelta(minutes=10)))


def test_next_due_is_of_a_job_that_may_be_done_then(
    store: Store, engine: EmbeddedEngine, promise: Callable[..., bool]
) -> None:
    """A job behind another one of its lock wakes nobody; the other one does."""
    promise("first", lock="case:1")
    promise("second", lock="case:1", due_at=NOON)
    promise("other", due_at=NOON + timedelta(hours=2))
    hours = [NOON + timedelta(hours=2)]

    hours.append(engine.next_due(KINDS) or NOON)
    first = take(engine)
    hours.append(engine.next_due(KINDS) or NOON)
    with store.transaction() as tx:
        engine.defer(tx, first, NOON + timedelta(hours=1))

    assert 1 == len(set(hours))
    assert NOON + timedelta(hours=1) == engine.next_due(KINDS)


def test_key_is_used_once(
    store: Store, engine: EmbeddedEngine, promise: Callable[..., bool]
) -> None:
    """A second job with a key that was ever used is not enqueued."""
    assert promise("a", key="event:1:0")
    assert not promise("b", key="event:1:0")
    settle(store, take(engine))

    assert not promise("c", key="event:1:0")
    assert engine.claim(KINDS, NOON) is None


def test_promise_falls_with_its_transaction(
    store: Store, engine: EmbeddedEngine
) -> None:
    """A job of a transaction that is rolled back was never promised."""

    def fail() -> None:
        with store.transaction() as tx:
            tx.jobs.enqueue(Job("handle", {"name": "a"}))
            raise RuntimeError("no commit")

    with pytest.raises(RuntimeError):
        fail()

    assert engine.claim(KINDS, NOON) is None


def test_job_is_settled_with_its_effects_or_not_at_all(
    store: Store, engine: EmbeddedEngine, promise: Callable[..., bool]
) -> None:
    """When the transaction of the effects fails, the job is still to be done."""
    promise("a")
    claimed = take(engine)

    def fail() -> None:
        with store.transaction() as tx:
            engine.settle(tx, claimed)
            raise RuntimeError("no commit")

    with pytest.raises(RuntimeError):
        fail()
    settle(store, claimed)

    with pytest.raises(LostClaim):
        settle(store, claimed)


def test_third_failure_is_the_last(
    store: Store, engine: EmbeddedEngine, promise: Callable[..., bool]
) -> None:
    """A job that fails three times is given to a person, and frees its lock."""
    promise("poison", lock="case:1")
    promise("next", lock="case:1")
    ends = []
    for _ in range(3):
        claimed = take(engine)
        with store.transaction() as tx:
            ends.append(engine.postpone(tx, claimed, NOON, ValueError("田中")))

    assert [None, None] == ends[:2]
    assert isinstance(ends[2], FailedJob)
    assert ("ValueError", {"name": "poison"}) == (ends[2].error, ends[2].payload)
    assert [ends[2]] == engine.failed()
    assert "next" == name_of(engine.claim(KINDS, NOON))


def test_failure_is_tried_again_when_due(
    store: Store, engine: EmbeddedEngine, promise: Callable[..., bool]
) -> None:
    """A failed job comes back at its time, and knows how often it failed."""
    promise("a")
    later = NOON + timedelta(minutes=1)
    claimed = take(engine)
    with store.transaction() as tx:
        engine.postpone(tx, claimed, later, OSError("disk"))

    assert engine.claim(KINDS, NOON) is None
    again = engine.claim(KINDS, later)
    assert again is not None
    assert (1, 2) == (again.attempts, again.fence)


def test_dead_process_leaves_its_jobs_to_the_next(
    store: Store, engine: EmbeddedEngine, promise: Callable[..., bool]
) -> None:
    """After a restart a job in hand is done again; the old claim counts no more."""
    promise("a")
    lost = take(engine)

    with store.transaction() as tx:
        assert [] == engine.recover(tx)

    assert "a" == name_of(engine.claim(KINDS, NOON))
    with pytest.raises(LostClaim):
        settle(store, lost)


def test_job_that_kills_the_process_is_poison(
    store: Store, engine: EmbeddedEngine, promise: Callable[..., bool]
) -> None:
    """A job that the process never survives ends with a person, not in a loop."""
    promise("killer")
    for _ in range(CRASHES - 1):
        take(engine)
        with store.transaction() as tx:
            assert [] == engine.recover(tx)
    take(engine)

    with store.transaction() as tx:
        (failed,) = engine.recover(tx)

    assert ("ProcessDied", {"name": "killer"}) == (failed.error, failed.payload)
    with store.transaction() as tx:
        assert [] == engine.recover(tx)


def test_lease_ends(
    store: Store, engine: EmbeddedEngine, promise: Callable[..., bool]
) -> None:
    """A claim that is held too long is lost to whoever asks next."""
    promise("a")
    slow = take(engine)

    again = engine.claim(KINDS, NOON + LEASE)

    assert "a" == name_of(again)
    with pytest.raises(LostClaim):
        settle(store, slow)


def test_threads_share_the_work_without_overlap(
    store: Store, engine: EmbeddedEngine
) -> None:
    """Four threads do 120 jobs of 12 locks: each once, each lock in its order."""
    with store.transaction() as tx:
        for number in range(120):
            tx.jobs.enqueue(Job("handle", {"n": number}, lock=f"case:{number % 12}"))
    done: list[int] = []

    def work() -> None:
        while len(done) < 120:
            claimed = engine.claim(KINDS, NOON)
            if claimed is None:
                engine.wait(engine.pulse(), 0.01)
                continue
            with store.transaction() as tx:
                engine.settle(tx, claimed)
                done.append(int(str(claimed.payload["n"])))

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {1} == set(Counter(done).values())
    assert 120 == len(done)
    for lock in range(12):
        mine = [number for number in done if number % 12 == lock]
        assert sorted(mine) == mine


def test_worker_is_woken_by_a_promise(store: Store, engine: EmbeddedEngine) -> None:
    """A sleeping worker wakes when a job is committed, long before its timeout."""
    before = engine.pulse()
    woken: list[int] = []
    sleeper = Thread(target=lambda: woken.append(engine.wait(before, 60)))
    sleeper.start()

    with store.transaction() as tx:
        tx.jobs.enqueue(Job("handle"))

    wait_until(lambda: woken, "the sleeper to wake")
    sleeper.join()
    assert [before] != woken


def test_only_who_works_on_a_kind_is_woken(
    store: Store, engine: EmbeddedEngine
) -> None:
    """A promise wakes the workers of its kind; the end of a job, those behind it."""
    kinds = ("handle", "deliver", "make")
    with store.transaction() as tx:
        tx.jobs.enqueue(Job("handle", lock="case:1"))
        tx.jobs.enqueue(Job("deliver", lock="case:1"))
    before = {kind: engine.pulse([kind]) for kind in kinds}

    settle(store, take(engine))

    beaten = {kind for kind in kinds if engine.pulse([kind]) != before[kind]}
    assert beaten == {"deliver"}
    engine.wake()
    assert all(engine.pulse([kind]) > before[kind] for kind in kinds)


def test_nobody_is_woken_by_what_is_not_committed(
    store: Store, engine: EmbeddedEngine
) -> None:
    """A transaction that fails changes no pulse."""
    before = engine.pulse()

    def fail() -> None:
        with store.transaction() as tx:
            tx.jobs.enqueue(Job("handle"))
            raise RuntimeError("no commit")

    with pytest.raises(RuntimeError):
        fail()

    assert before == engine.wait(before, 0)


def test_waiting_work_is_counted(
    store: Store, engine: EmbeddedEngine, promise: Callable[..., bool]
) -> None:
    """Jobs count as waiting until they are done."""
    promise("a")
    promise("b")
    settle(store, take(engine))

    assert 1 == engine.waiting()
    assert engine.next_due(KINDS) is None
