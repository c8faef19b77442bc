"""Many callers, one writer: each gets its own answer after the commit."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typing_extensions import override

from mailbot.errors import MailbotError, StorageFull
from mailbot.store.faults import StorageBroken
from mailbot.store.group_commit import GroupCommit
from mailbot.store.queue.sqlite import EmbeddedEngine
from mailbot.store.store import Store
from tests.unit.store.making import (
    NOON,
    Hands,
    arrival,
    open_database,
    open_store,
    vault_in,
)


@pytest.fixture
def keeper(store: Store) -> Iterator[GroupCommit]:
    """Give a keeper of the store; what is queued is kept at the end."""
    made = GroupCommit(store)
    yield made
    made.close()


def mails_of(store: Store) -> int:
    """Count the mails of the mail log."""
    with store.snapshot() as tx:
        return sum(total.mails for total in tx.mails.totals())


def test_many_callers_are_all_kept(store: Store, keeper: GroupCommit) -> None:
    """A crowd of callers gets a different mail each, and all of them are there."""

    async def crowd() -> list[int]:
        calls = [keeper.keep(arrival(f"申込 {n}")) for n in range(300)]
        return [kept.mail_id for kept in await asyncio.gather(*calls)]

    ids = asyncio.run(crowd())

    assert 300 == len(set(ids)) == mails_of(store)


def test_bad_arrival_does_not_sink_the_others(
    store: Store, keeper: GroupCommit
) -> None:
    """One arrival that cannot be stored fails alone; its neighbours are kept."""
    bad = replace(arrival("壊れ"), arrived_at=NOON.replace(tzinfo=None))

    async def crowd() -> list[object]:
        crowd = [arrival("一"), bad, arrival("二")]
        calls = (keeper.keep(one) for one in crowd)
        return list(await asyncio.gather(*calls, return_exceptions=True))

    first, second, third = asyncio.run(crowd())

    assert isinstance(second, Exception)
    assert not isinstance(first, Exception)
    assert not isinstance(third, Exception)
    assert 2 == mails_of(store)


def test_caller_that_goes_away_changes_nothing(
    store: Store, keeper: GroupCommit
) -> None:
    """A client that is cancelled while we write has its mail kept all the same."""

    async def impatient() -> None:
        call = asyncio.create_task(keeper.keep(arrival()))
        await asyncio.sleep(0)
        call.cancel()

    asyncio.run(impatient())
    keeper.close()

    assert 1 == mails_of(store)


def test_closed_keeper_keeps_the_queue_and_refuses_more(tmp_path: Path) -> None:
    """Stopping keeps what was handed over, and then takes nothing more."""
    store = open_store(tmp_path)
    keeper = GroupCommit(store)

    async def stop() -> None:
        call = asyncio.create_task(keeper.keep(arrival()))
        await asyncio.sleep(0)
        await asyncio.to_thread(keeper.close)
        assert (await call).duplicate is False
        with pytest.raises(MailbotError, match="stopping"):
            await keeper.keep(arrival("遅い"))

    asyncio.run(stop())
    assert 1 == mails_of(store)
    store.close()


class SickDisk(Store):
    """A store whose disk takes what is written and never says that it has it."""

    @override
    def harden(self) -> None:
        """Fail, as a sync of a broken disk does."""
        raise StorageBroken("The disk is broken.")


def test_nobody_is_told_what_the_disk_does_not_have(tmp_path: Path) -> None:
    """A mail that is written and cannot be synced is no kept mail for its caller."""
    open_store(tmp_path).close()
    database = open_database(tmp_path)
    store = SickDisk(database, vault_in(tmp_path), Hands(), EmbeddedEngine(database))
    keeper = GroupCommit(store)

    async def keep() -> None:
        with pytest.raises(StorageBroken):
            await keeper.keep(arrival())

    asyncio.run(keep())
    keeper.close()
    store.close()


def test_a_relaxed_commit_can_be_hardened(store: Store) -> None:
    """A relaxed commit is made durable afterwards, as often as it is asked for."""
    with store.transaction(durable=False) as tx:
        tx.incoming.keep(arrival())

    store.harden()
    store.harden()

    assert 1 == mails_of(store)


def test_full_disk_is_said_and_passes(tmp_path: Path) -> None:
    """A full database answers StorageFull; with room again, the same mail is kept."""
    open_store(tmp_path).close()
    database = open_database(tmp_path)
    store = Store(database, vault_in(tmp_path), Hands(), EmbeddedEngine(database))
    keeper = GroupCommit(store)

    def room(pages: int) -> None:
        with database.writer.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            connection.rollback()

    async def full() -> None:
        large, small = arrival("大" * 500_000), arrival("小")
        room(1)
        with pytest.raises(StorageFull):
            await keeper.keep(large)
        room(1_000_000)
        assert (await keeper.keep(large)).duplicate is False
        assert (await keeper.keep(small)).duplicate is False

    asyncio.run(full())
    keeper.close()
    assert 2 == mails_of(store)
    store.close()
