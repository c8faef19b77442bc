"""A contract paper among the files of a mail: what it says of the contract.

請負契約書, 落札通知, 注文書 and the like are no application; they are read so that the
application can be laid beside them.  A picture says nothing here, and is a person's.
"""

from __future__ import annotations

import hashlib
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.files import attachments
from parsers.form import collector
from parsers.message import header
from parsers.reading import ContractPaper

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from parsers.files.content import Content
    from parsers.files.members import File

_CONTRACT: Final = re.compile(
    r"契約書|落札(?:者)?(?:決定)?(?:の)?通知|落札決定|注文書|注文請書|請書"
)
_NOT: Final = re.compile(r"請求|見積|仕様|約款|誓約|保証|変更")
_KEYS: Final = frozenset(
    {
        *("contractor_name", "obligee_name", "project_name", "contract_amount"),
        *("contract_date", "work_start", "work_end"),
    }
)
_MOST_TITLE: Final = 100


def is_contract(titles: Sequence[str]) -> bool:
    """Return whether titles name a paper on what was agreed with the obligee."""
    words = [fold.squeeze(title[:_MOST_TITLE]).rpartition("/")[2] for title in titles]
    return any(_CONTRACT.search(word) and not _NOT.search(word) for word in words)


def read(file: File, contents: Sequence[Content], today: date) -> ContractPaper:
    """Return what a contract paper says; no fields where nothing could be read."""
    gatherer = collector.Gatherer(today, None, reply=False)
    attachments.take(contents, gatherer)
    gathered = gatherer.settled()
    said = {key: value for key, value in gathered.fields.items() if key in _KEYS}
    return ContractPaper(
        header.file_name(file.name),
        file.part,
        hashlib.sha256(file.octets).hexdigest(),
        MappingProxyType(said),
    )
