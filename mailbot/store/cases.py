"""Cases, found by whatever names them, and what they say together of a contractor."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa

from mailbot.core.model.case import TALKING, Case
from mailbot.core.model.contractor_record import is_open
from mailbot.core.model.guarantee import PENDING, STANDING, Guarantee
from mailbot.core.model.submission import SubmissionState
from mailbot.store.case_rows import BARE, CaseRows, bare_case
from mailbot.store.faults import NotKept
from mailbot.store.prepared import Prepared
from mailbot.store.schema import (
    UtcTime,
    cases,
    guarantees,
    mails,
    submissions,
    tasks,
)

_UNUSED = Prepared(
    sa.select(
        *(
            sa.func.coalesce(sa.select(sa.func.max(table.c.id)).scalar_subquery(), 0)
            + 1
            for table in (cases, guarantees, submissions)
        )
    )
)
_UNDELIVERED = (
    SubmissionState.COLLECTING_PAPERS,
    SubmissionState.READY,
    SubmissionState.FAILED,
)

# Statements of the hot path are built once: building one takes longer than running it.
_BY_ID = Prepared(BARE.where(cases.c.id == sa.bindparam("case")))
_LAST_RECEIPT = Prepared(
    sa.select(cases.c.receipt)
    .where(cases.c.receipt.like(sa.bindparam("prefix")))
    .order_by(cases.c.id.desc())
    .limit(1)
)
_TWINS = Prepared(
    BARE.where(
        cases.c.contractor_id == sa.bindparam("contractor"),
        cases.c.twin.in_(sa.bindparam("marks", expanding=True)),
        cases.c.opened_at >= sa.bindparam("since", type_=UtcTime),
    )
    .order_by(cases.c.id.desc())
    .limit(100)
)
_WAITING = Prepared(
    BARE.where(
        cases.c.contractor_id == sa.bindparam("contractor"), cases.c.waits.is_(True)
    ).order_by(cases.c.id)
)
_OTHERS = sa.and_(
    guarantees.c.contractor_id == sa.bindparam("contractor"),
    guarantees.c.case_id != sa.bindparam("but"),
)
_COUNTS = sa.or_(*(guarantees.c.state == one for one in sorted(STANDING)))
_EXPOSURE = Prepared(
    sa.select(sa.func.sum(guarantees.c.amount)).where(
        _OTHERS, _COUNTS, guarantees.c.until >= sa.bindparam("day", type_=sa.Date)
    )
)
_HAS_NUMBERED = Prepared(
    sa.select(sa.exists().where(_OTHERS, guarantees.c.number.is_not(None)))
)


class Cases(CaseRows):
    """The cases, by whatever names them."""

    def get(self, case_id: int) -> Case:
        """Return a case; NotKept when there is none."""
        found = self.find(case_id)
        if found is None:
            raise NotKept(f"There is no case {case_id}.")
        return found

    def find(self, case_id: int) -> Case | None:
        """Return a case, or None."""
        found = self.load(_BY_ID.rows(self._connection, {"case": case_id}))
        return found[0] if found else None

    def by_receipt(self, receipt: str) -> Case | None:
        """Return the case with a receipt number (2026-000123), or None."""
        return self._one(cases.c.receipt == receipt)

    def of_submission(self, submission_id: int) -> Case | None:
        """Return the case that a submission belongs to, or None."""
        return self._behind(submissions, submissions.c.id == submission_id)

    def of_guarantee(self, guarantee_id: int) -> Case | None:
        """Return the case that a guarantee belongs to, or None."""
        return self._behind(guarantees, guarantees.c.id == guarantee_id)

    def of_mail(self, mail_id: int) -> Case | None:
        """Return the case that a mail, in or out, belongs to, or None."""
        return self._behind(mails, mails.c.id == mail_id)

    def open_of(self, contractor_id: str) -> tuple[Case, ...]:
        """Return a contractor's cases that still wait for something, oldest first.

        Which these are, `contractor_record.is_open` says.
        """
        found = self.load(
            _WAITING.rows(self._connection, {"contractor": contractor_id})
        )
        return tuple(one for one in found if is_open(one))

    def of_contractor(self, contractor_id: str) -> tuple[Case, ...]:
        """Return all cases of a contractor, oldest first."""
        return self._many(cases.c.contractor_id == contractor_id)

    def newest_of(self, contractor_id: str, limit: int) -> tuple[Case, ...]:
        """Return a contractor's newest cases, the newest last."""
        return self.newest(limit, cases.c.contractor_id == contractor_id)

    def earlier(
        self, contractor_id: str, marks: Collection[str], since: datetime
    ) -> tuple[Case, ...]:
        """Return a contractor's cases since a moment that bear one of the twin marks.

        Oldest first, without what hangs on them.  LIMIT: the newest hundred.
        """
        if not marks:
            return ()
        asked = {"contractor": contractor_id, "marks": list(marks), "since": since}
        rows = _TWINS.rows(self._connection, asked)
        return tuple(bare_case(row) for row in reversed(rows))

    def by_number(self, number: str) -> Case | None:
        """Return the case of a guarantee's number (00427-000001), or None."""
        return self._behind(guarantees, guarantees.c.number == number)

    def advances(
        self, contractor_id: str, marks: Collection[str], but: int = 0
    ) -> tuple[Guarantee, ...]:
        """Return the advance guarantees of cases that bear one of the twin marks.

        Those that stand or are being made, not those of case `but` (R-05).
        """
        found = self._many(
            sa.and_(
                cases.c.contractor_id == contractor_id,
                cases.c.twin.in_(list(marks)),
                cases.c.id != but,
            )
        )
        return tuple(
            one
            for case in found
            for one in case.guarantees
            if one.product == "advance" and one.state in STANDING
        )

    def exposure(self, contractor_id: str, day: date, but: int = 0) -> int:
        """Return what is guaranteed for a contractor on `day`, in yen (R-19).

        Guarantees that are still being made count too; those of case `but` do not.
        """
        asked = {"contractor": contractor_id, "day": day, "but": but}
        (total,) = _EXPOSURE.first(self._connection, asked) or (0,)
        return int(total or 0)

    def has_guarantees(self, contractor_id: str, but: int = 0) -> bool:
        """Return whether anything was ever issued to a contractor, but for one case."""
        asked = {"contractor": contractor_id, "but": but}
        (found,) = _HAS_NUMBERED.first(self._connection, asked) or (False,)
        return bool(found)

    def unfinished(self, limit: int = 1_000) -> tuple[Case, ...]:
        """Return the cases of everybody that wait for something, oldest first.

        Besides the open ones: what is not yet with its obligee, and what a person has
        to do something about.
        """
        return self._many(cases.c.id.in_(self._unfinished().limit(limit)))

    @staticmethod
    def _unfinished() -> sa.Select[tuple[int]]:
        def of_case(table: sa.Table, states: Collection[str]) -> sa.Exists:
            mine = table.c.case_id == cases.c.id
            return sa.exists().where(mine, table.c.state.in_(sorted(states)))

        task = sa.exists().where(
            tasks.c.case_id == cases.c.id, tasks.c.closed_at.is_(None)
        )
        return (
            sa.select(cases.c.id)
            .where(
                sa.or_(
                    cases.c.state.in_(sorted(TALKING)),
                    of_case(guarantees, PENDING),
                    of_case(submissions, _UNDELIVERED),
                    task,
                )
            )
            .order_by(cases.c.id)
        )

    def newest(
        self, limit: int = 50, *where: sa.ColumnElement[bool]
    ) -> tuple[Case, ...]:
        """Return the newest cases, oldest of them first."""
        newest = sa.select(cases.c.id).where(*where).order_by(cases.c.id.desc())
        return self._many(cases.c.id.in_(newest.limit(limit)))

    def unused_ids(self) -> tuple[int, int, int]:
        """Return the next ids of a case, a guarantee and a submission.

        Those above are unused too; a save takes them.
        """
        case, guarantee, submission = _UNUSED.first(self._connection, {}) or (1, 1, 1)
        return int(case), int(guarantee), int(submission)

    def next_receipt(self, year: int) -> str:
        """Return the year's next receipt number (2026-000123); a save takes it.

        LIMIT: a year has 999,999 of them.
        """
        last = _LAST_RECEIPT.first(self._connection, {"prefix": f"{year}-%"})
        count = int(last[0].partition("-")[2]) if last else 0
        return f"{year}-{count + 1:06d}"

    def _behind(self, table: sa.Table, where: sa.ColumnElement[bool]) -> Case | None:
        """Return the case that a row of a table belongs to."""
        return self._one(cases.c.id.in_(sa.select(table.c.case_id).where(where)))

    def _one(self, where: sa.ColumnElement[bool]) -> Case | None:
        found = self._many(where)
        return found[0] if found else None

    def _many(self, *where: sa.ColumnElement[bool]) -> tuple[Case, ...]:
        query = BARE.where(*where).order_by(cases.c.id)
        return self.load(self._connection.execute(query).all())
