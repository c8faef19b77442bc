"""Every kind of mail, and how a `Send` is written to JSON and read again.

    {"kind": …, "content": {…, "also": [{…, "answer": kind}]}, "to": …, …}

What was stored stays readable: a kind and a field keep their stored names for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import cast

from pydantic import TypeAdapter

from mailbot.core.mails import (
    agreement,
    cancellation,
    certificate,
    conversation,
    enquiry,
    obligee_enquiry,
    submission,
)
from mailbot.core.model.effects import Effect, Send
from mailbot.core.model.mail_kind import Mail, json_of

_ROOM = (
    conversation,
    agreement,
    cancellation,
    certificate,
    submission,
    enquiry,
    obligee_enquiry,
)

KINDS: Mapping[str, type[Mail]] = MappingProxyType(
    {
        one.kind: one
        for part in _ROOM
        for one in vars(part).values()
        if isinstance(one, type) and issubclass(one, Mail) and one.kind
    }
)
"""The class of each kind of mail: every class of this room that names its kind."""


def mail_from(kind: str, content: Mapping[str, object]) -> Mail:
    """Read what a stored mail says; KeyError for a kind that there never was."""
    return json_of(KINDS[kind]).validate_python(content)


@cache
def _send() -> TypeAdapter[Send]:
    """Return what reads and writes a `Send`; built when it is used."""
    return TypeAdapter(Send)


@cache
def _effect() -> TypeAdapter[Effect]:
    return TypeAdapter(Effect)


def effect_as_json(effect: Effect) -> dict[str, object]:
    """Return an effect as it is stored."""
    if isinstance(effect, Send):
        return send_as_json(effect)
    return cast("dict[str, object]", _effect().dump_python(effect, mode="json"))


def send_as_json(send: Send) -> dict[str, object]:
    """Return a mail that was decided on as it is stored."""
    content = send.mail.content()
    if send.also:
        content["also"] = [{**one.content(), "answer": one.kind} for one in send.also]
    rest = _send().dump_python(send, mode="json", exclude={"mail", "also"})
    return {"kind": send.kind, "content": content, **rest}


def send_from_json(stored: Mapping[str, object]) -> Send:
    """Read a mail that was decided on, by today's code or before.

    KeyError and pydantic.ValidationError for what no code of ours has written.
    """
    rest = dict(stored)
    kind, content = str(rest.pop("kind")), rest.pop("content", {})
    said = dict(content) if isinstance(content, Mapping) else {}
    parts = said.pop("also", [])
    also = [
        mail_from(str(part["answer"]), part)
        for part in (parts if isinstance(parts, list) else [])
        # What was asked beside it and is no mail any more is left out, as ever.
        if part.get("answer") in KINDS
    ]
    return _send().validate_python(
        {**rest, "mail": mail_from(kind, said), "also": also}
    )
