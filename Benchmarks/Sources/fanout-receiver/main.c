// Holds many WebSocket connections and counts event frames: the receiving half of the fan-out benchmarks.
//
//   fanout-receiver HOST PORT SOCKETS FRAMES_PER_ROUND TOKEN_FILE [SECONDS_QUIET]
//
// Socket i connects with the token on line i (modulo the number of lines) of TOKEN_FILE. Once every socket has seen
// its `Ready` and nothing arrived for the quiet time, it prints `ready`; from then on it prints `round` each time
// every socket together got SOCKETS * FRAMES_PER_ROUND frames of 200 bytes or more. Shorter frames (presence, pings)
// are ignored. It ends when its standard input is closed.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { UPGRADING, READY_PENDING, LIVE };

struct connection {
    int fd;
    uint8_t state;
    uint8_t header_bytes;   // bytes of the current frame header read so far
    uint8_t header[10];
    uint8_t is_ready_frame; // the current frame is the first whose payload names Ready
    uint32_t terminator;    // last four bytes while reading the HTTP head
    uint64_t payload_left;
    uint64_t payload_length;
    uint8_t probe[24];      // first payload bytes, to tell Ready from the rest
    uint8_t probe_bytes;
};

static struct connection *connections;
static long ready_count, event_frames;
static const long smallest_event = 200;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void frame_done(struct connection *c) {
    if (c->state == READY_PENDING && c->probe_bytes >= 15 && memcmp(c->probe, "{\"type\":\"Ready\"", 15) == 0) {
        c->state = LIVE;
        ready_count++;
    } else if (c->state == LIVE && c->payload_length >= (uint64_t)smallest_event && (c->header[0] & 15) < 8) {
        event_frames++;
    }
    c->header_bytes = 0;
    c->probe_bytes = 0;
}

static int header_size(const struct connection *c) {
    if (c->header_bytes < 2) return 2;
    int length = c->header[1] & 127;
    return length == 126 ? 4 : length == 127 ? 10 : 2;
}

static void consume(struct connection *c, const uint8_t *data, size_t count) {
    size_t at = 0;
    while (at < count) {
        if (c->state == UPGRADING) {
            c->terminator = c->terminator << 8 | data[at++];
            if (c->terminator == 0x0d0a0d0a) c->state = READY_PENDING;
            continue;
        }
        if (c->payload_left == 0 && c->header_bytes < header_size(c)) {
            c->header[c->header_bytes++] = data[at++];
            if (c->header_bytes < header_size(c)) continue;
            uint64_t length = c->header[1] & 127;
            if (length == 126) length = (uint64_t)c->header[2] << 8 | c->header[3];
            else if (length == 127) {
                length = 0;
                for (int i = 2; i < 10; i++) length = length << 8 | c->header[i];
            }
            c->payload_left = c->payload_length = length;
            if (length == 0) frame_done(c);
            continue;
        }
        size_t take = count - at < c->payload_left ? count - at : c->payload_left;
        while (c->probe_bytes < sizeof c->probe && c->probe_bytes < take) {
            c->probe[c->probe_bytes] = data[at + c->probe_bytes];
            c->probe_bytes++;
        }
        at += take;
        c->payload_left -= take;
        if (c->payload_left == 0) frame_done(c);
    }
}

static char **read_tokens(const char *path, long *count) {
    FILE *file = fopen(path, "r");
    if (!file) fail(path);
    char **tokens = NULL, *line = NULL;
    size_t size = 0;
    *count = 0;
    while (getline(&line, &size, file) > 0) {
        line[strcspn(line, "\r\n")] = 0;
        tokens = realloc(tokens, (*count + 1) * sizeof *tokens);
        tokens[(*count)++] = strdup(line);
    }
    fclose(file);
    free(line);
    return tokens;
}

int main(int argc, char **argv) {
    if (argc < 6) {
        fprintf(stderr, "usage: fanout-receiver HOST PORT SOCKETS FRAMES_PER_ROUND TOKEN_FILE [QUIET]\n");
        return 2;
    }
    const long sockets = atol(argv[3]), per_round = atol(argv[4]);
    const double quiet = argc > 6 ? atof(argv[6]) : 1.0;
    long token_count;
    char **tokens = read_tokens(argv[5], &token_count);
    struct rlimit limit = {sockets + 100, sockets + 100};
    setrlimit(RLIMIT_NOFILE, &limit);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[2]))};
    inet_pton(AF_INET, argv[1], &address.sin_addr);
    connections = calloc(sockets, sizeof *connections);
    int poll = epoll_create1(0);
    fcntl(0, F_SETFL, O_NONBLOCK);
    struct epoll_event watch = {.events = EPOLLIN, .data.u64 = UINT64_MAX};
    epoll_ctl(poll, EPOLL_CTL_ADD, 0, &watch);

    static uint8_t buffer[1 << 18];
    struct epoll_event events[512];
    long opened = 0, goal = -1;
    double last_arrival = now();
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (;;) {
        // At most 200 connections are under way at a time, so that the listener's backlog never overflows.
        while (opened < sockets && opened - ready_count < 200) {
            struct connection *c = &connections[opened];
            // Different source addresses: one loopback address has too few ports for very many sockets.
            c->fd = socket(AF_INET, SOCK_STREAM, 0);
            if (c->fd < 0) fail("socket");
            struct sockaddr_in source = {.sin_family = AF_INET};
            source.sin_addr.s_addr = htonl(0x7f000001 + (uint32_t)(opened % 20));
            bind(c->fd, (struct sockaddr *)&source, sizeof source);
            if (connect(c->fd, (struct sockaddr *)&address, sizeof address) != 0) fail("connect");
            char request[512];
            int length = snprintf(
                request, sizeof request,
                "GET /?version=1&format=json&token=%s HTTP/1.1\r\nHost: bench\r\nConnection: Upgrade\r\n"
                "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                tokens[opened % token_count]);
            if (write(c->fd, request, length) != length) fail("write");
            fcntl(c->fd, F_SETFL, O_NONBLOCK);
            struct epoll_event add = {.events = EPOLLIN, .data.u64 = (uint64_t)opened};
            if (epoll_ctl(poll, EPOLL_CTL_ADD, c->fd, &add) != 0) fail("epoll_ctl");
            opened++;
        }
        int count = epoll_wait(poll, events, 512, 100);
        for (int i = 0; i < count; i++) {
            if (events[i].data.u64 == UINT64_MAX) {
                char discard[64];
                if (read(0, discard, sizeof discard) == 0) return 0;
                continue;
            }
            struct connection *c = &connections[events[i].data.u64];
            ssize_t got = read(c->fd, buffer, sizeof buffer);
            if (got > 0) {
                consume(c, buffer, (size_t)got);
                if (goal < 0) last_arrival = now();
            } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
                fprintf(stderr, "connection %ld was closed\n", (long)events[i].data.u64);
                return 1;
            }
        }
        if (goal < 0 && ready_count == sockets && now() - last_arrival > quiet) {
            printf("ready\n");
            event_frames = 0;
            goal = sockets * per_round;
        }
        while (goal > 0 && event_frames >= goal) {
            printf("round\n");
            goal += sockets * per_round;
        }
    }
}
