"""Tasks: what a person must do, and the many mails that are one task."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from mailbot.store.faults import NotKept
from mailbot.store.masking import mask_all
from mailbot.store.part import Part
from mailbot.store.prepared import Prepared
from mailbot.store.records import Task
from mailbot.store.schema import tasks

_MOST_NAMED = 500
"""Mails that one task names; beyond them it only counts."""

_GATHERED = Prepared(
    sa.select(tasks.c.id, tasks.c.detail).where(
        tasks.c.key == sa.bindparam("task"), tasks.c.closed_at.is_(None)
    )
)
_GATHER = Prepared(
    sa.update(tasks).where(tasks.c.id == sa.bindparam("which")), "detail"
)


class Tasks(Part):
    """The tasks, open and closed, by their ids and keys."""

    def open(
        self,
        reason: str,
        detail: Mapping[str, object],
        case_id: int | None = None,
        mail_id: int | None = None,
        key: str | None = None,
    ) -> int:
        """Write down something that a person must do; return its id.

        The same key again returns the task that there is.
        """
        there: int | None = None
        if key is not None:
            there = self._connection.scalar(
                sa.select(tasks.c.id).where(tasks.c.key == key)
            )
        if there is not None:
            return there
        return self._add(reason, detail, key, case_id=case_id, mail_id=mail_id)

    def gather(
        self,
        reason: str,
        group: str,
        detail: Mapping[str, object],
        mail_id: int | None = None,
    ) -> int:
        """Add a mail to the open task of its reason and group; return the task's id.

        The task names its mails, oldest first, and counts them all.
        """
        key = f"group:{reason}:{self._vault.keyed_hash(group)[:32]}"
        found = _GATHERED.first(self._connection, {"task": key})
        told = dict(found[1]) if found else {}
        named = [*_mails_of(told), *([] if mail_id is None else [mail_id])]
        more = {
            **dict(detail),
            **told,
            "mails": named[:_MOST_NAMED],
            "count": int(told.get("count", 0)) + 1,
        }
        if found:
            row = {"which": found[0], "detail": mask_all(more)}
            _GATHER.run(self._connection, row)
            return int(found[0])
        # One that is closed gives its key back: another time is another task.
        self._connection.execute(
            sa.update(tasks).where(tasks.c.key == key).values(key=None)
        )
        return self._add(reason, more, key, mail_id=mail_id)

    def get(self, task_id: int) -> Task:
        """Return one task, open or closed; NotKept when there is none."""
        found = self._all(Task, tasks, tasks.c.id == task_id)
        if not found:
            raise NotKept(f"There is no task {task_id}.")
        return found[0]

    def was_told(self, key: str) -> bool:
        """Return whether staff have, or had, the task with this key."""
        there = sa.select(sa.exists().where(tasks.c.key == key))
        return bool(self._connection.scalar(there))

    def close(self, task_id: int, by: str) -> None:
        """Write down who did it.  NotKept when there is no such open task."""
        done = self._connection.execute(
            sa.update(tasks)
            .where(tasks.c.id == task_id, tasks.c.closed_at.is_(None))
            .values(closed_at=self._now, closed_by=by)
        )
        if done.rowcount != 1:
            raise NotKept(f"There is no open task {task_id}.")

    def close_waiting(self, reason: str, by: str) -> None:
        """Close the open tasks that only said that something outside was waited for.

        Their keys (`reason:day`) are free again: another time is another task.
        """
        self._connection.execute(
            sa.update(tasks)
            .where(
                tasks.c.key.between(f"{reason}:", f"{reason}:~"),
                tasks.c.closed_at.is_(None),
            )
            .values(closed_at=self._now, closed_by=by, key=None)
        )

    def find(self, *, closed: bool = False) -> tuple[Task, ...]:
        """Return what people have to do, oldest first; or what they have done."""
        which = (
            tasks.c.closed_at.is_not(None) if closed else tasks.c.closed_at.is_(None)
        )
        return self._all(Task, tasks, which)

    def _add(
        self,
        reason: str,
        detail: Mapping[str, object],
        key: str | None,
        *,
        case_id: int | None = None,
        mail_id: int | None = None,
    ) -> int:
        row = {
            "reason": reason,
            "detail": mask_all(dict(detail)),
            "case_id": case_id,
            "mail_id": mail_id,
            "opened_at": self._now,
            "closed_by": "",
            "key": key,
        }
        made = sa.insert(tasks).returning(tasks.c.id)
        return int(self._connection.execute(made, row).scalar_one())


def _mails_of(detail: Mapping[str, object]) -> list[object]:
    mails = detail.get("mails")
    return mails if isinstance(mails, list) else []
