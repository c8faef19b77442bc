"""`mailbot explain`: why a rule, a case or a mail is as it is.

    R-08, over_cap, rules        what a rule says, its source, what the contractor reads
    2026-000001, 00427-000001    which rules a case met, and what it waits for
    12, letter.eml               how each value of a mail was read

Looks only.  Keys are masked, as everywhere.
"""

from __future__ import annotations

import re
import sys
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from mailbot.cli.open_store import archive
from mailbot.cli.options import Config, Json
from mailbot.cli.terminal import Paper, present
from mailbot.configuration.load_office import load_office
from mailbot.core.rules.catalogue import BY_ID, RULES, Rule, rules_of
from mailbot.errors import MailbotError
from mailbot.staff import explanation, mail_explanation, rule_page
from mailbot.staff.mail_explanation import MailExplained
from mailbot.staff.printable import one_line
from mailbot.staff.references import case_named, mail_number, typed

EXAMPLE = "mailbot explain R-08"

_RULE = re.compile(r"R-?([0-9]{1,2})", re.IGNORECASE)
_CASE = re.compile(r"[0-9]{4,5}-[0-9]{6}")
_ALL = frozenset({"", "rule", "rules"})


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
    asked = typed(what)
    file = Path(what).expanduser()
    if (rules := _rules(asked)) is not None:
        _tell_rules(rules, as_json=as_json)
    elif file.is_file() or what == "-":
        present(mail_explanation, _read(what), as_json=as_json)
    elif mail_number(what) is not None or _CASE.fullmatch(asked):
        _explain_kept(config, asked, as_json=as_json)
    else:
        raise MailbotError(
            f"{one_line(what)} is no rule (R-08), no case (2026-000001), no guarantee "
            "(00427-000001), no mail (12) and no file; `mailbot explain rules` lists "
            "the rules."
        )


def _rules(asked: str) -> tuple[Rule, ...] | None:
    """Return the rules that are meant: by id, by the code of a finding, or all."""
    if asked.lower() in _ALL:
        return RULES
    if found := _RULE.fullmatch(asked):
        rule = BY_ID.get(f"R-{int(found.group(1)):02}")
        if rule is None:
            raise MailbotError(f"There is no rule {asked}: they go to {RULES[-1].id}.")
        return (rule,)
    return rules_of(asked) or None


def _read(name: str) -> MailExplained:
    """Read a mail's file, or standard input for `-`, as it would be read today."""
    from mailbot.cli.read import now_of
    from mailbot.sandbox.sandbox import Sandbox
    from parsers.message.limits import LIMITS

    if name == "-":
        raw = sys.stdin.buffer.read(LIMITS.octets + 1)
    else:
        with Path(name).expanduser().open("rb") as stream:
            raw = stream.read(LIMITS.octets + 1)
    with closing(Sandbox()) as room:
        return mail_explanation.of_reading(name, room(raw, now_of(raw)).to_json(name))


def _explain_kept(config: Path | None, asked: str, *, as_json: bool) -> None:
    number = mail_number(asked)
    with archive(config) as (settings, store), store.snapshot() as tx:
        if number is not None:
            mail = mail_explanation.of_kept(tx, number)
            present(mail_explanation, mail, as_json=as_json)
            return
        page = explanation.page_of(tx, case_named(tx, asked), load_office(settings))
        present(explanation, page, as_json=as_json)


def _tell_rules(rules: tuple[Rule, ...], *, as_json: bool) -> None:
    if len(rules) == len(RULES) and not as_json:
        Paper.standard().write(rule_page.sections_of_all())
        return
    for rule in rules:
        present(rule_page, rule, as_json=as_json)
