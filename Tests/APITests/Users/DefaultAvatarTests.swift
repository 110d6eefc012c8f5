import HTTPTypes
import Hummingbird
import Testing

@testable import API
@testable import StoatCore

@Suite("Default avatars", .timeLimit(.minutes(3)))
struct DefaultAvatarTests {
    @Test("are chosen by the last character")
    func choice() {
        let expected: [(String, Int)] = [
            ("0123SZ", 2), ("4567T", 3), ("89AB", 4), ("CDEFV", 5), ("GHJKW", 6), ("MNPQX", 7), ("RYaz-", 1),
        ]
        for (characters, number) in expected {
            for character in characters {
                #expect(DefaultAvatar.number(for: "01ABC\(character)") == number, "\(character)")
            }
        }
        #expect(DefaultAvatar.number(for: "") == 1)
    }

    @Test("are seven different PNG files of 512 × 512 pixels")
    func files() throws {
        let ids = ["R", "0", "4", "8", "C", "G", "M"]
        let files = ids.map { DefaultAvatar.image(for: $0) }
        #expect(Set(files).count == 7)
        for file in files {
            #expect(file.count < 32_768)
            #expect(Array(file.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
            #expect(Array(file[16..<24]) == [0, 0, 2, 0, 0, 0, 2, 0])
        }
    }

    @Test("are served to everybody and for ever")
    func served() async throws {
        try await TestAPI.run { api in
            let response = try await api.respond(.get, "/users/anything/default_avatar")
            #expect(response.status == .ok)
            #expect(response.headers[.contentType] == "image/png")
            #expect(response.headers[.cacheControl] == "public, max-age=31536000, immutable")
        }
    }
}
