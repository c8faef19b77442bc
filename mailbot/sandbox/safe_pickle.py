"""What a child that reads mails sends back: plain values, and nothing that runs.

A pickle can name any class and have it called.  So only the listed ones are taken, all
of them values without a life of their own; mappings that cannot be changed are pickled
as what they hold.
"""

from __future__ import annotations

import copyreg
import io
import pickle
import struct
from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from typing_extensions import override

Entries = dict[object, object]


def frozen(entries: Entries) -> MappingProxyType[object, object]:
    """Make a mapping of a reading again; pickle knows no way of its own."""
    return MappingProxyType(entries)


def _thawed(
    entries: MappingProxyType[object, object],
) -> tuple[Callable[[Entries], MappingProxyType[object, object]], tuple[Entries]]:
    return frozen, (dict(entries),)


copyreg.pickle(MappingProxyType, _thawed)

_VALUES: Final = {
    "datetime": ("date", "datetime"),
    "mailbot.sandbox.safe_pickle": ("frozen",),
    "mailbot.sandbox.pdf": ("Examination",),
    "mailbot.documents.examine": ("Examined",),
    "mailbot.documents.page_text": ("Page",),
    "parsers.reading": (
        *("Reading", "Envelope", "Evidence", "Problem", "Command", "Attachment"),
        *("FailedRecipient", "ContractPaper"),
    ),
}


class _Values(pickle.Unpickler):
    """Unpickles values of the listed classes alone: no child gives us code to run."""

    @override
    def find_class(self, module: str, name: str) -> object:
        """Return a class of the list; UnpicklingError for any other."""
        if name in _VALUES.get(module, ()):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no plain value")


def opened(answer: bytes) -> object:
    """Return the values that a child sent.  ValueError where it sent anything else."""
    try:
        return _Values(io.BytesIO(answer)).load()
    except (pickle.UnpicklingError, EOFError, TypeError) as error:
        raise ValueError(str(error)) from error


SIZE: Final = struct.Struct("!Q")
"""Before every message between us and a child: its length in octets."""
