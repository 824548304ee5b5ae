"""The test recordings of every check: what happens in each folder, and what must follow.

A case plays `inside` in the tunnel for its clean twin, and a leak outside for each leak folder.
"""

import dataclasses
import typing

import calls
import frames
import live
import neighbours
import traffic
from plays import (
    advertised, advertised_pref64, beside_the_route, both, entry_name_in_clear, hostile_upload,
    http_proxy, IDENTITY, inner_source, inner_source6, leased, leased_route, local_net,
    local_net_unanswered, native6, nothing, outside, p, PUBLIC_LAN, public_lease,
    route_information, SEARCH, second_router, slaac_and_detection, small_talk, small_talk6,
    socks, socks_to, solicit6, stable_identifier, synth, to_entry, to_hostile4, to_hostile6, TOR,
    tunnelled, tunnelled_canaries, unreachable_to_entry)
from session import Profile
from transports import Masked, NoTunnel, TLS, WireGuard

# How a clean recording is made blind. `no-class` leaves out the traffic of the check's class.
NO_CLASS, DROPPED, INCOMPLETE = "no-class", "dropped", "incomplete"
# `no-probe`: a live run that sent none.
NO_PROBE = "no-probe"
# `late`: the capture begins when the tunnel is up.
LATE = "late"
# `no-heartbeat`: ours was never captured once the tunnel was up.
NO_HEARTBEAT = "no-heartbeat"
NO_INGRESS, NO_EGRESS, SILENT = "no-outer-ingress", "no-outer-egress", "no-outer"


@dataclasses.dataclass
class Leak:
    play: typing.Callable
    severity: str | None = None
    setup: typing.Callable | None = None
    transport: typing.Callable | None = None
    profile: dict = dataclasses.field(default_factory=dict)
    exact: bool = True  # false: the check says how much it cites, so no count is expected
    filter: str | None = None  # display filter of what counts, where the check's own is too wide
    live: bool = False  # true: a run of our own, although its clean twin is a capture


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
    fixed: bool = False  # true: variants keep this transport
    unproven: typing.Callable = nothing  # what a live run without an answer still does
    allow_lan: bool = False  # true: judged under a policy that allows the local network
    control_plane: tuple = ()  # what the policy that it is judged under declares
    live_clean: dict = dataclasses.field(default_factory=dict)  # clean runs of our own
    live: bool = False  # true: a run of our own, with probes, heartbeat and the machine's facts


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
         NO_EGRESS),
    Case("leak.lan-chatter", "medium",
         both(tunnelled(traffic.announce), tunnelled(traffic.browse)),
         {"leak": Leak(outside("leak.lan-chatter", traffic.announce)),
          "leak-v6": Leak(lambda s: traffic.announce(s, s.direct("leak.lan-chatter"),
                                                     p(s).host_link)),
          "leak-bare-query": Leak(outside("leak.lan-chatter", traffic.browse), "low"),
          "leak-ssdp": Leak(outside("leak.lan-chatter", traffic.ssdp), "low"),
          "leak-netbios": Leak(outside("leak.lan-chatter", traffic.netbios,
                                       via=frames.BROADCAST))},
         NO_CLASS, staged=False),
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
    Case("dns.proxy-local-resolve", "critical", socks_to("www.example.com", "example.net"),
         {"leak": Leak(both(outside("dns.underlay-53", traffic.lookup, "isp_dns4",
                                    cited=("dns.proxy-local-resolve",)),
                            socks_to("203.0.113.80")))},
         DROPPED, transport=NoTunnel, alive=nothing, fixed=True, staged=False,
         profile=dict(entry="203.0.113.30", entry_port=1080),
         more_clean={"clean-refused": socks_to("www.example.com", refused=True)}),
    Case("dns.rogue-resolver", "high", tunnelled(traffic.lookup, "inner_resolver"),
         {"leak": Leak(neighbours.at_leased),
          "leak-rdnss": Leak(neighbours.at_advertised, setup=neighbours.advertised),
          "leak-dhcpv6": Leak(neighbours.at_advertised, setup=neighbours.replied)},
         NO_CLASS, setup=both(neighbours.leased, neighbours.advertised), staged=False),
    Case("dns.bootstrap-name", "high", tunnelled(traffic.canaries, "server4"),
         {"leak": Leak(tunnelled(traffic.canaries, "server4"), setup=neighbours.named_in_clear,
                       exact=False)},
         LATE, setup=neighbours.watched),
    Case("dns.ddr", "medium",
         both(neighbours.designated, tunnelled(traffic.dns_over_tls, "dns4")),
         {"leak": Leak(both(neighbours.designated, neighbours.followed())),
          "leak-lease": Leak(neighbours.followed(), setup=neighbours.designated_by_lease),
          "leak-router": Leak(neighbours.followed("dns6"),
                              setup=neighbours.designated_by_router)},
         NO_CLASS),
    Case("adjacent.arp-inner-ip", "medium", neighbours.asked(),
         {"leak": Leak(neighbours.asked(told=True)), "leak-asking": Leak(neighbours.asking),
          "leak-v6": Leak(neighbours.advertising)},
         NO_CLASS, alive=both(small_talk, small_talk6)),
    Case("webrtc.srflx", "critical", tunnelled(traffic.stun, "stun4", mapped="203.0.113.30"),
         {"leak": Leak(outside("webrtc.srflx", traffic.stun, "stun4")),
          "leak-v6": Leak(outside("webrtc.srflx", traffic.stun, "stun6"), setup=advertised),
          "leak-other-port": Leak(outside("webrtc.srflx", traffic.stun, "stun4", port=19302)),
          "leak-over-tcp": Leak(outside("webrtc.srflx", traffic.stun_over_tcp, "stun4")),
          # A tap that missed the way out: only the address that came back tells.
          "leak-told": Leak(live.run(lambda s: live.echoes(s, seen6=(p(s).host6, live.EXIT6))),
                            exact=False, live=True),
          "leak-told-browser": Leak(live.run(lambda s: live.browser(s, *live.HIDDEN,
                                                                    ("srflx", p(s).host6))),
                                    exact=False, live=True)},
         DROPPED),
    Case("metadata.pmtu-blackhole", "low",
         lambda s: traffic.upload(s, s.tunnelled(), s.tunnelled(), p(s).server4, lost=False),
         {"leak": Leak(hostile_upload)}, NO_CLASS),
    Case("leak.connectivity-probe", "medium", tunnelled(traffic.connectivity_probe, "server4"),
         {"leak": Leak(outside("leak.connectivity-probe", traffic.connectivity_probe,
                               "server4"))},
         INCOMPLETE),
]


def live_case(check, severity, leaks, inside=live.whole, **details):
    return Case(check, severity, inside, leaks, NO_PROBE, staged=False, live=True, **details)


def endpoint_case(check, severity, leaks):
    return live_case(check, severity, leaks, unproven=live.unanswered)


def told(*steps, severity=None):
    """A leak that no frame shows, only what endpoints told."""
    return Leak(live.run(*steps), severity, exact=False, live=True)


# Checks of probes. What they find is counted under its first cause, or is no stray frame at all.
LIVE_CASES = [
    live_case("leak.iface-bind", "high",
              {"leak": Leak(live.run(lambda s: live.past(s, bound=("leak.iface-bind",))))}),
    live_case("leak.split-exclusion", "high",
              {"leak": Leak(live.run(lambda s: live.past(s, marked=("leak.split-exclusion",))))}),
    live_case("leak.endpoint-plaintext", "high",
              {"leak": Leak(live.run(live.past,
                                     lambda s: live.at_entry(s, "leak.endpoint-plaintext")))}),
    live_case("app.proxy-gap", "high",
              {"leak": Leak(both(socks_to("www.example.com"), live.beside_proxy(True)))},
              both(socks_to("www.example.com"), live.beside_proxy(False)),
              transport=NoTunnel, unproven=socks_to("www.example.com"),
              profile=dict(entry="203.0.113.30", entry_port=1080)),
    live_case("leak.lan-scope", "medium",
              {"leak": Leak(live.run(live.at_router(leaves=True)))},
              live.run(live.at_router()), unproven=live.run(live.at_router(answered=False)),
              allow_lan=True),
    live_case("leak.forwarded", "critical",
              {"leak": Leak(live.run(live.forwards,
                                     lambda s: live.forwarded(s, leaves=True)))},
              setup=live.forwards),
    endpoint_case("exit.identity", "high",
              {"leak": told(lambda s: live.echoes(s, seen6=(p(s).host6, live.EXIT6)))}),
    endpoint_case("exit.dual-stack", "medium",
              {"leak": told(lambda s: live.echoes(s, seen6=(p(s).host6,) * 2))}),
    endpoint_case("dns.resolver-identity", "high",
              {"leak": told(live.echoes, lambda s: live.who_asks(s, p(s).isp_dns4),
                            severity="medium"),
               "leak-own-address": told(live.echoes, lambda s: live.who_asks(s, p(s).host6),
                                        severity="critical"),
               "leak-forged": told(live.echoes, lambda s: live.who_asks(s, verified=False))}),
    endpoint_case("dns.ecs", "medium",
              {"leak": told(live.echoes,
                            lambda s: live.who_asks(s, subnet="2001:db8:50::/56"),
                            severity="critical"),
               "leak-unknown": told(live.echoes,
                                    lambda s: live.who_asks(s, subnet="198.51.100.0/24")),
               "leak-exit": told(live.echoes, lambda s: live.who_asks(s, subnet="203.0.113.0/24"),
                                 severity="info")}),
    live_case("webrtc.host-candidates", "medium",
              {"leak": told(lambda s: live.browser(s, ("host", p(s).inner4),
                                                   ("host", p(s).host4))),
               "leak-own-address": told(lambda s: live.browser(s, *live.HIDDEN,
                                                               ("host", p(s).host6)),
                                        severity="critical")},
              inside=live.run(live.asked_browser), unproven=live.late_browser),
    live_case("dns.resolved-routing", "high",
              {"leak": Leak(live.run(live.ask_resolved(leaves=True)), setup=live.resolved(loose=True)),
               "leak-held": Leak(live.run(live.ask_resolved(silent=True)), "low", exact=False,
                                 live=True, setup=live.resolved(loose=True))},
              live.run(live.ask_resolved()), setup=live.resolved(),
              unproven=live.run(live.ask_resolved(silent=True))),
]

# Judged under a policy of their own, which variants of captures do not have.
POLICY_CASES = [
    Case("leak.control-plane", "high", calls.encrypted(),
         {"leak": Leak(calls.in_clear()),
          "leak-node": Leak(calls.in_clear("/api/nodes?exit_country=de&limit=1")),
          "leak-user": Leak(calls.in_clear("/session?node=7&userId=4711"), "critical"),
          "leak-product": Leak(calls.encrypted("api.example-vpn.net", told=True), "low"),
          "leak-process": Leak(calls.of_process("/connect?exit=node-7"), live=True)},
         NO_CLASS, control_plane=calls.DECLARED,
         more_clean={"clean-split": calls.encrypted(split=130)},
         live_clean={"clean-process": calls.of_process()}),
]

ALL = CASES + POLICY_CASES + LIVE_CASES


def profile_of(case, leak=None):
    return Profile(**{**case.profile, **(leak.profile if leak else {})})
