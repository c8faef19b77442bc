"""A case (案件): one application from first mail to end, with its states.

Every state and every transition stands in this file; the documentation's diagram is
drawn from `TRANSITIONS`, and a move that the table does not hold is a bug, not a case.
After はい each guarantee lives on with a state of its own (`guarantee.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from mailbot.core.model.change_request import OPEN, Change, ChangeState
from mailbot.core.model.contract_read import ContractRead
from mailbot.core.model.field_value import FieldValue
from mailbot.core.model.guarantee import Guarantee
from mailbot.core.model.release import Release
from mailbot.core.model.required_documents import Paper
from mailbot.core.model.submission import Submission
from mailbot.core.office.language import Language
from parsers.reading import Problem, Product, Value


class CaseState(StrEnum):
    """Where a case stands (specification 3.2)."""

    COLLECTING = "collecting"  # 作成中: something is missing or unclear
    CONFIRMING = "confirming"  # 申込確認: read back, waiting for はい
    SUBMITTED = "submitted"  # 送信完了: confirmed; the guarantees go on alone
    RETURNED = "returned"  # 差戻し: a person asks for more
    WITHDRAWN = "withdrawn"  # 取下げ: the contractor took it back
    EXPIRED = "expired"  # 期限切れ: no answer in time


TALKING = frozenset({CaseState.COLLECTING, CaseState.CONFIRMING, CaseState.RETURNED})
ENDED = frozenset({CaseState.WITHDRAWN, CaseState.EXPIRED})

_TALKS = {
    "ask": CaseState.COLLECTING,
    "read_back": CaseState.CONFIRMING,
    "withdraw": CaseState.WITHDRAWN,
    "expire": CaseState.EXPIRED,
}
TRANSITIONS: Mapping[CaseState, Mapping[str, CaseState]] = MappingProxyType(
    {
        CaseState.COLLECTING: _TALKS,
        CaseState.CONFIRMING: {**_TALKS, "confirm": CaseState.SUBMITTED},
        CaseState.SUBMITTED: {
            "withdraw": CaseState.WITHDRAWN,
            "return": CaseState.RETURNED,
        },
        CaseState.RETURNED: _TALKS,
        CaseState.WITHDRAWN: {},
        CaseState.EXPIRED: {},
    }
)


@dataclass(frozen=True, slots=True)
class Case:
    """A case and all that hangs on it.

    `revision` counts what we told the contractor: each question or read-back has its
    own, carried in its token; はい counts only for the newest.  `held` is the reason
    why a person has the case ("" = nobody): while it is set the robot is silent.
    """

    id: int
    receipt: str
    contractor_id: str
    correspondent: str
    """The registered address that this conversation is held with."""
    opened_at: datetime
    updated_at: datetime
    state: CaseState = CaseState.COLLECTING
    said: Mapping[str, FieldValue] = field(default_factory=dict)
    shown: Mapping[str, FieldValue] = field(default_factory=dict)
    """What the last read-back showed, for saying what changed since."""
    products: Mapping[Product, bool] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    remainder: tuple[str, ...] = ()
    revision: int = 0
    asked: tuple[str, ...] = ()
    rounds: int = 0
    held: str = ""
    told: bool = False
    """Whether the contractor knows that mails on a held case go to a person."""
    settled: tuple[str, ...] = ()
    """Codes of findings that the contractor has answered for good (R-16)."""
    reminded: int = 0
    """Reminders sent since the newest question or read-back."""
    stopped: bool = False
    """The contractor wants no reminders (停止)."""
    language: Language = "ja"
    urgent: bool = False
    confirmed_at: datetime | None = None
    last_mail_id: int | None = None
    withdrawal_asked: bool = False
    """Whether the registered address was asked about a withdrawal nobody proved."""
    guarantees: tuple[Guarantee, ...] = ()
    submissions: tuple[Submission, ...] = ()
    changes: tuple[Change, ...] = ()
    """Requests for changes of issued guarantees, oldest first."""
    papers: tuple[Paper, ...] = ()
    """Files that came with the contractor's mails, each once, oldest first."""
    contracts: tuple[ContractRead, ...] = ()
    """Contract papers among them, with what they say, the newest last (R-30)."""
    grace: int = 0
    """The revision whose はい is still in its grace, 0 for none."""
    releases: tuple[Release, ...] = ()
    """What people let pass of its application, oldest first."""
    assigned: str = ""
    """Who of the staff looks after this case, "" for nobody."""
    version: int = 0
    """Raised by the store at each save; a save over another's change fails."""

    def move(self, verb: str, now: datetime) -> Case:
        """Return the case after `verb`; KeyError for a move the table lacks."""
        return replace(self, state=TRANSITIONS[self.state][verb], updated_at=now)

    def value(self, key: str) -> Value | None:
        """Return what stands for a field now, or None."""
        said = self.said.get(key)
        return None if said is None else said.value

    def days(self) -> dict[str, date]:
        """Return the days that are known, for completing a `3月1日` in a reply."""
        return {
            key: said.value
            for key, said in self.said.items()
            if isinstance(said.value, date)
        }

    def text(self, key: str) -> str:
        """Return a text field, "" when it is absent."""
        value = self.value(key)
        return value if isinstance(value, str) else ""

    def guarantee(self, guarantee_id: int) -> Guarantee | None:
        """Return one guarantee of this case."""
        return next((g for g in self.guarantees if g.id == guarantee_id), None)

    def with_guarantee(self, changed: Guarantee) -> Case:
        """Return the case with one guarantee replaced by its id."""
        return replace(
            self,
            guarantees=tuple(
                changed if g.id == changed.id else g for g in self.guarantees
            ),
        )

    def submission(self, submission_id: int | None) -> Submission | None:
        """Return one submission of this case."""
        return next((s for s in self.submissions if s.id == submission_id), None)

    def with_submission(self, changed: Submission) -> Case:
        """Return the case with one submission replaced by its id."""
        return replace(
            self,
            submissions=tuple(
                changed if s.id == changed.id else s for s in self.submissions
            ),
        )

    def change_of(self, guarantee_id: int) -> Change | None:
        """Return the open request for a change of one guarantee."""
        return next(
            (
                one
                for one in self.changes
                if one.guarantee_id == guarantee_id and one.state in OPEN
            ),
            None,
        )

    def with_change(self, changed: Change) -> Case:
        """Return the case with one request replaced by its id, or added."""
        others = tuple(one for one in self.changes if one.id != changed.id)
        ordered = sorted((*others, changed), key=lambda one: one.id)
        return replace(self, changes=tuple(ordered))

    def applied_for(self, guarantee_id: int, key: str) -> Value | None:
        """Return what was last applied for: in the application or an agreed change."""
        agreed = [
            one.said[key]
            for one in self.changes
            if one.guarantee_id == guarantee_id
            and one.state is ChangeState.AGREED
            and key in one.said
        ]
        return agreed[-1].value if agreed else self.value(key)
