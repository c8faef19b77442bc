"""The example mails, read exactly as their JSON says (tests/examples/README.md)."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from parsers.read import read

EXAMPLES = Path(__file__).parents[2] / "examples"
LATER = {"05-workbook"}  # sheets are containers of their own
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.eml") if path.stem not in LATER)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def reading_of(name: str) -> dict[str, Any]:
    """Read one example."""
    return read((EXAMPLES / f"{name}.eml").read_bytes(), NOW).to_json(name)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_mail_gives_exactly_the_expected_application(name: str) -> None:
    """Intent and application agree in full; commands and problems where given."""
    expected = json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))

    got = reading_of(name)

    assert got["intent"] == expected["intent"]
    assert got["application"] == expected["application"]
    if "commands" in expected:
        assert got["commands"] == expected["commands"]
    if "problems" in expected:
        pairs = [(each["field"], each["code"]) for each in got["problems"]]
        assert pairs == [(each["field"], each["code"]) for each in expected["problems"]]


@pytest.mark.parametrize("name", NAMES)
def test_every_value_has_its_evidence_with_part_line_and_decoding(name: str) -> None:
    """No value stands in a reading without the place it was read at."""
    reading = read((EXAMPLES / f"{name}.eml").read_bytes(), NOW)

    for key in reading.fields:
        found = reading.evidence[key.replace("_planned", "")]
        assert found.part
        assert found.line is not None or found.cell is not None
        assert found.text
        assert found.decoding


def test_a_tidy_application_leaves_nothing_unread() -> None:
    """Greeting, announcement and form of a complete mail leave no remainder."""
    for name in ("01-complete-utf8", "02-complete-iso-2022-jp", "08-jv-mixed-forms"):
        assert reading_of(name)["remainder"] == []


def test_an_attachment_is_listed_with_its_decoded_size_and_digest() -> None:
    """13 carries a claim as PDF: 1,618 octets when decoded, a paper of the case."""
    (paper,) = reading_of("13-submit-claim")["attachments"]

    assert paper["name"] == "請求書.pdf"
    assert paper["type"] == "application/pdf"
    assert paper["bytes"] == 1618
    assert len(paper["sha256"]) == 64
    assert paper["role"] == "paper"


def test_the_bounce_names_recipient_status_and_the_mail_it_is_about() -> None:
    """15 gives the failed address, 5.1.1, and the Message-ID of the submission."""
    reading = read((EXAMPLES / "15-bounce.eml").read_bytes(), NOW)

    (failed,) = reading.bounced
    assert failed.address == "keiyaku@city.kakuda.example.jp"
    assert (failed.action, failed.status) == ("failed", "5.1.1")
    assert reading.original_id == "q8d3k7wy.1@hosho.example.jp"
    assert reading.machine == "bounce"
    assert reading.envelope.null_sender
    assert reading.envelope.recipients == ("bounce+s0042.q8d3k7wy@hosho.example.jp",)
