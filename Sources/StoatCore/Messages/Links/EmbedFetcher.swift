import StoatModels

/// Asks the link proxy for embeds.
struct EmbedFetcher {
    let client: OutboundClient
    /// The address of the link proxy.
    let proxy: String

    /// The embeds of the links that have one, in the order of the links, and why a link could not be asked about.
    ///
    /// All are asked about at once; the client bounds how many requests there are.
    func embeds(of links: [String]) async -> (embeds: [Object], failure: OutboundError?) {
        await withTaskGroup(of: (Int, Result<Object?, OutboundError>).self) { group in
            for (index, link) in links.enumerated() {
                group.addTask { (index, await self.embed(of: link)) }
            }
            var embeds = [Object?](repeating: nil, count: links.count)
            var failure: OutboundError?
            for await (index, result) in group {
                switch result {
                case .success(let embed): embeds[index] = embed
                case .failure(let error): failure = error
                }
            }
            return (embeds.compactMap(\.self), failure)
        }
    }

    /// An answer that is no embed says that there is none, except where the proxy itself failed.
    private func embed(of link: String) async -> Result<Object?, OutboundError> {
        do {
            let answer = try await client.get("\(proxy)/embed?url=\(link.addressComponent)")
            // What is not JSON is no embed.
            if let embed = (try? JSONParser.parse(answer.body))?.object?.linkEmbed { return .success(embed) }
            if answer.status >= 500 { return .failure(OutboundError(.unreachable, "status \(answer.status)")) }
            return .success(nil)
        } catch {
            if error.code == .tooLarge { return .success(nil) }
            return .failure(error)
        }
    }
}

extension Object {
    /// This object as an embed made from a link (schema `Embed`), without empty members, or `nil` if it is none.
    ///
    /// The other two kinds are none here: `None` says so, and `Text` is what authors write themselves.
    fileprivate var linkEmbed: Object? {
        switch self["type"] {
        case "Website":
            if let image = present("image"), image.object?.isMedium != true { return nil }
            if let video = present("video"), video.object?.isMedium != true { return nil }
            if let special = present("special"), special.object?.optionalString("type") == nil { return nil }
            return withoutNulls
        case "Image", "Video": return isMedium ? withoutNulls : nil
        default: return nil
        }
    }

    private func present(_ key: String) -> Value? { self[key].flatMap { $0.isNull ? nil : $0 } }

    private var isMedium: Bool {
        optionalString("url") != nil && (optionalInteger("width") ?? -1) >= 0 && (optionalInteger("height") ?? -1) >= 0
    }

    private var withoutNulls: Object {
        Object(
            entries.filter { !$0.value.isNull }.map { entry in
                (entry.key, entry.value.object.map { .object($0.withoutNulls) } ?? entry.value)
            }
        )
    }
}
