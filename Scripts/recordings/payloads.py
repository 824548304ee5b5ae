"""Application payloads: the real shape of what leaks, as bytes."""

import struct

from frames import mac_bytes, packed

A, NS, PTR, TXT, AAAA, SRV, SVCB = 1, 2, 12, 16, 28, 33, 64


def canary(tag, sequence):
    """A 64-byte datagram with a readable mark."""
    return f"WTCANARY {tag} {sequence:05d} ".encode().ljust(64, b".")


# DNS and its relatives


def dns_name(name):
    labels = [label.encode() for label in name.split(".") if label]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def dns_query(identifier, name, kind=A, recursion=True, class_=1):
    flags = 0x0100 if recursion else 0
    return (struct.pack(">HHHHHH", identifier, flags, 1, 0, 0, 0)
            + dns_name(name) + struct.pack(">HH", kind, class_))


def dns_answer(identifier, name, address):
    raw = packed(address)
    kind = AAAA if len(raw) == 16 else A
    return (struct.pack(">HHHHHH", identifier, 0x8180, 1, 1, 0, 0)
            + dns_name(name) + struct.pack(">HH", kind, 1)
            + struct.pack(">HHHIH", 0xC00C, kind, 1, 60, len(raw)) + raw)


def designation_query(identifier):
    return dns_query(identifier, "_dns.resolver.arpa", SVCB)


def designation(identifier, address=None, name="dot.example.net"):
    """Whom a resolver designates (RFC 9462, 4): DNS over TLS at an address; None for nobody."""
    head = struct.pack(">HHHHHH", identifier, 0x8180, 1, 1 if address else 0, 0, 0)
    question = dns_name("_dns.resolver.arpa") + struct.pack(">HH", SVCB, 1)
    if not address:
        return head + question
    raw = packed(address)
    # alpn=dot, port=853, and a hint (RFC 9460, 2.2).
    data = (struct.pack(">H", 1) + dns_name(name) + struct.pack(">HHB3s", 1, 4, 3, b"dot")
            + struct.pack(">HHH", 3, 2, 853)
            + struct.pack(">HH", 6 if len(raw) == 16 else 4, len(raw)) + raw)
    return head + question + struct.pack(">HHHIH", 0xC00C, SVCB, 1, 60, len(data)) + data


def network_designation(address, name="dot.example.net"):
    """Option 162 (RFC 9463, 5.1)."""
    value = (struct.pack(">HB", 1, len(dns_name(name))) + dns_name(name) + b"\4"
             + packed(address))
    return struct.pack(">H", len(value)) + value


def dns_over_tcp(message):
    return struct.pack(">H", len(message)) + message


def record(name, kind, data, seconds=120, flush=True):
    class_ = 0x8001 if flush else 1
    return dns_name(name) + struct.pack(">HHIH", kind, class_, seconds, len(data)) + data


def mdns_announcement(host, address, mac):
    """What a workstation publishes: its host name, and its MAC in the service name."""
    service = "_workstation._tcp.local"
    instance = dns_name(f"{host} [{mac}]")[:-1] + dns_name(service)
    service_record = struct.pack(">HHH", 0, 0, 9) + dns_name(f"{host}.local")
    kind = AAAA if ":" in address else A
    records = [
        record(f"{host}.local", kind, packed(address)),
        record(service, PTR, instance, 4500, flush=False),
        instance + struct.pack(">HHIH", SRV, 0x8001, 120, len(service_record)) + service_record,
        instance + struct.pack(">HHIH", TXT, 0x8001, 4500, 1) + b"\0",
    ]
    return struct.pack(">HHHHHH", 0, 0x8400, 0, len(records), 0, 0) + b"".join(records)


def mdns_query(name, kind=PTR):
    return dns_query(0, name, kind, recursion=False)


def netbios_name(name, suffix=0):
    raw = name.upper().encode().ljust(15)[:15] + bytes([suffix])
    letters = bytes(65 + nibble for byte in raw for nibble in (byte >> 4, byte & 15))
    return b"\x20" + letters + b"\0"


def netbios_registration(identifier, host, address):
    """A NetBIOS name registration (RFC 1002, 4.2.2): it announces the host name."""
    return (struct.pack(">HHHHHH", identifier, 0x2910, 1, 0, 0, 1)
            + netbios_name(host) + struct.pack(">HH", 0x20, 1)
            + struct.pack(">HHHIHH", 0xC00C, 0x20, 1, 300000, 6, 0) + packed(address))


def ssdp_search():
    return (b"M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\n"
            b"MX: 1\r\nST: urn:dial-multiscreen-org:service:dial:1\r\n\r\n")


# Time, STUN


def ntp(mode, stamp=0xEC9A0000):
    """An NTPv4 message; mode 3 is a client's, 4 a server's."""
    stratum = 0 if mode == 3 else 2
    head = struct.pack(">BBbbII4s", 4 << 3 | mode, stratum, 6, -20, 0, 0x100, b"\0" * 4)
    return head + bytes(24) + struct.pack(">II", stamp, 0x80000000)


STUN_COOKIE = 0x2112A442


def stun_request(transaction):
    return struct.pack(">HHI", 1, 0, STUN_COOKIE) + transaction


def stun_answer(transaction, address, port):
    raw, mask = packed(address), struct.pack(">I", STUN_COOKIE) + transaction
    mixed = bytes(a ^ b for a, b in zip(raw, mask))
    value = struct.pack(">xBH", 2 if len(raw) == 16 else 1, port ^ (STUN_COOKIE >> 16)) + mixed
    attribute = struct.pack(">HH", 0x0020, len(value)) + value
    return struct.pack(">HHI", 0x0101, len(attribute), STUN_COOKIE) + transaction + attribute


# TLS, QUIC, HTTP, SOCKS


def tls_record(kind, payload, version=0x0303):
    return struct.pack(">BHH", kind, version, len(payload)) + payload


def extension(kind, data):
    return struct.pack(">HH", kind, len(data)) + data


def vector16(data):
    return struct.pack(">H", len(data)) + data


def client_hello(random, server_name=None, protocols=(b"h2", b"http/1.1")):
    """A TLS 1.3 ClientHello record. `random` gives `random.randbytes`."""
    extensions = b""
    if server_name:
        extensions += extension(0, vector16(b"\0" + vector16(server_name.encode())))
    extensions += extension(10, vector16(bytes.fromhex("001d00170018")))
    extensions += extension(13, vector16(bytes.fromhex("040308040401050308050501")))
    if protocols:
        extensions += extension(16, vector16(
            b"".join(bytes([len(name)]) + name for name in protocols)))
    extensions += extension(43, bytes.fromhex("0403040303"))
    extensions += extension(51, vector16(bytes.fromhex("001d") + vector16(random.randbytes(32))))
    suites = vector16(bytes.fromhex("130113021303c02bc02f"))
    body = (b"\x03\x03" + random.randbytes(32) + b"\x20" + random.randbytes(32) + suites
            + b"\x01\x00" + vector16(extensions))
    return tls_record(22, b"\x01" + struct.pack(">I", len(body))[1:] + body, 0x0301)


def server_hello(random):
    extensions = extension(43, b"\x03\x04")
    extensions += extension(51, bytes.fromhex("001d") + vector16(random.randbytes(32)))
    body = (b"\x03\x03" + random.randbytes(32) + b"\x20" + random.randbytes(32)
            + b"\x13\x01\x00" + vector16(extensions))
    hello = tls_record(22, b"\x02" + struct.pack(">I", len(body))[1:] + body)
    return hello + tls_record(20, b"\x01") + tls_record(23, random.randbytes(120))


def quic_initial(random, size=1200):
    """The outside of a QUIC v1 Initial; what its protection hides is noise here."""
    header = b"\xc3" + struct.pack(">I", 1) + b"\x08" + random.randbytes(8) + b"\0\0"
    rest = size - len(header) - 2
    return header + struct.pack(">H", 0x4000 | rest) + random.randbytes(rest)


def http_get(host, path="/"):
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: */*\r\n\r\n".encode()


def http_answer(body=b""):
    status = b"200 OK" if body else b"204 No Content"
    return b"HTTP/1.1 " + status + f"\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


SOCKS_GREETING, SOCKS_CHOICE = b"\x05\x01\x00", b"\x05\x00"
SOCKS_DONE = bytes.fromhex("05000001") + bytes(6)
# General failure: the same bytes as a request to connect to 0.0.0.0 (RFC 1928, 4 and 6).
SOCKS_FAILED = bytes.fromhex("05010001000000000000")


def socks_connect(host, port):
    return b"\x05\x01\x00\x03" + bytes([len(host)]) + host.encode() + struct.pack(">H", port)


def socks_address(address, port):
    return b"\x05\x01\x00\x01" + bytes(map(int, address.split("."))) + struct.pack(">H", port)


# DHCP


DISCOVER, OFFER, REQUEST, ACKNOWLEDGE = 1, 2, 3, 5


def dhcp(kind, transaction, mac, your="0.0.0.0", server="0.0.0.0", client="0.0.0.0", options=()):
    """A BOOTP message with options as (code, bytes), padded to the 300 bytes of BOOTP."""
    operation = 2 if kind in (OFFER, ACKNOWLEDGE) else 1
    message = struct.pack(">BBBBIHH", operation, 1, 6, 0, transaction, 0, 0)
    message += packed(client) + packed(your) + packed(server) + bytes(4)
    message += mac_bytes(mac).ljust(16, b"\0") + bytes(192) + bytes.fromhex("63825363")
    for code, value in ((53, bytes([kind])), *options):
        message += bytes([code, len(value)]) + value
    return (message + b"\xff").ljust(300, b"\0")


def classless_routes(*routes):
    """Option 121 or 249 (RFC 3442) from (prefix, length, gateway)."""
    value = b""
    for prefix, length, gateway in routes:
        value += bytes([length]) + packed(prefix)[:(length + 7) // 8] + packed(gateway)
    return value


def dhcp6_solicit(transaction, mac, duid_with_mac=True):
    """A DHCPv6 SOLICIT; its DUID is DUID-LLT with the MAC, or an opaque DUID-UUID."""
    if duid_with_mac:
        duid = struct.pack(">HHI", 1, 1, 0x2D5A0000) + mac_bytes(mac)
    else:
        duid = struct.pack(">H", 4) + bytes(range(16))
    return (struct.pack(">I", 1 << 24 | transaction) + extension(1, duid)
            + extension(3, struct.pack(">III", 1, 0, 0)) + extension(8, b"\0\0")
            + extension(6, bytes.fromhex("00170018")))


def dhcp6_reply(transaction, mac, server_mac, resolver):
    """A DHCPv6 REPLY that names a resolver (RFC 3646)."""
    def duid(of):
        return struct.pack(">HH", 3, 1) + mac_bytes(of)
    return (struct.pack(">I", 7 << 24 | transaction) + extension(1, duid(mac))
            + extension(2, duid(server_mac)) + extension(23, packed(resolver)))
