"""Writes capture files: classic pcap in its four flavours, and pcapng.

A frame is a tuple (time in nanoseconds, bytes); longer lists are said where they are taken.
"""

import struct

ETHERNET, RAW, LINUX_SLL, LINUX_SLL2 = 1, 101, 113, 276


def classic(frames, link_type, nanoseconds=False, big_endian=False, snap_length=65535):
    """Classic pcap. Without `nanoseconds` the time is cut to the microsecond."""
    order = ">" if big_endian else "<"
    magic, unit = (0xA1B23C4D, 1) if nanoseconds else (0xA1B2C3D4, 1000)
    out = [struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, snap_length, link_type)]
    for time, frame in frames:
        seconds, rest = divmod(time, 1_000_000_000)
        kept = frame[:snap_length]
        out.append(struct.pack(order + "IIII", seconds, rest // unit, len(kept), len(frame)))
        out.append(kept)
    return b"".join(out)


class PcapNG:
    """Builds one pcapng section; add every interface before the first frame."""

    def __init__(self, big_endian=False):
        self.order = ">" if big_endian else "<"
        self.resolutions = []
        self.blocks = []
        self._block(0x0A0D0D0A, self._pack("IHHq", 0x1A2B3C4D, 1, 0, -1))

    def interface(self, name, link_type, resolution=9, snap_length=0):
        """`resolution` is the power of ten of the time stamps: 6 or 9."""
        self.resolutions.append(resolution)
        body = self._pack("HHI", link_type, 0, snap_length)
        body += self._option(2, name.encode()) + self._option(9, bytes([resolution]))
        self._block(1, body + self._end())

    def frame(self, interface, time, frame, snap_length=None, egress=None):
        """`egress` True or False writes epb_flags; None leaves the direction out."""
        stamp = time if self.resolutions[interface] == 9 else time // 1000
        kept = frame[:snap_length] if snap_length else frame
        body = self._pack("IIIII", interface, stamp >> 32, stamp & 0xFFFFFFFF, len(kept),
                          len(frame)) + self._padded(kept)
        if egress is not None:
            body += self._option(2, self._pack("I", 2 if egress else 1)) + self._end()
        self._block(6, body)

    def statistics(self, interface, time, received, dropped):
        stamp = time if self.resolutions[interface] == 9 else time // 1000
        body = self._pack("III", interface, stamp >> 32, stamp & 0xFFFFFFFF)
        body += self._option(4, self._pack("Q", received))
        body += self._option(5, self._pack("Q", dropped))
        self._block(5, body + self._end())

    def bytes(self):
        return b"".join(self.blocks)

    def _block(self, kind, body):
        length = 12 + len(body)
        self.blocks.append(self._pack("II", kind, length) + body + self._pack("I", length))

    def _option(self, code, value):
        return self._pack("HH", code, len(value)) + self._padded(value)

    def _end(self):
        return self._pack("HH", 0, 0)

    def _pack(self, form, *values):
        return struct.pack(self.order + form, *values)

    @staticmethod
    def _padded(data):
        return data + bytes(-len(data) % 4)
