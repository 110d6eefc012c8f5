internal import Foundation

/// The smallest clients that can tell whether a server is ready, on plain sockets of the loopback interface.
enum StoatProbe {
    /// The status and whole text of the answer to `GET path`, or `nil` when none comes within two seconds.
    static func get(port: Int, _ path: String) async -> (status: Int, text: String)? {
        let request = "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        guard let answer = await exchange(port: port, Array(request.utf8)) else { return nil }
        let text = String(decoding: answer, as: UTF8.self)
        let words = text.prefix { $0 != "\r\n" }.split(separator: " ")
        guard words.count >= 2, let status = Int(words[1]) else { return nil }
        return (status, text)
    }

    /// Sends bytes on a new connection and returns what comes back until `isWhole` or the end of the connection;
    /// `nil` when nothing answers within two seconds.
    static func exchange(
        port: Int,
        _ request: [UInt8],
        until isWhole: @escaping @Sendable ([UInt8]) -> Bool = { _ in false }
    ) async -> [UInt8]? {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: blockingExchange(port: port, request, until: isWhole))
            }
        }
    }

    private static func blockingExchange(
        port: Int,
        _ request: [UInt8],
        until isWhole: ([UInt8]) -> Bool
    ) -> [UInt8]? {
        let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard handle >= 0 else { return nil }
        defer { close(handle) }
        var limit = timeval(tv_sec: 2, tv_usec: 0)
        setsockopt(handle, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(handle, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                connect(handle, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { return nil }
        guard send(handle, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else { return nil }
        var answer: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while !isWhole(answer), case let count = recv(handle, &part, part.count, 0), count > 0 {
            answer += part[..<count]
        }
        return answer.isEmpty ? nil : answer
    }
}
