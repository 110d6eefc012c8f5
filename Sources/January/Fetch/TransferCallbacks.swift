internal import CCurl

/// What curl calls while a transfer runs, on the transfer's thread; the argument is the ``Transfer``.
enum TransferCallbacks {
    /// Takes a header line; any answer but its length ends the transfer.
    static let header: curl_write_callback = { bytes, size, count, argument in
        guard let bytes, let transfer = transfer(argument) else { return 0 }
        let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
        return transfer.receive(headerLine: line) == .taken ? line.count : -1
    }

    /// Takes decoded bytes of the body; they are offered again after a pause.
    static let body: curl_write_callback = { bytes, size, count, argument in
        guard let transfer = transfer(argument) else { return 0 }
        guard let bytes, size * count > 0 else { return 0 }
        switch transfer.receive(body: UnsafeRawBufferPointer(start: bytes, count: size * count)) {
        case .taken: return size * count
        case .pause: return Int(CURL_WRITEFUNC_PAUSE)
        case .abort: return -1
        }
    }

    /// Ends a transfer whose compressed bytes exceed what the decoded ones may be, or that nobody waits for.
    static let progress: curl_xferinfo_callback = { argument, _, received, _, _ in
        guard let transfer = transfer(argument), !transfer.isOver else { return 1 }
        return received > curl_off_t(transfer.request.maxBodyBytes) + 65_536 ? 1 : 0
    }

    /// Opens the socket of one connection attempt, if its address may be reached.
    ///
    /// The address is the one that the system is about to connect to: every address of every name, of every redirect,
    /// passes here, whatever resolved it.
    static let open: curl_opensocket_callback = { argument, purpose, address in
        guard let address, let transfer = transfer(argument), purpose == CURLSOCKTYPE_IPCXN else {
            return CURL_SOCKET_BAD
        }
        var bytes: [UInt8] = Array(repeating: 0, count: 16)
        let count = stoat_curl_peer(address, &bytes)
        guard transfer.permits(PeerAddress(bytes: bytes.prefix(Int(count)))) else { return CURL_SOCKET_BAD }
        return stoat_curl_open(address)
    }

    /// Checks the peer once more before the request is sent, also of a connection that an earlier fetch opened.
    static let connected: curl_prereq_callback = { argument, peer, _, _, _ in
        guard let peer, let transfer = transfer(argument), transfer.permits(PeerAddress(String(cString: peer))) else {
            return CURL_PREREQFUNC_ABORT
        }
        return CURL_PREREQFUNC_OK
    }

    private static func transfer(_ argument: UnsafeMutableRawPointer?) -> Transfer? {
        argument.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }
}
