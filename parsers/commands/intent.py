"""The intent: the one thing that a mail wants, when several fit.

bounce > automatic > command with a number > stop > withdraw > amend > confirm > other
commands > receipt > answer > apply > unknown; an empty mail asks for help (spec 2.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from parsers.reading import Command, Intent

_NUMBERED: Final = frozenset(
    """
    history resend statement submit change lookup receipt status withdraw
    """.split()  # noqa: SIM905 - words of a list
)
_ORDER: Final[tuple[Intent, ...]] = (
    "stop",
    "withdraw",
    "amend",
    "confirm",
    "help",
    "status",
    "list",
    "history",
    "resend",
    "statement",
    "premium",
    "obligees",
    "submit",
    "change",
    "lookup",
    "verify",
)


@dataclass(frozen=True, slots=True)
class Signs:
    """What was found in a letter, as far as it tells its intent.

    `content` is fields, products or problems with them; `corrects` that words such as
    訂正 or ただし stand with them; `empty` that nothing at all was written or attached.
    """

    commands: tuple[Command, ...]
    reply: bool
    content: bool
    corrects: bool
    agrees: bool
    empty: bool


def choose(signs: Signs) -> Intent:
    """Choose the intent of a person's letter."""
    names = [command.name for command in signs.commands]
    numbered = [
        command.name
        for command in signs.commands
        if command.name in _NUMBERED and command.args
    ]
    amends = signs.corrects or (signs.agrees and signs.content)
    told = [*names, "amend"] if amends else names
    in_order = [name for name in _ORDER if name in told]
    first = next(iter(numbered + in_order), None)
    return first or _without_command(signs, names)


def _without_command(signs: Signs, names: list[Intent]) -> Intent:
    if "receipt" in names:
        return "receipt"
    if signs.content:
        return "answer" if signs.reply else "apply"
    return "help" if signs.empty else "unknown"
