"""What the local network offers and asks while the tunnel is up, and what is asked before it is."""

import frames
import payloads
import plays
import traffic
from plays import both, p
from session import udp_talk

ROGUE, ARP = ("dns.rogue-resolver",), ("adjacent.arp-inner-ip",)
NOBODY = "00:00:00:00:00:00"


# Offered resolvers: the hostile machine names itself.


def hostile6(session):
    """The hostile machine's global address, on link."""
    return p(session).lan6 + "66"


def leased(session):
    session.lease([(1, plays.MASK24), (3, frames.packed(p(session).router4)),
                   (6, frames.packed(p(session).hostile4))], origin="hostile")


def advertised(session):
    session.advertise("hostile", lifetime=0, options=frames.rdnss_option(hostile6(session)))


def replied(session):
    message = payloads.dhcp6_reply(session.number(24), p(session).host_mac,
                                   p(session).hostile_mac, hostile6(session))
    session.receive(frames.udp(p(session).hostile_link, p(session).host_link, 547, 546, message),
                    p(session).hostile_mac)


def looked_up(resolver):
    """Look-ups at the hostile machine, which lies on link."""
    def play(session):
        path = session.direct("dns.underlay-53", ROGUE, p(session).hostile_mac)
        traffic.lookup(session, path, resolver(session))
    return play


at_leased, at_advertised = looked_up(lambda s: p(s).hostile4), looked_up(hostile6)


# Designated resolvers


DDR = ("dns.ddr",)


def designated(session):
    """The tunnel's resolver designates an encrypted one."""
    identifier, who = session.number(), p(session)
    udp_talk(session, session.tunnelled(), who.inner_resolver, 53,
             payloads.designation_query(identifier), payloads.designation(identifier, who.dns4))


def designated_by_lease(session):
    session.lease([(1, plays.MASK24), (3, frames.packed(p(session).router4)),
                   (162, payloads.network_designation(p(session).dns4))])


def designated_by_router(session):
    session.advertise(options=frames.prefix_option(p(session).lan6) + frames.dnr_option(
        p(session).dns6, payloads.dns_name("dot.example.net")))


def followed(field="dns4"):
    return plays.outside("dns.encrypted-bypass", traffic.dns_over_tls, field, cited=DDR)


# Before connecting


def watched(session):
    """Three seconds in which nothing happens."""
    session.wait(3000)


named_in_clear = both(watched, plays.entry_name_in_clear)


# The tunnel's address


def asked(told=False):
    """The hostile machine asks for the tunnel's address, and for ours, which is told."""
    def play(session):
        who = p(session)
        for target, answered in ((who.inner4, told), (who.host4, True)):
            session.ingress(frames.BROADCAST, who.hostile_mac, frames.ETHER_ARP,
                            frames.arp(1, who.hostile_mac, who.hostile4, NOBODY, target))
            if answered:
                session.egress(who.hostile_mac, frames.ETHER_ARP,
                               frames.arp(2, who.host_mac, target, who.hostile_mac, who.hostile4),
                               cited=ARP if target == who.inner4 else ())
    return play


def asking(session):
    """The machine asks for its router from the tunnel's address."""
    who = p(session)
    session.egress(frames.BROADCAST, frames.ETHER_ARP,
                   frames.arp(1, who.host_mac, who.inner4, NOBODY, who.router4), cited=ARP)


def advertising(session):
    """The machine answers for the tunnel's IPv6 address."""
    who = p(session)
    session.receive(frames.neighbour_solicitation(who.hostile_link, who.inner6, who.hostile_mac),
                    who.hostile_mac)
    session.send(frames.neighbour_advertisement(who.inner6, who.hostile_link, who.inner6,
                                                who.host_mac), cited=ARP, via=who.hostile_mac)
