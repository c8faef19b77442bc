"""A data file of entries: which are right, which are wrong, and on which lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import ValidationError

from mailbot.configuration.office_entries import OfficeEntry
from mailbot.configuration.tomlfile import Place, TomlFile, complaints, read_toml
from mailbot.errors import ConfigurationError

EntryT = TypeVar("EntryT", bound=OfficeEntry)


class DataFile(Generic[EntryT]):
    """The entries of one file, by number, and the problems found in it so far."""

    def __init__(self, file: TomlFile | None, key: str) -> None:
        self.key = key
        self.problems: list[str] = []
        self.numbered: dict[int, EntryT] = {}
        self._file = file

    @property
    def entries(self) -> Iterator[EntryT]:
        """The entries that are right, in the order of the file."""
        return iter(self.numbered.values())

    @property
    def raw(self) -> list[object]:
        """Everything under the key, right or wrong."""
        found = self._file.table.get(self.key, []) if self._file else []
        return found if isinstance(found, list) else [found]

    def ids(self) -> set[str]:
        """Return every id in the file, also of entries that are wrong elsewhere."""
        return {str(one.get("id")) for one in self.raw if isinstance(one, dict)}

    def complain(self, found: Iterable[tuple[Place, str]]) -> None:
        """Add problems; a place begins with the number of its entry."""
        for place, text in found:
            where = self._file.at((self.key, *place)) if self._file else ""
            self.problems.append(f"{where}: {self._called(place)}{text}")

    def _called(self, place: Place) -> str:
        """Return what people call the entry: its id, or its number from 1."""
        number = place[0] if place else None
        if not isinstance(number, int):
            return ""
        entry = self.raw[number]
        name = entry.get("id") if isinstance(entry, dict) else None
        return f"{self.key} {name or number + 1}: "


def read_entries(path: Path, key: str, model: type[EntryT]) -> DataFile[EntryT]:
    """Read the `[[key]]` entries of `path`; what is wrong stands in `problems`."""
    try:
        file = read_toml(path)
    except ConfigurationError as error:
        broken: DataFile[EntryT] = DataFile(None, key)
        broken.problems.extend(error.problems)
        return broken
    found: DataFile[EntryT] = DataFile(file, key)
    for other in file.table.keys() - {key}:
        found.problems.append(
            f"{file.at((other,))}: {other} is not known here; write [[{key}]] entries"
        )
    for number, raw in enumerate(found.raw):
        try:
            found.numbered[number] = model.model_validate(raw)
        except ValidationError as error:
            found.complain(
                ((number, *place), text) for place, text in complaints(error, model)
            )
    return found
