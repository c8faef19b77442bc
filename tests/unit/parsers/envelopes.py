"""Signatures in BER for tests, written by hand as streaming programs write them."""


def value(tag: int, content: bytes, *, endless: bool = True) -> bytes:
    """Write a BER value, without a length where that may be."""
    if endless and tag & 0x20:
        return bytes((tag, 0x80)) + content + b"\0\0"
    size = len(content).to_bytes(3, "big")
    return bytes((tag, 0x83)) + size + content


def streamed(entity: bytes) -> bytes:
    """Write a signature as streaming programs do: no lengths, text in pieces."""
    data, inner = (bytes.fromhex(f"2a864886f70d0107{n:02x}") for n in (2, 1))
    pieces = b"".join(
        value(0x04, entity[at : at + 50]) for at in range(0, len(entity), 50)
    )
    text = value(0xA0, value(0x24, pieces))
    held = value(0x30, value(0x06, inner) + text)
    whole = value(0x02, b"\1") + value(0x31, b"") + held + value(0x31, b"")
    return value(0x30, value(0x06, data) + value(0xA0, value(0x30, whole)))
