"""The fields that a person corrects: named by key or by label, with a value each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches

from mailbot.core.model.form_fields import KINDS
from mailbot.errors import MailbotError
from mailbot.staff.form_words import form_words
from mailbot.staff.printable import one_line
from parsers.reading import Value


def fields_of(typed: Sequence[str], product: str) -> dict[str, Value]:
    """Return fields of a guarantee from FIELD=VALUE; MailbotError for what is none."""
    said = [_said(one) for one in typed]
    if not said:
        raise MailbotError('Say what is right: --set "預託金融機関=七十七銀行 本店".')
    return dict(_field(name, value, product) for name, value in said)


def _said(text: str) -> tuple[str, str]:
    name, equals, value = (part.strip() for part in text.partition("="))
    if not equals or not name or not value:
        raise MailbotError(f"--set takes FIELD=VALUE; {one_line(text)} is none.")
    return name, value


def _field(name: str, value: str, product: str) -> tuple[str, Value]:
    """Return a field's key and value; a field is named by its key or its label."""
    key = _key(name, product)
    kind = KINDS[key]
    try:
        if kind == "yen":
            return key, int(value.replace(",", ""))
        if kind == "date":
            return key, date.fromisoformat(value)
    except ValueError:
        raise MailbotError(
            f"{key} is {'whole yen' if kind == 'yen' else 'a day like 2027-03-25'}."
        ) from None
    return key, value


def _key(name: str, product: str) -> str:
    """Return the key of a field that is named by it, or by its label on the form."""
    if name in KINDS:
        return name
    words = form_words()
    named = [
        key
        for key in KINDS
        if key.partition(".")[0] in {product, key}
        and name in {words.label(key), words.full_label(key)}
    ]
    if len(named) == 1:
        return named[0]
    labels = {words.label(key): key for key in KINDS}
    near = get_close_matches(name, [*KINDS, *labels], 1)
    meant = f" Did you mean {near[0]}?" if near else ""
    raise MailbotError(
        f"{one_line(name)} is no field of the application, which are named as "
        f"`mailbot show` names them.{meant}"
    )
