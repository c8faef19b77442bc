"""Verbs for keys and passwords: what each takes.

Imports nothing heavy, as `app.py`: each verb's own module is imported when it is used.
"""

from __future__ import annotations

from typing import Annotated

import typer

from mailbot.cli.options import By, Config, Json, OfProduct, Reason, What

Number = Annotated[str, typer.Argument(help="Guarantee number (00427-000001).")]


def add_to(app: typer.Typer) -> None:
    """Add these verbs to the command line."""
    app.command(
        epilog="Example: mailbot reveal 00427-000001 --reason 電話で照会 --by 千葉"
    )(reveal)
    app.command(epilog="Example: mailbot rekey 00427-000001 --reason 誤送付 --by 千葉")(
        rekey
    )
    keys = typer.Typer(no_args_is_help=True, help="The keys that seal what is kept.")
    keys.command(name="list")(list_keys)
    keys.command(name="rotate")(rotate_keys)
    app.add_typer(keys, name="keys")
    audit = typer.Typer(no_args_is_help=True, help="Is what is kept what was written.")
    audit.command(name="verify", epilog="Example: mailbot audit verify")(verify_facts)
    audit.command(
        name="accept",
        epilog="Example: mailbot audit accept --reason 復元 --by 千葉 "
        "--last 00427-000123",
    )(accept_facts)
    app.add_typer(audit, name="audit")
    app.command(
        epilog="Example: mailbot password hoshizora soumu@hoshizora.example.jp"
    )(password)


def reveal(number: Number, reason: Reason, by: By, config: Config = None) -> None:
    """Show an authentication key on this terminal; who and why is audited."""
    from mailbot.cli import keys as custody

    raise typer.Exit(custody.reveal(config, number, reason, by))


def rekey(
    what: What,
    reason: Reason,
    by: By,
    product: OfProduct = "",
    config: Config = None,
) -> None:
    """Revoke an authentication key and make another; the obligee is told."""
    from mailbot.cli import staff

    ordered = staff.Ordered(config, what, by, product)
    raise typer.Exit(staff.rekey(ordered, reason))


def list_keys(config: Config = None) -> None:
    """Name the sealing keys, and count what each has sealed."""
    from mailbot.cli import keys as custody

    raise typer.Exit(custody.list_keys(config))


def rotate_keys(
    by: By,
    retire: Annotated[
        bool,
        typer.Option("--retire", help="Take the older keys off the ring instead."),
    ] = False,
    config: Config = None,
) -> None:
    """Seal everything with a new key; goes on where an earlier rotation stopped."""
    from mailbot.cli import keys as custody

    raise typer.Exit(custody.rotate_keys(config, by, retire_old=retire))


def verify_facts(config: Config = None, as_json: Json = False) -> None:
    """Verify every fact beside its seal, and all bytes; name every row at fault."""
    from mailbot.cli import keys as custody

    raise typer.Exit(custody.verify_facts(config, as_json=as_json))


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
    from mailbot.cli import keys as custody

    raise typer.Exit(custody.accept_facts(config, reason, by, last or []))


def password(
    user: Annotated[str, typer.Argument(help="The name to sign in with.")],
    writes_for: Annotated[
        list[str], typer.Argument(help="Addresses and domains it writes for.")
    ],
) -> None:
    """Ask for a password, and print the user's entry for `listen.users_file`."""
    from mailbot.cli import password as asking

    raise typer.Exit(asking.password(user, writes_for))
