"""`mailbot serve`: take mail until told to stop (SIGTERM, SIGINT)."""

from __future__ import annotations

import asyncio
import resource
import signal
import sys

import structlog

from mailbot.app import build
from mailbot.cli.options import Config
from mailbot.configuration.load_settings import describe, load_settings
from mailbot.configuration.settings import Settings
from mailbot.log import configure
from mailbot.sandbox.malloc import keep_heap_small
from mailbot.server.server import Running

EXAMPLE = "mailbot serve -c office/mailbot.toml"

log = structlog.get_logger(__name__)


def serve(config: Config = None) -> None:
    """Take mail, answer it, issue and submit.  Safe mode until `live = true`."""
    settings = load_settings(config)
    configure(settings.log.format, settings.log.level)
    for key, value, origin in describe(settings):
        log.debug("setting", name=key, value=value, origin=origin)
    keep_heap_small()
    # Keys are in our memory: it is written to no disk, whatever ends us.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    running = Running(build(settings))
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(_serve(running, settings))


def new_loop() -> asyncio.AbstractEventLoop:
    """Return uvloop's loop: it accepts more mails a second than asyncio's own."""
    import uvloop

    return uvloop.new_event_loop()


async def _serve(running: Running, settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    try:
        await running.start()
        sys.stderr.write(_greeting(running, settings))
        sys.stderr.flush()
        await stop.wait()
    finally:
        # Also when the page does not open: the workers have begun, and would go on.
        await running.stop()


def _page(running: Running, settings: Settings) -> str:
    """Return where obligees look certificates up, "" when it is not here."""
    if running.web is None:
        return ""
    host = settings.web.listen.rpartition(":")[0]
    return f"Obligees look up at http://{host}:{running.web.port}/verify.\n"


def _greeting(running: Running, settings: Settings) -> str:
    mode = "live" if settings.is_live else "safe mode (live = false)"
    return (
        f"mailbot takes mail for {settings.surety.desk} on "
        f"{settings.listen.host}:{running.port}, {mode}.\n"
        f"{_page(running, settings)}"
        f"Mail goes to {settings.outgoing}; data is in {settings.data}.  "
        "Stop with Ctrl-C.\n"
    )
