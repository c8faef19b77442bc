"""The log: structured lines, and a net under the rule that people are not in it."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from mailbot.log import MASK, configure, mask_text


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """Give a stream to log to; afterwards logging is as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield io.StringIO()
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def lines(out: io.StringIO) -> list[dict[str, Any]]:
    """Read what was logged as JSON, one line each."""
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_line_is_one_json_object(out: io.StringIO) -> None:
    """A line holds its event, its level, the time in UTC and the ids it was given."""
    configure("json", stream=out)

    structlog.get_logger().info("mail_kept", mail=42, case="A-7")

    (line,) = lines(out)
    assert line.pop("timestamp").endswith("Z")
    assert {"event": "mail_kept", "level": "info", "mail": 42, "case": "A-7"} == line


def test_pretty_is_for_people(out: io.StringIO) -> None:
    """On a terminal a line is no JSON but begins with its time."""
    configure("pretty", stream=out)

    structlog.get_logger().info("mail_kept", mail=42)

    assert "mail_kept" in out.getvalue()
    assert "mail=42" in out.getvalue()


def test_automatic_format_off_a_terminal_is_json(out: io.StringIO) -> None:
    """What is piped somewhere is read by a machine."""
    configure(stream=out)

    structlog.get_logger().warning("smarthost_down")

    assert "warning" == lines(out)[0]["level"]


@pytest.mark.parametrize(("level", "events"), [("info", ["b"]), ("debug", ["a", "b"])])
def test_level_is_the_least_weight_written(
    out: io.StringIO, level: Any, events: list[str]
) -> None:
    """Below the level nothing is written."""
    configure("json", level, out)

    structlog.get_logger().debug("a")
    structlog.get_logger().info("b")

    assert events == [line["event"] for line in lines(out)]


def test_addresses_and_keys_are_masked_wherever_they_stand(out: io.StringIO) -> None:
    """A planted address and a planted key are in no value, list, mapping or event."""
    configure("json", stream=out)

    structlog.get_logger().info(
        "to soumu@abukumaboshi.example.jp",
        peers=["soumu@abukumaboshi.example.jp"],
        inside={"note": "the key is Z28YUE4J3Bux."},
        other=ValueError("soumu@abukumaboshi.example.jp"),
    )

    assert "soumu" not in out.getvalue()
    assert "Z28YUE4J3Bux" not in out.getvalue()
    assert f"{MASK}@abukumaboshi.example.jp" in out.getvalue()


@pytest.mark.parametrize(
    "name", ["key", "password", "token", "subject", "text", "person", "phone"]
)
def test_values_under_telling_names_are_masked(out: io.StringIO, name: str) -> None:
    """Whatever is logged as a password, a subject or a name is not written."""
    configure("json", stream=out)

    structlog.get_logger().info("mail_kept", **{name: "planted"}, deep=[{name: "too"}])

    assert "planted" not in out.getvalue()
    assert "too" not in out.getvalue()


def test_tracebacks_are_masked(out: io.StringIO) -> None:
    """The text of an exception, ours or foreign, is masked like everything else."""
    configure("json", stream=out)
    try:
        raise OSError("cannot write to yashima@kosaigumi.example.jp")  # noqa: TRY301 - to catch
    except OSError:
        structlog.get_logger().exception("delivery_failed")

    (line,) = lines(out)
    assert "yashima" not in out.getvalue()
    assert "Traceback" in line["exception"]


def test_libraries_log_through_the_same_net(out: io.StringIO) -> None:
    """A line of the standard library's logging is masked and has the same shape."""
    configure("json", stream=out)

    logging.getLogger("some.library").warning("from %s", "yashima@kosaigumi.example.jp")

    (line,) = lines(out)
    assert f"from {MASK}@kosaigumi.example.jp" == line["event"]
    assert "some.library" == line["logger"]


def test_smtp_dialogues_are_not_logged(out: io.StringIO) -> None:
    """At any level aiosmtpd's own lines about envelopes and contents stay out."""
    configure("json", "debug", out)

    logging.getLogger("mail.log").info("MAIL FROM:<a@example.jp>")
    logging.getLogger("mail.log").debug("Subject: planted")

    assert not out.getvalue()


def test_configuring_again_replaces_the_first(out: io.StringIO) -> None:
    """Two calls give one line, not two."""
    configure("json", stream=out)
    configure("json", stream=out)

    structlog.get_logger().info("mail_kept")

    assert 1 == len(lines(out))


def test_ordinary_words_are_left_alone() -> None:
    """Digests, guarantee numbers and plain words are no keys."""
    text = "sha256 9f86d081884c 00427-000318 Undelivered ABCDEFGHIJKL m3v8r2ct"

    assert text == mask_text(text)


@given(st.text())
def test_masking_is_total_and_settles(text: str) -> None:
    """Any text can be masked, and masking again changes nothing."""
    once = mask_text(text)

    assert once == mask_text(once)
