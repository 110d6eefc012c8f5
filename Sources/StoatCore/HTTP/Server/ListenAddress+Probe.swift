internal import Foundation
internal import NIOCore
internal import NIOPosix

extension ListenAddress {
    /// Checks that a listener can be opened here, before anything else is started.
    ///
    /// - Throws: ``ListenError`` for a taken port or an address that is not this machine's.
    public func probe(for service: String) async throws {
        do {
            let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .bind(host: host, port: port)
                .get()
            try await channel.close()
        } catch { throw ListenError(service: service, address: self, error) }
    }
}

extension ListenError {
    /// The failure behind an error of the networking library.
    init(service: String, address: ListenAddress, _ error: any Error) {
        // Whatever the system did not refuse by number is a name that it could not find.
        let code = (error as? IOError)?.errnoCode
        let reason = code.map { String(cString: strerror($0)) } ?? "no such address"
        self.init(service: service, address: address, reason: reason)
    }
}
