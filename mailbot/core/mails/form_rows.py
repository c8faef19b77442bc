"""What several mails show: fields of the form, questions, cautions, premiums, ways."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from mailbot.core.model.draft import Draft
from mailbot.core.model.field_value import FieldValue
from mailbot.core.model.finding import Finding
from mailbot.core.model.form_fields import KINDS, ORDER
from mailbot.core.model.guarantee import Guarantee, Terms
from mailbot.core.model.mail_kind import Absent, Mail, Plain
from mailbot.core.office.office import Office
from mailbot.core.office.premium import days_between, premium
from mailbot.core.rules.clean_application import doubts
from parsers.reading import Product, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """A field of the form, its value, and the sender's own text for it.

    `was` is its value in the read-back before; `slip` what looks like a slip of it.
    """

    field: str
    value: Plain
    source: str = ""
    original: str = ""
    slip: Absent[str] = None
    was: Absent[Plain] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRow:
    """A question: what was read, and what is wrong with it."""

    field: str
    code: str
    rule: Absent[str] = None
    read: str = ""
    params: Absent[Mapping[str, object]] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """What a rule warns of; `held` tells that a person looks at it (R-23)."""

    rule: str
    code: str
    field: str
    read: str = ""
    params: Mapping[str, object]
    held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedGuarantee:
    """By what a mail names a guarantee."""

    product: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PremiumRow:
    """The premium of a product in yen, with its tariff and what it is reckoned from."""

    product: Product
    yen: int
    tariff: str
    amount: Absent[int] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PremiumChange:
    """A premium before and after in whole yen, and the difference.

    `extra` is to be paid; `refund` is given back: one of them is 0.
    """

    before: int
    after: int
    extra: int
    refund: int
    tariff: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryWay:
    """How the obligee gets a product's notice, or its paper certificate."""

    product: Product
    channel: str
    obligee: str
    section: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutChange(Mail):
    """A mail that may speak of a change of one guarantee."""

    change: Absent[NamedGuarantee] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowsForm(AboutChange):
    """A mail that shows the application, in the order of the form."""

    rows: tuple[FormRow, ...]


def plain(value: Value | None) -> Plain:
    """Return a value as JSON has it: days as ISO strings."""
    return value.isoformat() if isinstance(value, date) else value


def rows(
    said: Mapping[str, FieldValue], before: Mapping[str, FieldValue]
) -> tuple[FormRow, ...]:
    """Return the fields in the order of the form, each beside its original text.

    `before` is what the last read-back showed: a changed field carries `was`.
    """
    return tuple(
        FormRow(
            field=key,
            value=plain(one.value),
            source=one.source,
            original=one.original,
            slip=one.slip or None,
            was=plain(old.value) if old and old.value != one.value else None,
        )
        for key in sorted(said, key=lambda key: ORDER.get(key, len(ORDER)))
        for one, old in ((said[key], before.get(key)),)
    )


def asked_rows(asked: Iterable[Finding]) -> tuple[AskedRow, ...]:
    """Return findings as questions."""
    return tuple(
        AskedRow(
            field=one.field,
            code=one.code,
            rule=one.rule,
            read=one.read,
            params=dict(one.params),
        )
        for one in asked
    )


_TOLD_HOLDS = frozenset({"R-25", "R-26", "R-29", "R-30"})
"""Rules whose holds are said, too: the contractor can do something about them."""


def cautions(
    findings: Iterable[Finding], passed: frozenset[str] = frozenset()
) -> tuple[Caution, ...]:
    """Return what is said in a read-back, and whether a person looks at it (R-23).

    A はい settles the warnings of the rules in `passed`.
    """
    return tuple(
        Caution(
            rule=one.rule,
            code=one.code,
            field=one.field,
            # A field that the form lacks has no label: its own words name it.
            read="" if one.field in KINDS else one.read,
            params=dict(one.params),
            held=bool(doubts((one,), passed)),
        )
        for one in findings
        if one.weight == "warn" or one.rule in _TOLD_HOLDS
    )


def premiums(draft: Draft, office: Office, today: date) -> tuple[PremiumRow, ...]:
    """Return each product's premium, if it begins today, with its tariff."""
    found: list[PremiumRow] = []
    for product in draft.products:
        amount = draft.yen(f"{product}.amount")
        if amount:
            days = days_between(today, draft.until(product) or today)
            cost = premium(office.tariff_on(today), product, amount, days)
            found.append(
                PremiumRow(product=product, yen=cost.yen, tariff=cost.tariff_version)
            )
    return tuple(found)


def premium_changed(before: Terms, after: Terms) -> PremiumChange:
    """Return the premium before and after."""
    extra = after.premium - before.premium
    return PremiumChange(
        before=before.premium,
        after=after.premium,
        extra=max(extra, 0),
        refund=max(-extra, 0),
        tariff=after.tariff_version,
    )


def delivery_of(draft: Draft, product: Product) -> DeliveryWay | None:
    """Return how the obligee gets this product's notice, or its paper certificate."""
    form = draft.text(f"{product}.form")
    if form == "paper":
        owner = draft.obligee.name if draft.obligee else draft.text("obligee_name")
        return DeliveryWay(
            product=product, channel="paper", obligee=owner, section="", address=""
        )
    delivery = draft.obligee.deliveries.get(product) if draft.obligee else None
    if form != "electronic" or draft.obligee is None or delivery is None:
        return None
    return DeliveryWay(
        product=product,
        channel=delivery.channel,
        obligee=draft.obligee.name,
        section=delivery.section,
        address=delivery.address,
    )


def named(guarantees: Iterable[Guarantee]) -> tuple[NamedGuarantee, ...]:
    """Return product and number of each guarantee."""
    return tuple(NamedGuarantee(product=g.product, number=g.number) for g in guarantees)
