#pragma once

// The calls that the media library makes into libvips, with fixed arguments: libvips' own are variadic, which Swift
// cannot call. All answer 0 for success and leave their words in libvips' error buffer otherwise.

#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vips/vips.h>

static void stoat_vips_ignore_log(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer data) {
    (void) domain; (void) level; (void) message; (void) data;
}

static void *stoat_vips_prefer(VipsObjectClass *loader, void *unused) {
    (void) unused;
    if (!(VIPS_OPERATION_CLASS(loader)->flags & VIPS_OPERATION_BLOCKED)) VIPS_FOREIGN_CLASS(loader)->priority += 1000;
    return NULL;
}

/// Starts libvips with only the loaders of formats that uploads may have: all others (ImageMagick, PDF, SVG, OpenSlide…)
/// are blocked, whatever the bytes look like.
static inline int stoat_vips_start(int concurrency) {
    if (vips_init("stoat")) return -1;
    g_log_set_handler("VIPS", G_LOG_LEVEL_MASK & ~G_LOG_LEVEL_ERROR, stoat_vips_ignore_log, NULL);
    vips_concurrency_set(concurrency);
    vips_cache_set_max(0);
    vips_cache_set_max_mem(0);
    vips_cache_set_max_files(0);
    vips_block_untrusted_set(TRUE);
    vips_operation_block_set("VipsForeignLoad", TRUE);
    vips_operation_block_set("VipsForeignLoadJpeg", FALSE);
    vips_operation_block_set("VipsForeignLoadPng", FALSE);
    vips_operation_block_set("VipsForeignLoadWebp", FALSE);
    vips_operation_block_set("VipsForeignLoadNsgif", FALSE);
    vips_operation_block_set("VipsForeignLoadTiff", FALSE);
    vips_operation_block_set("VipsForeignLoadHeif", FALSE);
    vips_operation_block_set("VipsForeignLoadJxl", FALSE);
    // Blocked loaders are not used, but are still asked whether a file is theirs, which some (OpenSlide, OpenEXR) answer
    // by reading a good part of it. Those that may be used are asked first.
    vips_class_map_all(g_type_from_name("VipsForeignLoad"), stoat_vips_prefer, NULL);
    return 0;
}

/// The class that would load a file, like `VipsForeignLoadPngFile`, or NULL.
static inline const char *stoat_vips_file_loader(const char *path) { return vips_foreign_find_load(path); }

/// The class that would load these bytes, like `VipsForeignLoadPngBuffer`, or NULL.
static inline const char *stoat_vips_buffer_loader(const void *bytes, size_t length) {
    return vips_foreign_find_load_buffer(bytes, length);
}

/// What a header says of an image.
typedef struct {
    int width;
    int height;
    /// Of a page; the same as `height` where there is one.
    int page_height;
    int pages;
    /// EXIF's 1–8; 1 where there is none.
    int orientation;
} StoatVipsHeader;

static inline void stoat_vips_read_header(VipsImage *image, StoatVipsHeader *header) {
    header->width = vips_image_get_width(image);
    header->height = vips_image_get_height(image);
    header->page_height = vips_image_get_page_height(image);
    header->pages = vips_image_get_n_pages(image);
    header->orientation = vips_image_get_orientation(image);
}

/// Reads a file's header; pixels stay undecoded for all formats but those that have no separate header.
static inline int stoat_vips_file_header(const char *path, StoatVipsHeader *header) {
    VipsImage *image = vips_image_new_from_file(path, "access", VIPS_ACCESS_SEQUENTIAL, NULL);
    if (!image) return -1;
    stoat_vips_read_header(image, header);
    g_object_unref(image);
    return 0;
}

/// Reads the header of an encoded picture in memory.
static inline int stoat_vips_buffer_header(const void *bytes, size_t length, StoatVipsHeader *header) {
    VipsImage *image = vips_image_new_from_buffer(bytes, length, "", "access", VIPS_ACCESS_SEQUENTIAL, NULL);
    if (!image) return -1;
    stoat_vips_read_header(image, header);
    g_object_unref(image);
    return 0;
}

typedef struct {
    double seconds;
    int has_passed;
} StoatVipsDeadline;

static void stoat_vips_check_deadline(VipsImage *image, VipsProgress *progress, StoatVipsDeadline *deadline) {
    if (g_timer_elapsed(progress->start, NULL) <= deadline->seconds) return;
    deadline->has_passed = 1;
    vips_image_set_kill(image, TRUE);
}

/// Makes `image` end with an error when evaluating it takes longer than `deadline`, which must outlive the image.
static inline void stoat_vips_set_deadline(VipsImage *image, StoatVipsDeadline *deadline) {
    vips_image_set_progress(image, TRUE);
    g_signal_connect(image, "eval", G_CALLBACK(stoat_vips_check_deadline), deadline);
}

/// Turns a picture into 8-bit sRGB with or without alpha.
static inline int stoat_vips_to_srgb(VipsImage *in, VipsImage **out) {
    VipsImage *color = NULL, *flat = NULL;
    if (vips_colourspace(in, &color, VIPS_INTERPRETATION_sRGB, NULL)) return -1;
    int bands = vips_image_get_bands(color);
    if (bands > 4) {
        int failed = vips_extract_band(color, &flat, 0, "n", 4, NULL);
        g_object_unref(color);
        if (failed) return -1;
        color = flat;
    }
    int failed = vips_cast(color, out, VIPS_FORMAT_UCHAR, NULL);
    g_object_unref(color);
    return failed;
}

static inline int stoat_vips_shrink(
    const char *path, const void *bytes, size_t length, int width, int height, int strict, int profiled, VipsImage **out
) {
    VipsFailOn fail_on = strict ? VIPS_FAIL_ON_TRUNCATED : VIPS_FAIL_ON_NONE;
    if (path) {
        if (profiled)
            return vips_thumbnail(path, out, width, "height", height, "size", VIPS_SIZE_DOWN, "fail_on", fail_on,
                "export_profile", "srgb", NULL);
        return vips_thumbnail(path, out, width, "height", height, "size", VIPS_SIZE_DOWN, "fail_on", fail_on, NULL);
    }
    if (profiled)
        return vips_thumbnail_buffer((void *) bytes, length, out, width, "height", height, "size", VIPS_SIZE_DOWN,
            "fail_on", fail_on, "export_profile", "srgb", NULL);
    return vips_thumbnail_buffer((void *) bytes, length, out, width, "height", height, "size", VIPS_SIZE_DOWN,
        "fail_on", fail_on, NULL);
}

/// Decodes the first frame of a file (or of bytes, where `path` is NULL), upright, in 8-bit sRGB, scaled down to fit a
/// box, into memory of its own. `strict` refuses pictures that end early.
///
/// A picture without a colour profile is taken for sRGB as it is: given an export profile, libvips 8.14 would send it
/// through CIELAB, which turns pure blue into violet. One whose profile cannot be used is decoded without it.
static inline int stoat_vips_thumbnail(
    const char *path, const void *bytes, size_t length, int width, int height, int strict, double seconds,
    VipsImage **out
) {
    int result = -1;
    // Without a profile first; with it where there is one; and without it again where that failed.
    for (int attempt = 0; attempt < 3 && result != 0; attempt++) {
        StoatVipsDeadline deadline = {seconds, 0};
        VipsImage *shrunk = NULL, *rgb = NULL;
        vips_error_clear();
        if (stoat_vips_shrink(path, bytes, length, width, height, strict, attempt == 1, &shrunk)) continue;
        if (attempt == 0 && vips_image_get_typeof(shrunk, VIPS_META_ICC_NAME) != 0) {
            g_object_unref(shrunk);
            continue;
        }
        if (stoat_vips_to_srgb(shrunk, &rgb) == 0) {
            stoat_vips_set_deadline(rgb, &deadline);
            *out = vips_image_copy_memory(rgb);
            if (*out) {
                // A copy shares the signals of the picture it was made from only while that is evaluated.
                vips_image_set_progress(*out, FALSE);
                result = 0;
            }
            g_object_unref(rgb);
            if (deadline.has_passed && result != 0) {
                g_object_unref(shrunk);
                break;
            }
        }
        g_object_unref(shrunk);
        if (attempt == 0) break;
    }
    return result;
}

/// Scales raw RGBA rows down to fit a box, never up.
static inline int stoat_vips_thumbnail_rgba(
    const void *rgba, size_t length, int width, int height, int box_width, int box_height, VipsImage **out
) {
    VipsImage *raw = vips_image_new_from_memory_copy(rgba, length, width, height, 4, VIPS_FORMAT_UCHAR);
    if (!raw) return -1;
    raw->Type = VIPS_INTERPRETATION_sRGB;
    VipsImage *shrunk = NULL;
    int result = vips_thumbnail_image(raw, &shrunk, box_width, "height", box_height, "size", VIPS_SIZE_DOWN, NULL);
    g_object_unref(raw);
    if (result) return -1;
    *out = vips_image_copy_memory(shrunk);
    g_object_unref(shrunk);
    return *out ? 0 : -1;
}

/// Encodes as WebP without any metadata; quality 100 is lossless. The bytes belong to the caller (`g_free`).
static inline int stoat_vips_webp(VipsImage *image, int quality, int lossless, void **bytes, size_t *length) {
    return vips_webpsave_buffer(image, bytes, length, "Q", quality, "lossless", lossless, "strip", TRUE, NULL);
}

/// The pixels as RGBA. The bytes belong to the caller (`g_free`).
static inline int stoat_vips_rgba(VipsImage *image, void **bytes, size_t *length) {
    VipsImage *with_alpha = NULL;
    if (vips_image_get_bands(image) == 4) {
        with_alpha = image;
        g_object_ref(image);
    } else if (vips_addalpha(image, &with_alpha, NULL)) {
        return -1;
    }
    VipsImage *uchar = NULL;
    int result = vips_cast(with_alpha, &uchar, VIPS_FORMAT_UCHAR, NULL);
    g_object_unref(with_alpha);
    if (result) return -1;
    *bytes = vips_image_write_to_memory(uchar, length);
    g_object_unref(uchar);
    return *bytes ? 0 : -1;
}

static void *stoat_vips_collect_field(VipsImage *image, const char *field, GValue *value, void *list) {
    (void) image; (void) value;
    if (strcmp(field, VIPS_META_ICC_NAME) != 0
        && (vips_isprefix("exif-", field) || vips_isprefix("png-comment-", field)
            || strcmp(field, VIPS_META_XMP_NAME) == 0 || strcmp(field, VIPS_META_IPTC_NAME) == 0
            || strcmp(field, VIPS_META_PHOTOSHOP_NAME) == 0 || strcmp(field, VIPS_META_IMAGEDESCRIPTION) == 0
            || strcmp(field, VIPS_META_ORIENTATION) == 0 || strcmp(field, "jpeg-thumbnail-data") == 0))
        *(GSList **) list = g_slist_prepend(*(GSList **) list, g_strdup(field));
    return NULL;
}

/// The formats that a picture is written in again.
typedef enum { STOAT_VIPS_JPEG, STOAT_VIPS_PNG, STOAT_VIPS_WEBP, STOAT_VIPS_WEBP_LOSSLESS, STOAT_VIPS_TIFF } StoatVipsFormat;

/// Writes the first page of a file again, upright, with its colour profile and without other metadata.
static inline int stoat_vips_rewrite(const char *path, const char *output, StoatVipsFormat format, double seconds) {
    StoatVipsDeadline deadline = {seconds, 0};
    VipsImage *image = vips_image_new_from_file(path, "fail_on", VIPS_FAIL_ON_TRUNCATED, NULL);
    if (!image) return -1;
    VipsImage *upright = NULL, *clean = NULL;
    int result = vips_autorot(image, &upright, NULL);
    g_object_unref(image);
    if (result) return -1;
    result = vips_copy(upright, &clean, NULL);
    g_object_unref(upright);
    if (result) return -1;
    GSList *fields = NULL;
    vips_image_map(clean, stoat_vips_collect_field, &fields);
    for (GSList *field = fields; field; field = field->next) vips_image_remove(clean, (const char *) field->data);
    g_slist_free_full(fields, g_free);
    stoat_vips_set_deadline(clean, &deadline);
    switch (format) {
    case STOAT_VIPS_JPEG:
        result = vips_jpegsave(clean, output, "Q", 94, "optimize_coding", TRUE, "subsample_mode",
            VIPS_FOREIGN_SUBSAMPLE_AUTO, NULL);
        break;
    case STOAT_VIPS_PNG:
        result = vips_pngsave(clean, output, "compression", 6, "filter", VIPS_FOREIGN_PNG_FILTER_ALL, NULL);
        break;
    case STOAT_VIPS_WEBP:
        result = vips_webpsave(clean, output, "Q", 92, NULL);
        break;
    case STOAT_VIPS_WEBP_LOSSLESS:
        result = vips_webpsave(clean, output, "lossless", TRUE, NULL);
        break;
    case STOAT_VIPS_TIFF:
        result = vips_tiffsave(clean, output, "compression", VIPS_FOREIGN_TIFF_COMPRESSION_DEFLATE, "predictor",
            VIPS_FOREIGN_TIFF_PREDICTOR_HORIZONTAL, NULL);
        break;
    }
    g_object_unref(clean);
    return result;
}

/// Gives an image back.
static inline void stoat_vips_release(VipsImage *image) { g_object_unref(image); }

/// A nameless file in memory, closed on exec; -1 with `errno` on failure.
static inline int stoat_memory_file(void) { return (int) syscall(SYS_memfd_create, "picture", 1u); }
