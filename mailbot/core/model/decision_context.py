"""The desk: what a decision is given beside the case and the event.

Time, reference data and unused ids come from outside; nothing here is looked up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mailbot.core.model.contractor_record import NOTHING_KNOWN, ContractorRecord
from mailbot.core.office.business_hours import day_in_tokyo
from mailbot.core.office.office import Office


@dataclass(frozen=True, slots=True)
class NewIds:
    """Ids that nothing has yet.  Those not used are free again afterwards."""

    case_id: int
    receipt: str
    guarantee_id: int
    """The first of as many as are needed, counted upwards."""
    submission_id: int


@dataclass(frozen=True, slots=True)
class DecisionContext:
    """Office, moment (aware), fresh ids of one decision, and the contractor's files."""

    office: Office
    now: datetime
    fresh: NewIds
    known: ContractorRecord = NOTHING_KNOWN

    @property
    def today(self) -> date:
        """Return the day in Japan on which something is decided."""
        return day_in_tokyo(self.now)
