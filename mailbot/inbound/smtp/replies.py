"""The replies of the SMTP server: fixed sentences.

None holds a peer's words or an exception's.
Enhanced status codes are from RFC 3463 and its registry.
"""


def _line(text: str) -> bytes:
    return text.encode("ascii") + b"\r\n"


OK = _line("250 2.0.0 OK")
SENDER_OK = _line("250 2.1.0 Sender OK")
RECIPIENT_OK = _line("250 2.1.5 Recipient OK")
GO_AHEAD = _line("354 End data with <CR><LF>.<CR><LF>")
READY_FOR_TLS = _line("220 2.0.0 Ready to start TLS")
SIGNED_IN = _line("235 2.7.0 Signed in")
GO_ON = _line("334 ")
NAME_PLEASE = _line("334 VXNlcm5hbWU6")
PASSWORD_PLEASE = _line("334 UGFzc3dvcmQ6")
BYE = _line("221 2.0.0 Bye")
HELP = _line("214 2.0.0 This is RFC 5321")
WILL_TRY = _line("252 2.5.2 Send some mail, we will see")

CLOSING = _line("421 4.3.2 Closing for maintenance, please come again")
TOO_MANY_CONNECTIONS = _line("421 4.7.0 Too many connections, please come later")
MAKE_ROOM = _line("421 4.4.2 Others are waiting, please come later")
TOO_MANY_TRIES = _line("421 4.7.0 Too many tries to sign in")
TOO_MANY_COMMANDS = _line("421 4.7.0 Too many commands")
TOO_MANY_ERRORS = _line("421 4.7.0 Too many errors")
TOO_SLOW = _line("421 4.4.2 Nothing came for too long")
NOT_NOW = _line("451 4.3.2 Not accepting mail at the moment, please try again later")
OUR_FAULT = _line("451 4.3.0 Fault on our side, please try again later")
STORAGE_FULL = _line("452 4.3.1 Out of storage, please try again later")
SIGN_IN_LATER = _line("454 4.7.0 Too many are signing in, please try again later")
TOO_MANY_RECIPIENTS = _line("452 4.5.3 Too many recipients, please send the rest after")

NOT_A_COMMAND = _line("500 5.5.2 Command not recognized")
LINE_TOO_LONG = _line("500 5.5.2 Line too long")
GARBAGE = _line("500 5.5.2 This is no SMTP")
BAD_ARGUMENT = _line("501 5.5.4 Bad argument")
BAD_ADDRESS = _line("501 5.1.7 Bad address")
BAD_RESPONSE = _line("501 5.5.2 Bad response")
CANCELLED = _line("501 5.7.0 Cancelled")
NOT_IMPLEMENTED = _line("502 5.5.1 Command not implemented")
GREET_FIRST = _line("503 5.5.1 Greet first")
SENDER_FIRST = _line("503 5.5.1 MAIL first")
RECIPIENT_FIRST = _line("503 5.5.1 RCPT first")
NESTED_MAIL = _line("503 5.5.1 One MAIL at a time")
SIGN_IN_ONCE = _line("503 5.5.1 Sign in once, before MAIL")
TALKED_EARLY = _line("503 5.5.0 Content sent before it was asked for")
TLS_IS_ON = _line("503 5.5.1 TLS is on already")
UNKNOWN_MECHANISM = _line("504 5.5.4 PLAIN or LOGIN, please")
TLS_REQUIRED = _line("530 5.7.0 Must issue a STARTTLS command first")
WRONG_CREDENTIALS = _line("535 5.7.8 Name or password is wrong")
ENCRYPT_FIRST = _line("538 5.7.11 Encrypt first")
NO_SUCH_RECIPIENT = _line("550 5.1.1 No such recipient here")
BARE_NEWLINE = _line("550 5.6.11 CR or LF alone in the mail, see RFC 5321 2.3.8")
TOO_LARGE = _line("552 5.3.4 Mail too large")
NO_RECIPIENTS = _line("554 5.5.1 No valid recipients")
UNKNOWN_PARAMETER = _line("555 5.5.4 Parameter not recognized")


def kept(mail_id: int) -> bytes:
    """Say that the mail is safe with us, and its number in the mail log."""
    return b"250 2.0.0 Kept as mail %d\r\n" % mail_id


def greeting(hostname: str, *, lmtp: bool) -> bytes:
    """Return the first line of a session; it names no software and no version."""
    return _line(f"220 {hostname} {'LMTP' if lmtp else 'ESMTP'}")


def welcome(hostname: str, extensions: list[str]) -> bytes:
    """Return the answer to EHLO or LHLO: one line for each extension."""
    lines = [hostname, *extensions]
    last = len(lines) - 1
    return b"".join(
        _line(f"250{' ' if number == last else '-'}{line}")
        for number, line in enumerate(lines)
    )
