internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import StoatModels

extension RouteTable {
    /// Adds `GET /scalar`: the description for people, with the OpenAPI document for tools inside.
    public mutating func addDocumentation(_ description: ServiceDescription) {
        // Written once: it does not change while the process runs.
        let page = ByteBuffer(string: DocumentationPage(description).html)
        get("/scalar") { _, _ in
            Response(status: .ok, headers: DocumentationPage.headers, body: ResponseBody(byteBuffer: page))
        }
    }
}

/// A page that lists what a service offers.
///
/// It loads nothing from elsewhere and runs no script.
struct DocumentationPage {
    private let description: ServiceDescription

    init(_ description: ServiceDescription) { self.description = description }

    static let headers: HTTPFields = [
        .contentType: "text/html; charset=utf-8",
        .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'",
    ]

    var html: String {
        let title = Self.escape(description.title)
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title)</title>
            <style>\(Self.style)</style>
            </head>
            <body>
            <h1>\(title) <small>\(Self.escape(Version.current))</small></h1>
            <p>\(Self.escape(description.summary))</p>
            \(description.operations.map(Self.section).joined(separator: "\n"))
            <script id="api-reference" type="application/json">\(document)</script>
            </body>
            </html>

            """
    }

    /// The document as JSON that cannot end the element around it.
    private var document: String {
        String(buffer: JSONWriter.encode(description.openAPI)).replacing("<", with: "\\u003c")
    }

    private static func section(_ operation: ServiceDescription.Operation) -> String {
        var lines = [
            "<section>",
            "<h2><code><b>\(escape(operation.method.uppercased()))</b> \(escape(operation.path))</code></h2>",
            "<p>\(escape(operation.summary))</p>",
        ]
        if operation.needsUser {
            lines.append("<p>Needs <code>X-Session-Token</code> or <code>X-Bot-Token</code>.</p>")
        }
        if let body = operation.body { lines.append("<p>Takes <code>\(escape(body.mediaType))</code>.</p>") }
        lines += table(
            "Parameters",
            operation.parameters.map { ($0.name, "\($0.place)\($0.isRequired ? "" : ", optional")", $0.summary) }
        )
        lines += table("Answers", operation.answers.map { (String($0.status), $0.body?.mediaType ?? "", $0.summary) })
        lines.append("</section>")
        return lines.joined(separator: "\n")
    }

    private static func table(_ caption: String, _ rows: [(String, String, String)]) -> [String] {
        guard !rows.isEmpty else { return [] }
        return ["<table>", "<caption>\(caption)</caption>"]
            + rows.map {
                "<tr><th><code>\(escape($0))</code></th><td>\(escape($1))</td><td>\(escape($2))</td></tr>"
            } + ["</table>"]
    }

    private static func escape(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }

    private static let style = """
        body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}\
        h1 small{font-weight:400;color:#666}section{border-top:1px solid #ddd;margin-top:1.5rem}h2{font-size:1.1rem}\
        table{border-collapse:collapse;margin:.5rem 0;width:100%}caption{text-align:left;font-weight:600}\
        th,td{text-align:left;vertical-align:top;\
        padding:.25rem .75rem .25rem 0;border-bottom:1px solid #eee}th{width:9rem}td:nth-child(2){width:12rem;color:#666}\
        @media(prefers-color-scheme:dark){body{color:#ddd;background:#16171a}section,th,td{border-color:#333}}
        """
}
