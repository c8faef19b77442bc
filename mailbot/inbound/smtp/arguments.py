"""Read the arguments of MAIL and RCPT. Pure; no input raises.

Tolerant where real senders are odd, because a refused application is a lost one:
dots anywhere in a local part (Japanese carriers handed such addresses out), UTF-8
without SMTPUTF8, a blank behind the colon, no angle brackets.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mailbot.inbound.smtp import replies

_PATH = re.compile(
    r"""(FROM|TO):\ *
    (?: <((?: "(?:[^"\\\x00-\x1f\x7f]|\\[\x20-\x7e])*" | [^<>"\x00-\x20\x7f] )*)>
      | ([^<>\x00-\x20\x7f]+) )
    (?:\ +(.*))?""",
    re.VERBOSE | re.IGNORECASE,
)
_PARAMETER = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]*)(?:=([!-<>-~]+))?")
_UNDECODED = re.compile("[\ud800-\udfff]")  # What surrogateescape made of non-UTF-8.
_LONGEST_SIZE = 20  # RFC 1870, 3: a size-value has at most 20 digits.
_LONGEST_ADDRESS = 512  # RFC 5321, 4.5.3.1.3 says 256; some gateways encode more.


@dataclass(frozen=True, slots=True)
class Path:
    """One envelope address with the parameters behind it."""

    address: str
    parameters: Mapping[str, str | None]


def read_path(argument: str, word: str) -> Path | bytes:
    """Return the path behind `FROM:` or `TO:`, or the reply that refuses it."""
    match = _PATH.fullmatch(argument)
    if match is None or match[1].upper() != word:
        return replies.BAD_ARGUMENT
    address = match[3] if match[2] is None else match[2]
    if _UNDECODED.search(address):
        return replies.BAD_ADDRESS
    if address.startswith("@"):  # A source route, to be ignored: RFC 5321, app. C.
        address = address.partition(":")[2]
    if len(address) > _LONGEST_ADDRESS:
        return replies.BAD_ADDRESS
    parameters = _read_parameters(match[4]) if match[4] else {}
    return replies.BAD_ARGUMENT if parameters is None else Path(address, parameters)


def _read_parameters(rest: str) -> dict[str, str | None] | None:
    found: dict[str, str | None] = {}
    for word in rest.split():
        match = _PARAMETER.fullmatch(word)
        if match is None:
            return None
        found[match[1].upper()] = match[2]
    return found


def refuse_sender(path: Path, largest: int) -> bytes | None:
    """Return why MAIL with these parameters is refused, or None."""
    for name, value in path.parameters.items():
        if reply := _refuse_parameter(name, value, largest):
            return reply
    return None


def _refuse_parameter(name: str, value: str | None, largest: int) -> bytes | None:
    match name, value:
        case "SIZE", str() if value.isdecimal() and len(value) <= _LONGEST_SIZE:
            return replies.TOO_LARGE if int(value) > largest else None
        case "BODY", str() if value.upper() in {"7BIT", "8BITMIME"}:
            return None
        case "SMTPUTF8", None:
            return None
        case "AUTH", str():  # RFC 4954, 5: to be taken, and believed of nobody.
            return None
        case (("SIZE" | "BODY" | "SMTPUTF8" | "AUTH"), _):
            return replies.BAD_ARGUMENT
        case _:
            return replies.UNKNOWN_PARAMETER


def declared_octets(path: Path) -> int:
    """Return what SIZE= announced; 0 where nothing was."""
    return int(path.parameters.get("SIZE") or 0)
