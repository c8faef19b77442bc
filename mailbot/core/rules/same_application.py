"""R-16: the same application came twice; found, and the contractor's answer read.

What is said of it (新規, 同じ) is read from the sender's own lines; a line with a label
is a value and no answer.  What follows the answer: `decisions/application.py`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from mailbot.core.model.case import ENDED, Case
from mailbot.core.model.contractor_record import ContractorRecord
from mailbot.core.model.draft import Draft
from mailbot.core.model.finding import Finding
from mailbot.core.office.names import compatible, fold_name
from mailbot.core.office.office import Office, same_obligee
from parsers.reading import Reading

Answer = Literal["new", "same"]

NEW: tuple[str, ...] = (
    "新規",
    "新しい",
    "別件",
    "別の",
    "別工事",
    "追加",
    "はい",
    "new",
    "yes",
)
SAME: tuple[str, ...] = (
    "同じ",
    "同一",
    "重複",
    "二重",
    "再送",
    "誤って",
    "いいえ",
    "違います",
    "same",
    "no",
)
_LONGEST = 60
_LABEL = re.compile(r"[:：]")
_DENIED = re.compile(r"(?:で|じゃ)(?:は)?(?:な[いく]|ありません|ございません)")
_WORD = re.compile(r"[a-z]+")


def answer_in(reading: Reading) -> Answer | None:
    """Return what the sender says; None where the lines say neither, or both."""
    said = {_said(line) for line in reading.text.splitlines()}
    found = said - {None}
    return found.pop() if len(found) == 1 else None


def _said(line: str) -> Answer | None:
    if len(line) > _LONGEST or _LABEL.search(line):
        return None
    folded = compatible(line).lower()
    new, same = _names(folded, NEW), _names(folded, SAME)
    # いいえ、別件です: the word that tells more is the one that stands for it.
    if new and same:
        new = _names(folded, tuple(w for w in NEW if w not in {"はい", "yes"}))
        same = _names(folded, tuple(w for w in SAME if w not in {"いいえ", "no"}))
    if new == same:
        return None
    answer: Answer = "new" if new else "same"
    if _DENIED.search(folded):
        return "same" if answer == "new" else "new"
    return answer


def _names(text: str, words: tuple[str, ...]) -> bool:
    latin = set(_WORD.findall(text))
    return any(word in latin if word.isascii() else word in text for word in words)


TWIN = "twin"
"""The question of R-16: is this a new one?  Its code, and what is asked."""


def twin_mark(project_name: str) -> str:
    """Return what two cases must share to be twins: a digest of the folded name.

    "" for no name.  The store finds by it the cases that R-16 has to look at.
    """
    folded = fold_name(project_name)
    return (
        hashlib.sha256(folded.encode("utf-8", "replace")).hexdigest() if folded else ""
    )


def same_application(
    draft: Draft, office: Office, known: ContractorRecord
) -> Iterator[Finding]:
    """R-16: the same application stands in another case of the last weeks."""
    case = draft.case
    if TWIN in case.settled or case.guarantees:
        return
    since = case.opened_at - office.policy.twin_window
    for other in known.earlier:
        if other.id < case.id and _same(draft, other, since, office):
            params = {
                "receipt": other.receipt,
                "project": other.text("project_name"),
                "day": other.opened_at.isoformat(),
            }
            yield Finding("R-16", "ask", TWIN, params=params)
            return


def _same(draft: Draft, other: Case, since: datetime, office: Office) -> bool:
    if other.state in ENDED or other.opened_at < since:
        return False
    project = fold_name(draft.text("project_name"))
    if not project or project != fold_name(other.text("project_name")):
        return False
    if not same_obligee(draft.text("obligee_name"), other.text("obligee_name"), office):
        return False
    shared = [name for name in draft.products if other.products.get(name)]
    return bool(shared) and all(_agree(draft, other, name) for name in shared)


def _agree(draft: Draft, other: Case, product: str) -> bool:
    key = f"{product}.amount"
    mine, theirs = draft.value(key), other.value(key)
    return mine is None or theirs is None or mine == theirs
