"""Read the data files beside the settings into the core's `Office`.

    branches.toml  contractors.toml  obligees.toml  tariff.toml
         └────────────── entries, each checked ──────────┘
                     then against each other
                               │
                             Office

Nothing is half loaded: either every entry is right, or one ConfigurationError lists
every problem with file, line, entry and what to do.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from mailbot.assets import assets
from mailbot.configuration.holidays import ClosingDays
from mailbot.configuration.name_lists import bank_names, place_names
from mailbot.configuration.office_checks import (
    branch_problems,
    contractor_problems,
    obligee_problems,
    tariff_problems,
)
from mailbot.configuration.office_entries import (
    BranchEntry,
    ContractorEntry,
    ObligeeEntry,
    TariffFile,
)
from mailbot.configuration.office_file import DataFile, read_entries
from mailbot.configuration.settings import Settings
from mailbot.configuration.tomlfile import complaints, read_toml
from mailbot.core.office.office import Office, Surety
from mailbot.errors import ConfigurationError

_YEARLY = re.compile(r"([0-9]{2})-([0-9]{2})")
_LEAP_YEAR = 2000


def load_office(settings: Settings) -> Office:
    """Read all reference data.  Raises ConfigurationError that lists every problem."""
    problems: list[str] = []
    branches, contractors, obligees = _entries(settings, problems)
    tariff = _tariff(settings, problems)
    closing_days = _closing_days(settings, problems)
    if problems or tariff is None:
        raise ConfigurationError(*problems)
    return Office(
        surety=_surety(settings),
        branches=MappingProxyType({one.id: one.as_core() for one in branches.entries}),
        contractors=MappingProxyType(
            {one.id: one.as_core() for one in contractors.entries}
        ),
        obligees=MappingProxyType({one.id: one.as_core() for one in obligees.entries}),
        tariff=tariff.as_core(),
        later_tariffs=tariff.later(),
        policy=replace(
            settings.policy.as_core(),
            certificate_copy=settings.documents.certificate_copy,
        ),
        closing_days=closing_days,
        banks=settings.surety.banks,
        bank_names=bank_names(),
        place_names=place_names(_places(settings)),
    )


def _entries(
    settings: Settings, problems: list[str]
) -> tuple[DataFile[BranchEntry], DataFile[ContractorEntry], DataFile[ObligeeEntry]]:
    files = settings.files
    branches = read_entries(settings.beside(files.branches), "branch", BranchEntry)
    contractors = read_entries(
        settings.beside(files.contractors), "contractor", ContractorEntry
    )
    obligees = read_entries(settings.beside(files.obligees), "obligee", ObligeeEntry)
    branches.complain(branch_problems(branches))
    contractors.complain(contractor_problems(contractors, branches))
    obligees.complain(obligee_problems(obligees))
    problems += branches.problems + contractors.problems + obligees.problems
    return branches, contractors, obligees


def _tariff(settings: Settings, problems: list[str]) -> TariffFile | None:
    try:
        file = read_toml(settings.beside(settings.files.tariff))
    except ConfigurationError as error:
        problems += error.problems
        return None
    try:
        tariff = TariffFile(**file.table)
    except ValidationError as error:
        found = list(complaints(error, TariffFile))
    else:
        found = list(tariff_problems(tariff, production=settings.production))
        if not found:
            return tariff
    problems += [f"{file.at(place)}: {text}" for place, text in found]
    return None


def _surety(settings: Settings) -> Surety:
    told = settings.surety
    own = told.model_dump(exclude={"closing_days", "banks", "account"})
    return Surety(**own, account=told.account.as_line() if told.account else "")


def _places(settings: Settings) -> Path:
    own = settings.beside(Path("municipalities.csv"))
    return own if own.is_file() else assets("config") / "municipalities.csv"


def _closing_days(settings: Settings, problems: list[str]) -> ClosingDays:
    yearly: dict[tuple[int, int], str] = {}
    once: dict[date, str] = {}
    for text, name in settings.surety.closing_days.items():
        try:
            if hit := _YEARLY.fullmatch(text):
                day = date(_LEAP_YEAR, int(hit[1]), int(hit[2]))
                yearly[day.month, day.day] = name
            else:
                once[date.fromisoformat(text)] = name
        except ValueError:
            where = settings.origin(("surety", "closing_days", text))
            problems.append(
                f"{where}: surety.closing_days names {text}, which is no day; "
                'write "12-29" for every year or "2026-08-14" for once'
            )
    return ClosingDays(yearly, once)
