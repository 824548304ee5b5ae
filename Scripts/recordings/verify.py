#!/usr/bin/env python3
"""Recounts the leaks of the test recordings with tshark: `verify.py [FOLDER]`.

The display filters say nothing of how the frames were made, so an error of the generator and an
error of its own bookkeeping cannot hide each other. Also reports malformed frames and bad
checksums, and what else leaves the machine unexplained.
"""

import json
import pathlib
import subprocess
import sys

DEFAULT = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Recordings"
WHOLE = ["ip.defragment:FALSE", "ipv6.defragment:FALSE", "tcp.desegment_tcp_streams:FALSE"]
CHECKED = ["ip.check_checksum:TRUE", "tcp.check_checksum:TRUE", "udp.check_checksum:TRUE"]

# The frames that count, among those the machine sent on eth0 since it connected.
FILTERS = {
    "leak.ipv4-direct": "ip.dst == 203.0.113.80 && (tcp || udp) && !icmp",
    "leak.ipv6-native": "ipv6.dst == 2001:db8:113::80 && (tcp || udp)",
    "leak.ipv6-transition": "ip.proto == 41 || udp.dstport == 3544 || gre",
    "leak.ipv6-synth": "ipv6.dst == 64:ff9b::cb00:7150",
    "leak.other-protocols":
        "icmp.type == 8 || icmpv6.type == 128 || ip.proto == 132 || ip.proto == 136",
    "leak.udp-bypass": "udp && ip.dst == 203.0.113.80",
    "leak.inner-source": "ip.src == 10.64.0.2 || ipv6.src == 2001:db8:64::2",
    "leak.fragments": "ip.flags.mf == 1 || ip.frag_offset > 0 || ipv6.fraghdr.nxt",
    "leak.serverip": "ip.dst == 203.0.113.10 && (tcp || udp) && !(udp.dstport == 51820)",
    "leak.localnet": "ip.dst == 203.0.113.80",
    "leak.localnet/leak-arp-only": "arp.dst.proto_ipv4 == 203.0.113.80",
    "leak.ra-route": "ipv6.dst == 2001:db8:113::80 && eth.dst == 02:00:00:00:50:66",
    "leak.dhcp-route": "ip.dst == 203.0.113.80 && eth.dst == 02:00:00:00:50:66",
    "leak.cleartext-tunnel": "udp.port == 51820",
    "leak.ntp": "udp.dstport == 123 || tcp.dstport == 4460",
    "leak.lan-chatter": "udp.dstport == 5353 || udp.dstport == 1900 || udp.dstport == 137",
    "leak.dhcp-identity":
        "dhcp.option.hostname || dhcp.fqdn.name || dhcpv6.duidllt.link_layer_addr",
    "leak.eui64-stable": "ipv6.src == 2001:db8:50::ff:fe00:500c",
    "dns.underlay-53": "tcp.dstport == 53 || udp.dstport == 53 || udp.dstport == 5353",
    "dns.encrypted-bypass": "tcp.dstport == 853 || udp.dstport == 853 || tcp.dstport == 443",
    "dns.search-local": "udp.dstport == 5355 || dns.qry.name matches \"wpad|isatap|in-addr\"",
    "webrtc.srflx": "stun.type == 1 || tcp.dstport == 3478",
    "metadata.pmtu-blackhole": "tcp.len == 1360",
    "leak.connectivity-probe": "tcp.dstport == 80 && ip.dst == 203.0.113.80",
}

# What leaves eth0 rightly, so that what remains on a clean recording can be shown.
TOLERATED = ("arp || igmp || dhcp || dhcpv6 || (icmpv6.type >= 130 && icmpv6.type <= 143)"
             " || (icmp.type == 3 && ip.dst == 203.0.113.10)")


def tshark(path, display_filter, *fields, options=()):
    command = ["tshark", "-n", "-r", str(path), "-Y", display_filter, "-T", "fields"]
    for option in (*WHOLE, *options):
        command += ["-o", option]
    for field in fields:
        command += ["-e", field]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        raise SystemExit(f"{path}: {display_filter}: {result.stderr}")
    return [line.split("\t") for line in result.stdout.splitlines()]


def window(manifest):
    begin = f" && frame.time_epoch >= {manifest['stages'][0]['at']}" if manifest["stages"] else ""
    return f'frame.interface_name == "eth0" && eth.src == {manifest["host"][0]}{begin}'


def outer(manifest):
    address, rest = manifest["outer"][0].rsplit(":", 1)
    port, protocol = rest.split(",")
    family = "ipv6" if address.startswith("[") else "ip"
    return f"({family}.dst == {address.strip('[]')} && {protocol}.dstport == {port})"


def faults(folder, name, expected):
    path, manifest = folder / "evidence.pcapng", json.loads((folder / "manifest.json").read_text())
    check = folder.parent.name
    display_filter = FILTERS.get(f"{check}/{name}") or FILTERS[check]
    where = window(manifest)
    if check == "metadata.pmtu-blackhole":
        where = 'frame.interface_name == "wg0"'
    if check == "leak.cleartext-tunnel":
        where = 'frame.interface_name == "eth0"'
    if expected["verdict"] == "fail" and "packets" in expected:
        rows = tshark(path, f"({where}) && ({display_filter})", "frame.time_epoch")
        seen = {"packets": len(rows), "first": rows[0][0], "last": rows[-1][0]} if rows else {}
        for key in ("packets", "first", "last"):
            if seen.get(key) != expected[key]:
                yield f"{key} is {seen.get(key)}, expected {expected[key]}"
    if expected["verdict"] != "fail":
        left = tshark(path, f"({where}) && !({TOLERATED}) && !{outer(manifest)}", "_ws.col.Info")
        if left and check not in ("metadata.pmtu-blackhole", "leak.cleartext-tunnel"):
            yield f"{len(left)} frames leave unexplained: {left[0]}"
    for row in tshark(path, "_ws.malformed || ip.checksum.status == 0 || tcp.checksum.status == 0"
                      " || udp.checksum.status == 0 || icmp.checksum.status == 0"
                      " || icmpv6.checksum.status == 0",
                      "frame.number", "_ws.col.Info", options=CHECKED):
        yield f"malformed or bad checksum: {row}"


def main(arguments):
    root = pathlib.Path(arguments[0]) if arguments else DEFAULT
    good = bad = 0
    for listing in sorted(root.glob("*/expected.json")):
        for name, expected in json.loads(listing.read_text()).items():
            found = list(faults(listing.parent / name, name, expected))
            for fault in found:
                print(f"{listing.parent.name}/{name}: {fault}")
            good, bad = good + (not found), bad + bool(found)
    print(f"{good} passed, {bad} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
