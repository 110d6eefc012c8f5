internal import StoatModels

/// What a client asks for, and what its answer depends on.
enum GifQuestion: Sendable, Equatable {
    case categories(locale: String)
    case search(String, isCategory: Bool, locale: String, page: Page)
    case trending(locale: String, page: Page)

    /// Which results of a list.
    struct Page: Sendable, Equatable {
        /// Most results that a provider is asked for.
        static let maxLimit = 50

        /// Results wanted, 1 to ``maxLimit``.
        let limit: Int
        /// Where the page before ended, in the provider's words; empty for the first page.
        let position: String
    }

    /// How long an answer may be given again, counted from when it was fetched.
    var lifetime: Duration {
        switch self {
        case .categories: .seconds(24 * 3600)
        case .search: .seconds(3600)
        case .trending: .seconds(600)
        }
    }

    /// Everything that the answer depends on besides the provider, so that no two questions share a name.
    var parts: [Value] {
        switch self {
        case .categories(let locale): ["categories", .string(locale)]
        case .search(let text, let isCategory, let locale, let page):
            [
                "search", .string(text), .bool(isCategory), .string(locale), .int(Int64(page.limit)),
                .string(page.position),
            ]
        case .trending(let locale, let page):
            ["trending", .string(locale), .int(Int64(page.limit)), .string(page.position)]
        }
    }
}
