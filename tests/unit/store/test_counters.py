"""Counters give each number once, and never go back."""

from mailbot.store.store import Store


def test_numbers_run_on_by_name(store: Store) -> None:
    """Each counter begins at 1; several numbers may be taken at once."""
    with store.transaction() as tx:
        assert [tx.counters.take("a"), tx.counters.take("a", 5)] == [1, 2]
        assert [tx.counters.take("b"), tx.counters.take("a")] == [1, 7]


def test_a_counter_is_raised_and_never_lowered(store: Store) -> None:
    """Only what was behind is named; what was further on stays there."""
    with store.transaction() as tx:
        tx.counters.take("behind", 3)
        tx.counters.take("ahead", 9)

        raised = tx.counters.raise_to({"new": 4, "behind": 7, "ahead": 7})
        assert raised == ["behind", "new"]
        taken = [tx.counters.take(one) for one in ("new", "behind", "ahead")]
    assert taken == [5, 8, 10]
