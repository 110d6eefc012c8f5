internal import CCurl

/// One curl handle at work for a transfer; belongs to the thread that made it.
///
/// It keeps the transfer, to which the callbacks hold a bare pointer, alive until ``close()``.
struct TransferHandle {
    let transfer: Transfer
    let easy: UnsafeMutableRawPointer
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var resolved: UnsafeMutablePointer<curl_slist>?

    /// A handle with every option set; `nil` if one of them is refused, as without memory.
    init?(_ transfer: Transfer) {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
        self.transfer = transfer
        guard setOptions() else {
            close()
            return nil
        }
    }

    /// Frees the handle, which must not be part of a multi handle any more.
    func close() {
        curl_easy_cleanup(easy)
        curl_slist_free_all(headers)
        curl_slist_free_all(resolved)
    }

    private mutating func setOptions() -> Bool {
        let request = transfer.request
        let isPlain = request.isStreamed || request.range != nil
        append("Accept: */*", to: &headers)
        append("Accept-Language: en-US,en;q=0.5", to: &headers)
        if let range = request.range { append("Range: \(range)", to: &headers) }
        let texts: [(CURLoption, String?)] = [
            (CURLOPT_URL, request.url.text), (CURLOPT_PROTOCOLS_STR, "http,https"),
            // Neither one of the environment nor any other: a proxy would connect where no check sees it.
            (CURLOPT_PROXY, ""), (CURLOPT_NOPROXY, "*"), (CURLOPT_USERAGENT, request.userAgent),
            (CURLOPT_ACCEPT_ENCODING, isPlain ? nil : "gzip, deflate, br"),
        ]
        let numbers: [(CURLoption, Int)] = [
            (CURLOPT_NOSIGNAL, 1), (CURLOPT_FOLLOWLOCATION, 0), (CURLOPT_HTTP09_ALLOWED, 0),
            (CURLOPT_HTTP_CONTENT_DECODING, isPlain ? 0 : 1),
            (CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)),
            (CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
            // Each read wakes whoever waits for the bytes; the default of 16 KB makes that thirty times a picture.
            (CURLOPT_BUFFERSIZE, 64 << 10),
            (CURLOPT_CONNECTTIMEOUT_MS, request.limits.connectTime.wholeMilliseconds),
            (
                CURLOPT_TIMEOUT_MS,
                max(1, min(request.time, ContinuousClock.now.duration(to: request.deadline)).wholeMilliseconds)
            ),
        ]
        for (option, text) in texts where stoat_curl_set_text(easy, option, text) != CURLE_OK { return false }
        for (option, number) in numbers where stoat_curl_set_long(easy, option, number) != CURLE_OK { return false }
        guard stoat_curl_set_list(easy, CURLOPT_HTTPHEADER, headers) == CURLE_OK, setAddresses() else { return false }
        let pointer = Unmanaged.passUnretained(transfer).toOpaque()
        return stoat_curl_set_callbacks(
            easy,
            pointer,
            TransferCallbacks.header,
            TransferCallbacks.body,
            TransferCallbacks.progress,
            TransferCallbacks.open,
            TransferCallbacks.connected
        ) == CURLE_OK
    }

    private mutating func setAddresses() -> Bool {
        guard let addresses = transfer.request.addresses else { return true }
        let url = transfer.request.url
        append("\(url.host):\(url.port):\(addresses.joined(separator: ","))", to: &resolved)
        return stoat_curl_set_list(easy, CURLOPT_RESOLVE, resolved) == CURLE_OK
    }

    private func append(_ text: String, to list: inout UnsafeMutablePointer<curl_slist>?) {
        // Without memory the list stays as it was.
        if let longer = curl_slist_append(list, text) { list = longer }
    }
}

extension Duration {
    /// The duration in milliseconds, rounded up.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(clamping: seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
