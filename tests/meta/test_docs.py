"""The page of states says what the tables of the core say."""

from docs.make_states import PAGE, page


def test_page_of_states_is_fresh() -> None:
    """The page is the one that `make docs` would write now."""
    assert page() == PAGE.read_text(encoding="utf-8")


def test_every_state_has_its_sentence() -> None:
    """The page explains each state, draws each move and where each thing ends."""
    text = page()

    assert "| `confirming` | 申込確認: read back, waiting for はい |" in text
    assert "confirming --> submitted: confirm" in text
    assert "withdrawn --> [*]" in text
