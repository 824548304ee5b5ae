#include "traffic.h"

const uint16_t tunnel_port = 51820, client_tunnel_port = 52820;

struct address client_address(bool v6) {
    return v6 ? ipv6(0x20010db800500000, 0x125) : ipv4(192, 168, 50, 125);
}

/* From the MAC 02:00:00:00:50:0c. */
struct address client_link_local(void) { return ipv6(0xfe80000000000000, 0x000000fffe00500c); }

struct address tunnel_address(bool v6) {
    return v6 ? ipv6(0x20010db801130000, 0x10) : ipv4(203, 0, 113, 10);
}

uint32_t payload_size(struct random *r) {
    uint32_t draw = random_below(r, 100);
    if (draw < 55) return random_between(r, 20, 119);
    if (draw < 80) return random_between(r, 120, 419);
    if (draw < 92) return random_between(r, 400, 999);
    return random_between(r, 1200, 1379);
}

void begin_between(struct traffic *t, struct packet *p, const struct address *client,
                   const struct address *remote, uint8_t protocol) {
    uint8_t hops = p->egress ? 64 : (uint8_t)random_between(&t->random, 44, 58);
    if (p->egress) ip_begin(p, client, remote, protocol, hops);
    else ip_begin(p, remote, client, protocol, hops);
    if (client->v6 && random_percent(&t->random, 2))
        ip_extension(p, random_percent(&t->random, 50) ? protocol_hop_by_hop : protocol_options);
}

void begin_udp(struct packet *p, uint16_t client, uint16_t remote) {
    udp_begin(p, p->egress ? client : remote, p->egress ? remote : client);
}

/* Shares add up to 1000. */
struct share {
    uint32_t weight;
    maker *make;
};

static const struct share mixed[] = {
    {400, make_tunnel}, {320, make_tcp},    {110, make_quic},          {90, make_dns},
    {25, make_stun},    {25, make_icmp},    {3, make_arp},             {2, make_dhcp},
    {3, make_fragments}, {2, make_gre},     {4, make_ntp},             {4, make_chatter},
    {4, make_encrypted_dns}, {2, make_transition}, {5, make_plain_udp}, {1, make_other},
};
static const struct share small[] = {{340, make_keepalive}, {330, make_small_ack},
                                     {330, make_small_udp}};
static const struct share mtu[] = {{500, make_large_tunnel}, {500, make_large_tls}};
static const struct share dns[] = {{900, make_dns}, {60, make_tunnel}, {40, make_tcp}};
static const struct share flows[] = {{1000, make_flow}};

static const struct share *const shares[] = {mixed, small, mtu, dns, flows, mixed};

void traffic_start(struct traffic *t, enum mode mode, uint64_t seed, uint32_t flow_count,
                   struct stream *streams, bool ip_only) {
    memset(t, 0, sizeof *t);
    random_seed(&t->random, seed);
    t->mode = mode;
    t->ip_only = ip_only;
    t->flow_count = flow_count;
    t->streams = streams;
    /* When the capture begins, half of the connections are open; the others stand at each step of
       the set-up alike, so that both directions come to the same number of packets. */
    static const uint8_t steps[8] = {0, 1, 2, 3, 4, 4, 4, 4};
    for (uint32_t i = 0; i < flow_count; i++) {
        uint64_t start = mix64(seed ^ (uint64_t)i << 20);
        streams[i] = (struct stream){{(uint32_t)start, (uint32_t)(start >> 32)},
                                     steps[mix64(start) % 8]};
    }
}

void traffic_next(struct traffic *t, struct packet *p) {
    if (t->has_pending) {
        *p = t->pending;
        t->has_pending = false;
        return;
    }
    const struct share *share = shares[t->mode];
    uint32_t draw = random_below(&t->random, 1000);
    for (; draw >= share->weight; share++) draw -= share->weight;
    packet_reset(p, random_percent(&t->random, 50));
    share->make(t, p);
    if ((t->mode == mode_mixed || t->mode == mode_hostile) && random_percent(&t->random, 5))
        p->vlan_count = random_percent(&t->random, 10) ? 2 : 1;
}
