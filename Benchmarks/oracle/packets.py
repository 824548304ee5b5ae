"""Takes a frame apart, as far as the transport ports.

Written from RFC 791, 8200, 768, 9293, IEEE 802.1Q and the pages of LINKTYPE_LINUX_SLL and SLL2.
"""

import struct
from dataclasses import dataclass
from typing import Optional

from captures import Frame

ETHERNET, SLL, SLL2 = 1, 113, 276
RAW = {12, 14, 101, 228, 229}
TAGS = {0x8100, 0x88A8, 0x9100}
TCP, UDP = 6, 17
# hop-by-hop, routing, destination options, mobility, HIP, shim6 (RFC 7045); 51 is AH
EXTENSIONS = {0, 43, 60, 135, 139, 140, 51}


class Malformed(Exception):
    """A header is missing, cut, or contradicts itself."""


@dataclass
class Link:
    ethertype: int
    network: int  # where the network layer begins
    source: Optional[bytes]  # MAC
    sent: Optional[bool]  # by the cooked packet type


@dataclass
class Packet:
    version: int
    source: bytes
    destination: bytes
    hops: int
    protocol: int
    payload: bytes  # what follows the IP headers, as far as captured
    fragment: bool  # any fragment of a fragmented datagram
    first: bool  # begins with the transport header
    ports: Optional[tuple[int, int]] = None  # TCP and UDP
    message: bytes = b""  # what follows the TCP or UDP header


def _be16(data: bytes, at: int) -> int:
    if at + 2 > len(data):
        raise Malformed("cut")
    return struct.unpack_from(">H", data, at)[0]


def link_layer(frame: Frame) -> Link:
    data = frame.data
    if frame.link in RAW:
        if not data:
            raise Malformed("empty")
        return Link({4: 0x0800, 6: 0x86DD}.get(data[0] >> 4, 0), 0, None, None)
    if frame.link == SLL2:
        if len(data) < 20:
            raise Malformed("cut")
        ethertype, at, source, sent = _be16(data, 0), 20, data[12 : 12 + data[11]], data[10] == 4
    elif frame.link == SLL:
        ethertype, at, source = _be16(data, 14), 16, data[6 : 6 + _be16(data, 4)]
        sent = _be16(data, 0) == 4
    elif frame.link == ETHERNET:
        ethertype, at, source, sent = _be16(data, 12), 14, data[6:12], None
    else:
        raise Malformed(f"link type {frame.link}")
    while ethertype in TAGS:
        ethertype, at = _be16(data, at + 2), at + 4
    return Link(ethertype, at, source, sent)


def network_layer(data: bytes, ethertype: int) -> Packet:
    """The IP packet at the start of `data`; trailing padding is dropped."""
    packet = _ipv4(data) if ethertype == 0x0800 else _ipv6(data)
    if packet.first and packet.protocol in (TCP, UDP):
        _transport(packet)
    return packet


def _ipv4(data: bytes) -> Packet:
    if len(data) < 20 or data[0] >> 4 != 4:
        raise Malformed("IPv4 header")
    header, total = (data[0] & 15) * 4, _be16(data, 2)
    if header < 20 or total < header or header > len(data):
        raise Malformed("IPv4 length")
    field = _be16(data, 6) & 0x3FFF  # more fragments, offset
    return Packet(4, data[12:16], data[16:20], data[8], data[9], data[header:total], field != 0,
                  field & 0x1FFF == 0)


def _ipv6(data: bytes) -> Packet:
    if len(data) < 40 or data[0] >> 4 != 6:
        raise Malformed("IPv6 header")
    data = data[: 40 + _be16(data, 4)]
    following, at, fragment, first = data[6], 40, False, True
    while first and (following in EXTENSIONS or following == 44):
        if at + 8 > len(data):
            raise Malformed("extension header")
        if following == 44:
            field = _be16(data, at + 2)
            # An atomic fragment (RFC 6946) is whole: neither offset nor more fragments.
            fragment, first, size = field & 0xFFF9 != 0, field >> 3 == 0, 8
        else:
            size = (data[at + 1] + 2) * 4 if following == 51 else (data[at + 1] + 1) * 8
        following, at = data[at], at + size
    if at > len(data):
        raise Malformed("extension header")
    return Packet(6, data[8:24], data[24:40], data[7], following, data[at:], fragment, first)


def _transport(packet: Packet) -> None:
    body = packet.payload
    if packet.protocol == UDP:
        header = 8
    else:
        header = (body[12] >> 4) * 4 if len(body) > 12 else 20
    if header < (8 if packet.protocol == UDP else 20) or len(body) < header:
        raise Malformed("transport header")
    packet.ports = struct.unpack_from(">HH", body)
    packet.message = body[header:]
