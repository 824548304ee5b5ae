#include "packet.h"

struct address ipv4(uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
    return (struct address){false, {a, b, c, d}};
}

struct address ipv6(uint64_t high, uint64_t low) {
    struct address address = {true, {0}};
    for (unsigned i = 0; i < 8; i++) {
        address.bytes[i] = (uint8_t)(high >> (56 - 8 * i));
        address.bytes[8 + i] = (uint8_t)(low >> (56 - 8 * i));
    }
    return address;
}

void put8(struct packet *p, uint8_t value) {
    if (p->length < packet_capacity) p->bytes[p->length++] = value;
}

void put16(struct packet *p, uint16_t value) {
    put8(p, (uint8_t)(value >> 8));
    put8(p, (uint8_t)value);
}

void put32(struct packet *p, uint32_t value) {
    put16(p, (uint16_t)(value >> 16));
    put16(p, (uint16_t)value);
}

void put64(struct packet *p, uint64_t value) {
    put32(p, (uint32_t)(value >> 32));
    put32(p, (uint32_t)value);
}

void put_bytes(struct packet *p, const void *bytes, size_t count) {
    if (count > packet_capacity - p->length) count = packet_capacity - p->length;
    memcpy(p->bytes + p->length, bytes, count);
    p->length += (uint32_t)count;
}

void put_text(struct packet *p, const char *text) { put_bytes(p, text, strlen(text)); }

void put_address(struct packet *p, const struct address *a) {
    put_bytes(p, a->bytes, a->v6 ? 16 : 4);
}

void put_random(struct packet *p, struct random *r, size_t count) {
    if (count > packet_capacity - p->length) count = packet_capacity - p->length;
    random_fill(r, p->bytes + p->length, count);
    p->length += (uint32_t)count;
}

void patch16(struct packet *p, size_t at, uint16_t value) {
    p->bytes[at] = (uint8_t)(value >> 8);
    p->bytes[at + 1] = (uint8_t)value;
}

void packet_reset(struct packet *p, bool egress) {
    p->length = 0;
    p->egress = egress;
    p->vlan_count = 0;
    p->peer_mac = 0x01;
    p->transport = 0;
}

/* RFC 1071, without the final complement. */
static uint32_t sum(const uint8_t *bytes, size_t count, uint32_t total) {
    for (; count > 1; bytes += 2, count -= 2) total += (uint32_t)(bytes[0] << 8 | bytes[1]);
    return count ? total + (uint32_t)(bytes[0] << 8) : total;
}

static uint16_t fold(uint32_t total) {
    while (total >> 16) total = (total & 0xffff) + (total >> 16);
    return (uint16_t)~total;
}

void ip_begin(struct packet *p, const struct address *source, const struct address *destination,
              uint8_t protocol, uint8_t hops) {
    p->protocol = protocol;
    p->ethertype = source->v6 ? type_ipv6 : type_ipv4;
    if (source->v6) {
        put32(p, 0x60000000);
        put16(p, 0);
        p->next_header = p->length;
        put8(p, protocol);
        put8(p, hops);
    } else {
        /* "Don't fragment" is set, so the identification may be zero (RFC 6864). */
        put32(p, 0x45000000);
        put32(p, 0x00004000);
        put8(p, hops);
        p->next_header = p->length;
        put8(p, protocol);
        put16(p, 0);
    }
    put_address(p, source);
    put_address(p, destination);
    p->transport = p->length;
}

static bool is_ipv6(const struct packet *p) { return p->ethertype == type_ipv6; }

void ip_extension(struct packet *p, uint8_t kind) {
    if (!is_ipv6(p)) return;
    put8(p, p->bytes[p->next_header]);
    p->bytes[p->next_header] = kind;
    p->next_header = p->length - 1;
    put8(p, 0);
    put32(p, 0x01040000); /* PadN of six bytes fills the eight */
    put16(p, 0);
    p->transport = p->length;
}

void ip_router_alert(struct packet *p) {
    if (is_ipv6(p)) {
        ip_extension(p, protocol_hop_by_hop);
        static const uint8_t alert[6] = {5, 2, 0, 0, 1, 0};
        memcpy(p->bytes + p->length - 6, alert, sizeof alert);
    } else {
        p->bytes[0] = 0x46;
        put32(p, 0x94040000);
        p->transport = p->length;
    }
}

void ip_end(struct packet *p) {
    if (is_ipv6(p)) {
        patch16(p, 4, (uint16_t)(p->length - 40));
        return;
    }
    patch16(p, 2, (uint16_t)p->length);
    patch16(p, 10, 0);
    patch16(p, 10, fold(sum(p->bytes, (p->bytes[0] & 15u) * 4, 0)));
}

void udp_begin(struct packet *p, uint16_t source, uint16_t destination) {
    put16(p, source);
    put16(p, destination);
    put32(p, 0);
}

void tcp_begin(struct packet *p, uint16_t source, uint16_t destination, uint32_t sequence,
               uint32_t acknowledged, uint8_t flags, bool bare) {
    bool syn = flags & 0x02;
    unsigned words = bare ? 5 : syn ? 10 : 8;
    put16(p, source);
    put16(p, destination);
    put32(p, sequence);
    put32(p, acknowledged);
    put8(p, (uint8_t)(words << 4));
    put8(p, flags);
    put16(p, 0xfaf0);
    put32(p, 0);
    if (bare) return;
    if (syn) {
        put32(p, 0x020405b4); /* MSS 1460 */
        put16(p, 0x0402);     /* SACK permitted */
    } else {
        put16(p, 0x0101);
    }
    put16(p, 0x080a); /* timestamps that go up with the sequence number */
    put32(p, 0x10000000 + (sequence >> 8));
    put32(p, flags == 0x02 ? 0 : 0x10000000 + (acknowledged >> 8));
    if (syn) put32(p, 0x01030307); /* window scale 7 */
}

void icmp_begin(struct packet *p, uint8_t type, uint8_t code) {
    put8(p, type);
    put8(p, code);
    put16(p, 0);
}

void transport_end(struct packet *p) {
    uint32_t size = p->length - p->transport;
    if (p->protocol == protocol_udp) patch16(p, p->transport + 4, (uint16_t)size);
    uint32_t total = 0;
    if (p->protocol != protocol_icmp && p->protocol != protocol_igmp) {
        bool v6 = is_ipv6(p);
        total = sum(p->bytes + (v6 ? 8 : 12), v6 ? 32 : 8, p->protocol + size);
    }
    uint32_t at = p->transport
                  + (p->protocol == protocol_udp ? 6 : p->protocol == protocol_tcp ? 16 : 2);
    uint16_t checksum = fold(sum(p->bytes + p->transport, size, total));
    if (p->protocol == protocol_udp && checksum == 0) checksum = 0xffff;
    patch16(p, at, checksum);
    ip_end(p);
}

/* Turns an IPv6 packet into one fragment: `count` payload bytes from `from` behind a fragment
   header with the given offset field. */
static void keep_ipv6_fragment(struct packet *p, uint32_t from, uint32_t count, uint16_t offset,
                               uint32_t id) {
    uint8_t payload[packet_capacity], next = p->bytes[p->next_header];
    memcpy(payload, p->bytes + from, count);
    p->bytes[p->next_header] = protocol_fragment;
    p->length = p->transport;
    put16(p, (uint16_t)(next << 8));
    put16(p, offset);
    put32(p, id);
    put_bytes(p, payload, count);
}

bool packet_fragment(struct packet *first, struct packet *second, uint32_t boundary, uint32_t id) {
    uint32_t header = first->transport, rest = header + boundary, total = first->length;
    if (rest >= total) return false;
    *second = *first;
    if (is_ipv6(first)) {
        keep_ipv6_fragment(first, header, boundary, 1, id); /* 1: more fragments */
        keep_ipv6_fragment(second, rest, total - rest, (uint16_t)boundary, id);
    } else {
        memmove(second->bytes + header, second->bytes + rest, total - rest);
        second->length = header + total - rest;
        first->length = rest;
        patch16(first, 4, (uint16_t)id);
        patch16(second, 4, (uint16_t)id);
        patch16(first, 6, 0x2000);
        patch16(second, 6, (uint16_t)(boundary / 8));
    }
    ip_end(first);
    ip_end(second);
    return true;
}
