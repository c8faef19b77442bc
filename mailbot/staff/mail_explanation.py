"""Why a mail was read as it was: each value with its place, its rule, its decoding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mailbot.composer.wording import Wording
from mailbot.errors import MailbotError
from mailbot.staff.form_words import form_words
from mailbot.staff.mail_page import command_words, flat
from mailbot.staff.printable import one_line
from mailbot.staff.rules_met import Met, met_in
from mailbot.staff.section import Section
from mailbot.staff.words import fate_words, reason
from mailbot.store.masking import mask, mask_all
from mailbot.store.transaction import Transaction

_RULES = {
    "label": "a label of the form beside its value",
    "table": "a table, by its headings",
    "sheet": "a cell of a workbook",
    "json": "an attached JSON file of our own",
    "prose": "a sentence",
    "checkbox": "a box that is ticked",
    "inline-quote": "an answer below the question that it quotes",
    "command": "a word of command",
}
_INTENTS = {
    "apply": "an application",
    "answer": "an answer to our questions",
    "confirm": "はい",
    "amend": "a correction",
    "withdraw": "a withdrawal",
    "bounce": "a report that a mail could not be delivered",
    "automatic": "written by a machine",
    "unknown": "nothing that is known",
}


@dataclass(frozen=True, slots=True)
class MailExplained:
    """A reading in its public shape, keys masked, and what became of the mail."""

    name: str
    reading: Mapping[str, object]
    became: str = ""
    met: tuple[Met, ...] = ()


def of_reading(name: str, reading: Mapping[str, object]) -> MailExplained:
    """Explain a reading in its public shape (`Reading.to_json`)."""
    return MailExplained(name, _masked(reading))


def of_kept(tx: Transaction, mail_id: int) -> MailExplained:
    """Explain a mail of the log, by what was noted when it was read."""
    mail = tx.mails.get(mail_id)
    if mail.direction == "out":
        raise MailbotError(
            f"Mail {mail_id} is one of ours: `mailbot show {mail_id}` has it."
        )
    if mail.reading is None:
        raise MailbotError(f"Mail {mail_id} has not been read yet.")
    fate, why = fate_words(mail.fate), reason(mail.reason, mail.fate)
    events = tx.events.of_mail(mail_id)
    met = tuple(met_in(effect for one in events for effect in one.effects))
    became = f"{fate} ({why})" if why else fate
    return MailExplained(f"mail {mail_id}", _masked(mail.reading), became, met)


def _masked(reading: Mapping[str, object]) -> Mapping[str, object]:
    masked = mask_all(dict(reading))
    return masked if isinstance(masked, Mapping) else {}


def as_json(page: MailExplained) -> dict[str, object]:
    """Return the page as JSON has it."""
    rules = [
        {"rule": one.rule, "code": one.code, "field": one.field} for one in page.met
    ]
    return {"mail": page.name, "reading": page.reading, "rules": rules}


def sections(page: MailExplained) -> Iterator[Section]:
    """Yield the page for people."""
    reading = page.reading
    intent = str(reading.get("intent", ""))
    title = f"{one_line(page.name)}: read as {_INTENTS.get(intent, intent)}"
    facts = (
        ("from", one_line(str(reading.get("sender") or "nobody certain"))),
        ("subject", one_line(mask(str(reading.get("subject", ""))))),
        ("became", page.became),
    )
    yield Section.of_pairs(title, facts)
    words = form_words()
    yield from Section.of_lists(
        {
            "Commands": map(command_words, _list(reading, "commands")),
            "Values, and where each was read": _values(reading, words),
            "Not taken, and why": (
                _problem(one, words) for one in _list(reading, "problems")
            ),
            "Sentences that were not understood": map(str, _list(reading, "remainder")),
            "Files": map(_file, _list(reading, "attachments")),
            "Rules that the answer met": (one.told(words) for one in page.met),
        }
    )


def _list(reading: Mapping[str, object], name: str) -> list[object]:
    found = reading.get(name)
    return found if isinstance(found, list) else []


def _values(reading: Mapping[str, object], words: Wording) -> Iterator[str]:
    evidence = reading.get("evidence")
    for key, value in flat(reading.get("application"), ""):
        shown = "(dropped)" if value is None else words.show(key, value)
        yield f"{words.full_label(key)}: {shown}"
        found = evidence.get(key) if isinstance(evidence, Mapping) else None
        if isinstance(found, Mapping):
            yield from place_of(found)


def place_of(found: Mapping[str, object]) -> Iterator[str]:
    """Yield where a value was read, and how: two lines, indented."""
    names = ("part", "line", "sheet", "cell")
    place = ", ".join(f"{name} {found[name]}" for name in names if name in found)
    yield f" {place}: 「{one_line(str(found.get('text', '')))}」"
    rule = str(found.get("rule", ""))
    decoding = found.get("decoding")
    told = f" rule {rule}: {_RULES.get(rule, 'another way')}"
    yield f"{told}; decoded as {decoding}" if decoding else told


def _problem(one: object, words: Wording) -> str:
    if not isinstance(one, Mapping):
        return str(one)
    field, code = str(one.get("field", "")), str(one.get("code", ""))
    label = words.full_label(field) if field else "the whole mail"
    return f"{label}: 「{one.get('text', '')}」 {code}: {words.says(code, {})}"


def _file(one: object) -> str:
    if not isinstance(one, Mapping):
        return str(one)
    return f"{one.get('name') or '(no name)'}: {one.get('type')}, {one.get('role')}"
