// The limit that fan-out is compared with: a bare loop of one write(2) per socket.
//
//   fanout-baseline RECEIVER SOCKETS FRAMES_PER_ROUND PAYLOAD_BYTES SECONDS
//
// Starts the receiver, answers its upgrades, then writes FRAMES_PER_ROUND frames to every socket in turn, waits until
// all have arrived, and repeats. Prints frames delivered per second.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static size_t frame(uint8_t *out, const char *payload, size_t length) {
    out[0] = 0x81;
    if (length < 126) {
        out[1] = (uint8_t)length;
        memcpy(out + 2, payload, length);
        return length + 2;
    }
    out[1] = 126;
    out[2] = (uint8_t)(length >> 8);
    out[3] = (uint8_t)length;
    memcpy(out + 4, payload, length);
    return length + 4;
}

int main(int argc, char **argv) {
    if (argc != 6) {
        fprintf(stderr, "usage: fanout-baseline RECEIVER SOCKETS FRAMES_PER_ROUND PAYLOAD_BYTES SECONDS\n");
        return 2;
    }
    const long sockets = atol(argv[2]), per_round = atol(argv[3]), bytes = atol(argv[4]);
    const double duration = atof(argv[5]);
    struct rlimit limit = {sockets + 100, sockets + 100};
    setrlimit(RLIMIT_NOFILE, &limit);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 1024)) {
        perror("listen");
        return 1;
    }
    socklen_t size = sizeof address;
    getsockname(listener, (struct sockaddr *)&address, &size);

    char tokens[] = "/tmp/fanout-tokens-XXXXXX";
    int file = mkstemp(tokens);
    if (write(file, "none\n", 5) != 5) return 1;
    close(file);
    int input[2], output[2];
    if (pipe(input) || pipe(output)) return 1;
    pid_t child = fork();
    if (child == 0) {
        dup2(input[0], 0);
        dup2(output[1], 1);
        close(input[1]);
        close(output[0]);
        close(listener);
        char port[16];
        snprintf(port, sizeof port, "%d", ntohs(address.sin_port));
        execl(argv[1], argv[1], "127.0.0.1", port, argv[2], argv[3], tokens, (char *)NULL);
        perror(argv[1]);
        _exit(1);
    }
    close(output[1]);
    FILE *lines = fdopen(output[0], "r");

    int *fds = malloc(sockets * sizeof *fds);
    uint8_t ready[64];
    const char *ready_text = "{\"type\":\"Ready\"}";
    size_t ready_length = frame(ready, ready_text, strlen(ready_text));
    for (long i = 0; i < sockets; i++) {
        fds[i] = accept(listener, NULL, NULL);
        int on = 1;
        setsockopt(fds[i], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        char head[1024];
        if (read(fds[i], head, sizeof head) <= 0) return 1;
        const char *reply = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
        if (write(fds[i], reply, strlen(reply)) < 0 || write(fds[i], ready, ready_length) < 0) return 1;
    }
    char line[32];
    while (fgets(line, sizeof line, lines) && strcmp(line, "ready\n")) {}

    char *payload = malloc(bytes);
    memset(payload, 'x', bytes);
    uint8_t *out = malloc(bytes + 16);
    size_t length = frame(out, payload, bytes);
    long rounds = 0;
    double start = now(), end = start + duration;
    while (now() < end) {
        for (long j = 0; j < per_round; j++)
            for (long i = 0; i < sockets; i++)
                if (write(fds[i], out, length) != (ssize_t)length) {
                    perror("write");
                    return 1;
                }
        if (!fgets(line, sizeof line, lines)) return 1;
        rounds++;
    }
    double elapsed = now() - start;
    printf("%.0f\n", rounds * sockets * per_round / elapsed);
    close(input[1]);
    unlink(tokens);
    waitpid(child, NULL, 0);
    return 0;
}
