import StoatModels
import Synchronization
import TestSupport
import Testing

@testable import Gifbox

@Suite("Kept answers of the GIF search", .timeLimit(.minutes(4)))
struct GifCacheTests {
    @Test(
        "are given again until their time is over, however often they are asked for",
        arguments: [
            ("/categories?locale=en", Duration.seconds(24 * 3600)), ("/search?locale=en&query=x", .seconds(3600)),
            ("/trending?locale=en", .seconds(600)),
        ]
    )
    func lifetime(path: String, lifetime: Duration) async throws {
        try await TestGifbox.run(TenorBodies.script) { (gifbox, provider) async throws in
            let first = try await gifbox.get(path).value
            for _ in 1...3 {
                gifbox.elapsed.advance(lifetime / 3 - .seconds(1))
                #expect(try await gifbox.get(path).value == first)
            }
            #expect(provider.requests.count == 1)
            gifbox.elapsed.advance(.seconds(4))
            #expect(try await gifbox.get(path).value == first)
            #expect(provider.requests.count == 2)
        }
    }

    @Test("depend on everything that was asked")
    func keys() async throws {
        let paths = [
            "/search?locale=en&query=x", "/search?locale=en&query=y", "/search?locale=de&query=x",
            "/search?locale=en&query=x&limit=1", "/search?locale=en&query=x&is_category=true",
            "/search?locale=en&query=x&position=2", "/trending?locale=en", "/trending?locale=en&limit=1",
            "/trending?locale=en&position=2", "/categories?locale=en", "/categories?locale=de",
            #"/search?locale=en&query=x","e"#,
        ]
        try await TestGifbox.run(TenorBodies.script) { (gifbox, provider) async throws in
            for _ in 1...2 { for path in paths { #expect(try await gifbox.get(path).status == 200, "\(path)") } }
            #expect(provider.requests.count == paths.count)
            // The default said aloud, and a limit above the highest.
            for path in ["/search?locale=en&query=x&limit=50&is_category=false", "/trending?locale=en&limit=99"] {
                #expect(try await gifbox.get(path).status == 200)
            }
            #expect(provider.requests.count == paths.count)
        }
    }

    @Test("do not include failures")
    func failures() async throws {
        let calls = Mutex(0)
        let script: ScriptedHTTPServer.Script = { request in
            let call = calls.withLock { calls in
                calls += 1
                return calls
            }
            return call == 1 ? .answer(500, "{}") : await TenorBodies.script(request)
        }
        try await TestGifbox.run(script) { (gifbox, provider) async throws in
            #expect(try await gifbox.get("/trending?locale=en").status == 400)
            #expect(try await gifbox.get("/trending?locale=en").status == 200)
            #expect(provider.requests.count == 2)
        }
    }
}
