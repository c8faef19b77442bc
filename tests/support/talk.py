"""A conversation with the core: an office, readings made by hand, decisions kept.

Nothing real is touched: the whole of a conversation runs in microseconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from mailbot.core.decide import decide
from mailbot.core.model.case import Case
from mailbot.core.model.decision_context import DecisionContext, NewIds
from mailbot.core.model.effects import (
    CallStaff,
    Decision,
    Issue,
    Send,
    SetDue,
)
from mailbot.core.model.events import (
    CertificateArrived,
    Event,
    MailRead,
    Ticket,
)
from mailbot.core.office.obligee_channel import Delivery
from mailbot.core.office.office import (
    Acceptance,
    Bracket,
    Branch,
    Cap,
    Contractor,
    Obligee,
    Office,
    Policy,
    Surety,
    Tariff,
)
from parsers.reading import (
    Attachment,
    Envelope,
    Evidence,
    Intent,
    Problem,
    Product,
    Reading,
    Value,
)

NOON = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
"""Monday 2 March 2026, 12:00 in Tokyo."""

SENDER = "soumu@hoshizora.example.jp"

COMPLETE: dict[str, Value] = {
    "contractor_name": "㈱星空建設",
    "obligee_name": "角田市長",
    "project_name": "市道枝野線道路改良工事",
    "contract_amount": 50_000_000,
    "contract_date": date(2026, 3, 2),
    "work_start": date(2026, 3, 3),
    "work_end": date(2027, 3, 25),
    "advance.form": "electronic",
    "advance.amount": 20_000_000,
    "advance.bank": "七十七銀行 角田支店",
    "advance.payment_method": "monthly",
}

_MARCH = date(2026, 3, 1)


def _obligees() -> dict[str, Obligee]:
    mail = Delivery("mail", "zaisei@city.kakuda.example.jp", "財政課")
    claims = Delivery("mail", "doboku@city.kakuda.example.jp", "建設課")
    kakuda = Obligee(
        id="kakuda",
        name="角田市",
        aliases=("角田市長",),
        code="042081",
        acceptances=(
            Acceptance("advance", _MARCH),
            Acceptance("performance", _MARCH),
            Acceptance("interim", _MARCH),
        ),
        deliveries={"advance": claims, "performance": mail, "interim": claims},
        domains=("city.kakuda.example.jp",),
        phone="0224-00-6789",
    )
    strict = Obligee(
        id="ageo",
        name="上尾市",
        aliases=("上尾市長",),
        code="112194",
        acceptances=(Acceptance("advance", date(2027, 1, 1)),),
        deliveries={"advance": Delivery("portal")},
        caps=(
            Cap("advance", Fraction(3, 10), ("design", "survey"), 100_000, hard=True),
        ),
        low_price_share=Fraction(3, 10),
    )
    return {"kakuda": kakuda, "ageo": strict}


AT_ONCE = Policy(grace=timedelta(0), performance_alone="allow", interim_paper="off")
"""The policy that lets the most go at once: what a rule holds, its own tests show."""


def make_office(policy: Policy | None = None) -> Office:
    """Return the office; its policy issues at once unless another is given."""
    return Office(
        surety=Surety(
            "みちのく建設業保証株式会社",
            "取締役社長",
            "仙台市",
            "hosho.example.jp",
            "moushikomi",
            "保証確認サービス",
            "https://hosho.example.jp/v",
            account="青葉山銀行 本店営業部 普通 0000000 ミチノク",
        ),
        branches={
            "miyagi": Branch(
                "miyagi", "宮城支店", "022-0", "022-1", "m@x", "仙台", "00427"
            )
        },
        contractors={
            "hoshizora": Contractor(
                "hoshizora", "株式会社星空建設", "miyagi", (SENDER,)
            ),
            "sakuragi": Contractor(
                "sakuragi", "有限会社桜木興業", "miyagi", ("otomo@sakuragi.example.jp",)
            ),
        },
        obligees=_obligees(),
        tariff=Tariff(
            "デモ料率",
            date(2026, 1, 1),
            demo=True,
            brackets={
                name: (Bracket(None, Decimal("0.001")),)
                for name in ("advance", "interim", "performance")
            },
            minimum=1000,
        ),
        policy=policy or AT_ONCE,
    )


def reading(
    intent: Intent,
    fields: Mapping[str, Value] | None = None,
    problems: tuple[Problem, ...] = (),
    sender: str | None = SENDER,
    **more: object,
) -> Reading:
    """Return a reading as the parsers would make it."""
    fields = fields or {}
    heads = {key.partition(".")[0] for key in fields if "." in key}
    products: dict[Product, bool] = {
        name: True for name in ("advance", "interim", "performance") if name in heads
    }
    made = Reading(
        intent,
        Envelope(sender=sender, subject="申込"),
        fields=fields,
        products=products,
        evidence={
            key: Evidence("1", f"{key}：{v}", "label") for key, v in fields.items()
        },
        problems=problems,
    )
    return replace(made, **more)  # type: ignore[arg-type]  # a test's own wish


@dataclass
class Talk:
    """A conversation with the core: each event is decided on the case as it stands."""

    office: Office = field(default_factory=make_office)
    case: Case | None = None
    now: datetime = NOON
    log: list[Decision] = field(default_factory=list)
    mails: int = 0

    def happens(self, event: Event) -> Decision:
        """Decide an event and keep the case."""
        desk = DecisionContext(self.office, self.now, self._fresh())
        decision = decide(self.case, event, desk)
        self.case = decision.case or self.case
        self.log.append(decision)
        return decision

    def hears(self, reading: Reading, ticket: Ticket | None = None) -> Decision:
        """Decide a mail, as an answer to the newest of ours unless told otherwise."""
        self.mails += 1
        if ticket is None and self.case is not None:
            ticket = Ticket("case", self.case.id, self.case.revision)
        return self.happens(
            MailRead(self.mails, reading, "claimed", ticket or Ticket())
        )

    def _fresh(self) -> NewIds:
        """Return ids that the case does not have, as the store counts them."""
        case = self.case
        guarantees = [one.id for one in case.guarantees] if case else []
        submissions = [one.id for one in case.submissions] if case else []
        return NewIds(
            1,
            "2026-000001",
            max(guarantees, default=10) + 1,
            max(submissions, default=20) + 1,
        )

    @property
    def open(self) -> Case:
        """Return the case; a test that has none is wrong."""
        assert self.case is not None
        return self.case


def sent(decision: Decision) -> list[str]:
    """Return the kinds of the mails that a decision sends, in order."""
    return [effect.kind for effect in decision.effects if isinstance(effect, Send)]


def mail_of(decision: Decision, kind: str) -> Send:
    """Return the one mail of a kind."""
    (found,) = [e for e in decision.effects if isinstance(e, Send) and e.kind == kind]
    return found


def rows_of(send: Send, key: str) -> list[dict[str, Any]]:
    """Return the rows that a mail shows, as they are stored."""
    rows = send.mail.content()[key]
    assert isinstance(rows, list)
    return rows


def called(decision: Decision) -> list[str]:
    """Return the reasons for which a person is called."""
    return [e.reason for e in decision.effects if isinstance(e, CallStaff)]


def duty(decision: Decision, reason: str) -> Mapping[str, object]:
    """Return what a person is told who is called for one reason."""
    (found,) = [
        e for e in decision.effects if isinstance(e, CallStaff) and e.reason == reason
    ]
    return found.detail


def issues(decision: Decision) -> list[int]:
    """Return the guarantees that a decision issues."""
    return [e.guarantee_id for e in decision.effects if isinstance(e, Issue)]


def confirmed(talk: Talk) -> Talk:
    """Bring a conversation to its はい."""
    talk.hears(reading("apply", COMPLETE))
    talk.hears(reading("confirm"))
    return talk


def issued(talk: Talk) -> Talk:
    """Bring a conversation to its issued guarantee and its submission."""
    confirmed(talk)
    talk.happens(CertificateArrived(11, NOON))
    return talk


def without(*keys: str) -> dict[str, Value]:
    """Return the complete application without some fields."""
    return {key: value for key, value in COMPLETE.items() if key not in keys}


def read_back() -> Talk:
    """Return a conversation that waits for its はい."""
    talk = Talk()
    talk.hears(reading("apply", COMPLETE))
    return talk


def due(decision: Decision, what: str) -> list[datetime]:
    """Return when a decision wants to be woken for something."""
    return [e.at for e in decision.effects if isinstance(e, SetDue) and e.what == what]


def dues(effects: tuple[object, ...]) -> dict[str, SetDue]:
    """Return the due rows that a decision sets, by their names."""
    return {one.what: one for one in effects if isinstance(one, SetDue)}


PAPER = Attachment(
    part="2",
    name="請負契約書.pdf",
    type="application/pdf",
    octets=1000,
    sha256="00",
    role="paper",
)
