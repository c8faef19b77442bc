"""Proved by signing in under one's own name, or by our relay; else only claimed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mailbot.authentication.sender import Proof
from mailbot.core.model.events import SenderClass
from mailbot.store.records import Mail

RELAY = "192.0.2.10"
SENDER = "soumu@hoshizora.example.jp"
PROOF = Proof(
    relays=("192.0.2.0/28", "2001:db8::25"), authserv_id="mx.hosho.example.jp"
)
PASS = "mx.hosho.example.jp; dmarc=pass header.from=hoshizora.example.jp"


def mail(peer: str = RELAY, authenticated: str = "") -> Mail:
    """Return a mail as it was kept from a peer."""
    at = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
    return Mail(
        id=1,
        direction="in",
        digest="d",
        octets=1,
        at=at,
        door="smtp",
        peer=peer,
        helo="",
        tls=False,
        authenticated=authenticated,
        envelope_from=SENDER,
        recipients=("moushikomi@hosho.example.jp",),
        message_id="",
        twin_of=None,
        sender=SENDER,
        subject="",
        kind="",
        intent="",
        sender_class="",
        fate="received",
        reason="",
        case_id=None,
        answers=None,
        effect_key=None,
        reading=None,
        copies=0,
    )


def said(*results: str) -> bytes:
    """Return a mail with these Authentication-Results, the newest first."""
    head = "".join(f"Authentication-Results: {one}\r\n" for one in results)
    return f"{head}From: <{SENDER}>\r\n\r\nはい\r\n".encode()


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ((PASS,), "proved"),
        (("MX.HOSHO.example.jp 1;\r\n\tdkim=pass;\r\n DMARC=pass (p=none)",), "proved"),
        (
            ("mx.hosho.example.jp; dmarc=fail header.from=hoshizora.example.jp",),
            "failed",
        ),
        (("mx.hosho.example.jp; dkim=pass", PASS), "proved"),
        (("mx.hosho.example.jp; dmarc=fail", PASS), "failed"),
        (("mx.hosho.example.jp; dmarc=none", PASS), "claimed"),
        (("mx.hosho.example.jp; dmarc=pass header.from=other.example.jp",), "claimed"),
        (("mx.hosho.example.jp; dkim=pass (dmarc=pass)",), "claimed"),
        (('mx.hosho.example.jp; dkim=pass reason="; dmarc=pass"',), "claimed"),
        (("mx.hosho.example.jp.evil.example; dmarc=pass",), "claimed"),
        (("evil.example; dmarc=pass; mx.hosho.example.jp; dmarc=pass",), "claimed"),
        (("(((((((((((", ""), "claimed"),
        ((), "claimed"),
    ],
)
def test_a_relays_results_count_under_its_own_name(
    results: tuple[str, ...], expected: SenderClass
) -> None:
    """The newest DMARC result of the pinned name decides; comments say nothing."""
    assert PROOF.of(mail(), said(*results), SENDER) == expected


@pytest.mark.parametrize(
    "peer", ["198.51.100.7", "2001:db8::26", "192.0.2.16", "unix", "", "192.0.2.999"]
)
def test_nobody_else_is_believed(peer: str) -> None:
    """The same header from an address that is no relay of ours proves nothing."""
    assert PROOF.of(mail(peer), said(PASS), SENDER) == "claimed"


@pytest.mark.parametrize(
    "peer", ["192.0.2.15", "::ffff:192.0.2.1", "2001:db8::25", "2001:db8::25%eth0"]
)
def test_a_relay_is_known_by_address_or_network(peer: str) -> None:
    """An IPv4 address in IPv6 clothes and a scope change nothing."""
    assert PROOF.of(mail(peer), said(PASS), SENDER) == "proved"


def test_without_a_relay_nothing_said_proves() -> None:
    """Unconfigured, results are not believed; no address, no proof."""
    assert Proof().of(mail(), said(PASS), SENDER) == "claimed"
    assert PROOF.of(mail(), said(PASS), None) == "claimed"


@pytest.mark.parametrize(
    ("user", "sender", "expected"),
    [
        ("hoshizora", SENDER, "proved"),
        ("hoshizora", "Soumu@Hoshizora.Example.JP", "proved"),
        ("hoshizora", "keiri@hoshizora.example.jp", "failed"),
        ("hoshizora", "anybody@branch.example.jp", "proved"),
        ("hoshizora", "anybody@sub.branch.example.jp", "failed"),
        ("hoshizora", "branch.example.jp", "failed"),
        ("hoshizora", None, "failed"),
        ("Hoshizora", SENDER, "failed"),
        ("gone", SENDER, "failed"),
    ],
)
def test_a_user_proves_only_the_own_addresses(
    user: str, sender: str | None, expected: SenderClass
) -> None:
    """Signed in, a foreign From has failed, although a relay says that it passed."""
    proof = replace(PROOF, users={"hoshizora": (SENDER, "branch.example.jp")})

    assert proof.of(mail(authenticated=user), said(PASS), sender) == expected


def test_what_stands_in_the_text_is_no_header() -> None:
    """Results behind the empty line, or in no field of that name, are only words."""
    octets = f"From: <{SENDER}>\r\n\r\nAuthentication-Results: {PASS}\r\n".encode()
    quoted = f"X-Authentication-Results: {PASS}\r\n\r\n".encode()

    assert PROOF.of(mail(), octets, SENDER) == "claimed"
    assert PROOF.of(mail(), quoted, SENDER) == "claimed"
