#!/usr/bin/env python3
"""Writes Tests/Captures/expected.json from the ground truth, and recounts it with tshark.

What to tell the analyser stands here, because outer flows are never learnt from a capture.
"""

import json
import pathlib
import sys

from verify import tshark

ROOT = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Captures"
WIREGUARD = ["203.0.113.10:51820,udp"]
OUTER = {
    "openvpn_kill": ["203.0.113.10:1194,udp"],
    "webrtc_socks": ["203.0.113.30:1080,tcp"],
    "base_tor_trans": [f"203.0.113.{last}:9001,tcp" for last in range(101, 109)],
}
CAUSES = {
    "bindtodev": ("leak.ipv4-direct", "critical"),
    "dns_isp": ("dns.underlay-53", "critical"),
    "icmp": ("leak.other-protocols", "high"),
    "kill_noks": ("leak.ipv4-direct", "critical"),
    "mdns": ("leak.lan-chatter", "medium"),
    "openvpn_kill": ("leak.ipv4-direct", "critical"),
    "stun_bind": ("webrtc.srflx", "critical"),
    "tunnelvision": ("leak.dhcp-route", "critical"),
    "v6_ra": ("leak.ipv6-native", "critical"),
    "webrtc_socks": ("webrtc.srflx", "critical"),
}
# Further fails that hold: check, severity, whether its frames are counted under it or only cited,
# and a display filter. `notice`: it may stand, and need not.
MORE = {
    "v6_ra": [("leak.eui64-stable", "medium", "cited",
               "ipv6.src == 2001:db8:50::ff:fe00:500c && ipv6.dst == 2001:db8:113::80")],
    "webrtc_socks": [("leak.lan-chatter", "low", "counted", "udp.dstport == 5353"),
                     ("leak.udp-bypass", "high", "cited", "udp.dstport == 3478"),
                     ("leak.cleartext-tunnel", "info", "notice", None)],
    "tunnelvision": [("leak.dhcp-identity", "low", "notice", None)],
}


def seen(folder, display_filter):
    rows = tshark(folder / "phys.pcap", display_filter, "frame.time_epoch")
    times = [row[0][:-3] for row in rows]  # classic captures have microseconds
    return {"packets": len(times), "first": times[0], "last": times[-1]}


def expectation(folder):
    truth = json.loads((folder / "truth.json").read_text(), parse_float=str)
    name, host = folder.name, truth["client_mac"]
    tunnels = sorted(path.name for path in folder.glob("tun*.pcap"))
    outer = OUTER.get(name, WIREGUARD)
    flags = [part for flow in outer for part in ("--outer", flow)]
    flags += [part for tunnel in tunnels for part in ("--tunnel", tunnel)]
    flags += ["--host", host]
    expected = {"capture": "phys.pcap", "outer": outer, "tunnels": tunnels, "host": [host],
                "stages": [], "flags": flags, "fails": []}
    if "connect_ts" in truth:
        expected["stages"] = [{"name": "connected", "at": truth["connect_ts"]}]
        expected["flags"] += ["--stage", f"connected={truth['connect_ts']}"]
    if name in CAUSES:
        check, severity = CAUSES[name]
        counted = seen(folder, truth["leak_filter"])
        assert counted["packets"] == truth["leak_packets"], name
        assert float(counted["first"]) == float(truth["first_leak_ts"]), name
        assert float(counted["last"]) == float(truth["last_leak_ts"]), name
        expected["fails"].append({"check": check, "severity": severity, "as": "counted"} | counted)
    for check, severity, role, display_filter in MORE.get(name, []):
        row = {"check": check, "severity": severity, "as": role}
        if display_filter:
            row |= seen(folder, f"eth.src == {host} && {display_filter}")
        expected["fails"].append(row)
    if name == "established":
        leak = {"check": "leak.ipv4-direct", "severity": "critical", "as": "counted"}
        expected["before_connect"] = [leak | seen(folder, truth["leak_filter"])]
    return expected


def main():
    folders = sorted(path.parent for path in ROOT.glob("*/truth.json"))
    expected = {folder.name: expectation(folder) for folder in folders}
    (ROOT / "expected.json").write_text(json.dumps(expected, indent=2) + "\n")
    print(f"{len(expected)} captures, "
          f"{sum(bool(row['fails']) for row in expected.values())} with a fail")


if __name__ == "__main__":
    sys.exit(main())
