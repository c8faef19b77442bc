"""What a mail brings beside its values: files, a language, urgency."""

from __future__ import annotations

from tests.support.talk import (
    COMPLETE,
    Talk,
    mail_of,
    reading,
)


def test_who_writes_english_is_answered_in_english() -> None:
    """Mails of the case carry the language; templates fall back to Japanese."""
    talk = Talk()
    decision = talk.hears(
        reading("apply", COMPLETE, text="Please find our application below.")
    )

    assert mail_of(decision, "readback").language == "en"
    assert mail_of(talk.hears(reading("withdraw")), "withdrawn").language == "en"
