"""Other people's mails: read in place, never copied, and never an exception.

They lie where MAILBOT_CORPORA says; without it these tests are skipped, loudly.
"""

import os
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from parsers.message import charset, mime
from parsers.read import read
from tests.fuzz.targets import check_reading
from tests.support.mutations import mutated

FOLDER = Path(os.environ.get("MAILBOT_CORPORA", ""))
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECONDS = 5.0
MUTATIONS = 10

pytestmark = pytest.mark.skipif(
    "MAILBOT_CORPORA" not in os.environ,
    reason="LOUD: MAILBOT_CORPORA names no folder of mails",
)

# Of sisimai's bounces these are none: feedback reports (RFC 5965), auto-replies
# (RFC 3834), the alarm of a mailing list, and SES's notices of a complaint and of a
# delivery.
NO_BOUNCES = (
    *("arf-", "rfc3834-", "lhost-fml-03"),
    *("lhost-amazonses-11", "lhost-amazonses-13"),
)
# What is seen to be a bounce among the mails of the other corpora, by eye.
BOUNCES = (
    "enmime/dsn/",
    "multipart-wo-boundary.raw",
    "messages/bounce/",
    "raw_email_with_mimepart_without_content_type",
    "multipart_report_emails/",
    "mimetools-testmsgs/badbound.",
    "fixtures/delivery-status.eml",
)


FOLDERS = (
    sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
    if "MAILBOT_CORPORA" in os.environ
    else ["none"]
)


def mails(folder: str = ".") -> Iterator[tuple[str, bytes]]:
    """Give every file of the corpora, or of one of them, with its path."""
    for path in sorted((FOLDER / folder).rglob("*")):
        if path.is_file():
            yield path.relative_to(FOLDER).as_posix(), path.read_bytes()


def say(text: str) -> None:
    """Print a number that is to be seen."""
    sys.stderr.write(f"\n    {text}")


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_mail_and_ten_mutations_of_it_are_read_in_time(folder: str) -> None:
    """No mail of other people's, whole or mangled, raises or takes five seconds."""
    slowest, count = 0.0, 0
    for name, raw in mails(folder):
        seeded = (random.Random(f"{name} {seed}") for seed in range(MUTATIONS))  # noqa: S311 - the same each time
        for each in (raw, *(mutated(raw, chance) for chance in seeded)):
            start = time.process_time()
            check_reading(read(each, NOW))
            slowest = max(slowest, time.process_time() - start)
            count += 1

    say(
        f"{folder}: {count:,} mails and mutations, none raised, slowest {slowest:.2f} s"
    )
    assert count
    assert slowest < SECONDS


def test_bounces_are_recognised_and_nothing_else_is_called_one() -> None:
    """At least 99 of 100 bounces are found, and no other mail is taken for one."""
    found = {name for name, raw in mails() if read(raw, NOW).intent == "bounce"}
    true = {
        name
        for name, _ in mails()
        if (name.startswith("sisimai-bounces/maildir/") and "LICENSE" not in name)
        and not any(other in name for other in NO_BOUNCES)
    }
    elsewhere = {name for name in found if "sisimai" not in name}
    wrong = {n for n in elsewhere if not any(known in n for known in BOUNCES)}

    recall = len(true & found) / len(true)
    precision = 1 - len(wrong | (found - true - elsewhere)) / len(found)
    say(f"bounces: recall {recall:.1%} of {len(true)}, precision {precision:.1%}")
    say(f"not found: {', '.join(sorted(true - found)) or 'none'}")
    assert recall >= 0.99
    assert precision == 1.0


def test_japanese_parts_are_decoded_without_loss() -> None:
    """Of the Japanese texts that carry a label at most one in twenty loses a sign."""
    lossy, count = [], 0
    for name, raw in mails():
        for part in mime.parse(raw).parts:
            label = part.content_type.get("charset")
            octets = part.octets()
            japanese = charset.family(label) in {"iso-2022-jp", "cp932", "euc-jp"}
            if (
                not part.type.startswith("text/")
                or not japanese
                or (octets.isascii() and b"\x1b" not in octets)
            ):
                continue
            count += 1
            if charset.decode(octets, label).replaced:
                lossy.append(name)

    say(f"Japanese 8-bit parts: {count}, with a sign lost: {len(lossy)}")
    assert count
    assert len(lossy) <= count * 0.05
