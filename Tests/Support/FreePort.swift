internal import Foundation
internal import Synchronization

/// Ports for servers of tests.
public enum FreePort {
    private static let issued = Mutex(Set<UInt16>())

    /// A TCP port of the loopback interface that nothing listens on and that this process has not handed out before.
    ///
    /// Taken from below the range that the system uses for outgoing connections, so that none of them can take it
    /// before the server does.
    public static func next() throws -> Int {
        for _ in 0..<1000 {
            let port = UInt16.random(in: 12_000..<32_000)
            guard issued.withLock({ $0.insert(port).inserted }), isFree(port) else { continue }
            return Int(port)
        }
        throw ServerProcess.Failure("no free port")
    }

    private static func isFree(_ port: UInt16) -> Bool {
        let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard handle >= 0 else { return false }
        defer { close(handle) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(handle, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
