"""Tests of the oracle on frames written by hand. Run: python3 -m unittest discover -s oracle"""

import struct
import unittest

import oracle
from captures import Frame
from packets import ETHERNET, SLL, SLL2

HOST_MAC, ROUTER_MAC = bytes.fromhex("02000000500c"), bytes.fromhex("020000005001")
CLIENT, REMOTE = bytes([192, 168, 50, 125]), bytes([198, 51, 100, 9])
ENTRY = bytes([203, 0, 113, 10])
CLIENT6 = bytes.fromhex("20010db8005000000000000000000125")
REMOTE6 = bytes.fromhex("20010db8c00000000000000000000009")
HOST = oracle.Host(["02:00:00:00:50:0c"])
OUTER = [oracle.Outer("203.0.113.10:51820,udp"), oracle.Outer("[2001:db8:113::10]:51820,udp")]


def udp(port, payload=b"", source=50000):
    return struct.pack(">HHHH", source, port, 8 + len(payload), 0) + payload


def tcp(port):
    return struct.pack(">HHIIBBHHH", 50000, port, 1, 1, 0x50, 0x10, 0, 0, 0)


def ipv4(protocol, payload, to=REMOTE, sender=CLIENT, field=0):
    return struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), 1, field, 64, protocol, 0) \
        + sender + to + payload


def ipv6(protocol, payload, to=REMOTE6, hops=64):
    return struct.pack(">IHBB", 6 << 28, len(payload), protocol, hops) + CLIENT6 + to + payload


def ethernet(packet, tags=b"", egress=True, padding=b""):
    kind = {4: 0x0800, 6: 0x86DD}[packet[0] >> 4]
    macs = ROUTER_MAC + HOST_MAC if egress else HOST_MAC + ROUTER_MAC
    return frame(macs + tags + struct.pack(">H", kind) + packet + padding)


def frame(data, link=ETHERNET, outbound=None):
    return Frame(0, data, len(data), link, outbound)


class Causes(unittest.TestCase):
    def check(self, data, kind, direction="egress"):
        judged = oracle.judge(data, HOST, OUTER)
        self.assertEqual(judged[:2], (direction, kind))

    def test_each_port_has_its_class(self):
        for port, kind in ((53, "dns"), (853, "encrypted_dns"), (5443, "encrypted_dns"),
                           (784, "encrypted_dns"), (123, "ntp"), (5353, "chatter"),
                           (137, "chatter"), (3544, "transition"), (4460, "ipv4"), (40000, "ipv4")):
            self.check(ethernet(ipv4(17, udp(port))), kind)
        for port, kind in ((53, "dns"), (853, "encrypted_dns"), (4460, "ntp"), (5353, "ipv4")):
            self.check(ethernet(ipv4(6, tcp(port))), kind)

    def test_stun_is_known_by_its_cookie_on_any_port(self):
        binding = bytes.fromhex("00010000" "2112a442") + bytes(12)
        self.check(ethernet(ipv4(17, udp(40000, binding))), "stun")
        self.check(ethernet(ipv6(17, udp(3478, binding))), "stun")
        self.check(ethernet(ipv4(17, udp(53, binding))), "dns")

    def test_outer_flow_needs_address_port_and_protocol(self):
        self.check(ethernet(ipv4(17, udp(51820), to=ENTRY)), "outer_flow")
        self.check(ethernet(ipv4(17, udp(51821), to=ENTRY)), "ipv4")
        self.check(ethernet(ipv4(6, tcp(51820), to=ENTRY)), "ipv4")
        self.check(ethernet(ipv4(17, udp(50000, source=51820), to=CLIENT, sender=ENTRY),
                            egress=False), "outer_flow", "ingress")

    def test_every_fragment_of_a_datagram_is_one(self):
        self.check(ethernet(ipv4(17, udp(40000), field=0x2000)), "fragment")
        self.check(ethernet(ipv4(17, bytes(64), field=0x0010)), "fragment")
        self.check(ethernet(ipv4(17, udp(53), field=0x2000)), "dns")
        self.check(ethernet(ipv6(44, bytes([17, 0, 0, 1, 0, 0, 0, 1]) + udp(40000))), "fragment")
        atomic = bytes([17, 0, 0, 0, 0, 0, 0, 1]) + udp(40000)
        self.check(ethernet(ipv6(44, atomic)), "ipv6")

    def test_extension_headers_are_skipped(self):
        options = bytes([60, 0, 1, 4, 0, 0, 0, 0]) + bytes([17, 1]) + bytes(14)
        self.check(ethernet(ipv6(0, options + udp(53))), "dns")
        self.check(ethernet(ipv6(0, options)), "malformed")

    def test_carriers_of_ipv6_are_transition(self):
        self.check(ethernet(ipv4(41, ipv6(17, udp(53)))), "transition")
        self.check(ethernet(ipv4(4, ipv4(17, udp(53)))), "transition")
        self.check(ethernet(ipv4(47, b"\0\0\x86\xdd" + ipv6(17, udp(1)))), "transition")
        self.check(ethernet(ipv4(47, b"\0\0\x08\0" + ipv4(17, udp(1)))), "other_protocol")

    def test_neighbour_discovery_needs_hop_limit_255(self):
        self.check(ethernet(ipv6(58, bytes([135, 0]) + bytes(22), hops=255)), "ndp")
        self.check(ethernet(ipv6(58, bytes([135, 0]) + bytes(22), hops=64)), "other_protocol")

    def test_an_error_is_tolerated_only_if_it_quotes_the_outer_flow(self):
        def error(quoted):
            return ethernet(ipv4(1, bytes([3, 3]) + bytes(6) + quoted, to=ENTRY))
        self.check(error(ipv4(17, udp(50000, source=51820), to=CLIENT, sender=ENTRY)), "icmp_error")
        self.check(error(ipv4(17, udp(50000, source=53), to=CLIENT, sender=ENTRY)),
                   "other_protocol")

    def test_padding_and_tags_do_not_matter(self):
        self.check(ethernet(ipv4(17, udp(53)), padding=bytes(18)), "dns")
        self.check(ethernet(ipv4(17, udp(53)), tags=bytes.fromhex("88a8006481000032")), "dns")

    def test_cooked_frames_carry_their_direction(self):
        packet = ipv4(17, udp(53))
        for kind, direction in ((4, "egress"), (0, "ingress")):
            sll = struct.pack(">HHH", kind, 1, 6) + HOST_MAC + b"\0\0\x08\0" + packet
            sll2 = b"\x08\0\0\0" + struct.pack(">IHBB", 2, 1, kind, 6) + HOST_MAC + b"\0\0" + packet
            expected = "dns" if direction == "egress" else "other"
            self.check(frame(sll, SLL), expected, direction)
            self.check(frame(sll2, SLL2), expected, direction)

    def test_packet_flags_outrank_the_mac(self):
        data = ethernet(ipv4(17, udp(53)), egress=False).data
        self.check(frame(data, outbound=True), "dns")

    def test_cut_headers_are_malformed(self):
        whole = ethernet(ipv4(17, udp(53))).data
        for length in range(len(whole)):
            judged = oracle.judge(frame(whole[:length]), HOST, OUTER)
            self.assertEqual(judged[1], "malformed", length)


if __name__ == "__main__":
    unittest.main()
