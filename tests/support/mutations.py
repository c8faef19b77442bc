"""Mails made worse: the same damage for the same seed, for fuzzing and the corpora."""

from __future__ import annotations

import random

PIECES = (
    b"\r\n", b"\n\n", b"\r", b"\0", b"\xff\xfe", b"> ", b'"', b"(", b"<", b";", b"--",
    b"\x1b$B", b"\x1b(B", b"\x0e", b"=?utf-8?b?", b"=?iso-2022-jp?B?GyRC?=",
    b"Content-Type: multipart/mixed; boundary=x\r\n", b"--x\r\n",
    b"Content-Transfer-Encoding: base64\r\n", "工事名：".encode(), "①令和8年".encode(),
    "㈱髙﨑".encode("cp932"), "前払金保証".encode("euc-jp"), b"<table><tr><td>",
    b"%PDF-",
)  # fmt: skip


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """Cut, double, move, overwrite or stuff a mail at a few places."""
    out = bytearray(raw)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(out) + 1)
        to = min(len(out), at + chance.randint(1, 200))
        match chance.randrange(6):
            case 0:
                out[at : at + 1] = bytes((chance.randrange(256),))
            case 1:
                del out[at:to]
            case 2:
                out[at:at] = out[at:to]
            case 3:
                moved = out[at:to]
                del out[at:to]
                back = chance.randrange(len(out) + 1)
                out[back:back] = moved
            case 4:
                out[at:to] = out[at:to].swapcase()
            case _:
                out[at:at] = chance.choice(PIECES) * chance.choice((1, 1, 1, 40))
    return bytes(out)
