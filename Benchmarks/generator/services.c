/* Short exchanges: DNS, STUN, NTP, discovery on the local network, and the rare protocols. */
#include "traffic.h"

static struct address router(bool v6) {
    return v6 ? ipv6(0xfe80000000000000, 0x000000fffe005001) : ipv4(192, 168, 50, 1);
}

static struct address random_remote(struct random *r, bool v6) {
    return v6 ? ipv6(0x20010db8c0000000, random_next(r) & 0xffff)
              : ipv4(198, 51, 100, (uint8_t)random_between(r, 60, 250));
}

static uint16_t ephemeral(struct random *r) { return (uint16_t)random_between(r, 32768, 60999); }

static bool quarter(struct random *r) { return random_percent(r, 25); }

/* Keeps `q`; a full list forgets its oldest question. */
static void ask(struct questions *list, const struct question *q) {
    if (list->count == question_capacity) {
        list->count--;
        memmove(list->items, list->items + 1, list->count * sizeof *list->items);
    }
    list->items[list->count++] = *q;
}

/* Takes any open question; there must be one. */
static struct question taken(struct questions *list, struct random *r) {
    uint32_t index = random_below(r, list->count);
    struct question q = list->items[index];
    list->items[index] = list->items[--list->count];
    return q;
}

/* Both sides of a multicast or broadcast: the client, or a neighbour with the packet's peer MAC. */
static struct address speaker(struct traffic *t, struct packet *p, bool v6) {
    if (p->egress) return v6 ? client_link_local() : client_address(false);
    p->peer_mac = (uint8_t)random_between(&t->random, 0x20, 0x3f);
    return v6 ? ipv6(0xfe80000000000000, 0x000000fffe005000u | p->peer_mac)
              : ipv4(192, 168, 50, p->peer_mac);
}

static struct address dns_server(struct traffic *t, bool v6) {
    struct random *r = &t->random;
    /* In `dns` a resolver of the client's own asks 4096 name servers, half of the time. */
    if (t->mode == mode_dns && random_percent(r, 50)) {
        uint32_t server = random_below(r, 4096);
        return v6 ? ipv6(0x20010db8d0000000, server)
                  : ipv4(198, 19, (uint8_t)(server >> 8), (uint8_t)server);
    }
    if (v6) return ipv6(0x20010db800530000, 0x53);
    return random_percent(r, 60) ? router(false) : ipv4(198, 51, 100, 53);
}

static void make_local_query(struct traffic *t, struct packet *p, bool mdns) {
    bool v6 = quarter(&t->random);
    struct address from = speaker(t, p, v6);
    struct address to = mdns ? (v6 ? ipv6(0xff02000000000000, 0xfb) : ipv4(224, 0, 0, 251))
                             : (v6 ? ipv6(0xff02000000000000, 0x10003) : ipv4(224, 0, 0, 252));
    ip_begin(p, &from, &to, protocol_udp, 255);
    udp_begin(p, mdns ? 5353 : ephemeral(&t->random), mdns ? 5353 : 5355);
    put_local_query(p, &t->random, mdns);
    transport_end(p);
}

void make_dns(struct traffic *t, struct packet *p) {
    static const uint16_t types[] = {1, 1, 1, 28, 28, 65, 65, 16};
    struct random *r = &t->random;
    uint32_t draw = random_below(r, 100);
    if (draw < 7) {
        make_local_query(t, p, draw < 4);
        return;
    }
    struct question q;
    if (t->lookups.count == 0) p->egress = true;
    if (p->egress) {
        bool v6 = quarter(r);
        q = (struct question){.client.address = client_address(v6), .over_tcp = draw < 12};
        q.client.port = ephemeral(r);
        q.server = (struct endpoint){dns_server(t, v6), 53};
        q.id = (uint16_t)random_next(r);
        q.type = types[random_below(r, 8)];
        q.name = (uint16_t)random_below(r, name_count);
        ask(&t->lookups, &q);
    } else {
        q = taken(&t->lookups, r);
    }
    const struct address *client = &q.client.address, *server = &q.server.address;
    begin_between(t, p, client, server, q.over_tcp ? protocol_tcp : protocol_udp);
    if (q.over_tcp) {
        uint32_t base = (uint32_t)mix64(q.id);
        tcp_begin(p, p->egress ? q.client.port : 53, p->egress ? 53 : q.client.port, base,
                  base ^ 0x5a5a5a5a, 0x18, false);
    } else {
        begin_udp(p, q.client.port, 53);
    }
    if (p->egress) put_dns_query(p, r, &q);
    else put_dns_answer(p, r, &q);
    transport_end(p);
}

void make_stun(struct traffic *t, struct packet *p) {
    struct random *r = &t->random;
    struct question q;
    if (t->bindings.count == 0) p->egress = true;
    if (p->egress) {
        bool v6 = quarter(r);
        q = (struct question){.client.address = client_address(v6)};
        q.client.port = ephemeral(r);
        q.server.address = random_remote(r, v6);
        q.server.port = random_percent(r, 50) ? 3478 : 19302;
        random_fill(r, q.transaction, sizeof q.transaction);
        ask(&t->bindings, &q);
    } else {
        q = taken(&t->bindings, r);
    }
    begin_between(t, p, &q.client.address, &q.server.address, protocol_udp);
    begin_udp(p, q.client.port, q.server.port);
    put_stun(p, &q, !p->egress);
    transport_end(p);
}

/* An exchange with a remote server on `port`, the payload of which the caller adds. */
static void begin_exchange(struct traffic *t, struct packet *p, bool v6, uint16_t port) {
    struct address client = client_address(v6), remote = random_remote(&t->random, v6);
    begin_between(t, p, &client, &remote, protocol_udp);
    begin_udp(p, ephemeral(&t->random), port);
}

void make_ntp(struct traffic *t, struct packet *p) {
    begin_exchange(t, p, quarter(&t->random), 123);
    put_ntp(p, &t->random, !p->egress);
    transport_end(p);
}

void make_plain_udp(struct traffic *t, struct packet *p) {
    struct random *r = &t->random;
    bool v6 = quarter(r);
    begin_exchange(t, p, v6, (uint16_t)random_between(r, 40100, 40115));
    put_opaque(p, r, payload_size(r));
    transport_end(p);
}

void make_encrypted_dns(struct traffic *t, struct packet *p) {
    static const uint16_t ports[] = {853, 784, 8853, 5443};
    struct random *r = &t->random;
    uint32_t draw = random_below(r, 6);
    if (draw < 4) {
        begin_exchange(t, p, quarter(r), ports[draw]);
        put_quic(p, r, false, 0x9d00000000000000 | draw, payload_size(r));
    } else {
        struct address client = client_address(false), remote = random_remote(r, false);
        uint16_t port = ephemeral(r);
        uint32_t base = (uint32_t)random_next(r);
        begin_between(t, p, &client, &remote, protocol_tcp);
        tcp_begin(p, p->egress ? port : 853, p->egress ? 853 : port, base, ~base, 0x18, false);
        put_tls_record(p, r, payload_size(r));
    }
    transport_end(p);
}

void make_chatter(struct traffic *t, struct packet *p) {
    static const char search[] = "M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\n"
                                 "MAN: \"ssdp:discover\"\r\nMX: 1\r\nST: ssdp:all\r\n\r\n";
    static const char probe[] =
        "<?xml version=\"1.0\"?><e:Envelope "
        "xmlns:e=\"http://www.w3.org/2003/05/soap-envelope\"><e:Body/></e:Envelope>";
    static const char beacon[] = "{\"version\": [2, 0], \"port\": 17500, \"host_int\": 1}";
    static const struct {
        uint8_t address[4];
        uint16_t port;
        const char *text;
    } kinds[] = {{{239, 255, 255, 250}, 1900, search},
                 {{239, 255, 255, 250}, 3702, probe},
                 {{192, 168, 50, 255}, 17500, beacon},
                 {{192, 168, 50, 255}, 137, NULL}};
    uint32_t kind = random_below(&t->random, 4);
    const uint8_t *to = kinds[kind].address;
    struct address from = speaker(t, p, false), group = ipv4(to[0], to[1], to[2], to[3]);
    uint16_t port = kinds[kind].port;
    ip_begin(p, &from, &group, protocol_udp, 4);
    udp_begin(p, port == 137 || port == 17500 ? port : ephemeral(&t->random), port);
    if (kinds[kind].text) put_text(p, kinds[kind].text);
    else put_nbns(p, (uint16_t)random_next(&t->random));
    transport_end(p);
}

void make_dhcp(struct traffic *t, struct packet *p) {
    uint32_t transaction = (uint32_t)random_next(&t->random);
    if (quarter(&t->random)) {
        struct address client = client_link_local(), server = router(true);
        struct address group = ipv6(0xff02000000000000, 0x10002);
        if (p->egress) ip_begin(p, &client, &group, protocol_udp, 1);
        else ip_begin(p, &server, &client, protocol_udp, 64);
        begin_udp(p, 546, 547);
        put_dhcpv6(p, p->egress ? 1 : 7, transaction);
    } else {
        struct address none = ipv4(0, 0, 0, 0), all = ipv4(255, 255, 255, 255);
        struct address client = client_address(false), server = router(false);
        bool first = random_percent(&t->random, 50);
        if (p->egress) ip_begin(p, &none, &all, protocol_udp, 64);
        else ip_begin(p, &server, &client, protocol_udp, 64);
        begin_udp(p, 68, 67);
        put_dhcp(p, p->egress ? (first ? 1 : 3) : (first ? 2 : 5), transaction);
    }
    transport_end(p);
}

void make_fragments(struct traffic *t, struct packet *p) {
    struct random *r = &t->random;
    bool v6 = quarter(r);
    begin_exchange(t, p, v6, (uint16_t)random_between(r, 40100, 40115));
    put_opaque(p, r, random_between(r, 900, 1400));
    transport_end(p);
    uint32_t id = (uint32_t)random_next(r);
    t->has_pending = packet_fragment(p, &t->pending, 8 * random_between(r, 40, 90), id);
}

/* A small UDP packet over IPv6 or IPv4, to be carried by another. */
static void make_inner(struct traffic *t, struct packet *inner, bool v6, bool egress) {
    packet_reset(inner, egress);
    struct address client = client_address(v6), remote = random_remote(&t->random, v6);
    ip_begin(inner, egress ? &client : &remote, egress ? &remote : &client, protocol_udp, 64);
    begin_udp(inner, ephemeral(&t->random), 40100);
    put_opaque(inner, &t->random, random_between(&t->random, 20, 200));
    transport_end(inner);
}

static void make_carrier(struct traffic *t, struct packet *p, uint8_t protocol, bool inner_v6) {
    struct packet inner;
    struct address client = client_address(false), remote = random_remote(&t->random, false);
    make_inner(t, &inner, inner_v6, p->egress);
    begin_between(t, p, &client, &remote, protocol);
    if (protocol == protocol_gre) put32(p, inner_v6 ? type_ipv6 : type_ipv4);
    if (protocol == protocol_udp) begin_udp(p, ephemeral(&t->random), 3544);
    put_bytes(p, inner.bytes, inner.length);
    if (protocol == protocol_udp) transport_end(p);
    else ip_end(p);
}

void make_gre(struct traffic *t, struct packet *p) {
    make_carrier(t, p, protocol_gre, random_percent(&t->random, 30));
}

void make_transition(struct traffic *t, struct packet *p) {
    static const uint8_t carriers[] = {protocol_6in4, protocol_6in4, protocol_ipip, protocol_udp};
    uint8_t carrier = carriers[random_below(&t->random, 4)];
    make_carrier(t, p, carrier, carrier != protocol_ipip);
}

/* ESP, or a protocol number that nobody uses (RFC 3692: 253). */
void make_other(struct traffic *t, struct packet *p) {
    struct random *r = &t->random;
    bool v6 = quarter(r), esp = random_percent(r, 70);
    struct address client = client_address(v6), remote = random_remote(r, v6);
    begin_between(t, p, &client, &remote, esp ? protocol_esp : 253);
    put_random(p, r, 8 + (payload_size(r) & ~3u));
    ip_end(p);
}
