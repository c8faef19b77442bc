"""The demo's screen: short mails, captions of their own, and a pace."""

from __future__ import annotations

import os
import time
from io import StringIO
from pathlib import Path
from threading import Event

import pytest

from mailbot.cli.demo.captions import caption, caption_of, extract, words
from mailbot.cli.demo.mail_actors import Correspondent
from mailbot.cli.demo.pace import pace_of, wait_for_enter
from mailbot.cli.demo.screen import Screen


def test_every_mail_of_the_demo_has_a_caption_of_its_own() -> None:
    """No two subjects of the demo share a caption; another's has the plain one."""
    subjects = (
        "【電子保証】【要返信】ご確認のお願い（1点）― 工事",
        "【電子保証】【要返信】申込確認 ― 工事",
        "【電子保証】送信完了（お申込みを承りました）― 工事",
        "【電子保証】電子保証（認証キー）発行完了のお知らせ ― 工事",
        "電子保証（認証キー）のお知らせ　工事",
        "【電子保証】発注者への代理送信完了のお知らせ ― 工事",
        "【電子保証】発注者の受領のお知らせ ― 工事",
    )
    found = [caption_of(subject) for subject in subjects]
    mails = [one for one in words()["captions"].values() if "word" in one]
    assert len({one.word for one in found}) == len(subjects) == len(mails)
    assert caption_of("天気の話") == caption("other")


def test_an_extract_counts_what_it_leaves_out() -> None:
    """Named lines are shown, blank ones do not count, the rest is counted."""
    text = "前文\n\n　\n保証金額：1円\n保証期間：今日\n結び\n"
    assert extract(text, ("保証",), 8) == (["保証金額：1円", "保証期間：今日"], 2)
    assert extract(text, ("保証",), 1) == (["保証金額：1円"], 3)
    assert extract(text, ("ない",), 2) == (["前文", "保証金額：1円"], 2)


def test_in_a_pipe_nothing_waits(capsys: pytest.CaptureFixture[str]) -> None:
    """Where no terminal is, a step takes no time, even if nobody set the end."""
    del capsys  # standard output is a file here
    began = time.monotonic()
    pace_of(once=False, ended=Event())()
    assert time.monotonic() - began < 1


def test_enter_ends_the_wait() -> None:
    """A line on the terminal goes on at once, and is taken whole."""
    reads, writes = os.pipe()
    os.write(writes, b"\nnext\n")
    with os.fdopen(reads, encoding="utf-8") as keys:
        assert wait_for_enter(keys, 600.0, Event())
    os.close(writes)


def test_the_end_of_the_demo_ends_the_wait() -> None:
    """Ctrl-C in another thread is enough: nobody has to press Enter as well."""
    reads, writes = os.pipe()
    ended = Event()
    ended.set()
    with os.fdopen(reads, encoding="utf-8") as keys:
        assert not wait_for_enter(keys, 600.0, ended)
    os.close(writes)


def test_a_long_mail_is_shown_in_short_and_left_whole(tmp_path: Path) -> None:
    """The screen shows some lines; the file beside it holds every word."""
    steps: list[int] = []
    screen = Screen(tmp_path, lambda: steps.append(1))
    out = StringIO()
    screen.out.file = out
    who = Correspondent("星空建設", "a@example.jp", tmp_path, 0)
    text = "\n".join(f"工事{number}：あ" for number in range(99))
    screen.said(who, "申込み", text, caption_of("申込確認"))
    assert "工事0：あ" in out.getvalue()
    assert "工事98：あ" not in out.getvalue()
    (kept,) = (tmp_path / "mails").iterdir()
    assert "工事98：あ" in kept.read_text(encoding="utf-8")
    assert steps == [1]
