"""Tokens bind a reply to what it answers, and only ours are believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.security.reply_tokens import Forged, Token, address, find, verify, write

SECRET = b"s" * 32
TOKENS = st.builds(
    Token,
    purpose=st.sampled_from(("case", "submission", "bounce")),
    id=st.integers(0, 10**15 - 1),
    revision=st.integers(0, 10**15 - 1),
)
CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789-+.@ １ａΚ"


@given(token=TOKENS)
def test_token_is_read_back(token: Token) -> None:
    """A token that we wrote says what it was written for."""
    assert token == verify(write(token, SECRET), SECRET)


@given(token=TOKENS)
def test_token_survives_folding(token: Token) -> None:
    """A mail system may fold the letters of an address: the token stays good."""
    assert token == verify(write(token, SECRET).upper(), SECRET)
    assert write(token, SECRET) == write(token, SECRET).lower()


@given(token=TOKENS, place=st.integers(0, 60), other=st.sampled_from(CHARACTERS))
def test_altered_token_is_not_believed(token: Token, place: int, other: str) -> None:
    """A token with any one character changed, added or cut off is not ours."""
    text = write(token, SECRET)
    place %= len(text)
    if other == text[place]:
        return

    assert verify(text[:place] + other + text[place + 1 :], SECRET) is None
    assert verify(text[:place] + other + text[place:], SECRET) is None
    assert verify(text[:place] + text[place + 1 :], SECRET) is None


@given(token=TOKENS)
def test_token_of_another_installation_is_not_believed(token: Token) -> None:
    """What another secret wrote is not ours, and is told apart from no token."""
    text = write(token, b"t" * 32)

    assert verify(text, SECRET) is None
    assert Forged(text) == find(f"desk+{text}@hosho.example.jp", SECRET)


@given(text=st.text())
def test_any_text_can_be_searched(text: str) -> None:
    """Searching never fails, and finds no token that nobody wrote."""
    assert not isinstance(find(text, SECRET), Token)


@pytest.mark.parametrize(
    "text",
    [
        "moushikomi+{}@hosho.example.jp",
        "<{}.20260302@hosho.example.jp>",
        "<MOUSHIKOMI+{}@HOSHO.EXAMPLE.JP>",
        "{}",
        "a@b, {} , c@d",
        "desk+c-1-1-aaaaaaaaaaaaaaaa+{}@hosho.example.jp",
    ],
)
def test_token_is_found_where_mail_carries_it(text: str) -> None:
    """A token is found in an address, a Message-ID, and after a forged one."""
    token = Token("case", 12, 3)

    assert token == find(text.format(write(token, SECRET)), SECRET)


@pytest.mark.parametrize(
    "text",
    [
        "moushikomi@hosho.example.jp",
        "",
        "c-12-3",
        "c-012-3-aaaaaaaaaaaaaaaa",
        "x-12-3-aaaaaaaaaaaaaaaa",
        "c-１２-3-aaaaaaaaaaaaaaaa",
        "c-12-3-aaaaaaaaaaaaaaaaa",
        "abc-12-3-aaaaaaaaaaaaaaaa",
    ],
)
def test_other_text_is_no_token(text: str) -> None:
    """Text that is not in the shape of a token is neither ours nor forged."""
    assert find(text, SECRET) is None


def test_kelvin_sign_is_not_a_k() -> None:
    """A letter that only Unicode folds to ASCII does not complete a token."""
    token = next(
        found
        for number in range(100)
        if "k" in write(found := Token("case", number), SECRET)
    )

    assert verify(write(token, SECRET).replace("k", "\u212a"), SECRET) is None


@given(token=TOKENS)
def test_address_with_token_fits(token: Token) -> None:
    """The local part stays within 64 octets for a case of ordinary size."""
    small = Token(token.purpose, token.id % 10**9, token.revision % 10**6)

    local, _, domain = address("moushikomi@hosho.example.jp", small, SECRET).partition(
        "@"
    )

    assert len(local) <= 64
    assert "hosho.example.jp" == domain
    assert small == find(local, SECRET)


def test_numbers_that_do_not_fit_are_refused() -> None:
    """Too long a mailbox, or a number of 16 digits, is our fault and said so."""
    with pytest.raises(ValueError, match="too long"):
        address("d" * 60 + "@hosho.example.jp", Token("case", 1, 1), SECRET)
    with pytest.raises(ValueError, match="15 digits"):
        write(Token("case", 10**15), SECRET)
