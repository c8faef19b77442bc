"""What the database calls the kinds of effects: for ever, whatever the classes are."""

from typing import get_args

from mailbot.core.model.effects import Effect

CODES = [
    "CallStaff",
    "CloseTask",
    "CloseTasks",
    "DropDues",
    "Issue",
    "Rekey",
    "Send",
    "SetDue",
    "TakeUp",
    "Void",
]
"""Append to it; what once stood here stands in databases."""


def test_codes_of_effects_never_change() -> None:
    """Each class of effect has a code of its own, and none that is stored has gone."""
    codes = [vars(kind)["code"] for kind in get_args(Effect)]

    assert sorted(codes) == CODES
