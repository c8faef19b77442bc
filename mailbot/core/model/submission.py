"""A submission (発注者への提出): the key notices for one address of an obligee."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from mailbot.core.model.required_documents import Collected, Paper


class SubmissionState(StrEnum):
    """Where a submission stands (specification 3.2)."""

    COLLECTING_PAPERS = "collecting_papers"  # the profile wants papers not yet here
    READY = "ready"  # composed, waiting for the courier
    SENT = "sent"  # the next mail system took it
    DELIVERED = "delivered"  # a delivery report says so
    FAILED = "failed"  # refused or bounced: a person telephones
    RECEIVED = "received"  # 受領: the obligee confirmed receipt
    BY_CONTRACTOR = "by_contractor"  # portal, carry-in or the contractor's own wish


_RECEIVES = {"receive": SubmissionState.RECEIVED}
_LEFT = {**_RECEIVES, "fail": SubmissionState.FAILED}
TRANSITIONS: Mapping[SubmissionState, Mapping[str, SubmissionState]] = MappingProxyType(
    {
        SubmissionState.COLLECTING_PAPERS: {"complete": SubmissionState.READY},
        SubmissionState.READY: {**_LEFT, "accept": SubmissionState.SENT},
        SubmissionState.SENT: {**_LEFT, "deliver": SubmissionState.DELIVERED},
        SubmissionState.DELIVERED: _LEFT,
        SubmissionState.FAILED: {**_RECEIVES, "complete": SubmissionState.READY},
        SubmissionState.RECEIVED: {},
        SubmissionState.BY_CONTRACTOR: _RECEIVES,
    }
)

PASSED_ON = frozenset(
    {
        SubmissionState.READY,
        SubmissionState.SENT,
        SubmissionState.DELIVERED,
        SubmissionState.RECEIVED,
    }
)
"""States in which a notice of ours is with the obligee, or on its way."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What goes to one address of one obligee, for some guarantees of a case."""

    id: int
    obligee_id: str
    address: str
    guarantee_ids: tuple[int, ...]
    state: SubmissionState
    wanted: tuple[str, ...] = ()
    """Papers that must come with the notice, in the order of the profile."""
    papers: tuple[Collected, ...] = ()
    """Those that are there."""
    extras: tuple[Paper, ...] = ()
    """Other papers of the contractor's, passed on in the same mail."""
    entry: int = 1
    """Which certificate it tells of; above 1 the obligee had a notice before."""
    mail_id: int | None = None
    """The mail that brought it there; its bounces name it."""
    sent_at: datetime | None = None
    received_at: datetime | None = None
    exposed: bool = False
    """Whether the obligee's own reply has shown its token to the contractor."""

    def move(self, verb: str) -> Submission:
        """Return the submission after `verb`; KeyError if the table lacks the move."""
        return replace(self, state=TRANSITIONS[self.state][verb])
