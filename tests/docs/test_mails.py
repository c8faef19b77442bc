"""The page of mails lists the mails that there are, by their own subjects."""

from __future__ import annotations

import re
from pathlib import Path

from docs.make_mail_pictures import SHOWN
from mailbot.core.mails.stored import KINDS
from tests.unit.composer.letters import composed, letter

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "mails.md").read_text("utf-8")
LISTED = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", PAGE, re.MULTILINE))


def test_page_lists_every_kind_of_mail() -> None:
    """No mail is missing, and none is listed that is not there."""
    assert set(LISTED) == set(KINDS)


def test_page_names_each_mail_by_its_subject() -> None:
    """The subject beside a kind is that of its template."""
    for kind, action in LISTED.items():
        made = composed(
            letter(kind, **({"subject": ""} if kind == "submission" else {}))
        )
        head = made.subject.removeprefix("【電子保証】").removeprefix("【要返信】")
        assert re.sub(r"\d+点", "{count}点", head).startswith(action), kind


def test_pictures_of_mails_are_there() -> None:
    """The three mails that are drawn stand on the page, and `make docs` draws them."""
    for kind in SHOWN:
        assert f"(pictures/mail-{kind}.png)" in PAGE
        assert (DOCS / "pictures" / f"mail-{kind}.png").is_file()
    assert "docs.make_mail_pictures" in (DOCS.parent / "Makefile").read_text("utf-8")
