"""Reads frames from capture files.

Written from draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng and the list of link types at
https://www.tcpdump.org/linktypes.html, independently of the tool that it checks.
"""

import struct
from typing import BinaryIO, Iterator, NamedTuple, Optional


class CaptureError(Exception):
    """The file is not a capture, or it breaks its format."""


class Frame(NamedTuple):
    time: int  # nanoseconds since 1970
    data: bytes  # what was captured
    original: int  # length on the wire
    link: int  # LINKTYPE_ number
    outbound: Optional[bool]  # pcapng packet flags, where present


def frames(path: str) -> Iterator[Frame]:
    """The frames of a pcap or pcapng file, in order."""
    with open(path, "rb") as file:
        magic = file.read(4)
        if magic == b"\x0a\x0d\x0d\x0a":
            yield from _pcapng(file)
        else:
            yield from _pcap(file, magic)


def _exactly(file: BinaryIO, count: int) -> bytes:
    data = file.read(count)
    if len(data) < count:
        raise CaptureError("the file ends inside a record")
    return data


def _pcap(file: BinaryIO, magic: bytes) -> Iterator[Frame]:
    kinds = {
        b"\xd4\xc3\xb2\xa1": ("<", 1000), b"\xa1\xb2\xc3\xd4": (">", 1000),
        b"\x4d\x3c\xb2\xa1": ("<", 1), b"\xa1\xb2\x3c\x4d": (">", 1),
    }
    if magic not in kinds:
        raise CaptureError("not a capture file")
    order, unit = kinds[magic]
    link = struct.unpack(order + "I", _exactly(file, 20)[16:])[0] & 0x0FFFFFFF
    while head := file.read(16):
        if len(head) < 16:
            raise CaptureError("the file ends inside a record")
        seconds, rest, captured, original = struct.unpack(order + "IIII", head)
        time = seconds * 1_000_000_000 + rest * unit
        yield Frame(time, _exactly(file, captured), original, link, None)


def _options(order: str, data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(data):
        code, length = struct.unpack_from(order + "HH", data, at)
        if code == 0:
            return
        yield code, data[at + 4 : at + 4 + length]
        at += 4 + (length + 3) // 4 * 4


def _pcapng(file: BinaryIO) -> Iterator[Frame]:
    order, interfaces, kind_bytes = "<", [], b"\x0a\x0d\x0d\x0a"
    while kind_bytes:
        length_bytes = _exactly(file, 4)
        if kind_bytes == b"\x0a\x0d\x0d\x0a":
            mark = _exactly(file, 4)
            order = {b"\x4d\x3c\x2b\x1a": "<", b"\x1a\x2b\x3c\x4d": ">"}.get(mark, "")
            if not order:
                raise CaptureError("no byte order in a section header")
            interfaces = []
            _exactly(file, struct.unpack(order + "I", length_bytes)[0] - 12)
        else:
            kind = struct.unpack(order + "I", kind_bytes)[0]
            body = _exactly(file, struct.unpack(order + "I", length_bytes)[0] - 8)[:-4]
            if kind == 1:
                interfaces.append(_interface(order, body))
            elif kind == 6:
                yield _enhanced(order, body, interfaces)
            elif kind == 3:
                original = struct.unpack(order + "I", body[:4])[0]
                link, snap, _, _ = interfaces[0]
                captured = min(original, snap or original)
                yield Frame(0, body[4 : 4 + captured], original, link, None)
        kind_bytes = file.read(4)


def _interface(order: str, body: bytes) -> tuple[int, int, int, int]:
    """Link type, snap length, ticks per second, offset in seconds."""
    link, _, snap = struct.unpack_from(order + "HHI", body)
    ticks, offset = 1_000_000, 0
    for code, value in _options(order, body[8:]):
        if code == 9:
            ticks = 1 << (value[0] & 0x7F) if value[0] & 0x80 else 10 ** value[0]
        elif code == 14:
            offset = struct.unpack(order + "q", value)[0]
    return link, snap, ticks, offset


def _enhanced(order: str, body: bytes, interfaces: list[tuple[int, int, int, int]]) -> Frame:
    number, high, low, captured, original = struct.unpack_from(order + "IIIII", body)
    link, _, ticks, offset = interfaces[number]
    time = (high << 32 | low) * 1_000_000_000 // ticks + offset * 1_000_000_000
    outbound = None
    for code, value in _options(order, body[20 + (captured + 3) // 4 * 4 :]):
        if code == 2:
            outbound = {1: False, 2: True}.get(struct.unpack(order + "I", value)[0] & 3)
    return Frame(time, body[20 : 20 + captured], original, link, outbound)
