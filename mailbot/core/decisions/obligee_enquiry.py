"""Obligees who ask: 照会 and 検証 (specification 3.5).

    照会 〈番号〉 〈キー〉   what the certificate says; no PDF goes by mail
    検証 with a PDF       whether it is ours, and as it was issued

Obligees are known by the addresses of their profiles.  Anybody else gets the answer of
a wrong pair, once, and a person hears of it: a town hall's new section has an address
that nobody has entered yet.  Number and key are looked up before the decision
(`lookup_result.py`); no answer repeats what was asked: all refusals are one.
"""

from __future__ import annotations

from dataclasses import replace

from mailbot.core.decisions import reply_limits, unregistered
from mailbot.core.decisions.mail_to_contractor import to_sender
from mailbot.core.mails.obligee_enquiry import (
    CertificateEntry,
    CheckedFile,
    LookupMail,
    VerifiedMail,
)
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import CallStaff, Decision, Effect
from mailbot.core.model.events import MailRead
from mailbot.core.model.lookup_result import (
    Checked,
    Inspection,
    LookupAnswer,
    RegistryEntry,
)
from mailbot.core.office.office import Obligee, Office
from parsers.reading import Intent, Reading

QUESTIONS: frozenset[Intent] = frozenset({"lookup", "verify"})
_ALARMING = frozenset({"altered", "foreign"})


def asks(reading: Reading) -> bool:
    """Return whether a mail is a 照会 or a 検証."""
    return reading.intent in QUESTIONS


def obligee_at(address: str, office: Office) -> Obligee | None:
    """Return the obligee whose profile has an address, or its domain."""
    folded = address.lower()
    domain = folded.rpartition("@")[2]
    for one in office.obligees.values():
        named = (way.address.lower() for way in one.deliveries.values())
        if folded and (domain in one.domains or folded in named):
            return one
    return None


def answer(event: MailRead, context: DecisionContext) -> Decision:
    """Answer an obligee's question; whoever else asks learns nothing."""
    sender = event.reading.envelope.sender or ""
    if reply_limits.answered_too_often(event, context):
        called = CallStaff(
            reply_limits.LOOP, {"mail": event.mail_id}, group=sender.lower()
        )
        return Decision(None, "held", reply_limits.LOOP, (called,), "stranger")
    if obligee_at(sender, context.office) is None:
        return _stranger(event, context)
    if event.reading.intent == "verify":
        return _verified(event)
    return _looked_up(event)


def _stranger(event: MailRead, context: DecisionContext) -> Decision:
    """Return what a wrong pair is told: nobody learns who is an obligee of ours."""
    sender = event.reading.envelope.sender or ""
    effects: tuple[Effect, ...] = ()
    if context.office.contractor_at(sender) is None:
        effects = (CallStaff("not_registered", {"mail": event.mail_id}),)
    if unregistered.may_answer(event):
        effects = (*effects, to_sender(event, REFUSED))
    return Decision(None, "held", "not_an_obligee", effects, "stranger")


def _looked_up(event: MailRead) -> Decision:
    found = event.found
    if not any(one.name == "lookup" and one.args for one in event.reading.commands):
        mail = to_sender(event, replace(REFUSED, asked=False))
        return Decision(None, "applied", "lookup_without_number", (mail,), "obligee")
    looked_up = found if isinstance(found, LookupAnswer) else LookupAnswer()
    if not looked_up.entries:
        until = looked_up.held_until.isoformat() if looked_up.held_until else ""
        mail = to_sender(event, replace(REFUSED, held_until=until))
        return Decision(None, "refused", "lookup_failed", (mail,), "obligee")
    told = LookupMail(
        entries=tuple(map(_entry, looked_up.entries)),
        subject_name=str(looked_up.entries[-1].face.get("project_name", "")),
    )
    return Decision(None, "applied", "lookup", (to_sender(event, told),), "obligee")


REFUSED = LookupMail(subject_name="")
"""What every refusal says."""


def _entry(one: RegistryEntry) -> CertificateEntry:
    return CertificateEntry(
        number=one.number,
        entry=one.entry,
        at=one.arrived_at.isoformat(),
        face=dict(one.face),
    )


def _verified(event: MailRead) -> Decision:
    found = event.found
    seen = found if isinstance(found, Inspection) else Inspection()
    files = tuple(map(_file, seen.files))
    mail = VerifiedMail(files=files, left=seen.left, subject_name="")
    effects: tuple[Effect, ...] = (to_sender(event, mail),)
    if any(_is_alarming(one) for one in seen.files):
        detail = {"mail": event.mail_id, "numbers": [one.number for one in seen.files]}
        effects = (*effects, CallStaff("notice_differs", detail))
    return Decision(None, "applied", "verified", effects, "obligee")


def _is_alarming(one: Checked) -> bool:
    """Return whether somebody may be showing an obligee what we never issued.

    A copy that was only saved anew says what the record says: nobody need hurry.
    """
    untrue = one.record in {"differs", "unopened"}
    return (
        one.state == "seen"
        and bool(one.kind)
        and (untrue or (one.signature in _ALARMING and one.record != "same"))
    )


def _file(one: Checked) -> CheckedFile:
    return CheckedFile(
        name=one.name,
        state=one.state,
        signature=one.signature,
        kind=one.kind,
        number=one.number,
        record=one.record,
        differing=one.differing,
        newest=one.newest,
        held_until=one.held_until.isoformat() if one.held_until else "",
    )
