// Asks a responder on loopback at a bounded rate: DNS and STUN in datagrams, HTTP on kept connections, in
// turn. Prints what was lost and how long answers took. Bounded in rate, time and number of sockets.
//
//   load DNS_PORT STUN_PORT HTTP_PORT RATE SECONDS
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS = 32, SLOTS = 1 << 16, BUCKETS = 1 << 16, MOST_RATE = 50000, MOST_SECONDS = 60 };

struct kind {
    const char *name;
    uint64_t sent, answered, wrong;
    uint64_t when[SLOTS];  // send time by identifier; 0 once answered
};
static struct kind dns = {.name = "dns"}, stun = {.name = "stun"}, http = {.name = "http"};
static uint32_t micros[BUCKETS];  // answers by time in microseconds, the last bucket for all beyond
static uint64_t connection_since[CONNECTIONS];
static size_t connection_got[CONNECTIONS];

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static int dial(int type, const char *port) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, type, 0);
    int room = 4 << 20;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0) {
        perror("connect");
        exit(1);
    }
    return fd;
}

static void answered(struct kind *kind, uint64_t since) {
    uint64_t took = (now() - since) / 1000;
    kind->answered++;
    micros[took < BUCKETS ? took : BUCKETS - 1]++;
}

static void settle(struct kind *kind, unsigned id) {
    if (kind->when[id] == 0) {
        kind->wrong++;
        return;
    }
    answered(kind, kind->when[id]);
    kind->when[id] = 0;
}

static size_t dns_query(unsigned char *out, unsigned id) {
    static const unsigned char tail[] = "\x05" "bench\x04leak\x04test\0\0\1\0\1\0\0\x29\x04\xd0\0\0\0\0\0";
    unsigned char head[12] = {(unsigned char)(id >> 8), (unsigned char)id, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1};
    memcpy(out, head, 12);
    int label = sprintf((char *)out + 13, "c%x", id);
    out[12] = (unsigned char)label;
    memcpy(out + 13 + label, tail, sizeof tail);
    return 13 + (size_t)label + sizeof tail;
}

static void send_one(struct kind *kind, int fd) {
    unsigned char bytes[128] = {0};
    unsigned id = (unsigned)(kind->sent % SLOTS);
    size_t count;
    if (kind == &dns) {
        count = dns_query(bytes, id);
    } else {
        static const unsigned char head[] = {0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42};
        memcpy(bytes, head, 8);
        bytes[18] = (unsigned char)(id >> 8);
        bytes[19] = (unsigned char)id;
        count = 20;
    }
    kind->when[id] = now();
    kind->sent++;
    if (send(fd, bytes, count, MSG_DONTWAIT) < 0) kind->wrong++;
}

// False if every connection still waits for its answer.
static int send_http(const int *fds) {
    static const char request[] = "GET /whoami HTTP/1.1\r\nHost: leak.test\r\n\r\n";
    for (int i = 0; i < CONNECTIONS; i++) {
        if (connection_since[i]) continue;
        connection_since[i] = now();
        connection_got[i] = 0;
        http.sent++;
        if (send(fds[i], request, sizeof request - 1, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) http.wrong++;
        return 1;
    }
    return 0;
}

static void receive(struct kind *kind, int fd) {
    unsigned char bytes[2048];
    ssize_t count;
    while ((count = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT)) > 0) {
        if (kind == &dns && count > 12 && (bytes[2] & 0x80) && !(bytes[2] & 2) && bytes[7] == 1)
            settle(kind, (unsigned)bytes[0] << 8 | bytes[1]);
        else if (kind == &stun && count == 32 && bytes[0] == 1)
            settle(kind, (unsigned)bytes[18] << 8 | bytes[19]);
        else
            kind->wrong++;
    }
}

static void receive_http(int i, int fd) {
    char bytes[4096];
    ssize_t count = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (count <= 0) {
        if (count == 0 || errno != EAGAIN) {
            fprintf(stderr, "a connection ended\n");
            exit(1);
        }
        return;
    }
    // The answer ends with the object's brace; nothing else of it does at the end of a read.
    connection_got[i] += (size_t)count;
    if (bytes[count - 1] != '}' || connection_since[i] == 0) return;
    answered(&http, connection_since[i]);
    connection_since[i] = 0;
}

static uint32_t percentile(double share) {
    uint64_t all = 0, seen = 0;
    for (int i = 0; i < BUCKETS; i++) all += micros[i];
    for (int i = 0; i < BUCKETS; i++) {
        seen += micros[i];
        if (all && (double)seen >= share * (double)all) return (uint32_t)i;
    }
    return 0;
}

int main(int argc, char **argv) {
    if (argc != 6) return fprintf(stderr, "usage: load DNS STUN HTTP RATE SECONDS\n"), 2;
    long rate = atol(argv[4]), seconds = atol(argv[5]);
    if (rate < 1 || rate > MOST_RATE || seconds < 1 || seconds > MOST_SECONDS)
        return fprintf(stderr, "at most %d a second for %d s\n", MOST_RATE, MOST_SECONDS), 2;
    struct pollfd fds[2 + CONNECTIONS];
    int connections[CONNECTIONS];
    fds[0].fd = dial(SOCK_DGRAM, argv[1]);
    fds[1].fd = dial(SOCK_DGRAM, argv[2]);
    for (int i = 0; i < CONNECTIONS; i++) fds[2 + i].fd = connections[i] = dial(SOCK_STREAM, argv[3]);
    for (int i = 0; i < 2 + CONNECTIONS; i++) fds[i].events = POLLIN;

    uint64_t begin = now(), end = begin + (uint64_t)seconds * 1000000000u;
    uint64_t total = (uint64_t)rate * (uint64_t)seconds, asked = 0, late = 0;
    // A second behind the last question the rest counts as lost.
    while (now() < end + 1000000000u) {
        uint64_t due = (now() - begin) * (uint64_t)rate / 1000000000u;
        if (due > total) due = total;
        for (int burst = 0; asked < due && burst < 64; burst++, asked++) {
            if (asked % 3 == 0)
                send_one(&dns, fds[0].fd);
            else if (asked % 3 == 1)
                send_one(&stun, fds[1].fd);
            else if (!send_http(connections))
                late++;
        }
        if (poll(fds, 2 + CONNECTIONS, 1) <= 0) continue;
        if (fds[0].revents) receive(&dns, fds[0].fd);
        if (fds[1].revents) receive(&stun, fds[1].fd);
        for (int i = 0; i < CONNECTIONS; i++)
            if (fds[2 + i].revents) receive_http(i, connections[i]);
    }
    struct kind *kinds[] = {&dns, &stun, &http};
    uint64_t lost = 0;
    for (int i = 0; i < 3; i++) {
        struct kind *k = kinds[i];
        lost += k->sent - k->answered;
        printf("%-5s sent %llu answered %llu wrong %llu\n", k->name, (unsigned long long)k->sent,
               (unsigned long long)k->answered, (unsigned long long)k->wrong);
    }
    printf("asked %llu of %llu, lost %llu, not sent because all connections were busy %llu\n",
           (unsigned long long)asked, (unsigned long long)total, (unsigned long long)lost,
           (unsigned long long)late);
    printf("answers took: half %u us, 99 %% %u us, 99.9 %% %u us\n", percentile(0.5), percentile(0.99),
           percentile(0.999));
    return 0;
}
