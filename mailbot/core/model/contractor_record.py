"""What the files say of the contractor who is speaking, beside the case at hand.

Read by the intake in the transaction of the decision; nothing is looked up here.
"""

from __future__ import annotations

from dataclasses import dataclass

from mailbot.core.model.case import TALKING, Case, CaseState
from mailbot.core.model.change_request import OPEN
from mailbot.core.model.guarantee import PENDING, Guarantee
from mailbot.core.model.submission import SubmissionState


@dataclass(frozen=True, slots=True)
class ContractorRecord:
    """The contractor's standing.

    `exposure_yen` is what is guaranteed for them now, without the case at hand (R-19);
    `first` tells that nothing was ever issued to them (R-20).  `earlier` are the other
    cases of the last weeks with the same project, as far as `twin_mark` tells,
    without their guarantees (R-16); `advances` are the advance guarantees of other
    cases of the same project, however old (R-05); `files` those cases that an enquiry
    may speak of, newest last.
    """

    exposure_yen: int = 0
    first: bool = False
    earlier: tuple[Case, ...] = ()
    advances: tuple[Guarantee, ...] = ()
    files: tuple[Case, ...] = ()

    @property
    def open(self) -> tuple[Case, ...]:
        """Return the contractor's cases that still wait for something."""
        return tuple(one for one in self.files if is_open(one))

    def numbered(self, number: str) -> tuple[Case, Guarantee] | None:
        """Return the contractor's own guarantee with this number, and its case."""
        for case in self.files:
            for one in case.guarantees:
                if one.number and one.number == number:
                    return case, one
        return None


NOTHING_KNOWN = ContractorRecord()


def is_open(case: Case) -> bool:
    """Return whether a case still waits for the contractor, for us, or for money.

    After the issue a request for a change keeps it open, and papers that are wanted.
    """
    if case.state is not CaseState.SUBMITTED:
        return case.state in TALKING
    return (
        any(one.state in PENDING for one in case.guarantees)
        or any(one.state in OPEN for one in case.changes)
        or any(
            one.state is SubmissionState.COLLECTING_PAPERS for one in case.submissions
        )
    )
