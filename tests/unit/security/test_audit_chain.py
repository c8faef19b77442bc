"""The audit chain shows every entry that was altered, removed or put in."""

from dataclasses import asdict, replace

from hypothesis import given
from hypothesis import strategies as st

from mailbot.security.audit_chain import (
    GENESIS,
    AuditEntry,
    BrokenRow,
    broken,
    canonical,
    hash_of,
)


def chain_of(count: int) -> list[AuditEntry]:
    """Write a chain of `count` entries."""
    entries: list[AuditEntry] = []
    for seq in range(1, count + 1):
        draft = AuditEntry(
            seq=seq,
            at=f"2026-03-02T03:00:{seq:02d}+00:00",
            actor="staff:sato",
            action="approve",
            subject=f"case:{seq}",
            detail=canonical({"why": "書類が揃った", "n": seq}),
            previous=entries[-1].hash if entries else GENESIS,
            hash="",
        )
        entries.append(replace(draft, hash=hash_of(draft)))
    return entries


FIELDS = ("at", "actor", "action", "subject", "detail", "previous", "hash")


def test_whole_chain_holds() -> None:
    """An untouched chain, and an empty one, have no broken row."""
    assert [] == broken(chain_of(5))
    assert [] == broken([])


@given(
    row=st.integers(0, 4),
    field=st.sampled_from(FIELDS),
    place=st.integers(0, 200),
)
def test_one_altered_character_is_reported_with_its_row(
    row: int, field: str, place: int
) -> None:
    """Any one character changed in any field is reported at its row."""
    entries = chain_of(5)
    text = str(getattr(entries[row], field))
    place %= len(text)
    other = "0" if text[place] != "0" else "1"
    altered = asdict(entries[row]) | {field: text[:place] + other + text[place + 1 :]}
    entries[row] = AuditEntry(**altered)

    assert BrokenRow(row + 1, "altered") == broken(entries)[0]


@given(row=st.integers(0, 3))
def test_removed_row_is_reported(row: int) -> None:
    """A row that was taken out is noticed at the next one."""
    entries = chain_of(5)
    del entries[row]

    assert [row + 2] == [fault.seq for fault in broken(entries)]


def test_rewritten_row_breaks_the_next_one() -> None:
    """A row rewritten with a good hash of its own no longer carries the next."""
    entries = chain_of(3)
    forged = replace(entries[1], actor="staff:nobody")
    entries[1] = replace(forged, hash=hash_of(forged))

    assert [BrokenRow(3, "does not follow the row before")] == broken(entries)


def test_renumbered_row_is_reported() -> None:
    """A gap in the numbers is reported even where the hashes were made anew."""
    first, second = chain_of(2)
    moved = replace(second, seq=7)

    assert [BrokenRow(7, "rows before it are missing")] == broken(
        [first, replace(moved, hash=hash_of(moved))]
    )
