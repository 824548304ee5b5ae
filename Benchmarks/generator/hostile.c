#include "hostile.h"

static uint8_t *network_byte(struct frame *f, uint32_t offset) {
    static uint8_t nowhere;
    return f->network + offset < f->captured ? f->bytes + f->network + offset : &nowhere;
}

/* The transport header of an IPv4 or IPv6 packet without extension headers. */
static uint32_t transport_offset(struct frame *f) {
    uint8_t first = *network_byte(f, 0);
    return first >> 4 == 6 ? 40 : (first & 15u) * 4;
}

static void lie_about_length(struct frame *f, struct random *r) {
    bool v6 = *network_byte(f, 0) >> 4 == 6;
    uint32_t at = random_percent(r, 50) ? (v6 ? 4 : 2) : transport_offset(f) + 4;
    static const uint16_t lies[] = {0, 1, 7, 8, 19, 20, 39, 40, 0x7fff, 0xffff};
    uint16_t lie = lies[random_below(r, 10)];
    *network_byte(f, at) = (uint8_t)(lie >> 8);
    *network_byte(f, at + 1) = (uint8_t)lie;
}

static void lie_about_headers(struct frame *f, struct random *r) {
    uint8_t draw = (uint8_t)random_next(r);
    if (random_percent(r, 50)) *network_byte(f, 0) = draw;   /* version, header length */
    else *network_byte(f, transport_offset(f) + 12) = draw; /* TCP data offset */
}

/* A DNS name whose pointer leads to itself, and counts that promise 65535 records. */
static void loop_name(struct frame *f, struct random *r) {
    uint32_t message = transport_offset(f) + 8;
    if (random_percent(r, 50)) {
        *network_byte(f, message + 12) = 0xc0;
        *network_byte(f, message + 13) = 12;
    }
    for (uint32_t i = 4; i < 12; i++) *network_byte(f, message + i) = 0xff;
}

/* Everything after the IPv6 header becomes a chain of empty destination options. */
static void chain_extensions(struct frame *f, struct random *r) {
    if (*network_byte(f, 0) >> 4 != 6) return;
    uint8_t kind = random_percent(r, 50) ? 60 : 0;
    *network_byte(f, 6) = kind;
    for (uint32_t i = 40; f->network + i < f->captured; i++) *network_byte(f, i) = i % 8 ? 0 : kind;
}

static void flip_bytes(struct frame *f, struct random *r) {
    for (uint32_t count = random_between(r, 1, 8); count > 0 && f->captured > 0; count--) {
        uint32_t reach = f->captured < 120 ? f->captured : 120;
        uint32_t at = random_below(r, reach);
        f->bytes[at] = (uint8_t)random_next(r);
    }
}

/* Replaces the frame by VLAN tags alone. */
static void stack_tags(struct frame *f) {
    for (uint32_t i = 12; i + 1 < f->captured; i += 2) {
        f->bytes[i] = i % 4 ? 0 : 0x81;
        f->bytes[i + 1] = 0;
    }
}

void frame_damage(struct frame *f, struct random *r) {
    static const uint32_t snaps[] = {60, 64, 68, 96, 128};
    switch (random_below(r, 20)) {
    case 0:
    case 1: { /* cut by a snap length: the original length stays */
        uint32_t snap = snaps[random_below(r, 5)];
        if (f->captured > snap) f->captured = snap;
        break;
    }
    case 2: f->captured = random_below(r, f->captured + 1); break;
    case 3: f->captured = f->original = random_below(r, f->captured + 1); break;
    case 4: lie_about_length(f, r); break;
    case 5: lie_about_headers(f, r); break;
    case 6: loop_name(f, r); break;
    case 7: chain_extensions(f, r); break;
    case 8: flip_bytes(f, r); break;
    case 9: random_fill(r, f->bytes, f->captured); break;
    case 10: stack_tags(f); break;
    default: break;
    }
}
