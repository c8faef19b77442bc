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
    Pattern,
    Share,
    WarningRule,
)
from mailbot.core.office.office import (
    PLACES,
    Acceptance,
    Basis,
    Bracket,
    Branch,
    Cap,
    Channel,
    Contractor,
    Delivery,
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

    id: Id = Field(description="What other files and records name it by; stays.")
    name: Name = Field(description="Registered name.")


class BranchEntry(OfficeEntry):
    """A branch (支店). Times are those of Asia/Tokyo."""

    name: Name = Field(description="Name as applications write it (宮城支店).")
    tel: Name = Field(description="Telephone, shown in every mail.")
    fax: str = Field(default="", description="Fax.")
    mail: Address = Field(description="Mail address of the people there.")
    address: Name = Field(description="Postal address; papers are collected there.")
    number_prefix: FiveDigits = Field(
        description="First five digits of its guarantee numbers."
    )
    opens: time = Field(default=time(9), description="Start of its hours.")
    closes: time = Field(default=time(17), description="End of its hours.")
    cut_off: time = Field(
        default=time(15),
        description="A confirmation until then is promised for the same day.",
    )

    def as_core(self) -> Branch:
        """Return the branch as the core knows it."""
        return Branch(**self.model_dump())


class ContractorEntry(OfficeEntry):
    """A registered contractor (受注者)."""

    branch: Id = Field(description="Its branch, by id.")
    addresses: tuple[Address, ...] = Field(
        min_length=1, description="Mail addresses; the first is written to."
    )
    domains: tuple[Domain, ...] = Field(
        default=(), description="Domains of which every address belongs to it."
    )
    aliases: tuple[Name, ...] = Field(
        default=(), description="Other names that mean it, as on older contracts."
    )
    bill_to: str = Field(default="", description="Who is billed. Empty: itself.")
    exposure_limit: int | None = Field(
        default=None, ge=0, description="Yen of guarantees it may have at once (R-19)."
    )

    def as_core(self) -> Contractor:
        """Return the contractor as the core knows it."""
        return Contractor(**self.model_dump())


class AcceptanceEntry(Section):
    """From when the obligee takes electronic guarantees, for what."""

    since: date | None = Field(
        default=None,
        description=(
            "First day. Not set: the obligee's page does not say, and a person looks "
            "at each electronic application (R-08)."
        ),
    )
    products: tuple[Product, ...] = Field(
        default=PRODUCTS, min_length=1, description="Products."
    )
    kinds: tuple[WorkKind, ...] = Field(
        default=_KINDS, min_length=1, description="Kinds of work."
    )
    basis: Basis = Field(
        default="contract",
        description=(
            "The date that counts: of the contract (契約), the notice (通知) or the "
            "tender (公告). The last two are the form's 公告日・通知日."
        ),
    )

    def as_core(self) -> list[Acceptance]:
        """Return one acceptance per product."""
        return [
            Acceptance(product, self.since, self.kinds, self.basis)
            for product in self.products
        ]


class DeliveryEntry(Section):
    """How the key notice of some products gets to the obligee."""

    channel: Channel = Field(description="The way.")
    products: tuple[Product, ...] = Field(
        default=PRODUCTS, min_length=1, description="Products."
    )
    address: str = Field(
        default="", description="Mail address; for a portal the address of its page."
    )
    section: str = Field(default="", description="The desk (財政課 契約係).")
    subject: Pattern = Field(
        default=_PLAIN.subject,
        description=f"Subject; {{places}} are filled: {', '.join(PLACES)}.",
    )
    body: tuple[Pattern, ...] = Field(
        default=(), description="Lines the obligee wants in the mail; places as above."
    )
    papers: tuple[Name, ...] = Field(
        default=(), description="Papers that must come with it (前払金請求書)."
    )
    refuses: tuple[Name, ...] = Field(
        default=(),
        description="Kinds of papers that it does not take by mail (請求書).",
    )
    needs: tuple[FieldKey, ...] = Field(
        default=(), description="Fields of the application that become required."
    )
    duties: tuple[Name, ...] = Field(
        default=(), description="What the contractor has to do besides, in Japanese."
    )

    def as_core(self) -> Delivery:
        """Return the delivery as the core knows it."""
        return Delivery(**self.model_dump(exclude={"products"}))


class CapEntry(Section):
    """The obligee's limit for a product."""

    product: Product = Field(description="Product.")
    share: Share = Field(description='Share of the base, as "4/10" or "0.45".')
    kinds: tuple[WorkKind, ...] = Field(
        default=_KINDS, min_length=1, description="Kinds of work."
    )
    round_down_to: int = Field(
        default=1, ge=1, description="Yen to which the limit is rounded down."
    )
    hard: bool = Field(default=False, description="Beyond it: refuse, not warn.")

    def as_core(self) -> Cap:
        """Return the cap as the core knows it."""
        return Cap(**{**self.model_dump(), "share": Fraction(self.share)})


class ObligeeEntry(OfficeEntry):
    """An obligee (発注者) and how it takes delivery."""

    name: Name = Field(description="The body (角田市).")
    aliases: tuple[Name, ...] = Field(
        min_length=1,
        description="What applications write: its head (角田市長), offices.",
    )
    code: Code = Field(
        default="",
        description="全国地方公共団体コード, six digits, where it has one.",
    )
    domains: tuple[Domain, ...] = Field(
        default=(), description="Mail domains from which a 受領 counts."
    )
    phone: str = Field(default="", description="Telephone, for when a mail fails.")
    contact: str = Field(default="", description="Who answers about verification.")
    low_price_share: Share | None = Field(
        default=None, description="Least performance guarantee after a low bid (R-06)."
    )
    key_in_text: bool = Field(
        default=False, description="Write the key into the mail too, not only the PDF."
    )
    size_limit: int = Field(
        default=10_000_000, ge=1, description="Octets of the largest mail."
    )
    lets_pass: tuple[WarningRule, ...] = Field(
        default=(),
        description="Rules (R-03 to R-06) whose warnings a はい settles here (R-23).",
    )
    source: str = Field(default="", description="Where this profile comes from.")
    checked: date | None = Field(
        default=None,
        description=(
            "Day when it was last laid beside that page; `check` warns after a year."
        ),
    )
    accepts: tuple[AcceptanceEntry, ...] = Field(
        default=(), description="What it takes electronically. None: paper only."
    )
    delivery: tuple[DeliveryEntry, ...] = Field(default=(), description="The ways.")
    cap: tuple[CapEntry, ...] = Field(default=(), description="Its limits.")

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

    product: Product = Field(description="Product.")
    upto: int | None = Field(
        default=None, ge=1, description="Yen at which the slice ends. Not set: open."
    )
    rate: Decimal = Field(ge=0, lt=1, description="Premium per yen: 0.0035 is 0.35 %.")


class TariffEntry(Section):
    """A tariff, from its first day until the next one's."""

    version: Name = Field(description="What premium statements call it.")
    valid_from: date = Field(description="First day.")
    demo: bool = Field(description="Fictional: production refuses it.")
    minimum: int = Field(ge=0, description="Least premium in yen.")
    rounding: Rounding = Field(default="down", description="To whole yen.")
    term_days: int | None = Field(
        default=None,
        ge=1,
        description="Days that a rate pays for. Not set: the whole term.",
    )
    source: str = Field(default="", description="Where it comes from.")
    bracket: tuple[BracketEntry, ...] = Field(min_length=1, description="The slices.")

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

    next: tuple[TariffEntry, ...] = Field(
        default=(), description="Later tariffs, in the order of their first days."
    )

    def later(self) -> tuple[Tariff, ...]:
        """Return the later tariffs as the core knows them."""
        return tuple(one.as_core() for one in self.next)
