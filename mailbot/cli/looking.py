"""Verbs that look and change nothing: what each takes.

Imports nothing heavy, as `app.py`: each verb's own module is imported when it is used.
"""

from __future__ import annotations

from typing import Annotated

import typer

from mailbot.cli.options import Config, Json


def add_to(app: typer.Typer) -> None:
    """Add these verbs to the command line."""
    app.command()(cases)
    app.command()(explain)
    app.command()(replay)


def cases(
    holder: Annotated[
        str, typer.Option("--with", help="contractor, staff, robot or obligee.")
    ] = "",
    assigned: Annotated[str, typer.Option(help="Only those of one colleague.")] = "",
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, max=10_000, help="At most so many.")
    ] = 50,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """List the cases that wait, by the time left to the cut-off, and what stops each.

    "!" marks what the contractor called urgent.  After はい the promise counts.
    """
    from mailbot.cli.cases import Asked
    from mailbot.cli.cases import cases as list_cases

    raise typer.Exit(list_cases(config, Asked(holder, assigned, limit, as_json)))


def explain(
    what: Annotated[
        str,
        typer.Argument(
            help="R-08, a finding's code, 2026-000001, 00427-000001, 12, or a file."
        ),
    ] = "rules",
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Say why: a rule and its source, a case and what stops it, a mail by its values.

    Without an argument it lists the rules.
    """
    from mailbot.cli.explain import explain as say_why

    raise typer.Exit(say_why(config, what, as_json=as_json))


def replay(
    case: Annotated[
        str, typer.Option(help="Only one case, by receipt number (2026-000001).")
    ] = "",
    since: Annotated[
        str, typer.Option(help="Only from this day on, in Japan (2026-03-01).")
    ] = "",
    until: Annotated[str, typer.Option(help="Only until this day, inclusive.")] = "",
    reading_only: Annotated[
        bool, typer.Option("--reading-only", help="Compare what was read, no more.")
    ] = False,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Decide the kept mail again by today's code and data, and show what differs.

    Nothing is sent or written.  0: nothing would change.  1: something would.
    """
    from mailbot.cli.replay import Asked
    from mailbot.cli.replay import replay as rehearse

    asked = Asked(case, since, until, reading_only, as_json)
    raise typer.Exit(rehearse(config, asked))
