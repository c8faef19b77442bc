"""`mailbot password`: the entry of a user, for `listen.users_file`."""

from __future__ import annotations

import json
import secrets
import sys
from getpass import getpass
from typing import Annotated

import typer
from pydantic import ValidationError

from mailbot.authentication.passwords import SALT_OCTETS, hash_of
from mailbot.authentication.users import UserEntry
from mailbot.configuration.tomlfile import complaints
from mailbot.errors import MailbotError

EXAMPLE = "mailbot password hoshizora soumu@hoshizora.example.jp"

LEAST = 12
"""Characters: who has the file may try as fast as the machine allows."""


def password(
    user: Annotated[str, typer.Argument(help="The name to sign in with.")],
    writes_for: Annotated[
        list[str], typer.Argument(help="Addresses and domains it writes for.")
    ],
) -> None:
    """Ask for a password, and print the user's entry for `listen.users_file`."""
    given = _asked()
    if len(given) < LEAST:
        raise MailbotError(f"A password has at least {LEAST} characters.")
    line = hash_of(given, secrets.token_bytes(SALT_OCTETS))
    told = {"id": user, "password": line, "writes_for": writes_for}
    try:
        UserEntry.model_validate(told)
    except ValidationError as error:
        wrong = "; ".join(text for _, text in complaints(error, UserEntry))
        raise MailbotError(f"{wrong}.") from None
    sys.stdout.write("[[user]]\n")
    for key, value in told.items():
        sys.stdout.write(f"{key} = {json.dumps(value)}\n")


def _asked() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    given = getpass("Password: ", sys.stderr)
    if getpass("Once more: ", sys.stderr) != given:
        raise MailbotError("The two are not the same; nothing was made.")
    return given
