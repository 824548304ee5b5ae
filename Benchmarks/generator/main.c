/* Writes a capture that depends on its arguments alone: no clock, no locale, no addresses of
   memory. */
#include <errno.h>
#include <stdlib.h>

#include "capture_file.h"
#include "hostile.h"
#include "traffic.h"

static const char usage[] =
    "usage: generator MODE PACKETS OUTPUT [--seed N] [--flows N] [--cycle N]\n"
    "                 [--link ethernet|sll|sll2|raw] [--format pcap-us|pcap-ns|pcapng]\n"
    "MODE: mixed, small, mtu, dns, flows, hostile.\n"
    "--seed N   default 1\n"
    "--flows N  distinct long-lived flows, 1 to 16777216; default 20000\n"
    "--cycle N  the traffic begins anew every N packets, while the time goes on\n";

/* 2026-11-22 12:00:00 UTC */
static const uint64_t start_time = 1795348800000000000u;

_Noreturn static void refuse(const char *what, const char *value) {
    fprintf(stderr, "generator: %s: %s\n%s", what, value, usage);
    exit(2);
}

static uint64_t number(const char *text, uint64_t least, uint64_t most) {
    char *end;
    errno = 0;
    uint64_t value = strtoull(text, &end, 10);
    if (errno || end == text || *end || *text == '-' || value < least || value > most)
        refuse("not a number in range", text);
    return value;
}

static unsigned choice(const char *text, const char *const *names, unsigned count) {
    for (unsigned i = 0; i < count; i++)
        if (strcmp(text, names[i]) == 0) return i;
    refuse("unknown name", text);
}

int main(int argc, char **argv) {
    static const char *const modes[] = {"mixed", "small", "mtu", "dns", "flows", "hostile"};
    static const char *const formats[] = {"pcap-us", "pcap-ns", "pcapng"};
    static const char *const links[] = {"ethernet", "sll", "sll2", "raw"};
    static const enum link link_types[] = {link_ethernet, link_sll, link_sll2, link_raw};
    if (argc < 4 || argc % 2 != 0) refuse("wrong number of arguments", argv[0]);
    enum mode mode = (enum mode)choice(argv[1], modes, 6);
    uint64_t packets = number(argv[2], 0, UINT64_MAX), seed = 1, cycle = UINT64_MAX;
    uint32_t flow_count = 20000;
    enum format format = format_pcap_us;
    enum link link = link_ethernet;
    for (int i = 4; i < argc; i += 2) {
        const char *value = argv[i + 1];
        if (strcmp(argv[i], "--seed") == 0) seed = number(value, 0, UINT64_MAX);
        else if (strcmp(argv[i], "--flows") == 0) flow_count = (uint32_t)number(value, 1, 1 << 24);
        else if (strcmp(argv[i], "--cycle") == 0) cycle = number(value, 1, UINT64_MAX);
        else if (strcmp(argv[i], "--format") == 0) format = (enum format)choice(value, formats, 3);
        else if (strcmp(argv[i], "--link") == 0) link = link_types[choice(value, links, 4)];
        else refuse("unknown option", argv[i]);
    }

    struct traffic *traffic = malloc(sizeof *traffic);
    struct stream *streams = malloc(flow_count * sizeof *streams);
    FILE *file = fopen(argv[3], "wb");
    if (!traffic || !streams || !file) {
        perror(argv[3]);
        return 1;
    }
    static char buffer[1 << 20];
    setvbuf(file, buffer, _IOFBF, sizeof buffer);
    capture_begin(file, format, link);

    struct random pace; /* apart from the traffic, so that a cycle repeats packets, not gaps */
    random_seed(&pace, seed ^ 0x70616365);
    uint64_t time = start_time;
    static struct packet packet;
    static struct frame frame;
    for (uint64_t i = 0; i < packets; i++) {
        if (i % cycle == 0)
            traffic_start(traffic, mode, seed, flow_count, streams, link == link_raw);
        traffic_next(traffic, &packet);
        frame_make(&frame, &packet, link);
        if (mode == mode_hostile) frame_damage(&frame, &pace);
        /* At least a microsecond, so that time goes up in every format. */
        time += random_between(&pace, 1000, 20000);
        capture_frame(file, format, &frame, time);
    }
    bool failed = ferror(file);
    if (fclose(file) || failed) {
        perror(argv[3]);
        return 1;
    }
    free(streams);
    free(traffic);
    return 0;
}
