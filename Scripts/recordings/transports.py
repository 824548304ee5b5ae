"""The outer flows of the tunnel: what the local network may rightly see.

`handshake(session)` plays the start; `data(session, packet, egress)` yields the outer packets,
each with its direction, that carry one inner packet.
"""

import struct

import frames
import payloads
from frames import ACK, PSH, SYN
from session import Seen


class WireGuard:
    """UDP. Handshake initiation 148 bytes, response 92, data 32 + the packet padded to 16."""

    protocol = "udp"

    def __init__(self):
        self.counters = [0, 0]

    def handshake(self, session):
        random = session.random
        self.indexes = (random.randbytes(4), random.randbytes(4))
        self.source_port = session.profile.entry_port
        session.send(self._frame(session, b"\1\0\0\0" + self.indexes[0] + random.randbytes(140),
                                 True), via=session.outer_mac)
        session.wait(14)
        answer = b"\2\0\0\0" + self.indexes[1] + self.indexes[0] + random.randbytes(80)
        session.receive(self._frame(session, answer, False), origin=session.outer_mac)

    def data(self, session, packet, egress):
        counter = self.counters[egress]
        self.counters[egress] += 1
        size = (len(packet) + 15) // 16 * 16 + 16
        message = (b"\4\0\0\0" + self.indexes[egress] + struct.pack("<Q", counter)
                   + session.random.randbytes(size))
        yield self._frame(session, message, egress), egress

    def _frame(self, session, message, egress):
        p = session.profile
        if egress:
            return frames.udp(p.host(p.entry), p.entry, self.source_port, p.entry_port, message)
        return frames.udp(p.entry, p.host(p.entry), p.entry_port, self.source_port, message, 58)


class TwoHops(WireGuard):
    """WireGuard in WireGuard: `wg1` holds the packets, `wg0` the exit's ciphertext."""

    exit, hop_source = "192.0.2.30", "10.65.0.2"

    def data(self, session, packet, egress):
        size = (len(packet) + 15) // 16 * 16 + 16
        message = b"\4\0\0\0" + session.random.randbytes(12 + size)
        ends = [(self.exit, 51820), (self.hop_source, 41000)]
        (source, source_port), (target, target_port) = ends[egress], ends[not egress]
        hop = frames.udp(source, target, source_port, target_port, message)
        session.tunnels["wg0"].append(Seen(session.time, hop, egress))
        yield from super().data(session, hop, egress)


class Masked(WireGuard):
    """A pretended tunnel: the packet itself, XORed with a repeated key (one zero byte: plain)."""

    def __init__(self, key=b"\x5a"):
        super().__init__()
        self.key = key

    def handshake(self, session):
        """There is none: the first data frame starts it."""
        self.source_port = session.profile.entry_port

    def data(self, session, packet, egress):
        key = self.key * (len(packet) // len(self.key) + 1)
        yield self._frame(session, bytes(a ^ b for a, b in zip(packet, key)), egress), egress


class OpenVPN(WireGuard):
    """UDP: hard resets and control packets, then P_DATA_V2."""

    def handshake(self, session):
        random = session.random
        self.source_port = session.port()
        here, there = random.randbytes(8), random.randbytes(8)
        steps = ((True, b"\x38" + here + b"\0" + bytes(4)),
                 (False, b"\x40" + there + b"\1" + bytes(4) + here + bytes(4)),
                 (True, b"\x28" + here + b"\1" + bytes(4) + there),
                 (True, b"\x20" + here + b"\0" + struct.pack(">I", 1)
                  + payloads.client_hello(random, protocols=())),
                 (False, b"\x20" + there + b"\1" + struct.pack(">I", 1) + here
                  + struct.pack(">I", 1) + payloads.server_hello(random)))
        for egress, message in steps:
            self._exchange(session, message, egress)

    def _exchange(self, session, message, egress):
        packet = self._frame(session, message, egress)
        if egress:
            session.send(packet, via=session.outer_mac)
            session.wait(6)
        else:
            session.receive(packet, origin=session.outer_mac)

    def data(self, session, packet, egress):
        self.counters[egress] += 1
        message = (b"\x48\0\0\0" + struct.pack(">I", self.counters[egress])
                   + session.random.randbytes(16 + len(packet)))
        yield self._frame(session, message, egress), egress


class TLS:
    """TCP with TLS inside, in cells of 514 bytes: what Tor's link to its guard looks like."""

    protocol = "tcp"

    def handshake(self, session):
        self.source_port = session.port()
        self.sequence = [session.number(32), session.number(32)]
        for flags, egress in ((SYN, True), (SYN | ACK, False), (ACK, True)):
            self._pass(session, self._frame(session, flags, b"", egress), egress)
        hello = payloads.client_hello(session.random, "www.4tn2kq7c.com", protocols=())
        self._pass(session, self._frame(session, PSH | ACK, hello, True), True)
        answer = payloads.server_hello(session.random)
        self._pass(session, self._frame(session, PSH | ACK, answer, False), False)
        self._pass(session, self._frame(session, ACK, b"", True), True)

    def data(self, session, packet, egress):
        cells = (len(packet) + 497) // 498
        record = payloads.tls_record(23, session.random.randbytes(cells * 514 + 17))
        yield self._frame(session, PSH | ACK, record, egress), egress
        yield self._frame(session, ACK, b"", not egress), not egress

    def _pass(self, session, packet, egress):
        if egress:
            session.send(packet, via=session.outer_mac)
        else:
            session.wait(9)
            session.receive(packet, origin=session.outer_mac)

    def _frame(self, session, flags, data, egress):
        p = session.profile
        ends = [(p.entry, p.entry_port), (p.host(p.entry), self.source_port)]
        (source, source_port), (target, target_port) = ends[egress], ends[not egress]
        acknowledged = 0 if flags == SYN else self.sequence[not egress]
        packet = frames.tcp(source, target, source_port, target_port, self.sequence[egress],
                            acknowledged, flags, data)
        self.sequence[egress] += len(data) + (1 if flags & SYN else 0)
        self.sequence[egress] &= 0xFFFFFFFF
        return packet


class OpenVPNoverTCP(TLS):
    """OpenVPN's packets behind a 16-bit length."""

    def handshake(self, session):
        self.source_port = session.port()
        self.sequence = [session.number(32), session.number(32)]
        here = session.random.randbytes(8)
        there = session.random.randbytes(8)
        for flags, egress in ((SYN, True), (SYN | ACK, False), (ACK, True)):
            self._pass(session, self._frame(session, flags, b"", egress), egress)
        for message, egress in ((b"\x38" + here + b"\0" + bytes(4), True),
                                (b"\x40" + there + b"\1" + bytes(4) + here + bytes(4), False)):
            record = payloads.vector16(message)
            self._pass(session, self._frame(session, PSH | ACK, record, egress), egress)

    def data(self, session, packet, egress):
        message = b"\x48\0\0\0" + session.random.randbytes(20 + len(packet))
        yield self._frame(session, PSH | ACK, payloads.vector16(message), egress), egress


class NoTunnel:
    """A proxy has no tunnel interface; its conversation is played by the traffic itself."""

    protocol = "tcp"

    def handshake(self, session):
        pass
