#!/usr/bin/env python3
"""Counts what a capture's host sent, by the rules of the audit and independently of the tool.

usage: oracle.py CAPTURE --host MAC|ADDR ... --outer ADDR[/LEN][:PORT][,udp|,tcp] ...

Prints JSON: frames and bytes by direction and kind, and the violations by class, each frame under
its first cause. Needs Python 3.9 and nothing else.
"""

import argparse
import ipaddress
import json
import re
import sys
from collections import defaultdict
from typing import Optional

from captures import Frame, frames
from packets import TCP, UDP, Link, Malformed, Packet, link_layer, network_layer

# In cause order.
VIOLATIONS = ("dns", "encrypted_dns", "stun", "ntp", "chatter", "transition", "fragment",
              "other_protocol", "ipv6", "ipv4")
LINK_CONTROL = {0x0806: "arp", 0x888E: "eapol", 0x88CC: "lldp", 0x88B5: "heartbeat"}
CHATTER = {5353, 5355, 137, 138, 1900, 3702, 17500}
ALL_DHCP_AGENTS = ipaddress.ip_address("ff02::1:2").packed


class Outer:
    """An outer flow of the tunnel: network, port, protocol; `None` means any."""

    def __init__(self, text: str) -> None:
        match = re.fullmatch(
            r"(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+))(/\d+)?(?::(\d+))?(?:,(udp|tcp))?", text)
        if not match:
            raise argparse.ArgumentTypeError(f"not an outer flow: {text}")
        address = (match[1] or match[2]) + (match[3] or "")
        self.network = ipaddress.ip_network(address, strict=False)
        self.port = int(match[4]) if match[4] else None
        self.protocol = {None: None, "udp": UDP, "tcp": TCP}[match[5]]

    def has_address(self, address: bytes) -> bool:
        return ipaddress.ip_address(address) in self.network

    def is_end(self, packet: Packet, source: bool) -> bool:
        """Whether the packet's source (or its destination) is the far end of this flow."""
        if self.protocol not in (None, packet.protocol):
            return False
        if self.port is not None and (
                packet.ports is None or packet.ports[0 if source else 1] != self.port):
            return False
        return self.has_address(packet.source if source else packet.destination)


class Host:
    """The audited machine: its MACs and addresses."""

    def __init__(self, names: list[str]) -> None:
        self.macs, self.addresses = set(), set()
        for name in names:
            if re.fullmatch(r"([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}", name):
                self.macs.add(bytes.fromhex(name.replace(":", "")))
            else:
                self.addresses.add(ipaddress.ip_address(name).packed)

    def sent(self, frame: Frame, link: Link, packet: Optional[Packet]) -> bool:
        """The first of: what the capture says, the host's MAC, its address."""
        if link.sent is not None:
            return link.sent
        if frame.outbound is not None:
            return frame.outbound
        return link.source in self.macs or (
            packet is not None and packet.source in self.addresses)


def tolerated(packet: Packet, outer: list[Outer]) -> Optional[str]:
    """The kind of an egress packet that may always travel outside the tunnel."""
    if packet.version == 4 and packet.protocol == 2:
        return "igmp"
    if packet.version == 4 and packet.protocol == UDP and packet.ports == (68, 67):
        return "dhcp"
    if (packet.version == 6 and packet.protocol == UDP and packet.ports == (546, 547)
            and packet.destination == ALL_DHCP_AGENTS):
        return "dhcpv6"
    if packet.protocol != (1 if packet.version == 4 else 58) or not packet.first:
        return None
    kind = packet.payload[0] if packet.payload else None
    if packet.version == 6 and kind in range(133, 138) and packet.hops == 255:
        return "ndp"
    if packet.version == 6 and kind in (130, 131, 132, 143):
        return "mld"
    if kind in ((3,) if packet.version == 4 else (1, 2)):
        try:
            quoted = network_layer(packet.payload[8:], 0x0800 if packet.version == 4 else 0x86DD)
        except Malformed:
            return None
        if any(flow.has_address(packet.destination) and flow.is_end(quoted, source=True)
               for flow in outer):
            return "icmp_error"
    return None


def is_stun(message: bytes) -> bool:
    """RFC 8489 section 5: two zero bits, then the magic cookie."""
    return len(message) >= 20 and message[0] < 0x40 and message[4:8] == b"\x21\x12\xa4\x42"


def violation(packet: Packet) -> str:
    """The first cause of an egress packet that nothing allows."""
    protocol, udp = packet.protocol, packet.protocol == UDP
    port = packet.ports[1] if packet.ports else None
    if port == 53:
        return "dns"
    if port in (853, 5443) or udp and port in (8853, 784):
        return "encrypted_dns"
    if port is not None and is_stun(packet.message):
        return "stun"
    if port == (123 if udp else 4460):
        return "ntp"
    if udp and port in CHATTER:
        return "chatter"
    if udp and port == 3544 or packet.version == 4 and (
            protocol in (41, 4)
            or protocol == 47 and packet.first and packet.payload[2:4] == b"\x86\xdd"):
        return "transition"
    if packet.fragment:
        return "fragment"
    if protocol not in (TCP, UDP):
        return "other_protocol"
    if packet.version == 4:
        return "ipv4"
    to = ipaddress.ip_address(packet.destination)
    return "local_ipv6" if to.is_link_local or to.is_multicast else "ipv6"


def judge(frame: Frame, host: Host, outer: list[Outer]) -> tuple[str, str, Optional[Packet]]:
    """Direction, kind and packet of a frame."""
    try:
        link = link_layer(frame)
    except Malformed:
        return ("egress" if frame.outbound else "ingress"), "malformed", None
    packet, kind = None, LINK_CONTROL.get(link.ethertype, "non_ip")
    if link.ethertype in (0x0800, 0x86DD):
        try:
            packet, kind = network_layer(frame.data[link.network :], link.ethertype), ""
        except Malformed:
            kind = "malformed"
    egress = host.sent(frame, link, packet)
    if packet is not None:
        if any(flow.is_end(packet, source=not egress) for flow in outer):
            kind = "outer_flow"
        elif egress:
            kind = tolerated(packet, outer) or violation(packet)
        else:
            kind = "other"
    return ("egress" if egress else "ingress"), kind, packet


class Tally:
    def __init__(self) -> None:
        self.frames = self.bytes = self.captured = 0
        self.first: Optional[int] = None
        self.last: Optional[int] = None
        self.destinations: set[tuple[int, bytes, Optional[int]]] = set()

    def add(self, frame: Frame) -> None:
        self.frames += 1
        self.bytes += frame.original
        self.captured += len(frame.data)
        self.first = frame.time if self.first is None else min(self.first, frame.time)
        self.last = frame.time if self.last is None else max(self.last, frame.time)

    def summary(self) -> dict[str, object]:
        return {"frames": self.frames, "bytes": self.bytes, "captured_bytes": self.captured,
                "first_ns": self.first, "last_ns": self.last}


def main() -> int:
    parser = argparse.ArgumentParser(description="Count what a capture's host sent.")
    parser.add_argument("capture")
    parser.add_argument("--host", action="append", default=[], metavar="MAC|ADDR")
    parser.add_argument("--outer", action="append", default=[], type=Outer, metavar="FLOW")
    arguments = parser.parse_args()
    host, total = Host(arguments.host), Tally()
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for frame in frames(arguments.capture):
        direction, kind, packet = judge(frame, host, arguments.outer)
        tally = tallies[direction, kind]
        tally.add(frame)
        total.add(frame)
        if packet is not None and direction == "egress" and kind in VIOLATIONS:
            port = packet.ports[1] if packet.ports else None
            tally.destinations.add((packet.protocol, packet.destination, port))
    traffic: dict[str, dict[str, object]] = {"egress": {}, "ingress": {}}
    for (direction, kind), tally in sorted(tallies.items()):
        if direction == "ingress" or kind not in VIOLATIONS:
            traffic[direction][kind] = tally.summary()
    violations = {
        kind: tallies["egress", kind].summary()
        | {"destinations": len(tallies["egress", kind].destinations)}
        for kind in VIOLATIONS if ("egress", kind) in tallies}
    json.dump({"capture": total.summary(), "traffic": traffic, "violations": violations},
              sys.stdout, indent=2)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
