"""The libraries that a child loads for its task, before it gives up all else."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from contextlib import suppress
from importlib.util import find_spec
from types import MappingProxyType

_LATER: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "read": ("encodings", "parsers", "pypdf", "pypdfium2", "python_calamine"),
        "examine": (
            *("encodings", "mailbot.sandbox.pdf", "parsers.files.attached_file"),
            *("pypdf", "pyhanko.pdf_utils.reader"),
            # A signature's algorithm chooses its module: all of them are loaded.
            *("asn1crypto", "cryptography.hazmat"),
            *("pyhanko.sign.validation.generic_cms", "pyhanko.sign.validation.status"),
        ),
    }
)
"""What a task imports where it is first needed; of a package, all that lies in it."""


_MULTIBYTE = ("cn", "hk", "iso2022", "jp", "kr", "tw")
"""The tables of Python's decoders, which they load themselves when they are used."""


def load_all(task: str) -> None:
    """Import everything that a task may come to need."""
    for name in _LATER[task]:
        loaded = importlib.import_module(name)
        for one in pkgutil.walk_packages(getattr(loaded, "__path__", ()), f"{name}."):
            if one.name.endswith(".__main__"):
                continue
            # What a package offers for other systems or with more libraries is missed
            # by nobody: no import of it could succeed later either.
            with suppress(ImportError):
                importlib.import_module(one.name)
    for octets in _MULTIBYTE:
        importlib.import_module(f"_codecs_{octets}")


def missing(task: str) -> list[str]:
    """Name the packages of a task that are not installed."""
    tops = {name.partition(".")[0] for name in _LATER[task]}
    return sorted(top for top in tops if find_spec(top) is None)
