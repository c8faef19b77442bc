"""Write docs/configuration.md from the options themselves.

    python -m docs.make_configuration            writes docs/configuration.md
    python -m docs.make_configuration OTHER.md   writes somewhere else

Meaning, default and allowed values are said once, beside each option.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from mailbot.configuration.meanings import meaning_of
from mailbot.configuration.office_entries import (
    BranchEntry,
    ContractorEntry,
    ObligeeEntry,
    TariffFile,
)
from mailbot.configuration.settings import PREFIX, Settings
from mailbot.configuration.tomlfile import inner_model

PAGE = Path(__file__).parent / "configuration.md"
_LONG = 10_000
"""From here on a number is easier to read in groups."""

_HEAD = f"""\
# Configuration

This page is made from the code: `make docs` writes it anew, a test compares it.

`mailbot` reads `mailbot.toml` from the first of these that is given or exists: the
argument `--config`, the variable `{PREFIX}CONFIG`, `./config/mailbot.toml`,
`./mailbot.toml`, the copy that is shipped inside the package. The data files lie beside
it. Other relative paths start where mailbot is started.

Every option can be given by the environment, which outranks the file: the table and
the key in capitals, joined by two underscores. Lists are separated by commas.

```sh
{PREFIX}LISTEN__PORT=2525 {PREFIX}ALLOW=example.jp,me@example.com mailbot serve
```

Everything is checked before anything starts. All problems are listed at once, with
file and line; unknown keys are problems. No file here holds a secret: passwords and
keys lie in files of their own, which are only named.

Safe mode is the default: until `live = true`, a smarthost gets only mail to the
addresses in `allow`. `production = true` implies `live`.
"""


def page() -> str:
    """Return the page, in Markdown."""
    parts = [
        _HEAD,
        *_section("mailbot.toml", Settings, ()),
        *_section("branches.toml", BranchEntry, ("[branch]",)),
        *_section("contractors.toml", ContractorEntry, ("[contractor]",)),
        *_section("obligees.toml", ObligeeEntry, ("[obligee]",)),
        *_section("tariff.toml", TariffFile, ()),
    ]
    return "\n".join(parts)


def _section(file: str, model: type[BaseModel], place: tuple[str, ...]) -> list[str]:
    header = f", `[{'.'.join(place)}]`" if place else ""
    return [f"## {file}{header}\n", *_table(model, place)]


def _table(model: type[BaseModel], place: tuple[str, ...]) -> Iterator[str]:
    """Yield the table of a model's plain options, then those of its inner tables."""
    yield f"{inspect.getdoc(model)}\n"
    inner: list[tuple[str, type[BaseModel], FieldInfo]] = []
    yield "| key | default | meaning |\n|---|---|---|"
    for name, field in model.model_fields.items():
        if (below := inner_model(field.annotation)) is not None:
            inner.append((name, below, field))
        else:
            meaning = _meaning(meaning_of(model, name), field)
            yield f"| `{name}` | {_default(field)} | {meaning} |"
    yield ""
    for name, below, field in inner:
        path = (*place, name) if field.annotation is below else (*place, f"[{name}]")
        yield f"### {_header(path)}\n"
        yield from _table(below, path)


def _header(path: tuple[str, ...]) -> str:
    """Write the header of a table as it stands in the file: `[[obligee.accepts]]`."""
    name = ".".join(one.strip("[]") for one in path)
    return f"`[[{name}]]`" if path[-1].startswith("[") else f"`[{name}]`"


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True, validated_data={})
    if value is PydanticUndefined:
        return "required"
    if value in (None, "", (), {}):
        return "–"
    return f"`{_toml(value)}`"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float | time):
        return f"{value:_}" if isinstance(value, int) and value >= _LONG else str(value)
    if isinstance(value, tuple):
        return f"[{', '.join(_toml(one) for one in value)}]"
    return f'"{value}"'


def _meaning(text: str, field: FieldInfo) -> str:
    choices = _choices(field.annotation)
    return f"{text} One of {', '.join(f'`{c}`' for c in choices)}." if choices else text


def _choices(annotation: object) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return next((found for a in get_args(annotation) if (found := _choices(a))), ())


def main(arguments: list[str]) -> None:
    """Write the page to the file that is named, or to its place in a checkout."""
    path = Path(arguments[0]) if arguments else PAGE
    path.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
