#!/usr/bin/env python3
"""Writes many more captures for an end-to-end test: `variants.py FOLDER [ROUNDS [SEED]]`.

Each folder holds phys.pcap, mostly a tunnel capture, and truth.json. Who is who, the tunnel, the
capture format and the noise are drawn at random from the seed; the same seed gives the same
bytes. `score.py` runs the analyser over them, `verify.py` recounts them with tshark.
"""

import ipaddress
import json
import pathlib
import random
import sys

import cases
import containers
import frames
import plays
import traffic
import variant_cases
import verify
from session import Profile, Session
from transports import NoTunnel, OpenVPN, OpenVPNoverTCP, TLS, TwoHops, WireGuard

# Checks that a frame's headers are enough for: only these may be cut short.
HEADERS_ONLY = {"leak.ipv4-direct", "leak.ipv6-native", "leak.fragments", "leak.udp-bypass",
                "leak.inner-source", "leak.serverip", "leak.other-protocols"}
# Without link layer only what has our own address as source can be known for ours.
RAW_ABLE = {"leak.ipv4-direct", "leak.ntp", "dns.underlay-53", "webrtc.srflx",
            "leak.other-protocols"}
# Needs our MAC, or the MAC of the next hop, or the tunnel in a file of its own.
NEEDS_HOST_MAC = {"leak.eui64-stable", "leak.dhcp-identity"}
# What leaves before connecting would blur what these are about.
WITHOUT_PAST = {"leak.localnet", "leak.dhcp-route", "leak.dhcp-identity",
                "leak.cleartext-tunnel"}
UDP_OUTER_ONLY = {"leak.ipv4-direct", "leak.ipv6-native", "leak.eui64-stable"}


def draw_profile(draw):
    """New addresses and MACs, all from documentation and private ranges."""
    def mac():
        raw = bytearray(draw.randbytes(6))
        raw[0] &= 0xFE
        return raw.hex(":")

    def address6(prefix):
        raw = bytearray(frames.packed(prefix)[:8] + draw.randbytes(8))
        raw[11] = 0x5A  # never an EUI-64 by chance
        return str(ipaddress.ip_address(bytes(raw)))

    lan = draw.choice([f"192.168.{draw.randrange(256)}", f"172.{draw.randrange(16, 32)}."
                       f"{draw.randrange(256)}", f"10.{draw.randrange(60)}.{draw.randrange(256)}"])
    host, router, hostile = draw.sample(range(2, 250), 3)
    inner = f"10.{draw.randrange(64, 250)}.{draw.randrange(256)}"
    net = draw.choice(["203.0.113", "198.51.100"])
    entry, server, dns, stun, ntp, isp = (f"{net}.{last}" for last in draw.sample(range(2, 250), 6))
    sites = draw.sample(range(0x1000, 0xFFFF), 4)
    lan6, inner6, far, entry6 = (f"2001:db8:{site:x}::" for site in sites)
    return Profile(
        host_mac=mac(), router_mac=mac(), hostile_mac=mac(),
        host4=f"{lan}.{host}", router4=f"{lan}.{router}", hostile4=f"{lan}.{hostile}",
        lan6=lan6, host6=address6(lan6), host_link=address6("fe80::"),
        router_link=address6("fe80::"), hostile_link=address6("fe80::"),
        inner4=f"{inner}.{draw.randrange(2, 250)}", inner6=inner6 + "2",
        inner_resolver=f"{inner}.1", entry=draw.choice([entry, entry, entry, entry6 + "10"]),
        entry_port=draw.choice([51820, draw.randrange(20000, 32000)]),
        wan4=f"192.0.2.{draw.randrange(2, 70)}", isp_dns4=isp, server4=server, dns4=dns,
        stun4=stun, ntp4=ntp, server6=far + "80", dns6=far + "53", stun6=far + "78",
        host_name=draw.choice(["vm", "anna-laptop", "desktop-7f3k2", "raspberrypi"]),
        start=1_795_000_000_000_000_000 + draw.randrange(10 ** 15))


def public_lan(draw, profile):
    """A /26 of a documentation range on the link, the canary server in it, the entry not."""
    net, entry_net = draw.sample(["203.0.113", "198.51.100"], 2)
    host, router, server = draw.sample(range(65, 126), 3)
    return dict(host4=f"{net}.{host}", router4=f"{net}.{router}", hostile4=f"{net}.{router}",
                server4=f"{net}.{server}", entry=f"{entry_net}.{draw.randrange(2, 250)}",
                hostile_mac=profile.router_mac, hostile_link=profile.router_link)


def draw_transport(draw, check, profile):
    """A tunnel that suits the check, with a port that suits the tunnel."""
    if check == "leak.udp-bypass":
        kind = draw.choice([TLS, OpenVPNoverTCP])
    elif check == "leak.cleartext-tunnel" or check in UDP_OUTER_ONLY:
        kind = draw.choice([WireGuard, OpenVPN])
    else:
        kind = draw.choice([WireGuard, WireGuard, OpenVPN, TLS, OpenVPNoverTCP])
    ports = {OpenVPN: 1194, TLS: 9001, OpenVPNoverTCP: 1194}
    if kind in ports and draw.randrange(2):
        profile.entry_port = ports[kind]
    return kind()


def draw_form(draw, check, details):
    forms = [form for form in containers.FORMS
             if (form != "raw" or check in RAW_ABLE)
             and (form not in containers.SELF_DIRECTED or check not in NEEDS_HOST_MAC)]
    if not details.get("one_tunnel", True):
        forms.remove("pcapng-both")
    return draw.choice(forms)


def noise(session, draw, leases):
    """What a network does all the time; a lease, now and then, and late errors."""
    session.noise()
    p = session.profile
    if p.uplink4 and leases and draw.randrange(2):
        session.lease([(1, plays.MASK24), (3, frames.packed(p.router4))])
    if p.uplink4 and draw.randrange(2):
        quoted = frames.udp(p.host4, "192.0.2.200", 40000, 4000, b"x" * 40)
        session.receive(frames.port_unreachable(p.router4, p.host4, quoted))
    if draw.randrange(3) == 0:
        session.advertise(options=frames.prefix_option(p.lan6))


def play(case, leak, name, seed):
    draw = random.Random(seed)
    profile = draw_profile(draw)
    own = dict((leak.profile if leak else {}) or case.profile)
    if case.check == "leak.localnet":
        own = public_lan(draw, profile)
    elif own == plays.TOR:
        own = {}
    for field, value in own.items():
        setattr(profile, field, value)
    if leak and leak.transport:
        transport = leak.transport()
    elif case.fixed:
        transport = case.transport()
    else:
        transport = draw_transport(draw, case.check, profile)
    session = Session(profile, transport, f"{seed}/{name}")
    session.tunnels = {} if isinstance(transport, NoTunnel) else {"wg0": []}
    if isinstance(transport, TwoHops):
        session.tunnels = {"wg1": [], "wg0": []}
    details = {"one_tunnel": list(session.tunnels) == ["wg0"]}
    form = draw_form(draw, case.check, details)
    if form not in ("sll", "sll2", "raw"):
        session.vlans = containers.vlan_tags(draw)
    noise(session, draw, case.check not in WITHOUT_PAST)
    baseline = draw.randrange(3) == 0 and profile.uplink4 and case.check not in WITHOUT_PAST
    if baseline:
        traffic.canaries(session, session.direct("leak.ipv4-direct"), "192.0.2.80", count=3)
    ((leak and leak.setup) or case.setup)(session)
    session.connect()
    session.connected_at -= session.connected_at % 1000
    if session.tunnels:
        case.alive(session)
        if draw.randrange(2) and case.check != "leak.cleartext-tunnel":
            traffic.web(session, session.tunnelled(), "192.0.2.81")
    (leak.play if leak else case.inside)(session)
    session.noise()
    # What comes before connecting (a lookup, a lease) must be read whole.
    cut = case.check in HEADERS_ONLY and form != "raw" and not (leak and leak.setup)
    return session, form, 96 if cut and draw.randrange(4) == 0 else 65535


def microseconds(nanoseconds):
    return f"{nanoseconds // 10 ** 9}.{nanoseconds % 10 ** 9 // 1000:06}"


def write(folder, case, leak, session, form, snap):
    profile = session.profile
    flags, egress, tunnel_file = containers.write(folder, session, form, snap)
    outer, allowed = [], []
    for address, port in session.entries:
        protocol, v6 = session.transport.protocol, frames.is_v6(address)
        outer += ["--outer", f"{f'[{address}]' if v6 else address}:{port},{protocol}"]
        allowed.append(f"({'ipv6' if v6 else 'ip'}.dst == {address}"
                       f" && {protocol}.dstport == {port})")
    connected = microseconds(session.connected_at)
    truth = {
        "scenario": folder.name, "leak": leak is not None, "cause": case.check if leak else None,
        "severity": (leak.severity or case.severity) if leak else None,
        "leak_packets": 0, "first_leak_ts": None, "last_leak_ts": None, "also": {},
        "connect_ts": connected, "form": form, "cut": snap < 65535,
        "tunnel": type(session.transport).__name__, "client_mac": profile.host_mac,
        "vlans": [vlan for _, vlan in session.vlans],
        "flags": outer + flags + ["--stage", f"connected={connected}"],
        "egress_filter": egress, "allowed_filter": " || ".join(allowed),
        "leak_filter": None, "leak_file": "phys.pcap",
    }
    if leak:
        truth |= marks(case, leak, session)
        truth["leak_filter"] = verify.display_filter_of(case.check, leak.filter, profile)
        if case.check == "metadata.pmtu-blackhole":
            truth["leak_file"] = tunnel_file
        if case.check == "leak.cleartext-tunnel":
            truth["egress_filter"] = "frame"
    (folder / "truth.json").write_text(json.dumps(truth, indent=2) + "\n")


def marks(case, leak, session):
    """Number, first and last time of every check, from the marks on the frames."""
    rows = [one for one in session.underlay + sum(session.tunnels.values(), [])
            if one.time >= session.connected_at]
    counted = [one for one in rows if one.cause == case.check]
    counted = counted or [one for one in rows if case.check in one.cited]
    also = {}
    for one in rows:
        if one.cause and one.cause != case.check:
            also[one.cause] = also.get(one.cause, 0) + 1
    if not leak.exact:
        return {"leak_packets": None, "also": also}
    times = sorted(one.time for one in counted)
    return {"leak_packets": len(counted), "first_leak_ts": microseconds(times[0]),
            "last_leak_ts": microseconds(times[-1]), "also": also,
            "leak_packets_egress": sum(one.egress for one in counted)}


def scenarios():
    """Every leak of every check, every clean twin, and those that only the variants have."""
    for case in cases.CASES + variant_cases.CASES:
        for name, leak in case.leaks.items():
            # How many requests are cited is the check's own choice; variants are captures alone.
            if name != "leak-arp-only" and not leak.live:
                yield case, leak, f"{case.check}-{name}"
        if case.inside:
            yield case, None, f"{case.check}-clean"
        for name in case.more_clean:
            yield variant_cases.renamed(case, name), None, f"{case.check}-{name}"


def main(arguments):
    if not arguments:
        raise SystemExit(__doc__)
    root = pathlib.Path(arguments[0])
    rounds = int(arguments[1]) if len(arguments) > 1 else 3
    seed = arguments[2] if len(arguments) > 2 else "1"
    written = 0
    for case, leak, name in scenarios():
        for number in range(rounds):
            folder = root / f"{name}-{number}"
            session, form, snap = play(case, leak, name, f"{seed}/{name}/{number}")
            write(folder, case, leak, session, form, snap)
            written += 1
    print(f"{written} captures written to {root}")


if __name__ == "__main__":
    main(sys.argv[1:])
