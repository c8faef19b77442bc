"""What looks like an authentication key is masked; what does not, stays."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.store.masking import mask, mask_all
from parsers.reading import MASKED_KEY

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz"


@given(key=st.text(LETTERS + "23456789", min_size=12, max_size=12))
def test_keys_are_masked(key: str) -> None:
    """Any key with a digit, or a capital after a small letter, is masked."""
    steps = any(a.islower() and b.isupper() for a, b in pairwise(key))
    mixed = any(c.isdigit() for c in key) and not key.isdigit()
    if steps or mixed:
        assert f"認証キー：{MASKED_KEY}です" == mask(f"認証キー：{key}です")


@pytest.mark.parametrize(
    "text",
    [
        "Z28YUE4J3Bux",
        "Ｚ２８ＹＵＥ４Ｊ３Ｂｕｘ",
        "ZKaYUEbJdBux",
    ],
)
def test_key_shapes_are_masked(text: str) -> None:
    """Keys are masked half and full width, and without a digit too."""
    assert MASKED_KEY == mask(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Construction",
        "CONSTRUCTION",
        "202603021234",
        "00427-000318",
        "市道舗装工事その１２",
        "e3b0c44298fc1c149afbf4c8996fb924",
        "tanaka@kensetsu.example.jp",
    ],
)
def test_words_and_numbers_stay(text: str) -> None:
    """Words, dates, guarantee numbers, digests and addresses are left as they are."""
    assert text == mask(text)


def test_masking_reaches_every_text() -> None:
    """Texts are masked inside lists and objects; numbers and names of fields stay."""
    value = {"a": ["Z28YUE4J3Bux", 3, None, ("Z28YUE4J3Bux",)], "Z28YUE4J3Bux": True}

    assert {"a": [MASKED_KEY, 3, None, [MASKED_KEY]], "Z28YUE4J3Bux": True} == mask_all(
        value
    )
