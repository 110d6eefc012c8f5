import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `POST /channels/:target/search`: a page of the messages that contain words or are pinned.
    ///
    /// - Throws: ``APIError``: `.isBot`; `.failedValidation`; `.invalidOperation` for words and pins at once;
    ///   `.notFound`; `.missingPermission(ReadMessageHistory)`.
    @Sendable func searchMessages(_ request: Request, context: APIContext) async throws -> MessagePage {
        let user = try context.requireUser()
        let channel = try context.parameters.require("target", as: ChannelID.self)
        let search = try await request.decode(MessageSearch.self)
        guard !user.isBot else { throw APIError(.isBot) }
        let listing = try search.listing()
        let access = try await core.permissions.load(channel: channel, for: user)
        try access.require(.readMessageHistory)
        return try await core.messagePage(listing, with: access, includingUsers: search.includesUsers)
    }
}

/// Schema `DataMessageSearch`.
private struct MessageSearch: JSONBody {
    let query: String?
    let isPinned: Bool?
    let limit: Int64?
    let before: MessageID?
    let after: MessageID?
    let sort: MessageListing.Sort?
    let includesUsers: Bool

    init(from body: BodyReader) throws {
        self.query = try body.optionalString("query")
        self.isPinned = try body.optionalBool("pinned")
        self.limit = try body.optionalInteger("limit")
        self.before = try body.optionalID("before")
        self.after = try body.optionalID("after")
        self.sort = try body.optionalChoice("sort")
        self.includesUsers = try body.optionalBool("include_users") ?? false
    }

    func listing() throws -> MessageListing {
        var listing = MessageListing(before: before, after: after, sort: sort)
        var validation = Validation()
        if let query { validation.length(query, in: 1...64, field: "query") }
        try validation.check()
        try listing.checkLimits(limit: limit)
        if let limit { listing.limit = Int(limit) }
        switch (query, isPinned) {
        case (nil, nil): break
        case (let words?, nil): listing.criterion = .text(words)
        case (nil, let isPinned?): listing.criterion = .pinned(isPinned)
        default: throw APIError(.invalidOperation)
        }
        return listing
    }
}
