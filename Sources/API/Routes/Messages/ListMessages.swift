import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `GET /channels/:target/messages`: a page of a channel's messages.
    ///
    /// - Throws: ``APIError``: `.failedValidation`; `.invalidOperation` for the sort `Relevance`; `.notFound`;
    ///   `.missingPermission(ReadMessageHistory)`.
    @Sendable func listMessages(_ request: Request, context: APIContext) async throws -> MessagePage {
        let user = try context.requireUser()
        let channel = try context.parameters.require("target", as: ChannelID.self)
        let listing = try MessageListing(context.query)
        guard listing.sort != .relevance else { throw APIError(.invalidOperation) }
        let access = try await core.permissions.load(channel: channel, for: user)
        try access.require(.readMessageHistory)
        let includesUsers = context.query.bool("include_users") ?? false
        return try await core.messagePage(listing, with: access, includingUsers: includesUsers)
    }
}

extension MessageListing {
    /// Reads the query string.
    fileprivate init(_ query: RequestQuery) throws {
        self.init(
            before: query["before"].map(MessageID.init),
            after: query["after"].map(MessageID.init),
            sort: query.choice("sort"),
            nearby: query["nearby"].map(MessageID.init)
        )
        let limit = query.integer("limit", as: Int64.self)
        try checkLimits(limit: limit)
        if let limit { self.limit = Int(limit) }
    }
}

extension MessageListing {
    /// Checks the number of messages asked for and the length of the ids.
    ///
    /// - Throws: ``APIError`` `.failedValidation`.
    func checkLimits(limit: Int64?) throws {
        var validation = Validation()
        if let limit { validation.range(limit, in: 1...100, field: "limit") }
        for (field, id) in [("before", before), ("after", after), ("nearby", nearby)] {
            if let id { validation.length(id.rawValue, in: 26...26, field: field) }
        }
        try validation.check()
    }
}
