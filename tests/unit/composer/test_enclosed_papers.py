"""Papers in the mails to a contractor: what happens to each, and which are unread."""

from dataclasses import replace

from mailbot.composer.tables import application
from mailbot.core.model.required_documents import papers_in
from mailbot.core.rules.enclosed_papers import EnclosedPaper
from parsers.reading import Attachment, Envelope, Reading
from tests.unit.composer.letters import COMPOSER


def test_a_paper_that_was_not_read_says_why() -> None:
    """A photo beside an application is kept, and nobody thinks that it was read."""
    why = "写真や画像の文字は読み取れません"
    photo = Attachment("a.jpg", "image/jpeg", 9, "0" * 64, "paper", "2", unread=why)
    reading = Reading("apply", Envelope(), attachments=(photo,))
    (paper,) = papers_in(reading, 1)
    row = EnclosedPaper(
        file=paper.name, fate="kept", where="角田市", unread=paper.unread
    )
    (entry,) = application.enclosed([row], COMPOSER.words)
    assert entry.notes == (f"内容は読み取っておりません（{why}）",)
    assert (
        application.enclosed([replace(row, unread="")], COMPOSER.words)[0].notes == ()
    )
