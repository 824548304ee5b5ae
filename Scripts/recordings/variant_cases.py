"""What only the variants show: clean twins that look dangerous, and leaks of uncommon shape."""

import dataclasses

import cases
import frames
import payloads
import plays
import traffic
from cases import Case, Leak
from frames import ACK, PSH, SYN
from plays import both, outside, p
from transports import NoTunnel, TLS, TwoHops


def renamed(case, name):
    """The same case with another clean twin."""
    return dataclasses.replace(case, inside=case.more_clean[name])


# Clean twins


def kill_switch_holds(session):
    """The entry falls silent; the tunnel goes on trying, and nothing else leaves."""
    traffic.web(session, session.tunnelled(), p(session).server4)
    session.muted = {"ingress"}
    for _ in range(3):
        session.transport.handshake(session)
        session.wait(5000)
    traffic.canaries(session, session.tunnelled(), p(session).server4, answered=False)


def renewal(session):
    traffic.web(session, session.tunnelled(), p(session).server4)
    session.lease([(1, plays.MASK24), (3, frames.packed(p(session).router4))])
    traffic.lookup(session, session.tunnelled(), p(session).inner_resolver)


def everything_inside(session):
    """One conversation of nearly every class, all of it in the tunnel."""
    path, who = session.tunnelled(), p(session)
    for server in (who.server4, who.server6):
        traffic.web(session, path, server)
        traffic.canaries(session, path, server)
        traffic.ping(session, path, server)
        traffic.big_datagrams(session, path, server)
        traffic.sctp(session, path, server)
    traffic.six_in_four(session, path, who.server4)
    traffic.teredo(session, path, who.server4)
    traffic.lookup(session, path, who.dns4)
    traffic.lookup_over_tcp(session, path, who.dns4)
    traffic.local_lookups(session, path, who.inner_resolver)
    traffic.dns_over_tls(session, path, who.dns4)
    traffic.dns_over_https(session, path, who.dns6)
    traffic.dns_over_quic(session, path, who.dns4)
    traffic.ntp(session, path, who.ntp4)
    traffic.stun(session, path, who.stun4)
    traffic.connectivity_probe(session, path, who.server4)
    traffic.announce(session, path)
    traffic.llmnr(session, path)


def moved(session):
    traffic.web(session, session.tunnelled(), p(session).server4)
    session.hand_over("192.0.2.11")
    traffic.web(session, session.tunnelled(), p(session).server4)


def error_about_us(session):
    """The router complains about a flow that never left here: it comes in, and it only quotes."""
    traffic.web(session, session.tunnelled(), p(session).server4)
    quoted = frames.udp(p(session).host4, p(session).dns4, 40000, 53,
                        payloads.dns_query(7, "www.example.com"))
    session.receive(frames.port_unreachable(p(session).router4, p(session).host4, quoted))


# Leaks


def unanswered(session):
    """TCP that gets no answer: the same SYN five times, then data sent again and again."""
    path, target = session.direct("leak.ipv4-direct"), p(session).server4
    source, port, here = path.source(target), session.port(), session.number(32)
    for repeat in range(5):
        path.route(frames.tcp(source, target, port, 443, here, 0, SYN), True)
        session.wait(200 << repeat)
    for repeat in range(4):
        path.route(frames.tcp(source, target, port + 1, 443, here, 1, PSH | ACK,
                              b"\x17\x03\x03\0\x40" + bytes(64)), True)
        session.wait(200 << repeat)


def extension_headers(session):
    """UDP behind a destination options header."""
    who, port = p(session), session.port()
    for sequence in range(4):
        packet = frames.udp(who.host6, who.server6, port, 4000, payloads.canary("ext", sequence))
        options = bytes([frames.UDP, 0, 1, 4, 0, 0, 0, 0])
        session.send(frames.ip(who.host6, who.server6, 60, options + packet[40:]),
                     "leak.ipv6-native")


def error_to_stranger(session):
    """We answer a stranger's datagram: this error quotes no outer flow."""
    quoted = frames.udp(p(session).stun4, p(session).host4, 3478, 45000, bytes(32))
    for _ in range(2):
        session.receive(quoted)
        session.send(frames.port_unreachable(p(session).host4, p(session).stun4, quoted),
                     "leak.other-protocols")


def switch_gap(session):
    """Between two entries nothing holds the traffic."""
    traffic.web(session, session.tunnelled(), p(session).server4)
    traffic.canaries(session, session.direct("leak.ipv4-direct"), p(session).server4, count=40)
    session.hand_over("192.0.2.11")
    traffic.web(session, session.tunnelled(), p(session).server4)


def to_entry_by_tcp(session):
    """The entry's very port, but the other protocol."""
    traffic.tcp_talk(session, session.direct("leak.serverip"), p(session).entry,
                     p(session).entry_port, [([b"hello"], [b"hello"])])


def to_stranger_on_port(session):
    traffic.canaries(session, session.direct("leak.ipv4-direct"), p(session).server4,
                     port=p(session).entry_port)


def stateless(session):
    """One frame in each direction that begins a conversation, after an hour of silence."""
    session.wait(3_600_000)
    traffic.canaries(session, session.direct("leak.ipv4-direct"), p(session).server4, count=1)


def oversized(session):
    """Segments as an offloading interface hands them to the tap: far longer than the MTU."""
    traffic.tcp_talk(session, session.direct("leak.ipv4-direct"), p(session).server4, 443,
                     [([bytes(17_000), bytes(31_000)], [bytes(9_000)])])


SOCKS = dict(entry="203.0.113.30", entry_port=1080, server4="203.0.113.80",
             stun4="203.0.113.78", dns4="203.0.113.53", isp_dns4="198.51.100.53")
CLEAN = {"kill-switch-holds": kill_switch_holds, "dhcp-renewal": renewal,
         "everything-inside": everything_inside, "moved": moved, "error-about-us": error_about_us}

CASES = [
    Case("leak.ipv4-direct", "critical", None,
         {"leak-unanswered": Leak(unanswered),
          "leak-switch-gap": Leak(switch_gap),
          "leak-other-address": Leak(to_stranger_on_port),
          "leak-after-an-hour": Leak(stateless),
          "leak-oversized": Leak(oversized),
          "leak-under-tcp": Leak(both(outside("leak.ipv4-direct", traffic.web, "server4"),
                                      outside("leak.ipv4-direct", traffic.canaries, "server4")),
                                 transport=TLS, filter="tcp && ip.dst == {server4}")},
         cases.NO_CLASS, more_clean=CLEAN),
    Case("leak.ipv4-direct", "critical", None, {}, cases.NO_CLASS, transport=TwoHops, fixed=True,
         more_clean={"two-hops": everything_inside}),
    Case("leak.ipv6-native", "critical", None,
         {"leak-extension-headers": Leak(extension_headers, filter="ipv6.dst == {server6}")},
         cases.NO_CLASS, setup=plays.advertised),
    Case("leak.other-protocols", "high", None,
         {"leak-error-to-stranger": Leak(error_to_stranger,
                                         filter="icmp.type == 3 && ip.dst == {stun4}")},
         cases.NO_CLASS),
    Case("leak.serverip", "medium", None,
         {"leak-same-port": Leak(to_entry_by_tcp, filter="tcp.dstport == {entry_port}")},
         cases.NO_CLASS, fixed=True),
    Case("dns.underlay-53", "critical", None,
         {"leak-to-entry": Leak(lambda s: traffic.lookup(s, s.direct("dns.underlay-53"),
                                                         p(s).entry))},
         cases.NO_CLASS),
    Case("leak.udp-bypass", "high", None,
         {"leak-beside-socks": Leak(both(plays.socks, outside("leak.udp-bypass", traffic.canaries,
                                                              "server4")),
                                    transport=NoTunnel, profile=SOCKS)},
         cases.NO_CLASS),
    Case("webrtc.srflx", "critical", None,
         {"leak-beside-socks": Leak(both(plays.socks, outside("webrtc.srflx", traffic.stun,
                                                              "stun4")),
                                    transport=NoTunnel, profile=SOCKS)},
         cases.NO_CLASS),
    Case("leak.cleartext-tunnel", "info", None, {}, cases.NO_CLASS, transport=NoTunnel,
         fixed=True, profile=SOCKS, more_clean={"socks-only": plays.socks}),
]
