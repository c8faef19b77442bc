"""`mailbot demo`: one application's whole way, on this machine, over real SMTP.

A contractor writes, is asked for what is missing, answers, reads the read-back, says
はい, and gets the key notice; the obligee gets the submission, opens the PDF, looks the
guarantee up on the page of the platform, and confirms receipt.  Every mail is a real
one and is left to be opened.
"""

from __future__ import annotations

import asyncio
import socket
import tempfile
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from dateutil.relativedelta import relativedelta

from mailbot.app import App, build
from mailbot.cli.demo.browser import NoPage, look_up
from mailbot.cli.demo.captions import caption, words
from mailbot.cli.demo.mail_actors import ClientMail, Correspondent, NoMail, read_notice
from mailbot.cli.demo.pace import pace_of
from mailbot.cli.demo.screen import Screen
from mailbot.cli.serve import new_loop
from mailbot.configuration.load_settings import load_settings
from mailbot.core.office.business_hours import day_in_tokyo
from mailbot.core.office.era_dates import era_date
from mailbot.log import configure
from mailbot.server.server import Running
from mailbot.store.open_store import utc_now
from parsers.read import read

EXAMPLE = "mailbot demo --once"

CONTRACTOR = ("株式会社阿武隈星建設　髙橋", "soumu@abukumaboshi.example.jp")


def demo(
    once: Annotated[
        bool, typer.Option("--once", help="Show one conversation and end.")
    ] = False,
    folder: Annotated[
        Path | None, typer.Option(help="Where to leave the files of the demo.")
    ] = None,
) -> int:
    """Show one application's whole way, over real SMTP, on this machine."""
    home = folder or Path(tempfile.mkdtemp(prefix="mailbot-demo-"))
    page = f"127.0.0.1:{_free_port()}"
    configure("pretty", "warning")
    settings = load_settings(
        overrides={
            "data": str(home),
            "listen": {"port": 0},
            "web": {"listen": page},
            "surety": {"portal_url": f"http://{page}/verify"},
            "policy": {"review": "never", "grace_seconds": 0},
        }
    )
    ended = threading.Event()
    screen = Screen(home, pace_of(once=once, ended=ended))
    with asyncio.Runner(loop_factory=new_loop) as runner:
        try:
            return runner.run(_play(build(settings), screen, once=once))
        except KeyboardInterrupt:
            return 130
        finally:
            ended.set()


def _free_port() -> int:
    """Return a port that is free: mails name the page before it is opened."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _play(app: App, screen: Screen, *, once: bool) -> int:
    running = Running(app)
    try:
        await running.start()
        surety = app.settings.surety
        screen.opening(surety.desk, running.port, surety.portal_url)
        await asyncio.to_thread(_act, app, running.port, screen)
        screen.closing(surety.desk, running.port, surety.portal_url, once=once)
        if not once:
            await _until_interrupted()
    except (NoMail, NoPage) as silence:
        screen.broken(str(silence))
        return 1
    finally:
        await running.stop()
    return 0


async def _until_interrupted() -> None:
    import signal

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    await stop.wait()


def _act(app: App, port: int, screen: Screen) -> None:
    home = app.settings.data / "outbound"
    name, address = CONTRACTOR
    contractor = Correspondent(name, address, home / address, port)
    _apply(app, contractor, screen)
    _read_until(contractor, screen, lambda one: bool(one.files))
    _submit(app, contractor, screen)


def _apply(app: App, contractor: Correspondent, screen: Screen) -> None:
    """Apply, answer the question, and say はい to the read-back."""
    today = day_in_tokyo(utc_now())
    text = words()["application"].format(
        signed=era_date(today),
        start=era_date(today + timedelta(days=1)),
        end=era_date(today + relativedelta(years=1)),
    )
    desk = app.settings.surety.desk
    raw = contractor.writes(desk, "前払金保証・契約保証の申込み", text)
    screen.said(
        contractor, "前払金保証・契約保証の申込み", text, caption("application")
    )
    reading = read(raw, utc_now())
    screen.read(len(reading.fields), len(reading.problems))
    questions = contractor.waits()
    screen.received(contractor, questions)
    answer = "預託金融機関：七十七銀行 角田支店"
    contractor.replies(questions, answer)
    screen.said(contractor, f"Re: {questions.subject}", answer, caption("answer"))
    read_back = contractor.waits()
    screen.received(contractor, read_back)
    contractor.replies(read_back, "はい")
    screen.said(contractor, f"Re: {read_back.subject}", "はい", caption("yes"))
    screen.received(contractor, contractor.waits())


def _read_until(
    who: Correspondent, screen: Screen, wanted: Callable[[ClientMail], bool]
) -> None:
    """Read every mail that comes, up to the one that is waited for."""
    while True:
        letter = who.waits()
        screen.received(who, letter)
        if wanted(letter):
            return


def _submit(app: App, contractor: Correspondent, screen: Screen) -> None:
    """Let the obligee open the notice, look the guarantee up, and confirm receipt."""
    obligee = app.office.obligee_called("角田市長")
    delivery = obligee.deliveries["advance"] if obligee else None
    if obligee is None or delivery is None:
        raise NoMail("The demo's obligee is not in the office's list.")
    city = Correspondent(
        f"{obligee.name} {delivery.section}",
        delivery.address,
        app.settings.data / "outbound" / delivery.address,
        contractor.port,
    )
    page = app.settings.surety.portal_url
    submission = city.waits()
    screen.received(city, submission)
    for file, pdf in submission.files.items():
        number, key = read_notice(pdf)
        screen.looked_up(city.name, file, number, look_up(page, number, key))
        screen.refused(number, look_up(page, number, key.swapcase()))
    city.replies(submission, "受領いたしました。")
    screen.said(
        city, f"Re: {submission.subject}", "受領いたしました。", caption("receipt")
    )
    _read_until(contractor, screen, lambda one: "受領" in one.subject)
