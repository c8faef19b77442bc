"""Dialogues of `tests/dialogues/`, word for word, over real SMTP in and out.

The same scripts as in memory; whatever waits for a clock or for a machine's report is
left out, because here the time and the machines are real.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from tests.dialogues.stage import Stage
from tests.dialogues.transcript import FOLDER, Play, load
from tests.flow.mailtown import LiveStage

SELECTED = (
    "01-from-application-to-receipt",
    "05-yes-to-an-overtaken-readback",
    "24-enquiries",
    "25-a-number-that-is-not-yours",
    "26-a-stranger",
    "28-two-products-two-forms",
    "29-every-field-of-the-form",
    "30-joint-venture",
    "59-a-correction",
    "60-a-change-taken-back",
    "64-portal",
    "75-not-from-the-obligee",
    "84-four-eyes",
)


class LivePlay(Play):
    """A dialogue on a desk that is really there."""

    def __init__(self, name: str, home: Path) -> None:
        """Set the stage of the transcript, then replace it by the real one."""
        super().__init__(load(FOLDER / f"{name}.txt"))
        office = self.stage.office
        # Like the played stage's, these are old customers unless a dialogue says so.
        policy = replace(office.policy, hold_first=self.stage.first)
        self.live = LiveStage(home, replace(office, policy=policy))
        # It has everything of a stage that a play asks for.
        self.stage = cast("Stage", self.live)


@pytest.mark.parametrize("name", SELECTED)
def test_dialogue_goes_as_it_is_written_over_smtp(name: str, tmp_path: Path) -> None:
    """Client, door, store, workers and smarthost change no word of a conversation."""
    play = LivePlay(name, tmp_path)
    try:
        play.run()
    finally:
        play.live.close()

    assert play.live.sent


def test_enough_dialogues_go_over_the_wire() -> None:
    """At least a dozen, none of which waits for a clock."""
    assert len(SELECTED) >= 12
    for name in SELECTED:
        blocks = load(FOLDER / f"{name}.txt").blocks
        assert not {block.who for block in blocks} & {"時計", "機械"}, name
