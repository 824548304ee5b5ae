"""A tiny made-up session: a clock, the audited machine's two interfaces, and what crosses them.

Every frame carries a mark: the check that counts it (its first cause) and the checks that only
cite it. What a recording must prove is computed from these marks.
"""

import dataclasses
import random
import typing

import frames
import payloads
from frames import ACK, ETHER_ARP, FIN, PSH, SYN


@dataclasses.dataclass
class Profile:
    """Who is who. The defaults are those of the committed recordings."""

    host_mac: str = "02:00:00:00:50:0c"
    router_mac: str = "02:00:00:00:50:01"
    hostile_mac: str = "02:00:00:00:50:66"
    host4: str = "192.168.50.125"
    router4: str = "192.168.50.1"
    hostile4: str = "192.168.50.66"
    lan6: str = "2001:db8:50::"
    host6: str = "2001:db8:50:0:9c1f:7a52:e3d4:61b8"
    host_link: str = "fe80::4c2a:91ff:73d0:5e16"
    router_link: str = "fe80::ff:fe00:5001"
    hostile_link: str = "fe80::ff:fe00:5066"
    inner4: str = "10.64.0.2"
    inner6: str = "2001:db8:64::2"
    inner_resolver: str = "10.64.0.1"
    entry: str = "203.0.113.10"
    entry_port: int = 51820
    wan4: str = "198.51.100.2"
    isp_dns4: str = "198.51.100.53"
    server4: str = "203.0.113.80"
    server6: str = "2001:db8:113::80"
    dns4: str = "203.0.113.53"
    dns6: str = "2001:db8:113::53"
    stun4: str = "203.0.113.78"
    stun6: str = "2001:db8:113::78"
    ntp4: str = "203.0.113.123"
    directory4: str = "203.0.113.90"
    host_name: str = "vm"
    uplink4: bool = True
    start: int = 1_795_361_400_000_000_000

    @property
    def eui64(self):
        """The global address that SLAAC makes of the host's MAC."""
        raw = bytearray(frames.mac_bytes(self.host_mac))
        raw[0] ^= 2
        tail = bytes(raw[:3]) + b"\xff\xfe" + bytes(raw[3:])
        prefix = frames.packed(self.lan6)[:8]
        return str(frames.ipaddress.ip_address(prefix + tail))

    def host(self, peer):
        """The machine's own address of the peer's family."""
        return self.host6 if frames.is_v6(peer) else self.host4

    def inner(self, peer):
        return self.inner6 if frames.is_v6(peer) else self.inner4


@dataclasses.dataclass
class Seen:
    """One captured frame. `egress` is the direction as the machine knows it."""

    time: int
    frame: bytes
    egress: bool
    cause: str | None = None
    cited: tuple = ()


@dataclasses.dataclass
class Path:
    """`route(packet, egress)` puts a packet on the path; `source(peer)` is our address there."""

    route: typing.Callable
    source: typing.Callable


class Session:
    """`transport` makes the outer flow, see transports.py."""

    def __init__(self, profile, transport, seed):
        self.profile = profile
        self.random = random.Random(seed)
        self.time = profile.start
        self.underlay = []
        self.tunnels = {"wg0": []}
        self.transport = transport
        self.vlans = ()
        self.muted = set()
        self.connected_at = None
        self.outer_mac = profile.router_mac
        self.entries = [(profile.entry, profile.entry_port)]
        self.answers = []
        self.closing_at = None
        self.machine = []
        self.sockets = []
        self.heartless = False
        self.marks = []
        self.drill = []
        self.attempts = []
        self.rules = []

    # Clock

    def decimal(self, time=None):
        time = self.time if time is None else time
        return f"{time // 1_000_000_000}.{time % 1_000_000_000:09}"

    def wait(self, milliseconds):
        self.time += int(milliseconds * 1_000_000)

    def tick(self, fastest=0.15, slowest=2.4):
        self.wait(fastest + (slowest - fastest) * self.random.random())

    def port(self):
        """From the dynamic range, where no dissector listens."""
        return 49152 + self.random.getrandbits(13)

    def number(self, bits=16):
        return self.random.getrandbits(bits)

    # Frames on the physical interface

    def send(self, packet, cause=None, cited=(), via=None):
        """An IP packet leaves the physical interface, to the router unless `via` says who.

        Where every outer flow is TCP, UDP with no earlier cause is a bypass (cause order)."""
        if (cause in ("leak.ipv4-direct", "leak.ipv6-native") and self.transport.protocol == "tcp"
                and packet[6 if packet[0] >> 4 == 6 else 9] == frames.UDP):
            cause = "leak.udp-bypass"
        target = multicast_of(packet) or via or self.profile.router_mac
        self.egress(target, frames.ether_type_of(packet), packet, cause, cited)

    def receive(self, packet, origin=None, cited=()):
        target = multicast_of(packet) or self.profile.host_mac
        self.ingress(target, origin or self.profile.router_mac, frames.ether_type_of(packet),
                     packet, cited)

    def egress(self, target, ether_type, payload, cause=None, cited=()):
        frame = frames.ethernet(target, self.profile.host_mac, ether_type, payload, self.vlans)
        self.underlay.append(Seen(self.time, frame, True, cause, tuple(cited)))
        self.tick()

    def ingress(self, target, origin, ether_type, payload, cited=()):
        """Frames from the wire are padded to Ethernet's least size; those we send are not."""
        frame = frames.ethernet(target, origin, ether_type, payload, self.vlans)
        self.underlay.append(Seen(self.time, frame.ljust(60, b"\0"), False, None, tuple(cited)))
        self.tick()

    # The tunnel

    def connect(self):
        self.transport.handshake(self)
        self.tick()
        self.connected_at = self.time
        self.tick()

    def hand_over(self, entry):
        """The tunnel moves to another entry, with a new handshake."""
        self.profile = dataclasses.replace(self.profile, entry=entry)
        self.entries.append((entry, self.profile.entry_port))
        self.transport.handshake(self)

    def inside(self, packet, egress, cited=(), outer_cited=()):
        """A packet in the tunnel, and the outer frame that carries it."""
        if not egress:
            self.carry(packet, egress, outer_cited)
            self.time -= int(60_000 * self.random.random())
        next(iter(self.tunnels.values())).append(Seen(self.time, packet, egress, None, tuple(cited)))
        if egress:
            self.wait(0.03 + 0.06 * self.random.random())
            self.carry(packet, egress, outer_cited)
        else:
            self.tick()

    def carry(self, packet, egress, outer_cited=()):
        for outer, outgoing in self.transport.data(self, packet, egress):
            if ("egress" if outgoing else "ingress") in self.muted:
                continue
            if outgoing:
                self.send(outer, cited=outer_cited, via=self.outer_mac)
            else:
                self.receive(outer, origin=self.outer_mac, cited=outer_cited)

    # Paths: where a conversation goes

    def direct(self, cause, cited=(), via=None, source=None):
        """Outside the tunnel; only what leaves carries the mark."""
        def route(packet, egress):
            if egress:
                self.send(packet, cause, cited, via)
            else:
                self.receive(packet, origin=via)
        return Path(route, lambda peer: source or self.profile.host(peer))

    def tunnelled(self, cited=()):
        return Path(lambda packet, egress: self.inside(packet, egress, cited if egress else ()),
                    self.profile.inner)

    # Our own heartbeat in a live run

    def beat(self):
        """EtherType 0x88b5 to a station that nobody has."""
        if self.heartless:
            return
        self.egress("02:57:54:48:42:01", 0x88b5, b"watertight heartbeat" + bytes(8))

    # Housekeeping that every network has

    def noise(self):
        """ARP, neighbour discovery, group membership: all tolerated."""
        p = self.profile
        if p.uplink4:
            self.ingress(p.host_mac, p.router_mac, ETHER_ARP,
                         frames.arp(1, p.router_mac, p.router4, "00:00:00:00:00:00", p.host4))
            self.egress(p.router_mac, ETHER_ARP,
                        frames.arp(2, p.host_mac, p.host4, p.router_mac, p.router4))
            self.send(frames.igmp_report(p.host4, "224.0.0.251"))
        self.send(frames.router_solicitation(p.host_link, p.host_mac))
        self.send(frames.neighbour_solicitation(p.host_link, p.router_link, p.host_mac),
                  via=p.router_mac)
        self.receive(frames.neighbour_advertisement(
            p.router_link, p.host_link, p.router_link, p.router_mac))
        self.send(frames.mld_report(p.host_link, "ff02::fb"))

    def resolve_router(self):
        p = self.profile
        self.egress(frames.BROADCAST, ETHER_ARP,
                    frames.arp(1, p.host_mac, p.host4, "00:00:00:00:00:00", p.router4))
        self.ingress(p.host_mac, p.router_mac, ETHER_ARP,
                     frames.arp(2, p.router_mac, p.router4, p.host_mac, p.host4))

    def advertise(self, origin="router", cited=(), **advertisement):
        p = self.profile
        link, mac = ((p.router_link, p.router_mac) if origin == "router"
                     else (p.hostile_link, p.hostile_mac))
        self.receive(frames.router_advertisement(link, mac, **advertisement), mac, cited)

    def lease(self, options=(), origin="router", your=None, router=None, asked=(), cited=()):
        """DISCOVER to ACKNOWLEDGE. `options` are the server's, `asked` the client's; `cited`
        marks what the client sends."""
        p = self.profile
        mac, server = ((p.router_mac, p.router4) if origin == "router"
                       else (p.hostile_mac, p.hostile4))
        server, your = router or server, your or p.host4
        transaction = self.number(32)
        parameters = (55, bytes([1, 121, 3, 6, 15, 51, 54]))
        given = ((54, frames.packed(server)), (51, bytes.fromhex("00000e10")), *options)
        wanted = ((50, frames.packed(your)), (54, frames.packed(server)))
        for kind, more, answer in ((payloads.DISCOVER, (), payloads.OFFER),
                                   (payloads.REQUEST, wanted, payloads.ACKNOWLEDGE)):
            message = payloads.dhcp(kind, transaction, p.host_mac,
                                    options=(*more, *asked, parameters))
            self.send(frames.udp("0.0.0.0", "255.255.255.255", 68, 67, message), cited=cited)
            message = payloads.dhcp(answer, transaction, p.host_mac, your, server, options=given)
            self.receive(frames.udp(server, your, 67, 68, message), mac)


def multicast_of(packet):
    start, end = (24, 40) if packet[0] >> 4 == 6 else (16, 20)
    return frames.multicast_mac(str(frames.ipaddress.ip_address(packet[start:end])))


# Conversations over a path


def udp_talk(session, path, target, port, request, answer=None, source_port=None):
    source, source_port = path.source(target), source_port or session.port()
    path.route(frames.udp(source, target, source_port, port, request), True)
    if answer:
        session.wait(9 + 8 * session.random.random())
        path.route(frames.udp(target, source, port, source_port, answer, ttl=57), False)


def tcp_talk(session, path, target, port, turns, close=True):
    """A whole TCP connection. `turns` are (segments sent, segments received); every segment that
    is received is acknowledged."""
    here, there = session.number(32), session.number(32)
    source, source_port = path.source(target), session.port()

    def out(flags, data=b""):
        nonlocal here
        path.route(frames.tcp(source, target, source_port, port, here,
                              0 if flags == SYN else there, flags, data), True)
        here += len(data) + (1 if flags & (SYN | FIN) else 0)

    def back(flags, data=b""):
        nonlocal there
        path.route(frames.tcp(target, source, port, source_port, there, here, flags, data), False)
        there += len(data) + (1 if flags & (SYN | FIN) else 0)

    out(SYN)
    session.wait(11)
    back(SYN | ACK)
    out(ACK)
    for requests, answers in turns:
        for data in requests:
            out(PSH | ACK, data)
        session.wait(10)
        back(ACK)
        for data in answers:
            back(PSH | ACK, data)
            out(ACK)
    if close:
        out(FIN | ACK)
        session.wait(10)
        back(FIN | ACK)
        out(ACK)
