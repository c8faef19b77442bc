"""Values that the store's tests are about, small and real."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from mailbot.core.model.case import Case
from mailbot.core.model.field_value import FieldValue
from mailbot.core.model.guarantee import Guarantee, Terms
from mailbot.core.model.submission import Submission, SubmissionState
from mailbot.security.vault import KeyRing, Vault
from mailbot.store.arrival import Arrival
from mailbot.store.database import Database, Moment, unwatched
from mailbot.store.records import OutMail
from mailbot.store.store import Store

NOON = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)  # noon in Tokyo
DESK = "moushikomi@hosho.example.jp"
KEY = "Z28YUE4J3Bux"
NUMBER = "00427-000001"
READBACK = OutMail(
    raw=b"Subject: =?utf-8?B?55Sz6L6856K66KqN?=\r\n\r\nx\r\n",
    recipients=("tanaka@kensetsu.example.jp",),
    kind="readback",
    message_id="<c-1-1-abc.1@hosho.example.jp>",
    effect_key="event:1:0",
    sender="moushikomi@hosho.example.jp",
    subject="申込確認",
)


class Hands:
    """A clock that is set by hand."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now

    def pass_by(self, **span: float) -> None:
        """Let some time pass: `pass_by(minutes=5)`."""
        self.now += timedelta(**span)


def vault_in(folder: Path) -> Vault:
    """Return the vault whose ring lies in `folder`; made there the first time."""
    return Vault(KeyRing.made_at(folder / "keyring.json"))


def open_store(
    folder: Path,
    clock: Callable[[], datetime] | None = None,
    at_commit: Callable[[Moment], None] = unwatched,
) -> Store:
    """Open the store in `folder`, in its newest shape."""
    url = f"sqlite:///{folder / 'mailbot.db'}"
    store = Store.open(url, vault_in(folder), clock or Hands(), at_commit=at_commit)
    store.migrate()
    return store


def open_database(folder: Path) -> Database:
    """Open the same database bare, to look at it from behind."""
    return Database(f"sqlite:///{folder / 'mailbot.db'}")


def arrival(
    text: str = "工事名：市道舗装",
    *,
    message_id: str = "1@x.example.jp",
    sender: str = "tanaka@kensetsu.example.jp",
    to: tuple[str, ...] = (DESK,),
    at: datetime = NOON,
) -> Arrival:
    """Return a mail at the door; another `text` makes other bytes."""
    head = f"From: {sender}\r\nMessage-ID: <{message_id}>\r\n\r\n"
    return Arrival(
        raw=(head + text + "\r\n").encode(),
        door="smtp",
        peer="192.0.2.7",
        helo="mx.kensetsu.example.jp",
        mail_from=sender,
        rcpt_to=to,
        authenticated=None,
        tls=False,
        arrived_at=at,
    )


TERMS = Terms(
    contractor_name="株式会社みちのく建設",
    obligee_name="角田市長",
    project_name="市道舗装工事",
    contract_amount=50_000_000,
    amount=20_000_000,
    work_start=date(2026, 3, 10),
    work_end=date(2026, 9, 30),
    guarantee_until=date(2026, 9, 30),
)


def guarantee(number: int = 1) -> Guarantee:
    """Return a guarantee under review."""
    return Guarantee(number, "advance", "electronic", "monthly", TERMS)


def case(number: int = 1, contractor: str = "michinoku") -> Case:
    """Return a new case with every kind of value, a guarantee and a submission."""
    return Case(
        id=number,
        receipt=f"2026-{number:06d}",
        contractor_id=contractor,
        correspondent="tanaka@kensetsu.example.jp",
        opened_at=NOON,
        updated_at=NOON,
        said={
            "project_name": FieldValue("2026-03-01", "label", "工事名：2026-03-01", 1),
            "contract_amount": FieldValue(50_000_000, "label"),
            "work_start": FieldValue(date(2026, 3, 10), "table"),
            "low_price": FieldValue(value=False, source="default"),
        },
        products={"advance": True, "interim": False},
        guarantees=(guarantee(number),),
        submissions=(
            Submission(
                number,
                "kakuda",
                "keiyaku@kakuda.example.jp",
                (number,),
                SubmissionState.READY,
                sent_at=NOON,
            ),
        ),
    )
