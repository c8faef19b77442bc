"""What is never written in clear: keys, tokens of others, what people wrote."""

import io
import re
import smtplib
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from mailbot.cli.app import run
from tests.support.actors import BANK, CITY, DESK, Actor, Relay, application
from tests.support.letters import read_notice
from tests.support.live import LiveDesk

PROJECT = "市道枝野線道路改良工事"


def test_key_stands_in_the_notices_and_nowhere_else(
    tmp_path: Path, log: io.StringIO, hoshi: Actor, city: Actor
) -> None:
    """In no log line, no column, no subject and no text: only in the PDFs."""
    with LiveDesk(tmp_path) as desk:
        relay = Relay(lambda: desk.port)
        relay.hand_over(hoshi.writes(application()))
        relay.hand_over(hoshi.replies(hoshi.letter(1), BANK))
        relay.hand_over(hoshi.replies(hoshi.letter(2), "はい"))
        hoshi.letter(6)
        relay.hand_over(city.replies(city.letter(1), "受領いたしました。"))
        hoshi.letter(7)
        desk.rest()
        keys = issued_keys(desk)
        in_files = b"".join(path.read_bytes() for path in tmp_path.glob("mailbot.db*"))
    after_closing = b"".join(path.read_bytes() for path in tmp_path.glob("mailbot.db*"))

    assert 2 == len(keys)
    letters = [*hoshi.letters(), *city.letters()]
    assert keys == {read_notice(pdf)[1] for one in letters for pdf in one.notices}
    for key in keys:
        for shape in shapes(key):
            assert shape not in log.getvalue()
            assert shape.encode() not in in_files + after_closing
            for letter in letters:
                assert shape not in letter.subject + letter.text + letter.html


def issued_keys(desk: LiveDesk) -> set[str]:
    """Return the keys of the first case."""
    with desk.app.store.snapshot() as tx:
        return {tx.keys.reveal(one.id) for one in tx.cases.get(1).guarantees}


def shapes(key: str) -> tuple[str, ...]:
    """Return a key as people and programs write it."""
    return (key, f"{key[:4]} {key[4:8]} {key[8:]}", f"{key[:4]}-{key[4:8]}-{key[8:]}")


def test_key_that_a_contractor_writes_is_not_repeated(
    tmp_path: Path, log: io.StringIO, hoshi: Actor
) -> None:
    """A key written to us is sealed with it; no column, log or answer shows it."""
    planted = "Z28YUE4J3Bux"
    with LiveDesk(tmp_path) as desk:
        relay = Relay(lambda: desk.port)
        text = f"認証キー {planted} が開けません。\n認証キー：{planted}"
        relay.hand_over(hoshi.writes(text, f"照会 00427-000001 {planted}"))
        hoshi.letter(1)
        desk.rest()
        in_files = b"".join(path.read_bytes() for path in tmp_path.glob("mailbot.db*"))

    assert planted not in log.getvalue()
    assert planted.encode() not in in_files
    for letter in hoshi.letters():
        assert planted not in letter.subject + letter.text + letter.html


def test_planted_key_is_nowhere_that_anything_was_left(
    tmp_path: Path, log: io.StringIO, hoshi: Actor, city: Actor, stranger: Actor
) -> None:
    """A real key, written into every place that takes words: only sealed bytes hold it.

    A free text, a project name, a sentence that nobody can read, a file's name, 照会
    right and wrong, 検証, the web page right and wrong; then every file of the run is
    looked into, by name and by content, while the desk works and after it has stopped.
    """
    with LiveDesk(tmp_path, web={"listen": "127.0.0.1:0"}) as desk:
        relay = Relay(lambda: desk.port)
        relay.hand_over(hoshi.writes(application(bank=BANK)))
        relay.hand_over(hoshi.replies(hoshi.letter(1), "はい"))
        hoshi.letter(5)
        desk.rest()
        number, key = first_pair(desk)
        planted = application(project=f"{PROJECT}（{key}）", bank=BANK)
        message = f"連絡事項：キーは {key[:4]}-{key[4:8]}-{key[8:]} でよろしいですか。"
        relay.hand_over(hoshi.writes(f"{planted}\n{message}\n{key} とは何ですか。"))
        for who, line in (
            (city, f"照会 {number} {key}"),
            (city, f"照会 00427-999999 {key}"),
            (stranger, f"照会 {number} {key}"),
            (hoshi, f"{key} が開けません。"),
        ):
            relay.hand_over(who.writes(line, f"照会 {key}", files={f"{key}.pdf": b"x"}))
        relay.hand_over(city.writes("検証", "検証", files={f"{key}.pdf": notice(desk)}))
        hoshi.letter(6)
        stranger.letter(1)
        city.letter(4)
        desk.rest()
        answers = asked_on_the_page(desk, number, key)
        during = everything_in(tmp_path)
    left = during + everything_in(tmp_path)

    letters = [*hoshi.letters(), *city.letters(), *stranger.letters()]
    assert any("検証の結果" in letter.subject for letter in letters)
    assert "20,000,000円" in "".join(letter.text for letter in city.letters())
    assert [303, 200, 403, 200, 404, 422] == [answer.status_code for answer in answers]
    for shape in shapes(key):
        assert shape not in log.getvalue()
        assert shape.encode() not in left
        for answer in answers:
            assert shape not in answer.text + str(answer.headers)
        for letter in letters:
            assert shape not in letter.subject + letter.text + letter.html


def test_planted_key_is_in_no_column_that_is_kept_in_clear(
    tmp_path: Path,
    log: io.StringIO,
    hoshi: Actor,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """EHLO, envelope, Message-ID, From, references, subject and names of files.

    In each spelling that an entrance accepts.  Neither the database nor the log has one
    of them, neither `show` nor what is sent back.
    """
    with LiveDesk(tmp_path) as desk:
        relay = Relay(lambda: desk.port)
        relay.hand_over(hoshi.writes(application(bank=BANK)))
        relay.hand_over(hoshi.replies(hoshi.letter(1), "はい"))
        hoshi.letter(5)
        desk.rest()
        _, key = first_pair(desk)
        spellings = [*shapes(key), f"{key[:8]}-{key[8:]}"]
        for place, spelling in enumerate(spellings):
            hand_in_with(desk.port, hoshi.address, spelling, place)
        desk.rest()
        planted = [one.id for one in desk.mails(direction="in")][-len(spellings) :]
        during = everything_in(tmp_path)
    left = during + everything_in(tmp_path)

    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path))
    for told in (["log"], *(["show", str(number)] for number in planted)):
        for option in ([], ["--json"]):
            assert run([*told, *option]) == 0
    shown = capsys.readouterr().out

    assert "••••" in shown
    for spelling in spellings:
        assert spelling not in log.getvalue()
        assert spelling not in shown
        assert spelling.encode() not in left


def hand_in_with(port: int, sender: str, spelling: str, place: int) -> None:
    """Hand a mail in that has a spelling of a key wherever a client may put words."""
    word = spelling.replace(" ", "-")
    mail = EmailMessage()
    mail["From"] = f'"{spelling}" <{sender}>'
    mail["To"] = DESK
    mail["Subject"] = f"Re: {spelling} の件"
    mail["Message-ID"] = f"<{word}@x{place}.example>"
    mail["References"] = f"<{word}@y.example>"
    mail["X-Mailer"] = spelling
    mail.set_content(f"{spelling} について\n\nよく分からない点があります。{place}")
    name = f"{spelling}.pdf"
    mail.add_attachment(b"x", maintype="application", subtype="pdf", filename=name)
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as peer:
        assert peer.ehlo(word)[0] == 250
        assert peer.mail(f"{word}@x.example")[0] == 250
        assert peer.rcpt(DESK)[0] == 250
        peer.rcpt(DESK.replace("@", f"+{word}@"))  # taken or refused: never kept
        raw = mail.as_bytes().replace(b"\n", b"\r\n")
        assert peer.data(raw)[0] == 250


def first_pair(desk: LiveDesk) -> tuple[str, str]:
    """Return number and key of the first guarantee."""
    with desk.app.store.snapshot() as tx:
        return tx.cases.get(1).guarantees[0].number, tx.keys.reveal(1)


def asked_on_the_page(desk: LiveDesk, number: str, key: str) -> list[httpx.Response]:
    """Ask the page: rightly, wrongly, and with the key where it does not belong."""
    home = f"http://127.0.0.1:{desk.web_port}"
    with httpx.Client(
        base_url=home, headers={"Origin": home}, trust_env=False
    ) as browser:
        return [
            browser.post("/verify", data={"number": number, "key": key}),
            browser.get("/verify/certificate"),
            browser.post("/verify", data={"number": "00427-999999", "key": key}),
            browser.get("/verify", params={"n": key}),
            browser.get(f"/verify/{key}"),
            browser.post("/verify", data={"number": "", "key": key}),
        ]


def notice(desk: LiveDesk) -> bytes:
    """Return a key notice as it was issued."""
    with desk.app.store.snapshot() as tx:
        found = tx.documents.get(1, "key_notice")
        assert found is not None
        return tx.blobs.raw(found.digest)


def everything_in(folder: Path) -> bytes:
    """Return the names and the contents of all files, mails with their text decoded."""
    pieces = []
    for path in sorted(folder.rglob("*")):
        pieces.append(str(path.relative_to(folder)).encode())
        if path.is_file():
            pieces.append(path.read_bytes())
    return b"\n".join(pieces)


def test_log_names_no_people(
    tmp_path: Path, log: io.StringIO, hoshi: Actor, stranger: Actor
) -> None:
    """Ids only: no address, no name, no subject, no token, whatever level is logged."""
    with LiveDesk(tmp_path) as desk:
        relay = Relay(lambda: desk.port)
        relay.hand_over(hoshi.writes(application(bank=BANK)))
        relay.hand_over(stranger.writes("登録したい", "はじめまして"))
        relay.offer(hoshi.writes("x", to="kimura@elsewhere.example"))
        read_back = hoshi.letter(1)
        stranger.letter(1)
        relay.hand_over(hoshi.replies(read_back, "はい"))
        hoshi.letter(5)
        desk.rest()

    token = re.search(r"c-1-1-[a-z2-7]{16}", read_back.header("Reply-To"))
    assert token
    for datum in (
        *(hoshi.address, stranger.address, CITY, "kimura", "髙橋", "阿武隈星"),
        *(PROJECT, "はじめまして", "申込み", token.group(), "七十七銀行"),
    ):
        assert datum not in log.getvalue()
    assert '"mail kept"' in log.getvalue()
    assert '"delivered"' in log.getvalue()


def test_fault_of_ours_tells_nobody_what_was_written(
    tmp_path: Path, log: io.StringIO, hoshi: Actor
) -> None:
    """An exception while keeping: 451 with a fixed text; the log has its class only."""

    def fail(moment: str) -> None:
        if armed and moment == "before":
            raise ValueError(f"{hoshi.address} {PROJECT} Z28YUE4J3Bux")

    armed: list[bool] = []
    with LiveDesk(tmp_path, fail) as desk:
        armed.append(True)
        relay = Relay(lambda: desk.port)
        code, text = relay.offer(hoshi.writes(application()))
        armed.clear()

    assert (451, "4.3.0 Fault on our side, please try again later") == (code, text)
    assert "ValueError" in log.getvalue()
    for datum in (hoshi.address, PROJECT, "Z28YUE4J3Bux"):
        assert datum not in log.getvalue()
