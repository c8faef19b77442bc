"""What came before a mail, counted: for its decision, and after it.

    a mail ──> with_counts ──> decide ──> note
               tallies read               tallies written, in the same transaction

Also what the envelope alone tells: which mailbox of ours a mail was sent to, and
whether the same mail came before by another way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from mailbot.authentication.sender import Proof
from mailbot.core.decisions import reply_limits
from mailbot.core.model.case import Case
from mailbot.core.model.effects import Decision, Send
from mailbot.core.model.events import Addressed, MailRead, SenderClass
from mailbot.core.office.office import Office
from mailbot.intake.reply_context import ticket_in
from mailbot.network.addresses import network_of
from mailbot.store.mail_counts import Counted, MailCounts
from mailbot.store.records import Mail
from mailbot.store.transaction import Transaction

DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_TO_STRANGERS = frozenset({"registration", "lookup"})
_TRUST: dict[str, int] = {"failed": 0, "claimed": 1, "proved": 2}
_TRACE = frozenset(
    {
        b"received",
        b"return-path",
        b"delivered-to",
        b"x-original-to",
        b"envelope-to",
        b"authentication-results",
        b"received-spf",
        b"x-received",
    }
)
"""Fields that every server on the way adds for itself."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """Counts mails of an office.  `proof` knows which clients are our own relays."""

    office: Office
    proof: Proof

    def with_counts(self, tx: Transaction, event: MailRead, mail: Mail) -> MailRead:
        """Return a mail with what was counted before it."""
        sender = (event.reading.envelope.sender or "").lower()
        if not sender:
            return event
        budgets = self._budgets(sender, mail)
        fruitless, in_all, opened, *spent = tx.counts.counted(
            (
                ("fruitless", _kind(sender, event), DAY),
                ("fruitless", _all(sender, event), DAY),
                ("opened", sender, DAY),
                *budgets,
            )
        )
        return replace(
            event,
            recent=tx.deliveries.answers_to(sender, tx.now - DAY),
            fruitless=fruitless,
            fruitless_in_all=in_all,
            opened=opened,
            budget_left=self._is_left(budgets, spent),
        )

    def note(
        self,
        counts: MailCounts,
        before: Case | None,
        event: MailRead,
        decision: Decision,
        mail: Mail,
    ) -> None:
        """Count what a mail was, and what was answered to a stranger."""
        sender = (event.reading.envelope.sender or "").lower()
        if not sender or event.same:
            return
        if reply_limits.opened_on_a_claim(before, event, decision):
            counts.count("opened", sender, DAY)
        elif not reply_limits.brings_anything(before, decision):
            counts.count("fruitless", _kind(sender, event), DAY)
            counts.count("fruitless", _all(sender, event), DAY)
        if decision.actor == "stranger" and _answered(decision):
            for scope, what, window in self._budgets(sender, mail):
                counts.count(scope, what, window)

    def _is_left(self, budgets: Sequence[Counted], spent: Sequence[int]) -> bool:
        policy = self.office.policy
        limits = {
            "network": policy.strangers_per_network,
            "domain": 1,
            "strangers": policy.strangers_per_hour,
        }
        return all(
            count < limits[scope]
            for (scope, _, _), count in zip(budgets, spent, strict=True)
        )

    def _budgets(self, sender: str, mail: Mail) -> tuple[Counted, ...]:
        """Name the tallies of an answer to a stranger.

        Behind a relay of ours the client is the relay: it is no network of strangers.
        """
        network = "" if self.proof.is_relay(mail.peer) else network_of(mail.peer)
        budgets: tuple[Counted, ...] = (
            ("domain", sender.rpartition("@")[2], DAY),
            ("strangers", "", _HOUR),
        )
        return (*budgets, ("network", network, _HOUR)) if network else budgets

    def addressed(self, mail: Mail) -> Addressed:
        """Tell to which mailbox that people read a mail was sent; "" for the desk."""
        found = {mailbox_of(one, self.office) for one in mail.recipients}
        if not found or "desk" in found:
            return ""
        named: tuple[Addressed, ...] = ("abuse", "postmaster", "branch")
        return next((one for one in named if one in found), "")


def mailbox_of(recipient: str, office: Office) -> str:
    """Return whose mailbox a recipient is: desk, branch, abuse, postmaster, or "".

    A local part in quotes is the same one without them where it needs none (RFC 5321
    4.1.2); postmaster is ours without a domain, too (RFC 5321 4.5.1).
    """
    local, at, domain = bare(recipient).rpartition("@")
    if not at:
        return "postmaster" if domain == "postmaster" else ""
    surety = office.surety
    name = local.partition("+")[0]
    if f"{name}@{domain}" in {surety.desk, surety.submissions, surety.bounces}:
        return "desk"
    if domain == surety.domain and name in {"abuse", "postmaster"}:
        return name
    branches = {one.mail.lower() for one in office.branches.values()}
    return "branch" if f"{local}@{domain}" in branches else ""


def bare(recipient: str) -> str:
    """Return an address in lower case, its local part without needless quotes."""
    folded = recipient.strip().lower()
    if not folded.startswith('"'):
        return folded
    quoted, closed, domain = folded[1:].rpartition('"@')
    return f"{quoted.replace(chr(92), '')}@{domain}" if closed else folded


def is_same(
    tx: Transaction, mail: Mail, octets: bytes, event: MailRead, secret: bytes
) -> bool:
    """Return whether a mail came before by another way, and was decided as it stands.

    Same Message-ID and same octets but for the fields that servers add on their way.
    An earlier one that proved less, or carried another token, is no reason to pass
    this one over: whoever sent it may have been somebody else.
    """
    if mail.twin_of is None or event.taken:
        return False
    twin = tx.mails.get(mail.twin_of)
    if twin.direction != "in" or twin.fate in {"received", "failed"}:
        return False
    as_much = _trust(twin.sender_class) >= _trust(event.sender_class)
    ticket = ticket_in(twin.recipients, secret)
    if ticket.purpose is None and not ticket.forged:
        ticket = ticket_in(event.reading.envelope.references, secret)
    return (
        as_much
        and ticket == event.ticket
        and _content(octets) == _content(tx.blobs.raw(twin.digest))
    )


def _trust(sender_class: SenderClass | str) -> int:
    return _TRUST.get(sender_class, -1)


def _content(octets: bytes) -> tuple[tuple[bytes, ...], bytes]:
    """Return a mail without what servers write on the way, line ends as one."""
    head, _, body = octets.replace(b"\r\n", b"\n").partition(b"\n\n")
    kept: list[bytes] = []
    tracing = False
    for line in head.split(b"\n"):
        if not line.startswith((b" ", b"\t")):
            tracing = line.partition(b":")[0].strip().lower() in _TRACE
        if not tracing:
            kept.append(line)
    return tuple(kept), body.rstrip()


def _kind(sender: str, event: MailRead) -> str:
    return f"{_all(sender, event)}:{reply_limits.kind_of(event.reading)}"


def _all(sender: str, event: MailRead) -> str:
    """Return a sender's name to the tallies: under a token, and without one."""
    return f"{event.ticket.purpose or 'claim'}:{event.ticket.id}:{sender}"


def _answered(decision: Decision) -> bool:
    return any(
        isinstance(one, Send) and one.kind in _TO_STRANGERS for one in decision.effects
    )
