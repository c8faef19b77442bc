"""Write what was decided: a `Send` becomes a mail with final bytes, kept once.

The mail's Message-ID and boundaries are made of the effect's own key, so a worker that
dies here writes the same mail again, and the store keeps the first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from mailbot.composer import application_workbook
from mailbot.composer.composer import Composer, Letterhead, Stamp, Thread
from mailbot.composer.mime import Enclosure, UnwritableAddressError, is_copy
from mailbot.core.mails.stored import send_from_json
from mailbot.core.mails.submission import SubmissionMail
from mailbot.core.model.case import Case
from mailbot.core.model.effects import DocumentRef, PaperRef, Send
from mailbot.core.model.required_documents import encoded
from mailbot.core.office.office import Office, branch_of
from mailbot.security import reply_tokens
from mailbot.store.faults import NotKept
from mailbot.store.mail_log import MailLog
from mailbot.store.queue.contract import Claimed
from mailbot.store.records import OutMail
from mailbot.store.store import Store
from mailbot.store.tasks import Tasks
from mailbot.store.transaction import Transaction

_LARGEST = 10_000_000
"""Octets of documents in one mail; beyond it the copies of certificates stay here."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Performs the job `compose`: {"send": …, "case": id, "key": effect key}."""

    store: Store
    office: Office
    composer: Composer
    secret: bytes
    loop_mark: str
    live: bool

    def compose(self, claimed: Claimed) -> None:
        """Compose the mail of one effect and promise its deliveries."""
        send = send_from_json(cast("Mapping[str, object]", claimed.payload["send"]))
        key = str(claimed.payload["key"])
        case_id = claimed.payload.get("case")
        with self.store.transaction(durable=False) as tx:
            if tx.outgoing.composed(key) is None:
                case = tx.cases.find(case_id) if isinstance(case_id, int) else None
                try:
                    self._write(tx, send, case, key)
                except UnwritableAddressError:
                    _call(tx.tasks, send, case, key)
            self.store.engine.settle(tx, claimed)

    def _write(self, tx: Transaction, send: Send, case: Case | None, key: str) -> None:
        tx.outgoing.compose(self._out_mail(tx, send, case, key))
        for number, copy in enumerate(_copies(send, case), 1):
            tx.outgoing.compose(self._out_mail(tx, copy, case, f"{key}:copy:{number}"))

    def _out_mail(
        self, tx: Transaction, send: Send, case: Case | None, key: str
    ) -> OutMail:
        copied = send.kind == "submission" and send.purpose == "case"
        made = self.composer.compose(
            send,
            self._letterhead(case, send),
            self._stamp(tx, send, key),
            self._thread(tx.mails, send),
            self._enclosures(tx, send),
            self._keys(case, send, tx),
        )
        return OutMail(
            raw=made.raw,
            recipients=made.recipients,
            kind="submission_copy" if copied else send.kind,
            message_id=made.message_id,
            effect_key=key,
            sender=self.office.surety.desk,
            subject=made.subject,
            case_id=case.id if case else None,
            answers=send.answers,
        )

    def _letterhead(self, case: Case | None, send: Send) -> Letterhead:
        """Return whose paper it is; a stranger is given no name, nor any branch."""
        if case is None:
            known = self.office.contractor_at(send.to)
            first = next(iter(self.office.branches.values()))
            branch = self.office.branches[known.branch] if known else first
            return Letterhead(self.office, branch, known, "", self.live)
        branch = branch_of(case.text("branch"), case.contractor_id, self.office)
        if send.kind == "obligee_noted":
            # The contractor's name and number are not told to whoever said something.
            return Letterhead(self.office, branch, None, "", self.live)
        contractor = self.office.contractors[case.contractor_id]
        return Letterhead(self.office, branch, contractor, case.receipt, self.live)

    def _stamp(self, tx: Transaction, send: Send, key: str) -> Stamp:
        """Bind the mail to what it speaks of by its token (specification 3.1)."""
        seed = hashlib.sha256(f"{self.loop_mark}:{key}".encode()).hexdigest()
        desk = self.office.surety.desk
        local, _, domain = desk.rpartition("@")
        reply_to, head = desk, local
        if send.purpose is not None:
            token = reply_tokens.Token(send.purpose, send.token_id, send.revision)
            reply_to = reply_tokens.address(desk, token, self.secret)
            head = reply_tokens.write(token, self.secret)
        return Stamp(
            at=tx.now,
            message_id=f"{head}.{seed[:16]}@{domain}",
            boundary_seed=seed,
            mail_from="",
            reply_to=reply_to,
            loop_mark=self.loop_mark,
        )

    def _thread(self, mails: MailLog, send: Send) -> Thread | None:
        if send.answers is None:
            return None
        mail = mails.get(send.answers)
        return Thread(mail.subject, mail.message_id) if mail.message_id else None

    def _enclosures(self, tx: Transaction, send: Send) -> tuple[Enclosure, ...]:
        if send.kind == "help":
            return (
                application_workbook.enclosed(
                    self.office, self.composer.words_for(send)
                ),
            )
        made = (self._document(tx, ref) for ref in send.documents)
        documents = tuple(one for one in made if one is not None)
        if sum(encoded(len(one.content)) for one in documents) > _LARGEST:
            documents = tuple(one for one in documents if not is_copy(one))
        return (*documents, *(_paper(tx, one) for one in send.papers))

    def _document(self, tx: Transaction, ref: DocumentRef) -> Enclosure | None:
        """Return a document; None for a copy of a certificate from before copies."""
        found = tx.documents.get(ref.guarantee_id, ref.kind)
        if found is None and ref.kind == "certificate_copy":
            return None
        if found is None:
            raise NotKept(f"Guarantee {ref.guarantee_id} has no {ref.kind} yet.")
        number = found.name.rpartition("_")[2]
        return Enclosure(
            found.name,
            f"{ref.kind.replace('_', '-')}_{number}",
            "application/pdf",
            tx.blobs.raw(found.digest),
        )

    def _keys(self, case: Case | None, send: Send, tx: Transaction) -> dict[str, str]:
        """Return the keys of the enclosed notices: to guard texts, or to show them."""
        found: dict[str, str] = {}
        for ref in send.documents:
            whose = case if case and case.guarantee(ref.guarantee_id) else None
            whose = whose or tx.cases.of_guarantee(ref.guarantee_id)
            one = whose.guarantee(ref.guarantee_id) if whose else None
            if one is not None and ref.kind == "key_notice":
                found[one.number] = tx.keys.reveal(one.id)
        return found


def _call(tasks: Tasks, send: Send, case: Case | None, key: str) -> None:
    """Call a person where no mail can be written: the work itself has not failed.

    QUIRK: mailboxes in other letters than ASCII exist (RFC 6531); most are forged.
    """
    detail = {"kind": send.kind}
    case_id = case.id if case else None
    tasks.open("unwritable_address", detail, case_id, send.answers, f"to:{key}")


def _copies(send: Send, case: Case | None) -> tuple[Send, ...]:
    """Return the copies for whom Cc names: mails of their own, under the case's token.

    The token of a submission says 受領 for the obligee; it must never travel to the
    contractor (specification 3.1).
    """
    if case is None or not isinstance(send.mail, SubmissionMail):
        return ()
    mail = replace(send.mail, is_copy=True)
    return tuple(
        replace(send, mail=mail, to=one, cc=(), purpose="case", token_id=case.id)
        for one in send.cc
    )


def _paper(tx: Transaction, ref: PaperRef) -> Enclosure:
    """Take a paper out of the mail that it came with, octet for octet.

    NotKept when the mail has no such file; a decision names only what was read.
    """
    from parsers.files.attached_file import file_at

    found = file_at(tx.blobs.raw(tx.mails.get(ref.mail_id).digest), ref.part)
    if found is None:
        raise NotKept(f"Mail {ref.mail_id} has no file in part {ref.part}.")
    ending = found.name.rpartition(".")[2]
    plain = f"paper_{ref.mail_id}_{ref.part}" + (f".{ending}" if ending else "")
    return Enclosure(found.name or plain, plain, found.type, found.octets)
