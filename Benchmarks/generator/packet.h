/* One packet under construction: the network layer and what lies above it. The link header is
   added when the packet is written (capture_file.h). */
#ifndef PACKET_H
#define PACKET_H

#include "random.h"

enum { packet_capacity = 2048 };

enum ethertype { type_ipv4 = 0x0800, type_arp = 0x0806, type_ipv6 = 0x86dd };

enum protocol {
    protocol_hop_by_hop = 0,
    protocol_icmp = 1,
    protocol_igmp = 2,
    protocol_ipip = 4,
    protocol_tcp = 6,
    protocol_udp = 17,
    protocol_6in4 = 41,
    protocol_fragment = 44,
    protocol_gre = 47,
    protocol_esp = 50,
    protocol_icmpv6 = 58,
    protocol_options = 60,
};

struct address {
    bool v6;
    uint8_t bytes[16]; /* the first 4 for IPv4 */
};

struct endpoint {
    struct address address;
    uint16_t port;
};

struct packet {
    uint8_t bytes[packet_capacity];
    uint32_t length;
    uint16_t ethertype;
    bool egress;           /* sent by the client */
    uint8_t vlan_count;    /* 0 ... 2 tags */
    uint8_t peer_mac;      /* last byte of the other station's MAC, 02:00:00:00:50:xx */
    uint32_t next_header;  /* where the protocol number of the next header stands */
    uint32_t transport;    /* where the transport header begins */
    uint8_t protocol;      /* the transport protocol */
};

struct address ipv4(uint8_t a, uint8_t b, uint8_t c, uint8_t d);
/* The eight groups of an IPv6 address are given as two halves. */
struct address ipv6(uint64_t high, uint64_t low);

void put8(struct packet *p, uint8_t value);
void put16(struct packet *p, uint16_t value);
void put32(struct packet *p, uint32_t value);
void put64(struct packet *p, uint64_t value);
void put_bytes(struct packet *p, const void *bytes, size_t count);
void put_text(struct packet *p, const char *text);
void put_address(struct packet *p, const struct address *a);
void put_random(struct packet *p, struct random *r, size_t count);
void patch16(struct packet *p, size_t at, uint16_t value);

/* Empties the packet and sets its direction; the other station is the router. */
void packet_reset(struct packet *p, bool egress);

/* An IP header; `ip_end` fills in its length and checksum. For a packet inside a packet, build the
   inner one apart and append its bytes. */
void ip_begin(struct packet *p, const struct address *source, const struct address *destination,
              uint8_t protocol, uint8_t hops);
/* Adds an IPv6 extension header (hop-by-hop or destination options) right after the header. */
void ip_extension(struct packet *p, uint8_t kind);
/* Adds the router alert option (RFC 2113, RFC 2711). */
void ip_router_alert(struct packet *p);
void ip_end(struct packet *p);

/* A UDP header; `transport_end` fills in length and checksum. */
void udp_begin(struct packet *p, uint16_t source, uint16_t destination);
/* A TCP header with the timestamp option unless `bare`; a SYN also gets the usual options. */
void tcp_begin(struct packet *p, uint16_t source, uint16_t destination, uint32_t sequence,
               uint32_t acknowledged, uint8_t flags, bool bare);
/* An ICMP, ICMPv6 or IGMP header's first four bytes. */
void icmp_begin(struct packet *p, uint8_t type, uint8_t code);
/* Fills in the transport's length and checksum, then ends the IP header. */
void transport_end(struct packet *p);

/* Cuts the packet in two at `boundary` payload bytes (a multiple of 8). False: it is too short. */
bool packet_fragment(struct packet *first, struct packet *second, uint32_t boundary, uint32_t id);

#endif
