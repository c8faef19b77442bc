"""受領 in other words: what an obligee writes when a notice has arrived.

Only in a reply to a submission, and only from the obligee's side (`receipt`):
elsewhere 「確認いたしました」 is a courtesy.  A sentence that tells of trouble, or that
nobody could read, makes the mail a person's, whatever else it says.
"""

from __future__ import annotations

import re

from mailbot.core.office.names import compatible
from parsers.reading import Reading

_ARRIVED = re.compile(
    r"(?:届いて(?:おり|い)ます|届きました|到着(?:いた)?し(?:ました|ております)"
    r"|到着を確認(?:いた)?しました|(?:受領|拝受|受信|受け取り|受取り?)(?:いた)?し?ました"
    r"|(?:受領|拝受|受信)(?:いた)?し?(?:ており)?ます"
    r"|確認(?:が)?(?:いたし|致し|し|でき|させていただき)ました)"
    r"(?:ので(?:ご|お)?(?:連絡|報告|知らせ)(?:を)?(?:いた|申し上げ)?し?ます)?"
)
_TROUBLE = re.compile(
    r"ません|ない|なく|開け|開か|再送|再度|もう一度|あらためて|削除|無害化|不足|漏れ"
    r"|誤|違|ただし|但し|ですが|ますが|ましたが|けれど|お願いしたい|いただけ|ください"
    r"|下さい|未|[?？]"
)
_NAME = re.compile(r"[^。、]{1,24}(?:です|と申します)?")
_CUT = re.compile(r"[。！!\n]+")
_LONGEST = 80
_MOST = 20_000


def says_receipt(reading: Reading) -> bool:
    """Return whether a reply to a submission says that it has arrived, and no more."""
    if reading.intent not in {"receipt", "unknown", "answer"} or reading.fields:
        return False
    unread = [part for line in reading.remainder for part in _sentences(line)]
    if any(_TROUBLE.search(one) for one in unread):
        return False
    if reading.intent == "receipt":
        return True
    arrived = any(_says_so(one) for one in _sentences(reading.text[:_MOST]))
    return arrived and all(_says_so(one) or _NAME.fullmatch(one) for one in unread)


def _sentences(text: str) -> list[str]:
    folded = compatible(text)
    return [one for part in _CUT.split(folded) if (one := part.strip())]


def _says_so(sentence: str) -> bool:
    return (
        len(sentence) <= _LONGEST
        and _ARRIVED.search(sentence) is not None
        and _TROUBLE.search(sentence) is None
    )
