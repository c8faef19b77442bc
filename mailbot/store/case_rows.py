"""Cases as rows: saved whole, loaded whole.

Columns hold what is looked for; the rest of a value is JSON beside them.  A guarantee's
number and key are not part of a save: they are assigned once (`guarantees.py`), and a
save never touches them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from mailbot.core.model.case import Case
from mailbot.core.model.contractor_record import is_open
from mailbot.core.model.guarantee import Guarantee
from mailbot.core.model.submission import Submission
from mailbot.core.rules.same_application import twin_mark
from mailbot.store.database import Written
from mailbot.store.faults import Stale
from mailbot.store.part import Part
from mailbot.store.prepared import Prepared
from mailbot.store.schema import cases, guarantees, submissions

_CASE = TypeAdapter(Case)
_GUARANTEE = TypeAdapter(Guarantee)
_SUBMISSION = TypeAdapter(Submission)
_PARTS_OF_A_CASE = {"guarantees", "submissions", "version"}

# Statements are built once: building one takes longer than running it.  Bodies come as
# the text that they are, for pydantic to read in one go.
BARE = sa.select(
    cases.c.id, cases.c.version, sa.cast(cases.c.body, sa.Text).label("body")
)
"""Cases without what hangs on them: `bare_case` makes one of a row."""

_IDS: sa.BindParameter[int] = sa.bindparam("ids", expanding=True)
_GUARANTEES = Prepared(
    sa.select(
        guarantees.c.case_id,
        guarantees.c.number,
        sa.cast(guarantees.c.body, sa.Text).label("body"),
    )
    .where(guarantees.c.case_id.in_(_IDS))
    .order_by(guarantees.c.id)
)
_SUBMISSIONS = Prepared(
    sa.select(submissions.c.case_id, sa.cast(submissions.c.body, sa.Text).label("body"))
    .where(submissions.c.case_id.in_(_IDS))
    .order_by(submissions.c.id)
)
_ADD_CASE = Prepared(sa.insert(cases), *cases.c.keys())
_CHANGE_CASE = Prepared(
    sa.update(cases).where(
        cases.c.id == sa.bindparam("which"), cases.c.version == sa.bindparam("seen")
    ),
    *(set(cases.c.keys()) - {"id"}),
)
_OF_PARTS = {
    guarantees.name: (
        *("case_id", "product", "state", "body"),
        *("contractor_id", "amount", "until"),
    ),
    submissions.name: ("case_id", "obligee_id", "address", "state", "body"),
}
_ADD_PART = {
    table.name: Prepared(sa.insert(table), "id", *_OF_PARTS[table.name])
    for table in (guarantees, submissions)
}
_CHANGE_PART = {
    table.name: Prepared(
        sa.update(table).where(
            table.c.id == sa.bindparam("which"),
            table.c.case_id == sa.bindparam("whose"),
        ),
        *_OF_PARTS[table.name],
    )
    for table in (guarantees, submissions)
}


class CaseRows(Part):
    """Saving and loading; what to look for is said by `Cases`."""

    def save(self, case: Case) -> Case:
        """Save a case with all that hangs on it; return it with its new version.

        Version 0 is a new case.  Stale when somebody saved it in between.
        """
        saved = replace(case, version=case.version + 1)
        if case.version == 0:
            row = {"id": case.id, **_case_row(saved)}
            _ADD_CASE.run(self._connection, row)
        else:
            seen = {"which": case.id, "seen": case.version}
            row = {**seen, **_case_row(saved)}
            if _CHANGE_CASE.run(self._connection, row) != 1:
                raise Stale(f"Case {case.id} was changed by somebody else.")
        for guarantee in case.guarantees:
            row = _guarantee_row(case, guarantee)
            self._save_part(guarantees.name, guarantee.id, row)
        for submission in case.submissions:
            row = _submission_row(case, submission)
            self._save_part(submissions.name, submission.id, row)
        return saved

    def load(self, rows: Sequence[Sequence[Any]]) -> tuple[Case, ...]:
        """Return the cases of rows of `BARE`, with all that hangs on them.

        In the order of the rows; two statements, however many cases.
        """
        if not rows:
            return ()
        ids = {"ids": [case_id for case_id, _, _ in rows]}
        parts: defaultdict[int, list[Guarantee]] = defaultdict(list)
        for case_id, number, body in _GUARANTEES.rows(self._connection, ids):
            bare = _GUARANTEE.validate_json(body)
            parts[case_id].append(replace(bare, number=number or ""))
        sent: defaultdict[int, list[Submission]] = defaultdict(list)
        for case_id, body in _SUBMISSIONS.rows(self._connection, ids):
            sent[case_id].append(_SUBMISSION.validate_json(body))
        return tuple(
            replace(
                bare_case(row),
                guarantees=tuple(parts[row[0]]),
                submissions=tuple(sent[row[0]]),
            )
            for row in rows
        )

    def _save_part(self, table: str, part_id: int, row: dict[str, object]) -> None:
        """Insert or update a row of a case; a row never moves to another case."""
        seen = {"which": part_id, "whose": row["case_id"]}
        if _CHANGE_PART[table].run(self._connection, {**seen, **row}) == 0:
            _ADD_PART[table].run(self._connection, {"id": part_id, **row})


def bare_case(row: Sequence[Any]) -> Case:
    """Return the case of a row of `BARE`, without what hangs on it."""
    _, version, body = row
    return replace(_CASE.validate_json(body), version=version)


def _case_row(case: Case) -> dict[str, object]:
    body = _CASE.dump_json(case, exclude=_PARTS_OF_A_CASE)
    return {
        "receipt": case.receipt,
        "contractor_id": case.contractor_id,
        "state": case.state.value,
        "opened_at": case.opened_at,
        "updated_at": case.updated_at,
        "version": case.version,
        "waits": is_open(case),
        "twin": twin_mark(case.text("project_name")),
        "body": Written(body.decode()),
    }


def _guarantee_row(case: Case, guarantee: Guarantee) -> dict[str, object]:
    return {
        "case_id": case.id,
        "product": guarantee.product,
        "state": guarantee.state.value,
        "body": Written(_GUARANTEE.dump_json(guarantee, exclude={"number"}).decode()),
        "contractor_id": case.contractor_id,
        "amount": guarantee.terms.amount,
        "until": guarantee.terms.guarantee_until,
    }


def _submission_row(case: Case, submission: Submission) -> dict[str, object]:
    return {
        "case_id": case.id,
        "obligee_id": submission.obligee_id,
        "address": submission.address,
        "state": submission.state.value,
        "body": Written(_SUBMISSION.dump_json(submission).decode()),
    }
