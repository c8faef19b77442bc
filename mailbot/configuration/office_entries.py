"""The entries of the data files: branches, contractors, obligees, the tariff.

Pydantic at the border: each entry is checked here and turned into the core's own type.
What needs more than one entry to be wrong is checked by
`mailbot.configuration.load_office`.
"""

from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import get_args

from pydantic import Field

from mailbot.configuration.options import Section
from mailbot.configuration.types import (
    Address,
    Code,
    Domain,
    FieldKey,
    FiveDigits,
    Id,
    Name,
    NotNegative,
    Pattern,
    Positive,
    Share,
    WarningRule,
)
from mailbot.core.office.obligee_channel import Channel, Delivery
from mailbot.core.office.office import (
    Acceptance,
    Basis,
    Bracket,
    Branch,
    Cap,
    Contractor,
    Obligee,
    Rounding,
    Tariff,
    WorkKind,
)
from parsers.reading import PRODUCTS, Product

_PLAIN = Delivery("mail")
_KINDS: tuple[WorkKind, ...] = get_args(WorkKind)


class OfficeEntry(Section):
    """One entry of a data file."""

    id: Id
    """What other files and records name it by; stays."""
    name: Name
    """Registered name."""


class BranchEntry(OfficeEntry):
    """A branch (支店). Times are those of Asia/Tokyo."""

    name: Name
    """Name as applications write it (宮城支店)."""
    tel: Name
    """Telephone, shown in every mail."""
    fax: str = ""
    """Fax."""
    mail: Address
    """Mail address of the people there."""
    address: Name
    """Postal address; papers are collected there."""
    number_prefix: FiveDigits
    """First five digits of its guarantee numbers."""
    opens: time = time(9)
    """Start of its hours."""
    closes: time = time(17)
    """End of its hours."""
    cut_off: time = time(15)
    """A confirmation until then is promised for the same day."""

    def as_core(self) -> Branch:
        """Return the branch as the core knows it."""
        return Branch(**self.model_dump())


class ContractorEntry(OfficeEntry):
    """A registered contractor (受注者)."""

    branch: Id
    """Its branch, by id."""
    addresses: tuple[Address, ...] = Field(min_length=1)
    """Mail addresses; the first is written to."""
    domains: tuple[Domain, ...] = ()
    """Domains of which every address belongs to it."""
    aliases: tuple[Name, ...] = ()
    """Other names that mean it, as on older contracts."""
    bill_to: str = ""
    """Who is billed. Empty: itself."""
    exposure_limit: NotNegative | None = None
    """Yen of guarantees it may have at once (R-19)."""

    def as_core(self) -> Contractor:
        """Return the contractor as the core knows it."""
        return Contractor(**self.model_dump())


class AcceptanceEntry(Section):
    """From when the obligee takes electronic guarantees, for what."""

    since: date | None = None
    """First day. Not set: the obligee's page does not say, and a person looks at
    each electronic application (R-08)."""
    products: tuple[Product, ...] = Field(PRODUCTS, min_length=1)
    """Products."""
    kinds: tuple[WorkKind, ...] = Field(_KINDS, min_length=1)
    """Kinds of work."""
    basis: Basis = "contract"
    """The date that counts: of the contract (契約), the notice (通知) or the tender
    (公告). The last two are the form's 公告日・通知日."""

    def as_core(self) -> list[Acceptance]:
        """Return one acceptance per product."""
        return [
            Acceptance(product, self.since, self.kinds, self.basis)
            for product in self.products
        ]


class DeliveryEntry(Section):
    """How the key notice of some products gets to the obligee."""

    channel: Channel
    """The way."""
    products: tuple[Product, ...] = Field(PRODUCTS, min_length=1)
    """Products."""
    address: str = ""
    """Mail address; for a portal the address of its page."""
    section: str = ""
    """The desk (財政課 契約係)."""
    subject: Pattern = _PLAIN.subject
    """Subject; {places} are filled: contractor_name, obligee_name, person, phone,
    product, project_name, project_number."""
    body: tuple[Pattern, ...] = ()
    """Lines the obligee wants in the mail; places as above."""
    papers: tuple[Name, ...] = ()
    """Papers that must come with it (前払金請求書)."""
    refuses: tuple[Name, ...] = ()
    """Kinds of papers that it does not take by mail (請求書)."""
    needs: tuple[FieldKey, ...] = ()
    """Fields of the application that become required."""
    duties: tuple[Name, ...] = ()
    """What the contractor has to do besides, in Japanese."""

    def as_core(self) -> Delivery:
        """Return the delivery as the core knows it."""
        return Delivery(**self.model_dump(exclude={"products"}))


class CapEntry(Section):
    """The obligee's limit for a product."""

    product: Product
    """Product."""
    share: Share
    """Share of the base, as "4/10" or "0.45"."""
    kinds: tuple[WorkKind, ...] = Field(_KINDS, min_length=1)
    """Kinds of work."""
    round_down_to: Positive = 1
    """Yen to which the limit is rounded down."""
    hard: bool = False
    """Beyond it: refuse, not warn."""

    def as_core(self) -> Cap:
        """Return the cap as the core knows it."""
        return Cap(**{**self.model_dump(), "share": Fraction(self.share)})


class ObligeeEntry(OfficeEntry):
    """An obligee (発注者) and how it takes delivery."""

    name: Name
    """The body (角田市)."""
    aliases: tuple[Name, ...] = Field(min_length=1)
    """What applications write: its head (角田市長), offices."""
    code: Code = ""
    """全国地方公共団体コード, six digits, where it has one."""
    domains: tuple[Domain, ...] = ()
    """Mail domains from which a 受領 counts."""
    phone: str = ""
    """Telephone, for when a mail fails."""
    contact: str = ""
    """Who answers about verification."""
    low_price_share: Share | None = None
    """Least performance guarantee after a low bid (R-06)."""
    key_in_text: bool = False
    """Write the key into the mail too, not only the PDF."""
    size_limit: Positive = 10_000_000
    """Octets of the largest mail."""
    lets_pass: tuple[WarningRule, ...] = ()
    """Rules (R-03 to R-06) whose warnings a はい settles here (R-23)."""
    source: str = ""
    """Where this profile comes from."""
    checked: date | None = None
    """Day when it was last laid beside that page; `check` warns after a year."""
    accepts: tuple[AcceptanceEntry, ...] = ()
    """What it takes electronically. None: paper only."""
    delivery: tuple[DeliveryEntry, ...] = ()
    """The ways."""
    cap: tuple[CapEntry, ...] = ()
    """Its limits."""

    def as_core(self) -> Obligee:
        """Return the obligee as the core knows it."""
        own = self.model_dump(exclude={"accepts", "delivery", "cap", "low_price_share"})
        share = self.low_price_share
        return Obligee(
            **own,
            acceptances=tuple(one for a in self.accepts for one in a.as_core()),
            deliveries=MappingProxyType(
                {p: one.as_core() for one in self.delivery for p in one.products}
            ),
            caps=tuple(one.as_core() for one in self.cap),
            low_price_share=None if share is None else Fraction(share),
        )


class BracketEntry(Section):
    """One slice of a product's amounts, in rising order."""

    product: Product
    """Product."""
    upto: Positive | None = None
    """Yen at which the slice ends. Not set: open."""
    rate: Decimal = Field(ge=0, lt=1)
    """Premium per yen: 0.0035 is 0.35 %."""


class TariffEntry(Section):
    """A tariff, from its first day until the next one's."""

    version: Name
    """What premium statements call it."""
    valid_from: date
    """First day."""
    demo: bool
    """Fictional: production refuses it."""
    minimum: NotNegative
    """Least premium in yen."""
    rounding: Rounding = "down"
    """To whole yen."""
    term_days: Positive | None = None
    """Days that a rate pays for. Not set: the whole term."""
    source: str = ""
    """Where it comes from."""
    bracket: tuple[BracketEntry, ...] = Field(min_length=1)
    """The slices."""

    def as_core(self) -> Tariff:
        """Return the tariff as the core knows it."""
        return Tariff(
            **self.model_dump(exclude={"bracket", "next"}),
            brackets=MappingProxyType({p: self.slices(p) for p in PRODUCTS}),
        )

    def slices(self, product: Product) -> tuple[Bracket, ...]:
        """Return the slices of one product, in the order of the file."""
        return tuple(
            Bracket(b.upto, b.rate) for b in self.bracket if b.product == product
        )


class TariffFile(TariffEntry):
    """The tariff in force, and those that take its place on their first days."""

    next: tuple[TariffEntry, ...] = ()
    """Later tariffs, in the order of their first days."""

    def later(self) -> tuple[Tariff, ...]:
        """Return the later tariffs as the core knows them."""
        return tuple(one.as_core() for one in self.next)
