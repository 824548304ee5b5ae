#!/usr/bin/env python3
"""Recounts the leaks with tshark: `verify.py [FOLDER]`, of test recordings or of variants.

The display filters say nothing of how the frames were made, so an error of the generator and an
error of its own bookkeeping cannot hide each other. Also reports malformed frames and bad
checksums, and what else leaves the machine unexplained.
"""

import dataclasses
import json
import pathlib
import subprocess
import sys

from session import Profile

DEFAULT = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Recordings"
WHOLE = ["ip.defragment:FALSE", "ipv6.defragment:FALSE", "tcp.desegment_tcp_streams:FALSE"]
CHECKED = ["ip.check_checksum:TRUE", "tcp.check_checksum:TRUE", "udp.check_checksum:TRUE"]

# What a drill tries as new flows, and its look-ups.
NEW = "udp.dstport == 4000 || tcp.dstport == 4001 || udp.dstport == 53"

# The frames that count, among those the machine sent outside since it connected. The names in
# braces are fields of session.Profile.
FILTERS = {
    "leak.ipv4-direct": "ip.dst == {server4} && (tcp || udp) && !icmp",
    "leak.ipv6-native": "ipv6.dst == {server6} && (tcp || udp)",
    "leak.ipv6-transition": "ip.proto == 41 || udp.dstport == 3544 || gre",
    "leak.ipv6-synth": "ipv6.dst == 64:ff9b::/96",
    "leak.other-protocols":
        "icmp.type == 8 || icmpv6.type == 128 || ip.proto == 132 || ip.proto == 136",
    "leak.udp-bypass": "udp && ip.dst == {server4}",
    "leak.inner-source": "ip.src == {inner4} || ipv6.src == {inner6}",
    "leak.fragments": "ip.flags.mf == 1 || ip.frag_offset > 0 || ipv6.fraghdr.nxt",
    "leak.serverip": "tcp.dstport == 80 || udp.dstport == 4000",
    "leak.localnet": "ip.dst == {server4}",
    "leak.localnet/leak-arp-only": "arp.dst.proto_ipv4 == {server4}",
    "leak.ra-route": "ipv6.dst == {server6}",
    "leak.dhcp-route": "ip.dst == {server4}",
    "leak.cleartext-tunnel": "udp.port == {entry_port}",
    "leak.ntp": "udp.dstport == 123 || tcp.dstport == 4460",
    "leak.lan-chatter": "udp.dstport == 5353 || udp.dstport == 1900 || udp.dstport == 137",
    "leak.dhcp-identity":
        "dhcp.option.hostname || dhcp.fqdn.name || dhcpv6.duidllt.link_layer_addr",
    "leak.eui64-stable": "ipv6.src == {eui64}",
    "dns.underlay-53": "tcp.dstport == 53 || udp.dstport == 53 || udp.dstport == 5353",
    "dns.encrypted-bypass": "tcp.dstport == 853 || udp.dstport == 853 || tcp.dstport == 443",
    "dns.search-local": "udp.dstport == 5355 || dns.qry.name matches \"wpad|isatap|in-addr\"",
    "webrtc.srflx": "udp.payload[0:2] == 00:01 && udp.payload[4:4] == 21:12:a4:42"
                    " || tcp.dstport == 3478",
    "metadata.pmtu-blackhole": "tcp.len == 1360",
    "dns.proxy-local-resolve": "udp.dstport == 53",
    "dns.ddr": "tcp.dstport == 853",
    "dns.rogue-resolver": "udp.dstport == 53",
    "dns.resolved-routing": "udp.dstport == 53",
    "adjacent.arp-inner-ip": "arp.src.proto_ipv4 == {inner4} || icmpv6.type == 136 && ipv6.src == {inner6}",
    "leak.iface-bind": "udp.dstport == 4000 && !icmp",
    "leak.split-exclusion": "udp.dstport == 4000 && !icmp",
    "leak.endpoint-plaintext": "udp.dstport == {entry_port} && udp contains \"WTCANARY\"",
    "leak.lan-scope": "udp.dstport == 53",
    "leak.forwarded": "udp.dstport == 4000 && !icmp",
    "app.proxy-gap": "udp.dstport == 4000 && !icmp",
    "leak.control-plane": "ip.dst == {directory4} && (http.request || tls.handshake.type == 1)",
    "leak.control-plane/leak-process": "ip.dst == {server4} && http.request",
    **{f"killswitch.{slug}": NEW for slug in
       ("interface-down", "daemon-kill", "peer-blackhole", "switch-gap", "boot-preconnect",
        "link-change", "rule-conflict", "recovery")},
    "killswitch.interface-down/leak-everything":
        f"{NEW} || udp.dstport == 4002 || udp.dstport == 4003",
    "killswitch.established": "udp.dstport == 4002 || udp.dstport == 4003",
    "killswitch.established/leak-inner-source": "ip.src == {inner4}",
    "killswitch.family-gap": "ipv6.dst == {server6}",
    "killswitch.dns-exempt": "udp.dstport == 53",
    "leak.connectivity-probe": "tcp.dstport == 80 && ip.dst == {server4}",
}

# What leaves eth0 rightly, so that what remains on a clean recording can be shown.
TOLERATED = ("eth.type == 0x88b5 || arp || igmp || dhcp || dhcpv6 || (icmpv6.type >= 130 && icmpv6.type <= 143)"
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


def display_filter_of(check, own, profile):
    """The check's display filter, or the recording's `own` one."""
    return (own or FILTERS[check]).format(**dataclasses.asdict(profile), eui64=profile.eui64)


def window(manifest):
    begin = f" && frame.time_epoch >= {manifest['stages'][0]['at']}" if manifest["stages"] else ""
    return f'frame.interface_name == "eth0" && eth.src == {manifest["host"][0]}{begin}'


def outer(manifest):
    address, rest = manifest["outer"][0].rsplit(":", 1)
    port, protocol = rest.split(",")
    family = "ipv6" if address.startswith("[") else "ip"
    return f"({family}.dst == {address.strip('[]')} && {protocol}.dstport == {port})"


def recounted(path, display_filter, truth):
    """Compares number, first and last time, to the precision that the truth gives."""
    times = [row[0] for row in tshark(path, display_filter, "frame.time_epoch")]
    digits = len(str(truth["first"]))
    seen = {"packets": len(times)}
    if times:
        seen |= {"first": times[0][:digits], "last": times[-1][:digits]}
    for key in ("packets", "first", "last"):
        if seen.get(key) != truth[key]:
            yield f"{key} is {seen.get(key)}, expected {truth[key]}"


def faults(folder, name, expected):
    path, manifest = folder / "evidence.pcapng", json.loads((folder / "manifest.json").read_text())
    check = folder.parent.name
    where = window(manifest)
    if check == "metadata.pmtu-blackhole":
        where = 'frame.interface_name == "wg0"'
    if check == "leak.cleartext-tunnel":
        where = 'frame.interface_name == "eth0"'
    if expected["verdict"] == "fail" and "packets" in expected:
        # What only endpoints told has no count, and needs no filter.
        display_filter = display_filter_of(check, FILTERS.get(f"{check}/{name}"), Profile())
        yield from recounted(path, f"({where}) && ({display_filter})", expected)
    if expected["verdict"] not in ("fail", "notApplicable"):
        local = " && !(ip.dst == 192.168.0.0/16)" if expected.get("allow_lan") else ""
        declared = "".join(f" && !(ip.dst == {there})" for there in expected.get("control_plane", ()))
        left = tshark(path, f"({where}) && !({TOLERATED}) && !{outer(manifest)}{local}{declared}",
                      "_ws.col.Info")
        if left and check not in ("metadata.pmtu-blackhole", "leak.cleartext-tunnel"):
            yield f"{len(left)} frames leave unexplained: {left[0]}"
    if (folder / "drill.jsonl").exists():
        yield from drill_faults(folder, manifest, where)
    yield from damaged(path)


def nanoseconds(text):
    seconds, fraction = text.split(".")
    return int(seconds) * 1_000_000_000 + int(fraction)


def drill_faults(folder, manifest, where):
    """The log of a drill against the frames and the stages: every canary outside is in it, and what
    it says was refused is on no wire."""
    rows = [json.loads(line) for line in (folder / "drill.jsonl").read_text().splitlines()]
    cells = [row["cell"] for row in rows if "cell" in row]
    injected = [row["fault"] for row in rows if "fault" in row]
    marks = [mark["at"] for mark in manifest["stages"][1:]]
    if marks != [fault[key] for fault in injected for key in ("from", "undone")]:
        yield "the stages are not those of the faults"
    sent, refused, answers = set(), set(), []
    for line in (folder / "attempts.jsonl").read_text().splitlines():
        row = json.loads(line)
        cell, at = cells[row["cell"]], nanoseconds(row["at"])
        for after, port, outcome in zip(row["after"], row["ports"], row["outcomes"], strict=True):
            at += after
            ends = (cell["remote"], str(cell["remote_port"]), str(port))
            lasting = cell["kind"] in ("established", "preconnect")
            (refused if outcome > 0 and not lasting else sent).add(ends)
            if outcome < 0:
                answers.append((at, at - outcome * 1000))
    for fault in injected:
        behind = [end for at, end in answers if at >= nanoseconds(fault["undone"])]
        told = fault.get("recovered")
        if (told and nanoseconds(told)) != min(behind, default=None):
            yield "the recovery is not that of the log"
    seen = set()
    for interface in (f"({where})", 'frame.interface_name == "wg0"'):
        for transport in ("udp", "tcp"):
            for row in tshark(folder / "evidence.pcapng", f"{interface} && {transport} && !icmp",
                              "ip.dst", "ipv6.dst", f"{transport}.dstport", f"{transport}.srcport"):
                seen.add((row[0] or row[1], *row[2:]))
    if refused & seen:
        yield f"refused and seen: {sorted(refused & seen)[:3]}"
    for ends in sorted(seen - sent):
        if any((cell["remote"], str(cell["remote_port"])) == ends[:2] for cell in cells) \
                and ends[2] not in probe_ports(folder):
            yield f"no canary of the log is {ends}"


def probe_ports(folder):
    return {str(json.loads(line).get("local_port"))
            for line in (folder / "answers.jsonl").read_text().splitlines()}


def damaged(path):
    """Canaries to OpenVPN's port are no OpenVPN: tshark trusts ports, so it is not asked there."""
    for row in tshark(path, "_ws.malformed && !openvpn || ip.checksum.status == 0 || tcp.checksum.status == 0"
                      " || udp.checksum.status == 0 || icmp.checksum.status == 0"
                      " || icmpv6.checksum.status == 0",
                      "frame.number", "_ws.col.Info", options=CHECKED):
        yield f"malformed or bad checksum: {row}"


def variant_faults(folder):
    """A variant states its own display filter; what is cut on purpose is not called damaged."""
    truth = json.loads((folder / "truth.json").read_text())
    where = f"{truth['egress_filter']} && frame.time_epoch >= {truth['connect_ts']}"
    if truth["leak_filter"] and truth["leak_packets"]:
        path = folder / truth["leak_file"]
        where = where if truth["leak_file"] == "phys.pcap" else "frame"
        claimed = {"packets": truth["leak_packets"], "first": truth["first_leak_ts"],
                   "last": truth["last_leak_ts"]}
        yield from recounted(path, f"({where}) && ({truth['leak_filter']})", claimed)
    if not truth["leak"]:
        left = tshark(folder / "phys.pcap", f"({where}) && !({TOLERATED} || icmp.type == 3 ||"
                      f" icmpv6.type == 1) && !({truth['allowed_filter']})", "_ws.col.Info")
        if left:
            yield f"{len(left)} frames leave unexplained: {left[0]}"
    if not truth["cut"]:
        for path in folder.glob("*.pcap"):
            yield from damaged(path)


def main(arguments):
    root = pathlib.Path(arguments[0]) if arguments else DEFAULT
    results = []
    for listing in sorted(root.glob("*/expected.json")):
        for name, expected in json.loads(listing.read_text()).items():
            results.append((listing.parent / name, faults(listing.parent / name, name, expected)))
    for truth in sorted(root.glob("*/truth.json")):
        results.append((truth.parent, variant_faults(truth.parent)))
    bad = 0
    for folder, found in results:
        found = list(found)
        bad += bool(found)
        for fault in found:
            print(f"{folder.relative_to(root)}: {fault}")
    print(f"{len(results) - bad} passed, {bad} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
