"""The states of an SMTP session, and which event leads from which to which.

NEW ── greeted ──> GREETED ── sender ──> SENDER ── recipient ──> ENVELOPE
                      ^                                             │ content
                      └── answered ── KEEPING <── whole ── CONTENT <┘
"""

from enum import Enum
from types import MappingProxyType
from typing import Final

from mailbot.inbound.smtp import replies


class State(Enum):
    """What a session waits for."""

    NEW = "a greeting"
    GREETED = "a mail"
    SENDER = "a recipient"
    ENVELOPE = "another recipient, or DATA"
    CONTENT = "the rest of the mail"
    KEEPING = "the mail to be kept"
    HANDSHAKE = "TLS"
    PLAIN = "the response of AUTH PLAIN"
    NAME = "the name of AUTH LOGIN"
    PASSWORD = "the password of AUTH LOGIN"  # noqa: S105 - not one
    VERIFYING = "the password to be checked"
    ENDED = "nothing more"


_BETWEEN_MAILS: Final = (State.NEW, State.GREETED)
_IN_ENVELOPE: Final = (State.SENDER, State.ENVELOPE)
COMMANDS_COME: Final = (*_BETWEEN_MAILS, *_IN_ENVELOPE)
RESPONSES_COME: Final = (State.PLAIN, State.NAME, State.PASSWORD)
_CLAIMED: Final = (State.GREETED, *RESPONSES_COME)

TRANSITIONS: Final = MappingProxyType(
    {
        "greeted": dict.fromkeys(COMMANDS_COME, State.GREETED),
        "reset": dict.fromkeys(COMMANDS_COME, State.GREETED) | {State.NEW: State.NEW},
        "sender": {State.GREETED: State.SENDER},
        "recipient": dict.fromkeys(_IN_ENVELOPE, State.ENVELOPE),
        "content": {State.ENVELOPE: State.CONTENT},
        "whole": {State.CONTENT: State.KEEPING},
        "answered": {State.KEEPING: State.GREETED},
        "handshake": dict.fromkeys(COMMANDS_COME, State.HANDSHAKE),
        "encrypted": {State.HANDSHAKE: State.NEW},
        "ask response": {State.GREETED: State.PLAIN},
        "ask name": {State.GREETED: State.NAME},
        "ask password": dict.fromkeys((State.GREETED, State.NAME), State.PASSWORD),
        "claimed": dict.fromkeys(_CLAIMED, State.VERIFYING),
        "no claim": dict.fromkeys(_CLAIMED, State.GREETED),
        "verified": {State.VERIFYING: State.GREETED},
        "ended": dict.fromkeys(State, State.ENDED),
    }
)
"""An event, and for each state in which it may happen the state that follows."""

OUT_OF_ORDER: Final = MappingProxyType(
    {
        "sender": {State.NEW: replies.GREET_FIRST}
        | dict.fromkeys(_IN_ENVELOPE, replies.NESTED_MAIL),
        "recipient": dict.fromkeys(_BETWEEN_MAILS, replies.SENDER_FIRST),
        "content": dict.fromkeys(
            (*_BETWEEN_MAILS, State.SENDER), replies.RECIPIENT_FIRST
        ),
        "claimed": {State.NEW: replies.GREET_FIRST}
        | dict.fromkeys(_IN_ENVELOPE, replies.SIGN_IN_ONCE),
    }
)
"""What is said to a command whose event has no transition from this state."""
