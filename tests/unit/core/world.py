"""A world around the pure core: random events, told twice, late, and out of order.

It plays the store (numbers, ids, what was promised), the contractor, the obligee, the
clock and the office, and checks after every event what must hold whatever happens.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar, TypeVar, get_args

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from pydantic import TypeAdapter

from mailbot.core.decide import decide
from mailbot.core.decisions.billing import owed
from mailbot.core.model import case as cases
from mailbot.core.model import change_request as changes
from mailbot.core.model import guarantee as guarantees
from mailbot.core.model import submission as submissions
from mailbot.core.model.case import Case
from mailbot.core.model.change_request import OPEN
from mailbot.core.model.contractor_record import ContractorRecord
from mailbot.core.model.decision_context import DecisionContext, NewIds
from mailbot.core.model.effects import CallStaff, Decision, Fate, Issue, Send
from mailbot.core.model.events import (
    CameDue,
    CertificateArrived,
    DeliverySettled,
    Event,
    MailRead,
    PaperPrinted,
    ReceiptConfirmed,
    Ticket,
)
from mailbot.core.model.guarantee import Guarantee, GuaranteeState, shown_to_contractor
from mailbot.core.model.staff_events import (
    Approved,
    Assigned,
    Cancelled,
    ChangeCancelled,
    Corrected,
    Forwarded,
    NoteWritten,
    PaperHandedOver,
    PremiumPaid,
    Refused,
    Released,
    Returned,
    StaffEvent,
)
from mailbot.core.office.office import Office, Policy
from parsers.reading import Attachment, Command, FailedRecipient, Intent, Reading, Value
from tests.support.talk import COMPLETE, NOON, SENDER, make_office, reading

CITY = "doboku@city.kakuda.example.jp"
WRITERS = (SENDER, SENDER, SENDER, "x@elsewhere.example", "otomo@sakuragi.example.jp")
State = TypeVar("State", bound=StrEnum)
_CASE: TypeAdapter[Case] = TypeAdapter(Case)
_IN_MAKING = {GuaranteeState.ISSUING, GuaranteeState.ISSUED}
_LIVES = {*_IN_MAKING, GuaranteeState.REVIEWING, GuaranteeState.AWAITING_PREMIUM}

offices = st.builds(
    lambda review, grace, papers: _office(review, grace, papers=papers),
    st.sampled_from(["exceptions", "always", "never"]),
    st.sampled_from([0, 5]),
    papers=st.booleans(),
)
amounts = st.sampled_from([1_000, 15_000_000, 20_000_000, 25_000_000, 400_000_000])
days = st.dates(date(2026, 1, 1), date(2028, 12, 31))
fields: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries(
    {},
    optional={
        "advance.amount": amounts,
        "advance.form": st.sampled_from(["electronic", "paper"]),
        "advance.payment_method": st.sampled_from(["monthly", "transfer"]),
        "advance.bank": st.sampled_from(["七十七銀行 角田支店", "青葉山銀行 本店"]),
        "advance.guarantee_until": days,
        "contract_amount": amounts,
        "work_end": days,
        "project_name": st.sampled_from(["市道枝野線道路改良工事", "別の工事"]),
        "notify": st.booleans(),
        "notify_email": st.sampled_from([SENDER, "x@elsewhere.example"]),
        "submission": st.sampled_from(["forward", "self"]),
        "message": st.just("急ぎです"),
    },
)
intents: st.SearchStrategy[Intent] = st.sampled_from(
    [
        *("answer", "answer", "amend", "confirm", "confirm", "confirm", "withdraw"),
        *("unknown", "help", "apply", "status", "history", "receipt", "submit"),
    ]
)
tickets = st.sampled_from(["newest", "newest", "newest", "older", "none", "forged"])


def _office(review: str, grace: int, *, papers: bool) -> Office:
    policy = Policy(
        review=review,  # type: ignore[arg-type]  # one of three, see `offices`
        grace=timedelta(minutes=grace),
    )
    office = make_office(policy)
    if not papers:
        return office
    kakuda = office.obligees["kakuda"]
    wanting = replace(kakuda.deliveries["advance"], papers=("前払金請求書",))
    kakuda = replace(kakuda, deliveries={**kakuda.deliveries, "advance": wanting})
    return replace(office, obligees={**office.obligees, "kakuda": kakuda})


class World(RuleBasedStateMachine):
    """One case, and everything that can happen to it."""

    def __init__(self) -> None:
        super().__init__()
        self.office = make_office()
        self.case: Case | None = None
        self.now: datetime = NOON
        self.mails = 0
        self.numbers: dict[int, str] = {}
        self.issued: dict[int, int] = {}
        self.approved: set[int] = set()
        self.happened: list[Event] = []
        self.highest = 10

    reasons: ClassVar[Counter[tuple[str, str]]] = Counter()
    """What all worlds of this process have seen: whether the rules reach anything."""

    @initialize(
        office=offices, changed=fields, both=st.booleans(), begun=st.integers(0, 3)
    )
    def opens(
        self, office: Office, changed: dict[str, Value], begun: int, *, both: bool
    ) -> None:
        """Begin with an office, an application, and perhaps all the way to an issue."""
        self.office = office
        second: dict[str, Value] = {
            "performance.form": "electronic",
            "performance.amount": 5_000_000,
            "performance.payment_method": "monthly",
        }
        wished = changed if begun < 2 else {}
        if begun == 2:
            wished = {"advance.payment_method": "transfer"}
        said = {**COMPLETE, **wished, **(second if both else {})}
        self.hears(reading("apply", said), Ticket())
        if begun:
            self.says_yes()
            self.happens(CameDue("grace", self.case.revision if self.case else 0))
            for one in self.guarantees():
                self.happens(Approved("佐藤", one.id))
            self.makes(late=False)

    @rule(
        intent=intents,
        said=fields,
        kind=tickets,
        writer=st.sampled_from(WRITERS),
        paper=st.booleans(),
    )
    def writes(
        self,
        intent: Intent,
        said: dict[str, Value],
        kind: str,
        writer: str,
        *,
        paper: bool,
    ) -> None:
        """Write any mail, under any token of the case."""
        gives = intent in {"answer", "amend", "apply"}
        files = (Attachment("請求書.pdf", "application/pdf", 9, "d", "paper", "2"),)
        mail = reading(intent, said if gives else {}, sender=writer)
        self.hears(replace(mail, attachments=files if paper else ()), self.ticket(kind))

    @rule()
    def says_yes(self) -> None:
        """Say はい to the newest mail."""
        self.hears(reading("confirm"), self.ticket("newest"))

    @rule(said=fields, data=st.data())
    def asks_for_a_change(self, said: dict[str, Value], data: st.DataObject) -> None:
        """Write 変更 with the number of a guarantee."""
        numbers = sorted(self.numbers.values()) or ["00427-999999"]
        command = Command("change", (data.draw(st.sampled_from(numbers)),))
        self.hears(reading("change", said, commands=(command,)), Ticket())

    @rule(theirs=st.booleans(), which=st.integers(0, 3))
    def receipt(self, which: int, *, theirs: bool) -> None:
        """Write 受領, from the obligee's side or from elsewhere."""
        sender = CITY if theirs else "x@elsewhere.example"
        self.hears(
            reading("receipt", sender=sender), Ticket("submission", 21 + which, 1)
        )

    @rule(which=st.integers(11, 14), entry=st.integers(1, 3))
    def presses_receipt(self, which: int, entry: int) -> None:
        """Press 受領 beside any certificate, there or not."""
        self.happens(ReceiptConfirmed(which, entry))

    @rule(action=st.sampled_from(["failed", "delayed", "delivered"]))
    def bounces(self, action: str) -> None:
        """Bring a delivery report on the obligee's address."""
        report = FailedRecipient(CITY, action, "5.1.1")
        self.hears(reading("bounce", sender=None, bounced=(report,)), Ticket())

    @rule(late=st.booleans())
    def makes(self, *, late: bool) -> None:
        """Have a worker tell of a certificate, or tell of an older one again."""
        for one in self.guarantees():
            if one.state is GuaranteeState.ISSUING or late:
                entry = max(1, one.entry - 1) if late else one.entry
                event: Event = CertificateArrived(one.id, self.now, entry)
                if one.form == "paper":
                    event = PaperPrinted(one.id, self.now, entry)
                self.happens(event)

    @rule(
        which=st.integers(0, 3),
        outcome=st.sampled_from(["accepted", "never", "unknown"]),
        to=st.sampled_from([CITY, SENDER]),
    )
    def delivers(self, which: int, outcome: str, to: str) -> None:
        """Tell how a delivery ended."""
        self.happens(
            DeliverySettled(9, "submission", 21 + which, to, outcome)  # type: ignore[arg-type]  # one of three
        )

    @rule(
        what=st.sampled_from(
            [
                *("grace", "grace", "remind", "expire", "papers"),
                *("grace:1", "grace:2", "remind:1", "expire:1", "expire:2"),
            ]
        ),
        older=st.integers(0, 2),
        days_later=st.integers(0, 40),
    )
    def comes_due(self, what: str, older: int, days_later: int) -> None:
        """Let time pass; the clock comes back for something, perhaps moot."""
        self.now += timedelta(days=days_later)
        revision = self.case.revision - older if self.case else 0
        self.happens(CameDue(what, revision))

    @rule(data=st.data())
    def office_works(self, data: st.DataObject) -> None:
        """Have a person do anything at all, fitting or not."""
        which = data.draw(st.integers(11, 14))
        events: list[StaffEvent] = [
            Approved("佐藤", which),
            Approved("佐藤", which),
            Returned("佐藤", "工期をご確認ください。"),
            Refused("佐藤", which, "審査の結果"),
            Cancelled("佐藤", which, "契約解除"),
            ChangeCancelled("佐藤", which, "取りやめ"),
            PaperHandedOver("佐藤", which, "posted"),
            Forwarded("佐藤", which + 10),
            NoteWritten("佐藤", "電話済み"),
            Assigned("佐藤", "鈴木"),
            Released("佐藤"),
        ]
        self.happens(data.draw(st.sampled_from(events)))

    @rule(said=fields, which=st.integers(11, 13))
    def corrects(self, said: dict[str, Value], which: int) -> None:
        """Have a person correct a certificate, rightly or wrongly."""
        self.happens(Corrected("佐藤", which, said, "誤記"))

    @rule(wrong=st.integers(-1, 1), which=st.integers(11, 13))
    def pays(self, wrong: int, which: int) -> None:
        """Pay what is owed, or nearly; where nothing is owed, pay all the same."""
        due = owed(self.case) if self.case else ()
        yen = due[0].yen if due else 20_000
        which = due[0].guarantee.id if due else which
        self.happens(PremiumPaid("佐藤", which, yen + wrong, self.now, "counter"))

    @rule()
    def restarts(self) -> None:
        """Tell the newest event again, as a worker does that died after the commit."""
        if self.happened and not isinstance(self.happened[-1], MailRead):
            self.happens(self.happened[-1])

    # --- the machinery ----------------------------------------------------------------

    def guarantees(self) -> tuple[Guarantee, ...]:
        """Return the guarantees as they stand."""
        return self.case.guarantees if self.case else ()

    def ticket(self, kind: str) -> Ticket:
        """Return a token of the case: its newest, an older one, none, or a forgery."""
        if kind == "forged":
            return Ticket(forged=True)
        if self.case is None or kind == "none":
            return Ticket()
        older = 1 if kind == "older" else 0
        return Ticket("case", self.case.id, max(self.case.revision - older, 0))

    def hears(self, mail: Reading, ticket: Ticket) -> None:
        """Decide a mail; it always has a fate, and somebody who caused it."""
        self.mails += 1
        decision = self.happens(MailRead(self.mails, mail, "claimed", ticket))
        assert decision.fate in get_args(Fate)
        assert decision.actor, "somebody caused it"
        if decision.fate == "held":
            people = [e for e in decision.effects if isinstance(e, CallStaff)]
            assert people, "what is held, a person sees"

    def happens(self, event: Event) -> Decision:
        """Decide an event twice (nothing may depend on it), keep it, and check all."""
        desk = DecisionContext(self.office, self.now, self._fresh(), self._known())
        before = self.case
        decision = decide(before, event, desk)
        assert decision == decide(before, event, desk), "a decision is a function"
        if isinstance(event, Approved) and decision.fate == "applied":
            self.approved.add(event.guarantee_id)
        self.reasons[event.code, decision.reason] += 1
        if decision.case is not None:
            self.case = self._numbered(decision.case, decision)
            same = before is not None and before.id == self.case.id
            self._check(before if same else None, self.case)
        self._check_issues(before, event, decision)
        self._check_mails(decision)
        self.happened.append(event)
        return decision

    def _fresh(self) -> NewIds:
        """Return ids that nothing ever had."""
        case = self.case
        for one in case.guarantees if case else ():
            self.highest = max(self.highest, one.id)
        sent = [one.id for one in case.submissions] if case else []
        return NewIds(
            case.id + 1 if case else 1,
            "2026-000001",
            self.highest + 1,
            max(sent, default=20) + 1,
        )

    def _known(self) -> ContractorRecord:
        return ContractorRecord(files=(self.case,) if self.case else ())

    def _numbered(self, case: Case, decision: Decision) -> Case:
        """Assign numbers as the store does: once, with the first entry."""
        for effect in decision.effects:
            if isinstance(effect, Issue):
                one = case.guarantee(effect.guarantee_id)
                assert one is not None
                self.issued[one.id] = self.issued.get(one.id, 0) + 1
                number = f"00427-{one.id:06d}"
                self.numbers.setdefault(one.id, number)
        for one in case.guarantees:
            number = self.numbers.get(one.id, "")
            assert one.number in {"", number}, "one number for the whole life"
            case = case.with_guarantee(replace(one, number=number))
        return case

    # --- what must hold ---------------------------------------------------------------

    def _check(self, before: Case | None, after: Case) -> None:
        _moves_by_the_tables(before, after)
        kept = _CASE.validate_python(_CASE.dump_python(after, mode="json"))
        assert kept == after, "a case survives its storage"
        for one in after.guarantees:
            _guarantee_holds(one)
            old = before.guarantee(one.id) if before else None
            if old is not None:
                _history_only_grows(old, one)
            open_changes = [
                c for c in after.changes if c.guarantee_id == one.id and c.state in OPEN
            ]
            assert len(open_changes) <= 1, "one open request for one guarantee"

    def _check_issues(
        self, before: Case | None, event: Event, decision: Decision
    ) -> None:
        """No issue without a はい of the contractor, and none against the policy."""
        for effect in decision.effects:
            if not isinstance(effect, Issue):
                continue
            assert self.case is not None
            assert self.case.confirmed_at is not None, "nothing without はい"
            one = self.case.guarantee(effect.guarantee_id)
            assert one is not None
            assert self.issued[one.id] == one.entry, "one issue for each entry"
            if one.entry == 1 and self.office.policy.review == "always":
                assert one.id in self.approved, "nothing against the policy"
            if isinstance(event, MailRead):
                assert event.reading.intent == "confirm"
                assert before is not None
                assert event.ticket.purpose == "case"
                assert event.reading.envelope.sender == SENDER

    def _check_mails(self, decision: Decision) -> None:
        """Let a key go to registered addresses only; every content is JSON."""
        obligees = {
            delivery.address
            for obligee in self.office.obligees.values()
            for delivery in obligee.deliveries.values()
        }
        for effect in decision.effects:
            if not isinstance(effect, Send):
                continue
            json.dumps(effect.mail.content())
            if effect.to not in {*obligees, SENDER}:
                assert effect.kind == "registration", "strangers learn one thing"
                assert effect.purpose is None
            if any(ref.kind == "key_notice" for ref in effect.documents):
                assert {effect.to, *effect.cc} <= {*obligees, SENDER}
                for ref in effect.documents:
                    assert ref.guarantee_id in self.numbers


def _moves_by_the_tables(before: Case | None, after: Case) -> None:
    """Compare every state with the one before: only moves of the tables lead there."""
    if before is None:
        return
    _led(cases.TRANSITIONS, before.state, after.state, steps=1)
    for old in before.guarantees:
        new = after.guarantee(old.id)
        assert new is not None, "no guarantee is ever lost"
        _led(guarantees.TRANSITIONS, old.state, new.state, steps=1)
    now = {one.id: one for one in after.submissions}
    for sub in before.submissions:
        _led(submissions.TRANSITIONS, sub.state, now[sub.id].state, steps=1)
    newest = {one.id: one for one in after.changes}
    for change in before.changes:
        # はい confirms and, where nobody must look, agrees: two moves at once.
        _led(changes.TRANSITIONS, change.state, newest[change.id].state, steps=2)


def _led(
    table: Mapping[State, Mapping[str, State]], old: State, new: State, *, steps: int
) -> None:
    reached = {old}
    for _ in range(steps):
        reached |= {end for one in reached for end in table[one].values()}
    assert new in reached, f"no move leads from {old} to {new}"


def _guarantee_holds(one: Guarantee) -> None:
    if one.state in _IN_MAKING:
        assert one.history, "what is issued has an entry"
        shown = shown_to_contractor(one.history)
        assert shown, "the contractor always sees something"
        assert shown[-1].terms == one.terms, "what is shown last is what stands"
        assert {entry.kind for entry in shown} <= {"new", "change"}
    if one.state in _LIVES:
        assert one.terms.premium > 0
        assert one.terms.work_start <= one.terms.work_end


def _history_only_grows(old: Guarantee, new: Guarantee) -> None:
    assert (old.form, old.product) == (new.form, new.product), "no mixed forms (R-10)"
    assert len(new.history) >= len(old.history)
    for was, now in zip(old.history, new.history, strict=False):
        assert (was.kind, was.terms, was.at) == (now.kind, now.terms, now.at)
        assert was.arrived_at in {None, now.arrived_at}
