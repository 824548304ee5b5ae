/* The measure of speed: libpcap's default reader, and nothing done with a packet but counting. */
#include <pcap/pcap.h>
#include <stdint.h>
#include <stdio.h>

struct count {
    uint64_t packets, bytes;
};

static void add(u_char *context, const struct pcap_pkthdr *header, const u_char *bytes) {
    struct count *count = (struct count *)context;
    (void)bytes;
    count->packets++;
    count->bytes += header->len;
}

int main(int argc, char **argv) {
    char error[PCAP_ERRBUF_SIZE];
    struct count count = {0, 0};
    if (argc != 2) {
        fputs("usage: null_loop CAPTURE\n", stderr);
        return 2;
    }
    pcap_t *capture = pcap_open_offline(argv[1], error);
    if (!capture) {
        fprintf(stderr, "null_loop: %s\n", error);
        return 1;
    }
    if (pcap_loop(capture, -1, add, (u_char *)&count) < 0) {
        fprintf(stderr, "null_loop: %s\n", pcap_geterr(capture));
        return 1;
    }
    pcap_close(capture);
    printf("%llu packets %llu bytes\n", (unsigned long long)count.packets,
           (unsigned long long)count.bytes);
    return 0;
}
