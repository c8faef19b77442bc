"""The page of mails lists the mails that there are, by their own subjects."""

from __future__ import annotations

import re
from pathlib import Path

from docs.make_mail_pictures import SHOWN
from mailbot.assets import assets
from mailbot.composer.wording import load
from mailbot.core.mails.stored import KINDS

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "mails.md").read_text("utf-8")
LISTED = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", PAGE, re.MULTILINE))


def test_page_lists_every_kind_of_mail() -> None:
    """No mail is missing, and none is listed that is not there."""
    assert set(LISTED) == set(KINDS)


def test_page_names_each_mail_by_its_subject() -> None:
    """The subject beside a kind is that of its words."""
    subjects = load(assets("templates") / "mail" / "ja").words["subjects"]

    assert {kind: subjects[kind]["action"] for kind in LISTED} == LISTED


def test_pictures_of_mails_are_there() -> None:
    """The three mails that are drawn stand on the page, and `make docs` draws them."""
    for kind in SHOWN:
        assert f"(pictures/mail-{kind}.png)" in PAGE
        assert (DOCS / "pictures" / f"mail-{kind}.png").is_file()
    assert "docs.make_mail_pictures" in (DOCS.parent / "Makefile").read_text("utf-8")
