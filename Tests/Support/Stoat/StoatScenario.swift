internal import Foundation

/// A scenario in Python (`Tests/BlackBox/python/scenarios`) played against a deployment.
public struct StoatScenario: Sendable {
    /// One thing that was checked.
    public struct Check: Sendable {
        public let name: String
        public let isPassed: Bool
        public let detail: String
    }

    /// How it went.
    public struct Report: Sendable {
        public var checks: [Check] = []
        /// The number of checks that the scenario says it made, once it has ended by itself.
        public var announced: Int?
        public var exitStatus: Int32?
        /// The end of what it wrote besides checks.
        public var log = ""

        public var failures: [Check] { checks.filter { !$0.isPassed } }
    }

    private struct Line: Decodable {
        var check: String?
        var passed: Bool?
        var detail: String?
        var done: Int?
        var ask: String?
        var part: String?
        var number: Int?
    }

    private struct Answer: Encodable {
        var number: Int
        var error: String?
    }

    private let arguments: [String]
    /// What it may ask things of.
    private let deployment: StoatDeployment?

    /// A scenario against a deployment.
    public init(_ name: String, on deployment: StoatDeployment) {
        self.arguments = ["run.py", name] + Self.places(deployment)
        self.deployment = deployment
    }

    /// A scenario in a small web of its own, in which it starts the executables itself.
    public init(inSmallWeb name: String) throws {
        let folder = URL(fileURLWithPath: try StoatExecutables.path("stoat")).deletingLastPathComponent().path
        self.arguments = ["web.py", name, "--programs", folder]
        self.deployment = nil
    }

    /// Plays it to its end, or kills it at the deadline.
    public func play(within deadline: Duration) async throws -> Report {
        let python = try await StoatPython.interpreter()
        let folder = try TemporaryFolder("scenario")
        let output = folder.path + "/output"
        let input = try ChildProcess.pipe()
        defer { close(input.writing) }
        let scripts = StoatExecutables.packageFolder.appendingPathComponent("Tests/BlackBox/python").path
        var environment = ProcessInfo.processInfo.environment
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        let pid = try ChildProcess.spawn(
            python,
            arguments,
            environment: environment,
            folder: scripts,
            output: output,
            input: input.reading
        )
        close(input.reading)
        var report = Report()
        var reader = LineReader(path: output)
        let end = ContinuousClock.now + deadline
        while report.exitStatus == nil {
            report.exitStatus = ChildProcess.reap(pid)
            if report.exitStatus == nil, ContinuousClock.now > end {
                _ = kill(-pid, SIGKILL)
                report.exitStatus = ChildProcess.wait(pid)
            }
            for line in reader.lines() {
                if let answer = await take(line, into: &report) {
                    let bytes = Array((try JSONEncoder().encode(answer)) + [UInt8(ascii: "\n")])
                    _ = write(input.writing, bytes, bytes.count)
                }
            }
            try await ContinuousClock().sleep(for: .milliseconds(15))
        }
        for line in reader.lines() { _ = await take(line, into: &report) }
        return report
    }

    /// Where everything is, as the scripts are told.
    private static func places(_ deployment: StoatDeployment) -> [String] {
        var places = deployment.apis.flatMap { ["--api", $0] }
        places += deployment.gateways.flatMap { ["--gateway", $0] }
        places += deployment.files.flatMap { ["--files", $0] }
        places += deployment.gifs.flatMap { ["--gifs", $0] }
        places += ["--links", deployment.links, "--site", "\(deployment.sitePort)"]
        places += ["--provider", "\(deployment.providerPort)"]
        return places
    }

    /// Notes one line of output; an answer when the scenario asks for something.
    private func take(_ text: String, into report: inout Report) async -> Answer? {
        guard text.hasPrefix("{"), let line = try? JSONDecoder().decode(Line.self, from: Data(text.utf8)) else {
            // Not a line of the protocol: warnings and tracebacks.
            report.log = String((report.log + text + "\n").suffix(6000))
            return nil
        }
        if let name = line.check {
            report.checks.append(Check(name: name, isPassed: line.passed ?? false, detail: line.detail ?? ""))
        }
        if let done = line.done { report.announced = done }
        guard let verb = line.ask, let part = line.part, let number = line.number else { return nil }
        do {
            guard let deployment else { throw ServerProcess.Failure("there is no deployment") }
            try await deployment.perform(verb, on: part)
            return Answer(number: number)
        } catch {
            return Answer(number: number, error: "\(error)")
        }
    }
}

/// Whole lines of a file that another process is writing.
private struct LineReader {
    let path: String
    private var offset: UInt64 = 0
    private var rest = Data()

    init(path: String) { self.path = path }

    mutating func lines() -> [String] {
        guard let file = FileHandle(forReadingAtPath: path) else { return [] }
        // An unreadable part is read again at the next call.
        try? file.seek(toOffset: offset)
        let news = (try? file.readToEnd()) ?? nil
        guard let news, !news.isEmpty else { return [] }
        offset += UInt64(news.count)
        rest += news
        var lines: [String] = []
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            lines.append(String(decoding: rest[rest.startIndex..<end], as: UTF8.self))
            rest = Data(rest[rest.index(after: end)...])
        }
        return lines
    }
}
