"""A stop is bounded, whatever a peer does."""

import asyncio
import socket
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from mailbot.app import build
from mailbot.errors import ConfigurationError
from mailbot.jobs.worker import Worker
from mailbot.server.data_lock import DataLock
from mailbot.server.server import Running
from mailbot.store.keyring import database_file
from mailbot.store.queue.contract import Claimed, Job
from tests.support.live import Watch, settings_for


def test_a_smarthost_that_says_nothing_holds_up_no_stop(tmp_path: Path) -> None:
    """The stop returns while the job still waits for its peer; the lock stays ours."""
    settings = settings_for(tmp_path / "data")
    app = build(settings, Watch())
    ours, peer = socket.socketpair()
    began = threading.Event()

    def deliver(claimed: Claimed) -> None:
        began.set()
        ours.recv(1)
        with app.store.transaction() as tx:
            app.store.engine.settle(tx, claimed)

    with app.store.transaction() as tx:
        app.store.engine.enqueue(tx, Job("deliver", {}))
    running = Running(
        replace(app, workers=(Worker(app.store, {"deliver": deliver}, Watch()),))
    )

    async def scenario() -> None:
        await running.start()
        await asyncio.to_thread(began.wait, 20)
        await running.stop(grace_seconds=0.1, finish_seconds=0.1)
        with pytest.raises(ConfigurationError, match="already"):
            DataLock(settings.data, database_file(settings)).take()
        peer.close()  # Now the job ends as it would have, and nothing is lost.
        await running.stop()

    asyncio.run(scenario())

    ours.close()
    again = build(settings, Watch())
    with again.store.transaction() as tx:
        assert again.store.engine.recover(tx) == []
    assert again.store.engine.claim(["deliver"], Watch()()) is None
    again.store.close()
