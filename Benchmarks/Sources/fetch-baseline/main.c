// The limit of embeds: fetching the same pages with libcurl and doing nothing with them.
//
//   fetch-baseline TRANSFERS SECONDS URL...
//
// One thread keeps that many transfers going, which take turns with the URLs and number their requests (`?n=`), and
// keep connections open; prints pages per second.
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static char **urls;
static int url_count;
static long started;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static size_t drop(char *bytes, size_t size, size_t count, void *argument) {
    (void)bytes;
    (void)argument;
    return size * count;
}

static void begin(CURLM *multi, CURL *transfer) {
    char url[512];
    long number = started++;
    snprintf(url, sizeof url, "%s?n=%ld", urls[number % url_count], number);
    curl_easy_setopt(transfer, CURLOPT_URL, url);
    curl_multi_add_handle(multi, transfer);
}

int main(int count, char **arguments) {
    if (count < 4) return 2;
    int transfers = atoi(arguments[1]);
    urls = arguments + 3;
    url_count = count - 3;
    curl_global_init(CURL_GLOBAL_ALL);
    CURLM *multi = curl_multi_init();
    for (int i = 0; i < transfers; i++) {
        CURL *transfer = curl_easy_init();
        curl_easy_setopt(transfer, CURLOPT_WRITEFUNCTION, drop);
        curl_easy_setopt(transfer, CURLOPT_ACCEPT_ENCODING, "gzip, deflate, br");
        curl_easy_setopt(transfer, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(transfer, CURLOPT_PROXY, "");
        begin(multi, transfer);
    }
    long done = 0;
    double start = now(), end = start + atoi(arguments[2]);
    while (now() < end) {
        int running = 0, left = 0;
        curl_multi_perform(multi, &running);
        CURLMsg *message;
        while ((message = curl_multi_info_read(multi, &left))) {
            long status = 0;
            CURL *transfer = message->easy_handle;
            CURLcode result = message->data.result;
            curl_easy_getinfo(transfer, CURLINFO_RESPONSE_CODE, &status);
            if (result != CURLE_OK || status != 200) {
                fprintf(stderr, "%s, status %ld\n", curl_easy_strerror(result), status);
                return 1;
            }
            done++;
            curl_multi_remove_handle(multi, transfer);
            begin(multi, transfer);
        }
        curl_multi_poll(multi, NULL, 0, 100, NULL);
    }
    printf("%.3f\n", done / (now() - start));
    return 0;
}
