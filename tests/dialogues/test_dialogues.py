"""Whole conversations, as people would read them, against real parsers and core."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mailbot.core.mails.stored import KINDS
from mailbot.core.model.form_fields import FIELDS
from mailbot.core.rules.catalogue import RULES
from tests.dialogues.transcript import Play, Transcript, everything, load

DIALOGUES = everything()


@pytest.mark.parametrize("transcript", DIALOGUES, ids=lambda one: one.name)
def test_dialogue_goes_as_it_is_written(transcript: Transcript) -> None:
    """Every mail, every task and every state of the transcript comes, and no other."""
    Play(transcript).run()

    assert transcript.heads["題"]


_FEATURE = re.compile(r"[FU]\d\d")
"""A feature of the inventory (U08), which has no list in the code."""
QUESTIONS = tuple(f"Q{number}" for number in range(1, 8))
"""The questions of the flyer; its rules, and every field of the form, come besides."""


@pytest.mark.parametrize(
    "name", [*QUESTIONS, *(rule.id for rule in RULES), *(one.key for one in FIELDS)]
)
def test_everything_of_the_source_is_shown(name: str) -> None:
    """Each question, rule and field is named by at least one dialogue."""
    assert any(name in transcript.names for transcript in DIALOGUES)


def test_every_kind_of_mail_is_shown() -> None:
    """No mail of ours is written that no dialogue has."""
    shown = {
        block.head.partition(" ")[0]
        for transcript in DIALOGUES
        for block in transcript.blocks
        if (block.who, block.way) == ("窓口", "<")
    }

    assert set(KINDS) <= shown


def test_there_are_enough_dialogues() -> None:
    """Sixty whole conversations, and more where the work grows."""
    assert len(DIALOGUES) >= 60


def test_what_a_dialogue_shows_exists() -> None:
    """A dialogue names no rule, question or field that there is not."""
    known = {*QUESTIONS, *(rule.id for rule in RULES), *(one.key for one in FIELDS)}

    for transcript in DIALOGUES:
        named = {one for one in transcript.names if not _FEATURE.fullmatch(one)}
        assert named <= known, transcript.name


def test_a_dialogue_that_goes_otherwise_fails(tmp_path: Path) -> None:
    """A mail that the transcript does not have, or words it lacks, are noticed."""
    start = "# 題: x\n\n受注者> ヘルプ\n\n窓口< help\n"
    for wrong in ("", "記入欄が百個あります\n", "!記入欄\n", "担当< review\n"):
        path = tmp_path / "00-wrong.txt"
        text = start + wrong if wrong else "# 題: x\n\n受注者> ヘルプ\n"
        path.write_text(text, "utf-8")

        with pytest.raises(AssertionError, match=r"00-wrong\.txt:"):
            Play(load(path)).run()
