/* Long-lived traffic: the tunnel, TCP, QUIC, and the flows of the modes `small`, `mtu`, `flows`. */
#include "traffic.h"

enum { flag_fin = 1, flag_syn = 2, flag_push = 8, flag_ack = 16 };

/* A flow's addresses and ports follow from its number alone; no two numbers share an address. */
struct flow {
    struct address client, remote;
    uint16_t client_port;
    uint16_t name;
    bool clear; /* HTTP, not TLS */
};

static struct flow flow_number(const struct traffic *t, uint32_t number) {
    uint64_t h = mix64(number);
    struct flow flow = {.client_port = (uint16_t)(50000 + (h >> 8) % 1800),
                        .name = (uint16_t)((h >> 24) % name_count),
                        .clear = (h >> 48) % 5 == 0};
    bool v6 = h % 4 == 0;
    flow.client = client_address(v6);
    /* An odd factor permutes the numbers of the range. */
    uint32_t spread = number * 0x9e3779b1u;
    if (v6) {
        flow.remote = ipv6(0x20010db8b0000000 | spread >> 16, spread & 0xffff);
    } else if (t->flow_count <= 0x20000) {
        spread &= 0x1ffff; /* 198.18.0.0/15 */
        flow.remote = ipv4(198, (uint8_t)(18 | spread >> 16), (uint8_t)(spread >> 8),
                           (uint8_t)spread);
    } else {
        flow.remote = ipv4(10, (uint8_t)(spread >> 16), (uint8_t)(spread >> 8), (uint8_t)spread);
    }
    return flow;
}

/* Skewed popularity: the product of two uniform draws. */
static uint32_t popular(struct traffic *t) {
    uint64_t first = random_below(&t->random, t->flow_count);
    return (uint32_t)(first * random_below(&t->random, t->flow_count) / t->flow_count);
}

/* WireGuard: 1 initiation, 2 response, 4 data (header 16, padded payload, tag 16). */
static void put_wireguard(struct traffic *t, struct packet *p, uint32_t type, uint32_t payload) {
    bool v6 = random_percent(&t->random, 25);
    struct address client = client_address(v6), remote = tunnel_address(v6);
    begin_between(t, p, &client, &remote, protocol_udp);
    begin_udp(p, client_tunnel_port, tunnel_port);
    put32(p, type << 24);
    if (type == 4) {
        uint64_t counter = t->tunnel_counter[p->egress]++;
        put32(p, p->egress ? 0x51ab3309 : 0x7d00c2e4);
        for (unsigned i = 0; i < 8; i++) put8(p, (uint8_t)(counter >> 8 * i));
        put_random(p, &t->random, ((payload + 15) & ~15u) + 16);
    } else {
        put_random(p, &t->random, type == 1 ? 144 : 88);
    }
    transport_end(p);
}

void make_tunnel(struct traffic *t, struct packet *p) {
    uint32_t draw = random_below(&t->random, 100);
    if (draw == 0) put_wireguard(t, p, p->egress ? 1 : 2, 0);
    else put_wireguard(t, p, 4, draw < 12 ? 0 : payload_size(&t->random));
}

void make_keepalive(struct traffic *t, struct packet *p) { put_wireguard(t, p, 4, 0); }

void make_large_tunnel(struct traffic *t, struct packet *p) {
    put_wireguard(t, p, 4, 16 * random_between(&t->random, 80, 88));
}

/* Begins a segment of `stream` in the packet's direction. */
static void begin_segment(struct traffic *t, struct packet *p, const struct flow *flow,
                          struct stream *stream, uint8_t flags, bool bare) {
    uint16_t remote_port = flow->clear ? 80 : 443;
    uint32_t sequence = stream->next[!p->egress];
    uint32_t acknowledged = flags & flag_ack ? stream->next[p->egress] : 0;
    begin_between(t, p, &flow->client, &flow->remote, protocol_tcp);
    uint16_t from = p->egress ? flow->client_port : remote_port;
    uint16_t to = p->egress ? remote_port : flow->client_port;
    tcp_begin(p, from, to, sequence, acknowledged, flags, bare);
}

/* Moves the sender's sequence number past the segment. */
static void end_segment(struct packet *p, struct stream *stream, uint32_t header, uint8_t flags) {
    uint32_t used = p->length - header + !!(flags & (flag_syn | flag_fin));
    stream->next[!p->egress] += used;
    transport_end(p);
}

void make_tcp(struct traffic *t, struct packet *p) {
    struct random *r = &t->random;
    uint32_t number = popular(t);
    struct flow flow = flow_number(t, number);
    struct stream *stream = &t->streams[number];
    uint8_t flags = flag_ack, step = stream->step;
    bool closing = step == 4 && random_below(r, 64) == 0;
    bool silent = step == 4 && random_percent(r, 40);
    if (step < 4) {
        p->egress = step % 2 == 0;
        flags = step == 0 ? flag_syn : step == 1 ? flag_syn | flag_ack : flag_push | flag_ack;
        if (step == 0) stream->next[0] = (uint32_t)random_next(r);
        if (step == 1) stream->next[1] = (uint32_t)random_next(r);
        stream->step++;
    } else if (closing) {
        flags = flag_fin | flag_ack;
        stream->step = 0; /* the next packet opens it again */
    } else if (!silent) {
        flags = flag_push | flag_ack;
    }
    begin_segment(t, p, &flow, stream, flags, false);
    uint32_t header = p->length;
    if (flags & flag_push) {
        uint32_t size = payload_size(r);
        if (flow.clear) put_http(p, r, !p->egress, flow.name, size);
        else if (step == 2) put_tls_hello(p, r, flow.name);
        else if (step == 3) put_tls_server_hello(p, r);
        else put_tls_record(p, r, size);
    }
    end_segment(p, stream, header, flags);
}

static void make_segment(struct traffic *t, struct packet *p, uint32_t number, uint32_t size,
                         bool bare) {
    struct flow flow = flow_number(t, number);
    struct stream *stream = &t->streams[number];
    uint8_t flags = size ? flag_push | flag_ack : flag_ack;
    flow.clear = false;
    begin_segment(t, p, &flow, stream, flags, bare);
    uint32_t header = p->length;
    if (size) put_tls_record(p, &t->random, size);
    end_segment(p, stream, header, flags);
}

void make_small_ack(struct traffic *t, struct packet *p) {
    make_segment(t, p, popular(t), 0, true);
}

void make_large_tls(struct traffic *t, struct packet *p) {
    uint32_t number = popular(t);
    make_segment(t, p, number, random_between(&t->random, 1300, 1428), false);
}

static void make_datagram(struct traffic *t, struct packet *p, uint32_t number, uint32_t size) {
    struct flow flow = flow_number(t, number);
    begin_between(t, p, &flow.client, &flow.remote, protocol_udp);
    begin_udp(p, flow.client_port, (uint16_t)(40100 + number % 16));
    put_opaque(p, &t->random, size);
    transport_end(p);
}

void make_small_udp(struct traffic *t, struct packet *p) {
    uint32_t number = popular(t);
    make_datagram(t, p, number, random_between(&t->random, 4, 14));
}

void make_quic(struct traffic *t, struct packet *p) {
    struct random *r = &t->random;
    uint32_t number = popular(t);
    struct flow flow = flow_number(t, number);
    begin_between(t, p, &flow.client, &flow.remote, protocol_udp);
    begin_udp(p, flow.client_port, 443);
    bool initial = p->egress && random_percent(r, 4);
    put_quic(p, r, initial, mix64(number) >> 8 | 0x9d00000000000000, payload_size(r));
    transport_end(p);
}

/* A Feistel network over an even number of bits, walked until it falls below the count: each pass
   visits every number once, in an order of its own. */
static uint32_t shuffled(uint32_t position, uint32_t count, uint64_t pass) {
    unsigned half = 1;
    while (count > 1u << 2 * half) half++;
    uint32_t mask = (1u << half) - 1;
    do {
        uint32_t left = position >> half, right = position & mask;
        for (unsigned round = 0; round < 4; round++) {
            uint64_t keyed = mix64(right | pass << 32 | (uint64_t)round << 60);
            uint32_t mixed = left ^ ((uint32_t)keyed & mask);
            left = right;
            right = mixed;
        }
        position = left << half | right;
    } while (position >= count);
    return position;
}

/* A flow keeps its direction, so that the flows of one direction and of both are as many. */
void make_flow(struct traffic *t, struct packet *p) {
    struct random *r = &t->random;
    uint64_t pass = t->order / t->flow_count;
    uint32_t number = shuffled((uint32_t)(t->order % t->flow_count), t->flow_count, pass);
    t->order++;
    p->egress = number & 1;
    if (number & 2)
        make_segment(t, p, number, random_percent(r, 50) ? 0 : random_between(r, 6, 80), false);
    else make_datagram(t, p, number, random_between(r, 20, 99));
}
