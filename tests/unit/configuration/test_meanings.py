"""What options mean: every option has a docstring, and messages show it."""

from collections.abc import Iterator

import pytest
from pydantic import BaseModel, create_model

from mailbot.configuration.meanings import meaning_of
from mailbot.configuration.office_entries import (
    BranchEntry,
    ContractorEntry,
    DeliveryEntry,
    ObligeeEntry,
    TariffFile,
)
from mailbot.configuration.settings import Settings
from mailbot.configuration.tomlfile import inner_model
from mailbot.core.office.office import PLACES

FILES = (Settings, BranchEntry, ContractorEntry, ObligeeEntry, TariffFile)


def options(model: type[BaseModel]) -> Iterator[tuple[type[BaseModel], str]]:
    """Yield every option of a model and of the tables below it."""
    for name, field in model.model_fields.items():
        if (below := inner_model(field.annotation)) is None:
            yield model, name
        else:
            yield from options(below)


@pytest.mark.parametrize("file", FILES)
def test_every_option_has_a_meaning(file: type[BaseModel]) -> None:
    """Each option of each file has a docstring that says what it means."""
    found = dict.fromkeys(options(file))

    assert found
    assert [] == [one for one in found if not meaning_of(*one)]


def test_meaning_is_one_line() -> None:
    """A docstring over several lines is one line for the page and for messages."""
    meaning = meaning_of(Settings, "live")

    assert meaning.startswith("Send to everybody. Until then (safe mode)")
    assert "\n" not in meaning
    assert "  " not in meaning


def test_own_meaning_wins_over_that_of_the_base() -> None:
    """A table that declares an inherited option anew explains it anew."""
    assert meaning_of(BranchEntry, "name") == (
        "Name as applications write it (宮城支店)."
    )
    assert meaning_of(ContractorEntry, "name") == "Registered name."


def test_unknown_option_means_nothing() -> None:
    """An option that no class declares has no meaning, and raises nothing."""
    assert meaning_of(Settings, "no_such_option") == ""


def test_subject_names_every_place_that_is_filled() -> None:
    """The meaning of `delivery.subject` lists exactly the places that are filled."""
    _, _, listed = meaning_of(DeliveryEntry, "subject").partition("filled: ")

    assert tuple(listed.rstrip(".").split(", ")) == PLACES


def test_class_without_source_has_no_meanings() -> None:
    """A model that was made at run time explains nothing, and raises nothing."""
    made = create_model("Made", port=(int, 25))

    assert meaning_of(made, "port") == ""
