"""Cases, with their guarantees and submissions, as the core knows them.

Columns hold what is looked for; the rest of a value is JSON beside them.  A guarantee's
number and key are not part of a save: they are assigned once (`issued.py`), and a save
never touches them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from mailbot.core.case import Case
from mailbot.core.guarantee import Guarantee
from mailbot.core.known import is_open
from mailbot.core.submission import Submission
from mailbot.store.base import Desk, NotKept
from mailbot.store.faults import Stale
from mailbot.store.schema import cases, guarantees, mails, submissions, tasks

_CASE = TypeAdapter(Case)
_GUARANTEE = TypeAdapter(Guarantee)
_SUBMISSION = TypeAdapter(Submission)

_UNUSED = sa.select(
    *(
        sa.func.coalesce(sa.select(sa.func.max(table.c.id)).scalar_subquery(), 0) + 1
        for table in (cases, guarantees, submissions)
    )
)
_TALKING = ("collecting", "confirming", "returned")
_PENDING = ("reviewing", "awaiting_premium", "issuing")
_ON_THE_WAY = ("collecting_papers", "ready", "failed")


class CaseFiles(Desk):
    """The verbs of cases."""

    def case(self, case_id: int) -> Case:
        """Return a case; NotKept when there is none."""
        found = self.find_case(case_id)
        if found is None:
            raise NotKept(f"There is no case {case_id}.")
        return found

    def find_case(self, case_id: int) -> Case | None:
        """Return a case, or None."""
        return self._one(cases.c.id == case_id)

    def case_by_receipt(self, receipt: str) -> Case | None:
        """Return the case with a receipt number (2026-000123), or None."""
        return self._one(cases.c.receipt == receipt)

    def case_of_submission(self, submission_id: int) -> Case | None:
        """Return the case that a submission belongs to, or None."""
        return self._one(
            cases.c.id.in_(
                sa.select(submissions.c.case_id).where(
                    submissions.c.id == submission_id
                )
            )
        )

    def case_of_guarantee(self, guarantee_id: int) -> Case | None:
        """Return the case that a guarantee belongs to, or None."""
        return self._one(
            cases.c.id.in_(
                sa.select(guarantees.c.case_id).where(guarantees.c.id == guarantee_id)
            )
        )

    def case_of_mail(self, mail_id: int) -> Case | None:
        """Return the case that a mail, in or out, belongs to, or None."""
        return self._one(
            cases.c.id.in_(sa.select(mails.c.case_id).where(mails.c.id == mail_id))
        )

    def open_cases(self, contractor_id: str) -> tuple[Case, ...]:
        """Return a contractor's cases that still wait for something, oldest first.

        Which these are, `known.is_open` says; the query leaves out what surely is not.
        """
        pending = sa.exists().where(
            guarantees.c.case_id == cases.c.id, guarantees.c.state.in_(_PENDING)
        )
        wanting = sa.exists().where(
            submissions.c.case_id == cases.c.id,
            submissions.c.state == "collecting_papers",
        )
        changing = sa.func.json_array_length(cases.c.body, "$.changes") > 0
        after_yes = sa.or_(pending, wanting, changing)
        maybe = sa.or_(
            cases.c.state.in_(_TALKING),
            sa.and_(cases.c.state == "submitted", after_yes),
        )
        found = self._many(cases.c.contractor_id == contractor_id, maybe)
        return tuple(one for one in found if is_open(one))

    def cases_of(self, contractor_id: str) -> tuple[Case, ...]:
        """Return all cases of a contractor, oldest first."""
        return self._many(cases.c.contractor_id == contractor_id)

    def newest_cases(self, contractor_id: str, limit: int) -> tuple[Case, ...]:
        """Return a contractor's newest cases, the newest last."""
        newest = (
            sa.select(cases.c.id)
            .where(cases.c.contractor_id == contractor_id)
            .order_by(cases.c.id.desc())
            .limit(limit)
        )
        return self._many(cases.c.id.in_(newest))

    def earlier_cases(self, contractor_id: str, since: datetime) -> tuple[Case, ...]:
        """Return a contractor's cases since a moment, without what hangs on them."""
        rows = self.connection.execute(
            sa.select(cases.c.version, cases.c.body)
            .where(cases.c.contractor_id == contractor_id, cases.c.opened_at >= since)
            .order_by(cases.c.id)
        )
        return tuple(
            _CASE.validate_python({**row["body"], "version": row["version"]})
            for row in rows.mappings()
        )

    def case_by_number(self, number: str) -> Case | None:
        """Return the case of a guarantee's number (00427-000001), or None."""
        return self._one(
            cases.c.id.in_(
                sa.select(guarantees.c.case_id).where(guarantees.c.number == number)
            )
        )

    def exposure(self, contractor_id: str, day: date, but: int = 0) -> int:
        """Return what is guaranteed for a contractor on `day`, in yen (R-19).

        Guarantees that are still being made count too; those of case `but` do not.
        """
        terms = guarantees.c.body["terms"]
        total = self.connection.scalar(
            sa.select(sa.func.sum(terms["amount"].as_integer()))
            .join(cases, cases.c.id == guarantees.c.case_id)
            .where(
                cases.c.contractor_id == contractor_id,
                cases.c.id != but,
                guarantees.c.state.in_((*_PENDING, "issued")),
                terms["guarantee_until"].as_string() >= day.isoformat(),
            )
        )
        return int(total or 0)

    def has_guarantees(self, contractor_id: str, but: int = 0) -> bool:
        """Tell whether anything was ever issued to a contractor, but for one case."""
        found = self.connection.scalar(
            sa.select(guarantees.c.id)
            .join(cases, cases.c.id == guarantees.c.case_id)
            .where(
                cases.c.contractor_id == contractor_id,
                cases.c.id != but,
                guarantees.c.number.is_not(None),
            )
            .limit(1)
        )
        return found is not None

    def unfinished_cases(self, limit: int = 1_000) -> tuple[Case, ...]:
        """Return the cases of everybody that wait for something, oldest first.

        Besides the open ones: what is not yet with its obligee, and what a person has
        to do something about.
        """
        return self._many(cases.c.id.in_(self._unfinished().limit(limit)))

    @staticmethod
    def _unfinished() -> sa.Select[tuple[int]]:
        def of_case(table: sa.Table, column: str, *states: str) -> sa.Exists:
            mine = table.c.case_id == cases.c.id
            return sa.exists().where(mine, table.c[column].in_(states))

        task = sa.exists().where(
            tasks.c.case_id == cases.c.id, tasks.c.closed_at.is_(None)
        )
        return (
            sa.select(cases.c.id)
            .where(
                sa.or_(
                    cases.c.state.in_(_TALKING),
                    of_case(guarantees, "state", *_PENDING),
                    of_case(submissions, "state", *_ON_THE_WAY),
                    task,
                )
            )
            .order_by(cases.c.id)
        )

    def all_cases(self, limit: int = 50) -> tuple[Case, ...]:
        """Return the newest cases, oldest of them first."""
        newest = sa.select(cases.c.id).order_by(cases.c.id.desc()).limit(limit)
        return self._many(cases.c.id.in_(newest))

    def unused_ids(self) -> tuple[int, int, int]:
        """Return the next ids of a case, a guarantee and a submission.

        Those above are unused too; a save takes them.
        """
        row = self.connection.execute(_UNUSED).one()
        return int(row[0]), int(row[1]), int(row[2])

    def next_receipt(self, year: int) -> str:
        """Return the year's next receipt number (2026-000123); a save takes it.

        LIMIT: a year has 999,999 of them.
        """
        last = self.connection.scalar(
            sa.select(cases.c.receipt)
            .where(cases.c.receipt.startswith(f"{year}-"))
            .order_by(cases.c.id.desc())
            .limit(1)
        )
        count = int(last.partition("-")[2]) if last else 0
        return f"{year}-{count + 1:06d}"

    def save_case(self, case: Case) -> Case:
        """Save a case with all that hangs on it; return it with its new version.

        Version 0 is a new case.  Stale when somebody saved it in between.
        """
        body = _CASE.dump_python(
            case, mode="json", exclude={"guarantees", "submissions", "version"}
        )
        row = {
            "receipt": case.receipt,
            "contractor_id": case.contractor_id,
            "state": case.state.value,
            "opened_at": case.opened_at,
            "updated_at": case.updated_at,
            "version": case.version + 1,
            "body": body,
        }
        if case.version == 0:
            self.connection.execute(sa.insert(cases), {"id": case.id, **row})
        else:
            self._update_case(case, row)
        for guarantee in case.guarantees:
            self._save_guarantee(case.id, guarantee)
        for submission in case.submissions:
            self._save_submission(case.id, submission)
        return replace(case, version=case.version + 1)

    def _update_case(self, case: Case, row: dict[str, object]) -> None:
        done = self.connection.execute(
            sa.update(cases)
            .where(cases.c.id == case.id, cases.c.version == case.version)
            .values(**row)
        )
        if done.rowcount != 1:
            raise Stale(f"Case {case.id} was changed by somebody else.")

    def _save_guarantee(self, case_id: int, guarantee: Guarantee) -> None:
        self._save_part(
            guarantees,
            guarantee.id,
            {
                "case_id": case_id,
                "product": guarantee.product,
                "state": guarantee.state.value,
                "body": _GUARANTEE.dump_python(
                    guarantee, mode="json", exclude={"number"}
                ),
            },
        )

    def _save_submission(self, case_id: int, submission: Submission) -> None:
        self._save_part(
            submissions,
            submission.id,
            {
                "case_id": case_id,
                "obligee_id": submission.obligee_id,
                "address": submission.address,
                "state": submission.state.value,
                "body": _SUBMISSION.dump_python(submission, mode="json"),
            },
        )

    def _save_part(self, table: sa.Table, part_id: int, row: dict[str, Any]) -> None:
        """Insert or update a row of a case; a row never moves to another case."""
        done = self.connection.execute(
            sa.update(table)
            .where(table.c.id == part_id, table.c.case_id == row["case_id"])
            .values(**row)
        )
        if done.rowcount == 0:
            self.connection.execute(sa.insert(table), {"id": part_id, **row})

    def _one(self, where: sa.ColumnElement[bool]) -> Case | None:
        found = self._many(where)
        return found[0] if found else None

    def _many(self, *where: sa.ColumnElement[bool]) -> tuple[Case, ...]:
        rows = self.connection.execute(
            sa.select(cases.c.id, cases.c.version, cases.c.body)
            .where(*where)
            .order_by(cases.c.id)
        )
        return tuple(self._whole(row) for row in rows.mappings())

    def _whole(self, row: sa.RowMapping) -> Case:
        return _CASE.validate_python(
            {
                **row["body"],
                "version": row["version"],
                "guarantees": self._guarantees(row["id"]),
                "submissions": self._submissions(row["id"]),
            }
        )

    def _guarantees(self, case_id: int) -> list[Guarantee]:
        rows = self.connection.execute(
            sa.select(guarantees.c.number, guarantees.c.body)
            .where(guarantees.c.case_id == case_id)
            .order_by(guarantees.c.id)
        )
        return [
            _GUARANTEE.validate_python({**row["body"], "number": row["number"] or ""})
            for row in rows.mappings()
        ]

    def _submissions(self, case_id: int) -> list[Submission]:
        bodies = self.connection.scalars(
            sa.select(submissions.c.body)
            .where(submissions.c.case_id == case_id)
            .order_by(submissions.c.id)
        )
        return [_SUBMISSION.validate_python(body) for body in bodies]
