#include "messages.h"

#include <stdio.h>

static const char *const hosts[] = {"www", "api", "cdn", "img", "mail", "login", "static", "news"};
static const char *const words[] = {"alder", "birch", "cedar", "hazel", "juniper", "larch",
                                    "maple", "rowan", "spruce", "willow"};
static const char *const tops[] = {"example.com", "example.net", "example.org", "test"};

void name_text(uint16_t number, char text[64]) {
    uint64_t h = mix64(number);
    snprintf(text, 64, "%s%u.%s%u.%s", hosts[h % 8], (unsigned)(h >> 8) % 40, words[(h >> 16) % 10],
             (unsigned)number, tops[(h >> 24) % 4]);
}

static void put_labels(struct packet *p, const char *text) {
    while (*text) {
        size_t count = strcspn(text, ".");
        put8(p, (uint8_t)count);
        put_bytes(p, text, count);
        text += count;
        if (*text == '.') text++;
    }
    put8(p, 0);
}

static void put_dns_header(struct packet *p, uint16_t id, uint16_t flags, uint16_t answers,
                           uint16_t extra) {
    put16(p, id);
    put16(p, flags);
    put16(p, 1);
    put16(p, answers);
    put16(p, 0);
    put16(p, extra);
}

static void put_edns(struct packet *p) {
    put8(p, 0);
    put16(p, 41);
    put16(p, 1232);
    put32(p, 0);
    put16(p, 0);
}

static void put_question(struct packet *p, const struct question *q) {
    char text[64];
    name_text(q->name, text);
    put_labels(p, text);
    put16(p, q->type);
    put16(p, 1);
}

/* The length prefix that DNS has over TCP (RFC 1035 section 4.2.2) comes before the message. */
static uint32_t begin_message(struct packet *p, const struct question *q) {
    if (q->over_tcp) put16(p, 0);
    return p->length;
}

static void end_message(struct packet *p, const struct question *q, uint32_t start) {
    if (q->over_tcp) patch16(p, start - 2, (uint16_t)(p->length - start));
}

void put_dns_query(struct packet *p, struct random *r, const struct question *q) {
    uint32_t start = begin_message(p, q);
    bool edns = random_percent(r, 70);
    put_dns_header(p, q->id, 0x0100, 0, edns);
    put_question(p, q);
    if (edns) put_edns(p);
    end_message(p, q, start);
}

static void put_record_data(struct packet *p, struct random *r, uint16_t type) {
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz0123456789=";
    uint32_t at = p->length;
    put16(p, 0);
    if (type == 1) {
        put32(p, 0xc6330000 | random_below(r, 0x100)); /* 198.51.0.x */
    } else if (type == 28) {
        put64(p, 0x20010db800c00000);
        put64(p, random_below(r, 0x10000));
    } else if (type == 65) {
        put16(p, 1);
        put8(p, 0);
        static const uint8_t alpn[] = {0, 1, 0, 6, 2, 'h', '3', 2, 'h', '2'};
        put_bytes(p, alpn, sizeof alpn);
        put32(p, 0x00040004); /* ipv4hint */
        put32(p, 0xc6330000 | random_below(r, 0x100));
    } else {
        uint32_t count = random_between(r, 16, 80);
        put8(p, (uint8_t)count);
        for (; count > 0; count--) put8(p, (uint8_t)alphabet[random_below(r, 37)]);
    }
    patch16(p, at, (uint16_t)(p->length - at - 2));
}

void put_dns_answer(struct packet *p, struct random *r, const struct question *q) {
    uint32_t start = begin_message(p, q);
    uint16_t answers = (uint16_t)random_between(r, 1, q->type == 1 || q->type == 28 ? 6 : 2);
    bool alias = answers > 1 && random_percent(r, 30);
    put_dns_header(p, q->id, 0x8180, answers, 1);
    put_question(p, q);
    uint16_t owner = 0xc00c;
    for (uint16_t i = 0; i < answers; i++) {
        put16(p, owner);
        put16(p, i == 0 && alias ? 5 : q->type);
        put16(p, 1);
        put32(p, random_between(r, 20, 3600));
        if (i == 0 && alias) {
            /* "edge" plus the question's name without its first label */
            uint8_t first = p->bytes[start + 12];
            put16(p, 7);
            owner = (uint16_t)(0xc000 | (p->length - start));
            put8(p, 4);
            put_text(p, "edge");
            put16(p, (uint16_t)(0xc000 | (13 + first)));
        } else {
            put_record_data(p, r, q->type);
        }
    }
    put_edns(p);
    end_message(p, q, start);
}

void put_local_query(struct packet *p, struct random *r, bool mdns) {
    static const char *const services[] = {"_ipp._tcp.local", "_airplay._tcp.local",
                                           "_googlecast._tcp.local", "desktop.local"};
    static const char *const labels[] = {"wpad", "printer", "desktop", "nas"};
    put_dns_header(p, mdns ? 0 : (uint16_t)random_next(r), 0, 0, 0);
    put_labels(p, mdns ? services[random_below(r, 4)] : labels[random_below(r, 4)]);
    put16(p, mdns ? 12 : 1);
    put16(p, 1);
}

void put_stun(struct packet *p, const struct question *q, bool response) {
    const struct address *mapped = &q->client.address;
    uint32_t start = p->length;
    put16(p, response ? 0x0101 : 0x0001);
    put16(p, 0);
    put32(p, 0x2112a442);
    put_bytes(p, q->transaction, sizeof q->transaction);
    put16(p, 0x8022); /* SOFTWARE */
    put16(p, 8);
    put_text(p, "ice-test");
    if (response) {
        put16(p, 0x0020); /* XOR-MAPPED-ADDRESS, RFC 8489 section 14.2 */
        put16(p, mapped->v6 ? 20 : 8);
        put16(p, mapped->v6 ? 2 : 1);
        put16(p, q->client.port ^ 0x2112);
        for (unsigned i = 0; i < (mapped->v6 ? 16u : 4u); i++)
            put8(p, mapped->bytes[i] ^ p->bytes[start + 4 + i]);
    }
    patch16(p, start + 2, (uint16_t)(p->length - start - 20));
}

/* A TLS handshake record's headers; returns where the message begins. */
static uint32_t begin_handshake(struct packet *p, uint8_t type) {
    put8(p, 22);
    put16(p, 0x0301);
    put16(p, 0);
    put8(p, type);
    put8(p, 0);
    put16(p, 0);
    return p->length;
}

static void end_handshake(struct packet *p, uint32_t start) {
    patch16(p, start - 2, (uint16_t)(p->length - start));
    patch16(p, start - 6, (uint16_t)(p->length - start + 4));
}

static void put_hello_start(struct packet *p, struct random *r) {
    put16(p, 0x0303);
    put_random(p, r, 32);
    put8(p, 32);
    put_random(p, r, 32);
}

static void put_key_share(struct packet *p, struct random *r, bool client) {
    put16(p, 51);
    put16(p, client ? 38 : 36);
    if (client) put16(p, 36);
    put16(p, 29); /* X25519 */
    put16(p, 32);
    put_random(p, r, 32);
}

void put_tls_hello(struct packet *p, struct random *r, uint16_t name) {
    static const uint8_t suites[] = {0, 6, 0x13, 1, 0x13, 2, 0x13, 3, 1, 0};
    static const uint8_t rest[] = {0, 10, 0, 4, 0, 2, 0, 29,                  /* groups */
                                   0, 16, 0, 14, 0, 12, 2, 'h', '2', 8, 'h', /* ALPN */
                                   't', 't', 'p', '/', '1', '.', '1',        /**/
                                   0, 43, 0, 3, 2, 3, 4,                      /* TLS 1.3 */
                                   0, 13, 0, 4, 0, 2, 4, 3};                  /* signatures */
    char text[64];
    name_text(name, text);
    uint16_t length = (uint16_t)strlen(text);
    uint32_t start = begin_handshake(p, 1);
    put_hello_start(p, r);
    put_bytes(p, suites, sizeof suites);
    uint32_t extensions = p->length;
    put16(p, 0);
    put16(p, 0); /* server_name */
    put16(p, length + 5);
    put16(p, length + 3);
    put8(p, 0);
    put16(p, length);
    put_text(p, text);
    put_bytes(p, rest, sizeof rest);
    put_key_share(p, r, true);
    uint16_t padding = (uint16_t)random_between(r, 50, 250); /* RFC 7685 */
    put16(p, 21);
    put16(p, padding);
    for (; padding > 0; padding--) put8(p, 0);
    patch16(p, extensions, (uint16_t)(p->length - extensions - 2));
    end_handshake(p, start);
}

void put_tls_server_hello(struct packet *p, struct random *r) {
    static const uint8_t version[] = {0, 43, 0, 2, 3, 4};
    uint32_t start = begin_handshake(p, 2);
    put_hello_start(p, r);
    put16(p, 0x1301);
    put8(p, 0);
    put16(p, 46);
    put_bytes(p, version, sizeof version);
    put_key_share(p, r, false);
    end_handshake(p, start);
    put_tls_record(p, r, random_between(r, 600, 1000));
}

void put_tls_record(struct packet *p, struct random *r, uint32_t size) {
    put8(p, 23);
    put16(p, 0x0303);
    put16(p, (uint16_t)(size - 5));
    put_random(p, r, size - 5);
}

void put_http(struct packet *p, struct random *r, bool response, uint16_t name, uint32_t size) {
    char head[160], host[64];
    name_text(name, host);
    int used = response
                   ? snprintf(head, sizeof head,
                              "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: "
                              "%u\r\n\r\n",
                              (unsigned)size)
                   : snprintf(head, sizeof head,
                              "GET /item/%u HTTP/1.1\r\nHost: %s\r\nCookie: s=",
                              (unsigned)random_below(r, 100000), host);
    put_bytes(p, head, (size_t)used);
    for (; size > 0; size--) put8(p, (uint8_t)('a' + random_below(r, 26)));
    if (!response) put_text(p, "\r\n\r\n");
}

void put_quic(struct packet *p, struct random *r, bool initial, uint64_t connection,
              uint32_t size) {
    if (initial) {
        put8(p, (uint8_t)(0xc0 | random_below(r, 16)));
        put32(p, 1);
        put8(p, 8);
        put64(p, connection);
        put8(p, 0);             /* source connection id */
        put8(p, 0);             /* token */
        put16(p, 0x4000 | 1182); /* the rest: RFC 9000 section 14.1 pads to 1200 bytes */
        put_random(p, r, 1182);
    } else {
        put8(p, (uint8_t)(0x40 | random_below(r, 64)));
        put64(p, connection);
        put_random(p, r, size);
    }
}

void put_opaque(struct packet *p, struct random *r, uint32_t size) {
    put32(p, 0x0b7ed13a); /* fixed, so that no heuristic takes it for a protocol */
    put_random(p, r, size - 4);
}

void put_ntp(struct packet *p, struct random *r, bool response) {
    put8(p, response ? 0x24 : 0x23);
    put8(p, response ? 2 : 0);
    put16(p, 0x06ec);
    put64(p, 0);
    put32(p, response ? 0xc6336401 : 0);
    for (unsigned i = 0; i < 4; i++) put64(p, 0xee00000000000000 | random_next(r) >> 24);
}

void put_dhcp(struct packet *p, uint8_t kind, uint32_t transaction) {
    static const uint8_t client[16] = {2, 0, 0, 0, 0x50, 0x0c};
    static const uint8_t asked[] = {12, 7, 'd', 'e', 's', 'k', 't', 'o', 'p', 55, 6, 1, 3, 6, 12,
                                    42, 121, 61, 7, 1, 2, 0, 0, 0, 0x50, 0x0c, 255};
    static const uint8_t given[] = {54, 4, 192, 168, 50, 1, 51, 4, 0, 0, 0x0e, 0x10,
                                    1,  4, 255, 255, 255, 0, 3, 4, 192, 168, 50, 1,
                                    6,  8, 192, 168, 50, 1, 198, 51, 100, 53, 255};
    bool reply = kind == 2 || kind == 5;
    put32(p, reply ? 0x02010600 : 0x01010600);
    put32(p, transaction);
    put64(p, 0);
    put32(p, reply ? 0xc0a8327d : 0);
    put64(p, 0);
    put_bytes(p, client, sizeof client);
    for (unsigned i = 0; i < 24; i++) put64(p, 0);
    put32(p, 0x63825363);
    put16(p, 0x3501);
    put8(p, kind);
    if (reply) put_bytes(p, given, sizeof given);
    else put_bytes(p, asked, sizeof asked);
}

void put_dhcpv6(struct packet *p, uint8_t kind, uint32_t transaction) {
    static const uint8_t options[] = {0, 1, 0, 10, 0, 3, 0, 1, 2, 0, 0, 0, 0x50, 0x0c, /* DUID-LL */
                                      0, 8, 0, 2, 0, 0};
    put32(p, (uint32_t)kind << 24 | (transaction & 0xffffff));
    put_bytes(p, options, sizeof options);
    if (kind == 7) { /* a reply names its server */
        static const uint8_t server[] = {0, 2, 0, 10, 0, 3, 0, 1, 2, 0, 0, 0, 0x50, 0x01};
        put_bytes(p, server, sizeof server);
    }
}

void put_nbns(struct packet *p, uint16_t id) {
    static const char name[16] = "DESKTOP        ";
    put_dns_header(p, id, 0x0110, 0, 0);
    put8(p, 32);
    for (unsigned i = 0; i < 16; i++) {
        put8(p, (uint8_t)('A' + (name[i] >> 4)));
        put8(p, (uint8_t)('A' + (name[i] & 15)));
    }
    put8(p, 0);
    put16(p, 32);
    put16(p, 1);
}
