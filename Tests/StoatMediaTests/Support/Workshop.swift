import Foundation
import Logging
import StoatMedia
import StoatModels
import TestSupport
import Testing

/// A folder in which a test makes files with real tools and looks at what became of them.
final class Workshop: Sendable {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder("media") }

    func path(_ name: String) -> String { "\(folder.path)/\(name)" }

    func read(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name)))) }

    @discardableResult func write(_ bytes: [UInt8], _ name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
        return path(name)
    }

    /// Runs a shell line in the folder; answers what it printed.
    @discardableResult func shell(_ line: String) async throws -> String {
        let folder = folder.url
        let (status, output, words) = try await onThread { () throws -> (Int32, String, String) in
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/bash")
            process.arguments = ["-ec", line]
            process.currentDirectoryURL = folder
            let output = Pipe()
            process.standardOutput = output
            process.standardInput = FileHandle.nullDevice
            let errors = folder.appendingPathComponent("stderr.txt")
            try Data().write(to: errors)
            process.standardError = try FileHandle(forWritingTo: errors)
            try process.run()
            let data = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            let words = try String(decoding: Data(contentsOf: errors), as: UTF8.self)
            return (process.terminationStatus, String(decoding: data, as: UTF8.self), words)
        }
        try #require(status == 0, "\(line): \(words)")
        return output
    }

    /// A picture of four flat corners: red, green, blue, yellow, from the upper left by rows, in a file of this name.
    func makeCorners(_ name: String, width: Int = 80, height: Int = 48) async throws {
        let file = "ppm-\(name).ppm"
        var bytes = Array("P6 \(width) \(height) 255\n".utf8)
        for y in 0..<height {
            for x in 0..<width {
                let corner = (y * 2 < height ? 0 : 2) + (x * 2 < width ? 0 : 1)
                bytes += [[230, 20, 20], [20, 200, 20], [20, 20, 220], [230, 220, 20]][corner]
            }
        }
        try write(bytes, file)
        let options =
            name.hasSuffix("jpg") ? "[Q=95]" : name.hasSuffix("webp") || name.hasSuffix("avif") ? "[lossless]" : ""
        try await shell("vips copy \(file) '\(name)\(options)'")
    }

    /// Which of the corner colours stands in each corner: `r`, `g`, `b`, `y`, from the upper left by rows.
    func corners(_ name: String) async throws -> String {
        try await shell("vips copy '\(name)' look.png[strip] && vips colourspace look.png look.ppm srgb")
        let (width, height, rows) = try ppm("look.ppm")
        var result = ""
        for (x, y) in [(4, 4), (width - 5, 4), (4, height - 5), (width - 5, height - 5)] {
            let at = (y * width + x) * 3
            let (red, green, blue) = (rows[at] > 128, rows[at + 1] > 128, rows[at + 2] > 128)
            result += red ? (green ? "y" : "r") : green ? "g" : blue ? "b" : "?"
        }
        return result
    }

    private func ppm(_ name: String) throws -> (Int, Int, ArraySlice<UInt8>) {
        let bytes = try read(name)
        var numbers: [Int] = []
        var at = 2
        while numbers.count < 3 {
            if bytes[at] == UInt8(ascii: "#") {
                while bytes[at] != 10 { at += 1 }
            } else if bytes[at] >= 48 && bytes[at] <= 57 {
                var number = 0
                while bytes[at] >= 48 && bytes[at] <= 57 {
                    number = number * 10 + Int(bytes[at] - 48)
                    at += 1
                }
                numbers.append(number)
            } else {
                at += 1
            }
        }
        return (numbers[0], numbers[1], ArraySlice(Array(bytes[(at + 1)...])))
    }

    /// Everything exiftool finds, one `Group:Tag value` per line.
    func tags(_ name: String) async throws -> String { try await shell("exiftool -a -u -G1 -s -ee '\(name)' || true") }
}

/// Runs blocking work on a thread of its own: the tests' shared pool must stay free for what they wait for.
func onThread<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
}

/// A processor with these limits.
func makeProcessor(
    _ limits: MediaLimits = MediaLimits(pictureSeconds: 120, probeTime: .seconds(120)),
    tools: MediaTools = MediaTools()
) -> MediaProcessor {
    MediaProcessor(limits: limits, tools: tools, logger: Logger(label: "media"))
}

extension MediaProcessor {
    /// Inspects and processes one file of a workshop.
    func handle(_ name: String, in workshop: Workshop, output: String = "out") async throws -> Processed {
        let inspection = try await inspect(file: workshop.path(name), name: name)
        return try await process(file: workshop.path(name), as: inspection, output: workshop.path(output))
    }
}
