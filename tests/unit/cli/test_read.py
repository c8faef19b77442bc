"""`mailbot read`: files, folders, mboxes, standard input; one JSON object a line."""

import io
import json
import os
import pty
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest

from mailbot.cli.app import run
from mailbot.cli.read import now_of
from parsers.read import read as read_mail
from parsers.reading import Intent, ProblemCode, Role, Rule

TOP = Path(__file__).parents[3]
EXAMPLES = TOP / "tests" / "examples"
SCHEMA = json.loads((TOP / "docs" / "reading.schema.json").read_text(encoding="utf-8"))
NOBODY = 65_534
MAIL = "From: a@b.example.jp\nSubject: {0}\n\n工事名：{0}号線工事\n"


def lines(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    """Run the verb; give its exit code and what it printed."""
    code = run(["read", *arguments])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def box(*mails: str) -> bytes:
    """Write an mbox."""
    parts = (f"From a@b Mon Mar  2 09:00:00 2026\n{mail}\n" for mail in mails)
    return "".join(parts).encode()


def test_every_line_keeps_to_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    """All examples, and a file that is not there, are of the documented shape."""
    code, found = lines(capsys, str(EXAMPLES), "no-such.eml")
    validator = jsonschema.Draft202012Validator(SCHEMA)
    faults = [fault.message for each in found for fault in validator.iter_errors(each)]

    assert not faults
    assert code == 1
    assert found[-1] == {"file": "no-such.eml", "error": "No such file or directory"}


def test_expected_readings_keep_to_the_schema() -> None:
    """What the examples expect is the shape that we document."""
    for path in EXAMPLES.glob("*.json"):
        expected = json.loads(path.read_text(encoding="utf-8"))
        application = expected.get("application", {})
        schema = {**SCHEMA["$defs"]["application"], "$defs": SCHEMA["$defs"]}
        jsonschema.validate(application, schema)


def test_closed_sets_of_the_schema_are_those_of_the_code() -> None:
    """Intents, problem codes, rules and roles are the same in both places."""
    defined = SCHEMA["$defs"]
    sets = {
        "intent": (defined["intent"], Intent),
        "code": (defined["problem"]["properties"]["code"], ProblemCode),
        "rule": (defined["evidence"]["properties"]["rule"], Rule),
        "role": (defined["attachment"]["properties"]["role"], Role),
    }
    for name, (listed, literal) in sets.items():
        kept_in = {"premium"} if name == "intent" else set()
        known = [one for one in get_args(literal) if one not in kept_in]
        assert listed["enum"] == known, name


def test_an_intent_of_our_own_is_published_as_one_of_the_closed_set(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a guarantee would cost is a wish about the statement to whoever reads on."""
    mail = tmp_path / "cost.eml"
    mail.write_text(
        "From: a@example.jp\nSubject: x\nContent-Type: text/plain; charset=utf-8\n\n"
        "保証料はいくらになりますか。\n",
        encoding="utf-8",
    )
    (found,) = lines(capsys, str(mail))[1]
    assert found["intent"] == "statement"
    assert {one["name"] for one in found["commands"]} <= {"statement"}


@pytest.mark.parametrize(
    "change",
    [
        {"intent": "buy"},
        {"sender": 1},
        {"subject": "a\nb"},
        {"application": {"contract_amount": 1.5}},
        {"application": {"advance": {"form": "fax"}}},
        {"problems": [{"field": "x", "code": "missing", "text": ""}]},
        {"extra": 1},
    ],
)
def test_schema_refuses_what_is_no_reading(change: dict[str, object]) -> None:
    """A line with another value, code or key is found out."""
    raw = (EXAMPLES / "01-complete-utf8.eml").read_bytes()
    good = read_mail(raw, now_of(raw)).to_json("x")
    validator = jsonschema.Draft202012Validator(SCHEMA)

    assert validator.is_valid(good)
    assert not validator.is_valid(good | change)


def test_mails_come_in_the_order_of_the_arguments(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Files as named, a folder sorted with all that lies below it."""
    (tmp_path / "z").mkdir()
    for name in ("b.eml", "a.eml", "z/c.eml"):
        (tmp_path / name).write_text(MAIL.format(name[-5]), encoding="utf-8")
    single = str(tmp_path / "b.eml")
    code, found = lines(capsys, single, str(tmp_path))

    assert code == 0
    names = [Path(each["file"]).name for each in found]
    assert names == ["b.eml", "a.eml", "b.eml", "c.eml"]
    assert found[0]["file"] == single


def test_an_mbox_gives_each_of_its_mails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """box.mbox#3 is the third; a quoted From is text, an inner one begins no mail."""
    quoted = MAIL.format("二") + "\n>From here\nFrom there\n"
    (tmp_path / "box.mbox").write_bytes(
        box(MAIL.format("一"), quoted, MAIL.format("三"))
    )
    _, found = lines(capsys, str(tmp_path / "box.mbox"))

    assert [each["file"].rpartition("/")[2] for each in found] == [
        "box.mbox#1",
        "box.mbox#2",
        "box.mbox#3",
    ]
    projects = [each["application"]["project_name"] for each in found]
    assert projects == ["一号線工事", "二号線工事", "三号線工事"]
    assert any("From here" in text for text in found[1]["remainder"])


def test_a_single_mail_with_a_from_line_is_one_mail(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mail saved by an old mailer keeps its own name; in an .mbox it is #1."""
    for name in ("one.eml", "one.mbox"):
        (tmp_path / name).write_bytes(box(MAIL.format("一")))
    _, found = lines(capsys, str(tmp_path))

    names = [each["file"].rpartition("/")[2] for each in found]
    assert names == ["one.eml", "one.mbox#1"]


def test_standard_input_is_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`-` is a mail, or an mbox, from the pipe."""
    for raw, names in (
        (MAIL.format("一").encode(), ["-"]),
        (box(MAIL.format("一"), MAIL.format("二")), ["-#1", "-#2"]),
    ):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        code, found = lines(capsys, "-")

        assert code == 0
        assert [each["file"] for each in found] == names


def test_an_unreadable_file_is_a_line_and_the_rest_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What cannot be opened is said in its place; the exit tells of it at the end."""
    good = tmp_path / "a.eml"
    good.write_text(MAIL.format("一"), encoding="utf-8")
    code, found = lines(capsys, str(tmp_path / "no.eml"), str(good))

    assert code == 1
    assert found[0]["error"]
    assert found[1]["intent"] == "apply"


@contextmanager
def nobody() -> Iterator[None]:
    """Give up the rights of root for a while: it can open everything."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_folder_that_cannot_be_opened_is_a_line_of_its_own(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What lies in it is not read, and nobody is to believe that it was."""
    with tempfile.TemporaryDirectory() as top:
        shut = Path(top, "shut")
        shut.mkdir()
        for name in ("a.eml", "shut/b.eml", "z.eml"):
            Path(top, name).write_text(MAIL.format("一"), encoding="utf-8")
        lines(capsys, top)  # imports what root alone may be able to
        shut.chmod(0)
        Path(top).chmod(0o755)
        with nobody():
            code, found = lines(capsys, top)
        shut.chmod(0o700)

    assert [Path(each["file"]).name for each in found] == ["a.eml", "shut", "z.eml"]
    assert found[1]["error"] == "Permission denied"
    assert code == 1


def test_a_link_that_leads_nowhere_is_an_error_and_a_pipe_is_not_waited_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a folder a lost mail is named; what is no file is passed over."""
    (tmp_path / "lost.eml").symlink_to(tmp_path / "gone.eml")
    os.mkfifo(tmp_path / "pipe")
    code, found = lines(capsys, str(tmp_path))

    assert code == 1
    assert [Path(each["file"]).name for each in found] == ["lost.eml"]
    assert found[0]["error"]
    assert lines(capsys, "")[1] == [{"file": "", "error": "Is a directory"}]


def test_long_work_shows_a_bar_beside_its_output(tmp_path: Path) -> None:
    """On a terminal the bar counts; the readings go where they were sent."""
    for number in range(25):
        (tmp_path / f"{number}.eml").write_text(MAIL.format("一"), encoding="utf-8")
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "mailbot", "read", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=theirs,
        check=True,
    )
    os.close(theirs)
    shown = os.read(ours, 65_536).decode()
    os.close(ours)
    found = [json.loads(line) for line in done.stdout.splitlines()]

    assert len(found) == 25
    assert {each["intent"] for each in found} == {"apply"}
    assert "25 mails" in shown
    octets = sum(path.stat().st_size for path in tmp_path.iterdir()) / 1000
    assert f"{octets:.1f}/{octets:.1f} kB" in shown


def test_a_folder_gives_its_mails_and_not_what_lies_beside_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Expectations and notes beside mails are no mails; a Maildir's odd names are."""
    mail = MAIL.format("一")
    maildir = "1764400000.M1P2.host.example.jp,S=40:2,S"
    for name in ("a.eml", "plain", maildir):
        (tmp_path / name).write_text(mail, encoding="utf-8")
    for name in ("a.json", "README.md", ".hidden.eml"):
        (tmp_path / name).write_text('{"subject": "一号線"}', encoding="utf-8")
    code, found = lines(capsys, str(tmp_path))
    assert code == 0
    assert [Path(each["file"]).name for each in found] == [maildir, "a.eml", "plain"]
    # Whoever names a file gets its reading, whatever it is called.
    assert len(lines(capsys, str(tmp_path / "README.md"))[1]) == 1


def test_an_empty_file_and_rubbish_are_readings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Any bytes are a mail: nothing of them is an error."""
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "rubbish").write_bytes(bytes(range(256)) * 40)
    code, found = lines(capsys, str(tmp_path))

    assert code == 0
    assert [each["intent"] for each in found] == ["help", "unknown"]


def test_the_moment_of_a_mail_is_its_date() -> None:
    """A reading does not depend on the day on which it is made."""
    assert now_of(b"Date: Mon, 2 Mar 2026 09:14:32 +0900\n\nx").isoformat() == (
        "2026-03-02T09:14:32+09:00"
    )
    assert now_of(b"Date: 99999999999999999999\n\nx").year == 1970
    assert now_of(b"").year == 1970
