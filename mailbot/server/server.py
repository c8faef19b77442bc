"""A running installation: workers and timer in threads, listeners in an event loop.

start ── recover ──> threads ──> listeners open ──> … ──> close ──> threads end
"""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import fields, replace
from functools import partial
from typing import TYPE_CHECKING

import structlog

from mailbot.app import App
from mailbot.assets import assets
from mailbot.configuration.settings import Settings
from mailbot.inbound.handler import Handler
from mailbot.inbound.lanes import Lanes
from mailbot.inbound.smtp.limits import Limits
from mailbot.inbound.smtp.listener import Listener
from mailbot.inbound.smtp.server import SmtpServer
from mailbot.jobs.worker import give_up
from mailbot.network.addresses import is_among
from mailbot.security.private_files import make_folder
from mailbot.server.data_lock import DataLock
from mailbot.server.tls import server_tls
from mailbot.store.group_commit import GroupCommit
from mailbot.store.keyring import database_file

if TYPE_CHECKING:
    from mailbot.web.server import WebServer

log = structlog.get_logger(__name__)

FINISH_SECONDS = 20.0
"""How long a stop waits for the jobs in hand."""


class Running:
    """One process of a desk.

    `start` returns when mail is taken; `stop` finishes what is in hand.
    """

    def __init__(self, app: App) -> None:
        self.web: WebServer | None = None
        self.app = app
        self.group_commit = GroupCommit(app.store, Lanes.of(app.office).marked)
        self._stopping = threading.Event()
        self._threads = [
            *(
                threading.Thread(
                    target=one.run, args=(self._stopping,), name="worker", daemon=True
                )
                for one in app.workers
            ),
            threading.Thread(
                target=app.clock.run, args=(self._stopping,), name="clock"
            ),
        ]
        self.smtp_servers: list[SmtpServer] = []
        self._single = DataLock(app.settings.data, database_file(app.settings))
        self._listenings = _listenings(app.settings)

    async def start(self) -> None:
        """Take up what a dead process left behind, then open the listeners.

        ConfigurationError when another process works on the same data.
        """
        self._single.take()
        with self.app.store.transaction() as tx:
            for poison in self.app.store.engine.recover(tx):
                give_up(tx, poison)
        app = self.app
        handler = Handler(
            self.group_commit.keep,
            app.accepts,
            app.health.ailment,
            app.clock.now,
            app.is_relay,
            app.users.admit if app.users else None,
        )
        for listening in self._listenings:
            smtp = SmtpServer(handler, listening, app.in_hand)
            await smtp.open()
            self.smtp_servers.append(smtp)
        load = threading.Thread(target=app.rooms[0].load_parsers, daemon=True)
        for thread in (*self._threads, load):
            thread.start()
        if app.settings.web.listen:
            self.web = await open_web(app)

    @property
    def port(self) -> int:
        """Return the port of the first SMTP listener."""
        return self.smtp_servers[0].port

    async def stop(
        self, grace_seconds: float = 10.0, finish_seconds: float = FINISH_SECONDS
    ) -> None:
        """Close the listeners, keep what is under way, finish the jobs in hand.

        A job that does not end in its time, because a smarthost says nothing, is left
        as a process that dies leaves it: the next start takes it up.
        """
        closing = [one.close(grace_seconds) for one in self.smtp_servers]
        if self.web is not None:
            closing.append(self.web.close(grace_seconds))
        await asyncio.gather(*closing)
        self._stopping.set()
        for room in self.app.rooms:
            room.stop()
        self.app.store.engine.wake()
        await asyncio.to_thread(self._join, finish_seconds)

    def _join(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        for thread in self._threads:
            if thread.is_alive():
                thread.join(max(end - time.monotonic(), 0.0))
        self.group_commit.close()
        left = sum(thread.is_alive() for thread in self._threads)
        if left:
            # The store stays open for them, and the lock ours, until the process ends.
            log.warning("stopped_with_jobs_in_hand", jobs=left)
            return
        self.app.store.close()
        self._single.leave()


async def open_web(app: App) -> WebServer:
    """Open the page of the viewing platform; the rest of the desk needs none of it."""
    from mailbot.web.proxies import Proxies
    from mailbot.web.server import WebLimits, WebServer
    from mailbot.web.verify.routes import application
    from mailbot.web.verify.session import Sessions
    from mailbot.web.verify.templates import Pages
    from mailbot.web.verify.views import Views

    chosen = app.settings.web
    trusted = Proxies(tuple(chosen.trusted_proxies))
    views = Views(
        store=app.store,
        office=app.office,
        lookup=app.lookup,
        passes=Sessions(app.vault),
        handle_event=app.intake.handle,
        now=app.clock.now,
        proxies=trusted,
        pages=Pages(assets("templates") / "web" / "verify", app.office.surety),
    )
    host, _, port = chosen.listen.rpartition(":")
    limits = WebLimits(seconds=chosen.seconds, connections=chosen.connections)
    server = WebServer(application(views), host.strip("[]"), int(port), trusted, limits)
    await server.open()
    log.info("page open", port=server.port)
    return server


def _listenings(settings: Settings) -> list[Listener]:
    where = settings.listen
    smtp = Listener(
        host=where.host,
        port=where.port,
        hostname=settings.surety.domain,
        bare_newlines=where.bare_newlines,
        tls=(
            server_tls(where.certificate, where.certificate_key)
            if where.certificate
            else None
        ),
        spool_directory=make_folder(settings.data / "spool"),
        limits=Limits(
            **{one.name: getattr(settings.limits, one.name) for one in fields(Limits)}
        ),
        is_proxy=partial(is_among, networks=where.trusted_proxies),
    )
    if not where.lmtp:
        return [smtp]
    host, _, port = where.lmtp.rpartition(":")
    lmtp = replace(
        smtp,
        host=host.strip("[]"),
        port=int(port),
        name="lmtp",
        lmtp=True,
        tls=None,
        bare_newlines="accept",
    )
    return [smtp, lmtp]
