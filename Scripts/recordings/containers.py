"""The capture formats that the variants are written in.

`write(folder, session, form, snap)` writes `phys.pcap` and the tunnel captures, and returns the
flags that this form needs and the display filter of what the machine sent.
"""

import struct

import frames
from capturefile import ETHERNET, LINUX_SLL, LINUX_SLL2, RAW, PcapNG, classic

# Forms whose frames carry their direction: they need no --host.
SELF_DIRECTED = ("sll", "sll2", "pcapng-flags")
FORMS = ("us", "ns", "us-big", "ns-big", "pcapng", "pcapng-us", "pcapng-big", "pcapng-flags",
         "pcapng-both", "sll", "sll2", "raw")


def write(folder, session, form, snap):
    folder.mkdir(parents=True)
    profile = session.profile
    seen = sorted(session.underlay, key=lambda one: one.time)
    flags = [] if form in SELF_DIRECTED else ["--host", profile.host_mac]
    egress = f"eth.src == {profile.host_mac}"
    if form == "raw":
        seen = [one for one in seen if one.frame[12:14] in (b"\x08\x00", b"\x86\xdd")]
        flags = []
        for address in (profile.host4, profile.host6, profile.host_link):
            flags += ["--host", address]
        egress = (f"(ip.src == {profile.host4} || ipv6.src == {profile.host6}"
                  f" || ipv6.src == {profile.host_link})")
    elif form in ("sll", "sll2"):
        egress = "sll.pkttype == 4"
    (folder / "phys.pcap").write_bytes(physical(session, seen, form, snap))
    if form == "pcapng-both":
        flags += ["--tunnel-if", "wg0"]
        return flags, f'{egress} && frame.interface_name == "eth0"', "phys.pcap"
    for name, packets in session.tunnels.items():
        file = "tun-inner.pcap" if name == "wg1" else "tun.pcap"
        rows = [(one.time, one.frame) for one in sorted(packets, key=lambda one: one.time)]
        (folder / file).write_bytes(classic(rows, RAW, nanoseconds=form.startswith("ns")))
        flags += ["--tunnel", file]
    return flags, egress, "tun.pcap"


def physical(session, seen, form, snap):
    if form.startswith("pcapng"):
        return blocks(session, seen, form, snap)
    link_type, reframe = {"sll": (LINUX_SLL, sll), "sll2": (LINUX_SLL2, sll2),
                          "raw": (RAW, raw)}.get(form, (ETHERNET, plain))
    rows = [(one.time, reframe(one)) for one in seen]
    return classic(rows, link_type, form.startswith("ns"), form.endswith("-big"), snap)


def blocks(session, seen, form, snap):
    out = PcapNG(big_endian=form == "pcapng-big")
    out.interface("eth0", ETHERNET, 6 if form == "pcapng-us" else 9, snap)
    rows = [(one.time, 0, one) for one in seen]
    if form == "pcapng-both":
        out.interface("wg0", RAW)
        rows += [(one.time, 1, one) for one in session.tunnels["wg0"]]
        rows.sort(key=lambda row: row[0])
    for time, interface, one in rows:
        out.frame(interface, time, one.frame, snap if interface == 0 else None,
                  one.egress if form == "pcapng-flags" else None)
    return out.bytes()


def plain(one):
    return one.frame


def raw(one):
    """Without Ethernet there is no padding either."""
    packet = one.frame[14:]
    total = (40 + struct.unpack(">H", packet[4:6])[0] if packet[0] >> 4 == 6
             else struct.unpack(">H", packet[2:4])[0])
    return packet[:total]


def packet_type(one):
    """0 to us, 1 broadcast, 2 multicast, 4 outgoing."""
    if one.egress:
        return 4
    target = one.frame[:6]
    return 1 if target == b"\xff" * 6 else 2 if target[0] & 1 else 0


def sll(one):
    return (struct.pack(">HHH", packet_type(one), 1, 6) + one.frame[6:12] + bytes(2)
            + one.frame[12:])


def sll2(one):
    return (one.frame[12:14] + struct.pack(">HIHBB", 0, 2, 1, packet_type(one), 6)
            + one.frame[6:12] + bytes(2) + one.frame[14:])


def vlan_tags(random):
    """None, one 802.1Q tag, or two (802.1ad outside)."""
    choice = random.randrange(5)
    if choice == 0:
        return ((frames.ETHER_VLAN, 1 + random.randrange(4094)),)
    if choice == 1:
        return ((frames.ETHER_QINQ, 1 + random.randrange(4094)),
                (frames.ETHER_VLAN, 1 + random.randrange(4094)))
    return ()
