"""What a mail answers: its ticket, and what the desk said and asked before.

Read from the store for one mail; the parsers and the core get it as values.
"""

from __future__ import annotations

from collections.abc import Iterable

from mailbot.composer.mime import sent_text
from mailbot.core.decisions.change import number_to_change, product_in_talk
from mailbot.core.model.events import NO_TICKET, Ticket
from mailbot.core.office.office import Office
from mailbot.sandbox.sandbox import read_here
from mailbot.security import reply_tokens
from mailbot.store.records import Mail, MailFilter
from mailbot.store.transaction import Transaction
from parsers.fold import visible
from parsers.reading import Context, Reading

_FORMS = 5
"""Mails from either end of one token that a reply may quote; there are rarely more."""
_MAILS = 1000
"""Mails of one token that are looked at: a row each, only `_FORMS` are read."""


def delivered(raw: bytes, mail: Mail) -> bytes:
    """Return the bytes with the null sender of their envelope, if they had one.

    As a final delivery writes it (RFC 5321 4.4): readers know an envelope by its
    Return-Path.  A mail without recipients came without an envelope.
    """
    null_sender = mail.recipients and not mail.envelope_from
    return b"Return-Path: <>\r\n" + raw if null_sender else raw


def ticket_in(texts: Iterable[str], secret: bytes) -> Ticket:
    """Return the first token of ours in addresses or Message-IDs."""
    found = NO_TICKET
    for text in texts:
        token = reply_tokens.find(text, secret)
        if isinstance(token, reply_tokens.Token):
            return Ticket(token.purpose, token.id, token.revision)
        if isinstance(token, reply_tokens.Forged):
            found = Ticket(forged=True)
    return found


def context_of(tx: Transaction, ticket: Ticket, secret: bytes) -> Context | None:
    """Return what a reply answers: fields asked, text sent, days known.

    The text is that of the mails with the reply's own token, not of the newest: what
    an overtaken mail said and the reply quotes is no change of the sender's.  The
    question or read-back is the first of its token, however many mails followed it.
    """
    of_case = ticket.purpose in {"case", "withdrawal"}
    case = tx.cases.find(ticket.id) if of_case else None
    if case is None or ticket.purpose is None:
        return None
    token = reply_tokens.Token(ticket.purpose, ticket.id, ticket.revision)
    sent = tx.mails.find(
        MailFilter(reply_tokens.write(token, secret), case.id, "out", limit=_MAILS)
    )
    quotable = sent if len(sent) <= 2 * _FORMS else (*sent[:_FORMS], *sent[-_FORMS:])
    form = "\n".join(_said(tx.blobs.raw(one.digest), one) for one in quotable) or None
    products = product_in_talk(case, ticket.revision) or tuple(case.products)
    return Context(case.asked, form, case.days(), products)


def _said(raw: bytes, mail: Mail) -> str:
    text = sent_text(raw)
    return read_here(raw, mail.at).text if text is None else visible(text).strip()


def context_of_number(
    tx: Transaction, office: Office, reading: Reading
) -> Context | None:
    """Return what a 変更 with a number speaks of: the product of its guarantee.

    Only the sender's own: a number tells nothing to anybody else.
    """
    number = number_to_change(reading)
    contractor = office.contractor_at(reading.envelope.sender or "")
    if not number or contractor is None:
        return None
    found = tx.guarantees.id_of(number)
    case = tx.cases.of_guarantee(found) if found is not None else None
    if case is None or found is None or case.contractor_id != contractor.id:
        return None
    one = case.guarantee(found)
    return Context(dates=case.days(), products=(one.product,) if one else ())
