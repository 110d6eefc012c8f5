import Logging
import StoatModels
import TestSupport
import Testing

@testable import Gifbox
@testable import StoatCore

@Suite("The choice of a GIF provider", .timeLimit(.minutes(4)))
struct ProviderChoiceTests {
    @Test(
        "follows key, name and address",
        arguments: [
            ("auto", "", "", "none"), ("auto", "", "https://own.example/v2", "none"), ("none", "key", "", "none"),
            ("gifbox", "", "", "none"), ("tenor", "", "", "none"),
            ("auto", "key", "", "https://compat.gifbox.me/v2"), ("gifbox", "key", "", "https://compat.gifbox.me/v2"),
            ("tenor", "key", "", "https://tenor.googleapis.com/v2"),
            ("tenor", "", "https://own.example/v2", "https://own.example/v2"),
            ("auto", "key", "https://own.example/v2", "https://own.example/v2"),
        ]
    )
    func choice(name: String, key: String, url: String, expected: String) async throws {
        var settings = Settings()
        settings.gifbox.provider = name
        settings.gifbox.providerURL = url
        settings.api.security.tenorKey = key
        let client = OutboundClient()
        #expect(settings.gifProvider(client, logger: Logger(label: "test")).name == expected)
        await client.shutdown()
    }

    @Test("without a key the answer says that the feature is off")
    func disabled() async throws {
        try await TestGifbox.run(Settings()) { (gifbox) async throws in
            for path in ["/categories?locale=en", "/trending?locale=en", "/search?locale=en&query=x"] {
                let answer = try await gifbox.get(path)
                #expect(answer.summary == "400 FeatureDisabled" && answer.value.object?["feature"] == "gifbox")
            }
        }
    }

    @Test("one's own provider needs no key, and is sent none")
    func keyless() async throws {
        try await ScriptedHTTPServer.run(TenorBodies.script) { provider in
            var settings = Settings.asking(provider.url, key: "")
            settings.gifbox.provider = "tenor"
            try await TestGifbox.run(settings) { (gifbox) async throws in
                let answer = try await gifbox.get("/categories?locale=en")
                #expect(answer.status == 200)
                #expect(provider.requests.first?.query["key"] == nil)
            }
        }
    }
}
