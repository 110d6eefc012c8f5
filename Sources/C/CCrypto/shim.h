#pragma once

/* The streaming ciphers of libcrypto: swift-crypto's AES-GCM takes whole messages only. */
#include <openssl/evp.h>
