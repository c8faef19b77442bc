"""What a value in a configuration file may be: types that check and explain.

Each raises ValueError with what to write instead, and never repeats what was written.
"""

import ipaddress
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from string import Formatter
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from mailbot.core.model.form_fields import KINDS
from mailbot.core.office.office import PLACES

_ID = r"[A-Za-z0-9][A-Za-z0-9_-]*"
_DOMAIN = r"[a-z0-9-]+(?:\.[a-z0-9-]+)+"
_LISTENER = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+):([0-9]{1,5})")
_WEB_ADDRESS = r"(?:https?://[^\s/@]+(/\S*)?)?"
_LAST_PORT = 65535
_ADDRESS = rf"[^\s@,;<>]+@{_DOMAIN}"


def _split(value: object) -> object:
    """Let the environment give a list as one, two, three."""
    if not isinstance(value, str):
        return value
    return [one.strip() for one in value.split(",") if one.strip()]


def _share(value: str) -> str:
    try:
        share = Fraction(value)
    except (ValueError, ZeroDivisionError):
        share = Fraction(0)
    if not 0 < share <= 1:
        raise ValueError('should be a share of the whole such as "4/10"')
    return value


def is_address(value: str) -> bool:
    """Return whether `value` is one bare mail address in lower case."""
    return re.fullmatch(_ADDRESS, value) is not None


def _matching(
    pattern: str, wanted: str, change: Callable[[str], str] = str
) -> AfterValidator:
    """Return what takes only texts of a pattern, once they are changed."""
    whole = re.compile(pattern)

    def check(value: str) -> str:
        changed = change(value)
        if not whole.fullmatch(changed):
            raise ValueError(f"should be {wanted}")
        return changed

    return AfterValidator(check)


def _host_and_port(value: str) -> str:
    told = _LISTENER.fullmatch(value)
    if value and (told is None or int(told[1]) > _LAST_PORT):
        raise ValueError("should be HOST:PORT such as 127.0.0.1:8024")
    return value


def _network(value: str) -> str:
    try:
        ipaddress.ip_network(value, strict=False)
    except ValueError:
        raise ValueError("should be an address or network such as 10.0.0.0/8") from None
    return value


def _code(value: str) -> str:
    """Check a 全国地方公共団体コード by its last digit (総務省, JIS X 0401/0402)."""
    if not value:
        return value
    if not re.fullmatch(r"[0-9]{6}", value):
        raise ValueError("should be six digits, the last one the check digit")
    total = sum(int(d) * w for d, w in zip(value[:5], (6, 5, 4, 3, 2), strict=True))
    if int(value[5]) != (11 - total % 11) % 10:
        raise ValueError("has a wrong check digit; look the code up again")
    return value


def _pattern(value: str) -> str:
    try:
        named = [one[1:] for one in Formatter().parse(value) if one[1] is not None]
    except ValueError:
        raise ValueError("has a lone brace; write {{ or }} to show one") from None
    for place, form, conversion in named:
        if place not in PLACES or form or conversion:
            raise ValueError(
                f"has a place that nothing fills; known: {', '.join(PLACES)}"
            )
    return value


def _field_key(value: str) -> str:
    if value not in KINDS:
        raise ValueError("names no field of the application (specification 1.2)")
    return value


Positive = Annotated[int, Field(ge=1)]
NotNegative = Annotated[int, Field(ge=0)]
Seconds = Annotated[float, Field(gt=0)]
Share = Annotated[str, AfterValidator(_share)]
Address = Annotated[
    str,
    _matching(_ADDRESS, "one mail address such as desk@hosho.example.jp", str.lower),
]
Domain = Annotated[
    str, _matching(_DOMAIN, "a mail domain such as hosho.example.jp", str.lower)
]
Peer = Annotated[
    str,
    _matching(
        f"{_ADDRESS}|{_DOMAIN}",
        "a mail address or a domain such as example.jp",
        str.lower,
    ),
]
WarningRule = Literal["R-03", "R-04", "R-05", "R-06"]
"""A rule whose warnings a person decides on, unless it is let pass (R-23)."""
Words = Annotated[tuple[str, ...], BeforeValidator(_split)]
Peers = Annotated[tuple[Peer, ...], BeforeValidator(_split)]
WarningRules = Annotated[tuple[WarningRule, ...], BeforeValidator(_split)]
Days = Annotated[tuple[Annotated[int, Field(ge=1)], ...], BeforeValidator(_split)]
Paths = Annotated[tuple[Path, ...], BeforeValidator(_split)]
WebAddress = Annotated[
    str, _matching(_WEB_ADDRESS, "an address such as https://stamp.example.jp/tsa")
]
Network = Annotated[str, AfterValidator(_network)]
Networks = Annotated[tuple[Network, ...], BeforeValidator(_split)]
Listener = Annotated[str, AfterValidator(_host_and_port)]
Id = Annotated[str, _matching(_ID, "of ASCII letters, digits, - and _")]
Name = Annotated[str, Field(min_length=1)]
Pattern = Annotated[str, AfterValidator(_pattern)]
FieldKey = Annotated[str, AfterValidator(_field_key)]
Code = Annotated[str, AfterValidator(_code)]
FiveDigits = Annotated[str, _matching(r"[0-9]{5}", 'five digits such as "00427"')]
