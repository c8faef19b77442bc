"""The checked application: the one shape from which guarantees are made.

A draft becomes an `Application` only when no rule asks anything more.  The model is
strict and closed: whatever gets past the rules and is still wrong stops here, before
any document, and goes to a person.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from mailbot.core.model.draft import Draft
from mailbot.core.model.guarantee import Form
from mailbot.core.model.payment_method import PaymentMethod
from mailbot.core.office.office import WorkKind
from parsers.reading import Product, Value

Yen = Annotated[int, Field(gt=0, le=10**14, strict=True)]
Line = Annotated[str, Field(min_length=1, max_length=1000)]


class _Checked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Conditions(_Checked):
    """The four declarations of an interim advance (R-05)."""

    half_period: bool
    scheduled_work: bool
    half_cost: bool
    advance_paid: bool


class ProductApplication(_Checked):
    """What is applied for under one product.  Amounts are integer yen."""

    product: Product
    form: Form
    amount: Yen
    payment_method: PaymentMethod
    bill_to: Line
    paper_statement: bool
    fiscal_year_base: Yen | None = None
    bank: Line | None = None
    redeposit: bool | None = None
    guarantee_until: date | None = None
    conditions: Conditions | None = None

    @model_validator(mode="after")
    def _fits_product(self) -> Self:
        if self.product == "performance" and (self.bank or self.fiscal_year_base):
            raise ValueError("a performance guarantee has no bank and no yearly base")
        if self.product != "performance" and not self.bank:
            raise ValueError("an advance needs its depositary bank")
        return self


class Application(_Checked):
    """A complete application, every field of specification 1.2."""

    contractor_name: Line
    obligee_name: Line
    project_name: Line
    contract_amount: Yen
    contract_date: date
    work_start: date
    work_end: date
    products: Annotated[tuple[ProductApplication, ...], Field(min_length=1)]
    branch: Line
    notify: bool
    submission: Literal["forward", "self"]
    work_kind: WorkKind
    project_number: Line | None = None
    contract_date_planned: bool = False
    notice_date: date | None = None
    low_price: bool = False
    advance_planned: bool | None = None
    guarantee_until: date | None = None
    jv_name: Line | None = None
    jv_representative: Line | None = None
    jv_members: Line | None = None
    notify_email: Line | None = None
    department: Line | None = None
    title: Line | None = None
    person: Line | None = None
    phone: Line | None = None
    message: Line | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.work_start > self.work_end:
            raise ValueError("the work ends before it starts")
        if self.notify and not self.notify_email:
            raise ValueError("a notice is wanted, but no address is given")
        if bool(self.jv_name) != bool(self.jv_representative):
            raise ValueError("a joint venture needs both its name and representative")
        return self


def application_of(draft: Draft) -> Application:
    """Return the checked application; ValidationError where the draft is none."""
    contract = {key: said.value for key, said in draft.said.items() if "." not in key}
    products = tuple(_product_of(draft, product) for product in draft.products)
    return Application.model_validate(
        {**contract, "work_kind": draft.work_kind, "products": products}
    )


def _product_of(draft: Draft, product: Product) -> ProductApplication:
    values: dict[str, object] = {"product": product}
    conditions: dict[str, Value] = {}
    for key, said in draft.said.items():
        head, _, name = key.partition(".")
        if head != product:
            continue
        if name.startswith("conditions."):
            conditions[name.removeprefix("conditions.")] = said.value
        else:
            values[name] = said.value
    if conditions:
        values["conditions"] = conditions
    return ProductApplication.model_validate(values)
