"""Whether another mail can be kept, asked before its octets are taken."""

from pathlib import Path

from mailbot.store.disk_space import LEAST_FREE, Health, free_octets


def test_disk_with_room_has_no_ailment(tmp_path: Path) -> None:
    """A disk with exactly the least free space takes mail."""
    assert Health(tmp_path, lambda _: LEAST_FREE).ailment() is None


def test_almost_full_disk_is_an_ailment(tmp_path: Path) -> None:
    """A disk with one octet less than the least free space takes no mail."""
    told = Health(tmp_path, lambda _: LEAST_FREE - 1).ailment()

    assert told == "the disk of the data folder is almost full"


def test_lost_data_folder_is_an_ailment(tmp_path: Path) -> None:
    """A data folder that is gone is said in a sentence, without an exception."""
    told = Health(tmp_path / "gone").ailment()

    assert told == "the data folder cannot be looked at"


def test_free_octets_are_those_of_the_folder(tmp_path: Path) -> None:
    """The disk of a folder that is there has some number of free octets."""
    assert free_octets(tmp_path) > 0
