#include <jansson.h>

// json_decref is an inline function with atomics that the importer skips on some compilers; a plain call is enough.
static inline void stoat_json_decref(json_t *value) { json_decref(value); }
