"""The statements of the embedded engine: what may be done, and by whom.

Built once: building one takes longer than running it.
"""

from __future__ import annotations

import sqlalchemy as sa

from mailbot.store.prepared import Prepared
from mailbot.store.queue.contract import Claimed
from mailbot.store.schema import UtcTime, jobs

_NOW = sa.bindparam("now", type_=UtcTime)

# Statements are built once: building one takes longer than running it.  States stand in
# them literally, because SQLite uses a partial index only where it can read its terms.
_mine, _other = jobs.alias("mine"), jobs.alias("other")


def _is(table: sa.FromClause, *states: str) -> sa.ColumnElement[bool]:
    quoted = [sa.literal_column(f"'{state}'", sa.String) for state in states]
    if len(quoted) == 1:
        return table.c.state == quoted[0]
    return table.c.state.in_(quoted)


def _is_due(table: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.or_(table.c.due_at.is_(None), table.c.due_at <= _NOW)


_AHEAD = sa.and_(
    _other.c.id < _mine.c.id,
    sa.or_(_is(_other, "working"), _is_due(_other), _other.c.fence > 0),
)
_IN_HAND = sa.and_(_is(_other, "working"), _other.c.lease_until > _NOW)
_LOCKED = sa.exists().where(
    _other.c.lock == _mine.c.lock,
    _is(_other, "waiting", "working"),
    sa.or_(_IN_HAND, _AHEAD),
)
_MAY_BE_DONE = sa.or_(
    sa.and_(_is(_mine, "waiting"), _is_due(_mine)),
    sa.and_(_is(_mine, "working"), _mine.c.lease_until <= _NOW),  # the lease has ended
)
_FIRST = (
    sa.select(_mine.c.id)
    .where(
        _is(_mine, "waiting", "working"),
        _MAY_BE_DONE,
        _mine.c.kind.in_(sa.bindparam("kinds", expanding=True)),
        sa.or_(_mine.c.lock.is_(None), ~_LOCKED),
    )
    .order_by(_mine.c.id)
    .limit(1)
)
CLAIM = Prepared(
    sa.update(jobs)
    .where(jobs.c.id == _FIRST.scalar_subquery())
    .values(
        state="working",
        fence=jobs.c.fence + 1,
        crashes=jobs.c.crashes + sa.case((jobs.c.state == "working", 1), else_=0),
        lease_until=sa.bindparam("lease", type_=UtcTime),
    )
    .returning(*(jobs.c[name] for name in Claimed.__dataclass_fields__))
)
NEXT_DUE = Prepared(
    sa.select(sa.func.min(_mine.c.due_at)).where(
        _is(_mine, "waiting", "working"),
        _is(_mine, "waiting"),
        _mine.c.kind.in_(sa.bindparam("kinds", expanding=True)),
        # A job behind another one of its lock is not worth waking up for: the end of
        # that other one wakes everybody.
        ~sa.exists().where(
            _other.c.lock == _mine.c.lock,
            _is(_other, "waiting", "working"),
            sa.or_(
                _is(_other, "working"),
                sa.and_(
                    _other.c.id < _mine.c.id,
                    sa.or_(_other.c.due_at.is_(None), _other.c.fence > 0),
                ),
            ),
        ),
    )
)
_MINE_STILL = sa.and_(
    jobs.c.id == sa.bindparam("job"),
    jobs.c.state == "working",
    jobs.c.fence == sa.bindparam("held"),
)
SETTLE = Prepared(
    sa.update(jobs).where(_MINE_STILL).values(state="done", lease_until=None)
)
RELEASE = Prepared(
    sa.update(jobs)
    .where(_MINE_STILL)
    .values(
        state=sa.bindparam("to"),
        lease_until=None,
        due_at=sa.bindparam("due", type_=UtcTime),
        attempts=sa.bindparam("failures"),
        last_error=sa.bindparam("error"),
    )
)
ENQUEUE = Prepared(sa.insert(jobs), *(set(jobs.c.keys()) - {"id", "lease_until"}))
TAKEN = Prepared(sa.select(jobs.c.id).where(jobs.c.key == sa.bindparam("wanted")))
BEHIND = Prepared(
    sa.select(jobs.c.kind)
    .where(
        jobs.c.lock == sa.bindparam("lock"),
        _is(jobs, "waiting", "working"),
        _is(jobs, "waiting"),
    )
    .distinct()
)
"""What kinds of jobs wait behind one: nobody else has to look when it is done."""
