#include "capture_file.h"

static const uint8_t client_mac[6] = {2, 0, 0, 0, 0x50, 0x0c};

/* What a station sends to: its peer, or the group that the IP destination maps to. */
static void destination_mac(const struct packet *p, uint8_t mac[6]) {
    static const uint8_t station[6] = {2, 0, 0, 0, 0x50, 0};
    memcpy(mac, station, 6);
    mac[5] = p->egress ? p->peer_mac : 0x0c;
    const uint8_t *bytes = p->bytes;
    if (p->ethertype == type_ipv6 && bytes[24] == 0xff) {
        mac[0] = mac[1] = 0x33;
        memcpy(mac + 2, bytes + 36, 4);
    } else if (p->ethertype == type_ipv4 && bytes[16] >> 4 == 0xe) {
        memcpy(mac, (uint8_t[]){1, 0, 0x5e, bytes[17] & 0x7f, bytes[18], bytes[19]}, 6);
    } else if ((p->ethertype == type_ipv4 && bytes[19] == 255) ||
               (p->ethertype == type_arp && bytes[7] == 1)) {
        memset(mac, 0xff, 6);
    }
}

static void put_frame16(struct frame *f, uint16_t value) {
    f->bytes[f->captured++] = (uint8_t)(value >> 8);
    f->bytes[f->captured++] = (uint8_t)value;
}

static void put_frame_bytes(struct frame *f, const void *bytes, size_t count) {
    memcpy(f->bytes + f->captured, bytes, count);
    f->captured += (uint32_t)count;
}

void frame_make(struct frame *f, const struct packet *p, enum link link) {
    uint8_t source[6] = {2, 0, 0, 0, 0x50, p->peer_mac}, destination[6];
    destination_mac(p, destination);
    if (p->egress) memcpy(source, client_mac, 6);
    /* SLL packet types: 0 to us, 1 broadcast, 2 multicast, 4 sent by us. */
    uint8_t kind = p->egress ? 4 : destination[0] == 0xff ? 1 : destination[0] & 1 ? 2 : 0;
    /* libpcap puts VLAN tags into Ethernet and SLL frames, not into SLL2. */
    unsigned tags = link == link_ethernet || link == link_sll ? p->vlan_count : 0;
    f->captured = 0;
    f->egress = p->egress;
    switch (link) {
    case link_ethernet:
        put_frame_bytes(f, destination, 6);
        put_frame_bytes(f, source, 6);
        break;
    case link_sll:
        put_frame16(f, kind);
        put_frame16(f, 1);
        put_frame16(f, 6);
        put_frame_bytes(f, source, 6);
        put_frame16(f, 0);
        break;
    case link_sll2:
        put_frame16(f, p->ethertype);
        put_frame16(f, 0);
        put_frame_bytes(f, (uint8_t[]){0, 0, 0, 2, 0, 1, kind, 6}, 8);
        put_frame_bytes(f, source, 6);
        put_frame16(f, 0);
        break;
    case link_raw:
        break;
    }
    for (; tags > 0; tags--) {
        put_frame16(f, tags == 2 ? 0x88a8 : 0x8100);
        put_frame16(f, tags == 2 ? 0x0064 : 0x0032);
    }
    if (link == link_ethernet || link == link_sll) put_frame16(f, p->ethertype);
    f->network = f->captured;
    put_frame_bytes(f, p->bytes, p->length);
    f->original = f->captured;
}

/* File headers are little-endian, on every machine. */
static void write_words(FILE *file, const uint32_t *words, size_t count) {
    uint8_t bytes[64];
    for (size_t i = 0; i < 4 * count; i++) bytes[i] = (uint8_t)(words[i / 4] >> 8 * (i % 4));
    fwrite(bytes, 4, count, file);
}

void capture_begin(FILE *file, enum format format, enum link link) {
    if (format == format_pcapng) {
        /* section header, then an interface: name "eth0", nanoseconds */
        const uint32_t words[] = {0x0a0d0d0a, 28,         0x1a2b3c4d, 1,  0xffffffff, 0xffffffff,
                                  28,         1,          40,         link, 262144,   0x00040002,
                                  0x30687465, 0x00010009, 9,          0};
        write_words(file, words, 16);
        write_words(file, (const uint32_t[]){40}, 1);
    } else {
        uint32_t magic = format == format_pcap_ns ? 0xa1b23c4d : 0xa1b2c3d4;
        write_words(file, (const uint32_t[]){magic, 0x00040002, 0, 0, 262144, link}, 6);
    }
}

void capture_frame(FILE *file, enum format format, const struct frame *f, uint64_t time) {
    uint32_t seconds = (uint32_t)(time / 1000000000), rest = (uint32_t)(time % 1000000000);
    if (format == format_pcapng) {
        uint32_t padding = -f->captured & 3, total = 32 + f->captured + padding + 12;
        const uint32_t head[] = {6, total, 0, (uint32_t)(time >> 32), (uint32_t)time, f->captured,
                                 f->original};
        /* epb_flags: 1 inbound, 2 outbound */
        const uint32_t tail[] = {0x00040002, f->egress ? 2 : 1, 0, total};
        write_words(file, head, 7);
        fwrite(f->bytes, 1, f->captured, file);
        fwrite("\0\0\0", 1, padding, file);
        write_words(file, tail, 4);
    } else {
        if (format == format_pcap_us) rest /= 1000;
        const uint32_t head[] = {seconds, rest, f->captured, f->original};
        write_words(file, head, 4);
        fwrite(f->bytes, 1, f->captured, file);
    }
}
