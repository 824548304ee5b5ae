"""Builds link-layer frames and IP packets byte by byte, with right lengths and checksums.

Every builder returns bytes. Addresses are strings; the IP version follows from the address.
"""

import ipaddress
import struct
import zlib

ICMP, IGMP, IPIP, TCP, UDP, IPV6_IN_IP, GRE, ESP, ICMP6 = 1, 2, 4, 6, 17, 41, 47, 50, 58
SCTP, UDP_LITE = 132, 136
FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
ETHER_IPV4, ETHER_ARP, ETHER_VLAN, ETHER_IPV6, ETHER_QINQ = 0x0800, 0x0806, 0x8100, 0x86DD, 0x88A8
BROADCAST = "ff:ff:ff:ff:ff:ff"


def mac_bytes(mac):
    return bytes.fromhex(mac.replace(":", ""))


def packed(address):
    return ipaddress.ip_address(address).packed


def is_v6(address):
    return ":" in address


def internet_checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def pseudo_header(source, destination, protocol, length):
    if is_v6(source):
        return packed(source) + packed(destination) + struct.pack(">IxxxB", length, protocol)
    return packed(source) + packed(destination) + struct.pack(">xBH", protocol, length)


def transport_checksum(source, destination, protocol, segment):
    return internet_checksum(
        pseudo_header(source, destination, protocol, len(segment)) + segment)


# Link layer


def ethernet(destination, source, ether_type, payload, vlans=()):
    """`vlans` are (tag type, VLAN id) from the outside in."""
    frame = mac_bytes(destination) + mac_bytes(source)
    for tag_type, vlan in vlans:
        frame += struct.pack(">HH", tag_type, vlan)
    return frame + struct.pack(">H", ether_type) + payload


def ether_type_of(packet):
    return ETHER_IPV6 if packet[0] >> 4 == 6 else ETHER_IPV4


def multicast_mac(address):
    """The group MAC of a multicast or broadcast IP address; None for a unicast one."""
    raw = packed(address)
    if len(raw) == 16:
        return "33:33:" + raw[12:].hex(":") if raw[0] == 0xFF else None
    if raw == b"\xff" * 4:
        return BROADCAST
    if raw[0] >> 4 == 0xE:
        return "01:00:5e:" + bytes([raw[1] & 0x7F, raw[2], raw[3]]).hex(":")
    return None


def arp(operation, sender_mac, sender, target_mac, target):
    """ARP payload; operation 1 asks, 2 answers."""
    return (struct.pack(">HHBBH", 1, ETHER_IPV4, 6, 4, operation)
            + mac_bytes(sender_mac) + packed(sender) + mac_bytes(target_mac) + packed(target))


# Network layer


def ip(source, destination, protocol, payload, ttl=64, identification=None, options=b""):
    """One unfragmented packet. IPv4 gets DF, and an identification that follows from its payload."""
    if is_v6(source):
        return (struct.pack(">IHBB", 0x60000000, len(payload), protocol, ttl)
                + packed(source) + packed(destination) + payload)
    if identification is None:
        identification = zlib.crc32(payload) & 0xFFFF
    return ipv4(source, destination, protocol, payload, ttl, identification, 0x4000, options)


def ipv4(source, destination, protocol, payload, ttl, identification, flags_offset, options=b""):
    words = 5 + len(options) // 4
    header = struct.pack(">BBHHHBBH", 0x40 | words, 0, words * 4 + len(payload), identification,
                         flags_offset, ttl, protocol, 0)
    header += packed(source) + packed(destination) + options
    return header[:10] + struct.pack(">H", internet_checksum(header)) + header[12:] + payload


def fragments(packet, mtu, identification):
    """Splits an IPv4 (without options) or IPv6 (without extension headers) packet."""
    if packet[0] >> 4 == 6:
        return fragments6(packet, mtu, identification)
    source, destination = (str(ipaddress.ip_address(packet[a:a + 4])) for a in (12, 16))
    body, step, pieces = packet[20:], (mtu - 20) // 8 * 8, []
    for offset in range(0, len(body), step):
        more = 0x2000 if offset + step < len(body) else 0
        pieces.append(ipv4(source, destination, packet[9], body[offset:offset + step], packet[8],
                           identification, more | offset // 8))
    return pieces


def fragments6(packet, mtu, identification):
    source, destination = (str(ipaddress.ip_address(packet[a:a + 16])) for a in (8, 24))
    body, step, pieces = packet[40:], (mtu - 48) // 8 * 8, []
    for offset in range(0, len(body), step):
        more = 1 if offset + step < len(body) else 0
        header = struct.pack(">BxHI", packet[6], offset | more, identification)
        pieces.append(ip(source, destination, 44, header + body[offset:offset + step], packet[7]))
    return pieces


# Transport


def udp(source, destination, source_port, destination_port, payload, ttl=64):
    header = struct.pack(">HHHH", source_port, destination_port, 8 + len(payload), 0)
    checksum = transport_checksum(source, destination, UDP, header + payload) or 0xFFFF
    return ip(source, destination, UDP, header[:6] + struct.pack(">H", checksum) + payload, ttl)


SYN_OPTIONS = bytes.fromhex("020405b4" "01030307" "01010402")  # MSS 1460, window scale 7, SACK


def tcp(source, destination, source_port, destination_port, sequence, acknowledged, flags,
        payload=b"", window=502):
    options = SYN_OPTIONS if flags & SYN else b""
    header = struct.pack(">HHIIBBHHH", source_port, destination_port, sequence & 0xFFFFFFFF,
                         acknowledged & 0xFFFFFFFF, (5 + len(options) // 4) << 4, flags,
                         window, 0, 0) + options
    checksum = transport_checksum(source, destination, TCP, header + payload)
    header = header[:16] + struct.pack(">H", checksum) + header[18:]
    return ip(source, destination, TCP, header + payload)


def udp_lite(source, destination, source_port, destination_port, payload):
    """RFC 3828, with the checksum over the whole datagram (coverage 0)."""
    header = struct.pack(">HHHH", source_port, destination_port, 0, 0)
    checksum = transport_checksum(source, destination, UDP_LITE, header + payload)
    return ip(source, destination, UDP_LITE, header[:6] + struct.pack(">H", checksum) + payload)


def icmp(source, destination, kind, code, rest, ttl=64, hop_by_hop=False):
    """ICMP or ICMPv6; `rest` is all that follows the checksum."""
    message = struct.pack(">BBH", kind, code, 0) + rest
    if not is_v6(source):
        checksum = internet_checksum(message)
        return ip(source, destination, ICMP, message[:2] + struct.pack(">H", checksum) + rest, ttl)
    checksum = transport_checksum(source, destination, ICMP6, message)
    message = message[:2] + struct.pack(">H", checksum) + rest
    if hop_by_hop:  # the router alert that MLD carries
        return ip(source, destination, 0, bytes.fromhex("3a00050200000100") + message, ttl)
    return ip(source, destination, ICMP6, message, ttl)


def echo(source, destination, identifier, sequence, payload, reply=False):
    v6 = is_v6(source)
    kind = (129 if reply else 128) if v6 else (0 if reply else 8)
    return icmp(source, destination, kind, 0,
                struct.pack(">HH", identifier, sequence) + payload)


def port_unreachable(source, destination, quoted):
    """The ICMP error that a host sends about a datagram to a closed port."""
    if is_v6(source):
        return icmp(source, destination, 1, 4, bytes(4) + quoted[:1200])
    return icmp(source, destination, 3, 3, bytes(4) + quoted[:548])


def sctp_init(source, destination, source_port, destination_port, tag):
    chunk = struct.pack(">BBHIIHHI", 1, 0, 20, tag, 106496, 10, 65535, tag)
    packet = struct.pack(">HHII", source_port, destination_port, 0, 0) + chunk
    packet = packet[:8] + struct.pack("<I", crc32c(packet)) + packet[12:]
    return ip(source, destination, SCTP, packet)


def crc32c(data):
    value = 0xFFFFFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
    return value ^ 0xFFFFFFFF


def gre(source, destination, inner):
    return ip(source, destination, GRE, struct.pack(">HH", 0, ether_type_of(inner)) + inner)


# Neighbours, routers and groups


def solicited_node(address):
    return "ff02::1:ff" + packed(address)[13:14].hex() + ":" + packed(address)[14:].hex()


def neighbour_solicitation(source, target, source_mac):
    option = b"\x01\x01" + mac_bytes(source_mac) if source != "::" else b""
    return icmp(source, solicited_node(target), 135, 0, bytes(4) + packed(target) + option, 255)


def neighbour_advertisement(source, destination, target, target_mac):
    rest = bytes.fromhex("60000000") + packed(target) + b"\x02\x01" + mac_bytes(target_mac)
    return icmp(source, destination, 136, 0, rest, 255)


def router_solicitation(source, source_mac):
    return icmp(source, "ff02::2", 133, 0, bytes(4) + b"\x01\x01" + mac_bytes(source_mac), 255)


def router_advertisement(source, source_mac, lifetime=1800, preference=0, options=b""):
    """`preference` is the two bits of RFC 4191: 0 medium, 1 high, 3 low."""
    rest = struct.pack(">BBHII", 64, preference << 3, lifetime, 0, 0)
    rest += b"\x01\x01" + mac_bytes(source_mac) + options
    return icmp(source, "ff02::1", 134, 0, rest, 255)


def prefix_option(prefix, length=64, seconds=600):
    return struct.pack(">BBBBIII", 3, 4, length, 0xC0, seconds, seconds, 0) + packed(prefix)


def route_option(prefix, length, preference=1, seconds=600):
    """Route Information option, RFC 4191."""
    return struct.pack(">BBBBI", 24, 3, length, preference << 3, seconds) + packed(prefix)


def pref64_option(prefix, seconds=1800):
    """PREF64 option, RFC 8781, for a /96."""
    return struct.pack(">BBH", 38, 2, (seconds // 8) << 3) + packed(prefix)[:12]


def rdnss_option(resolver, seconds=600):
    """Recursive DNS Server option, RFC 8106."""
    return struct.pack(">BBHI", 25, 3, 0, seconds) + packed(resolver)


def dnr_option(resolver, name, seconds=600):
    """Encrypted DNS option, RFC 9463, 6.1; `name` in wire form."""
    body = struct.pack(">HIH", 1, seconds, len(name)) + name + struct.pack(">H", 16)
    body += packed(resolver)
    padding = -(len(body) + 2) % 8
    return struct.pack(">BB", 144, (len(body) + 2 + padding) // 8) + body + bytes(padding)


def mld_report(source, group):
    record = struct.pack(">BBH", 4, 0, 0) + packed(group)
    return icmp(source, "ff02::16", 143, 0, struct.pack(">HH", 0, 1) + record, 1, hop_by_hop=True)


def igmp_report(source, group):
    message = struct.pack(">BxHHHBBH", 0x22, 0, 0, 1, 4, 0, 0) + packed(group)
    message = message[:2] + struct.pack(">H", internet_checksum(message)) + message[4:]
    return ip(source, "224.0.0.22", IGMP, message, ttl=1, options=bytes.fromhex("94040000"))
