/* Application messages, appended to a packet. */
#ifndef MESSAGES_H
#define MESSAGES_H

#include "packet.h"

enum { name_count = 5000 };

/* A question that waits for its answer. */
struct question {
    struct endpoint client, server;
    uint16_t id;
    uint16_t type;
    uint16_t name;
    uint8_t transaction[12]; /* STUN */
    bool over_tcp;
};

/* The text of name `number`, such as "cdn17.alder4.example.com". */
void name_text(uint16_t number, char text[64]);

void put_dns_query(struct packet *p, struct random *r, const struct question *q);
/* 1-6 answers with compressed names, sometimes behind a CNAME. */
void put_dns_answer(struct packet *p, struct random *r, const struct question *q);
/* A multicast query without EDNS: mDNS asks for a service, LLMNR for one label. */
void put_local_query(struct packet *p, struct random *r, bool mdns);

void put_stun(struct packet *p, const struct question *q, bool response);
void put_tls_hello(struct packet *p, struct random *r, uint16_t name);
void put_tls_server_hello(struct packet *p, struct random *r);
/* One application data record of `size` bytes, its header included (size >= 6). */
void put_tls_record(struct packet *p, struct random *r, uint32_t size);
void put_http(struct packet *p, struct random *r, bool response, uint16_t name, uint32_t size);
void put_quic(struct packet *p, struct random *r, bool initial, uint64_t connection, uint32_t size);
/* At least 4 bytes that are nobody's protocol. */
void put_opaque(struct packet *p, struct random *r, uint32_t size);
void put_ntp(struct packet *p, struct random *r, bool response);
void put_dhcp(struct packet *p, uint8_t kind, uint32_t transaction);
void put_dhcpv6(struct packet *p, uint8_t kind, uint32_t transaction);
/* A NetBIOS name query (RFC 1002 section 4.2.12) for "DESKTOP". */
void put_nbns(struct packet *p, uint16_t id);

#endif
