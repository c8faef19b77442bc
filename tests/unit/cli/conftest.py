"""A desk that has held a conversation, and the command line to look at it with."""

import io
import logging
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
import structlog

from mailbot.cli.app import run
from mailbot.cli.demo.local_desk import Parlour
from mailbot.cli.demo.mail_client import ClientMail, Writer
from mailbot.core.office.business_hours import day_in_tokyo
from mailbot.core.office.era_dates import era_date
from mailbot.log import configure

CONTRACTOR = Writer("株式会社阿武隈星建設", "soumu@abukumaboshi.example.jp")
CITY = Writer("", "zaisei@city.kakuda.example.jp")
DESK = "moushikomi@hosho.example.jp"
RECEIPT = "2026-000001"
NOON = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
"""For what is only looked at: a day that stands in the tests as people read it."""
RECENT = datetime.combine(
    day_in_tokyo(datetime.now(UTC)) - timedelta(days=1), time(3), UTC
)
"""Noon in Tokyo, the day before: verbs decide by the real clock (R-21)."""
RECENT_RECEIPT = f"{RECENT.year}-000001"

Chat = Callable[..., str]


def application(at: datetime) -> str:
    """Write an application, signed on the day, that leaves out the bank."""
    today = day_in_tokyo(at)
    return f"""\
①会社名：㈱阿武隈星建設
②発注者名：角田市長
③工事名：市道枝野線道路改良工事
④請負金額：５，０００万円
⑤請負契約日：{era_date(today)}
⑥工期：自 {era_date(today + timedelta(1))}　至 {era_date(today + timedelta(300))}

■前払金保証
保証証書の形式：電子保証
前払金保証金額：2,000万円
保証料支払方法：一括納付"""


ANSWER = "預託金融機関：七十七銀行 角田支店"


@pytest.fixture(autouse=True)
def own_log() -> Iterator[None]:
    """Keep the desk's log off the page, and give back the set-up it had."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure("json", "error")
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Chat:
    """Talk by a pipe: entries are mails or commands; return what was printed."""

    def talk(*entries: str, sender: str = "") -> str:
        typed = "".join(
            f"{one}\n" if one.startswith("/") else f"{one}\n.\n" for one in entries
        )
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        page = io.StringIO()
        arguments = ["chat", "--folder", str(tmp_path / "chat")]
        with redirect_stdout(page):
            assert run([*arguments, *(["--from", sender] if sender else [])]) == 0
        return page.getvalue()

    return talk


@pytest.fixture(scope="session")
def conversation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hold one whole conversation, and a last mail that a person must read.

    Only to be looked at: the tests share it.
    """
    folder = tmp_path_factory.mktemp("desk")
    parlour = Parlour.opened(None, folder, lambda: NOON)
    first = CONTRACTOR.letter(DESK, "保証の申込み", application(NOON), NOON)
    parlour.hand_in(bytes(first))
    for answer in (ANSWER, "はい"):
        asked = newest(parlour, CONTRACTOR.address)
        parlour.hand_in(bytes(CONTRACTOR.answer(asked, answer, NOON)))
    post = dict(parlour.post())
    received = CITY.answer(post[CITY.address], "受領いたしました。", NOON)
    parlour.hand_in(bytes(received))
    told = post[CONTRACTOR.address]
    parlour.hand_in(bytes(CONTRACTOR.answer(told, "原本はいつ届きますか。", NOON)))
    parlour.close()
    return folder


def newest(parlour: Parlour, address: str) -> ClientMail:
    """Return the newest mail to an address."""
    return [letter for to, letter in parlour.post() if to == address][-1]


@pytest.fixture
def desk(conversation: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have the command line look at that conversation."""
    monkeypatch.setenv("MAILBOT_DATA", str(conversation))
    return conversation
