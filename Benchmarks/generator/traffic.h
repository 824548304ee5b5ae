/* The traffic of one client, packet by packet. */
#ifndef TRAFFIC_H
#define TRAFFIC_H

#include "messages.h"

enum mode { mode_mixed, mode_small, mode_mtu, mode_dns, mode_flows, mode_hostile };

enum { question_capacity = 64 };

/* A TCP connection's position. */
struct stream {
    uint32_t next[2]; /* next sequence number: of the client, of the server */
    uint8_t step;     /* 0 SYN, 1 SYN-ACK, 2 first request, 3 first answer, 4 established */
};

struct questions {
    struct question items[question_capacity];
    uint32_t count;
};

struct traffic {
    struct random random;
    enum mode mode;
    bool ip_only; /* the link type can carry IP alone */
    uint32_t flow_count;
    struct stream *streams; /* flow_count of them */
    uint64_t order;         /* `flows`: packets so far */
    uint64_t tunnel_counter[2];
    struct questions lookups, bindings;
    struct packet pending; /* the second half of a fragmented packet */
    bool has_pending;
};

/* `streams` has room for `flow_count` entries. May be called again to start over. */
void traffic_start(struct traffic *t, enum mode mode, uint64_t seed, uint32_t flow_count,
                   struct stream *streams, bool ip_only);
void traffic_next(struct traffic *t, struct packet *p);

/* Shared by the makers of packets. */
extern const uint16_t tunnel_port, client_tunnel_port;
struct address client_address(bool v6);
struct address client_link_local(void);
struct address tunnel_address(bool v6);
/* 55 % 20-119, 25 % 120-419, 12 % 400-999, 8 % 1200-1379 bytes. */
uint32_t payload_size(struct random *r);
/* An IP header between the client and `remote`, in the packet's direction. Two in a hundred IPv6
   packets get an extension header. */
void begin_between(struct traffic *t, struct packet *p, const struct address *client,
                   const struct address *remote, uint8_t protocol);
/* The UDP header for ports given from the client's side. */
void begin_udp(struct packet *p, uint16_t client, uint16_t remote);

/* Makers: each resets the packet and fills it. */
typedef void maker(struct traffic *t, struct packet *p);
/* streams.c */
maker make_tunnel, make_tcp, make_quic, make_small_ack, make_small_udp, make_keepalive;
maker make_large_tunnel, make_large_tls, make_flow;
/* services.c */
maker make_dns, make_stun, make_ntp, make_chatter, make_encrypted_dns, make_plain_udp;
maker make_dhcp, make_fragments, make_gre, make_transition, make_other;
/* control.c */
maker make_icmp, make_arp;

#endif
