"""Words that leave one guarantee of a contract as it is (R-27)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailbot.core.decisions.related_change import named_apart
from tests.support.related_talk import SECOND, in_force
from tests.support.talk import (
    reading,
)


@pytest.mark.parametrize(
    ("said", "stays"),
    [
        ("契約保証は変更しません。", True),
        ("契約保証は変更しない", True),
        ("前払金保証のみ変更します", True),
        ("契約保証は据え置きでお願いします", True),
        (f"{SECOND} は変更しません", True),
        ("The performance guarantee stays unchanged.", True),
        ("契約保証は変更しない場合の保証料はいくらですか。", False),
        ("前払金保証は変更しません。", False),
        ("契約保証だけ変更する", False),
        ("中間前払金保証は変更しません。", False),
        ("変更しません。", False),
    ],
)
def test_words_that_leave_one_as_it_is(said: str, stays: bool) -> None:  # noqa: FBT001 - a table's column
    """Only a plain word on the other leaves it; all else is read by people."""
    own, other = in_force().open.guarantees
    mail = replace(reading("amend"), remainder=(said,))

    left, again, rest = named_apart(mail, own, (other,))

    assert left == (frozenset({other.id}) if stays else frozenset())
    assert not again
    assert rest.remainder == (() if stays else (said,))
