"""`mailbot check`: is everything there that a desk needs; each with what to do.

    ok    as it should be          warn   works, but look at it
    fail  will not work: exit 1

Nothing is sent and nothing is made: settings are read, the database is verified, a
sample is set, and the ports and peers are tried.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from mailbot.cli.check.ledger import anchor, facts
from mailbot.cli.check.peers import outbound, platform, port
from mailbot.cli.check.profiles import profiles
from mailbot.cli.check.result import Checked, fail, ok, warn, wrong
from mailbot.cli.check.sandbox import reading
from mailbot.cli.check.signing import signing
from mailbot.cli.check.store import database, disk, folder, key_ring, privacy, tasks
from mailbot.cli.check.users import certificate, users
from mailbot.cli.check.web import web
from mailbot.cli.lines import say_json
from mailbot.cli.options import Config, Json
from mailbot.cli.terminal import Paper
from mailbot.configuration.load_settings import find_config, load_settings
from mailbot.configuration.settings import Settings
from mailbot.core.office.business_hours import day_in_tokyo
from mailbot.core.office.office import Office
from mailbot.errors import ConfigurationError, MailbotError
from mailbot.staff.printable import one_line
from mailbot.staff.staff_language import sentence, use

EXAMPLE = "mailbot check -c office/mailbot.toml"

_SLOW_MS = 2_000
_STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red"}

Check = Callable[[Settings], Iterator[Checked]]


def check(
    config: Config = None,
    as_json: Json = False,
    deep: Annotated[
        bool,
        typer.Option("--deep", help="Verify every fact and all bytes that are kept."),
    ] = False,
) -> int:
    """Check settings, data, fonts, outbound: each with what to do."""
    paper = Paper.standard()
    failed = False
    for one in _findings(config, deep=deep):
        failed = failed or one.state == "fail"
        if as_json:
            say_json(asdict(one))
        else:
            _show(one, paper)
        sys.stdout.flush()
    return 1 if failed else 0


def _show(one: Checked, paper: Paper) -> None:
    line = Text(f"{one.state:<5}", style=_STYLES[one.state])
    says = sentence(one_line(one.says))
    line.append(f"{one.check:<11} {says}", style="default")
    if paper.width is None:
        sys.stdout.write(f"{line.plain}\n")
    else:
        paper.console.print(line)
    if one.do:
        paper.say(f"{'':5}{'':11} -> {sentence(one_line(one.do))}", "dim")


def _findings(config: Path | None, *, deep: bool) -> Iterator[Checked]:
    try:
        settings = load_settings(config)
    except ConfigurationError as error:
        yield from wrong("settings", error, "correct this line, then check again")
        return
    use(settings)
    yield ok("settings", f"{config or find_config()} is valid")
    for one in (*_CHECKS, *((facts,) if deep else ())):
        try:
            yield from one(settings)
        except (MailbotError, OSError) as fault:
            said = fault.strerror if isinstance(fault, OSError) else str(fault)
            yield fail(one.__name__.strip("_"), said or type(fault).__name__)


def _office(settings: Settings) -> Iterator[Checked]:
    from mailbot.configuration.load_office import load_office

    try:
        office = load_office(settings)
    except ConfigurationError as error:
        yield from wrong("office", error)
        return
    yield ok(
        "office",
        f"{len(office.branches)} branches, {len(office.contractors)} contractors, "
        f"{len(office.obligees)} obligees",
    )
    yield from profiles(office, day_in_tokyo(datetime.now(UTC)))
    yield from _tariff(settings, office)


def _tariff(settings: Settings, office: Office) -> Iterator[Checked]:
    """Look at the tariff in force today; before the first one there is none."""
    today = day_in_tokyo(datetime.now(UTC))
    tariff = office.tariff_on(today)
    if today < tariff.valid_from:
        yield fail(
            "tariff",
            f"no tariff is in force before {tariff.valid_from}; every case is held",
            "put in the tariff of today, and the next one below it as [[next]]",
        )
    elif tariff.demo and settings.is_live:
        yield warn(
            "tariff",
            f"{tariff.version} is a demo tariff, and mail goes to everybody",
            "write your own tariff before a contractor relies on a premium",
        )
    else:
        demo = ", a demo tariff" if tariff.demo else ""
        yield ok("tariff", f"{tariff.version}{demo}")


def _templates(settings: Settings) -> Iterator[Checked]:
    from jinja2 import TemplateError

    from mailbot.assets import assets
    from mailbot.composer.composer import Composer
    from mailbot.core.mails.stored import KINDS

    try:
        Composer(assets("templates"), settings.language).compile_all()
    except (OSError, TemplateError, ValueError, KeyError) as fault:
        yield fail(
            "templates",
            f"the templates of language {settings.language} do not compile "
            f"({type(fault).__name__})",
            "install mailbot again, or choose another language",
        )
        return
    yield ok("templates", f"{len(KINDS)} kinds of mail, language {settings.language}")


def _documents(_settings: Settings) -> Iterator[Checked]:
    from mailbot.cli.check.sample import sample_notice
    from mailbot.documents.typst import TypstRenderer

    renderer = TypstRenderer()
    renderer.key_notice(sample_notice())  # the first one reads fonts and templates
    begun = time.perf_counter()
    notice = renderer.key_notice(sample_notice("00000-000001"))
    taken = (time.perf_counter() - begun) * 1000
    said = f"a key notice of {len(notice.pdf):,} octets in {taken:.0f} ms"
    if taken > _SLOW_MS:
        yield warn("documents", said, "this machine is busy, or too small to issue")
    else:
        yield ok("documents", said)


def _sending(settings: Settings) -> Iterator[Checked]:
    if settings.is_live:
        yield ok("sending", "live: mail goes to everybody")
        return
    allowed = f"only to {', '.join(settings.allow)}" if settings.allow else "to nobody"
    yield ok("sending", f"safe mode: mail leaves the house {allowed}")


_CHECKS: tuple[Check, ...] = (
    _office,
    folder,
    privacy,
    disk,
    key_ring,
    database,
    anchor,
    tasks,
    _templates,
    _documents,
    reading,
    signing,
    port,
    certificate,
    users,
    outbound,
    platform,
    web,
    _sending,
)
