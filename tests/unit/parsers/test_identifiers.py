"""One table: each spelling of a number or a key, at each entrance and in each mask."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.intake.redact_keys import without_own_keys
from mailbot.log import MASK, mask_text
from mailbot.security.auth_keys import draw
from mailbot.store.masking import mask
from mailbot.web.verify.form import read_pair
from parsers.commands.commands import command
from parsers.identifiers import (
    key_of,
    keys_in,
    number_of,
    receipt_of,
    without_key_shapes,
    without_keys,
)
from parsers.key_masking import Mask
from parsers.reading import MASKED_KEY, Command
from tests.support.talk import reading

NUMBER, KEY = "00427-000001", "Z28YUE4J3Bux"
NUMBERS = [
    NUMBER,
    "００４２７－０００００１",
    "00427ー000001",
    "00427‐000001",
    "00427－000001",
    "00427–000001",
    "00427 - 000001",
    " 00427-000001\u3000",
]
KEYS = [
    KEY,
    "Z28Y-UE4J-3Bux",
    "Z28Y UE4J 3Bux",
    "Z28Y\u3000UE4J\u30003Bux",
    "Z28Y－UE4J－3Bux",
    "Z28Yー UE4Jー 3Bux",
    "Z28Y‐UE4J‐3Bux",
    "Z28Y_UE4J_3Bux",
    "Z28Y\u200bUE4J\u200b3Bux",
    "Ｚ２８ＹＵＥ４Ｊ３Ｂｕｘ",
    "Ｚ２８Ｙ－ＵＥ４Ｊ－３Ｂｕｘ",
]
PIECES = ["Z28YUE4J 3Bux", "Z2-8YUE4J3Bux", "Z28YUE\n4J3Bux", "Z28 YUE 4J3 Bux"]
"""Pieces of any length: a field and a look for our own keys know them, too."""


def own_keys_masked(text: str, key: str) -> str:
    """Return the text of a mail in which a key of ours was masked."""
    return without_own_keys(reading("unknown", text=text), {key}.intersection).text


@pytest.mark.parametrize("spelling", NUMBERS)
def test_number_is_the_same_at_every_entrance(spelling: str) -> None:
    """Page, tallies, command line and mail take one spelling for one number."""
    assert number_of(spelling) == NUMBER
    assert read_pair(spelling, KEY).number == NUMBER
    assert command(f"照会 {spelling} {KEY}") == Command("lookup", (NUMBER,), KEY)


@pytest.mark.parametrize("spelling", KEYS)
def test_key_is_the_same_at_every_entrance(spelling: str) -> None:
    """Page and mail take each spelling for the same key."""
    assert key_of(f" {spelling}\n") == KEY
    assert read_pair(NUMBER, spelling).key == KEY
    assert command(f"照会 {NUMBER} {spelling}") == Command("lookup", (NUMBER,), KEY)


@pytest.mark.parametrize("spelling", KEYS)
@pytest.mark.parametrize(
    "hides",
    [
        mask,
        lambda text: mask_text(text).replace(MASK, MASKED_KEY),
        lambda text: own_keys_masked(text, KEY),
        Mask((), f"認証キー：{KEY}"),
        Mask((KEY,), ""),
    ],
    ids=["kept", "logged", "ours", "labelled", "commanded"],
)
@pytest.mark.parametrize(
    "around", ["{}", "キーは{}です", "<{}@x.example.jp>", "「{}」"]
)
def test_every_mask_knows_every_spelling(
    hides: Callable[[str], str], spelling: str, around: str
) -> None:
    """What an entrance accepts is hidden in what is kept, shown or logged."""
    hidden = hides(around.format(spelling))

    assert MASKED_KEY in hidden
    assert spelling not in hidden


@pytest.mark.parametrize("spelling", KEYS)
def test_key_beside_its_label_is_hidden_in_any_spelling(spelling: str) -> None:
    """認証キー：… is a key to the reading, whoever's it is."""
    text = f"認証キー：{spelling} が開けません"

    assert Mask((), text)(text) == f"認証キー：{MASKED_KEY} が開けません"


@pytest.mark.parametrize("spelling", PIECES)
def test_our_own_key_is_known_in_any_pieces(spelling: str) -> None:
    """A key that was broken anywhere, at a line's end too, is known when it is ours."""
    assert key_of(spelling) == read_pair(NUMBER, spelling).key == KEY
    assert [one.key for one in keys_in(f"鍵 {spelling}。")] == [KEY]
    told = own_keys_masked(f"鍵 {spelling}。", KEY)
    assert told == f"鍵 {MASKED_KEY}。"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Construction",
        "Test 2026 Plan",
        "市道舗装工事その１２",
        "00427-000001",
        "2026-000001",
        "tanaka@kensetsu.example.jp",
        "Re: Plan for Road 2026",
    ],
)
def test_words_and_numbers_stay(text: str) -> None:
    """Ordinary words, receipts, numbers and addresses are left as they are."""
    assert without_key_shapes(text, MASKED_KEY) == text


@pytest.mark.parametrize(
    "text", ["", "00427", "00427-0000011", "٠٠٤٢٧-٠٠٠٠٠١", "x" * 10**6, "2026-000001"]
)
def test_what_is_no_number_is_none(text: str) -> None:
    """Foreign figures, a figure too many, a receipt: no guarantee number."""
    assert number_of(text) == ""


def test_receipts_are_no_numbers() -> None:
    """A receipt has four figures before the dash, a guarantee number five."""
    assert receipt_of("２０２６ー０００００１") == "2026-000001"
    assert receipt_of(NUMBER) == ""


@pytest.mark.parametrize("text", ["", KEY[:-1], f"{KEY}x", KEY.replace("Z", "é")])
def test_what_is_no_key_is_none(text: str) -> None:
    """Eleven or thirteen signs, or another letter: no key."""
    assert key_of(text) == ""


def test_case_is_never_folded() -> None:
    """A key in another case is another key."""
    assert key_of(KEY.lower()) == KEY.lower()
    told = without_keys(KEY.lower(), {KEY}, MASKED_KEY)
    assert told == KEY.lower()


def test_no_repr_shows_a_key() -> None:
    """What was found says where it stands, and not what it is."""
    (found,) = keys_in(f"鍵：{KEY}")

    assert KEY not in repr(found)
    assert (found.start, found.end) == (2, 14)


@given(
    before=st.text(max_size=20),
    after=st.text(max_size=20),
    cuts=st.lists(st.integers(1, 11), max_size=4, unique=True),
    gap=st.sampled_from("- \u3000ー－_\n\u200b"),
)
def test_our_key_is_found_in_any_text(
    before: str, after: str, cuts: list[int], gap: str
) -> None:
    """Whatever stands around it and wherever it is cut, no spelling of it is left."""
    key = draw()
    at = [0, *sorted(cuts), 12]
    spelling = gap.join(key[a:b] for a, b in pairwise(at))
    text = f"{before}。{spelling}。{after}"

    told = own_keys_masked(text, key)

    assert spelling not in told
    assert MASKED_KEY in told
