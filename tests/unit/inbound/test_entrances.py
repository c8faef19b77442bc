"""Whatever a stranger writes, each entrance of the server's own process stays quick."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from mailbot.core.office.names import compatible, fold_name
from mailbot.core.rules.escalation_phrases import feeling_in, is_urgent
from mailbot.inbound.smtp.arguments import read_path
from mailbot.inbound.smtp.dot_reader import DotReader
from mailbot.intake.redact_keys import without_own_keys
from mailbot.log import mask_text
from mailbot.sandbox.sandbox import LIGHT_OCTETS, is_light, unread
from mailbot.security import reply_tokens
from mailbot.store.mail_log import message_id_of
from mailbot.store.masking import mask
from mailbot.web.verify.form import read_pair
from parsers import fold
from parsers.message.limits import LIMITS
from parsers.read import read
from parsers.reading import Reading
from tests.support.adversarial import faults
from tests.unit.authentication.test_sender import PROOF, SENDER, mail, said

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
BIG = 262_144


def results(text: str) -> object:
    """Look for a proof in what our relay is made to write."""
    return PROOF.of(mail(), said("mx.hosho.example.jp; " + text), SENDER)


def own_keys(text: str) -> object:
    """Look for keys of ours in a reading."""
    quiet = read(b"", NOW).envelope
    return without_own_keys(Reading("unknown", quiet, text=text), lambda _: ())


ENTRANCES: dict[str, tuple[Callable[[str], object], int]] = {
    "a relay's results": (results, BIG),
    "Message-ID": (lambda text: message_id_of(b"Message-ID:" + text.encode()), BIG),
    "light or heavy": (lambda text: is_light(text[:LIGHT_OCTETS].encode()), BIG),
    "dots": (lambda text: DotReader().feed(text.encode()), BIG),
    "MAIL FROM": (lambda text: read_path(f"FROM:<{text}", "FROM"), 4096),
    "quoted MAIL FROM": (lambda text: read_path(f'FROM:<"{text}', "FROM"), 4096),
    "parameters": (lambda text: read_path(f"FROM:<a@b> {text}", "FROM"), 4096),
    "tokens": (lambda text: reply_tokens.find(text, b"s" * 32), BIG),
    "own keys": (own_keys, BIG),
    "masking": (mask, BIG),
    "log": (mask_text, BIG),
    "typed": (lambda text: read_pair(text, text), BIG),
    "feelings": (feeling_in, BIG),
    "urgency": (is_urgent, BIG),
    "names": (fold_name, BIG),
    "searched": (compatible, BIG),
    "labels": (fold.compatible, BIG),
    "a head that no child could read": (
        lambda text: unread(text.encode() + b"\r\n\r\n", "unreadable"),
        LIMITS.header_octets,
    ),
}


@pytest.mark.parametrize("name", ENTRANCES)
def test_an_entrance_costs_as_much_as_is_written(name: str) -> None:
    """Twice the octets cost an entrance twice the time, for each kind of run."""
    work, most = ENTRANCES[name]
    assert list(faults(work, min(most, 16_384))) == []


@pytest.mark.long
@pytest.mark.parametrize("name", ENTRANCES)
def test_an_entrance_bears_its_longest(name: str) -> None:
    """The same holds up to the longest that an entrance takes."""
    work, most = ENTRANCES[name]
    assert list(faults(work, most)) == []


def test_marks_on_one_letter_are_no_trap() -> None:
    """A letter with thousands of marks is read as fast as one of plain words."""
    work = ENTRANCES["labels"][0]
    assert list(faults(work, 65_536, ("\u0301\u0327",))) == []
    assert fold.compatible("か\u3099" + "\u0301" * 31) == "が" + "\u0301" * 29


def test_too_long_a_result_proves_nothing() -> None:
    """A pass under other results, one of them endless, is not believed."""
    passed = "mx.hosho.example.jp; dmarc=pass header.from=hoshizora.example.jp"
    endless = "mx.hosho.example.jp; dkim=pass reason=" + "x" * 20_000
    assert PROOF.of(mail(), said(passed), SENDER) == "proved"
    assert PROOF.of(mail(), said(endless, passed), SENDER) == "claimed"


def test_a_comment_hides_no_verdict() -> None:
    """Quotation marks inside a comment begin no quotation (RFC 5322 3.2.2)."""
    odd = 'mx.hosho.example.jp; dkim=fail (a " b); dmarc=fail; x="'
    assert PROOF.of(mail(), said(odd), SENDER) == "failed"
    quoted = 'mx.hosho.example.jp; dmarc=pass reason="header.from=hoshizora.example.jp"'
    other = " header.from=evil.example"
    assert PROOF.of(mail(), said(quoted + other), SENDER) == "claimed"
