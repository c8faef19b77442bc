"""The application's fields: keys, kinds and what is required (specification 1.2).

One table, in the order of the form.  Words for people are the templates' business;
this table is what rules, documents and mails agree on.  A new field also needs its
label (`parsers/words/form_labels.py`, `english.py`), its type
(`parsers/form/field_values.py`), its place in `application.py` and its words in
`templates/mail/*/words.toml`; text in a workbook: `parsers/files/sheet.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from parsers.reading import Product

Kind = Literal["text", "yen", "date", "bool", "choice"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field.  `required` speaks of the field itself, not of its product."""

    key: str
    kind: Kind
    required: bool = False

    @property
    def product(self) -> str:
        """The product that the field belongs to, "" for the contract's own fields."""
        head, dot, _ = self.key.partition(".")
        return head if dot else ""


CONTRACT_FIELDS: tuple[Field, ...] = (
    Field("contractor_name", "text", required=True),
    Field("obligee_name", "text", required=True),
    Field("project_name", "text", required=True),
    Field("project_number", "text"),
    Field("contract_amount", "yen", required=True),
    Field("contract_date", "date", required=True),
    Field("contract_date_planned", "bool"),
    Field("notice_date", "date"),
    Field("work_kind", "choice"),
    Field("low_price", "bool"),
    Field("advance_planned", "bool"),
    Field("work_start", "date", required=True),
    Field("work_end", "date", required=True),
    Field("guarantee_until", "date"),
    Field("jv_name", "text"),
    Field("jv_representative", "text"),
    Field("jv_members", "text"),
)

DESK_FIELDS: tuple[Field, ...] = (
    Field("branch", "text", required=True),
    Field("notify", "bool"),
    Field("notify_email", "text"),
    Field("department", "text"),
    Field("title", "text"),
    Field("person", "text"),
    Field("phone", "text"),
    Field("message", "text"),
    Field("submission", "choice"),
)

_SHARED: tuple[tuple[str, Kind, bool], ...] = (
    ("form", "choice", True),
    ("fiscal_year_base", "yen", False),
    ("amount", "yen", True),
    ("bank", "text", True),
    ("redeposit", "bool", True),
    ("payment_method", "choice", True),
    ("bill_to", "text", True),
    ("paper_statement", "bool", True),
    ("guarantee_until", "date", False),
)
_NOT_OF = {
    "advance": frozenset[str](),
    "interim": frozenset({"fiscal_year_base"}),
    "performance": frozenset({"fiscal_year_base", "bank", "redeposit"}),
}


CONDITIONS: tuple[str, ...] = (
    "interim.conditions.half_period",
    "interim.conditions.scheduled_work",
    "interim.conditions.half_cost",
    "interim.conditions.advance_paid",
)
"""The four declarations of R-05: half the period passed, the work scheduled by then
done, half the cost spent, the first advance already paid."""


def product_fields(product: Product) -> tuple[Field, ...]:
    """Return the fields of one product, in the order of the form."""
    left_out = _NOT_OF[product]
    shared = tuple(
        Field(f"{product}.{name}", kind, required)
        for name, kind, required in _SHARED
        if name not in left_out
    )
    if product != "interim":
        return shared
    return (*shared, *(Field(key, "bool", required=True) for key in CONDITIONS))


FIELDS: tuple[Field, ...] = (
    *CONTRACT_FIELDS,
    *product_fields("advance"),
    *product_fields("interim"),
    *product_fields("performance"),
    *DESK_FIELDS,
)
KINDS: dict[str, Kind] = {one.key: one.kind for one in FIELDS}
ORDER: dict[str, int] = {one.key: place for place, one in enumerate(FIELDS)}
