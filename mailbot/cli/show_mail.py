"""The page of one mail: where it came from, what was read where, what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mailbot.assets import assets
from mailbot.cli.log import Line
from mailbot.cli.log import as_json as line_as_json
from mailbot.cli.terminal import Paper
from mailbot.composer.wording import Wording, load
from mailbot.staff.printable import one_line, printable
from mailbot.staff.words import fate_words, kind_words, moment, reason
from mailbot.store.masking import mask
from mailbot.store.records import Delivery, Mail
from mailbot.store.transaction import Transaction
from parsers.read import read

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


def form_words() -> Wording:
    """Return the words of the application form, which staff know its fields by."""
    return load(assets("templates") / "mail" / "ja")


def page_of(tx: Transaction, mail_id: int) -> MailPage:
    """Gather the page.  NotKept when there is no such mail."""
    mail = tx.mails.get(mail_id)
    case = tx.cases.of_mail(mail_id)
    line = Line(mail, case.receipt if case else "", tx.deliveries.of_mail(mail_id))
    text = read(tx.blobs.raw(mail.digest), mail.at).text
    return MailPage(line, mask(tx.keys.hidden(text)))


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


def show(page: MailPage, paper: Paper) -> None:
    """Write the page for people."""
    mail = page.mail
    way = "to us" if mail.direction == "in" else "from us"
    paper.say(f"mail {mail.id}, {way}: {fate_words(mail.fate)}", "bold")
    paper.pairs(_facts(page))
    if mail.reading:
        _show_reading(mail.reading, paper)
    if page.line.deliveries:
        paper.say("\nDeliveries", "bold")
        for one in page.line.deliveries:
            paper.say(f"  {_delivered(one)}")
    paper.say("\nText", "bold")
    paper.say(printable(page.text).strip() or "(none)")


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


def _show_reading(reading: Mapping[str, object], paper: Paper) -> None:
    fields = dict(flat(reading.get("application"), ""))
    evidence = reading.get("evidence")
    words = form_words()
    if fields:
        paper.say("\nRead from it", "bold")
        rows = [
            (words.full_label(key), _value(words, key, value), _where(evidence, key))
            for key, value in fields.items()
        ]
        paper.rows(("field", "value", "where"), rows)
    for name, heading in _LISTS.items():
        found = reading.get(name)
        if isinstance(found, list) and found:
            paper.say(f"\n{heading}", "bold")
            for one in found:
                paper.say(f"  {one_line(_told(one, words))}")


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
    """Say where a value was read: part and line or cell, rule, and the line itself."""
    found = evidence.get(key) if isinstance(evidence, Mapping) else None
    if not isinstance(found, Mapping):
        return ""
    places = ("part", "line", "sheet", "cell")
    place = " ".join(f"{name} {found[name]}" for name in places if name in found)
    return one_line(f"{place}, {found.get('rule', '')}: 「{found.get('text', '')}」")


def _told(one: object, words: Wording) -> str:
    if not isinstance(one, Mapping):
        return str(one)
    if "code" in one:
        field = str(one.get("field", ""))
        label = words.full_label(field) if field else "the whole mail"
        return f"{label}: {reason(str(one['code']))} 「{one.get('text', '')}」"
    if "bytes" in one:
        return f"{one.get('name') or '(no name)'}, {one.get('type')}, {one['bytes']:,}"
    args = one.get("args")
    return " ".join([str(one.get("name")), *(args if isinstance(args, list) else [])])
