"""kill -9 at the commits of one whole conversation: nothing lost, nothing done twice.

`make test` kills at every kind of commit, before it and after it, many times in one
conversation.  `make long` kills at every single commit in a conversation of its own,
and then at any moment at all.
"""

import random
from itertools import count
from pathlib import Path

import pytest

from mailbot.store.database import Moment
from tests.crash.driver import Alarm, Doom
from tests.crash.invariants import faults
from tests.crash.reviving import converse, revived

KINDS = (
    ("open_store.open_for_work", 1),
    ("server.start", 1),
    ("group_commit.keep", 1),
    ("sqlite.claim", 1),
    ("intake.handle_mail", 1),
    ("compose_mail.compose", 1),
    ("deliver_mail.record dialog", 1),
    ("deliver_mail.record dot_sent", 1),
    ("deliver_mail.deliver", 1),
    ("intake.handle_mail", 2),
    ("issue_guarantee.keep", 1),
    ("builtin.register", 1),
    ("issue_guarantee.make", 1),
    ("compose_mail.compose", 1),
    ("deliver_mail.record dot_sent", 2),
)
"""Where a conversation dies, one death after the other: kind of commit, and which."""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_desk_survives_death_at_every_kind_of_commit(
    tmp_path: Path, moment: Moment
) -> None:
    """One conversation, killed at each kind of commit in turn, ends as if never."""
    dooms = [Doom(moment, number, kind) for kind, number in KINDS]

    with revived(tmp_path, dooms) as desk:
        taken = converse(desk)

    assert [] == faults(tmp_path, taken)
    assert len(dooms) == desk.deaths


@pytest.mark.long
@pytest.mark.parametrize("moment", ["before", "after"])
def test_desk_survives_death_at_every_single_commit(
    tmp_path: Path, moment: Moment, rounds: int
) -> None:
    """Killed at the n-th commit, for every n until a conversation has no n-th.

    Fewer than 100 rounds are a sample: every second, third, … commit.
    """
    for number in count(1, max(1, 100 // rounds)):
        data = tmp_path / str(number)
        with revived(data, [Doom(moment, number)]) as desk:
            taken = converse(desk)
        assert [] == faults(data, taken), f"killed {moment} commit {number}"
        if desk.deaths == 0:
            break

    assert number > len(KINDS)


@pytest.mark.long
def test_desk_survives_a_storm(tmp_path: Path, rounds: int) -> None:
    """Killed again and again at commits drawn by chance, five times a conversation."""
    chance = random.Random(20260302)  # noqa: S311 - repeatable, and no secret

    for number in range(rounds):
        data = tmp_path / str(number)
        moments: list[Moment] = chance.choices(["before", "after"], k=5)
        dooms = [Doom(moment, chance.randint(2, 25)) for moment in moments]
        with revived(data, dooms) as desk:
            taken = converse(desk)
        assert [] == faults(data, taken), dooms


@pytest.mark.long
def test_desk_survives_death_at_any_moment(tmp_path: Path, rounds: int) -> None:
    """Killed wherever it stands, in the middle of a PDF or of a rename, four times."""
    chance = random.Random(20260303)  # noqa: S311 - repeatable, and no secret

    for number in range(rounds):
        data = tmp_path / str(number)
        alarms = [Alarm(chance.uniform(0.2, 1.5)) for _ in range(4)]
        with revived(data, alarms) as desk:
            taken = converse(desk)
        assert [] == faults(data, taken), alarms
