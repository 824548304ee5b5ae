"""The test recordings of every check: what happens in each folder, and what must follow.

A case plays `inside` in the tunnel for its clean twin, and a leak outside for each leak folder.
"""

import dataclasses
import typing

import frames
import payloads
import traffic
from session import Path, Profile
from transports import Masked, NoTunnel, TLS, WireGuard

# How a clean recording is made blind. `no-class` leaves out the traffic of the check's class.
NO_CLASS, DROPPED, INCOMPLETE = "no-class", "dropped", "incomplete"
NO_INGRESS, NO_EGRESS, SILENT = "no-outer-ingress", "no-outer-egress", "no-outer"


def nothing(session):
    pass


def small_talk(session):
    """Two echoes in the tunnel: it lives."""
    traffic.ping(session, session.tunnelled(), session.profile.server4, count=2)


def small_talk6(session):
    traffic.ping(session, session.tunnelled(), session.profile.server6, count=2)


@dataclasses.dataclass
class Leak:
    play: typing.Callable
    severity: str | None = None
    setup: typing.Callable | None = None
    transport: typing.Callable | None = None
    profile: dict = dataclasses.field(default_factory=dict)
    exact: bool = True  # false: the check says how much it cites, so no count is expected


@dataclasses.dataclass
class Case:
    check: str
    severity: str
    inside: typing.Callable
    leaks: dict
    blind: str
    setup: typing.Callable = nothing  # before connecting: leases, advertisements
    transport: typing.Callable = WireGuard
    profile: dict = dataclasses.field(default_factory=dict)
    alive: typing.Callable = small_talk
    more_clean: dict = dataclasses.field(default_factory=dict)
    tunnel: str = "wg0"
    staged: bool = True  # false: no stage list, all of it is `connected`


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
    """The entry answers a socket that closed: the error quotes the outer flow, and is tolerated."""
    entry, own = p(session).entry, p(session).host4
    late = frames.udp(entry, own, p(session).entry_port, p(session).entry_port,
                      b"\4\0\0\0" + session.random.randbytes(60))
    session.receive(late)
    session.send(frames.port_unreachable(own, entry, late))


IDENTITY = ("leak.dhcp-identity",)
PMTU = ("metadata.pmtu-blackhole",)
TOR = dict(entry="203.0.113.101", entry_port=9001)
SEARCH = ("dns.search-local",)


def hostile_upload(session):
    traffic.upload(session, session.tunnelled(), session.tunnelled(PMTU), p(session).server4,
                   lost=True)


CASES = [
    Case("leak.ipv4-direct", "critical",
         both(tunnelled(traffic.web, "server4"), tunnelled(traffic.canaries, "server4")),
         {"leak": Leak(both(outside("leak.ipv4-direct", traffic.web, "server4"),
                            outside("leak.ipv4-direct", traffic.canaries, "server4"))),
          "leak-one-frame": Leak(outside("leak.ipv4-direct", traffic.canaries, "server4",
                                         count=1, answered=False))},
         NO_CLASS, alive=small_talk6,
         more_clean={"clean-unreachable-to-entry":
                     both(tunnelled(traffic.web, "server4"), unreachable_to_entry)}),
    Case("leak.ipv6-native", "critical",
         both(tunnelled(traffic.web, "server6"), tunnelled(traffic.canaries, "server6")),
         {"leak": Leak(native6)}, DROPPED, setup=advertised),
    Case("leak.ipv6-transition", "high",
         both(tunnelled(traffic.six_in_four, "server4"), tunnelled(traffic.teredo, "server4")),
         {"leak": Leak(outside("leak.ipv6-transition", traffic.six_in_four, "server4")),
          "leak-teredo": Leak(outside("leak.ipv6-transition", traffic.teredo, "server4")),
          "leak-gre": Leak(outside("leak.ipv6-transition", traffic.gre, "server4"))},
         NO_CLASS),
    Case("leak.ipv6-synth", "high", lambda s: synth(s, s.tunnelled()),
         {"leak": Leak(lambda s: synth(s, s.direct("leak.ipv6-synth")))},
         NO_CLASS, setup=advertised_pref64, alive=small_talk6,
         profile=dict(entry="2001:db8:113::10", uplink4=False)),
    Case("leak.other-protocols", "high",
         both(tunnelled(traffic.ping, "server4"), tunnelled(traffic.sctp, "server4")),
         {"leak": Leak(outside("leak.other-protocols", traffic.ping, "server4")),
          "leak-sctp": Leak(outside("leak.other-protocols", traffic.sctp, "server4")),
          "leak-udp-lite": Leak(outside("leak.other-protocols", traffic.udp_lite, "server4")),
          "leak-v6": Leak(outside("leak.other-protocols", traffic.ping, "server6"))},
         INCOMPLETE),
    Case("leak.udp-bypass", "high", tunnelled(traffic.canaries, "server4"),
         {"leak": Leak(both(outside("leak.udp-bypass", traffic.canaries, "server4"),
                            outside("leak.udp-bypass", traffic.canaries, "server4", port=6881,
                                    count=2)))},
         NO_INGRESS, transport=TLS, profile=TOR, tunnel="tun0"),
    Case("leak.inner-source", "high",
         both(tunnelled(traffic.canaries, "server4"), tunnelled(traffic.canaries, "server6")),
         {"leak": Leak(both(tunnelled(traffic.canaries, "server4"), inner_source)),
          "leak-v6": Leak(both(tunnelled(traffic.canaries, "server6"), inner_source6))},
         SILENT),
    Case("leak.fragments", "medium",
         both(tunnelled(traffic.big_datagrams, "server4"),
              tunnelled(traffic.big_datagrams, "server6", count=1)),
         {"leak": Leak(outside("leak.fragments", traffic.big_datagrams, "server4", mtu=1500)),
          "leak-v6": Leak(outside("leak.fragments", traffic.big_datagrams, "server6",
                                  mtu=1500))},
         NO_CLASS),
    Case("leak.serverip", "medium", to_entry(lambda s: s.tunnelled()),
         {"leak": Leak(to_entry(lambda s: s.direct("leak.serverip"))),
          "leak-name-in-clear": Leak(to_entry(lambda s: s.direct("leak.serverip")), "critical",
                                     setup=entry_name_in_clear)},
         NO_CLASS),
    Case("leak.localnet", "critical",
         both(tunnelled(traffic.canaries, "server4"), tunnelled(traffic.web, "server4")),
         {"leak": Leak(local_net), "leak-arp-only": Leak(local_net_unanswered)},
         NO_CLASS, setup=public_lease, profile=PUBLIC_LAN,
         alive=lambda s: traffic.ping(s, s.tunnelled(), "192.0.2.80", count=2)),
    Case("leak.ra-route", "critical",
         both(tunnelled(traffic.canaries, "server6"), tunnelled(traffic.web, "server6")),
         {"leak": Leak(to_hostile6), "leak-second-router": Leak(to_hostile6, setup=second_router)},
         NO_CLASS, setup=route_information),
    Case("leak.dhcp-route", "critical",
         both(tunnelled(traffic.canaries, "server4"), tunnelled(traffic.web, "server4")),
         {"leak": Leak(to_hostile4),
          "leak-option-249": Leak(to_hostile4, setup=leased_route(249)),
          "leak-option-33": Leak(to_hostile4, setup=leased_route(33)),
          "leak-beside-direct": Leak(beside_the_route, setup=leased_route(121, False))},
         DROPPED, setup=leased_route(121)),
    Case("leak.cleartext-tunnel", "critical", tunnelled_canaries(62),
         {"leak": Leak(tunnelled_canaries(62, ("leak.cleartext-tunnel",)), transport=Masked),
          "leak-plain": Leak(tunnelled_canaries(62, ("leak.cleartext-tunnel",)),
                             transport=lambda: Masked(b"\0")),
          "leak-xor-period": Leak(tunnelled_canaries(62, ("leak.cleartext-tunnel",)),
                                  transport=lambda: Masked(b"\x13\x37\xc0\xde\x99")),
          "leak-socks": Leak(socks, "info", transport=NoTunnel, exact=False,
                             profile=dict(entry="203.0.113.30", entry_port=1080)),
          "leak-http-proxy": Leak(http_proxy, "info", transport=NoTunnel, exact=False,
                                  profile=dict(entry="203.0.113.30", entry_port=3128))},
         NO_CLASS, alive=nothing),
    Case("leak.ntp", "medium", tunnelled(traffic.ntp, "ntp4"),
         {"leak": Leak(outside("leak.ntp", traffic.ntp, "ntp4")),
          "leak-nts": Leak(outside("leak.ntp", traffic.nts_key_exchange, "ntp4"))},
         NO_EGRESS, staged=False),
    Case("leak.lan-chatter", "medium",
         both(tunnelled(traffic.announce), tunnelled(traffic.browse)),
         {"leak": Leak(outside("leak.lan-chatter", traffic.announce)),
          "leak-v6": Leak(lambda s: traffic.announce(s, s.direct("leak.lan-chatter"),
                                                     p(s).host_link)),
          "leak-bare-query": Leak(outside("leak.lan-chatter", traffic.browse), "low"),
          "leak-ssdp": Leak(outside("leak.lan-chatter", traffic.ssdp), "low"),
          "leak-netbios": Leak(outside("leak.lan-chatter", traffic.netbios,
                                       via=frames.BROADCAST))},
         NO_CLASS),
    Case("leak.dhcp-identity", "low", leased(),
         {"leak": Leak(leased(asked=[(12, b"vm")], cited=IDENTITY)),
          "leak-fqdn": Leak(leased(asked=[(81, b"\0\0\0vm.home.lan")], cited=IDENTITY)),
          "leak-v6": Leak(solicit6)},
         NO_CLASS),
    Case("leak.eui64-stable", "medium", tunnelled(traffic.canaries, "server6"),
         {"leak": Leak(stable_identifier)}, NO_CLASS, setup=slaac_and_detection),
    Case("dns.underlay-53", "critical", tunnelled(traffic.lookup, "dns4"),
         {"leak": Leak(outside("dns.underlay-53", traffic.lookup, "isp_dns4")),
          "leak-over-tcp": Leak(outside("dns.underlay-53", traffic.lookup_over_tcp, "isp_dns4")),
          "leak-on-link-router": Leak(outside("dns.underlay-53", traffic.lookup, "router4")),
          "leak-v6": Leak(outside("dns.underlay-53", traffic.lookup, "dns6"), setup=advertised),
          "leak-port-5353": Leak(outside("dns.underlay-53", traffic.lookup, "dns4", port=5353))},
         NO_CLASS, staged=False,
         more_clean={"clean-private-resolver": tunnelled(traffic.lookup, "inner_resolver")}),
    Case("dns.encrypted-bypass", "high",
         both(tunnelled(traffic.dns_over_tls, "dns4"), tunnelled(traffic.dns_over_https, "dns4")),
         {"leak": Leak(outside("dns.encrypted-bypass", traffic.dns_over_tls, "dns4")),
          "leak-doq": Leak(outside("dns.encrypted-bypass", traffic.dns_over_quic, "dns4")),
          "leak-doh": Leak(outside("dns.encrypted-bypass", traffic.dns_over_https, "dns4")),
          "leak-doh-split": Leak(outside("dns.encrypted-bypass", traffic.dns_over_https, "dns4",
                                         name=traffic.DOH_NAMES[1], split=130)),
          "leak-doh-v6": Leak(outside("dns.encrypted-bypass", traffic.dns_over_https, "dns6"),
                              setup=advertised)},
         NO_CLASS),
    Case("dns.search-local", "medium", tunnelled(traffic.local_lookups, "inner_resolver"),
         {"leak": Leak(outside("dns.search-local", traffic.llmnr)),
          "leak-over-53": Leak(outside("dns.underlay-53", traffic.local_lookups, "router4",
                                       cited=SEARCH))},
         NO_CLASS),
    Case("webrtc.srflx", "critical", tunnelled(traffic.stun, "stun4", mapped="203.0.113.30"),
         {"leak": Leak(outside("webrtc.srflx", traffic.stun, "stun4")),
          "leak-v6": Leak(outside("webrtc.srflx", traffic.stun, "stun6"), setup=advertised),
          "leak-other-port": Leak(outside("webrtc.srflx", traffic.stun, "stun4", port=41000)),
          "leak-over-tcp": Leak(outside("webrtc.srflx", traffic.stun_over_tcp, "stun4"))},
         DROPPED),
    Case("metadata.pmtu-blackhole", "low",
         lambda s: traffic.upload(s, s.tunnelled(), s.tunnelled(), p(s).server4, lost=False),
         {"leak": Leak(hostile_upload)}, NO_CLASS),
    Case("leak.connectivity-probe", "medium", tunnelled(traffic.connectivity_probe, "server4"),
         {"leak": Leak(outside("leak.connectivity-probe", traffic.connectivity_probe,
                               "server4"))},
         INCOMPLETE),
]


def profile_of(case, leak=None):
    return Profile(**{**case.profile, **(leak.profile if leak else {})})
