internal import Logging
internal import StoatCore
internal import StoatModels

/// A provider that answers like version 2 of Tenor's API, as gifbox.me does.
struct TenorProvider: GifProvider {
    let client: OutboundClient
    /// Up to the version, without a slash at the end.
    let address: String
    /// Empty for a provider that needs none.
    let key: String
    let logger: Logger

    var name: String { address }

    func answer(_ question: GifQuestion) async throws -> Value {
        let body = try await fetch(url(of: question))
        let answer: Value? =
            if case .categories = question { TenorAnswer.categories(body) } else { TenorAnswer.page(body) }
        guard let answer else {
            logger.warning("The GIF provider's answer has not the expected form")
            throw APIError(.proxyError)
        }
        return answer
    }

    private func fetch(_ url: String) async throws -> Value {
        let answer: OutboundClient.Answer
        do { answer = try await client.get(url) } catch {
            logger.warning("The GIF provider gave no answer", metadata: [LogKey.error: "\(error)"])
            throw APIError(error.code == .tooLarge ? .proxyError : .serviceUnavailable)
        }
        guard (200..<300).contains(answer.status) else {
            logger.warning("The GIF provider refused", metadata: [LogKey.status: "\(answer.status)"])
            throw APIError(.proxyError)
        }
        do { return try JSONParser.parse(answer.body) } catch {
            logger.warning("The GIF provider's answer is no JSON", metadata: [LogKey.error: "\(error)"])
            throw APIError(.proxyError)
        }
    }

    private func url(of question: GifQuestion) -> String {
        switch question {
        case .categories(let locale): url("categories", locale, [])
        case .search(let text, let isCategory, let locale, let page):
            url("search", locale, [("q", text)] + list(page) + (isCategory ? [("component", "categories")] : []))
        case .trending(let locale, let page): url("featured", locale, list(page))
        }
    }

    private func list(_ page: GifQuestion.Page) -> [(String, String)] {
        [("media_filter", "webm,tinywebm"), ("limit", String(page.limit))]
            + (page.position.isEmpty ? [] : [("pos", page.position)])
    }

    private func url(_ route: String, _ locale: String, _ parameters: [(String, String)]) -> String {
        let common = [("client_key", "Gifbox"), ("locale", locale), ("contentfilter", "high")]
        let pairs = (key.isEmpty ? [] : [("key", key)]) + common + parameters
        return "\(address)/\(route)?" + pairs.map { "\($0)=\($1.addressComponent)" }.joined(separator: "&")
    }
}
