/* The housekeeping of a network: ARP, ICMP, ICMPv6, neighbour discovery, group membership. */
#include "traffic.h"

void make_arp(struct traffic *t, struct packet *p) {
    static const uint8_t client_mac[6] = {2, 0, 0, 0, 0x50, 0x0c};
    static const uint8_t router_mac[6] = {2, 0, 0, 0, 0x50, 0x01};
    if (t->ip_only) {
        make_plain_udp(t, p);
        return;
    }
    struct address client = client_address(false), router = ipv4(192, 168, 50, 1);
    bool request = random_percent(&t->random, 50);
    p->ethertype = type_arp;
    put32(p, 0x00010800);
    put32(p, request ? 0x06040001 : 0x06040002);
    put_bytes(p, p->egress ? client_mac : router_mac, 6);
    put_address(p, p->egress ? &client : &router);
    if (request) put_bytes(p, (uint8_t[6]){0}, 6);
    else put_bytes(p, p->egress ? router_mac : client_mac, 6);
    put_address(p, p->egress ? &router : &client);
}

static void make_echo(struct traffic *t, struct packet *p) {
    struct random *r = &t->random;
    bool v6 = random_percent(r, 40);
    struct address client = client_address(v6);
    struct address remote = v6 ? ipv6(0x20010db8c0000000, random_below(r, 256))
                               : ipv4(198, 51, 100, (uint8_t)random_between(r, 60, 250));
    begin_between(t, p, &client, &remote, v6 ? protocol_icmpv6 : protocol_icmp);
    icmp_begin(p, v6 ? (p->egress ? 128 : 129) : (p->egress ? 8 : 0), 0);
    put32(p, (uint32_t)random_next(r));
    put_random(p, r, 56);
    transport_end(p);
}

/* RFC 4861: solicitations and advertisements of routers and neighbours, hop limit 255. */
static void make_neighbour(struct traffic *t, struct packet *p) {
    static const uint8_t prefix[] = {3, 4, 64, 0xc0, 0, 1, 0x51, 0x80, 0, 0, 0x38, 0x40,
                                     0, 0, 0,  0,    0x20, 0x01, 0x0d, 0xb8, 0, 0x50, 0, 0,
                                     0, 0, 0,  0,    0, 0, 0, 0};
    bool with_router = random_percent(&t->random, 20);
    struct address client = client_link_local(), everyone = ipv6(0xff02000000000000, 1);
    struct address router = ipv6(0xfe80000000000000, 0x000000fffe005001);
    struct address routers = ipv6(0xff02000000000000, 2);
    struct address solicited = ipv6(0xff02000000000000, 0x00000001ff005001);
    uint8_t type = with_router ? (p->egress ? 133 : 134) : (p->egress ? 135 : 136);
    const struct address *to = type == 133   ? &routers
                               : type == 134 ? &everyone
                               : type == 135 ? &solicited
                                             : &client;
    ip_begin(p, p->egress ? &client : &router, to, protocol_icmpv6, 255);
    icmp_begin(p, type, 0);
    if (type == 134) {
        put32(p, 0x40000708);
        put64(p, 0);
        put_bytes(p, prefix, sizeof prefix);
    } else {
        put32(p, type == 136 ? 0xe0000000 : 0);
        if (type != 133) put_address(p, &router);
    }
    put16(p, type == 136 ? 0x0201 : 0x0101); /* link-layer address */
    put32(p, 0x02000000);
    put16(p, p->egress ? 0x500c : 0x5001);
    transport_end(p);
}

/* A membership report: IGMPv3 (RFC 3376) or MLDv2 (RFC 3810). */
static void make_membership(struct traffic *t, struct packet *p) {
    bool v6 = random_percent(&t->random, 50);
    struct address client = v6 ? client_link_local() : client_address(false);
    struct address to = v6 ? ipv6(0xff02000000000000, 0x16) : ipv4(224, 0, 0, 22);
    struct address group = v6 ? ipv6(0xff02000000000000, 0xfb) : ipv4(224, 0, 0, 251);
    p->egress = true;
    ip_begin(p, &client, &to, v6 ? protocol_icmpv6 : protocol_igmp, 1);
    ip_router_alert(p);
    icmp_begin(p, v6 ? 143 : 0x22, 0);
    put32(p, 1);
    put32(p, 0x04000000);
    put_address(p, &group);
    transport_end(p);
}

/* Port unreachable, quoting a packet that the client got: from the tunnel's entry (to be
   tolerated) or from elsewhere. */
static void make_error(struct traffic *t, struct packet *p, bool of_tunnel) {
    struct random *r = &t->random;
    bool v6 = random_percent(r, 25);
    struct address client = client_address(v6), remote = tunnel_address(v6);
    if (!of_tunnel)
        remote = v6 ? ipv6(0x20010db8c0000000, random_below(r, 256))
                    : ipv4(198, 51, 100, (uint8_t)random_between(r, 60, 250));
    struct packet quoted;
    packet_reset(&quoted, !p->egress);
    begin_between(t, &quoted, &client, &remote, protocol_udp);
    begin_udp(&quoted, of_tunnel ? client_tunnel_port : 50000, of_tunnel ? tunnel_port : 40100);
    put32(&quoted, of_tunnel ? 0x04000000 : 0x0b7ed13a);
    put_random(&quoted, r, 28);
    transport_end(&quoted);
    begin_between(t, p, &client, &remote, v6 ? protocol_icmpv6 : protocol_icmp);
    icmp_begin(p, v6 ? 1 : 3, v6 ? 4 : 3);
    put32(p, 0);
    put_bytes(p, quoted.bytes, quoted.length);
    transport_end(p);
}

void make_icmp(struct traffic *t, struct packet *p) {
    uint32_t draw = random_below(&t->random, 100);
    if (draw < 65) make_echo(t, p);
    else if (draw < 88) make_neighbour(t, p);
    else if (draw < 93) make_membership(t, p);
    else make_error(t, p, draw < 97);
}
