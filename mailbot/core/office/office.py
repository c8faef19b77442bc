"""The office: all reference data that a decision may look at.

Surety, branches, contractors, obligee profiles, tariff and policy, read from
`config/*.toml` and passed in whole.  Pure look-ups only; one that finds none or more
than one answers None: names are matched, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from mailbot.core.office.names import fold_name
from mailbot.core.office.obligee_channel import Delivery
from parsers.reading import Product

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

WorkKind = Literal["works", "design", "survey", "services"]
Basis = Literal["contract", "notice", "tender"]
ReviewPolicy = Literal["exceptions", "always", "never"]
ContractPaperPolicy = Literal["off", "compare", "required"]
Rounding = Literal["down", "half-up", "up"]
RefundPolicy = Literal["unexpired", "none"]
AlonePolicy = Literal["allow", "ask", "hold"]
PaperPolicy = Literal["hold", "off"]
ConfirmationPolicy = Literal["always", "skip_when_clean_and_proved"]

PLACES: tuple[str, ...] = (
    "contractor_name",
    "obligee_name",
    "person",
    "phone",
    "product",
    "project_name",
    "project_number",
)
"""What subject and body patterns may name in braces; {product} is its Japanese name."""


@dataclass(frozen=True, slots=True)
class Surety:
    """The company that runs this office (保証会社) and its viewing platform."""

    name: str
    president: str
    address: str
    domain: str
    desk: str
    platform_name: str
    portal_url: str
    demo: bool = True
    """Whether every document must say that it is a specimen."""
    submissions: str = ""
    """Where obligees answer (teishutsu@…): Reply-To of a submission, plus a token."""
    account: str = ""
    """Where premiums are transferred to: bank, kind, number and holder, in one line."""
    bounces: str = ""
    """Return path of all our mail (bounce@…), plus a token per recipient (VERP)."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch (支店): telephone, hours (Asia/Tokyo) and the first half of numbers."""

    id: str
    name: str
    tel: str
    fax: str
    mail: str
    address: str
    number_prefix: str
    """Five digits: the first group of the guarantee numbers issued here."""
    opens: time = time(9)
    closes: time = time(17)
    cut_off: time = time(15)
    """A confirmation after this time may be issued on the next business day."""

    @property
    def hours(self) -> str:
        """Its hours as people read them: 9:00–17:00."""
        first, last = self.opens, self.closes
        return f"{first.hour}:{first.minute:02}–{last.hour}:{last.minute:02}"


@dataclass(frozen=True, slots=True)
class Contractor:
    """A registered contractor (受注者)."""

    id: str
    name: str
    branch: str
    addresses: tuple[str, ...]
    domains: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    bill_to: str = ""
    exposure_limit: int | None = None

    def owns(self, address: str) -> bool:
        """Return whether `address` is registered for this contractor."""
        folded = address.lower()
        return folded in self.addresses or folded.rpartition("@")[2] in self.domains

    def is_called(self, name: str) -> bool:
        """Return whether `name` is a registered name, compared folded."""
        key = fold_name(name)
        return any(key == fold_name(known) for known in (self.name, *self.aliases))


@dataclass(frozen=True, slots=True)
class Acceptance:
    """From when an obligee accepts electronic guarantees of a product and work kind.

    `since` is None where its page does not say from when.  `basis` is the date that
    counts: of the contract (契約), the notice (通知) or the tender (公告); the form has
    one field for the last two, `notice_date`.
    """

    product: Product
    since: date | None
    kinds: tuple[WorkKind, ...] = ("works", "design", "survey", "services")
    basis: Basis = "contract"


@dataclass(frozen=True, slots=True)
class Cap:
    """The obligee's limit for a product as a share of the base."""

    product: Product
    share: Fraction
    kinds: tuple[WorkKind, ...] = ("works", "design", "survey", "services")
    round_down_to: int = 1
    hard: bool = False


@dataclass(frozen=True, slots=True)
class Obligee:
    """An obligee (発注者) and its profile: how it takes delivery is data, not code."""

    id: str
    name: str
    """The body (角田市); applications usually name its head (角田市長)."""
    aliases: tuple[str, ...]
    code: str
    acceptances: tuple[Acceptance, ...]
    deliveries: Mapping[Product, Delivery]
    caps: tuple[Cap, ...] = ()
    low_price_share: Fraction | None = None
    domains: tuple[str, ...] = ()
    """Mail domains from which a 受領 counts."""
    phone: str = ""
    """Whom staff and contractor ring when a submission fails."""
    contact: str = ""
    """Who at the obligee answers questions about looking a certificate up."""
    key_in_text: bool = False
    size_limit: int = 10_000_000
    """Largest mail that this obligee takes, in octets."""
    lets_pass: tuple[str, ...] = ()
    """Rules (R-03 to R-06) whose warnings, confirmed, need no person (R-23)."""
    source: str = ""
    """The page that this profile follows."""
    checked: date | None = None
    """The day on which the profile was last laid beside that page."""

    def is_called(self, name: str) -> bool:
        """Return whether `name` names this obligee: the body, its head, or an alias."""
        key = fold_name(name)
        return any(key == fold_name(known) for known in (self.name, *self.aliases))


@dataclass(frozen=True, slots=True)
class Bracket:
    """One step of a tariff: yen of the guaranteed amount up to `upto` at `rate`."""

    upto: int | None
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Tariff:
    """A dated tariff.  The demo tariff is fictional and says so.

    Brackets are slices, in rising order, the last one open.  `minimum` is yen.
    """

    version: str
    valid_from: date
    demo: bool
    brackets: Mapping[Product, tuple[Bracket, ...]]
    minimum: int
    source: str = ""
    rounding: Rounding = "down"
    """How the sum of the slices becomes whole yen."""
    term_days: int | None = None
    """Days of guarantee that a rate pays for; None: the whole term, however long."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What this office has decided about its own ways (configuration)."""

    review: ReviewPolicy = "exceptions"
    confirmation: ConfirmationPolicy = "always"
    """Whether every application is read back and waits for はい."""
    auto_issue_ceiling: int = 300_000_000
    four_eyes_above: int = 0
    """Yen of guarantee above which two different people must approve; 0: never."""
    grace: timedelta = timedelta(minutes=5)
    """How long after はい a 取消 still stops the issue."""
    rounds: int = 3
    """Unanswered rounds of questions before a person takes over."""
    remind_after: tuple[int, ...] = (1, 3)
    """Business days until the first and the second reminder."""
    expire_after: timedelta = timedelta(days=30)
    contract_lead_days: int = 0
    """Days by which the contract date may follow the start of work (R-03)."""
    default_cap: Fraction = Fraction(4, 10)
    twin_window: timedelta = timedelta(days=30)
    """How long the same application again is asked about (R-16)."""
    hold_first: bool = True
    """Whether a person sees the first application of a contractor (R-20)."""
    refund: RefundPolicy = "unexpired"
    """What a cancellation gives back [A]: the days that are left, or nothing."""
    answers_per_day: int = 20
    """Mails of one sender and subject in 24 hours that bring nothing and are answered;
    further ones are a person's."""
    applications_per_day: int = 60
    """Cases that mails of one address may open in 24 hours when nothing proves them."""
    strangers_per_network: int = 3
    """Strangers who are answered in an hour from one network of clients."""
    strangers_per_hour: int = 20
    """Strangers who are answered in an hour, in all."""
    contract_age_days: int = 365
    """Days after which an application on an old contract is asked about (R-21)."""
    lets_pass: tuple[str, ...] = ()
    """Rules (R-03 to R-06) whose warnings, confirmed, need no person (R-23)."""
    pay_within_days: int = 5
    """Business days within which a premium is to be paid [A]."""
    performance_alone: AlonePolicy = "ask"
    """What is done with a contract guarantee that is applied for alone (R-25)."""
    contract_paper: ContractPaperPolicy = "compare"
    """Whether contract papers are compared, and whether one is required (R-30)."""
    interim_paper: PaperPolicy = "hold"
    """What is done with an interim advance without the obligee's paper (R-26)."""
    certificate_copy: bool = False
    """Whether the contractor gets the certificate, marked 写し, with the notice."""


@dataclass(frozen=True, slots=True)
class Office:
    """Everything a decision may look up."""

    surety: Surety
    branches: Mapping[str, Branch]
    contractors: Mapping[str, Contractor]
    obligees: Mapping[str, Obligee]
    tariff: Tariff
    """The first tariff; `tariff_on` knows which one is in force."""
    policy: Policy = field(default_factory=Policy)
    closing_days: Mapping[date, str] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """Public holidays and the surety's own closing days, by date."""
    banks: tuple[str, ...] = ()
    """Banks with an agency contract (R-17); none named: every bank that there is."""
    bank_names: Collection[str] = ()
    """Folded names of the banks that there are; none named: any name is one."""
    later_tariffs: tuple[Tariff, ...] = ()
    """Those that take its place, in the order of their first days."""
    place_names: Collection[str] = ()
    """Folded names of bodies that there are, whether we have their profile or not."""

    @property
    def tariffs(self) -> tuple[Tariff, ...]:
        """Return every tariff, in the order of their first days."""
        return (self.tariff, *self.later_tariffs)

    def tariff_on(self, day: date) -> Tariff:
        """Return the tariff in force on a day; the first one before any is (R-11)."""
        begun = [one for one in self.tariffs if one.valid_from <= day]
        return begun[-1] if begun else self.tariff

    def tariff_called(self, version: str) -> Tariff | None:
        """Return the tariff of this version, None where it is not kept any more."""
        return next((one for one in self.tariffs if one.version == version), None)

    def bank_known(self, bank: str) -> bool:
        """Return whether `bank` (七十七銀行 角田支店) is a branch of an agency bank."""
        key = fold_name(bank)
        if self.banks:
            return any(key.startswith(fold_name(one)) for one in self.banks)
        starts = (key[:end] for end in range(2, len(key) + 1))
        return not self.bank_names or any(map(self.bank_names.__contains__, starts))

    def place_known(self, name: str) -> bool:
        """Return whether `name` is a body that there is, or its head (角田市長)."""
        return fold_name(name) in self.place_names

    def contractor_at(self, address: str) -> Contractor | None:
        """Return the one contractor to whom `address` belongs (R-13)."""
        exact = [
            one for one in self.contractors.values() if address.lower() in one.addresses
        ]
        found = exact or [o for o in self.contractors.values() if o.owns(address)]
        return found[0] if len(found) == 1 else None

    def obligee_called(self, name: str) -> Obligee | None:
        """Return the one obligee that `name` names; never a guess."""
        found = [one for one in self.obligees.values() if one.is_called(name)]
        return found[0] if len(found) == 1 else None

    def branch_called(self, name: str) -> Branch | None:
        """Return the branch with this name (宮城支店)."""
        key = fold_name(name)
        found = [b for b in self.branches.values() if fold_name(b.name) == key]
        return found[0] if len(found) == 1 else None


def same_obligee(one: str, other: str, office: Office) -> bool:
    """Return whether two names mean one obligee; unlisted ones are compared folded."""
    first, second = office.obligee_called(one), office.obligee_called(other)
    if first and second:
        return first.id == second.id
    return not (first or second) and fold_name(one) == fold_name(other)


def branch_of(named: str, contractor_id: str, office: Office) -> Branch:
    """Return the branch that a case names, or the contractor's own."""
    contractor = office.contractors[contractor_id]
    return office.branch_called(named) or office.branches[contractor.branch]
