#pragma once

#include <iconv.h>
#include <libxml/xmlversion.h>
// Some systems build libxml2 with ICU, whose headers then clash with the copy inside Foundation. It only shows in the
// encoding handlers, which are not used here.
#undef LIBXML_ICU_ENABLED
#include <libxml/HTMLparser.h>
#include <string.h>
#include <time.h>

/// The processor time that this thread has used.
static inline long long stoat_thread_nanoseconds(void) {
    struct timespec time;
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) != 0) return 0;
    return (long long)time.tv_sec * 1000000000 + time.tv_nsec;
}

/// Puts a space for each control character but tab and line breaks.
static inline void stoat_blank_controls(unsigned char *bytes, size_t count) {
    for (size_t index = 0; index < count; index++) {
        unsigned char byte = bytes[index];
        if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') bytes[index] = ' ';
    }
}

/// A push parser that reads UTF-8 whatever the page declares, builds no tree and prints nothing.
///
/// The handler is copied. NULL when memory is short. Free it with `htmlFreeParserCtxt`.
static inline htmlParserCtxtPtr stoat_html_open(
    void *user, startElementSAXFunc start, endElementSAXFunc end, charactersSAXFunc text) {
    htmlSAXHandler handler;
    memset(&handler, 0, sizeof(handler));
    handler.startElement = start;
    handler.endElement = end;
    handler.characters = text;
    htmlParserCtxtPtr parser = htmlCreatePushParserCtxt(&handler, user, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
    if (parser == NULL) return NULL;
    htmlCtxtUseOptions(
        parser,
        HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_NOIMPLIED
            | HTML_PARSE_IGNORE_ENC);
    parser->charset = XML_CHAR_ENCODING_UTF8;
    // Without a root of its own a page would end with the first element that is closed.
    htmlParseChunk(parser, "<html>", 6, 0);
    return parser;
}

/// Gives the parser a piece.
///
/// Libxml2 2.9 remembers how far it has looked for the end of a tag, but not whether it was within quotes, and then
/// waits for the end of the page. Starting the search anew is what keeps tags that are cut between pieces.
static inline void stoat_html_feed(htmlParserCtxtPtr parser, const unsigned char *bytes, int count) {
    parser->checkIndex = 0;
    htmlParseChunk(parser, (const char *)bytes, count, 0);
}

/// How many bytes the parser holds but has not parsed; `*first` is where they start.
static inline size_t stoat_html_pending(htmlParserCtxtPtr parser, const unsigned char **first) {
    if (parser->input == NULL || parser->input->cur == NULL) return 0;
    *first = parser->input->cur;
    return (size_t)(parser->input->end - parser->input->cur);
}

/// Whether the parser stands right behind a `>`: an end event then comes from a tag of the page, not from a repair.
static inline int stoat_html_is_behind_tag(htmlParserCtxtPtr parser) {
    if (parser->input == NULL || parser->input->cur == NULL || parser->input->cur <= parser->input->base) return 0;
    return parser->input->cur[-1] == '>';
}

/// How many elements are open; to be asked at every start event.
///
/// Also forgets a second `<html>`, for which the parser would skip the next `</head>`.
static inline int stoat_html_depth(htmlParserCtxtPtr parser) {
    parser->depth = 0;
    return parser->nameNr;
}
