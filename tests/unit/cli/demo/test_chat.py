"""`mailbot chat`: a whole conversation without a socket."""

import io
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typing_extensions import override

from mailbot.cli.app import run
from mailbot.cli.demo import staff_commands
from mailbot.cli.demo.mail_actors import read_notice
from tests.unit.cli.conftest import ANSWER, CONTRACTOR, DESK, Chat, application

APPLICATION = application(datetime.now(UTC))


def test_conversation_goes_its_whole_way(chat: Chat, tmp_path: Path) -> None:
    """Application, question, read-back, はい, key notice and submission are shown,
    and the key notice lies in the folder that is named.
    """
    shown = chat(APPLICATION, ANSWER, "はい")

    for action in ("ご確認のお願い（1点）", "申込確認", "送信完了", "発行完了"):
        assert f"{action}" in shown
    assert "✉ to zaisei@city.kakuda.example.jp (/obligee shows it)" in shown
    (notice,) = (tmp_path / "chat" / "attachments").glob("key-notice*.pdf")
    assert str(notice) in shown
    assert read_notice(notice.read_bytes())[0] == "00427-000001"


def test_it_says_that_nothing_is_sent(chat: Chat) -> None:
    """Who opens the chat, and who leaves it, reads that no mail leaves."""
    shown = chat("/quit")

    assert "nothing is sent" in shown
    assert "Nothing was sent" in shown


def test_obligee_answers_and_the_contractor_hears_of_it(chat: Chat) -> None:
    """The obligee's mailbox can be opened, and 受領 written there reaches the desk."""
    shown = chat(APPLICATION, ANSWER, "はい", "/obligee", "/obligee 受領いたしました。")

    assert "mailbot → zaisei@city.kakuda.example.jp" in shown
    assert "発注者の受領のお知らせ" in shown


def test_stranger_is_told_how_to_register(chat: Chat) -> None:
    """An address that is not registered gets the guide, and nothing of a case."""
    shown = chat(APPLICATION, sender="dareka@example.net")

    assert "ご利用登録のご案内" in shown
    assert "受付 2" not in shown


def test_address_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """--from takes an address; anything else is one clear line and exit code 1."""
    assert run(["chat", "--from", "abukumaboshi"]) == 1
    assert "--from takes one mail address" in capsys.readouterr().err


def test_file_is_handed_in_as_it_is(chat: Chat, tmp_path: Path) -> None:
    """/file gives an .eml to the desk, which answers its sender."""
    mail = CONTRACTOR.letter(DESK, "申込", APPLICATION, datetime.now(UTC))
    path = tmp_path / "mail.eml"
    path.write_bytes(bytes(mail))

    assert "ご確認のお願い（1点）" in chat(f"/file {path}")


def test_file_that_is_not_there_ends_nothing(chat: Chat, tmp_path: Path) -> None:
    """A mistyped path is said, and the talk goes on."""
    shown = chat(f"/file {tmp_path}/nothing.eml", "/bogus", "ヘルプ")

    assert "nothing.eml: No such file or directory" in shown
    assert "There is no /bogus." in shown
    assert "ご利用のご案内" in shown


def test_silence_is_explained(chat: Chat, tmp_path: Path) -> None:
    """Where the desk keeps silent, the mail log's reason is shown."""
    mail = CONTRACTOR.letter(DESK, "不在", "不在にしております。", datetime.now(UTC))
    mail["Auto-Submitted"] = "auto-replied"
    path = tmp_path / "away.eml"
    path.write_bytes(bytes(mail))

    assert "needs no answer (an automatic reply)" in chat(f"/file {path}")


def test_new_mail_is_no_answer(chat: Chat) -> None:
    """After /new a mail opens a second case instead of answering the first."""
    shown = chat(APPLICATION, "/new", APPLICATION)

    assert "000001]" in shown
    assert "000002]" in shown


def test_case_under_review_can_be_approved(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the office reviews everything, /approve plays the person who does."""
    monkeypatch.setenv("MAILBOT_POLICY__REVIEW", "always")

    shown = chat(APPLICATION, ANSWER, "はい", "/approve", "/approve")

    assert "advance approved, as a person would" in shown
    assert "発行完了のお知らせ" in shown
    assert "is under review: advance is issued" in shown


def test_a_premium_is_awaited_aloud_and_paid(chat: Chat) -> None:
    """While a premium is awaited the prompt says what to do; /pay goes on."""
    by_transfer = APPLICATION.replace("一括納付", "振込")

    shown = chat(by_transfer, ANSWER, "はい", "/pay", "/pay")

    assert "入金待ちです" in shown
    assert "/pay で、入金があったことにします" in shown
    assert "発行完了のお知らせ" in shown
    assert "no premium is awaited" in shown


def test_the_staffs_words_work_and_are_listed(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """/help lists each word of the staff; /return and /write do what they say."""
    monkeypatch.setenv("MAILBOT_POLICY__REVIEW", "always")

    shown = chat(
        APPLICATION,
        ANSWER,
        "はい",
        "/return",
        "/return 契約書をお送りください",
        "/help",
    )

    assert "/approve で承認" in shown
    assert "Say it behind the word: /return TEXT." in shown
    assert "契約書をお送りください" in shown
    for word in ("/approve", *staff_commands.WORDS):
        assert f"{word} " in shown, word


def test_how_to_apply_is_told_before_the_form(chat: Chat) -> None:
    """The first natural question gets the steps, and the form of its product."""
    shown = chat("前払金保証をお願いしたいのですが、どうすればよいですか")

    assert "前払金保証は、このメールへの返信でお申込みいただけます" in shown
    assert "契約保証金額" not in shown


def test_own_data_is_not_touched(
    chat: Chat, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Settings of a live desk change nothing: its data folder is not even made."""
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path / "real"))
    monkeypatch.setenv("MAILBOT_LIVE", "true")
    monkeypatch.setenv("MAILBOT_OUTBOUND", "smtp://mail.example.jp")

    chat("ヘルプ")

    assert not (tmp_path / "real").exists()


class Terminal(io.StringIO):
    """Somebody at a keyboard: what is typed next comes from `input`."""

    def __init__(self) -> None:
        super().__init__()
        self.ends = os.pipe()

    @override
    def isatty(self) -> bool:
        """Say that this is a terminal."""
        return True

    @override
    def fileno(self) -> int:
        """Give something on which nothing more is waiting."""
        return self.ends[0]


def typed(monkeypatch: pytest.MonkeyPatch, *keys: str | type[BaseException]) -> None:
    """Have these lines and keys typed, then Ctrl-D."""
    left = iter([*keys, EOFError])

    def type_next() -> str:
        key = next(left)
        if isinstance(key, str):
            return key
        raise key

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("builtins.input", type_next)


def test_ctrl_c_drops_what_is_written_and_a_second_one_ends(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Half a mail is gone, the talk goes on; twice in a row is the end."""
    ctrl_c = KeyboardInterrupt
    typed(
        monkeypatch,
        *("工事名：半分", ctrl_c, "ヘルプ", "  ", "", ctrl_c, ctrl_c, "/never"),
    )
    assert run(["chat", "--folder", str(tmp_path)]) == 0

    said = capsys.readouterr().out
    assert said.count("(Dropped.") == 2
    assert "半分" not in said
    assert "記入欄" in said
    assert "There is no /never" not in said
    assert "Delete the folder when you have seen enough." in said


def test_what_cannot_be_done_is_said_and_the_talk_goes_on(chat: Chat) -> None:
    """No file named, no case to approve, a word that there is not: one line each."""
    said = chat("/file", "/approve", "/obligee", "/nonsense", "/help")

    assert "Name the mail's file: /file PATH." in said
    assert "There is no case yet" in said
    assert "The obligee has no mail yet." in said
    assert "There is no /nonsense." in said
