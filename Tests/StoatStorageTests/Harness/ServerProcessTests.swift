import Foundation
import TestSupport
import Testing

@Suite("Server processes of tests", .timeLimit(.minutes(3)))
struct ServerProcessTests {
    @Test("are started with their folder and log, and ended with their group")
    func lifecycle() async throws {
        let folder = try TemporaryFolder("process")
        let process = try ServerProcess(
            "shell",
            .init(
                "/bin/sh",
                ["-c", "pwd; echo $WORD; sleep 600 & wait"],
                environment: ["WORD": "hello"],
                in: folder
            )
        )
        try await process.waitUntilReady { process.log.contains("hello") }
        #expect(process.log.contains(folder.path))
        #expect(process.isRunning)
        await process.terminate()
        #expect(!process.isRunning)
    }

    @Test("that end early are reported with their log")
    func failure() async throws {
        let folder = try TemporaryFolder("process")
        let process = try ServerProcess("shell", .init("/bin/sh", ["-c", "echo broken; exit 3"], in: folder))
        let error = await #expect(throws: ServerProcess.Failure.self) { try await process.waitUntilReady { false } }
        #expect("\(error, default: "")".contains("broken"))
    }
}
