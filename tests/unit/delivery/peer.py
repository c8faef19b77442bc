"""A mail server that follows a script: it answers, falls silent or hangs up on cue."""

import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

PATIENCE_SECONDS = 20.0

Cue = str
"""A reply to give, or `hang up`, or `silence`."""
GOOD: Mapping[str, Cue] = {
    "greeting": "220 peer.example ESMTP",
    "EHLO": "250-peer.example\r\n250-8BITMIME\r\n250 SIZE 100000",
    "STARTTLS": "220 go ahead",
    "AUTH": "235 welcome",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go ahead",
    "dot": "250 2.0.0 Ok: queued as 4ABC",
    "QUIT": "221 bye",
}


class _HungUpError(Exception):
    """The script ends here."""


@dataclass
class Peer:
    """One server for one connection after the other."""

    script: dict[str, Cue] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    commands: list[str] = field(default_factory=list)
    """What the client said, outside the content."""
    mails: list[bytes] = field(default_factory=list)
    """Contents that ended in CR LF . CR LF, without it."""
    implicit: bool = False
    """Whether TLS begins with the first octet."""
    encrypted: bool = False
    done: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._silenced: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        """End the server, once."""
        if self.done.is_set():
            return
        self.done.set()
        with socket.create_connection(("127.0.0.1", self.port)):
            self._thread.join()
        self._listener.close()
        for connection in self._silenced:
            connection.close()

    def _serve(self) -> None:
        while not self.done.is_set():
            connection, _ = self._listener.accept()
            connection.settimeout(PATIENCE_SECONDS)
            try:
                self._talk(connection)
            except (_HungUpError, OSError):
                connection.close()

    def _talk(self, connection: socket.socket) -> None:
        if self.done.is_set():
            raise _HungUpError
        stream = connection
        if self.implicit and self.tls is not None:
            stream = self.tls.wrap_socket(connection, server_side=True)
            self.encrypted = True
        self._cue(stream, "greeting")
        while line := self._line(stream):
            self.commands.append(line.decode("utf-8"))
            word = line.partition(b" ")[0].upper().decode()
            reply = self._cue(stream, word)
            if word == "STARTTLS" and self.tls is not None:
                stream = self.tls.wrap_socket(connection, server_side=True)
                self.encrypted = True
            if word == "DATA" and reply.startswith("354"):
                self._take(stream)
            if word == "QUIT":
                break
        stream.close()
        raise _HungUpError

    def _take(self, stream: socket.socket) -> None:
        content = b""
        while not content.endswith(b"\r\n.\r\n"):
            chunk = stream.recv(65_536)
            if not chunk:
                raise _HungUpError
            content += chunk
            if "content" in self.script:
                self._cue(stream, "content")
                raise _HungUpError
        self.mails.append(content.removesuffix(b".\r\n"))
        self._cue(stream, "dot")

    def _cue(self, stream: socket.socket, step: str) -> str:
        cue = {**GOOD, **self.script}.get(step, "502 what?")
        if cue == "silence":
            self._silenced.append(stream)
            self.done.wait(PATIENCE_SECONDS)
            raise _HungUpError
        if cue == "hang up":
            stream.close()
            raise _HungUpError
        stream.sendall(cue.encode() + b"\r\n")
        return cue

    @staticmethod
    def _line(stream: socket.socket) -> bytes:
        line = b""
        while not line.endswith(b"\r\n"):
            octet = stream.recv(1)
            if not octet:
                return b""
            line += octet
        return line.removesuffix(b"\r\n")
