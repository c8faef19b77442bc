r"""Find the end of DATA in a stream, and take the transparency dots out.

Pure and incremental: chunks go in as the network cuts them, content comes out.
Only CR LF . CR LF ends a mail (RFC 5321, 4.1.1.4). Any other reading of a line end
is how one mail is smuggled inside another (CVE-2023-51764, CVE-2024-27305), so a
CR or LF on its own is reported and never taken for a line end.

    held back:  the longest tail that could still become CR LF . CR LF
"""

_END = b"\r\n.\r\n"
_TAILS = tuple(_END[:length] for length in range(len(_END) - 1, 0, -1))


class DotReader:
    """Takes the octets behind 354; gives the octets of the mail."""

    def __init__(self) -> None:
        # The line before the first one has ended: so says the CR LF of DATA itself.
        self._held = b"\r\n"
        self._virtual = True
        self.bare_newline = False
        """Whether a CR without LF, or an LF without CR, was in the content."""
        self.rest: bytes | None = None
        """What followed the end; None until the end was seen."""

    def feed(self, chunk: bytes | bytearray) -> bytes:
        """Return the content that is certain now. Look at `rest` for the end."""
        stream = self._held + chunk
        end = stream.find(_END)
        if end >= 0:
            self.rest = stream[end + len(_END) :]
            return self._content(stream[: end + 2])
        tail = next((tail for tail in _TAILS if stream.endswith(tail)), b"")
        self._held = tail
        return self._content(stream[: len(stream) - len(tail)])

    def _content(self, piece: bytes) -> bytes:
        """Check and unstuff a piece that ends at no half line end."""
        pairs = piece.count(b"\r\n")
        if piece.count(b"\n") != pairs or piece.count(b"\r") != pairs:
            self.bare_newline = True
        content = piece.replace(b"\r\n.", b"\r\n")
        if self._virtual and content:
            self._virtual = False
            return content[2:]
        return content
