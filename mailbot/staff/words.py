"""Plain words for the codes of the desk, as the people of the office read them.

They stand in `templates/staff/en.toml` and `ja.toml`.  A code without words is shown as
it is: it is better than nothing, and can be searched.
"""

from __future__ import annotations

from datetime import datetime

from mailbot.core.office.business_hours import TOKYO
from mailbot.core.rules.catalogue import cited
from mailbot.staff.staff_language import is_japanese, table
from mailbot.store.records import Task


def moment(at: datetime | None) -> str:
    """Return a moment as the clock on the wall in Tokyo shows it, "" for none."""
    return f"{at.astimezone(TOKYO):%Y-%m-%d %H:%M:%S}" if at else ""


def _words(name: str, code: str, otherwise: str) -> str:
    english = table("en", name).get(code, otherwise)
    told = table("ja", name).get(code, english) if is_japanese() else english
    return str(told)


def reason(code: str, fate: str = "") -> str:
    """Return a decision's reason in plain words; `fate` is what became of the mail.

    What a contractor asked for has words of its own where the mail was answered: a
    machine's mail of a list has the code `list`, too, and is never answered.
    """
    answered = _words("asked", code, "") if fate == "applied" else ""
    return answered or _words("reasons", code, code.replace("_", " "))


def fate_words(code: str) -> str:
    """Return what became of a mail in plain words."""
    return _words("fates", code, code)


def kind_words(code: str) -> str:
    """Return the name of a kind of mail."""
    return _words("kinds", code, code)


def why(code: str) -> str:
    """Return why a verb changes nothing, in the staff's language."""
    return _words("why", code, code.replace("_", " "))


def task(one: Task, receipt: str) -> tuple[str, str]:
    """Return what waits, and what to do about it."""
    japanese = is_japanese()
    english = table("en", "tasks")
    otherwise = (reason(one.reason), english["submission_answer"][1])
    says, do = english.get(one.reason, otherwise)
    if japanese:
        says, do = table("ja", "tasks").get(one.reason, (says, do))
    if because := _because(one):
        says = f"{says} ({because})"
    if (count := one.detail.get("count")) and count != 1:
        mails = f"{count}通" if japanese else f"{count} mails"
        says = f"{says} ({mails})"
    return says, do.format(
        case=receipt or "RECEIPT", task=one.id, mail=one.mail_id or "MAIL"
    )


def _because(one: Task) -> str:
    """Return why a person must look, each rule with its source: `R-17 [S] …`."""
    because = one.detail.get("because")
    found = []
    for why in because if isinstance(because, list) else ():
        rule, colon, code = str(why).partition(":")
        told = f"{cited(rule)} {code}" if colon else reason(rule)
        found.append(told.replace("_", " "))
    return ", ".join(found)
