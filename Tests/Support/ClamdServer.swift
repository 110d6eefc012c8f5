internal import Foundation

/// A private virus scanner on a free port, whose only signature is one made for tests.
///
/// It starts within a moment, since it loads no other database.
public struct ClamdServer: Sendable {
    /// To stop, freeze and start it again.
    public let process: StoatProcess
    /// Where it listens, on the loopback interface.
    public let port: Int

    /// A file that contains these bytes, in an archive too, is infected with ``virus``.
    public static let signature = "STOAT-TEST-SIGNATURE-0123456789"
    /// What it calls them.
    public static let virus = "Stoat.Test.UNOFFICIAL"

    private static let executable = "/usr/sbin/clamd"
    private static let common = SharedServer { try await ClamdServer.started() }

    /// The one of this test process, running. Tests leave it as it is.
    public static func shared() async throws -> ClamdServer { try await common.get() }

    /// A server of its own for one test, running.
    ///
    /// - Parameter largest: most bytes that it scans.
    public static func started(largest: Int = 30_000_000) async throws -> ClamdServer {
        let server = try ClamdServer(largest: largest)
        try await server.process.start()
        return server
    }

    private init(largest: Int) throws {
        guard FileManager.default.isExecutableFile(atPath: Self.executable) else {
            throw ServerProcess.Failure("no \(Self.executable): install it with `apt-get install clamav-daemon`")
        }
        let port = try FreePort.next()
        let folder = try TemporaryFolder("clamd")
        let signatures = folder.path + "/signatures"
        try FileManager.default.createDirectory(atPath: signatures, withIntermediateDirectories: true)
        let pattern = Self.signature.utf8.map { String(format: "%02x", $0) }.joined()
        let name = Self.virus.split(separator: ".").dropLast().joined(separator: ".")
        try "\(name):0:*:\(pattern)\n".write(toFile: signatures + "/test.ndb", atomically: true, encoding: .utf8)
        let configuration = """
            DatabaseDirectory \(signatures)
            TemporaryDirectory \(folder.path)
            TCPSocket \(port)
            TCPAddr 127.0.0.1
            StreamMaxLength \(largest)
            Foreground yes
            """
        try configuration.write(toFile: folder.path + "/clamd.conf", atomically: true, encoding: .utf8)
        self.port = port
        self.process = StoatProcess(
            "clamd",
            .init(Self.executable, ["--config-file=\(folder.path)/clamd.conf"], in: folder)
        ) {
            let answer = await StoatProbe.exchange(port: port, Array("zPING\0".utf8)) { $0.contains(0) }
            return answer == Array("PONG\0".utf8)
        }
    }
}
