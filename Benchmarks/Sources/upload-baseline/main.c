// The limit of uploads: what a server with the same promises cannot avoid, and nothing else.
//
//   upload-baseline PORT FOLDER
//
// A thread per connection takes the body of a request, hashes it (SHA-256), encrypts it (AES-256-GCM), writes it once,
// syncs file and folder, and answers 200. It knows no forms, looks at no content and keeps no rows.
#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PIECE = 256 * 1024 };

static const char *folder;
static atomic_long number;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

/// Reads a head; answers how long the body is, and how much of it came along, at the start of `buffer`.
static long read_head(int socket, char *buffer, long *came) {
    long length = 0;
    while (length < PIECE - 1) {
        ssize_t count = recv(socket, buffer + length, PIECE - 1 - length, 0);
        if (count <= 0) return -1;
        length += count;
        buffer[length] = 0;
        char *end = strstr(buffer, "\r\n\r\n");
        if (!end) continue;
        char *field = strcasestr(buffer, "\r\ncontent-length:");
        if (!field || field > end) return -1;
        long size = atol(field + 17);
        *came = length - (end + 4 - buffer);
        memmove(buffer, end + 4, *came);
        return size;
    }
    return -1;
}

static void write_all(int file, const unsigned char *bytes, long length) {
    while (length > 0) {
        ssize_t count = write(file, bytes, length);
        if (count <= 0) fail("write");
        bytes += count;
        length -= count;
    }
}

static void receive(int socket, long size, char *buffer, unsigned char *sealed, long came) {
    char path[4096], temporary[4200];
    snprintf(path, sizeof path, "%s/%ld", folder, atomic_fetch_add(&number, 1));
    snprintf(temporary, sizeof temporary, "%s.new", path);
    int file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file < 0) fail("open");
    static const unsigned char key[32], nonce[12];
    unsigned char tag[16], digest[EVP_MAX_MD_SIZE];
    unsigned int digest_length;
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    EVP_DigestInit_ex(hash, EVP_sha256(), NULL);
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    EVP_EncryptInit_ex(cipher, EVP_aes_256_gcm(), NULL, key, nonce);
    for (long rest = size; rest > 0;) {
        while (came < PIECE && came < rest) {
            ssize_t count = recv(socket, buffer + came, (rest < PIECE ? rest : PIECE) - came, 0);
            if (count <= 0) fail("recv");
            came += count;
        }
        int length = 0;
        EVP_DigestUpdate(hash, buffer, came);
        EVP_EncryptUpdate(cipher, sealed, &length, (unsigned char *)buffer, came);
        write_all(file, sealed, length);
        rest -= came;
        came = 0;
    }
    int length = 0;
    EVP_EncryptFinal_ex(cipher, sealed, &length);
    EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, sizeof tag, tag);
    write_all(file, tag, sizeof tag);
    EVP_DigestFinal_ex(hash, digest, &digest_length);
    EVP_MD_CTX_free(hash);
    EVP_CIPHER_CTX_free(cipher);
    if (fsync(file) || close(file) || rename(temporary, path)) fail("store");
    int directory = open(folder, O_RDONLY | O_DIRECTORY);
    if (directory < 0 || fsync(directory)) fail("sync");
    close(directory);
}

static void *serve(void *argument) {
    int socket = (int)(long)argument;
    char *buffer = malloc(PIECE);
    unsigned char *sealed = malloc(PIECE + 32);
    long size, came;
    while ((size = read_head(socket, buffer, &came)) >= 0) {
        receive(socket, size, buffer, sealed, came);
        static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
        if (send(socket, answer, sizeof answer - 1, MSG_NOSIGNAL) < 0) break;
    }
    free(buffer);
    free(sealed);
    close(socket);
    return NULL;
}

int main(int count, char **arguments) {
    if (count != 3) return 2;
    folder = arguments[2];
    int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    struct sockaddr_in address = {AF_INET, htons(atoi(arguments[1])), {htonl(INADDR_LOOPBACK)}, {0}};
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 128)) fail("listen");
    for (;;) {
        int socket = accept(listener, NULL, NULL);
        if (socket < 0) fail("accept");
        pthread_t thread;
        pthread_create(&thread, NULL, serve, (void *)(long)socket);
        pthread_detach(thread);
    }
}
