"""`mailbot show`: one mail, or one case, with all that is known of it.

What is printed has its keys masked.  Two ways lead to a key, and both are written into
the audit before anything is shown: `--raw`, the very octets of a mail, and `--save`,
the documents of a case.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from mailbot.cli.lines import say
from mailbot.cli.open_store import archive
from mailbot.cli.options import Config, Json
from mailbot.cli.terminal import present
from mailbot.configuration.load_office import load_office
from mailbot.core.model.case import Case
from mailbot.errors import MailbotError
from mailbot.security.private_files import make_folder, new_file
from mailbot.staff import case_page, mail_page
from mailbot.staff.printable import one_line
from mailbot.staff.references import mail_number, typed
from mailbot.store.store import Store
from mailbot.store.transaction import Transaction
from parsers.identifiers import number_of, receipt_of

EXAMPLE = "mailbot show 2026-000001"


def show(
    what: Annotated[
        str, typer.Argument(help="Number of a mail (12), or of a case (2026-000001).")
    ],
    raw: Annotated[
        bool, typer.Option("--raw", help="The raw mail, octet for octet; audited.")
    ] = False,
    save: Annotated[
        Path | None,
        typer.Option(help="Folder for the documents of the case; audited."),
    ] = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Show one mail with its deliveries, or one case with all that happened."""
    asked = typed(what)
    number = mail_number(what)
    if raw and number is None:
        raise typer.BadParameter("--raw takes a mail's number.")
    if save is not None and number is not None:
        raise typer.BadParameter("--save takes a receipt number.")
    with archive(config) as (settings, store):
        if raw and number is not None:
            _write_raw(store, number)
        elif number is not None:
            with store.snapshot() as tx:
                mail = mail_page.page_of(tx, number)
            present(mail_page, mail, as_json=as_json)
        else:
            office = load_office(settings)
            with store.snapshot() as tx:
                case = case_page.page_of(tx, _case(tx, asked), office)
            if save is not None:
                _save(store, case.case, save)
            else:
                present(case_page, case, as_json=as_json)


def _write_raw(store: Store, mail_id: int) -> None:
    with store.transaction() as tx:
        octets = mail_page.raw_mail(tx, mail_id)
    sys.stdout.flush()
    sys.stdout.buffer.write(octets)
    sys.stdout.buffer.flush()


def _case(tx: Transaction, asked: str) -> Case:
    """Find a case by its receipt number, or by the number of a guarantee of it."""
    case: Case | None = None
    if receipt := receipt_of(asked):
        case = tx.cases.by_receipt(receipt)
    elif number := number_of(asked):
        case = tx.cases.by_number(number)
    else:
        raise typer.BadParameter(
            f"{one_line(asked)} is no number of a mail (12), a case (2026-000001) or "
            "a guarantee (00427-000001)."
        )
    if case is None:
        raise MailbotError(f"There is no case or guarantee {asked}.")
    return case


def _save(store: Store, case: Case, folder: Path) -> None:
    """Write the documents of a case into `folder`, readable for their owner only."""
    with store.transaction() as tx:
        files = case_page.documents_of(tx, case)
    make_folder(folder)
    for name, content in files:
        path = folder / Path(name).name
        if path.exists():
            raise MailbotError(f"{path} is there already: name another folder.")
        with new_file(path) as file:
            file.write(content)
        say(str(path))
