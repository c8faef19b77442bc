"""Which papers fit into the mail to an obligee (specification 1.7, 1.8)."""

from __future__ import annotations

from mailbot.core.decisions.submission_papers import NOTICE_OCTETS, within
from mailbot.core.model.required_documents import Collected, Paper


def paper(name: str, octets: int) -> Collected:
    """Return a paper that an obligee wants, of a size."""
    return Collected(name, Paper(1, "2", name, octets, name), named=True)


def test_papers_fill_the_room_beside_the_notice_in_order() -> None:
    """What is too large is named; a smaller paper after it still goes along."""
    held = (paper("a", 300_000), paper("b", 900_000), paper("c", 100_000))

    fits, left = within(held, NOTICE_OCTETS + 600_000)

    assert [one.wanted for one in fits] == ["a", "c"]
    assert left == ("b",)


def test_nothing_fits_where_the_notice_fills_the_mail() -> None:
    """A limit below what the notice needs leaves every paper behind."""
    fits, left = within((paper("a", 1),), NOTICE_OCTETS)

    assert (fits, left) == ((), ("a",))
