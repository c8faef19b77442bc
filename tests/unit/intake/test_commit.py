"""How a decision is written down: by codes that outlive the names of classes."""

import sqlite3
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from typing import TypeVar, get_args

import pytest
from pydantic import TypeAdapter

from mailbot.core.mails.conversation import RegistrationMail
from mailbot.core.model.effects import CallStaff, Decision, DropDues, Effect, SetDue
from mailbot.core.model.events import Event, MailRead
from mailbot.core.model.staff_events import NoteWritten
from mailbot.intake.commit import Committer, recorded
from mailbot.replay.replay import restored
from tests.support.talk import make_office, reading
from tests.unit.store.making import NOON, case, open_store

EVERYTHING = {
    **dict.fromkeys(("by", "text", "reason", "source", "what", "recipient"), "x"),
    **dict.fromkeys(("guarantee_id", "submission_id", "mail_id", "task_id"), 1),
    **dict.fromkeys(("at", "arrived_at", "ready_at"), NOON),
    "yen": 60_000,
    "revision": 1,
    "fields": {"project_name": "市道舗装"},
    "mail_kind": "readback",
    "outcome": "accepted",
    "how": "posted",
    "to": "鈴木",
    "mail": RegistrationMail(),
    "reasons": ("review",),
}
"""A value for every field that an event or an effect must have."""


Kind = TypeVar("Kind", bound=Event | Effect)


def renamed(one: Kind) -> Kind:
    """Return the same value of a class that somebody has renamed."""
    kind = type("Renamed", (type(one),), {"__slots__": ()})
    values = {each.name: getattr(one, each.name) for each in fields(one)}
    same: Kind = kind(**values)
    return same


def made(kind: type[Kind]) -> Kind:
    """Return some event or effect of this class."""
    if issubclass(kind, MailRead):
        return kind(1, reading("apply"))
    return TypeAdapter(kind).validate_python(EVERYTHING)


@pytest.mark.parametrize("kind", get_args(Event))
def test_event_is_stored_by_its_code(kind: type[Event]) -> None:
    """The row of an event has its code, not the class; read back it is the same."""
    row = recorded(renamed(made(kind)), Decision(None, "applied", "x"), "staff:x")

    assert row.kind == kind.code
    assert "Renamed" not in str(row)


@pytest.mark.parametrize("kind", get_args(Effect))
def test_effect_is_stored_by_its_code(kind: type[Effect]) -> None:
    """The row of an effect has its code, not the class; its fields are not changed."""
    effect = made(kind)
    note = NoteWritten("千葉", "電話済み")
    rows = [
        recorded(note, Decision(None, "applied", "x", (one,)), "staff:x").effects
        for one in (renamed(effect), effect)
    ]

    assert rows[0] == rows[1]
    assert rows[0][0]["effect"] == kind.code


def test_renamed_classes_leave_no_name_in_the_database(tmp_path: Path) -> None:
    """No class is named in any table, and what was recorded can be decided again."""
    note = NoteWritten("千葉", "電話済み")
    effects: tuple[Effect, ...] = (
        SetDue("remind", NOON, 1),
        CallStaff("unclear"),
        DropDues(),
    )
    decision = Decision(case(), "applied", "noted", tuple(map(renamed, effects)))
    committer = Committer(make_office(), lambda: "")
    with closing(open_store(tmp_path)) as store:
        with store.transaction() as tx:
            committer.commit(tx, renamed(note), decision)
        with store.snapshot() as tx:
            (kept,) = tx.events.of_case(1)
    with closing(sqlite3.connect(tmp_path / "mailbot.db")) as database:
        dump = "\n".join(database.iterdump())

    assert restored(kept) == note
    assert "電話済み" in dump
    assert "Renamed" not in dump
