"""A database of an earlier program: opened, decided again, and gone on with.

`kept/49b833b.db.gz` was written by the program of that commit itself: a guarantee that
was issued and received, a question after it that a person has to answer, a second
application read back and not confirmed yet, and a stranger.  (Its sheets are empty
pages: those with fonts would make it ten times as large.)
"""

import gzip
import json
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path

import pytest

from mailbot.cli.app import run
from mailbot.cli.demo.local_desk import Parlour
from mailbot.cli.demo.mail_client import ClientMail, Writer
from mailbot.core.model.guarantee import GuaranteeState

KEPT = Path(__file__).parents[1] / "unit" / "store" / "kept"
CONTRACTOR = Writer("株式会社阿武隈星建設", "soumu@abukumaboshi.example.jp")
THEN = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
"""Half an hour after the last mail that the earlier program took."""

READ_BACK = 15
"""The mail that the second application waits for an answer to."""

SAID_SINCE = {
    "Send readback: content.papers",
    "Send completion: content.guarantees[advance].on_paper",
    "Send completion: content.guarantees[advance].periods",
    "CloseTasks: reasons",
}
"""What decisions have come to say since: papers asked for with the read-back, the form
and the periods in the mail of completion, and one more task that 受領 closes."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lay the database and its key ring into a folder, as the program left them."""
    (tmp_path / "mailbot.db").write_bytes(
        gzip.decompress((KEPT / "49b833b.db.gz").read_bytes())
    )
    ring = tmp_path / "keys.json"
    ring.write_bytes((KEPT / "49b833b.keys.json").read_bytes())
    ring.chmod(0o600)
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path))
    monkeypatch.setenv("MAILBOT_POLICY__GRACE_SECONDS", "0")  # as it was then
    return tmp_path


def test_it_opens_with_all_that_is_in_it(folder: Path) -> None:
    """Every fact and all bytes are there; the key opens the guarantee that it did."""
    parlour = Parlour.opened(None, folder, lambda: THEN)
    with parlour.app.store.snapshot() as tx:
        (issued,) = tx.cases.get(1).guarantees
        key = tx.keys.reveal(issued.id)

        assert issued.state is GuaranteeState.ISSUED
        assert tx.certificates.view(issued.number, key) is not None
        assert len(tx.mails.find()) == 17
    assert parlour.app.store.verify().faults == ()
    parlour.close()


def test_it_is_decided_again_as_it_was(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every event can be, and only what mails have come to say since is another."""
    Parlour.opened(None, folder, lambda: THEN).close()
    run(["replay", "--json"])
    *changed, last = map(json.loads, capsys.readouterr().out.splitlines())

    found = {one["name"] for event in changed for one in event["differences"]}
    assert found <= SAID_SINCE
    assert (last["summary"]["mails"], last["summary"]["others"]) == (7, 11)
    assert (last["summary"]["unable"], last["summary"]["read_otherwise"]) == (0, 0)


def test_the_conversation_goes_on(folder: Path) -> None:
    """はい to a read-back of the earlier program issues the second guarantee."""
    parlour = Parlour.opened(None, folder, lambda: THEN)
    with parlour.app.store.snapshot() as tx:
        raw = tx.blobs.raw(tx.mails.get(READ_BACK).digest)
    read_back = ClientMail(message_from_bytes(raw), raw)

    parlour.hand_in(bytes(CONTRACTOR.answer(read_back, "はい", THEN)))

    with parlour.app.store.snapshot() as tx:
        case = tx.cases.get(2)
        (issued,) = case.guarantees
        said = [one.kind for one in tx.mails.find() if one.case_id == 2]
        opens = tx.keys.opens(issued.number, tx.keys.reveal(issued.id))
    assert (issued.state, issued.number) == (GuaranteeState.ISSUED, "00427-000002")
    assert opens
    assert {"accepted", "completion", "submission"} <= set(said)
    assert parlour.app.store.verify().faults == ()
    parlour.close()
