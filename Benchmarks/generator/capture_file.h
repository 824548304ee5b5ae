/* Writes packets as frames of a capture file. */
#ifndef CAPTURE_FILE_H
#define CAPTURE_FILE_H

#include <stdio.h>

#include "packet.h"

enum link { link_ethernet = 1, link_raw = 101, link_sll = 113, link_sll2 = 276 };
enum format { format_pcap_us, format_pcap_ns, format_pcapng };

/* A frame as it goes into the file: `captured` bytes of `original` on the wire. */
struct frame {
    uint8_t bytes[packet_capacity + 64];
    uint32_t captured, original;
    uint32_t network; /* where the network layer begins */
    bool egress;
};

/* Puts the link header before the packet. */
void frame_make(struct frame *f, const struct packet *p, enum link link);

void capture_begin(FILE *file, enum format format, enum link link);
/* `time` in nanoseconds since 1970. */
void capture_frame(FILE *file, enum format format, const struct frame *f, uint64_t time);

#endif
