internal import StoatModels

/// Turns Tenor's answers into ours; entries that lack what clients need are left out.
enum TenorAnswer {
    /// `[{title, image}]`, or `nil` for a body that is no list of categories.
    static func categories(_ body: Value) -> Value? {
        guard let tags = body.object?["tags"]?.array else { return nil }
        return .array(
            tags.compactMap { tag in
                guard let title = tag.object?.optionalString("searchterm"),
                    let image = tag.object?.optionalString("image")
                else { return nil }
                return ["title": .string(title), "image": .string(image)]
            }
        )
    }

    /// `{results, next?}`, or `nil` for a body that is no page of results.
    static func page(_ body: Value) -> Value? {
        guard let results = body.object?["results"]?.array else { return nil }
        var page: Object = ["results": .array(results.compactMap { $0.object.flatMap(result) })]
        // Some providers count pages.
        let next = body.object?.optionalString("next") ?? body.object?.optionalInteger("next").map(String.init)
        if let next, !next.isEmpty { page.append("next", .string(next)) }
        return .object(page)
    }

    private static func result(_ result: Object) -> Value? {
        guard let id = result.optionalString("id"), let url = result.optionalString("url"),
            let media = result.optionalObject("media_formats")
        else { return nil }
        var formats = Object(media.entries.compactMap { entry in format(entry.value).map { (entry.key, $0) } })
        // Clients read `tinywebm` without looking whether it is there.
        if formats["tinywebm"] == nil, let larger = formats["webm"] { formats.append("tinywebm", larger) }
        guard !formats.isEmpty else { return nil }
        return ["id": .string(id), "media_formats": .object(formats), "url": .string(url)]
    }

    private static func format(_ medium: Value) -> Value? {
        guard let medium = medium.object, let url = medium.optionalString("url") else { return nil }
        let sides = medium["dims"]?.array?.compactMap(\.integer).map { max(0, $0) } ?? []
        let dimensions: [Value] = sides.count == 2 ? sides.map { .int($0) } : [0, 0]
        return ["url": .string(url), "dimensions": .array(dimensions)]
    }
}
