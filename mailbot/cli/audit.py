"""`mailbot audit verify` and `audit accept`: is what is kept what was written."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from mailbot.cli.check.ledger import told
from mailbot.cli.lines import named, reason_of, say_json
from mailbot.cli.open_store import archive
from mailbot.cli.options import By, Config, Json, Reason, group
from mailbot.cli.terminal import Paper
from mailbot.configuration.load_settings import load_settings
from mailbot.errors import MailbotError
from mailbot.security.private_files import make_folder
from mailbot.server.data_lock import DataLock
from mailbot.store.keyring import database_file, vault_for
from mailbot.store.open_store import utc_now
from mailbot.store.store import Store
from parsers.identifiers import number_of

audit = group("Is what is kept what was written.")


@audit.command(name="verify", epilog="Example: mailbot audit verify")
def verify_facts(config: Config = None, as_json: Json = False) -> int:
    """Verify every fact beside its seal, and all bytes; name every row at fault."""
    with archive(config) as (_, store):
        found = store.verify()
    if as_json:
        say_json(asdict(found))
        return 1 if found.faults else 0
    paper = Paper.standard()
    for fault in found.faults:
        paper.say(told(fault))
    so = f"{len(found.faults):,} at fault" if found.faults else "all as written"
    paper.say(f"{found.facts:,} facts, {so}; the ledger holds since {found.since}.")
    return 1 if found.faults else 0


@audit.command(
    name="accept",
    epilog="Example: mailbot audit accept --reason 復元 --by 千葉 --last 00427-000123",
)
def accept_facts(
    reason: Reason,
    by: By,
    last: Annotated[
        list[str] | None,
        typer.Option(help="Last number given of a branch (00427-000123), if known."),
    ] = None,
    config: Config = None,
) -> None:
    """Go on with a database that was put back; no number is given twice."""
    name, why = named(by), reason_of(reason)
    given = dict(map(_counter, last or []))
    settings = load_settings(config)
    vault = vault_for(settings)
    make_folder(settings.data)
    alone = DataLock(settings.data, database_file(settings))
    alone.take()
    try:
        store = Store.open(
            settings.database_url, vault, utc_now, anchor_log=settings.anchor_log
        )
        store.require_ring()
        raised = store.accept(name, why, given)
        store.close()
    finally:
        alone.leave()
    paper = Paper.standard()
    paper.say("The database is taken as it stands; the ledger begins anew with it.")
    if raised:
        paper.say(f"Numbers go on after the last ones given: {', '.join(raised)}.")
    paper.say(
        "Mail, cases and payments of the time in between are not in it: look at what "
        "was sent and paid since, and enter it by hand."
    )


def _counter(number: str) -> tuple[str, int]:
    """Return the counter that gave a guarantee number, and how far it was then."""
    prefix, _, count = number_of(number).partition("-")
    if not count:
        raise MailbotError(f"--last takes a guarantee number (00427-000123): {number}.")
    return f"number:{prefix}", int(count)
