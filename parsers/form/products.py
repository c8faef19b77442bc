"""Which products a value without a product of its own speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parsers.form import field_values
from parsers.reading import PRODUCTS
from parsers.words.form_labels import IN_SECTION

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from parsers.form.gathered import Gathered
    from parsers.reading import Product
    from parsers.words.form_labels import Label


def named(products: Mapping[Product, bool], keys: Collection[str]) -> list[Product]:
    """Return the products that a mail names, by word or by a field of theirs."""
    return [
        product
        for product in PRODUCTS
        if products.get(product) or any(key.startswith(f"{product}.") for key in keys)
    ]


def targets(
    label: Label, known: Iterable[Product], wanted: Collection[str]
) -> list[Product]:
    """Return which products a label without a section speaks of.

    `known` are those of the mail or of the case, `wanted` the fields asked for.
    """
    name, able = label.field, label.products
    if label.note == IN_SECTION:
        return []
    asked = [product for product in able if f"{product}.{name}" in wanted]
    there = [product for product in known if product in able]
    if name in {"bank", "redeposit"}:
        # Below a contract guarantee alone it is that one's, which has none: it is said
        # to have no place, and opens no advance that nobody applied for.
        return (asked or there or list(known) or ["advance"])[:1]
    if name == "guarantee_until":  # Said once, it is the day of them all.
        return asked
    if name in field_values.FOR_ALL:
        return asked or there
    return (asked or there) if len(asked or there) == 1 else []


def join_ends(found: Gathered, products: Sequence[Product]) -> None:
    """Make one `guarantee_until` of those of the products where they agree."""
    keys = [key for key in found.fields if key.endswith(".guarantee_until")]
    days = {found.fields[key] for key in keys}
    if len(days) == 1 and len(keys) == len(products):
        for key in keys:
            value, kept = found.fields.pop(key), found.evidence.pop(key)
            found.fields["guarantee_until"] = value
            found.evidence["guarantee_until"] = kept
