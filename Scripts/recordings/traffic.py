"""The traffic of each check's class. The same conversation played in the tunnel earns a pass;
played outside it is the leak.

Every function takes the session and the path, then what may differ between variants.
"""

import frames
import payloads
from frames import ACK, PSH, SYN
from session import tcp_talk, udp_talk

WEB_PAGE = b"<!doctype html><title>canary</title>".ljust(120, b" ")
# Resolvers known for encrypted DNS; they stand in a ClientHello as text, nothing is asked of them.
DOH_NAMES = ("dns.google", "cloudflare-dns.com", "dns.quad9.net")
PROBE_HOST = "connectivity-check.ubuntu.com"


def canaries(session, path, target, count=4, port=4000, answered=True):
    source_port = session.port()
    for sequence in range(count):
        message = payloads.canary("udp", sequence)
        udp_talk(session, path, target, port, message, message if answered else None, source_port)


def web(session, path, target, host="canary.example.net", port=80):
    tcp_talk(session, path, target, port,
             [([payloads.http_get(host)], [payloads.http_answer(WEB_PAGE)])])


def ping(session, path, target, count=4):
    source, identifier = path.source(target), session.number()
    for sequence in range(1, count + 1):
        data = bytes(range(16, 64))
        path.route(frames.echo(source, target, identifier, sequence, data), True)
        session.wait(12)
        path.route(frames.echo(target, source, identifier, sequence, data, reply=True), False)


def sctp(session, path, target, count=3):
    source, port, tag = path.source(target), session.port(), session.number(32)
    for _ in range(count):
        path.route(frames.sctp_init(source, target, port, 9899, tag), True)
        session.wait(300)


def udp_lite(session, path, target, count=3):
    source, port = path.source(target), session.port()
    for sequence in range(count):
        path.route(frames.udp_lite(source, target, port, 4000,
                                   payloads.canary("lite", sequence)), True)


def big_datagrams(session, path, target, count=2, size=3000, mtu=1420):
    """Each datagram leaves in fragments; only the first of them shows the ports."""
    source, port = path.source(target), session.port()
    for sequence in range(count):
        datagram = frames.udp(source, target, port, 4000,
                              payloads.canary("big", sequence).ljust(size, b"."))
        for piece in frames.fragments(datagram, mtu, session.number()):
            path.route(piece, True)


# IPv6 in IPv4


def six_in_four(session, path, target, count=4):
    """Protocol 41 with an inner echo from the 6to4 prefix of our WAN address."""
    wan = frames.packed(session.profile.wan4)
    inner_source = str(frames.ipaddress.ip_address(b"\x20\x02" + wan + bytes(9) + b"\1"))
    for sequence in range(count):
        inner = frames.echo(inner_source, session.profile.server6, 77, sequence, bytes(48))
        path.route(frames.ip(path.source(target), target, frames.IPV6_IN_IP, inner), True)


def teredo(session, path, target, count=3):
    """Router solicitations to a Teredo server (RFC 4380): origin-less IPv6 in UDP 3544."""
    source_port = session.port()
    for _ in range(count):
        inner = frames.icmp("fe80::8000:ffff:ffff:fffd", "ff02::2", 133, 0, bytes(4), 255)
        message = b"\0\1\0\0" + session.random.randbytes(8) + b"\0" + inner
        udp_talk(session, path, target, 3544, message, source_port=source_port)
        session.wait(400)


def gre(session, path, target, count=3):
    for sequence in range(count):
        inner = frames.echo("2001:db8:99::2", session.profile.server6, 78, sequence, bytes(48))
        path.route(frames.gre(path.source(target), target, inner), True)


# Names


def lookup(session, path, resolver, names=("www.example.com", "mail.example.com"), port=53,
           address4="203.0.113.80", address6="2001:db8:113::80"):
    for name in names:
        for kind, address in ((payloads.A, address4), (payloads.AAAA, address6)):
            identifier = session.number()
            udp_talk(session, path, resolver, port, payloads.dns_query(identifier, name, kind),
                     payloads.dns_answer(identifier, name, address))


def lookup_over_tcp(session, path, resolver, name="www.example.com"):
    identifier = session.number()
    tcp_talk(session, path, resolver, 53,
             [([payloads.dns_over_tcp(payloads.dns_query(identifier, name))],
               [payloads.dns_over_tcp(payloads.dns_answer(identifier, name, "203.0.113.80"))])])


def local_lookups(session, path, resolver):
    """What a search list makes of single labels, and the reverse of a private address."""
    names = (("wpad.home.lan", payloads.A), ("isatap.home.lan", payloads.A),
             ("66.50.168.192.in-addr.arpa", payloads.PTR))
    for name, kind in names:
        udp_talk(session, path, resolver, 53, payloads.dns_query(session.number(), name, kind))


def llmnr(session, path, name="mail.example.com", count=2):
    source_port = session.port()
    for _ in range(count):
        message = payloads.dns_query(session.number(), name, recursion=False)
        udp_talk(session, path, "224.0.0.252", 5355, message, source_port=source_port)
        session.wait(100)


def dns_over_tls(session, path, resolver, port=853, name="dns.example.net"):
    random = session.random
    tcp_talk(session, path, resolver, port,
             [([payloads.client_hello(random, name, protocols=(b"dot",))],
               [payloads.server_hello(random)]),
              ([payloads.tls_record(23, random.randbytes(145))],
               [payloads.tls_record(23, random.randbytes(485))])])


def dns_over_https(session, path, resolver, name=DOH_NAMES[0], split=None):
    """`split` cuts the ClientHello in two segments at that offset."""
    random = session.random
    hello = payloads.client_hello(random, name)
    pieces = [hello[:split], hello[split:]] if split else [hello]
    tcp_talk(session, path, resolver, 443,
             [(pieces, [payloads.server_hello(random)]),
              ([payloads.tls_record(23, random.randbytes(180))],
               [payloads.tls_record(23, random.randbytes(485))])])


def dns_over_quic(session, path, resolver):
    random = session.random
    source_port = session.port()
    udp_talk(session, path, resolver, 853, payloads.quic_initial(random),
             payloads.quic_initial(random), source_port)
    for size in (61, 133):
        udp_talk(session, path, resolver, 853, b"\x4d" + random.randbytes(size),
                 source_port=source_port)


# Multicast names, time, STUN, probes


def announce(session, path, source=None):
    """mDNS announcements of the host name, as avahi sends them."""
    p = session.profile
    source = source or path.source(p.host4)
    group = "ff02::fb" if frames.is_v6(source) else "224.0.0.251"
    for _ in range(2):
        message = payloads.mdns_announcement(p.host_name, source, p.host_mac)
        path.route(frames.udp(source, group, 5353, 5353, message, ttl=255), True)
        session.wait(1000)


def browse(session, path):
    """Bare mDNS queries: they ask for a service and name nobody."""
    source = path.source(session.profile.host4)
    for _ in range(2):
        message = payloads.mdns_query("_ipps._tcp.local")
        path.route(frames.udp(source, "224.0.0.251", 5353, 5353, message, ttl=255), True)
        session.wait(1000)


def ssdp(session, path):
    for _ in range(3):
        udp_talk(session, path, "239.255.255.250", 1900, payloads.ssdp_search(), source_port=50123)
        session.wait(1000)


def netbios(session, path):
    source = path.source(session.profile.host4)
    broadcast = source.rsplit(".", 1)[0] + ".255"
    for _ in range(3):
        message = payloads.netbios_registration(session.number(), session.profile.host_name, source)
        path.route(frames.udp(source, broadcast, 137, 137, message), True)
        session.wait(750)


def ntp(session, path, target, count=3):
    for _ in range(count):
        udp_talk(session, path, target, 123, payloads.ntp(3), payloads.ntp(4))
        session.wait(900)


def nts_key_exchange(session, path, target):
    random = session.random
    tcp_talk(session, path, target, 4460,
             [([payloads.client_hello(random, "time.example.net", protocols=(b"ntske/1",))],
               [payloads.server_hello(random)])])


def stun(session, path, target, port=3478, mapped=None, count=3):
    p = session.profile
    mapped = mapped or (p.host6 if frames.is_v6(target) else p.wan4)
    source_port = session.port()
    for _ in range(count):
        transaction = session.random.randbytes(12)
        udp_talk(session, path, target, port, payloads.stun_request(transaction),
                 payloads.stun_answer(transaction, mapped, source_port), source_port)


def stun_over_tcp(session, path, target):
    p, transaction = session.profile, session.random.randbytes(12)
    tcp_talk(session, path, target, 3478,
             [([payloads.stun_request(transaction)],
               [payloads.stun_answer(transaction, p.wan4, session.port())])])


def connectivity_probe(session, path, target, host=PROBE_HOST):
    tcp_talk(session, path, target, 80,
             [([payloads.http_get(host)], [payloads.http_answer()])])


# Path MTU


def upload(session, path, big_path, target, lost, size=1360):
    """Small segments are acknowledged; the big one is too, unless it is `lost` on the way: then
    it is sent again and again. 1360 bytes of data are a packet of 1400."""
    source, port = path.source(target), session.port()
    here, there = session.number(31), session.number(31)

    def out(flags, data=b"", offset=0, on=path):
        on.route(frames.tcp(source, target, port, 80, here + offset,
                            0 if flags == SYN else there, flags, data), True)

    def back(flags, acknowledged, data=b""):
        path.route(frames.tcp(target, source, 80, port, there, acknowledged, flags, data), False)

    out(SYN)
    here += 1
    back(SYN | ACK, here)
    there += 1
    out(ACK)
    request = b"POST /upload HTTP/1.1\r\nHost: canary.example.net\r\nContent-Length: 1360\r\n\r\n"
    out(PSH | ACK, request)
    here += len(request)
    back(ACK, here)
    big = b"." * size
    out(ACK, big, on=big_path)
    for repeat in range(5 if lost else 0):
        session.wait(220 << repeat)
        out(ACK, big, on=big_path)
    if not lost:
        here += size
        back(ACK, here)
        answer = payloads.http_answer(b"ok")
        back(PSH | ACK, here, answer)
        there += len(answer)
        out(ACK)
