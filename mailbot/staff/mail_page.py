"""The page of one mail: where it came from, what was read where, what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mailbot.composer.wording import Wording
from mailbot.staff.form_words import form_words
from mailbot.staff.mail_log import Line
from mailbot.staff.mail_log import as_json as line_as_json
from mailbot.staff.printable import one_line, printable
from mailbot.staff.section import Section
from mailbot.staff.words import fate_words, kind_words, moment, reason
from mailbot.store.masking import mask
from mailbot.store.records import Delivery, Mail
from mailbot.store.transaction import Transaction

_SENDERS = {
    "proved": "proved to be who it says",
    "claimed": "claimed: nothing proves it, nothing speaks against it",
    "failed": "its proof failed",
}
_PHASES = {
    "ready": "waiting",
    "dialog": "under way",
    "dot_sent": "handed over, no answer yet",
    "accepted": "accepted",
    "later": "later",
    "never": "refused for good",
    "unknown": "unknown: nobody knows whether it was taken",
}
_LISTS = {
    "commands": "Commands",
    "problems": "Not clear",
    "remainder": "Not understood",
    "attachments": "Attachments",
}
"""What a reading lists beside its fields, and the heading over it."""


@dataclass(frozen=True, slots=True)
class MailPage:
    """All that is known of one mail.  `text` has its keys masked."""

    line: Line
    text: str

    @property
    def mail(self) -> Mail:
        """The mail itself."""
        return self.line.mail


def page_of(tx: Transaction, mail_id: int) -> MailPage:
    """Gather the page.  NotKept when there is no such mail."""
    from parsers.read import read  # the parsers are slow to import

    mail = tx.mails.get(mail_id)
    case = tx.cases.of_mail(mail_id)
    line = Line(mail, case.receipt if case else "", tx.deliveries.of_mail(mail_id))
    text = read(tx.blobs.raw(mail.digest), mail.at).text
    return MailPage(line, mask(tx.keys.hidden(text)))


def raw_mail(tx: Transaction, mail_id: int) -> bytes:
    """Return the octets of a mail, and audit it: a key may stand in them."""
    octets = tx.blobs.raw(tx.mails.get(mail_id).digest)
    tx.audit.enter("staff", "raw_viewed", f"mail:{mail_id}")
    return octets


def as_json(page: MailPage) -> dict[str, object]:
    """Return the page as JSON has it."""
    mail = page.mail
    return {
        **line_as_json(page.line),
        "peer": mail.peer,
        "helo": mail.helo,
        "tls": mail.tls,
        "authenticated": mail.authenticated,
        "envelope_from": mail.envelope_from,
        "twin_of": mail.twin_of,
        "reading": mail.reading,
        "text": page.text,
    }


def sections(page: MailPage) -> Iterator[Section]:
    """Yield the page for people."""
    mail = page.mail
    way = "to us" if mail.direction == "in" else "from us"
    title = f"mail {mail.id}, {way}: {fate_words(mail.fate)}"
    yield Section.of_pairs(title, _facts(page))
    if mail.reading:
        yield from _reading(mail.reading)
    if page.line.deliveries:
        yield Section.of_lines("Deliveries", map(_delivered, page.line.deliveries))
    yield Section("Text", text=printable(page.text).strip() or "(none)")


def _facts(page: MailPage) -> Iterator[tuple[str, str]]:
    mail = page.mail
    yield "time", f"{moment(mail.at)} JST"
    yield "from", one_line(mail.sender or mail.envelope_from or "<>")
    yield "to", one_line(", ".join(mail.recipients))
    yield "subject", one_line(mail.subject)
    yield "Message-ID", one_line(mail.message_id)
    if mail.direction == "in":
        yield from _arrival(mail)
    else:
        yield "kind", kind_words(mail.kind)
        yield "answers", f"mail {mail.answers}" if mail.answers else ""
    yield "size", f"{mail.octets:,} octets"
    yield "case", page.line.receipt


def _arrival(mail: Mail) -> Iterator[tuple[str, str]]:
    secure = "with TLS" if mail.tls else "without TLS"
    yield "came by", one_line(f"{mail.door} from {mail.peer} {mail.helo} {secure}")
    yield "signed in", one_line(mail.authenticated)
    yield "sender", _SENDERS.get(mail.sender_class, mail.sender_class)
    yield "intent", mail.intent
    yield "because", reason(mail.reason, mail.fate)
    yield "came again", f"{mail.copies} times" if mail.copies else ""
    yield "same ID as", f"mail {mail.twin_of}" if mail.twin_of else ""


def _delivered(one: Delivery) -> str:
    told = f"{one.recipient}: {_PHASES[one.phase]}"
    if one.next_at:
        told += f" (again at {moment(one.next_at)} JST)"
    if one.settled_at:
        told += f" at {moment(one.settled_at)} JST"
    attempts = f", {one.attempts} attempts" if one.attempts > 1 else ""
    return one_line(f"{told}{attempts}; {one.reply or 'no reply yet'}")


def _reading(reading: Mapping[str, object]) -> Iterator[Section]:
    evidence, words = reading.get("evidence"), form_words()
    rows = tuple(
        (words.full_label(key), _value(words, key, value), _where(evidence, key))
        for key, value in flat(reading.get("application"), "")
    )
    if rows:
        yield Section("Read from it", rows=rows, heads=("field", "value", "where"))
    for name, heading in _LISTS.items():
        found = reading.get(name)
        if isinstance(found, list) and found:
            yield Section.of_lines(heading, (_told(one, words) for one in found))


def flat(value: object, above: str) -> Iterator[tuple[str, object]]:
    """Yield dotted keys of a nested application; a dropped product has None."""
    if not isinstance(value, Mapping):
        return
    for name, inner in value.items():
        key = f"{above}{name}"
        if isinstance(inner, Mapping):
            yield from flat(inner, f"{key}.")
        else:
            yield key, inner


def _value(words: Wording, key: str, value: object) -> str:
    return "(dropped)" if value is None else one_line(words.show(key, value))


def _where(evidence: object, key: str) -> str:
    """Give where a value was read: part and line or cell, rule, and the line itself."""
    found = evidence.get(key) if isinstance(evidence, Mapping) else None
    if not isinstance(found, Mapping):
        return ""
    places = ("part", "line", "sheet", "cell")
    place = " ".join(f"{name} {found[name]}" for name in places if name in found)
    return one_line(f"{place}, {found.get('rule', '')}: 「{found.get('text', '')}」")


def _told(one: object, words: Wording) -> str:
    if isinstance(one, Mapping) and "code" in one:
        field = str(one.get("field", ""))
        label = words.full_label(field) if field else "the whole mail"
        return f"{label}: {reason(str(one['code']))} 「{one.get('text', '')}」"
    if isinstance(one, Mapping) and "bytes" in one:
        return f"{one.get('name') or '(no name)'}, {one.get('type')}, {one['bytes']:,}"
    return command_words(one)


def command_words(one: object) -> str:
    """Return a command with what stands behind it; what is none as it is."""
    if not isinstance(one, Mapping):
        return str(one)
    args = one.get("args")
    return " ".join([str(one.get("name")), *(args if isinstance(args, list) else [])])
