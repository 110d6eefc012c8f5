// The limit of previews: libvips by itself, with the parameters of the file server.
//
//   preview-baseline THREADS SECONDS WIDTH HEIGHT QUALITY FILE...
//
// Thread i makes the preview of the i-th file again and again, in memory; prints previews per second.
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <vips/vips.h>

static int width, height, quality;
static atomic_int stopped;

struct worker {
    pthread_t thread;
    const char *file;
    long done;
    double end;
};

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static void *work(void *argument) {
    struct worker *worker = argument;
    while (!atomic_load(&stopped)) {
        VipsImage *image = NULL;
        void *bytes = NULL;
        size_t length = 0;
        if (vips_thumbnail(worker->file, &image, width, "height", height, "size", VIPS_SIZE_DOWN, NULL) ||
            vips_webpsave_buffer(image, &bytes, &length, "Q", quality, "strip", TRUE, NULL))
            vips_error_exit("%s", worker->file);
        g_free(bytes);
        g_object_unref(image);
        worker->done++;
        worker->end = now();
    }
    vips_thread_shutdown();
    return NULL;
}

int main(int count, char **arguments) {
    if (count < 7) return 2;
    int threads = atoi(arguments[1]), files = count - 6;
    width = atoi(arguments[3]);
    height = atoi(arguments[4]);
    quality = atoi(arguments[5]);
    if (vips_init("preview-baseline")) vips_error_exit(NULL);
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    struct worker *workers = calloc(threads, sizeof *workers);
    double start = now();
    for (int i = 0; i < threads; i++) {
        workers[i].file = arguments[6 + i % files];
        pthread_create(&workers[i].thread, NULL, work, &workers[i]);
    }
    struct timespec pause = {atoi(arguments[2]), 0};
    nanosleep(&pause, NULL);
    atomic_store(&stopped, 1);
    double rate = 0;
    // Each thread's last picture counts, with the time that it took.
    for (int i = 0; i < threads; i++) {
        pthread_join(workers[i].thread, NULL);
        rate += workers[i].done / (workers[i].end - start);
    }
    printf("%.3f\n", rate);
    return 0;
}
