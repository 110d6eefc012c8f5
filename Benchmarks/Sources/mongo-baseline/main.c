// The limits of the MongoDB paths: raw driver calls for the same documents.
//
//   mongo-baseline URL insert THREADS SECONDS     inserts of one ordinary message, w:majority j:true
//   mongo-baseline URL find THREADS SECONDS       the newest 50 messages of one channel
//   mongo-baseline URL initiate                   makes a fresh server the primary of a replica set of one
//
// The first two print operations per second.
#include <mongoc/mongoc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static mongoc_client_pool_t *pool;
static atomic_long done;
static atomic_int stopped;
static int is_insert;

static void make_id(char *out, unsigned *seed) {
    static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    unsigned long long ms = time.tv_sec * 1000ULL + time.tv_nsec / 1000000;
    for (int i = 9; i >= 0; i--, ms >>= 5) out[i] = digits[ms & 31];
    for (int i = 10; i < 26; i++) out[i] = digits[rand_r(seed) & 31];
    out[26] = 0;
}

static void *work(void *argument) {
    unsigned seed = (unsigned)(size_t)argument * 7919 + 1;
    mongoc_client_t *client = mongoc_client_pool_pop(pool);
    mongoc_collection_t *messages = mongoc_client_get_collection(client, "stoat_bench_baseline", "messages");
    mongoc_write_concern_t *concern = mongoc_write_concern_new();
    mongoc_write_concern_set_wmajority(concern, 5000);
    mongoc_write_concern_set_journal(concern, true);
    mongoc_collection_set_write_concern(messages, concern);
    char id[27], nonce[27];
    while (!atomic_load(&stopped)) {
        bson_error_t error;
        if (is_insert) {
            make_id(id, &seed);
            make_id(nonce, &seed);
            bson_t *document = BCON_NEW(
                "_id", BCON_UTF8(id), "nonce", BCON_UTF8(nonce), "channel", BCON_UTF8("01JBENCHCHANNEL00000000000"),
                "author", BCON_UTF8("01JBENCHAUTHOR000000000000"), "content",
                BCON_UTF8("A message of ordinary length, about what people write in a chat."), "flags", BCON_INT64(0));
            if (!mongoc_collection_insert_one(messages, document, NULL, NULL, &error)) {
                fprintf(stderr, "%s\n", error.message);
                exit(1);
            }
            bson_destroy(document);
        } else {
            bson_t *filter = BCON_NEW("channel", BCON_UTF8("01JBENCHCHANNEL00000000000"));
            bson_t *options = BCON_NEW("sort", "{", "_id", BCON_INT32(-1), "}", "limit", BCON_INT64(50));
            mongoc_cursor_t *cursor = mongoc_collection_find_with_opts(messages, filter, options, NULL);
            const bson_t *document;
            long count = 0;
            while (mongoc_cursor_next(cursor, &document)) count++;
            if (mongoc_cursor_error(cursor, &error) || count == 0) {
                fprintf(stderr, "find: %s (%ld rows)\n", error.message, count);
                exit(1);
            }
            mongoc_cursor_destroy(cursor);
            bson_destroy(filter);
            bson_destroy(options);
        }
        atomic_fetch_add(&done, 1);
    }
    mongoc_write_concern_destroy(concern);
    mongoc_collection_destroy(messages);
    mongoc_client_pool_push(pool, client);
    return NULL;
}

// Initiates the replica set over a direct connection and waits until the server calls itself primary.
static int initiate(const char *url) {
    mongoc_client_t *client = mongoc_client_new(url);
    bson_t *command = BCON_NEW("replSetInitiate", "{", "}");
    bson_t reply;
    bson_error_t error;
    if (!mongoc_client_command_simple(client, "admin", command, NULL, &reply, &error)) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    for (int i = 0; i < 300; i++) {
        bson_t *hello = BCON_NEW("hello", BCON_INT32(1));
        bson_iter_t found;
        if (mongoc_client_command_simple(client, "admin", hello, NULL, &reply, &error)
            && bson_iter_init_find(&found, &reply, "isWritablePrimary") && bson_iter_as_bool(&found))
            return 0;
        struct timespec pause = {0, 100000000};
        nanosleep(&pause, NULL);
    }
    fprintf(stderr, "the server did not become primary\n");
    return 1;
}

int main(int argc, char **argv) {
    if (argc == 3 && strcmp(argv[2], "initiate") == 0) {
        mongoc_init();
        return initiate(argv[1]);
    }
    if (argc != 5) {
        fprintf(stderr, "usage: mongo-baseline URL insert|find THREADS SECONDS\n");
        return 2;
    }
    mongoc_init();
    is_insert = strcmp(argv[2], "insert") == 0;
    const int threads = atoi(argv[3]);
    const double seconds = atof(argv[4]);
    mongoc_uri_t *uri = mongoc_uri_new(argv[1]);
    pool = mongoc_client_pool_new(uri);
    mongoc_client_t *client = mongoc_client_pool_pop(pool);
    mongoc_database_t *database = mongoc_client_get_database(client, "stoat_bench_baseline");
    bson_t *indexes = BCON_NEW(
        "createIndexes", BCON_UTF8("messages"), "indexes", "[", "{", "name", BCON_UTF8("channel_id_compound"), "key",
        "{", "channel", BCON_INT32(1), "_id", BCON_INT32(1), "}", "}", "{", "name", BCON_UTF8("content"), "key", "{",
        "content", BCON_UTF8("text"), "}", "}", "{", "name", BCON_UTF8("author"), "key", "{", "author", BCON_INT32(1),
        "}", "}", "{", "name", BCON_UTF8("channel_pinned_compound"), "key", "{", "channel", BCON_INT32(1), "pinned",
        BCON_INT32(1), "}", "}", "]");
    bson_error_t error;
    if (!mongoc_database_write_command_with_opts(database, indexes, NULL, NULL, &error)) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    mongoc_client_pool_push(pool, client);
    pthread_t ids[256];
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (int i = 0; i < threads; i++) pthread_create(&ids[i], NULL, work, (void *)(size_t)(i + 1));
    struct timespec pause = {(time_t)seconds, (long)((seconds - (time_t)seconds) * 1e9)};
    nanosleep(&pause, NULL);
    atomic_store(&stopped, 1);
    for (int i = 0; i < threads; i++) pthread_join(ids[i], NULL);
    clock_gettime(CLOCK_MONOTONIC, &end);
    double elapsed = end.tv_sec - start.tv_sec + (end.tv_nsec - start.tv_nsec) / 1e9;
    printf("%.0f\n", atomic_load(&done) / elapsed);
    return 0;
}
