"""What the recordings play beside plain conversations: leases, advertisements, vanished routes."""

import frames
import payloads
import traffic
from session import Path


def p(session):
    return session.profile


def both(*steps):
    def play(session):
        for step in steps:
            step(session)
    return play


def outside(cause, conversation, *where, cited=(), via=None, **details):
    """Plays a conversation of `traffic` outside; `where` names fields of the profile."""
    def play(session):
        targets = [getattr(p(session), field) for field in where]
        conversation(session, session.direct(cause, cited, via), *targets, **details)
    return play


def tunnelled(conversation, *where, **details):
    def play(session):
        targets = [getattr(p(session), field) for field in where]
        conversation(session, session.tunnelled(), *targets, **details)
    return play


def nothing(session):
    pass


def small_talk(session):
    """Two echoes in the tunnel: it lives."""
    traffic.ping(session, session.tunnelled(), session.profile.server4, count=2)


def small_talk6(session):
    traffic.ping(session, session.tunnelled(), session.profile.server6, count=2)


# Leases and advertisements


MASK24, MASK26 = frames.packed("255.255.255.0"), frames.packed("255.255.255.192")


def advertised(session):
    """The router's own advertisement: a default route and a prefix."""
    session.advertise(options=frames.prefix_option(p(session).lan6))


def advertised_pref64(session):
    session.advertise(options=frames.prefix_option(p(session).lan6)
                      + frames.pref64_option(SYNTH_PREFIX))


SYNTH_PREFIX = "64:ff9b::"


def synth(session, path):
    target = str(frames.ipaddress.ip_address(
        frames.packed(SYNTH_PREFIX)[:12] + frames.packed(p(session).server4)))
    traffic.web(session, path, target)
    traffic.canaries(session, path, target)


def route_information(session):
    """A hostile machine installs a more specific route, and no default."""
    prefix = str(frames.ipaddress.ip_network(f"{p(session).server6}/48", False)[0])
    session.advertise("hostile", lifetime=0, options=frames.route_option(prefix, 48))


def second_router(session):
    advertised(session)
    session.advertise("hostile", lifetime=600, preference=1,
                      options=frames.prefix_option("2001:db8:666::"))


def to_hostile6(session):
    path = session.direct("leak.ra-route", via=p(session).hostile_mac)
    traffic.canaries(session, path, p(session).server6)
    traffic.web(session, path, p(session).server6)


def leased_route(code, with_default=True):
    """The hostile DHCP server installs a route to the canary server through itself."""
    def setup(session):
        target, gateway = p(session).server4, p(session).hostile4
        if code == 33:
            value = frames.packed(target) + frames.packed(gateway)
        else:
            routes = [(target, 32, gateway)]
            if with_default:
                routes.append(("0.0.0.0", 0, p(session).router4))
            value = payloads.classless_routes(*routes)
        session.lease([(1, MASK24), (3, frames.packed(p(session).router4)), (code, value)],
                      origin="hostile")
    return setup


def to_hostile4(session):
    path = session.direct("leak.dhcp-route", via=p(session).hostile_mac)
    traffic.canaries(session, path, p(session).server4)
    traffic.web(session, path, p(session).server4)


def beside_the_route(session):
    """One flow on the installed route, another that went out for a reason of its own."""
    to_hostile4(session)
    traffic.canaries(session, session.direct("leak.ipv4-direct"), "192.0.2.80", count=3)


# TunnelCrack LocalNet: the LAN claims 203.0.113.64/26, the canary server included.

PUBLIC_LAN = dict(host4="203.0.113.66", router4="203.0.113.65", hostile4="203.0.113.65",
                  router_mac="02:00:00:00:50:66", router_link="fe80::ff:fe00:5066")


def public_lease(session):
    session.lease([(1, MASK26), (3, frames.packed(p(session).router4))])
    session.resolve_router()


def ask_for(session, target, answered=True, cited=()):
    mac = p(session).host_mac
    session.egress(frames.BROADCAST, frames.ETHER_ARP,
                   frames.arp(1, mac, p(session).host4, "00:00:00:00:00:00", target), cited=cited)
    if answered:
        session.wait(400)
        session.ingress(mac, p(session).router_mac, frames.ETHER_ARP,
                        frames.arp(2, p(session).router_mac, target, mac, p(session).host4))


def local_net(session):
    ask_for(session, p(session).server4)
    path = session.direct("leak.localnet")
    traffic.canaries(session, path, p(session).server4)
    traffic.web(session, path, p(session).server4)


def local_net_unanswered(session):
    for _ in range(3):
        ask_for(session, p(session).server4, answered=False, cited=("leak.localnet",))
        session.wait(1000)


# Sources and entries


def inner_source(session):
    """The routes vanish under live flows, whose sockets keep the tunnel's address."""
    path = session.direct("leak.inner-source", source=p(session).inner4)
    traffic.canaries(session, path, p(session).server4, count=3, answered=False)
    port, here, there = session.port(), session.number(32), session.number(32)
    for _ in range(4):
        path.route(frames.tcp(p(session).inner4, p(session).server4, port, 80, here, there,
                              frames.PSH | frames.ACK, payloads.http_get("canary.example.net")),
                   True)
        session.wait(400)


def inner_source6(session):
    path = session.direct("leak.inner-source", source=p(session).inner6)
    traffic.canaries(session, path, p(session).server6, count=3, answered=False)


def to_entry(path_of):
    def play(session):
        path = path_of(session)
        traffic.web(session, path, p(session).entry, "entry.example.net")
        traffic.canaries(session, path, p(session).entry, count=2)
    return play


def entry_name_in_clear(session):
    """Before connecting, the entry's name is resolved in clear: anyone may name any address."""
    entry = p(session).entry
    address = {"address6" if frames.is_v6(entry) else "address4": entry}
    traffic.lookup(session, session.direct("dns.underlay-53"), p(session).isp_dns4,
                   ["vpn.example.net"], **address)


def stable_identifier(session):
    path = session.direct("leak.ipv6-native", cited=("leak.eui64-stable",),
                          source=p(session).eui64)
    traffic.canaries(session, path, p(session).server6)


def slaac_and_detection(session):
    """Duplicate address detection of the EUI-64 address: tolerated, and never a leak."""
    advertised(session)
    session.send(frames.neighbour_solicitation("::", p(session).eui64, p(session).host_mac))


def native6(session):
    path = session.direct("leak.ipv6-native", source=p(session).host_link)
    traffic.canaries(session, path, p(session).server6, count=2, answered=False)
    path = session.direct("leak.ipv6-native")
    traffic.canaries(session, path, p(session).server6)
    traffic.web(session, path, p(session).server6)


# Tunnels in clear


def tunnelled_canaries(count, cited=()):
    def play(session):
        path = Path(lambda packet, egress: session.inside(packet, egress, outer_cited=cited),
                    session.profile.inner)
        traffic.canaries(session, path, p(session).server4, count)
    return play


def socks(session):
    path = session.direct(None)
    turns = [([payloads.SOCKS_GREETING], [payloads.SOCKS_CHOICE]),
             ([payloads.socks_connect("www.example.com", 80)], [payloads.SOCKS_DONE]),
             ([payloads.http_get("www.example.com")], [payloads.http_answer(traffic.WEB_PAGE)])]
    traffic.tcp_talk(session, path, p(session).entry, p(session).entry_port, turns)


def socks_to(*addresses, refused=False):
    """Asks the proxy for addresses, which somebody has looked up before; or for names."""
    def play(session):
        path = session.direct(None)
        for address in addresses:
            request = (payloads.socks_address(address, 80) if address[0].isdigit()
                       else payloads.socks_connect(address, 80))
            turns = [([payloads.SOCKS_GREETING], [payloads.SOCKS_CHOICE]),
                     ([request], [payloads.SOCKS_DONE]),
                     ([payloads.http_get("www.example.com")],
                      [payloads.http_answer(traffic.WEB_PAGE)])]
            if refused:
                turns[1:] = [([request], [payloads.SOCKS_FAILED])]
            traffic.tcp_talk(session, path, p(session).entry, p(session).entry_port, turns)
    return play


def http_proxy(session):
    path, random = session.direct(None), session.random
    connect = (b"CONNECT www.example.com:443 HTTP/1.1\r\nHost: www.example.com:443\r\n\r\n")
    turns = [([connect], [b"HTTP/1.1 200 Connection established\r\n\r\n"]),
             ([payloads.client_hello(random, "www.example.com")],
              [payloads.server_hello(random)])]
    traffic.tcp_talk(session, path, p(session).entry, p(session).entry_port, turns)


# DHCP identity


def leased(**details):
    return lambda session: session.lease([(1, MASK24), (3, frames.packed(p(session).router4))],
                                         **details)


def solicit6(session):
    for _ in range(2):
        message = payloads.dhcp6_solicit(session.number(24), p(session).host_mac)
        session.send(frames.udp(p(session).host_link, "ff02::1:2", 546, 547, message),
                     cited=("leak.dhcp-identity",))
        session.wait(1000)


def unreachable_to_entry(session):
    """The entry answers a socket that closed: our error quotes the outer flow, and is tolerated."""
    who = p(session)
    own = who.host(who.entry)
    late = frames.udp(who.entry, own, who.entry_port, session.transport.source_port,
                      b"\4\0\0\0" + session.random.randbytes(60))
    session.receive(late)
    session.send(frames.port_unreachable(own, who.entry, late))


IDENTITY = ("leak.dhcp-identity",)
PMTU = ("metadata.pmtu-blackhole",)
TOR = dict(entry="203.0.113.101", entry_port=9001)
SEARCH = ("dns.search-local",)


def hostile_upload(session):
    traffic.upload(session, session.tunnelled(), session.tunnelled(PMTU), p(session).server4,
                   lost=True)
