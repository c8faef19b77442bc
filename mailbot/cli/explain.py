"""`mailbot explain`: why a rule, a case or a mail is as it is.

    R-08, over_cap, rules        what a rule says, its source, what the contractor reads
    2026-000001, 00427-000001    which rules a case met, and what it waits for
    12, letter.eml               how each value of a mail was read

Looks only.  Keys are masked, as everywhere.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from mailbot.cli import explain_case, explain_mail, explain_rule
from mailbot.cli.open_store import archive
from mailbot.cli.terminal import Paper
from mailbot.configuration.load_office import load_office
from mailbot.core.rules.catalogue import BY_ID, RULES, Rule, rules_of
from mailbot.errors import MailbotError
from mailbot.staff.printable import one_line
from mailbot.staff.references import case_named, mail_number, typed

_RULE = re.compile(r"R-?([0-9]{1,2})", re.IGNORECASE)
_CASE = re.compile(r"[0-9]{4,5}-[0-9]{6}")
_ALL = frozenset({"", "rule", "rules"})


def explain(config: Path | None, what: str, *, as_json: bool) -> int:
    """Explain a rule, a case, a mail or a mail's file; 0 when it is there.

    MailbotError for what is none of them.
    """
    asked = typed(what)
    file = Path(what).expanduser()
    if (rules := _rules(asked)) is not None:
        _tell_rules(rules, as_json=as_json)
    elif file.is_file() or what == "-":
        page = explain_mail.of_file(what)
        _tell_mail(page, as_json=as_json)
    elif mail_number(what) is not None or _CASE.fullmatch(asked):
        _explain_kept(config, asked, as_json=as_json)
    else:
        raise MailbotError(
            f"{one_line(what)} is no rule (R-08), no case (2026-000001), no guarantee "
            "(00427-000001), no mail (12) and no file; `mailbot explain rules` lists "
            "the rules."
        )
    return 0


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


def _explain_kept(config: Path | None, asked: str, *, as_json: bool) -> None:
    number = mail_number(asked)
    with archive(config) as (settings, store), store.snapshot() as tx:
        if number is not None:
            _tell_mail(explain_mail.of_kept(tx, number), as_json=as_json)
            return
        case = explain_case.page_of(tx, case_named(tx, asked), load_office(settings))
        if as_json:
            _print_json(explain_case.as_json(case))
        else:
            explain_case.show(case, Paper.standard())


def _tell_rules(rules: tuple[Rule, ...], *, as_json: bool) -> None:
    if as_json:
        for rule in rules:
            _print_json(explain_rule.as_json(rule))
    elif len(rules) == len(RULES):
        explain_rule.show_all(Paper.standard())
    else:
        for rule in rules:
            explain_rule.show(rule, Paper.standard())


def _tell_mail(page: explain_mail.MailExplained, *, as_json: bool) -> None:
    if as_json:
        _print_json(explain_mail.as_json(page))
    else:
        explain_mail.show(page, Paper.standard())


def _print_json(page: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(page, ensure_ascii=False) + "\n")
