"""The copy of the certificate that a contractor gets where the office gives copies."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.actors import BANK, Actor, Relay, application
from tests.support.letters import Letter, read_pdf
from tests.support.live import LiveDesk


def copies(letter: Letter) -> list[bytes]:
    """Return the certificates among the files of a mail, each marked or not."""
    return [one for one in letter.files if "保証証書（" in read_pdf(one)]


def issued(desk: LiveDesk, hoshi: Actor) -> tuple[Letter, Relay]:
    """Apply, answer and confirm; return the completion mail."""
    relay = Relay(lambda: desk.port)
    relay.hand_over(hoshi.writes(application()))
    relay.hand_over(hoshi.replies(hoshi.letter(1), BANK))
    relay.hand_over(hoshi.replies(hoshi.letter(2), "はい"))
    desk.rest()
    return _called(hoshi, "発行完了のお知らせ"), relay


def _called(actor: Actor, subject: str) -> Letter:
    found = [one for one in actor.letters() if subject in one.subject]
    return found[-1]


@pytest.fixture
def copying(tmp_path: Path) -> LiveDesk:
    """Return a desk that gives copies."""
    return LiveDesk(tmp_path, documents={"certificate_copy": True})


def test_completion_encloses_a_marked_copy_where_that_is_configured(
    copying: LiveDesk, hoshi: Actor, city: Actor
) -> None:
    """One for each guarantee, 写し across it, told in the text; the city gets none."""
    with copying as desk:
        letter, relay = issued(desk, hoshi)
        with desk.app.store.snapshot() as tx:
            one = tx.cases.get(1).guarantees[0]
            key = tx.keys.reveal(one.id)
            kept = tx.documents.get(one.id, "certificate_copy")
            assert kept is not None
            octets = tx.blobs.raw(kept.digest)
            number = one.number
        asked = f"変更 {number}\n\n保証金額：1,500万円\n"
        relay.hand_over(hoshi.writes(asked, "保証契約の変更について"))
        desk.rest()
        relay.hand_over(hoshi.replies(_called(hoshi, "申込確認"), "はい"))
        desk.rest()
        changed = _called(hoshi, "変更手続き完了")

    assert octets in copies(letter)
    assert all("写し" in read_pdf(one) for one in copies(letter))
    assert len(copies(letter)) == len(letter.notices)
    assert key not in read_pdf(octets)
    assert "控えとしてお送りする写し" in letter.text
    assert "保証証書_写し_" in letter.text
    assert "15,000,000" in "".join(map(read_pdf, copies(changed)))
    assert all("写し" in read_pdf(one) for one in copies(changed))
    assert city.letters()
    assert [one for letter in city.letters() for one in copies(letter)] == []


def test_no_copy_is_enclosed_by_default(
    tmp_path: Path, hoshi: Actor, city: Actor
) -> None:
    """Without the option nobody gets a certificate, and the text promises none."""
    with LiveDesk(tmp_path) as desk:
        letter, _ = issued(desk, hoshi)
    assert letter.notices
    assert copies(letter) == []
    assert "写し" not in letter.text
    assert [one for letter in city.letters() for one in copies(letter)] == []


def test_resending_brings_the_copy_with_the_notice(
    tmp_path: Path, hoshi: Actor, city: Actor
) -> None:
    """再送 gives the contractor the certificate to look at, marked 写し."""
    del city
    with LiveDesk(tmp_path) as desk:
        letter, relay = issued(desk, hoshi)
        relay.hand_over(hoshi.replies(letter, "再送"))
        desk.rest()
        again = _called(hoshi, "再送")

    assert len(again.notices) == len(letter.notices)
    assert len(copies(again)) == len(letter.notices)
    assert all("写し" in read_pdf(one) for one in copies(again))
    assert "保証証書の写しも、お手元の控えとして添付しました" in again.text
