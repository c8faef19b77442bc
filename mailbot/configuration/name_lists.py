"""What the world is known to hold: banks, and the bodies that place public works.

    zengin-code (MIT)          names of banks  ──┐
    config/municipalities.csv  names of bodies ──┴─> sets of folded names, for `Office`

Both only say that a name exists: which banks have an agency contract is a setting, and
which obligees take electronic guarantees is `obligees.toml`.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

from mailbot.core.office.names import FoldedNames

_WRITTEN_OUT = {
    "信金": ("信用金庫",),
    "信組": ("信用組合",),
    "農協": ("農業協同組合",),
    "労金": ("労働金庫",),
    "漁協": ("漁業協同組合",),
    "信連": ("信用農業協同組合連合会",),
}
"""zengin-code has the short forms of the clearing system; people write these, too."""


@cache
def bank_names() -> FoldedNames:
    """Return the folded names of all banks, short and written out.

    QUIRK: a bank merged since is missing, and branches move: nothing is refused for
    a name that is not here, a person looks.
    QUIRK: importing zengin_code reads 1,148 files of branches: only its place is asked.
    """
    found = find_spec("zengin_code")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("zengin-code is not installed")
    listing = Path(found.origin).parent / "source-data" / "data" / "banks.json"
    banks = json.loads(listing.read_text(encoding="utf-8")).values()
    return FoldedNames(
        tuple(form for bank in banks for form in _bank_forms(bank["name"]))
    )


def _bank_forms(name: str) -> Iterator[str]:
    for short, forms in _WRITTEN_OUT.items():
        if name.endswith(short):
            yield name
            yield from (name.removesuffix(short) + form for form in forms)
            if short == "農協":
                yield f"JA{name.removesuffix(short)}"
            return
    yield f"{name}銀行"
    if name.endswith(("中金", "信託")):
        yield from (name, f"{name.removesuffix('中金')}中央金庫")


def place_names(path: Path) -> FoldedNames:
    """Return the folded names of all bodies of a list, and of their heads.

    角田市 and 角田市長, 宮城県 and 宮城県知事; with the prefecture before it, too.
    OSError when there is no such file; lines that begin with # are remarks.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    forms = (_place_forms(row["prefecture"], row["name"]) for row in rows)
    return FoldedNames(tuple(chain.from_iterable(forms)))


def _place_forms(prefecture: str, name: str) -> Iterator[str]:
    head = "知事" if name == prefecture else "長"
    yield from (name, name + head)
    if name != prefecture:
        yield from (prefecture + name, prefecture + name + head)
