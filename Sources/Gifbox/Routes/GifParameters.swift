internal import StoatCore
internal import StoatModels

/// The parameters of a question; what is wrong with one is the client's to know.
struct GifParameters {
    let query: RequestQuery

    /// A parameter that must be there and say something.
    ///
    /// - Parameter limit: the most Unicode scalars.
    func text(_ name: String, upTo limit: Int) throws -> String {
        guard let text = query[name] else { throw APIError(.failedValidation("\(name): missing")) }
        var validation = Validation()
        validation.length(text, in: 1...limit, field: name)
        try validation.check()
        return text
    }

    /// The language of texts and the country whose taste counts, such as `en_US`.
    func locale() throws -> String { try text("locale", upTo: 64) }

    /// `true` or `false`; `false` where it is absent.
    func flag(_ name: String) throws -> Bool {
        switch query[name] {
        case nil, "false": false
        case "true": true
        default: throw APIError(.failedValidation("\(name): expected true or false"))
        }
    }

    /// `limit` and `position`.
    ///
    /// A limit outside of what providers allow counts as the nearest that they do.
    func page() throws -> GifQuestion.Page {
        var limit = GifQuestion.Page.maxLimit
        if let text = query["limit"] {
            guard let wanted = UInt32(text) else { throw APIError(.failedValidation("limit: expected a number")) }
            limit = min(max(1, Int(wanted)), limit)
        }
        let position = query["position"] ?? ""
        var validation = Validation()
        validation.length(position, in: 0...1024, field: "position")
        try validation.check()
        return GifQuestion.Page(limit: limit, position: position)
    }
}
